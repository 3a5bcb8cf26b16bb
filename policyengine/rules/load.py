"""Rule packs to a `Program`: every file read once, everything typed, in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping as Names
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from policyengine.errors import Problem, nearest
from policyengine.rules.amendments import Amendment, Written, amend
from policyengine.rules.definitions import announce, in_order, read_definitions
from policyengine.rules.finding import Found, find_packs, is_optional
from policyengine.rules.order import used_first
from policyengine.rules.packfile import PackHeader, read_pack
from policyengine.rules.program import Definition, Program
from policyengine.rules.reading import Reading, Refused, as_mapping
from policyengine.rules.rulefile import Home, read_rule
from policyengine.rules.shapes import Model
from policyengine.rules.tables import read_columns, read_table
from policyengine.source.collector import collector_paused
from policyengine.source.read import read_file, shown_path
from policyengine.source.tree import Mapping, Node
from policyengine.spans import Files, Place, Span


def load_program(roots: Sequence[Path], packs: Sequence[str] | None = None) -> tuple[Program, list[Problem]]:
    """The program of the packs below `roots`, and everything that is wrong with them.

    `packs` selects packs by name; without it all are taken but the optional ones. A program with
    problems must not be judged.
    """
    return read_program(find_packs(roots), packs)


def read_program(found: Found, packs: Sequence[str] | None = None) -> tuple[Program, list[Problem]]:
    """As `load_program`, of packs that were found."""
    _, program, problems = read_law(found, packs)
    return program, problems


class Law(NamedTuple):
    """Packs as they are written. Nobody changes a tree: other law is made of others."""

    found: Found
    nodes: Names[Path, Node | None]
    """The trees of files; a file that has none here is read when it is needed."""
    files: Files
    packs: tuple[str, ...] | None
    """As `load_program` takes them."""

    def program(self) -> tuple[Program, list[Problem]]:
        """The program of these packs, and everything that is wrong with them."""
        loader = _Loader(self.found, Reading(Files([*self.files.paths], [*self.files.texts])), dict(self.nodes))
        program = loader.load(self.packs)
        return program, sorted(loader.reading.problems)


def read_law(found: Found, packs: Sequence[str] | None = None) -> tuple[Law, Program, list[Problem]]:
    """As `read_program`, with the trees beside the program that they make."""
    problems = [*found.problems]
    loader = _Loader(found, Reading(Files(), problems), {})
    program = loader.load(packs)
    problems.sort()
    return Law(found, loader.nodes, loader.reading.files, None if packs is None else (*packs,)), program, problems


class _Loader:
    """The steps of loading, in the order in which they need each other."""

    def __init__(self, found: Found, reading: Reading, nodes: dict[Path, Node | None]) -> None:
        self.found = found
        self.reading = reading
        self.model = Model()
        self.nodes = nodes
        self.read_definitions: dict[str, Definition] = {}
        self.read_tables: dict[str, Mapping] = {}

    @collector_paused()
    def load(self, packs: Sequence[str] | None) -> Program:
        """All steps, one after the other."""
        chosen = self.choose(packs)
        self.tables()
        self.definitions()
        headers = self.headers(chosen)
        return self.program(headers, self.rules(headers))

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
        """Everything read, in a fixed order."""
        packs = {name: header.pack for name, header in headers.items()}
        program = Program(packs, {}, self.read_definitions, {}, self.reading.files)
        for name, node in self.read_tables.items():
            try:
                program.tables[name] = read_table(name, node, self.model, self.reading)
            except Refused as refused:
                self.reading.refused(refused)
        program.rules = {name: rules[name].rule for name in sorted(rules)}
        return program
