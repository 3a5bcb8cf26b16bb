"""Which rules, asked of which records, read something: from what is said of a record back to what is judged by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
from policyengine.register.records import Facts, Record
from policyengine.rules.language import Condition, Count, Every, Holds, Operand, Path, Plus, Some, Stated, Test
from policyengine.rules.parts import conditions_of, parts
from policyengine.rules.program import Definition, Program, Rule

Read: TypeAlias = tuple[str, str]
"""A kind or law table, and one of its attributes or relations."""

EXISTS = ""
"""Stands for the attribute where it counts whether a record exists."""
REGISTER = "register"
"""The relation from any record to that of its register, which leads back to all."""


class Way(NamedTuple):
    """The relations that lead from a record of one kind to another, with the kinds on the way, both ends included.

    To the rows of a law table, which stand for themselves, a way of their own leads over no relation.
    """

    relations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def end(self) -> str:
        """The kind at which it ends."""
        return self.kinds[-1]

    @property
    def back(self) -> Iterator[tuple[str, str]]:
        """The relations that lead back, each with the kind to which it leads.

        `REGISTER` leads from any record of a register to all of that kind.
        """
        for relation, above in zip(reversed(self.relations), reversed(self.kinds[:-1]), strict=True):
            yield (REGISTER if relation == REGISTER else relations_of(above)[relation].inverse), above

    def on(self, relation: str) -> Way:
        """One relation further."""
        return Way((*self.relations, relation), (*self.kinds, relations_of(self.end)[relation].target))


@dataclass(frozen=True, slots=True)
class Reader:
    """Rules that read something at the end of a way that begins at the record they are asked of."""

    way: Way
    rules: frozenset[str]
    applies: frozenset[str]
    """Those of them that read it in order to know whether they apply."""


class Dependence:
    """What each rule of a program reads, by what is read."""

    def __init__(self, program: Program) -> None:
        self._definitions = program.definitions
        self._of_definitions: dict[str, frozenset[tuple[Way, str]]] = {}
        found: dict[Read, dict[Way, tuple[set[str], set[str]]]] = {}
        for rule in program.rules.values():
            applies = {*self._of_applying(rule, program.packs[rule.pack].when)}
            for way, name in {*applies, *self._of_rule(rule)}:
                rules, applying = found.setdefault((way.end, name), {}).setdefault(way, (set(), set()))
                rules.add(rule.id)
                if (way, name) in applies:
                    applying.add(rule.id)
        self._readers = {
            read: [Reader(way, frozenset(rules), frozenset(applies)) for way, (rules, applies) in sorted(ways.items())]
            for read, ways in found.items()
        }

    def readers(self, kind: str, name: str) -> list[Reader]:
        """Who reads the attribute or relation `name` of records of `kind`, or (`EXISTS`) whether these exist."""
        return self._readers.get((kind, name), [])

    def reach(self) -> dict[str, frozenset[Read]]:
        """What each rule reads, wherever it stands: of a relation both ends, of being in force the days as well."""
        found: dict[str, set[Read]] = {}
        for (kind, name), readers in self._readers.items():
            reads = _both_ends(kind, name)
            for reader in readers:
                for rule in reader.rules:
                    found.setdefault(rule, set()).update(reads)
        return {rule: frozenset(reads) for rule, reads in found.items()}

    def of_condition(self, condition: Condition, kind: str) -> list[tuple[Way, str]]:
        """What is read of records by a condition that is asked of records of `kind` by themselves."""
        if kind not in KINDS:
            return []
        here = Way((), (kind,))
        reads = {*self._reads(condition, {"": here, "judged": here})}
        return sorted((way, name) for way, name in reads if way.end in KINDS)

    def _of_applying(self, rule: Rule, scope: Condition) -> Iterator[tuple[Way, str]]:
        """What a rule reads in order to know whether it applies, that of its pack included."""
        judged = Way((), (rule.for_each,))
        yield judged, EXISTS
        root = judged if rule.for_each == REGISTER else Way((REGISTER,), (rule.for_each, REGISTER))
        yield from self._reads(scope, {"": root, "judged": root})
        yield from self._reads(rule.when, {"": judged, "judged": judged})

    def _of_rule(self, rule: Rule) -> Iterator[tuple[Way, str]]:
        judged = Way((), (rule.for_each,))
        for condition in conditions_of(rule):
            yield from self._reads(condition, {"": judged, "judged": judged})

    def _reads(self, condition: Condition, ways: Mapping[str, Way | None]) -> Iterator[tuple[Way, str]]:
        """`ways` leads to the record at hand (under the empty name) and to each bound one; None is no record."""
        match condition:
            case Test():
                yield from _along(condition.path, ways)
                yield from _operand(condition.operand, ways)
            case Holds():
                yield from _along(condition.path, ways)
                yield from self._within(self._definitions[condition.name], _end(condition.path, ways))
            case Some() | Every() | Count():
                path, inner = condition.members.path, None
                if path is None:
                    inner = Way((), (condition.members.kind,))
                else:
                    yield from _along(path, ways)
                    start = _end(path, ways)
                    if start is not None and _is_relation(start.end, path.attribute):
                        inner = start.on(path.attribute)
                bound = {condition.bound: inner} if condition.bound else {}
                yield from self._reads(condition.of, {**ways, "": inner, **bound})
            case _:
                for part in parts(condition):
                    yield from self._reads(part, ways)

    def _within(self, definition: Definition, start: Way | None) -> Iterator[tuple[Way, str]]:
        """What a definition reads, asked of the record at the end of `start`."""
        if start is None:
            return
        if definition.name not in self._of_definitions:
            here = Way((), (definition.kind,))
            self._of_definitions[definition.name] = frozenset(self._reads(definition.holds, {"": here, "judged": here}))
        for way, name in self._of_definitions[definition.name]:
            yield (_followed(start, way.relations) if way.end in KINDS else way), name


def walked_back(record: Record, way: Way, facts: Facts) -> dict[Record, None]:
    """The records from which a way leads to `record`, or to where it may have to be looked for."""
    at = {record: None}
    for relation, kind in way.back:
        if relation == REGISTER:
            registers = {one.register for one in at} & facts.registers.keys()
            at = {other: None for slug in sorted(registers) for other in facts.registers[slug].of(kind)}
        else:
            links = [link for one in at for link in one.links.get(relation, ())]
            at = {link.target: None for link in links if link.target.kind == kind}
            # An engaged party leads to the activity in which it stands, which leads back to those that engage alone.
            everyone = (link for one in at for link in one.links.get(_EVERYONE, ()))
            at |= {link.target: None for link in everyone}
    return at


def _followed(start: Way, relations: Iterable[str]) -> Way:
    for relation in relations:
        start = start.on(relation)
    return start


def _end(path: Path, ways: Mapping[str, Way | None]) -> Way | None:
    """The record at which a path ends."""
    start = ways[path.root]
    return None if start is None else _followed(start, path.relations)


def _along(path: Path, ways: Mapping[str, Way | None]) -> Iterator[tuple[Way, str]]:
    """Everything that following a path reads."""
    at = ways[path.root]
    if at is None:
        return
    for relation in path.relations:
        yield at, relation
        at = at.on(relation)
        yield at, EXISTS
    if path.attribute:
        yield at, path.attribute
        if path.attribute == _IN_FORCE:
            yield at, EXISTS
        elif _is_relation(at.end, path.attribute):
            yield at.on(path.attribute), EXISTS


def _is_relation(kind: str, name: str) -> bool:
    """Whether that is a relation; the columns of law tables are none."""
    return kind in KINDS and name in relations_of(kind)


def _both_ends(kind: str, name: str) -> list[Read]:
    """What is read with the attribute or relation `name`, itself included."""
    if name == EXISTS:
        return []
    if name == _IN_FORCE:
        return [(kind, attribute.name) for attribute in LIFETIME]
    if not _is_relation(kind, name):
        return [(kind, name)]
    relation = relations_of(kind)[name]
    return [(kind, name), (relation.target, relation.inverse)]


def _operand(operand: Operand, ways: Mapping[str, Way | None]) -> Iterator[tuple[Way, str]]:
    if isinstance(operand, Plus):
        yield from _operand(operand.start, ways)
    elif isinstance(operand, Stated):
        yield from _along(operand.path, ways)


_EVERYONE = "everyone"
_IN_FORCE = next(attribute.name for attribute in LIFETIME if attribute.derived)
