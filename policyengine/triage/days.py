"""The days on which a verdict may change though nobody changes anything, worked out from the dates that are written.

Between two such days that follow each other every verdict is the same, so that nothing else need be judged: the day of
judging is compared with these dates alone, and each comparison turns once, because a later day moved by a period is
never the earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from policyengine.engine.comparing import later
from policyengine.engine.existence import standing_in
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.model.period import Period
from policyengine.register.records import Facts, Record, Statement
from policyengine.rules.dated import Dated, Edge, dated, day_of, lifetime, windows
from policyengine.rules.dependence import Read
from policyengine.rules.program import Program
from policyengine.triage.waivers import Waiver


class Due(NamedTuple):
    """A date that is written, and the day on which something that is compared with it turns."""

    day: dt.date
    record: Record
    attribute: str
    statement: Statement
    written: dt.date
    """The date itself, which may be the day before, or lie some period away."""


class Touched(NamedTuple):
    """What may be judged otherwise on a day: rules, in registers. INVARIANT: neither is empty."""

    rules: frozenset[str]
    registers: frozenset[str]


class Days:
    """Finds in facts and law what turns between two days."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._dated: Dated = dated(program)
        self._reading: dict[Read, frozenset[str]] = {}

    @property
    def going_on(self) -> list[Read]:
        """The kinds and attributes of last days that the law presumes to be still to come, where none is stated."""
        return sorted(self._dated.going_on)

    def turning(self, record: Record, attribute: str, after: dt.date, until: dt.date) -> Iterator[Due]:
        """What turns of one attribute of a record on a later day than `after`, up to and with `until`."""
        edges = self._dated.edges.get((record.kind, attribute), ())
        if not edges:
            return
        for statement in record.statements.get(attribute, ()):
            for value in dict.fromkeys(map(day_of, statement.values)):
                if value is not None:
                    for day in _turns(edges, value, after, until):
                        yield Due(day, record, attribute, statement, value)

    def presumed(self, kind: str, attribute: str, after: dt.date, until: dt.date) -> list[dt.date]:
        """The days on which turns what the law presumes of an attribute of which nothing is stated."""
        edges = self._dated.edges.get((kind, attribute), ())
        values = self._dated.presumed.get((kind, attribute), ())
        return sorted({day for value in values for day in _turns(edges, value, after, until)})

    def of(self, record: Record, after: dt.date, until: dt.date) -> Iterator[Due]:
        """The same of all that is said of a record, in order of its attributes."""
        for attribute in sorted(record.statements):
            yield from self.turning(record, attribute, after, until)

    def in_facts(self, facts: Facts, after: dt.date, until: dt.date) -> Iterator[Due]:
        """The same of all records; shared organisations first, then by register and key."""
        kinds = {kind for kind, _ in self._dated.edges}
        everyone = (record for record in facts.records() if record.kind in kinds)
        for record in sorted(everyone, key=lambda record: (record.register, record.key)):
            yield from self.of(record, after, until)

    def in_law(self, after: dt.date, until: dt.date) -> Iterator[Due]:
        """The same of all rows of law tables."""
        for _, table in sorted(self._program.tables.items()):
            for row in table.rows:
                yield from self.of(row, after, until)

    def candidates(
        self, facts: Facts, waivers: Iterable[Waiver], after: dt.date, until: dt.date
    ) -> dict[dt.date, Touched]:
        """Every day on which a verdict, or what is waived, may change, in order, with what may change."""
        found: dict[dt.date, tuple[set[str], set[str]]] = {}
        every = facts.registers.keys()

        def note(day: dt.date, rules: Iterable[str], registers: Iterable[str]) -> None:
            if after < day <= until:
                noted = found.setdefault(day, (set(), set()))
                noted[0].update(rules)
                noted[1].update(registers)

        for due in (*self.in_facts(facts, after, until), *self.in_law(after, until)):
            own = due.record.register
            note(due.day, self.rules_reading(due.record.kind, due.attribute), [own] if own else every)
        for kind, attribute in self._dated.presumed:
            for day in self.presumed(kind, attribute, after, until):
                note(day, self.rules_reading(kind, attribute), every)
        for rule, day in windows(self._program):
            note(day, [rule], every)
        for waiver in waivers:
            if waiver.rule in self._program.rules and waiver.register in every:
                for day in (waiver.added, _next(waiver.terms.expires)):
                    note(day, [waiver.rule], [waiver.register])
        return {
            day: Touched(frozenset(rules), frozenset(registers))
            for day, (rules, registers) in sorted(found.items())
            if rules and registers
        }

    def rules_reading(self, kind: str, attribute: str) -> frozenset[str]:
        """The rules on which an attribute may bear; where it tells when a record exists, those that see any such."""
        known = self._reading.get((kind, attribute))
        if known is None:
            known = self._reading[kind, attribute] = self._rules_reading(kind, attribute)
        return known

    def _rules_reading(self, kind: str, attribute: str) -> frozenset[str]:
        reach = self._program.reach
        if attribute not in lifetime(kind):
            return frozenset(name for name in self._program.rules if (kind, attribute) in reach[name])
        kinds = _falling_with(kind)
        return frozenset(
            name
            for name, rule in self._program.rules.items()
            if rule.for_each in kinds or any(read in kinds for read, _ in reach[name])
        )

    def never_asked(self, after: dt.date, until: dt.date) -> Iterator[tuple[dt.date, Record, Statement]]:
        """Every date between the two in a law table that no rule reads: what the law brings, as far as it is noted."""
        asked = {read for reads in self._program.reach.values() for read, _ in reads}
        for name, table in sorted(self._program.tables.items()):
            for row in table.rows if name not in asked else ():
                said = (one for found in row.statements.values() for one in found)
                days = ((day, one) for one in said for day in map(day_of, one.values))
                yield from ((day, row, one) for day, one in days if day is not None and after < day <= until)


@cache
def _falling_with(kind: str) -> frozenset[str]:
    """The kinds of which records are gone with one of `kind`: itself, and whatever stands in such a record."""
    found = {kind}
    growing = True
    while growing:
        more = {
            name
            for name in KINDS
            if name not in found and any(relations_of(name)[way].target in found for way in standing_in(name))
        }
        found |= more
        growing = bool(more)
    return frozenset(found)


def _turns(edges: Iterable[Edge], value: dt.date, after: dt.date, until: dt.date) -> list[dt.date]:
    """The days on which comparisons with a date turn, each once, in order."""
    found = {_first(edge, value, after, until) for edge in edges}
    return sorted(day for day in found if day is not None)


def _first(edge: Edge, value: dt.date, after: dt.date, until: dt.date) -> dt.date | None:
    """The first day later than `after` on which a comparison has turned, if that is not later than `until`.

    A later day moved by periods is never the earlier one, so that halving the span finds it.
    """
    if after >= until or _has_turned(edge, value, after) or not _has_turned(edge, value, until):
        return None
    low, high = after.toordinal(), until.toordinal()
    while high - low > 1:
        middle = (low + high) // 2
        if _has_turned(edge, value, dt.date.fromordinal(middle)):
            high = middle
        else:
            low = middle
    return dt.date.fromordinal(high)


def _has_turned(edge: Edge, value: dt.date, day: dt.date) -> bool:
    moved = _moved(day, edge.later)
    return moved > value if edge.past else moved >= value


def _moved(day: dt.date, periods: tuple[Period, ...]) -> dt.date:
    for period in periods:
        day = later(day, period)
    return day


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1) if day < dt.date.max else day
