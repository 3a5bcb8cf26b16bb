"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def replace_text(file: Path, text: str) -> None:
    """Write `text` beside `file`, then put it in its place, so that nobody reads half of it. Links are followed.

    Line ends are written as they are. Raises `OSError` where it cannot be written; then nothing has changed.
    """
    there = Path(os.path.realpath(file))
    beside = there.with_name(f".{there.name}.{os.getpid()}.new")
    try:
        beside.write_text(text, "utf-8", newline="")
        if there.exists():
            shutil.copymode(there, beside)
        beside.replace(there)
    finally:
        beside.unlink(missing_ok=True)
