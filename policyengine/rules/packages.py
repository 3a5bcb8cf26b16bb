"""Rule packs that installed packages bring: found by entry point, never by running any of their code."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from policyengine.errors import nearest

GROUP = "policyengine.packs"
"""The group of entry points. The value is a package, or `package:folder`, in which packs stand."""


class NoPackage(Exception):  # noqa: N818 - not an error of ours: it says what is wrong with what was asked for
    """A package cannot be used; the text says why, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def packs_of(name: str) -> Path:
    """The folder that the installed package announces under `name`. Raises `NoPackage` where there is none."""
    announced = {entry.name: entry for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.value)}
    if name not in announced:
        known = nearest(name, announced) or f"install the package that announces it in the group `{GROUP}`"
        raise NoPackage(f"no installed package brings rules called `{name}`", known)
    folders = [folder for folder in _folders(announced[name]) if folder.is_dir()]
    if not folders:
        hint = "the value of the entry point must name a folder in the package"
        raise NoPackage(f"the package that brings `{name}` has no folder `{announced[name].value}`", hint)
    return folders[0]


def _folders(entry: EntryPoint) -> Iterable[Path]:
    """Where the folder may be: the package is found by its first name, which runs nothing, and the rest are folders."""
    first, *rest = [*entry.module.split("."), *entry.attr.split(".")] if entry.attr else entry.module.split(".")
    try:
        spec = find_spec(first)
    except (ImportError, ValueError):
        return []
    found = spec.submodule_search_locations if spec is not None else None
    return [Path(place).joinpath(*rest) for place in found or ()]
