"""The rule engine judges as the interpreter does: on all tests of the installed rules, and on the five registers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import engine_builders as b
import pytest

from policyengine.cli import main
from policyengine.engine import grounded
from policyengine.engine.grounder import members
from policyengine.engine.grounder.weighing import answer
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement, Verdict
from policyengine.engine.judgements import Listed, worth_reading
from policyengine.engine.judging import disagreements, said
from policyengine.register.load import load_facts
from policyengine.register.records import Facts
from policyengine.rules.language import AsOf, Constant, Stated
from policyengine.rules.load import load_program
from policyengine.rules.program import Program
from policyengine.rules.testing import run_tests

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2026, 11, 22)


def test_every_test_of_the_installed_rules_is_judged_alike() -> None:
    program, _ = load_program([ROOT / "rules"])
    differ: list[object] = []

    def judge(alone: Program, facts: Facts, as_of: dt.date) -> list[Judgement]:
        judged = grounded.judge(alone, facts, as_of)
        differ.extend(disagreements(judged, Interpreter(alone, as_of).judge(facts)))
        return list(judged)

    results, problems = run_tests(program, [ROOT / "rules"], judge)
    assert not problems
    assert len(results) > 1000
    assert [result for result in results if result.failed] == []
    assert differ == []


def test_registers_are_judged_alike_together_and_alone() -> None:
    program, _ = load_program([ROOT / "rules"])
    facts, problems = load_facts([ROOT / "facts"])
    assert not problems
    together = grounded.judge(program, facts, AS_OF)
    listed = Listed(Interpreter(program, AS_OF).judge(facts))
    assert list(disagreements(together, list(listed))) == []
    assert (len(together), together.counts(), together.rules()) == (len(listed), listed.counts(), listed.rules())
    for slug in facts.registers:
        assert list(map(said, together.worth_reading(slug))) == list(map(said, listed.worth_reading(slug)))
        alone = Facts({slug: facts.registers[slug]}, facts.organisations, facts.files)
        assert list(map(said, grounded.judge(program, alone, AS_OF))) == list(map(said, together.of(slug)))
    assert any(worth_reading(judgement) for judgement in together)
    assert together.counts()[Verdict.VIOLATED]


def test_a_disagreement_is_our_bug_and_is_shown_by_the_smallest_facts(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A grounder that takes every list for one that may be longer disagrees wherever a list is whole."""
    monkeypatch.setattr(members, "answer", lambda form, least, most, told, _: answer(form, least, most, told, False))
    code = main(["check", str(ROOT / "facts"), "--as-of", "2026-11-22", "--engine", "both", "--register", REGISTER])
    said = capfd.readouterr()
    assert (code, said.out) == (70, "")
    assert "the engines disagree on" in said.err
    heading, facts = said.err.split("\n", 1)
    assert "please report it with these facts" in heading
    assert 3 < facts.count("\n") < 25, facts


REGISTER = "partena-marketing"


def test_one_moment_falls_on_another_day_elsewhere() -> None:
    """What is written with another zone is another thing, though Python takes the two for equal."""
    evening = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)
    morning = evening.astimezone(dt.timezone(dt.timedelta(hours=2)))
    both = b.record("event", "both")
    both.statements["aware"] = (b.said(evening), b.said(morning))
    facts = b.facts(both, b.record("event", "evening", aware=evening), b.record("event", "morning", aware=morning))
    before = b.rule(b.asks(b.path("aware", "event"), "before", operand=AsOf()), for_each="event")
    program = b.program(before)
    judged = grounded.judge(program, facts, AS_OF)
    assert {each.record.key: each.verdict for each in judged} == {
        "evening": Verdict.SATISFIED,
        "morning": Verdict.VIOLATED,
        "both": Verdict.CONTRADICTORY,
    }
    assert list(disagreements(judged, Interpreter(program, AS_OF).judge(facts))) == []


@pytest.mark.parametrize("days", [200, 256, 257, 700])
def test_more_different_things_may_be_said_than_a_byte_has_numbers(days: int) -> None:
    """What is found is numbered; numbers are kept in a byte each until they no longer fit."""
    first = AS_OF - dt.timedelta(days=days)
    middle = Constant((AS_OF - dt.timedelta(days=days // 2),))
    contracts, parties = [], []
    for n in range(days):
        day = first + dt.timedelta(days=n)
        contract = b.record("contract", f"contracts.c{n:03}", signed=day)
        if n % 7 == 0:
            b.state(contract, "signed", b.presumed(day - dt.timedelta(days=n % 5)))
        party = b.record("party", f"parties.p{n:03}", since=day)
        b.link(party, "contract", contract)
        contracts.append(contract)
        parties.append(party)
    before = b.rule(b.asks(b.path("signed", "contract"), "before", operand=middle), for_each="contract", id_="before")
    path = b.path("contract.signed", "contract")
    through = b.rule(b.asks(path, "before", operand=middle), for_each="party", id_="through")
    own = b.path("since", "party")
    in_time = b.rule(b.asks(path, "before", operand=Stated(own)), for_each="party", id_="in-time")
    program = b.program(before, through, in_time)
    facts = b.facts(*contracts, *parties)
    judged = grounded.judge(program, facts, AS_OF)
    assert list(disagreements(judged, Interpreter(program, AS_OF).judge(facts))) == []
    verdicts = {each.record.key: each.verdict for each in judged if each.rule.id == "through"}
    assert verdicts["parties.p001"] is Verdict.SATISFIED
    assert verdicts[f"parties.p{days - 1:03}"] in (Verdict.VIOLATED, Verdict.NOT_STATED)
