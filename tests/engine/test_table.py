"""The verdict table as rows: of every vector exactly one holds, and it says what the table of the design says."""

from __future__ import annotations

import itertools

import pytest

from policyengine.engine.judgement import Verdict
from policyengine.engine.table import Outcome, Shape, holding, rows, widened
from policyengine.engine.verdict import NOT_STATED, Answers, ruling
from policyengine.rules.program import Breach

SHAPES = [Shape(0, ()), Shape(1, ()), Shape(1, (0,)), Shape(2, (1,)), Shape(3, (0, 2))]


def _vectors(shape: Shape) -> list[dict[str, str]]:
    values = ["01" if name.startswith("claimed") else "0123" for name in shape.properties]
    return [dict(zip(shape.properties, each, strict=True)) for each in itertools.product(*values)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_exactly_one_row_holds(shape: Shape) -> None:
    for told in _vectors(shape):
        assert sum(holding(row, told) for row in rows(shape)) == 1, told


@pytest.mark.parametrize("means", Breach)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_rows_say_what_the_interpreter_rules(shape: Shape, means: Breach) -> None:
    for told in _vectors(shape):
        exceptions = [int(told[f"unless{index}"]) for index in range(shape.exceptions)]
        # A claim counts where the exception is not made out, and only there it is told.
        claimed = [told.get(f"claimed{index}") == "1" for index in range(shape.exceptions)]
        if any(c and e != NOT_STATED for c, e in zip(claimed, exceptions, strict=True)):
            continue
        ruled = ruling(Answers(int(told["applies"]), exceptions, claimed, int(told["requires"])), means)
        assert _as_ruled(_outcome(shape, told), means) == (ruled.verdict, ruled.if_applied, ruled.exception), told


def _as_ruled(outcome: Outcome, means: Breach) -> tuple[Verdict, Verdict | None, int]:
    verdict = Verdict(means.value if outcome.line == "breach" else outcome.line)
    return (Verdict.UNDETERMINED, verdict, -1) if outcome.open else (verdict, None, outcome.exception)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_in_a_wider_shape_a_vector_comes_to_the_same(shape: Shape) -> None:
    wide = Shape.over(SHAPES)
    assert wide == Shape(3, (0, 1, 2))
    for told in _vectors(shape):
        in_wide = dict(zip(wide.properties, widened(tuple(told.values()), shape, wide), strict=True))
        assert _outcome(wide, in_wide) == _outcome(shape, told), told


def _outcome(shape: Shape, told: dict[str, str]) -> Outcome:
    (row,) = (row for row in rows(shape) if holding(row, told))
    return row.outcome
