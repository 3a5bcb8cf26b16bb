"""What one value tells of another: the meaning of each comparison, value by value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from policyengine.engine.said import Reading
from policyengine.engine.verdict import NO, NOT_STATED, YES, both, opposite
from policyengine.register.model.period import Period
from policyengine.register.model.vocabulary import Vocabulary, vocabulary
from policyengine.rules.language import Comparison

Pairwise = Callable[[Any, Any], int]
"""Told bits of a value compared with a value of the operand."""


@cache
def pairwise(comparison: Comparison, words: str, period: Period | None) -> Pairwise:
    """How single values compare; `words` names the vocabulary of the attribute, or is empty."""
    match comparison:
        case Comparison.IS | Comparison.IN:
            return _narrower(vocabulary(words)) if words else _same
        case Comparison.COVERS:
            return _broader(vocabulary(words)) if words else _same
        case Comparison.BEFORE:
            return _before
        case Comparison.AFTER:
            return lambda value, other: _before(other, value)
        case Comparison.WITHIN:
            length = period or Period()
            return lambda value, start: both(
                opposite(_before(value, start)), opposite(_before(later(start, length), value))
            )
        case Comparison.MATCHES:
            return _matches
        case Comparison.STATED:
            return lambda _value, _other: YES


def later(start: dt.date, period: Period) -> dt.date:
    """`period` after `start`; a day past an end of the calendar is the day at that end."""
    try:
        return period.after(start)
    except OverflowError:
        end = dt.datetime.min if period.goes_back else dt.datetime.max
        end = end.replace(microsecond=0)
        return end.replace(tzinfo=start.tzinfo) if isinstance(start, dt.datetime) else end.date()


def _bit(holds: bool) -> int:
    return YES if holds else NO


def _alike(value: Any, other: Any) -> tuple[Any, Any]:
    """A day and an instant in a form that can be compared: on days.

    An instant falls on the calendar day that it has where it was recorded: `received` on
    2 March, 23:30 in Brussels, is 2 March, whatever the day is elsewhere.
    """
    if isinstance(value, dt.datetime) and not isinstance(other, dt.datetime):
        return value.date(), other
    if isinstance(other, dt.datetime) and not isinstance(value, dt.datetime):
        return value, other.date()
    return value, other


def _same(value: Any, other: Any) -> int:
    value, other = _alike(value, other)
    return _bit(value == other)


def _before(value: Any, other: Any) -> int:
    if isinstance(value, Period):
        return _shorter(value, other)
    value, other = _alike(value, other)
    return _bit(value < other)


_STARTS = tuple(dt.date(2024 + year, month, 1) for year in range(4) for month in range(1, 13))
"""A day in each month of four years, one of which is a leap year: no month is longer or shorter than in these."""


def _shorter(one: Period, other: Period) -> int:
    """Whether a period is shorter than another; nothing is told where that depends on when it starts.

    P1M is longer than P27D and shorter than P32D, but is it shorter than P30D?
    """
    shorter = {later(start, one) < later(start, other) for start in _STARTS}
    return NOT_STATED if len(shorter) > 1 else _bit(shorter.pop())


def _narrower(words: Vocabulary) -> Pairwise:
    """Whether a word is the operand or stands below it.

    A broader word tells nothing: `health data` may or may not be `a health record`.
    """

    def compare(value: str, other: str) -> int:
        if words.covers(other, value):
            return YES
        return NO if words.disjoint(value, other) else NOT_STATED

    return compare


def _broader(words: Vocabulary) -> Pairwise:
    """Whether a word is the operand or stands above it.

    A narrower word tells nothing: who names `health records` may name all the `health data` there are.
    """

    def compare(value: str, other: str) -> int:
        if words.covers(value, other):
            return YES
        return NO if words.disjoint(value, other) else NOT_STATED

    return compare


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _matches(value: object, pattern: str) -> int:
    return _bit(_compiled(pattern).search(str(value)) is not None)


def met(pair: Pairwise, reading: Reading, other: Reading) -> int:
    """Whether one of the values meets one of the operand's.

    Told false only where no pair is left open and neither side can have more values.
    """
    told = {pair(value, right) for value in reading.values for right in other.values}
    if YES in told:
        return YES
    whole = other.whole and (reading.whole or not other.values)
    return NO if whole and NOT_STATED not in told else NOT_STATED


def taken_in(pair: Pairwise, reading: Reading, other: Reading) -> int:
    """Whether each of the operand's values is covered by one of the values."""
    told = YES if other.whole else NOT_STATED
    for right in other.values:
        told = both(told, met(pair, reading, Reading((right,), True)))
    return told
