"""Rows of a law table that would have fitted, were it not for the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policyengine.engine.judgement import Step, Told
from policyengine.register.model.types import Attribute, ValueType
from policyengine.rules.language import AllOf, Comparison, Condition, Not, Path, Stated, Test

_SAME = (Comparison.IS, Comparison.IN, Comparison.COVERS)


def only_the_day_is_wrong(row: Step, table: str, attribute: Callable[[Path], Attribute | None]) -> bool:
    """Whether a row, proved not to fit, agrees with a fact that it is compared with, and fails by its dates alone."""
    parts = list(_conjuncts(row.below[0]))
    failing = [part for part in parts if part.told is Told.NO]
    return all(_of_the_day(part.condition, table, attribute) for part in failing) and any(
        _agrees(step, table) for part in parts for step in steps_of(part)
    )


def steps_of(step: Step) -> Iterator[Step]:
    """A step and all below it."""
    yield step
    for below in step.below:
        yield from steps_of(below)


def _conjuncts(step: Step) -> Iterator[Step]:
    if not isinstance(step.condition, AllOf):
        yield step
        return
    for below in step.below:
        yield from _conjuncts(below)


def _of_the_day(condition: Condition | None, table: str, attribute: Callable[[Path], Attribute | None]) -> bool:
    """Whether the condition is about a date of the row, or about its being in force."""
    while isinstance(condition, Not):
        condition = condition.of
    if not isinstance(condition, Test) or condition.path.kind != table:
        return False
    asked = attribute(condition.path)
    return asked is not None and (asked.derived or asked.type is ValueType.DATE)


def _agrees(step: Step, table: str) -> bool:
    """Whether the step compares the row with something stated in facts, and is told true."""
    asked = step.condition
    if not isinstance(asked, Test) or step.told is not Told.YES or not isinstance(asked.operand, Stated):
        return False
    return asked.comparison in _SAME and asked.path.kind == table and asked.operand.path.kind != table
