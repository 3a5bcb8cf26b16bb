"""What of a verdict turns though nobody changed anything: the dates between two days of judging that it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from policyengine.differences import Side, Turning
from policyengine.engine.existence import standing_in
from policyengine.engine.judgement import Ground, Step
from policyengine.register.model.kinds import KINDS, LIFETIME
from policyengine.register.records import Record
from policyengine.rules.dated import lifetime, windows
from policyengine.rules.program import Program, Rule
from policyengine.triage.days import Days, Due
from policyengine.triage.evidence import Places
from policyengine.triage.wording import LAW, attribute_in_words, name_of, tells

_FIRST, _LAST, _ = (attribute.name for attribute in LIFETIME)
_VERBS = {_FIRST: "begins", _LAST: "ends"}


def due_in_words(due: Due) -> str:
    """`the contract with X ends on 2026-12-31`, or what else a date is said of."""
    return date_in_words(due.record, due.attribute, due.written)


def date_in_words(record: Record, attribute: str, day: dt.date) -> str:
    """What a date says of a record or of a row of the law."""
    law = record.kind.startswith(LAW)
    about = name_of(record) if law else f"the {record.kind.replace('-', ' ')} {name_of(record)}"
    verb = _VERBS.get(attribute)
    return f"{about} {verb} on {day}" if verb else f"{about}: {attribute_in_words(attribute)} {day}"


def window_in_words(rule: Rule, day: dt.date) -> str:
    """That a rule begins to apply on a day, or that the day before was its last."""
    if rule.in_force.start == day:
        return f"the rule {rule.id} applies from {day} on"
    return f"the rule {rule.id} applies until {rule.in_force.end}"


class DayChange:
    """Answers which dates turn between the days of two judgings, of those that a verdict may rest on.

    The later of the two days is included. Nothing turns where both are judged on the same day.
    """

    def __init__(self, programs: Mapping[Side, Program], days: Mapping[Side, dt.date], places: Mapping[Side, Places]):
        self._programs = programs
        self._places = places
        self._after, self._until = sorted(days.values())
        self.same = self._after == self._until
        self._known: dict[int, Days] = {}

    def _days(self, side: Side) -> Days:
        program = self._programs[side]
        if id(program) not in self._known:
            self._known[id(program)] = Days(program)
        return self._known[id(program)]

    def windows(self, rule: str) -> Iterator[Turning]:
        """That the rule is in force on one of the days only."""
        for side, program in self._programs.items():
            found = program.rules.get(rule)
            if self.same or found is None:
                continue
            if found.in_force.contains(self._after) is not found.in_force.contains(self._until):
                day = next(d for name, d in windows(program) if name == rule and self._after < d <= self._until)
                span = program.files.span(found.place)
                yield Turning(window_in_words(found, day), side, span if span.path else None, law=True, day=day)
                return

    def grounds(self, side: Side, grounds: Iterable[Ground]) -> Iterator[Turning]:
        """Of statements, rows and presumptions on which a proof rests, the dates that turn."""
        if self.same:
            return
        days = self._days(side)
        for ground in grounds:
            if ground.statement is None:
                for day in days.presumed(ground.record.kind, ground.attribute, self._after, self._until):
                    yield Turning(tells(ground), side, None, day=day)
                continue
            for due in days.turning(ground.record, ground.attribute, self._after, self._until):
                if due.statement is ground.statement:
                    yield self._turning(side, due)

    def lives(self, side: Side, steps: Iterable[Step]) -> Iterator[Turning]:
        """Of all records that a proof sees, and of what they stand in, the first and last days that turn."""
        if self.same:
            return
        seen = (record for step in steps for record in (step.subject, *(ground.record for ground in step.grounds)))
        for record in _with_above(seen):
            for attribute in lifetime(record.kind):
                for due in self._days(side).turning(record, attribute, self._after, self._until):
                    yield self._turning(side, due)

    def reads(self, side: Side, rule: str, records: Iterable[Record]) -> Iterator[Turning]:
        """Of these records the dates that turn and bear on a rule."""
        if self.same:
            return
        days = self._days(side)
        for record in records:
            for due in days.of(record, self._after, self._until):
                if rule in days.rules_reading(record.kind, due.attribute):
                    yield self._turning(side, due)

    def rows(self, side: Side, rule: str) -> Iterator[Turning]:
        """Of the rows of law tables the dates that turn and bear on a rule."""
        if self.same:
            return
        days = self._days(side)
        for due in days.in_law(self._after, self._until):
            if rule in days.rules_reading(due.record.kind, due.attribute):
                yield self._turning(side, due)

    def _turning(self, side: Side, due: Due) -> Turning:
        span = self._places[side].span(due.record, due.statement.place)
        return Turning(due_in_words(due), side, span if span.path else None, day=due.day)


def _with_above(records: Iterable[Record]) -> Iterator[Record]:
    """Records, each once, and what they stand in."""
    waiting, seen = list(records), set[int]()
    while waiting:
        record = waiting.pop(0)
        if id(record) in seen:
            continue
        seen.add(id(record))
        yield record
        if record.kind in KINDS:
            waiting += [link.target for way in standing_in(record.kind) for link in record.links.get(way, ())]
