"""Rows of a law table that would have fitted, were it not for the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policyengine.engine.judgement import Step, Told
from policyengine.register.model.types import Attribute, ValueType
from policyengine.rules.language import AllOf, Comparison, Condition, Not, Path, Stated, Test

_SAME = (Comparison.IS, Comparison.IN, Comparison.COVERS)


def beside_the_day(row: Condition, table: str, attribute: Callable[[Path], Attribute | None]) -> list[Condition]:
    """What is asked of rows, part by part, but for what is asked of their dates."""
    return [part for part in _conjuncts(row) if not _of_the_day(part, table, attribute)]


def agrees(row: Step, table: str) -> bool:
    """Whether something stated in facts, with which a proved row is compared, agrees with it."""
    return any(_agrees(step, table) for step in steps_of(row))


def steps_of(step: Step) -> Iterator[Step]:
    """A step and all below it."""
    yield step
    for below in step.below:
        yield from steps_of(below)


def _conjuncts(condition: Condition) -> list[Condition]:
    if not isinstance(condition, AllOf):
        return [condition]
    return [part for each in condition.of for part in _conjuncts(each)]


def _of_the_day(condition: Condition, table: str, attribute: Callable[[Path], Attribute | None]) -> bool:
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
