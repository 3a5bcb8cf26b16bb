"""Where the rule packs that come with the program stand."""

from __future__ import annotations

import pathlib


def installed_packs() -> pathlib.Path:
    """The folder of the packs: inside the installed package, or `rules/` of a checkout."""
    package = pathlib.Path(__file__).resolve().parent.parent
    inside = package / "packs"
    return inside if inside.is_dir() else package.parent / "rules"
