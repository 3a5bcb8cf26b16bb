"""Facts from files: every register under the given paths, and the organisations they share."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from policyengine.errors import Problem
from policyengine.register.building import Building
from policyengine.register.citations import NOT_DECLARED, SLUG
from policyengine.register.problems import Problems, TooMany
from policyengine.register.records import Facts
from policyengine.register.values import shorten
from policyengine.source.collector import collector_paused
from policyengine.source.doing import NOW
from policyengine.source.overlooked import overlooked
from policyengine.source.read import NotSimple, find_yaml, read_file, shown_path
from policyengine.source.tree import LateMapping, Mapping, Scalar
from policyengine.spans import Files, Span

SHARED_FILE = "organisations.yaml"
_SHARED_KEYS = frozenset(("organisations", "sources", "source", "grade", "note"))
FACTS_SAY = ("register", "organisations", "activities", "parties", "notices")
"""What files of facts begin with, by which one that would not be read is known."""


class Waiting(NamedTuple):
    """A file that does not say to which register it belongs."""

    file: Path
    tree: Mapping


def load_facts(paths: Sequence[Path]) -> tuple[Facts, list[Problem]]:
    """Read every register under `paths`: facts roots, register folders or single files.

    Files are read in the order of their names, whatever the order of `paths`. Where there is any
    problem the facts are incomplete, and good for nothing but finding more problems.
    """
    unusable: list[Problem] = []
    found: dict[str, Path] = {}
    for path in paths:
        here, wrong = find_yaml(path)
        unusable += [*wrong, *overlooked(path, FACTS_SAY)]
        for file in (*here, *shared_beside(path)):
            found.setdefault(shown_path(file), file)
    with collector_paused():
        try:
            facts, problems = _load(sorted(found.items()), late=True)
        except NotSimple:
            # As whole files, so that what is told of a file does not depend on how far reading it came.
            facts, problems = _load(sorted(found.items()), late=False)
    given = {shown_path(path): path for path in paths}
    return facts, sorted({with_folder(problem, given) for problem in (*unusable, *problems)})


def _load(found: list[tuple[str, Path]], *, late: bool) -> tuple[Facts, list[Problem]]:
    """The facts of some files, and what is wrong with them. With `late`, may raise `NotSimple` instead."""
    building = Building(Files())
    problems: list[Problem] = []
    try:
        _read_all(found, building, problems, late=late)
        facts = building.finish()
    except TooMany:
        if late:
            raise NotSimple from None
        facts = Facts({}, {}, building.files)
    return facts, [*problems, *building.problems.found]


def with_folder(problem: Problem, given: dict[str, Path]) -> Problem:
    """A problem that may only be there because a file is read without those beside it says so."""
    file = given.get(problem.span.path)
    if file is None or not problem.message.endswith(NOT_DECLARED) or len(find_yaml(file.parent)[0]) < 2:
        return problem
    folder = Path(problem.span.path).parent.as_posix()
    return problem._replace(hint=f"if a file beside it does, pass the folder `{folder}`; otherwise {problem.hint}")


def shared_beside(path: Path) -> list[Path]:
    """The shared organisations of the root in which a single register stands."""
    # Asked by name alone, because a path that may not be read raises where these answer.
    is_folder = os.path.isdir(path)  # noqa: PTH112
    folder = path if is_folder else path.parent
    if os.path.exists(folder / SHARED_FILE):  # noqa: PTH110
        return [] if is_folder else [folder / SHARED_FILE]
    beside = Path(folder.absolute()).parent / SHARED_FILE
    return [beside] if os.path.isfile(beside) else []  # noqa: PTH113


def _read_all(found: list[tuple[str, Path]], building: Building, problems: list[Problem], *, late: bool) -> None:
    """Read every file into `building`; `late` as in `read_file`."""
    waiting: list[Waiting] = []
    slugs: dict[Path, set[str]] = {}
    NOW.begin("reading", len(found), "files")
    for shown, file in found:
        NOW.done += 1
        tree, wrong = read_file(file, shown, building.files, late=late)
        problems += wrong
        if tree is None:
            continue
        if not isinstance(tree, Mapping):
            hint = "begin with `register: a-slug`, or with `organisations:`"
            problems.append(Problem(Span(shown, 1, 1), "the file does not hold a mapping", hint))
        elif "register" not in tree.entries:
            waiting.append(Waiting(file, tree))
        elif slug := register_slug(tree, building.problems):
            slugs.setdefault(file.parent, set()).add(slug)
            building.read(slug, tree)
            _read_through(tree)
        # Let go of before the next file is read: it is ten times as large as the text, and its memory serves again.
        del tree
    for one in waiting:
        read_waiting(one, slugs, building)
        _read_through(one.tree)


def _read_through(tree: Mapping) -> None:
    """Make sure that nothing in a file was passed over that may be wrong. Raises `NotSimple`."""
    for node, _, _, _ in tree.raw.values():
        if isinstance(node, LateMapping) and not node.read_through:
            raise NotSimple


def read_waiting(one: Waiting, slugs: dict[Path, set[str]], building: Building) -> None:
    """Read a file that belongs to the register of its folder, or is shared."""
    entries = one.tree.entries
    shared = "organisations" in entries and entries.keys() <= _SHARED_KEYS
    nearest = next((slugs[folder] for folder in one.file.parents if folder in slugs), set())
    if shared and ("sources" in entries or len(nearest) != 1):
        building.read("", one.tree)
    elif len(nearest) == 1:
        building.read(next(iter(nearest)), one.tree)
    elif nearest:
        words = ", ".join(f"`{slug}`" for slug in itertools.islice(sorted(nearest), 5))
        building.problems.add(
            one.tree.place,
            "the file does not say to which register it belongs",
            f"here stand {words}; write `register:` first",
        )
    else:
        hint = f"write `register: {one.file.parent.name or 'a-slug'}` first"
        building.problems.add(one.tree.place, "the file does not say to which register it belongs", hint)


def register_slug(tree: Mapping, problems: Problems) -> str:
    """What `register:` says, "" where that is wrong."""
    node = tree.entries["register"]
    if isinstance(node, Scalar) and SLUG.fullmatch(node.text):
        return node.text
    said = f"`{shorten(node.text)}`" if isinstance(node, Scalar) else "this"
    problems.add(node.place, f"{said} cannot name a register", "use lower-case letters, digits and hyphens")
    return ""


def facts_from(node: Mapping, files: Files) -> tuple[Facts, list[Problem]]:
    """One register written inside another file; `register:` may be left out. May hold `organisations:`."""
    building = Building(files)
    try:
        slug = register_slug(node, building.problems) if "register" in node.entries else "register"
        if slug:
            building.read(slug, node)
        facts = building.finish()
    except TooMany:
        facts = Facts({}, {}, files)
    return facts, building.problems.sorted()
