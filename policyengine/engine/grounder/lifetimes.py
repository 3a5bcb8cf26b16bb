"""Which records do not exist on the day, and which are in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from itertools import compress

from policyengine.engine.grounder.lanes import looked_up, translated
from policyengine.engine.grounder.rolls import Linked
from policyengine.engine.grounder.sayings import Book, Column
from policyengine.engine.grounder.weighing import Found, Reading
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Value

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


_OUT, _IN = 1, 2
"""What is said of a first or a last day: that the day of judging lies outside, or inside. Sources may say both."""

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
        columns = self._columns(kind)
        if not any(mark & _OUT for marks, _ in columns for mark in marks):
            return set()
        each = _marked(columns)
        over = {marks: self._over(kind, marks) for marks in set(each)}
        return set(compress(range(len(each)), looked_up(over, each))) if any(over.values()) else set()

    def _columns(self, kind: str) -> list[tuple[list[int], Column]]:
        """What is said on each of the `telling` attributes, and how each thing in its book is marked."""
        columns = [(name, self._said(kind, name)) for name in telling(kind)]
        return [([self._mark(kind, name, found) for found in said.book.found], said) for name, said in columns]

    def _mark(self, kind: str, name: str, found: Found) -> int:
        """What is found at one attribute, as `_OUT` and `_IN`; of a word, whether all say that the record is over."""
        declared = KINDS.get(kind)
        if declared and name in declared.over:
            return _OUT if found and all(values == (declared.over[name],) for values, _ in found) else 0
        mark = 0
        for values, _ in found:
            if values:
                day = _day(values[0])
                inside = day >= self._today if name == _LAST else day <= self._today
                mark |= _IN if inside else _OUT
            elif name in (_FIRST, _LAST):
                mark |= _IN
        return mark

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

    def _over(self, kind: str, marks: tuple[int, ...]) -> bool:
        """Whether all that is said of its first day lies ahead, or of its last one behind, or a word says so."""
        first, last, words = _ends(kind, marks)
        return first == _OUT or (last == _OUT if last else bool(words))

    def in_force(self, kind: str, book: Book) -> Column:
        """Whether each record exists or applies on the day, as far as both its ends are said."""
        each = _marked(self._columns(kind))
        numbers = {marks: book.number(_running(kind, marks)) for marks in dict.fromkeys(each)}
        return Column(looked_up(numbers, each), book)


def _marked(columns: list[tuple[list[int], Column]]) -> list[tuple[int, ...]]:
    """For each record, and once more for nobody, the marks of what is said of it."""
    return list(zip(*(translated(bytes(marks), said.numbers) for marks, said in columns), strict=True))


def _day(value: Value) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if not isinstance(value, dt.date):
        raise TypeError("lifetimes are days, which the model sees to")
    return value


def _ends(kind: str, marks: tuple[int, ...]) -> tuple[int, int, int]:
    """What is said of the first day, of the last one, and by words.

    The first day is said by `from`; else by the days with which such records begin.
    """
    first, last, *others = marks
    begins = len(KINDS[kind].begins) if kind in KINDS else 0
    named = words = 0
    for mark in others[:begins]:
        named |= mark
    for mark in others[begins:]:
        words |= mark
    return first or named, last, words


def _running(kind: str, marks: tuple[int, ...]) -> Found:
    first, last, _ = _ends(kind, marks)
    readings: list[Reading] = []
    if (first | last) & _OUT:
        readings.append(((False,), True))
    if (not first or first & _IN) and last & _IN:
        readings.append(((True,), True))
    return tuple(readings)
