"""Days and periods on one record that exclude each other, such as an answer before the request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from policyengine.register.model.kinds import KINDS
from policyengine.register.model.period import Period
from policyengine.register.problems import Problems
from policyengine.register.records import Record, Statement, Value

_STARTS = tuple(dt.date(year, month, 1) for year in (2024, 2025) for month in range(1, 13))


def check_order(records: Iterable[Record], problems: Problems) -> None:
    """Note every pair that the model says cannot be, where each side is one value that nobody disputes.

    The place is that of the value that comes too early, or is too short.
    """
    for record in records:
        for later, earlier in KINDS[record.kind].not_before:
            if later in record.statements and earlier in record.statements:
                second, first = _single(record.statements[later]), _single(record.statements[earlier])
                if second and first and _precedes(second.values[0], first.values[0]):
                    short = isinstance(second.values[0], Period)
                    problems.add(
                        second.place,
                        f"`{later}: {_shown(second.values[0])}` {'is shorter than' if short else 'lies before'} "
                        f"`{earlier}: {_shown(first.values[0])}`",
                        "correct one of the two, or leave out what is not known",
                    )


def _single(statements: tuple[Statement, ...]) -> Statement | None:
    """The only statement, where it states one value."""
    return statements[0] if len(statements) == 1 and len(statements[0].values) == 1 else None


def _precedes(one: Value, other: Value) -> bool:
    """Whether a value plainly comes before another; a day and an instant are compared by their days."""
    if isinstance(one, Period) and isinstance(other, Period):
        return _shorter(one, other)
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return one < other
    return isinstance(one, dt.date) and isinstance(other, dt.date) and _day(one) < _day(other)


def _shorter(one: Period, other: Period) -> bool:
    """Whether a period is shorter than another, from whichever month it runs."""
    try:
        return all(one.after(start) < other.after(start) for start in _STARTS)
    except OverflowError:
        return False


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _shown(value: Value) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
