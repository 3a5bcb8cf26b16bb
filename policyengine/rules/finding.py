"""The files of rule packs, by what they hold: definitions, law tables, headers, rules and their tests.

Folders are walked here and nowhere else, once for all that is asked of their packs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policyengine.errors import Problem
from policyengine.rules.provisions import PROVISIONS
from policyengine.source.overlooked import overlooked
from policyengine.source.read import find_yaml, read_file, shown_path
from policyengine.source.tree import Mapping, Node
from policyengine.spans import Files, Span

TEST = ".test"
"""How the stem of a file of rule tests ends."""
_DEFINITIONS = "definitions"
_LAW = "law"
_HEADER = "pack"
_RULES_SAY = ("for_each", "amends", "rule")
"""What rules, amendments and their tests say, by which one that would not be read is known."""


@dataclass(slots=True)
class Found:
    """The files below the roots, by what they hold; paths sorted within each root."""

    roots: tuple[Path, ...] = ()
    definitions: list[Path] = field(default_factory=list)
    tables: dict[str, Path] = field(default_factory=dict)
    headers: dict[str, Path] = field(default_factory=dict)
    rules: dict[str, list[Path]] = field(default_factory=dict)
    """By pack."""
    tests: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the names of files and where they stand."""

    def rule_names(self) -> frozenset[str]:
        """The names of all rules, those of packs that are not loaded included."""
        return frozenset(file.stem for files in self.rules.values() for file in files)

    def wanted(self, named: Sequence[str]) -> list[str]:
        """The packs that always count, and the optional ones that are `named`. What is wrong with them, loading says.

        Whoever wants the rules of one pack loads these and chooses afterwards, because packs amend each other.
        """
        files = Files()
        headers = {name: read_file(file, shown_path(file), files)[0] for name, file in sorted(self.headers.items())}
        return [name for name, header in headers.items() if name in named or not is_optional(header)]


def is_optional(header: Node | None) -> bool:
    """Whether a pack is left out unless it is asked for by name."""
    return isinstance(header, Mapping) and "optional" in header.entries


def find_packs(roots: Sequence[Path]) -> Found:
    """What stands below `roots`: folders of packs, or single packs (a folder with `pack.yaml` in it)."""
    found = Found(tuple(roots))
    problems = found.problems
    for root in roots:
        if root.is_file():
            hint = "name the folder of packs, not one of its files"
            problems.append(Problem(Span(shown_path(root), 1, 1), "a folder of packs is wanted", hint))
            continue
        files, unusable = find_yaml(root)
        problems += [*unusable, *overlooked(root, _RULES_SAY)]
        if not files and not unusable:
            hint = f"a pack is a folder with `{_HEADER}.yaml` and rules in it"
            problems.append(Problem(Span(shown_path(root), 1, 1), "the folder holds no pack", hint))
        single = os.path.isfile(root / f"{_HEADER}.yaml")  # noqa: PTH113 - never raises, whatever the permissions
        for file in files:
            parts = (root.resolve().name, *file.relative_to(root).parts) if single else file.relative_to(root).parts
            problems += _sort_in(file, parts, found)
    for pack, paths in sorted(found.rules.items()):
        if pack not in found.headers:
            folder = paths[0].parent
            span = Span(shown_path(paths[0]), 1, 1)
            problems.append(
                Problem(span, f"the pack `{pack}` has no `pack.yaml`", f"write one in {shown_path(folder)}")
            )
    return found


def _sort_in(file: Path, parts: tuple[str, ...], found: Found) -> list[Problem]:
    if len(parts) == 1:
        here = Span(shown_path(file), 1, 1)
        return [Problem(here, "the file stands in no pack", "move it into a folder with a `pack.yaml`")]
    folder, stem = parts[0], file.stem
    if folder == _DEFINITIONS:
        found.definitions.append(file)
    elif folder == _LAW:
        return _put(found.tables, f"{_LAW}.{stem}", file) if stem != PROVISIONS else []
    elif stem.endswith(TEST):
        found.tests.append(file)
    elif stem == _HEADER and len(parts) == 2:
        return _put(found.headers, folder, file)
    else:
        found.rules.setdefault(folder, []).append(file)
    return []


def _put(known: dict[str, Path], name: str, file: Path) -> list[Problem]:
    if name in known:
        here = Span(shown_path(file), 1, 1)
        return [Problem(here, f"`{name}` stands twice", f"first in {shown_path(known[name])}")]
    known[name] = file
    return []
