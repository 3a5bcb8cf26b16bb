"""New rule files: a commented rule that works, and its tests, to be changed into what is meant."""

from __future__ import annotations

import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How a rule or a pack may be called."""


def new_rule(pack: Path, slug: str) -> tuple[Path, Path]:
    """Write `<slug>.yaml` and `<slug>.test.yaml` into the folder of a pack, both or neither.

    Raises `FileExistsError` where either is there already and `OSError` where it cannot be written.
    """
    templates = files("policyengine.rules").joinpath("new")
    written: list[Path] = []
    try:
        for template in ("rule.yaml", "rule.test.yaml"):
            target = pack / template.replace("rule", slug, 1)
            text = templates.joinpath(template).read_text("utf-8").replace("NAME", slug)
            _write_new(target, text)
            written.append(target)
    except OSError:
        for target in written:
            target.unlink()
        raise
    rule, tests = written
    return rule, tests


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
