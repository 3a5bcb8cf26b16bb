"""Which records do not exist on the day, and which are in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from itertools import compress

from policyengine.engine.grounder.rolls import Linked
from policyengine.engine.grounder.sayings import Book, Column
from policyengine.engine.grounder.weighing import Found, Reading
from policyengine.register.model.kinds import KINDS, relations_of

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
def telling(kind: str) -> tuple[str, ...]:
    """The attributes that tell whether a record of `kind`, or a row of a law table, exists or applies on a day."""
    declared = KINDS.get(kind)
    if declared is None:
        return (_FIRST, _LAST)
    return (_FIRST, _LAST, *declared.begins, *declared.over) if declared.lasts or declared.begins else ()


def _days(found: Found, without: dt.date) -> list[dt.date]:
    """The days that are found; `without` one where it is stated that there is none."""
    days: list[dt.date] = []
    for values, _ in found:
        value = values[0] if values else without
        if not isinstance(value, dt.date):
            raise TypeError("lifetimes are days, which the model sees to")
        days.append(value.date() if isinstance(value, dt.datetime) else value)
    return days


Said = Callable[[str, str], Column]
"""What is said of all records of a kind on an attribute."""

Leads = Callable[[str, str], Linked]
"""The links of a relation from all records of a kind."""


class Lifetimes:
    """Which records are over or still to come on one day, by all statements or by the firm ones."""

    def __init__(self, said: Said, leads: Leads, today: dt.date) -> None:
        self._said = said
        self._leads = leads
        self._today = today
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
        found: dict[tuple[int, ...], bool] = {}
        each = self._alike(kind)
        for alike in set(each):
            found[alike] = self._over(kind, self._found(kind, alike))
        return set(compress(range(len(each)), map(found.__getitem__, each))) if any(found.values()) else set()

    def _alike(self, kind: str) -> list[tuple[int, ...]]:
        """For each record what is said that tells when it exists, as numbers; and once more of nobody."""
        return list(zip(*(self._said(kind, name).numbers for name in telling(kind)), strict=True))

    def _found(self, kind: str, alike: tuple[int, ...]) -> dict[str, Found]:
        """What numbers of `_alike` stand for, by attribute."""
        names = telling(kind)
        return {name: self._said(kind, name).book.found[n] for name, n in zip(names, alike, strict=True)}

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

    def _over(self, kind: str, found: dict[str, Found]) -> bool:
        """Whether all that is said of its first day lies ahead, or of its last one behind, or a word says so."""
        firsts, lasts = _firsts(kind, found), _days(found[_LAST], dt.date.max)
        if firsts and min(firsts) > self._today:
            return True
        if lasts:
            return max(lasts) < self._today
        said = ((word, found[name]) for name, word in KINDS[kind].over.items())
        return any(bool(readings) and all(values == (word,) for values, _ in readings) for word, readings in said)

    def in_force(self, kind: str, book: Book) -> Column:
        """Whether each record exists or applies on the day, as far as both its ends are said."""
        each = self._alike(kind)
        numbers = {alike: book.number(self._running(kind, self._found(kind, alike))) for alike in dict.fromkeys(each)}
        return Column(list(map(numbers.__getitem__, each)), book)

    def _running(self, kind: str, found: dict[str, Found]) -> Found:
        firsts, lasts = _firsts(kind, found), _days(found[_LAST], dt.date.max)
        readings: list[Reading] = []
        if any(day > self._today for day in firsts) or any(day < self._today for day in lasts):
            readings.append(((False,), True))
        begun = not firsts or any(day <= self._today for day in firsts)
        if begun and any(day >= self._today for day in lasts):
            readings.append(((True,), True))
        return tuple(readings)


def _firsts(kind: str, found: dict[str, Found]) -> list[dt.date]:
    """What is said of the first day: by `from`; else by the days with which such records begin."""
    said = _days(found[_FIRST], dt.date.min)
    if said or kind not in KINDS:
        return said
    named = [reading for name in KINDS[kind].begins for reading in found[name] if reading[0]]
    return _days(tuple(named), dt.date.min)
