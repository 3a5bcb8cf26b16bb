"""Dates as counsel would note them: what of the law turns on a day, where nothing changes, and what has no date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Set

from policyengine.forecasts import Endless, Written
from policyengine.register.model.kinds import KINDS
from policyengine.register.model.types import ValueType
from policyengine.register.records import Facts, Record
from policyengine.rules.dated import windows
from policyengine.rules.program import Program
from policyengine.triage.day_change import due_in_words, window_in_words
from policyengine.triage.days import Days, Due
from policyengine.triage.evidence import Places
from policyengine.triage.wording import LAW, attribute_in_words


class Schedule:
    """The dates that are written in facts and law, each with its place."""

    def __init__(self, days: Days, program: Program, facts: Facts) -> None:
        self._days = days
        self._program = program
        self._facts = facts
        self._places = Places(facts.files, program.files)

    def law(self, day: dt.date) -> tuple[Written, ...]:
        """The rows of law tables and the rules that begin or end on a day."""
        return _ordered(self._in_law(day - dt.timedelta(days=1), day))

    def quiet(self, after: dt.date, until: dt.date, taken: Set[dt.date]) -> tuple[Written, ...]:
        """What turns between two days on none of the days `taken`, and what law tables note that no rule reads."""
        written = (*self._compared(after, until), *self._noted(after, until))
        return _ordered(one for one in written if one.day not in taken)

    def beyond(self, until: dt.date) -> tuple[Written, ...]:
        """Everything that turns on the first day after `until` on which anything does."""
        found = _ordered(self._compared(until, dt.date.max))
        return tuple(one for one in found if one.day == found[0].day)

    def endless(self) -> tuple[Endless, ...]:
        """Of how many records no end is stated that the law then presumes to go on."""
        found = []
        for kind, attribute in self._days.going_on:
            # Records of the law say of their end what there is to say.
            records = [one for register in self._facts.registers.values() for one in register.of(kind)]
            without = sum(attribute not in record.statements for record in records)
            if kind in KINDS and without:
                found.append(Endless(KINDS[kind].plural, attribute, without, len(records)))
        return tuple(found)

    def _compared(self, after: dt.date, until: dt.date) -> Iterator[Written]:
        """What is compared with the day of judging."""
        yield from (self._written(due) for due in self._days.in_facts(self._facts, after, until))
        yield from self._in_law(after, until)

    def _in_law(self, after: dt.date, until: dt.date) -> Iterator[Written]:
        yield from (self._written(due) for due in self._days.in_law(after, until))
        for name, day in windows(self._program):
            if after < day <= until:
                rule = self._program.rules[name]
                yield Written(day, window_in_words(rule, day), self._program.files.span(rule.place), law=True)

    def _noted(self, after: dt.date, until: dt.date) -> Iterator[Written]:
        for day, row, said in self._days.never_asked(after, until):
            yield Written(day, _in_its_words(row, self._program), self._places.span(row, said.place), law=True)

    def _written(self, due: Due) -> Written:
        span = self._places.span(due.record, due.statement.place)
        return Written(due.day, due_in_words(due), span, due.record.kind.startswith(LAW))


def _in_its_words(row: Record, program: Program) -> str:
    """What a row is about, which is its longest text, and in brackets what else it says in words."""
    columns = program.tables[row.kind].columns
    said = {
        name: value
        for name, found in row.statements.items()
        if columns[name].type is ValueType.TEXT
        for one in found
        for value in map(str, one.values)
    }
    about = max(said, key=lambda name: len(said[name]), default="")
    others = ", ".join(f"{attribute_in_words(name)} {value}" for name, value in said.items() if name != about)
    return said.get(about, row.kind) + (f" ({others})" if others else "")


def _ordered(some: Iterator[Written]) -> tuple[Written, ...]:
    """In order of their days, each once."""
    found = {(one.day, one.span, one.text): one for one in some}
    return tuple(one for _, one in sorted(found.items()))
