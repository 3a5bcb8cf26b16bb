"""Which records do not exist on the day, and which are in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache

from policyengine.engine.grounder.rolls import Roll, Rolls
from policyengine.engine.grounder.sayings import Book, Column, is_firm
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


class Lifetimes:
    """Which records are over or still to come on one day, by all statements or by the firm ones."""

    def __init__(self, rolls: Rolls, dated: Callable[[str], list[int]], today: dt.date, firm: bool) -> None:
        """`dated` gives the rows of a kind of which something is said that tells when they exist."""
        self._rolls = rolls
        self._dated = dated
        self._today = today
        self._firm = firm
        self._gone: dict[str, frozenset[int]] = {}
        self._settled: dict[tuple[Record, str], bool] = {}

    def gone(self, kind: str) -> frozenset[int]:
        """The numbers of those records of `kind` that plainly do not exist, or stand in one that does not."""
        if kind not in self._gone:
            roll = self._rolls.roll(kind)
            found = enumerate(zip(roll.records, roll.registers, strict=True)) if self._any(kind, set()) else ()
            self._gone[kind] = frozenset(n for n, (record, slug) in found if self._is_gone(record, slug))
        return self._gone[kind]

    def _any(self, kind: str, asked: set[str]) -> bool:
        """Whether a record of `kind`, or of a kind in which it may stand, does not exist by itself."""
        if kind in asked:
            return False
        asked.add(kind)
        above = {relations_of(kind)[name].target for name in rests_on(kind)}
        return self._any_itself(kind) or any(self._any(each, asked) for each in sorted(above))

    def _any_itself(self, kind: str) -> bool:
        if not (KINDS[kind].lasts or KINDS[kind].begins):
            return False
        records = self._rolls.roll(kind).records
        return any(self._by_itself(records[row]) for row in self._dated(kind))

    def _is_gone(self, record: Record, register: str) -> bool:
        key = (record, register if not record.register else "")
        known = self._settled.get(key)
        if known is None:
            known = self._settled[key] = self._by_itself(record) or any(
                self._is_gone(above, register) for above in self._above(record, register)
            )
        return known

    def _above(self, record: Record, register: str) -> Iterable[Record]:
        for relation in rests_on(record.kind):
            for link in record.links.get(relation, ()):
                counts = not self._firm or (is_firm(link.statement) and is_firm(link.target.existence))
                if counts and (record.register or link.target.register in ("", register)):
                    yield link.target

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

    def _counted(self, record: Record, name: str) -> list[Statement]:
        found = record.statements.get(name, ())
        law = record.kind not in KINDS
        return [s for s in found if law or not self._firm or is_firm(s)]

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
