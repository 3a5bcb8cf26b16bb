"""What one value tells of another, for plain enumeration: nothing here knows of statements or records."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache

from policyengine.register.model.kinds import KINDS
from policyengine.register.model.period import Period
from policyengine.register.model.vocabulary import vocabularies
from policyengine.rules import language as lang

Answer = tuple[bool, bool]
"""Whether it is told true, whether it is told false."""


def compared(test: lang.Test, value: object, right: object, words: str) -> Answer:
    match test.comparison:
        case lang.Comparison.IS | lang.Comparison.IN if words:
            line, other = _line(words, value), _line(words, right)
            return right in line, right not in line and value not in other
        case lang.Comparison.COVERS if words:
            line, other = _line(words, value), _line(words, right)
            return value in other, right not in line and value not in other
        case lang.Comparison.BEFORE:
            return _precedes(value, right)
        case lang.Comparison.AFTER:
            return _precedes(right, value)
        case lang.Comparison.WITHIN:
            assert test.period is not None
            assert isinstance(right, dt.date)
            early, _ = _precedes(value, right)
            late, _ = _precedes(after(right, test.period), value)
            return not early and not late, early or late
        case lang.Comparison.MATCHES:
            holds = re.search(f"(?i:{right})", str(value)) is not None
        case _:
            one, other = _on_days(value, right)
            holds = one == other
    return holds, not holds


def _precedes(one: object, other: object) -> Answer:
    """Whether a number, day or period comes before another; of periods that may depend on the months they meet."""
    if isinstance(one, Period) and isinstance(other, Period):
        spans = {_minutes(other, year, month) - _minutes(one, year, month) for year in _YEARS for month in range(1, 13)}
        return all(span > 0 for span in spans), all(span <= 0 for span in spans)
    first, second = _on_days(one, other)
    return first < second, first >= second  # type: ignore[operator]


_YEARS = range(2096, 2110)
"""With years that are leap years and one that is not though it could be divided by four."""


def _minutes(period: Period, year: int, month: int) -> int:
    """How long a period is that starts with a month."""
    months = range(month - 1, month - 1 + period.months)
    days = sum(calendar.monthrange(year + index // 12, index % 12 + 1)[1] for index in months)
    return (days + period.days) * 24 * 60 + period.minutes


def _on_days(one: object, other: object) -> tuple[object, object]:
    """A day and an instant are compared by their days."""
    if isinstance(one, dt.datetime) == isinstance(other, dt.datetime) or not isinstance(one, dt.date):
        return one, other
    return day_of(one), day_of(other)


def after(day: dt.date, period: Period) -> dt.date:
    """Past an end of the calendar is that end."""
    try:
        return period.after(day)
    except OverflowError:
        end = dt.date.min if min(period.months, period.days, period.minutes) < 0 else dt.date.max
        second = dt.time(0, 0) if end == dt.date.min else dt.time(23, 59, 59)
        return dt.datetime.combine(end, second, day.tzinfo) if isinstance(day, dt.datetime) else end


@cache
def _line(words: str, word: object) -> list[str]:
    """A word and everything above it."""
    line, known = [], vocabularies()[words].words
    at = str(word)
    while at:
        line.append(at)
        at = known[at].under
    return line


def day_of(value: object) -> dt.date:
    assert isinstance(value, dt.date)
    return value.date() if isinstance(value, dt.datetime) else value


@cache
def sheds(kind: str, relation: str) -> bool:
    mine = {r.name: r for r in KINDS[kind].relations}.get(relation)
    return mine is not None and (mine.contains or mine.derived) and not KINDS[mine.target].seen_when_over


@cache
def above(kind: str) -> list[str]:
    """The relations to what a record stands in, or is worked out from."""
    derived = KINDS[kind].derived
    found = [
        r.inverse
        for k in KINDS.values()
        for r in k.relations
        if r.target == kind and k.name != "register" and (r.contains or (r.derived and derived))
    ]
    return found + [r.name for r in KINDS[kind].relations if derived and r.derived and not r.many]
