"""Where the day of judging enters into the law: which dates it is compared with, and on which day that turns.

Nothing else of a rule depends on the day: its own window, the first and last days of records and rows, and tests whose
operand is the day itself, or some periods after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
from policyengine.register.model.period import Period
from policyengine.register.records import Value
from policyengine.rules.dependence import Read
from policyengine.rules.language import (
    AsOf,
    Comparison,
    Condition,
    Count,
    Every,
    Holds,
    Operand,
    Path,
    Plus,
    Some,
    Test,
)
from policyengine.rules.parts import conditions_of, parts
from policyengine.rules.program import Program

_FIRST, _LAST, _IN_FORCE = (attribute.name for attribute in LIFETIME)


class Edge(NamedTuple):
    """When a comparison turns: on the first day that, moved by `later`, is not before a date, or is `past` it."""

    later: tuple[Period, ...] = ()
    past: bool = False


BEGINS, ENDS = Edge(), Edge(past=True)
"""The first day on which something is there, and the first on which it is over."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What is compared with the day: attributes and columns, each with when that turns, and dates that are presumed."""

    edges: Mapping[Read, frozenset[Edge]]
    presumed: Mapping[Read, frozenset[dt.date]]
    """What the law presumes where nothing is stated of such an attribute."""
    going_on: frozenset[Read]
    """Last days of which the law presumes, where none is stated, that they are still to come."""


def lifetime(kind: str) -> dict[str, Edge]:
    """The attributes that tell when a record of `kind` begins and ends; none where it does neither."""
    found = KINDS.get(kind)
    if found is None or not (found.lasts or found.begins):
        return {}
    own = {_FIRST: BEGINS, _LAST: ENDS} if found.lasts else {}
    return own | dict.fromkeys(found.begins, BEGINS)


def dated(program: Program) -> Dated:
    """Everything that any rule of `program`, or that records exist, compares with the day."""
    walking = _Walking()
    for rule in program.rules.values():
        for condition in conditions_of(rule):
            walking.walk(condition, {"": (rule.for_each, ""), "judged": (rule.for_each, "")})
    for definition in program.definitions.values():
        walking.walk(definition.holds, {"": (definition.kind, ""), "judged": (definition.kind, "")})
    for pack in program.packs.values():
        walking.walk(pack.when, {"": ("register", ""), "judged": ("register", "")})
    edges = {read: frozenset(found) for read, found in walking.edges.items()}
    for kind in KINDS:
        for name, edge in lifetime(kind).items():
            edges[kind, name] = edges.get((kind, name), frozenset()) | {edge}
    presumed = {read: frozenset(days) for read, days in walking.presumed.items()}
    return Dated(edges, presumed, frozenset(walking.going_on))


_Roots = Mapping[str, Read]
"""What each root stands for: a record of a kind, or, with the attribute, one of its values."""


class _Walking:
    def __init__(self) -> None:
        self.edges: dict[Read, set[Edge]] = {}
        self.presumed: dict[Read, set[dt.date]] = {}
        self.going_on: set[Read] = set()

    def walk(self, condition: Condition, roots: _Roots) -> None:
        """Note what a condition compares with the day, itself and inside; definitions are walked by themselves."""
        match condition:
            case Test():
                self._test(condition, roots)
            case Some() | Every() | Count():
                members = condition.members
                inner = (members.kind, "")
                if members.path is not None and not members.kind:
                    inner = _end(members.path, roots)
                bound = {condition.bound: inner} if condition.bound else {}
                self.walk(condition.of, {**roots, "": inner, **bound})
            case Holds():
                return
            case _:
                for part in parts(condition):
                    self.walk(part, roots)

    def _test(self, test: Test, roots: _Roots) -> None:
        kind, attribute = _end(test.path, roots)
        if attribute == _IN_FORCE:
            begins = KINDS[kind].begins if kind in KINDS else ()
            for name, edge in ((_FIRST, BEGINS), (_LAST, ENDS), *((name, BEGINS) for name in begins)):
                self.edges.setdefault((kind, name), set()).add(edge)
            if test.otherwise is not None:
                self.going_on.add((kind, _LAST))
        later = _later(test.operand)
        if later is None:
            return
        edges = set(_edges(test, later))
        self.edges.setdefault((kind, attribute), set()).update(edges)
        presumed = None if test.otherwise is None else day_of(test.otherwise.value)
        if presumed is not None:
            self.presumed.setdefault((kind, attribute), set()).add(presumed)
            if ENDS in edges:
                self.going_on.add((kind, attribute))


def _end(path: Path, roots: _Roots) -> Read:
    """The kind and the attribute at the end of a path; those of the value itself, where it starts at one."""
    kind, attribute = roots[path.root]
    for step in path.relations:
        kind = relations_of(kind)[step].target
    return kind, path.attribute or attribute


def _later(operand: Operand) -> tuple[Period, ...] | None:
    """The periods by which an operand lies after the day of judging; None where it has nothing to do with that day."""
    if isinstance(operand, AsOf):
        return ()
    if isinstance(operand, Plus):
        start = _later(operand.start)
        return None if start is None else (*start, operand.period)
    return None


def _edges(test: Test, later: tuple[Period, ...]) -> Iterable[Edge]:
    """When a comparison of a date with the day turns."""
    match test.comparison:
        case Comparison.STATED | Comparison.MATCHES:
            return ()
        case Comparison.BEFORE:
            return (Edge(later, True),)
        case Comparison.AFTER:
            return (Edge(later),)
        case Comparison.WITHIN:
            return (Edge(later, True), Edge((*later, test.period or Period())))
        case Comparison.IS | Comparison.IN | Comparison.COVERS:
            return (Edge(later), Edge(later, True))


def day_of(value: Value) -> dt.date | None:
    """The day that a value names, if it is one: of an instant, the one that it has where it was recorded."""
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def windows(program: Program) -> Iterator[tuple[str, dt.date]]:
    """Each rule with the days from which it is in force, or no longer is."""
    for name, rule in sorted(program.rules.items()):
        if rule.in_force.start is not None:
            yield name, rule.in_force.start
        if rule.in_force.end is not None and rule.in_force.end < dt.date.max:
            yield name, rule.in_force.end + dt.timedelta(days=1)
