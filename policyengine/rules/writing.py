"""New rule files: a commented rule that works, and its tests, to be changed into what is meant."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from policyengine.source.shipped import shipped

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How a rule or a pack may be called."""


def new_rule(pack: Path, slug: str) -> tuple[Path, ...]:
    """Write `<slug>.yaml` and `<slug>.test.yaml` into the folder of a pack, and `pack.yaml` where the pack is new.

    The answer is what was written: all or nothing. Raises `FileExistsError` where the rule or its tests
    are there already and `OSError` where something cannot be written.
    """
    names = {"rule.yaml": f"{slug}.yaml", "rule.test.yaml": f"{slug}.test.yaml"}
    if not os.path.lexists(pack / "pack.yaml"):
        names = {"pack.yaml": "pack.yaml", **names}
    made = [folder for folder in (pack, *pack.parents) if not folder.exists()]
    written: list[Path] = []
    try:
        pack.mkdir(parents=True, exist_ok=True)
        for template, name in names.items():
            text = shipped("policyengine.rules", f"new/{template}").replace("NAME", slug)
            _write_new(pack / name, text.replace("PACK", pack.name.replace("-", " ").capitalize()))
            written.append(pack / name)
    except OSError:
        for target in written:
            target.unlink()
        for folder in made:
            if folder.is_dir():
                folder.rmdir()
        raise
    return tuple(written)


def _write_new(target: Path, text: str) -> None:
    """Write a file whole or not at all; it must not be there yet."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        os.link(name, target)
    finally:
        Path(name).unlink()
