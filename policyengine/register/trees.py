"""Facts as they are written: the tree of every file with the register it belongs to, of which other facts are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from policyengine.errors import Problem
from policyengine.register.building import Building
from policyengine.register.load import (
    FACTS_SAY,
    Waiting,
    read_waiting,
    register_slug,
    shared_beside,
    with_folder,
)
from policyengine.register.problems import TooMany
from policyengine.register.records import Facts
from policyengine.source.collector import collector_paused
from policyengine.source.overlooked import overlooked
from policyengine.source.read import find_yaml, read_file, shown_path
from policyengine.source.tree import Mapping
from policyengine.spans import Files, Span


class Part(NamedTuple):
    """What one file says of a register; of shared organisations, if `slug` is empty."""

    slug: str
    tree: Mapping


@dataclass(frozen=True, slots=True)
class Trees:
    """All files in the order in which they are read. Nobody changes a tree: others are made of it."""

    parts: tuple[Part, ...]
    files: Files

    @property
    def registers(self) -> list[str]:
        """The registers that any file belongs to, sorted."""
        return sorted({part.slug for part in self.parts} - {""})

    def facts(self) -> tuple[Facts, list[Problem]]:
        """The facts that the trees state, and everything that is wrong with them."""
        building = Building(self.files)
        with collector_paused():
            try:
                for part in self.parts:
                    building.read(part.slug, part.tree)
                facts = building.finish()
            except TooMany:
                facts = Facts({}, {}, self.files)
        return facts, building.problems.sorted()


class _Sorting(Building):
    """Finds out to which register each file belongs, as if its facts were built."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.parts: list[Part] = []

    def read(self, slug: str, tree: Mapping) -> None:
        """Keep the tree as it is."""
        self.parts.append(Part(slug, tree))


def load_trees(paths: Sequence[Path]) -> tuple[Trees, Facts, list[Problem]]:
    """As `load_facts`, with the trees beside the facts that they state."""
    problems: list[Problem] = []
    found: dict[str, Path] = {}
    for path in paths:
        here, wrong = find_yaml(path)
        problems += [*wrong, *overlooked(path, FACTS_SAY)]
        for file in (*here, *shared_beside(path)):
            found.setdefault(shown_path(file), file)
    sorting = _Sorting(Files())
    with collector_paused():
        _sort(found, sorting, problems)
        trees = Trees(tuple(sorting.parts), sorting.files)
        facts, wrong = trees.facts()
    given = {shown_path(path): path for path in paths}
    wrong = [*problems, *sorting.problems.found, *wrong]
    return trees, facts, sorted({with_folder(problem, given) for problem in wrong})


def _sort(found: dict[str, Path], sorting: _Sorting, problems: list[Problem]) -> None:
    """Read every file: first those that name their register, then those that belong to what stands beside them."""
    waiting: list[Waiting] = []
    slugs: dict[Path, set[str]] = {}
    for shown, file in sorted(found.items()):
        tree, wrong = read_file(file, shown, sorting.files)
        problems += wrong
        if tree is None:
            continue
        if not isinstance(tree, Mapping):
            hint = "begin with `register: a-slug`, or with `organisations:`"
            problems.append(Problem(Span(shown, 1, 1), "the file does not hold a mapping", hint))
        elif "register" not in tree.entries:
            waiting.append(Waiting(file, tree))
        elif slug := register_slug(tree, sorting.problems):
            slugs.setdefault(file.parent, set()).add(slug)
            sorting.read(slug, tree)
    for one in waiting:
        read_waiting(one, slugs, sorting)
