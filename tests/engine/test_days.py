"""The days on which verdicts may change, held against judging every day, on random registers, rules and law tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from agreement import Row, row
from hypothesis import given, settings
from random_worlds import World, world, worlds

from policyengine.engine.interpreter import judge
from policyengine.register.records import Facts
from policyengine.rules.program import Program
from policyengine.triage.days import Days

_BEFORE, _SPAN = 20, 45


def _judged(program: Program, facts: Facts, day: dt.date) -> set[Row]:
    return set(map(row, judge(program, facts, day)))


def _changes(made: World) -> Counter[str]:
    """Judges every day; the answer counts the days on which something changed, and those that were proposed."""
    program = made.program
    first = made.as_of - dt.timedelta(days=_BEFORE)
    last = first + dt.timedelta(days=_SPAN)
    candidates = Days(program).candidates(made.facts, (), first, last)
    assert list(candidates) == sorted(candidates)
    counted = Counter[str]()
    before = _judged(program, made.facts, first)
    for number in range(1, _SPAN + 1):
        day = first + dt.timedelta(days=number)
        after = _judged(program, made.facts, day)
        if day in candidates:
            counted["proposed"] += 1
        if after != before:
            counted["changed"] += 1
            assert day in candidates, f"{made!r} changes on {day}"
            touched = candidates[day]
            for found in before ^ after:
                assert found.rule in touched.rules, f"{made!r}: {found} on {day}"
                assert found.register in touched.registers, f"{made!r}: {found} on {day}"
        before = after
    return counted


@settings(max_examples=25)
@given(worlds(rules=12))
def test_no_verdict_changes_on_another_day_nor_of_another_rule(made: World) -> None:
    _changes(made)


def test_changes_are_met_at_all_and_few_days_are_judged() -> None:
    counted = Counter[str]()
    for seed in range(12):
        counted += _changes(world(seed, 12))
    assert counted["changed"] > 20
    assert counted["proposed"] < 12 * _SPAN / 2
