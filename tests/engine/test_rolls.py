"""The records of all registers at once: each is read once, and a shared one has a place in every register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import engine_builders as b
import pytest

from policyengine.engine import grounded
from policyengine.engine.grounder import rolls
from policyengine.engine.judgement import Verdict
from policyengine.engine.judging import said
from policyengine.register.load import load_facts
from policyengine.rules.load import load_program

ROOT = Path(__file__).parents[2]
AS_OF = dt.date(2026, 11, 22)


def test_links_that_are_read_in_many_goes_are_those_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = load_program([ROOT / "rules"])
    facts, _ = load_facts([ROOT / "facts"])
    at_once = list(map(said, grounded.judge(program, facts, AS_OF)))
    for records in (1, 50):
        monkeypatch.setattr(rolls, "_AT_ONCE", records)
        assert list(map(said, grounded.judge(program, facts, AS_OF))) == at_once


def test_what_leads_to_a_shared_organisation_sees_what_its_own_register_says_of_it() -> None:
    """A party asks what else its organisation appears as: in one register a processor, in the other a controller."""
    shared = b.record("organisation", "mailco", "")
    facts = b.facts(b.record("party", "parties.m", "acme", role="processor"), shared, slug="acme")
    facts.registers |= b.facts(b.record("party", "parties.m", "zeta", role="controller"), shared, slug="zeta").registers
    for register in facts.registers.values():
        b.link(register.of("party")[0], "organisation", shared)
    same = b.members("organisation.appears_as", "organisation")
    no_processor = b.not_(b.some(same, b.is_("role", "party", "processor")))
    no_controller = b.not_(b.some(same, b.is_("role", "party", "controller")))
    rules = b.rule(no_processor, id_="no-processor"), b.rule(no_controller, id_="no-controller")
    judged = grounded.judge(b.program(*rules), facts, b.AS_OF)
    violated = {(each.rule.id, each.register) for each in judged if each.verdict is Verdict.VIOLATED}
    assert violated == {("no-processor", "acme"), ("no-controller", "zeta")}
