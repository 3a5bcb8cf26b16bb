"""Which records do not exist on the day, and which are in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache

from policyengine.engine.grounder.rolls import Linked, Roll, Rolls
from policyengine.engine.grounder.sayings import Book, Column
from policyengine.engine.grounder.weighing import Found, Reading
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Record, Statement

_FIRST, _LAST = "from", "until"


@cache
def rests_on(kind: str) -> tuple[str, ...]:
    """The relations from a record of `kind` to what it stands in or is worked out from, but for the register."""
    derived = KINDS[kind].derived
    up = {name for name, r in relations_of(kind).items() if derived and r.derived and not r.many and name in _own(kind)}
    for owner in KINDS.values():
        for relation in owner.relations:
            if relation.target == kind and (relation.contains or (relation.derived and derived)):
                up.add(relation.inverse)
    return tuple(sorted(up - {"register"}))


@cache
def loses(kind: str, relation: str) -> bool:
    """Whether a list of `kind` leaves out what does not exist: those of what it contains and those worked out."""
    found = next((r for r in KINDS[kind].relations if r.name == relation), None) if kind in KINDS else None
    if found is None or not found.many:
        return False
    return (found.contains or found.derived) and not KINDS[found.target].seen_when_over


@cache
def _own(kind: str) -> frozenset[str]:
    return frozenset(r.name for r in KINDS[kind].relations)


@cache
def telling(kind: str) -> frozenset[str]:
    """The attributes that tell whether a record of `kind` exists."""
    declared = KINDS.get(kind)
    over = frozenset(declared.over) if declared else frozenset()
    return frozenset((_FIRST, _LAST, *(declared.begins if declared else ()))) | over


def _day(statement: Statement, without: dt.date) -> dt.date:
    value = statement.values[0] if statement.values else without
    if isinstance(value, dt.datetime):
        return value.date()
    if not isinstance(value, dt.date):
        raise TypeError("lifetimes are days, which the model sees to")
    return value


Leads = Callable[[str, str], Linked]
"""The links of a relation from all records of a kind."""


class Lifetimes:
    """Which records are over or still to come on one day, by all statements or by the firm ones."""

    def __init__(
        self, rolls: Rolls, dated: Callable[[str], list[int]], leads: Leads, today: dt.date, firm: bool
    ) -> None:
        """`dated` gives the rows of a kind of which something is said that tells when they exist."""
        self._rolls = rolls
        self._dated = dated
        self._leads = leads
        self._today = today
        self._firm = firm
        self._gone: dict[str, frozenset[int]] = {}

    def gone(self, kind: str) -> frozenset[int]:
        """The numbers of those records of `kind` that plainly do not exist, or stand in one that does not."""
        if kind not in self._gone:
            kinds: dict[str, None] = {}
            self._above(kind, kinds)
            found = {each: self._by_themselves(each) for each in kinds}
            if any(found.values()):
                self._spread(found)
            self._gone.update((each, frozenset(rows)) for each, rows in found.items())
        return self._gone[kind]

    def _above(self, kind: str, found: dict[str, None]) -> None:
        """The kind, and those in which its records may stand, each before what stands in it as far as that can be."""
        if kind not in found:
            found[kind] = None
            for name in rests_on(kind):
                self._above(relations_of(kind)[name].target, found)

    def _by_themselves(self, kind: str) -> set[int]:
        if not (KINDS[kind].lasts or KINDS[kind].begins):
            return set()
        records = self._rolls.roll(kind).records
        return {row for row in self._dated(kind) if self._by_itself(records[row])}

    def _spread(self, gone: dict[str, set[int]]) -> None:
        """Add whatever stands in something that is gone, until nothing more does."""
        ways = [
            (kind, relations_of(kind)[name].target, self._leads(kind, name)) for kind in gone for name in rests_on(kind)
        ]
        growing = True
        while growing:
            growing = False
            for kind, above, linked in ways:
                over = gone[above]
                leads = zip(linked.rows, linked.ends, strict=True)
                found = {row for row, end in leads if end in over} - gone[kind] if over else set()
                gone[kind] |= found
                growing = growing or bool(found)

    def _by_itself(self, record: Record) -> bool:
        """Whether all that is said of its first day lies ahead, or of its last one behind, or a word says so."""
        kind = KINDS[record.kind]
        if not (kind.lasts or kind.begins):
            return False
        firsts, lasts = self._firsts(record), self._lasts(record)
        if firsts and min(firsts) > self._today:
            return True
        if lasts:
            return max(lasts) < self._today
        said = ((word, self._counted(record, name)) for name, word in kind.over.items())
        return any(bool(statements) and all(s.values == (word,) for s in statements) for word, statements in said)

    def _counted(self, record: Record, name: str) -> Sequence[Statement]:
        found = record.statements.get(name, ())
        if not (self._firm and found) or record.kind not in KINDS:
            return found
        return [s for s in found if s.firm]

    def _firsts(self, record: Record) -> list[dt.date]:
        """What is said of the first day: by `from`; else by the days with which such records begin."""
        said = [_day(s, dt.date.min) for s in self._counted(record, _FIRST)]
        if said or record.kind not in KINDS:
            return said
        named = [s for name in KINDS[record.kind].begins for s in self._counted(record, name)]
        return [_day(s, dt.date.min) for s in named if s.values]

    def _lasts(self, record: Record) -> list[dt.date]:
        return [_day(s, dt.date.max) for s in self._counted(record, _LAST)]

    def in_force(self, roll: Roll, book: Book) -> Column:
        """Whether each record exists or applies on the day, as far as both its ends are said."""
        numbers = [0] * (len(roll) + 1)
        for row in self._dated(roll.kind):
            numbers[row] = book.number(self._running(roll.records[row]))
        return Column(numbers, book)

    def _running(self, record: Record) -> Found:
        firsts, lasts = self._firsts(record), self._lasts(record)
        found: list[Reading] = []
        if any(day > self._today for day in firsts) or any(day < self._today for day in lasts):
            found.append(((False,), True))
        begun = not firsts or any(day <= self._today for day in firsts)
        if begun and any(day >= self._today for day in lasts):
            found.append(((True,), True))
        return tuple(found)
