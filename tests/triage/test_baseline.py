"""An earlier report as a baseline, on random registers: nothing is lost, nothing is new twice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from policyengine.check import Asked, Loaded, run
from policyengine.differences import fingerprint, subjects
from policyengine.findings import Outcome
from policyengine.register.records import Facts
from policyengine.report.json import json
from policyengine.rules.program import Program
from policyengine.triage.baseline import Baseline, read_baseline
from tests.triage.test_difference import RULES, case, registers, written

ASKED = Asked((), dt.date(2026, 11, 22))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return written(tmp_path_factory.mktemp("law"), **RULES)


def judged(program: Program, facts: Facts, baseline: Baseline | None = None) -> Outcome:
    return run(ASKED, Loaded(facts, program, baseline=baseline))


def as_baseline(outcome: Outcome) -> Baseline:
    found, problems = read_baseline(json(outcome).encode(), "base.json")
    assert found is not None, problems
    return found


@settings(max_examples=60)
@given(one=registers(), other=registers())
def test_what_is_new_known_and_gone_adds_up(program: Program, one: str, other: str) -> None:
    before, facts = judged(program, case(program, one).facts), case(program, other).facts
    then = {subject for finding in before.findings for subject in subjects(finding)}
    now = {subject for finding in judged(program, facts).findings for subject in subjects(finding)}
    outcome = judged(program, facts, as_baseline(before))
    compared = outcome.compared
    assert compared is not None
    new = {subject for finding in outcome.findings for subject in subjects(finding)}
    known = {subject for finding in compared.known for subject in subjects(finding)}
    assert (new, known) == (now - then, now & then)
    assert (compared.new, compared.unchanged) == (len(new), len(known))
    assert compared.changed + compared.resolved == len(then - now)
    assert compared.not_asked == 0
    gone = {subject for finding in compared.absent for subject in subjects(finding)}
    assert gone <= then - now
    assert {finding.baseline for finding in outcome.findings} <= {"new"}
    prints = [fingerprint(finding) for finding in (*outcome.findings, *compared.known, *compared.absent)]
    assert len({*prints}) == len(prints)


@settings(max_examples=30)
@given(one=registers())
def test_beside_itself_nothing_is_new(program: Program, one: str) -> None:
    facts = case(program, one).facts
    outcome = judged(program, facts, as_baseline(judged(program, facts)))
    assert (outcome.findings, outcome.questions) == ([], [])
    assert outcome.compared is not None
    assert (outcome.compared.absent, outcome.compared.resolved) == ((), 0)
