"""Where the rule packs that come with the program stand."""

from __future__ import annotations

import pathlib

_PACKAGE = pathlib.Path(__file__).resolve().parent.parent


def installed_packs() -> pathlib.Path:
    """The folder of the packs: inside the installed package, or `rules/` of a checkout."""
    inside = _PACKAGE / "packs"
    return inside if inside.is_dir() else _PACKAGE.parent / "rules"


def comes_with_the_program(root: pathlib.Path, pack: str) -> str:
    """Why nobody should write into `pack` below `root`; empty where they may, as in a checkout of the packs."""
    packs, here = installed_packs(), root.resolve()
    if here.is_relative_to(_PACKAGE):
        return f"`{root}` belongs to the installed program, and what you write there would be lost"
    if here != packs.resolve() and (packs / pack).is_dir():
        return f"`{pack}` is the name of a pack that comes with the program"
    return ""
