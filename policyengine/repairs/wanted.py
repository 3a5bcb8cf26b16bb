"""What would have to be stated of an attribute so that a comparison is told true, or told false: values, no law."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policyengine.engine.comparing import later, pairwise
from policyengine.engine.judgement import Told
from policyengine.register.model.period import Period
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Record, Value
from policyengine.rules.language import Comparison

NONE = "none"
PLACEHOLDER = "to be filled in"
"""Stands for a text that only people can write."""
AT_ONCE = Period()
_MOST_VALUES = 6
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What should be stated: `how` is `set`, `add`, `remove` or `none`; whether nothing else is in the list then.

    `none` with values: just these stand in the way, and nothing else is there.
    """

    how: str
    values: tuple[Value, ...] = ()
    whole: bool = False
    settles: bool = False
    """One of several statements that stand against each other would be left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One comparison with the values of its operand, and whether it should be told true."""

    comparison: Comparison
    operand: tuple[Value, ...]
    period: Period | None
    want: Told


@dataclass(frozen=True, slots=True)
class Home:
    """What values may be taken from, where any would do: the day, and the territory of the register."""

    as_of: dt.date
    territory: str = ""
    ahead: Period = AT_ONCE
    """So far ahead is a day that only has to lie ahead."""


def wishes(record: Record, attribute: Attribute, asked: Asked, home: Home) -> Iterator[Wish]:
    """What could be stated of `attribute` of `record` so that what is asked is told as wanted; likeliest first."""
    said = record.statements.get(attribute.name, ())
    stated = tuple(dict.fromkeys(value for s in said for value in s.values))
    yield from _settled(attribute, [s.values for s in said])
    if asked.want is Told.YES:
        yield from _true(attribute, asked, stated, home)
    else:
        yield from _false(record, attribute, asked, stated, home)


def _settled(attribute: Attribute, said: Sequence[tuple[Value, ...]]) -> Iterator[Wish]:
    """One of several statements of which each is exhaustive; what is listed, or that there is none."""
    different = list(dict.fromkeys(said))
    if attribute.open:
        listed = tuple(dict.fromkeys(value for values in said for value in values))
        different = [listed, ()] if () in different and listed else []
    if len(different) > 1:
        yield from (Wish("set" if values else "none", values, settles=True) for values in different)


def _true(attribute: Attribute, asked: Asked, stated: tuple[Value, ...], home: Home) -> Iterator[Wish]:
    match asked.comparison:
        case Comparison.STATED:
            value = _some_value(attribute, home)
            if value != "":
                yield Wish("add" if attribute.open else "set", (value,))
        case Comparison.IS | Comparison.IN:
            for value in asked.operand[:_MOST_VALUES]:
                if value not in stated:
                    yield Wish("add" if attribute.many and stated else "set", (value,))
                if attribute.many and stated and not attribute.open:
                    yield Wish("set", (value,))
        case Comparison.COVERS:
            pair = pairwise(asked.comparison, attribute.vocabulary, None)
            lacking = tuple(value for value in asked.operand if not any(pair(had, value) & 1 for had in stated))
            if lacking:
                yield Wish("add" if attribute.many and stated else "set", lacking)
        case Comparison.BEFORE | Comparison.AFTER | Comparison.WITHIN:
            yield from (Wish("set", (value,)) for value in _ordered(asked, home))
        case Comparison.MATCHES:
            return


def _false(record: Record, attribute: Attribute, asked: Asked, stated: tuple[Value, ...], home: Home) -> Iterator[Wish]:
    whole = attribute.open
    if not stated:
        yield Wish(NONE)
    if asked.comparison in (Comparison.BEFORE, Comparison.AFTER):
        opposite = Comparison.AFTER if asked.comparison is Comparison.BEFORE else Comparison.BEFORE
        other = Asked(opposite, asked.operand, None, Told.YES)
        yield from (Wish("set", (value,)) for value in _ordered(other, home))
        return
    pair = pairwise(asked.comparison, attribute.vocabulary, asked.period)
    if asked.comparison is Comparison.STATED:
        meeting: tuple[Value, ...] = stated
    else:
        meeting = tuple(had for had in stated if any(pair(had, value) & 1 for value in asked.operand))
    if attribute.many:
        hides = asked.comparison is Comparison.STATED
        yield from _without(stated, meeting, whole=whole, complete=attribute.name in record.complete, hides=hides)
    if not attribute.many or not meeting:
        yield from others(attribute, asked, stated)
    if stated and not attribute.many and attribute.type is not ValueType.BOOLEAN:
        yield Wish(NONE)


def _without(
    stated: tuple[Value, ...], meeting: tuple[Value, ...], *, whole: bool, complete: bool, hides: bool
) -> Iterator[Wish]:
    """The list without what tells it true; where that is all of it, that there is none.

    `hides`: nothing is wrong with the values, but that they are stated.
    """
    if meeting and len(meeting) < len(stated):
        yield Wish("remove", meeting, whole=whole)
    elif meeting:
        yield Wish(NONE, () if hides else meeting)
    elif stated and whole and not complete:
        yield Wish("whole", (), whole=True)


def others(attribute: Attribute, asked: Asked, stated: tuple[Value, ...]) -> Iterator[Wish]:
    """Another value, outside of what is asked."""
    if attribute.type is ValueType.BOOLEAN:
        if asked.comparison is not Comparison.STATED:
            yield from (Wish("set", (value,)) for value in (True, False) if value not in asked.operand)
        return
    if not attribute.vocabulary or asked.comparison is Comparison.STATED or attribute.open:
        return
    words = vocabulary(attribute.vocabulary)
    outside = (
        word
        for word in words.words
        if word not in stated and all(words.disjoint(word, str(value)) for value in asked.operand)
    )
    for _, word in zip(range(_MOST_OTHERS), outside, strict=False):
        yield Wish("set", (word,))


def _ordered(asked: Asked, home: Home) -> Iterator[Value]:
    """A value before or after those of the operand; within a time, as late as has been already."""
    for value in asked.operand:
        if asked.comparison is Comparison.WITHIN:
            if isinstance(value, dt.date) and asked.period is not None:
                yield _within(value, asked.period, home)
            continue
        by = 1 if asked.comparison is Comparison.AFTER else -1
        if isinstance(value, dt.date):
            next_to = value + dt.timedelta(days=by)
            plain = by < 0 or home.ahead == AT_ONCE or isinstance(value, dt.datetime)
            yield next_to if plain else max(next_to, later(home.as_of, home.ahead))
        elif isinstance(value, Period):
            yield _longer(value) if by > 0 else _shorter(value)
        elif isinstance(value, int) and value + by >= 0:
            yield value + by


def _longer(period: Period) -> Period:
    return Period(period.months, period.days + 1, period.minutes)


def _shorter(period: Period) -> Period:
    """The next shorter one in its own measure; of one that has no length itself."""
    if period.days or not period.months:
        return Period(period.months, max(0, period.days - 1), period.minutes)
    return Period(period.months - 1, 0, period.minutes)


def _within(start: dt.date, period: Period, home: Home) -> dt.date:
    end = later(start, period)
    if isinstance(start, dt.datetime):
        return start
    return min(max(home.as_of, start), end)


def _some_value(attribute: Attribute, home: Home) -> Value:
    """A value of the type, where any would do; an empty text where none is at hand."""
    match attribute.type:
        case ValueType.WORD:
            return next(iter(vocabulary(attribute.vocabulary).words))
        case ValueType.BOOLEAN:
            return True
        case ValueType.DATE:
            return home.as_of
        case ValueType.INSTANT:
            return dt.datetime.combine(home.as_of, dt.time(12), dt.UTC)
        case ValueType.PERIOD:
            return Period(months=12)
        case ValueType.NUMBER:
            return 1
        case ValueType.TERRITORY:
            return home.territory
        case ValueType.TEXT:
            return PLACEHOLDER


def is_past(values: Iterable[Value], as_of: dt.date | None) -> bool:
    """Whether it would have to have been done before the day of judging, which nobody can do any more."""
    days = (one.date() if isinstance(one, dt.datetime) else one for one in values if isinstance(one, dt.date))
    return as_of is not None and any(day < as_of for day in days)


def written(value: Value, attribute: Attribute | None) -> str:
    """A value as YAML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if attribute is not None and attribute.type is ValueType.TEXT:
        return json.dumps(str(value), ensure_ascii=False)
    return str(value)


def listed(values: Iterable[Value], attribute: Attribute | None) -> str:
    """One value by itself, several as a list."""
    texts = [written(value, attribute) for value in values]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
