"""Which leaves of a proof made the verdict what it is, and what is missing."""

from __future__ import annotations

import engine_builders as b

from policyengine.engine.interpreter import prove
from policyengine.engine.judgement import Proof, Verdict
from policyengine.engine.reading import decisive, grounds, missing
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record
from policyengine.rules.language import Path, Stated
from policyengine.rules.language import Test as Leaf
from policyengine.rules.program import Breach, Rule

PROFILING = b.is_("profiling", "activity", True)
LARGE = b.is_("large_scale", "activity", True)
OCCASIONAL = b.is_("occasional", "activity", True)
CORE = b.is_("core_activity", "activity", True)


def prove_one(rule: Rule, subject: Record, *records: Record, **more: object) -> Proof:
    return prove(b.program(rule, **more), b.facts(subject, *records), b.AS_OF, rule, subject)


def rule(*args: object, **more: object) -> Rule:
    return b.rule(*args, for_each="activity", **more)  # type: ignore[arg-type]


def attributes(proof: Proof) -> list[str]:
    return [ground.attribute for ground in grounds(decisive(proof))]


def asked(proof: Proof) -> list[str]:
    return [m.attribute for m in missing(decisive(proof))]


def activity(**flags: object) -> Record:
    return b.record("activity", "activities.a", **flags)


def test_of_a_violated_conjunction_the_parts_told_false() -> None:
    proof = prove_one(rule(b.all_of(LARGE, PROFILING, CORE)), activity(large_scale=True, profiling=False))
    assert proof.judgement.verdict is Verdict.VIOLATED
    assert attributes(proof) == ["profiling"]


def test_of_a_violated_disjunction_all_parts() -> None:
    proof = prove_one(rule(b.any_of(LARGE, PROFILING)), activity(large_scale=False, profiling=False))
    assert attributes(proof) == ["large_scale", "profiling"]


def test_negation_turns_to_what_is_told_true() -> None:
    proof = prove_one(rule(b.not_(b.any_of(LARGE, PROFILING))), activity(large_scale=True, profiling=False))
    assert attributes(proof) == ["large_scale"]


def test_a_breach_is_decided_by_what_tells_it_true() -> None:
    proof = prove_one(rule(LARGE, breach=b.any_of(PROFILING, CORE)), activity(profiling=True, core_activity=False))
    assert attributes(proof) == ["profiling"]


def test_a_bare_prohibition_is_decided_by_what_makes_it_apply() -> None:
    proof = prove_one(rule(b.NEVER, b.any_of(LARGE, PROFILING)), activity(large_scale=True))
    assert attributes(proof) == ["large_scale"]


def test_of_what_is_not_stated_the_missing_statements() -> None:
    proof = prove_one(rule(b.all_of(LARGE, b.any_of(PROFILING, CORE))), activity(large_scale=True, profiling=False))
    assert proof.judgement.verdict is Verdict.NOT_STATED
    assert asked(proof) == ["core_activity"]


def test_of_an_undetermined_rule_what_would_make_it_apply() -> None:
    proof = prove_one(rule(CORE, b.all_of(LARGE, PROFILING)), activity(large_scale=True))
    assert proof.judgement.verdict is Verdict.UNDETERMINED
    assert asked(proof) == ["profiling"]


def test_an_exception_claimed_but_not_made_out_is_what_is_asked() -> None:
    claimed = b.unless(b.all_of(CORE, OCCASIONAL), claimed=OCCASIONAL)
    proof = prove_one(rule(LARGE, b.ALWAYS, b.unless(PROFILING), claimed), activity(large_scale=False, occasional=True))
    assert proof.judgement.verdict is Verdict.NOT_STATED
    assert asked(proof) == ["core_activity"]


def test_satisfied_by_an_exception_or_by_the_requirement() -> None:
    exempt = b.unless(OCCASIONAL)
    by_exception = prove_one(rule(LARGE, b.ALWAYS, b.unless(CORE), exempt), activity(occasional=True))
    assert attributes(by_exception) == ["occasional"]
    assert attributes(prove_one(rule(b.any_of(LARGE, CORE)), activity(large_scale=True))) == ["large_scale"]


def test_what_does_not_apply() -> None:
    proof = prove_one(rule(CORE, b.all_of(LARGE, PROFILING)), activity(profiling=False))
    assert attributes(proof) == ["profiling"]


def test_of_a_contradiction_the_leaf_told_both() -> None:
    both = [b.said(True, place=1), b.said(False, place=2)]
    proof = prove_one(rule(b.all_of(LARGE, PROFILING)), activity(large_scale=both, profiling=True))
    assert proof.judgement.verdict is Verdict.CONTRADICTORY
    assert [(g.attribute, g.tells, g.statement and g.statement.place) for g in grounds(decisive(proof))] == [
        ("large_scale", True, 1),
        ("large_scale", False, 2),
    ]
    under_doubt = prove_one(rule(CORE, LARGE), activity(large_scale=both, core_activity=False))
    assert under_doubt.judgement.verdict is Verdict.CONTRADICTORY
    assert attributes(under_doubt) == ["large_scale", "large_scale"]


def test_a_requirement_met_beside_a_breach_is_a_pair() -> None:
    proof = prove_one(rule(LARGE, breach=PROFILING), activity(large_scale=True, profiling=True))
    assert proof.judgement.verdict is Verdict.CONTRADICTORY
    assert attributes(proof) == ["large_scale", "profiling"]


def test_a_consistency_rule_gives_the_two_sides() -> None:
    same = Leaf(b.path("retention_told", "notice"), b.Comparison.IS, Stated(b.path("purposes_told", "notice")), 0)
    notice = b.record("notice", "notices.n", retention_told="given", purposes_told="missing")
    consistency = b.rule(same, for_each="notice", breach_means=Breach.CONTRADICTORY)
    proof = prove_one(consistency, notice)
    assert proof.judgement.verdict is Verdict.CONTRADICTORY
    assert attributes(proof) == ["retention_told", "purposes_told"]


def test_a_breach_that_is_not_firm_is_decided_by_what_tells_it() -> None:
    proof = prove_one(rule(LARGE), activity(large_scale=b.presumed(False)))
    assert (proof.judgement.verdict, proof.judgement.not_firm) == (Verdict.NOT_STATED, True)
    assert attributes(proof) == ["large_scale"]


PARTIES = b.members("parties", "activity")
IS_PROCESSOR = b.is_("role", "party", "processor")


def with_parties(*roles: str) -> tuple[Record, list[Record]]:
    made = activity()
    parties = [b.record("party", f"p{n}", **({"role": role} if role else {})) for n, role in enumerate(roles)]
    for party in parties:
        b.link(made, "parties", party)
    return made, parties


def test_of_every_the_members_told_false() -> None:
    made, parties = with_parties("processor", "controller", "")
    proof = prove_one(rule(b.every(PARTIES, IS_PROCESSOR)), made)
    assert [ground.record for ground in grounds(decisive(proof))] == [parties[1]]


def test_of_a_whole_list_the_members_and_who_says_that_it_is_whole() -> None:
    made, _ = with_parties("controller", "controller")
    b.complete(made, "parties")
    proof = prove_one(rule(b.some(PARTIES, IS_PROCESSOR)), made)
    assert made.complete["parties"] in [ground.statement for ground in grounds(decisive(proof))]
    assert [ground.record.key for ground in grounds(decisive(proof)) if ground.attribute == "role"] == ["p0", "p1"]


def test_of_an_open_list_the_list_and_the_members_left_open() -> None:
    made, parties = with_parties("controller", "")
    proof = prove_one(rule(b.some(PARTIES, IS_PROCESSOR)), made)
    assert [(m.record, m.attribute) for m in missing(decisive(proof))] == [(made, "parties"), (parties[1], "role")]


def test_too_many_are_those_told_true() -> None:
    made, parties = with_parties("processor", "controller", "processor")
    proof = prove_one(rule(b.count(PARTIES, IS_PROCESSOR, most=1)), made)
    assert proof.judgement.verdict is Verdict.VIOLATED
    assert [ground.record for ground in grounds(decisive(proof))] == [parties[0], parties[2]]


def test_of_a_value_its_statement() -> None:
    purpose = b.record("purpose", "p", basis=b.said("consent", "not-a-basis"))
    lawful = b.every(b.members("basis", "purpose"), b.value_is("consent"))
    proof = prove_one(b.rule(lawful, for_each="purpose"), purpose)
    assert [(g.attribute, g.tells) for g in grounds(decisive(proof))] == [("basis", False)]
    vague = b.record("purpose", "p", class_="direct-marketing")
    classes = b.some(b.members("class", "purpose"), b.value_is("newsletter"))
    assert asked(prove_one(b.rule(classes, for_each="purpose"), vague)) == ["class"]


def test_definitions_are_read_through() -> None:
    risky = b.define("activity.risky", b.any_of(LARGE, PROFILING))
    proof = prove_one(rule(b.not_(b.holds("activity.risky"))), activity(profiling=True), definitions=(risky,))
    assert attributes(proof) == ["profiling"]


def test_a_law_table_in_which_no_row_stands_out_rests_on_the_facts_it_is_compared_with() -> None:
    columns = {name: Attribute(name, ValueType.TERRITORY, "") for name in ("code", "scope")}
    adequate = b.table("law.adequacy", columns, *({"code": code, "scope": code} for code in ("JP", "CH", "UK")))
    country = Stated(Path("judged", ("organisation",), "country", "organisation"))
    code = Leaf(Path("", (), "code", "law.adequacy"), b.Comparison.IS, country, 0)
    protected = b.rule(b.some(b.Members(None, "law.adequacy", "law.adequacy", False), code))

    def proof(**stated: object) -> Proof:
        party, organisation = b.record("party", "p"), b.record("organisation", "o", "", **stated)
        b.link(party, "organisation", organisation)
        return prove_one(protected, party, organisation, tables=(adequate,))

    assert attributes(proof(country="US")) == ["organisation", "country"]
    assert asked(proof()) == ["country"]
    (row,) = proof(country="JP").steps[1].below
    assert row.label == "law.adequacy.0"
