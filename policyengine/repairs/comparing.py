"""What a comparison tells of values that are known already, where a record is thought of that is not there yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from policyengine.engine.comparing import later, met, pairwise, taken_in
from policyengine.engine.judgement import Told
from policyengine.engine.said import Reading
from policyengine.register.model.kinds import LIFETIME
from policyengine.register.model.period import Period
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Value
from policyengine.rules.language import NONE, Comparison, Test

_FROM, _UNTIL = (one.name for one in LIFETIME if not one.derived)
_IN_FORCE = next(one.name for one in LIFETIME if one.derived)


def said_of(record: Record, name: str, as_of: dt.date) -> tuple[Value, ...] | None:
    """All that is said of an attribute of a record; None where nothing is. Of whether it is in force, by its days."""
    if name == _IN_FORCE and name not in record.statements:
        starts, ends = (said_of(record, each, as_of) or () for each in (_FROM, _UNTIL))
        started = all(day <= as_of for day in starts if isinstance(day, dt.date))
        return (started and all(day >= as_of for day in ends if isinstance(day, dt.date)),)
    statements = record.statements.get(name)
    return None if statements is None else tuple(dict.fromkeys(value for s in statements for value in s.values))


def compared(attribute: Attribute, said: Sequence[Value] | None, test: Test, operand: Sequence[Value]) -> Told:
    """What a test tells of what is said, or of what the law presumes where nothing is."""
    if said is None:
        if test.otherwise is None:
            return Told.NOT_STATED
        said = () if test.otherwise.value == NONE else (test.otherwise.value,)
    if test.comparison is Comparison.STATED:
        return Told.YES if said else Told.NO
    pair = pairwise(test.comparison, attribute.vocabulary, test.period)
    weigh = taken_in if test.comparison is Comparison.COVERS else met
    return Told(weigh(pair, Reading((*said,), not (attribute.open and said)), Reading((*operand,), True)))


def later_by(days: Sequence[Value], period: Period) -> tuple[Value, ...]:
    """The same days so much later."""
    return tuple(later(day, period) for day in days if isinstance(day, dt.date))
