"""What is found at a place, and what it tells when it is compared.

A `Found` is all that can be read at a place: readings, each of them values and whether these are all
there are. No reading at all: nobody says anything. A reading without values that is whole: stated to be none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from policyengine.engine.grounder.lanes import NO, YES
from policyengine.register.model.period import Period
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Value
from policyengine.rules.propositions import Compare, Right

Reading: TypeAlias = tuple[tuple[Value, ...], bool]
Found: TypeAlias = tuple[Reading, ...]
Single: TypeAlias = Callable[[Value, Value], int]

SILENT: Found = ()
NONE: Found = (((), True),)
_UNKNOWN: Reading = ((), False)


def answer(form: str, least: int, most: int, told: tuple[int, int, int], whole: bool) -> int:
    """What members tell of `some`, `every` or `count`: `told` is how many are told true, false, and how many there are.

    Others that nobody names, unless the list is `whole`, may be anything.
    """
    true, false, among = told
    if form == "some":
        return (true > 0) | (whole and false == among) << 1
    if form == "every":
        return (whole and true == among) | (false > 0) << 1
    possible = among - false
    yes, no = true >= least, whole and possible < least
    if most >= 0:
        yes, no = yes and whole and possible <= most, no or true > most
    return yes | no << 1


def later(found: Found, periods: tuple[Period, ...]) -> Found:
    """The days and instants of `found`, each as much later."""
    if not periods:
        return found
    return tuple(
        (tuple(_moved(v, periods) for v in values if isinstance(v, dt.date)), whole) for values, whole in found
    )


def _moved(day: dt.date, periods: tuple[Period, ...]) -> dt.date:
    for period in periods:
        try:
            day = period.after(day)
        except OverflowError:
            end = dt.datetime.min if period.goes_back else dt.datetime.max.replace(microsecond=0)
            day = end.replace(tzinfo=day.tzinfo) if isinstance(day, dt.datetime) else end.date()
    return day


def constant(right: Right, today: dt.date) -> Found | None:
    """What stands on the right wherever it is asked; None where that depends on the facts."""
    if right.look is not None:
        return None
    return later((((today,) if right.today else right.values, True),), right.later)


class Weighing:
    """One comparison, made ready: values against values."""

    def __init__(self, test: Compare) -> None:
        self._comparison = test.comparison
        self._presumed = None if test.presumed is None else (test.presumed, True)
        self._single = _single(test.comparison, test.words, test.period)

    def told(self, left: Found, right: Found) -> int:
        """What `left` tells, compared with `right`: the readings speak each for itself.

        Where nothing is said on the left, what the law presumes; with nothing to compare with, only that there is none.
        """
        told = 0
        if not left and self._presumed is not None:
            left = (self._presumed,)
        for one in left:
            for other in right or (_UNKNOWN,):
                told |= self._reading(one, other)
        return told

    def _reading(self, left: Reading, right: Reading) -> int:
        if not left[0]:
            return NO
        if self._comparison != "covers":
            return self._meets(left, right)
        each = [self._meets(left, ((value,), True)) for value in right[0]]
        true = right[1] and all(told & YES for told in each)
        return true | any(told & NO for told in each) << 1

    def _meets(self, left: Reading, right: Reading) -> int:
        """Told true by one pair of values; told false only where every pair is, and there can be no other."""
        pairs = [self._single(value, other) for value in left[0] for other in right[0]]
        if YES in pairs:
            return YES
        exhausted = right[1] and (left[1] or not right[0])
        return NO if exhausted and all(pairs) else 0


@lru_cache(maxsize=512)
def _single(comparison: str, words: str, period: Period | None) -> Single:
    """How one value compares with one other."""
    match comparison:
        case "is" | "in":
            return _within_tree(words) if words else lambda value, other: _yes_no(_even(value, other))
        case "covers":
            tree = _within_tree(words) if words else None
            return (lambda value, other: tree(other, value)) if tree else lambda v, o: _yes_no(_even(v, o))
        case "before":
            return _earlier
        case "after":
            return lambda value, other: _earlier(other, value)
        case "within":
            return lambda value, start: _during(value, start, period or Period())
        case "matches":
            return lambda value, pattern: YES if re.search(str(pattern), str(value), re.IGNORECASE) else NO
        case _:  # stated: whatever it is
            return lambda _value, _other: YES


def _yes_no(order: int) -> int:
    return NO if order else YES


def _within_tree(words: str) -> Single:
    """A word below the other, or the same, is that; one that stands above it may be; any other is not."""
    above = vocabularies()[words].ancestors

    def compare(value: Value, other: Value) -> int:
        if value == other or other in above.get(str(value), ()):
            return YES
        return 0 if value in above.get(str(other), ()) else NO

    return compare


def _even(value: Value, other: Value) -> int:
    """-1, 0 or 1; a day and an instant are compared as days. What cannot be ordered is merely different."""
    if isinstance(value, dt.datetime) is not isinstance(other, dt.datetime):
        value = value.date() if isinstance(value, dt.datetime) else value
        other = other.date() if isinstance(other, dt.datetime) else other
    if value == other:
        return 0
    return -1 if isinstance(value, (dt.date, int)) and value < other else 1  # type: ignore[operator]


_MONTHS = [dt.date(year, month, 1) for year in range(2024, 2028) for month in range(1, 13)]


def _earlier(value: Value, other: Value) -> int:
    """Earlier, less, or shorter; of two periods that is open where it depends on the month in which they start."""
    if isinstance(value, Period) and isinstance(other, Period):
        shorter = [_moved(start, (value,)) < _moved(start, (other,)) for start in _MONTHS]
        return YES if all(shorter) else 0 if any(shorter) else NO
    return YES if _even(value, other) < 0 else NO


def _during(value: Value, start: Value, length: Period) -> int:
    if not isinstance(start, dt.date):
        raise TypeError("a period runs from a day, which the typing of rules sees to")
    return NO if _earlier(value, start) & YES or _earlier(_moved(start, (length,)), value) & YES else YES
