"""Rule packs to a `Program`: every file read once, everything typed, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Mapping as Names
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policyengine.errors import Problem, nearest
from policyengine.rules.amendments import Amendment, Written, amend
from policyengine.rules.definitions import announce, in_order, read_definitions
from policyengine.rules.order import used_first
from policyengine.rules.packfile import PackHeader, is_optional, read_pack
from policyengine.rules.program import Definition, Program
from policyengine.rules.provisions import PROVISIONS
from policyengine.rules.reach import Reach
from policyengine.rules.reading import Reading, Refused, as_mapping
from policyengine.rules.rulefile import Home, read_rule
from policyengine.rules.shapes import Model
from policyengine.rules.tables import read_columns, read_table
from policyengine.source.collector import collector_paused
from policyengine.source.overlooked import overlooked
from policyengine.source.read import find_yaml, read_file, shown_path
from policyengine.source.tree import Mapping, Node
from policyengine.spans import Files, Place, Span

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

    definitions: list[Path] = field(default_factory=list)
    tables: dict[str, Path] = field(default_factory=dict)
    headers: dict[str, Path] = field(default_factory=dict)
    rules: dict[str, list[Path]] = field(default_factory=dict)
    """By pack."""
    tests: list[Path] = field(default_factory=list)


def find_packs(roots: Sequence[Path]) -> tuple[Found, list[Problem]]:
    """What stands below `roots`: folders of packs, or single packs (a folder with `pack.yaml` in it)."""
    found = Found()
    problems: list[Problem] = []
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
    return found, problems


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


def load_program(roots: Sequence[Path], packs: Sequence[str] | None = None) -> tuple[Program, list[Problem]]:
    """The program of the packs below `roots`, and everything that is wrong with them.

    `packs` selects packs by name; without it all are taken but the optional ones. A program with
    problems must not be judged.
    """
    found, problems = find_packs(roots)
    loader = _Loader(found, Reading(Files(), problems))
    with collector_paused():
        chosen = loader.choose(packs)
        loader.tables()
        loader.definitions()
        headers = loader.headers(chosen)
        rules = loader.rules(headers)
        program = loader.program(headers, rules)
    problems.sort()
    return program, problems


def packs_below(roots: Sequence[Path]) -> dict[str, bool]:
    """The packs below `roots`, by name, and of each whether it is optional. What is wrong with them, loading says."""
    found, _ = find_packs(roots)
    files = Files()
    headers = {name: read_file(file, shown_path(file), files)[0] for name, file in sorted(found.headers.items())}
    return {name: is_optional(header) for name, header in headers.items()}


def rules_below(roots: Sequence[Path]) -> frozenset[str]:
    """The names of all rules below `roots`, those of packs that are not loaded included."""
    found, _ = find_packs(roots)
    return frozenset(file.stem for files in found.rules.values() for file in files)


def with_optional(packs: Names[str, bool], named: Sequence[str]) -> list[str]:
    """Of `packs`, as `packs_below` gives them, those that always count and the optional ones that are `named`.

    Whoever wants the rules of one pack loads these and chooses afterwards, because packs amend each other.
    """
    return [name for name, optional in packs.items() if not optional or name in named]


class _Loader:
    """The steps of loading, in the order in which they need each other."""

    def __init__(self, found: Found, reading: Reading) -> None:
        self.found = found
        self.reading = reading
        self.model = Model()
        self.nodes: dict[Path, Node | None] = {}
        self.read_definitions: dict[str, Definition] = {}
        self.read_tables: dict[str, Mapping] = {}

    def node(self, file: Path) -> Node | None:
        """The tree of a file, read once."""
        if file not in self.nodes:
            self.nodes[file], problems = read_file(file, shown_path(file), self.reading.files)
            self.reading.problems += problems
        return self.nodes[file]

    def mapping(self, file: Path, what: str) -> Mapping | None:
        """The tree of a file that has to hold a mapping."""
        node = self.node(file)
        try:
            return None if node is None else as_mapping(node, what)
        except Refused as refused:
            self.reading.refused(refused)
            return None

    def choose(self, packs: Sequence[str] | None) -> list[str]:
        """The names of the packs to load, sorted."""
        known = sorted(self.found.headers)
        if packs is None:
            return [name for name in known if not is_optional(self.node(self.found.headers[name]))]
        for name in sorted(set(packs) - set(known)):
            problem = Problem(Span("", 1, 1), f"there is no pack `{name}`", nearest(name, known))
            self.reading.problems.append(problem)
        return [name for name in known if name in packs]

    def tables(self) -> None:
        """Read the columns of every table, then hold the trees for the rows."""
        for name, file in sorted(self.found.tables.items()):
            node = self.mapping(file, "a law table")
            if node is None:
                continue
            try:
                self.model.tables[name] = read_columns(name, node, self.reading)
                self.read_tables[name] = node
            except Refused as refused:
                self.reading.refused(refused)

    def definitions(self) -> None:
        """Read every definition; all names are known before the first condition is read."""
        trees = [tree for file in self.found.definitions if (tree := self.mapping(file, "a file of definitions"))]
        places: dict[str, Place] = {}
        for tree in trees:
            announce(tree, self.model, places, self.reading)
        read = [one for tree in trees for one in read_definitions(tree, self.model, places, self.reading)]
        self.read_definitions = in_order(read, self.reading)

    def headers(self, chosen: Sequence[str]) -> dict[str, PackHeader]:
        """The headers of the chosen packs."""
        headers = {}
        for name in chosen:
            node = self.mapping(self.found.headers[name], "a pack")
            try:
                if node is not None:
                    headers[name] = read_pack(name, node, self.model, self.reading)
            except Refused as refused:
                self.reading.refused(refused)
        return headers

    def rules(self, headers: dict[str, PackHeader]) -> dict[str, Written]:
        """The rules of the chosen packs, amended."""
        rules: dict[str, Written] = {}
        amendments: list[Amendment] = []
        first: dict[str, Path] = {}
        for pack, header in headers.items():
            for file in self.found.rules.get(pack, []):
                node = self.mapping(file, "a rule")
                if node is None or not self._is_first(file, node, first):
                    continue
                home = Home(pack, header.law, file.stem)
                if "amends" in node.entries:
                    amendments.append(Amendment(node, home, header))
                else:
                    self._rule(node, home, rules)
        elsewhere = frozenset(
            file.stem for pack, files in self.found.rules.items() if pack not in headers for file in files
        )
        self._amend(amendments, rules, elsewhere)
        self._check_follows(rules, elsewhere | first.keys())
        return rules

    def _is_first(self, file: Path, node: Mapping, first: dict[str, Path]) -> bool:
        earlier = first.setdefault(file.stem, file)
        if earlier is not file:
            message = f"the id `{file.stem}` is used twice"
            self.reading.problem(node.place, message, f"first in {shown_path(earlier)}")
        return earlier is file

    def _rule(self, node: Mapping, home: Home, rules: dict[str, Written]) -> None:
        try:
            rule = read_rule(node, home, self.model, self.reading)
        except Refused as refused:
            self.reading.refused(refused)
        else:
            rules[rule.id] = Written(rule, node, home)

    def _amend(self, amendments: list[Amendment], rules: dict[str, Written], elsewhere: frozenset[str]) -> None:
        for amendment in sorted(amendments, key=lambda a: a.home.stem):
            try:
                amend(amendment, rules, elsewhere, self.model, self.reading)
            except Refused as refused:
                self.reading.refused(refused)

    def _check_follows(self, rules: dict[str, Written], known: frozenset[str]) -> None:
        """What a rule follows from has to exist, and must not follow from it."""
        for written in rules.values():
            for name in written.rule.follows_from:
                if name not in rules and name not in known:
                    place = written.node.entries["follows_from"].place
                    message = f"there is no rule `{name}` to follow from"
                    self.reading.problem(place, message, nearest(name, {*rules, *known}))
        _, ring = used_first({name: written.rule.follows_from for name, written in rules.items()})
        if ring:
            place = rules[ring[0]].node.entries["follows_from"].place
            shown = " from ".join(f"`{name}`" for name in ring)
            self.reading.problem(place, f"rules follow from each other in a ring: {shown}", "name the root alone")

    def program(self, headers: dict[str, PackHeader], rules: dict[str, Written]) -> Program:
        """Everything read, in a fixed order, with what each rule reads."""
        packs = {name: header.pack for name, header in headers.items()}
        program = Program(packs, {}, self.read_definitions, {}, self.reading.files)
        for name, node in self.read_tables.items():
            try:
                program.tables[name] = read_table(name, node, self.model, self.reading)
            except Refused as refused:
                self.reading.refused(refused)
        program.rules = {name: rules[name].rule for name in sorted(rules)}
        if not self.reading.problems:
            reach = Reach(program.definitions)
            program.reach = {
                name: reach.of_rule(rule, program.packs[rule.pack]) for name, rule in program.rules.items()
            }
        return program
