"""The verdict table, row by row and in its order."""

from __future__ import annotations

import itertools

import pytest

from policyengine.engine.judgement import Verdict
from policyengine.engine.verdict import (
    CONTRADICTORY,
    NO,
    NOT_STATED,
    YES,
    Answers,
    Ruling,
    at_least,
    both,
    either,
    on_firm_grounds,
    opposite,
    ruling,
    with_breach,
)
from policyengine.rules.program import Breach

ALL = (NOT_STATED, YES, NO, CONTRADICTORY)


def decide(
    applies: int, exception: int | None, requires: int, claimed: bool = False, means: Breach = Breach.VIOLATED
) -> Ruling:
    exceptions = [] if exception is None else [exception]
    return ruling(Answers(applies, exceptions, [claimed] * len(exceptions), requires), means)


@pytest.mark.parametrize("exception", ALL)
@pytest.mark.parametrize("requires", ALL)
def test_what_does_not_apply_is_not_applicable_before_all_else(exception: int, requires: int) -> None:
    assert decide(NO, exception, requires).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("applies", [YES, NOT_STATED, CONTRADICTORY])
@pytest.mark.parametrize("requires", ALL)
def test_an_exception_told_yes_satisfies_and_is_named(applies: int, requires: int) -> None:
    found = ruling(Answers(applies, [NOT_STATED, YES, YES], [False] * 3, requires), Breach.VIOLATED)
    assert found == Ruling(Verdict.SATISFIED, exception=1)


@pytest.mark.parametrize("applies", [YES, NOT_STATED, CONTRADICTORY])
@pytest.mark.parametrize("exception", [None, NO, NOT_STATED, CONTRADICTORY])
def test_a_requirement_told_yes_satisfies_without_naming_an_exception(applies: int, exception: int | None) -> None:
    assert decide(applies, exception, YES) == Ruling(Verdict.SATISFIED)


@pytest.mark.parametrize(
    ("exception", "requires", "claimed", "if_applied"),
    [
        (None, NO, False, Verdict.VIOLATED),
        (None, CONTRADICTORY, False, Verdict.CONTRADICTORY),
        (None, NOT_STATED, False, Verdict.NOT_STATED),
        (CONTRADICTORY, NO, False, Verdict.CONTRADICTORY),
        (NOT_STATED, NO, True, Verdict.NOT_STATED),
        (NOT_STATED, NO, False, Verdict.VIOLATED),
    ],
)
def test_undetermined_carries_what_would_be(
    exception: int | None, requires: int, claimed: bool, if_applied: Verdict
) -> None:
    assert decide(NOT_STATED, exception, requires, claimed) == Ruling(Verdict.UNDETERMINED, if_applied)


@pytest.mark.parametrize("means", Breach)
def test_a_breach_under_contradictory_conditions_is_contradictory_whatever_it_is_called(means: Breach) -> None:
    assert decide(CONTRADICTORY, None, NO, means=means).verdict is Verdict.CONTRADICTORY
    assert decide(YES, CONTRADICTORY, NO, claimed=True, means=means).verdict is Verdict.CONTRADICTORY


def test_an_exception_claimed_but_not_made_out_leaves_the_breach_open() -> None:
    assert decide(YES, NOT_STATED, NO, claimed=True).verdict is Verdict.NOT_STATED


def test_an_exception_nobody_claims_does_not_save_a_breach() -> None:
    assert decide(YES, NOT_STATED, NO, claimed=False).verdict is Verdict.VIOLATED


def test_a_claimed_exception_that_is_told_false_falls_away() -> None:
    assert decide(YES, NO, NO, claimed=True).verdict is Verdict.VIOLATED


@pytest.mark.parametrize("means", Breach)
def test_a_breach_is_called_what_the_rule_calls_it(means: Breach) -> None:
    assert decide(YES, None, NO, means=means).verdict.value == means.value


@pytest.mark.parametrize("applies", [YES, CONTRADICTORY])
@pytest.mark.parametrize("exception", [None, NO, NOT_STATED, CONTRADICTORY])
def test_an_open_or_contradictory_requirement_keeps_its_name(applies: int, exception: int | None) -> None:
    assert decide(applies, exception, CONTRADICTORY).verdict is Verdict.CONTRADICTORY
    assert decide(applies, exception, NOT_STATED, claimed=True).verdict is Verdict.NOT_STATED


def test_two_half_exceptions_make_no_whole_one() -> None:
    """In a disjunction they would: told both or not stated at all is told true and not told false."""
    assert either(CONTRADICTORY, NOT_STATED) == YES
    found = ruling(Answers(YES, [CONTRADICTORY, NOT_STATED], [False, False], NO), Breach.VIOLATED)
    assert found.verdict is Verdict.CONTRADICTORY


def test_a_breach_tells_the_requirement_false_and_never_true() -> None:
    assert [with_breach(requires, YES) for requires in ALL] == [NO, CONTRADICTORY, NO, CONTRADICTORY]
    assert [with_breach(requires, CONTRADICTORY) for requires in ALL] == [NO, CONTRADICTORY, NO, CONTRADICTORY]
    assert [with_breach(requires, NO) for requires in ALL] == list(ALL)
    assert [with_breach(requires, NOT_STATED) for requires in ALL] == list(ALL)


def test_firm_grounds() -> None:
    expected = {Verdict.VIOLATED: Verdict.VIOLATED, Verdict.SATISFIED: Verdict.CONTRADICTORY}
    assert {v: on_firm_grounds(v) for v in Verdict} == {v: expected.get(v, Verdict.NOT_STATED) for v in Verdict}


def test_the_four_answers_are_belnaps() -> None:
    for one, other in itertools.product(ALL, ALL):
        assert both(one, other) == (one & other & 1) | ((one | other) & 2)
        assert either(one, other) == opposite(both(opposite(one), opposite(other)))
        assert opposite(opposite(one)) == one
        assert at_least(1, (one & 1) + (other & 1), (one >> 1) + (other >> 1), 2, True) == either(one, other)
        assert at_least(2, (one & 1) + (other & 1), (one >> 1) + (other >> 1), 2, True) == both(one, other)
