"""The records of all registers at once: each is read once, and a shared one has a place in every register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import engine_builders as b
import pytest

from policyengine.engine import grounded
from policyengine.engine.grounder import rolls
from policyengine.engine.grounder.rolls import Linked, Rolls
from policyengine.engine.judgement import Verdict
from policyengine.engine.judging import said
from policyengine.register.load import load_facts
from policyengine.register.model.kinds import KINDS, relations_of
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


@pytest.mark.parametrize("folder", ["facts", "tests/decisions/facts"])
def test_a_relation_worked_out_from_its_inverse_leads_where_it_is_read_to_lead(folder: str) -> None:
    """On the registers as they are loaded, for every relation of the model, by all statements and by the firm ones."""
    facts, _ = load_facts([ROOT / folder])
    every = {kind: list(relations_of(kind)) for kind in KINDS}
    together = Rolls(facts, {}).linked(every)
    several = 0
    for kind, relation in together:
        alone = Rolls(facts, {})
        read = alone.linked({kind: [relation]})[kind, relation]
        worked_out = together[kind, relation]
        assert _pairs(worked_out) == _pairs(read), (kind, relation)
        assert worked_out.several is read.several
        assert _pairs(alone.firmly(worked_out, kind, relation)) == _pairs(alone.firmly(read, kind, relation))
        several += worked_out.several
    assert several > 10


def _pairs(linked: Linked) -> list[tuple[int, int]]:
    return list(zip(linked.rows, linked.ends, strict=True))


def test_the_inverse_of_an_inverse_is_the_relation_itself() -> None:
    for kind in KINDS.keys() - {"register", "organisation"}:
        for relation in relations_of(kind).values():
            if relation.target not in ("register", "organisation"):
                back = relations_of(relation.target)[relation.inverse]
                assert (back.target, back.inverse) == (kind, relation.name)


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
