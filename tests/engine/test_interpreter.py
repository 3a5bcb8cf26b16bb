"""Judging whole registers: order, packs, exceptions, severity, firmness, and what proofs say."""

from __future__ import annotations

import datetime as dt

import engine_builders as b

from policyengine.engine.interpreter import Interpreter, judge, prove
from policyengine.engine.judgement import Judgement, Missing, Part, Told, Verdict
from policyengine.register.records import Facts, Record
from policyengine.rules.program import Breach, Raise, Rule, Severity, Window

IS_PROCESSOR = b.is_("role", "party", "processor")
BOUND = b.some(b.members("contract", "party"), b.is_("kind", "contract", "data-processing-agreement"))
GROUP = b.is_("group_company", "party", True)


def party(key: str = "parties.mailer", **attributes: object) -> Record:
    return b.record("party", key, **({"role": "processor"} | attributes))


def one(rule: Rule, *records: Record, **more: object) -> Judgement:
    """The only judgement; its proof must come to the same."""
    program, facts = b.program(rule, **more), b.facts(*records)
    (found,) = judge(program, facts, b.AS_OF)
    proof = prove(program, facts, b.AS_OF, rule, found.record)
    assert proof.judgement == found
    return found


def test_a_party_without_a_contract_is_satisfied_violated_or_open() -> None:
    rule = b.rule(BOUND, IS_PROCESSOR)
    bound = party()
    b.link(bound, "contract", b.record("contract", "c", kind_="data-processing-agreement"))
    assert one(rule, bound).verdict is Verdict.SATISFIED
    assert one(rule, party(contract=b.none())).verdict is Verdict.VIOLATED
    assert one(rule, party()).verdict is Verdict.NOT_STATED
    assert one(rule, party(role="controller")).verdict is Verdict.NOT_APPLICABLE
    both = party(contract=b.none())
    b.link(both, "contract", b.record("contract", "c", kind_="data-processing-agreement"))
    assert one(rule, both).verdict is Verdict.CONTRADICTORY


def test_undetermined_carries_what_would_be() -> None:
    unknown = b.record("party", "p", contract=b.none())
    found = one(b.rule(BOUND, IS_PROCESSOR), unknown)
    assert (found.verdict, found.if_applied) == (Verdict.UNDETERMINED, Verdict.VIOLATED)


def test_an_exception_is_named() -> None:
    legal_act = b.unless(b.is_("by_legal_act", "party", True), provision="GDPR 28(3)")
    rule = b.rule(BOUND, IS_PROCESSOR, b.unless(GROUP, provision="none"), legal_act)
    found = one(rule, party(by_legal_act=True, contract=b.none()))
    assert (found.verdict, found.exception) == (Verdict.SATISFIED, legal_act)


def test_an_exception_claimed_but_not_made_out() -> None:
    claimed = b.unless(b.is_("by_legal_act", "party", True), claimed=GROUP)
    rule = b.rule(BOUND, IS_PROCESSOR, claimed)
    assert one(rule, party(contract=b.none(), group_company=True)).verdict is Verdict.NOT_STATED
    assert one(rule, party(contract=b.none())).verdict is Verdict.VIOLATED
    assert one(rule, party(contract=b.none(), group_company=True, by_legal_act=False)).verdict is Verdict.VIOLATED


def test_a_breach_tells_the_requirement_false_by_itself() -> None:
    rule = b.rule(BOUND, IS_PROCESSOR, breach=b.is_("uses_for_own_purposes", "party", True))
    assert one(rule, party(uses_for_own_purposes=True)).verdict is Verdict.VIOLATED
    assert one(rule, party(uses_for_own_purposes=False)).verdict is Verdict.NOT_STATED


def test_a_bare_prohibition() -> None:
    assert one(b.rule(b.NEVER, GROUP), party(group_company=True)).verdict is Verdict.VIOLATED
    assert one(b.rule(b.NEVER, GROUP), party()).if_applied is Verdict.VIOLATED


def test_what_a_breach_is_called() -> None:
    rule = b.rule(b.NEVER, IS_PROCESSOR, breach_means=Breach.CONTRADICTORY)
    assert one(rule, party()).verdict is Verdict.CONTRADICTORY


def test_severity_is_raised_by_the_worst_condition_that_is_plainly_true() -> None:
    rule = b.rule(
        b.NEVER,
        IS_PROCESSOR,
        raises=(
            Raise(Severity.HIGH, GROUP),
            Raise(Severity.CRITICAL, b.is_("separate_person", "party", True)),
            Raise(Severity.LOW, IS_PROCESSOR),
        ),
    )
    assert one(rule, party()).severity is Severity.MEDIUM
    assert one(rule, party(group_company=True)).severity is Severity.HIGH
    assert one(rule, party(group_company=True, separate_person=True)).severity is Severity.CRITICAL
    contradictory = party(group_company=[b.said(True), b.said(False)])
    assert one(rule, contradictory).severity is Severity.MEDIUM


def test_severity_is_raised_on_firm_facts_only() -> None:
    special = b.some(b.members("data", "party"), b.is_("categories", "data", "health"))
    rule = b.rule(b.NEVER, IS_PROCESSOR, raises=(Raise(Severity.HIGH, GROUP), Raise(Severity.CRITICAL, special)))
    assert one(rule, party(group_company=b.presumed(True))).severity is Severity.MEDIUM
    assert one(rule, party(group_company=b.said(True, citation=b.PUBLIC))).severity is Severity.MEDIUM
    assert one(rule, party(group_company=[b.presumed(False), b.said(True)])).severity is Severity.HIGH
    firmly, presumably = party(), party()
    b.link(firmly, "data", b.record("data", "d", categories="health"))
    b.link(presumably, "data", b.record("data", "d", categories="health"), statement=b.presumed("d"))
    assert one(rule, firmly).severity is Severity.CRITICAL
    assert one(rule, presumably).severity is Severity.MEDIUM


def test_a_breach_on_statements_that_are_not_firm_is_not_stated() -> None:
    found = one(b.rule(BOUND, IS_PROCESSOR), party(contract=b.presumed()))
    assert (found.verdict, found.not_firm) == (Verdict.NOT_STATED, True)
    applies_by_presumption = one(b.rule(BOUND, IS_PROCESSOR), party(role=b.presumed("processor"), contract=b.none()))
    assert (applies_by_presumption.verdict, applies_by_presumption.not_firm) == (Verdict.NOT_STATED, True)


def test_a_breach_that_the_firm_statements_alone_deny_is_contradictory() -> None:
    rule = b.rule(b.is_("bound_to_secrecy", "party", True, otherwise=True), IS_PROCESSOR)
    found = one(rule, party(bound_to_secrecy=b.said(False, citation=b.PUBLIC)))
    assert (found.verdict, found.not_firm) == (Verdict.CONTRADICTORY, True)
    assert one(rule, party(bound_to_secrecy=False)).verdict is Verdict.VIOLATED


def test_what_would_be_is_weighed_for_firmness_too() -> None:
    unknown = b.record("party", "p", contract=b.presumed())
    found = one(b.rule(BOUND, IS_PROCESSOR), unknown)
    assert (found.verdict, found.if_applied, found.not_firm) == (Verdict.UNDETERMINED, Verdict.NOT_STATED, True)


def test_a_rule_outside_its_window_is_not_judged() -> None:
    ended = b.rule(b.NEVER, in_force=Window(None, b.AS_OF - dt.timedelta(days=1)))
    last_day = b.rule(b.NEVER, in_force=Window(b.AS_OF, b.AS_OF))
    assert list(judge(b.program(ended), b.facts(party()), b.AS_OF)) == []
    assert len(judge(b.program(last_day), b.facts(party()), b.AS_OF)) == 1


def test_the_pack_is_asked_of_the_register_and_joined_to_every_rule() -> None:
    rule, belgian = b.rule(b.NEVER, IS_PROCESSOR), b.is_("jurisdiction", "register", "BE")
    for stated, verdict in (
        (["BE"], Verdict.VIOLATED),
        (["NL"], Verdict.NOT_APPLICABLE),
        ([], Verdict.UNDETERMINED),
        (["BE", "NL"], Verdict.CONTRADICTORY),
    ):
        root = b.record("register", "register")
        if stated:
            b.state(root, "jurisdiction", [b.said(country) for country in stated])
        assert one(rule, party(), root, when=belgian).verdict is verdict


def two_registers() -> tuple[Facts, Record]:
    """A processor in two registers, of which only one says that it has no contract."""
    shared = b.record("organisation", "mailco", "")
    facts = b.facts(party(contract=b.none()), shared, slug="acme")
    other = b.facts(b.record("party", "parties.z", "zeta", role="controller"), shared, slug="zeta")
    facts.registers |= other.registers
    for register in facts.registers.values():
        b.link(register.of("party")[0], "organisation", shared)
    return facts, shared


def test_a_shared_organisation_is_judged_in_each_register_and_sees_only_that_one() -> None:
    facts, shared = two_registers()
    processes = b.some(b.members("appears_as", "organisation"), IS_PROCESSOR)
    rule = b.rule(b.NEVER, processes, for_each="organisation")
    found = list(judge(b.program(rule), facts, b.AS_OF))
    assert [(j.register, j.verdict) for j in found] == [
        ("acme", Verdict.VIOLATED),
        ("zeta", Verdict.UNDETERMINED),
    ]
    interpreter = Interpreter(b.program(rule), b.AS_OF)
    assert [interpreter.prove(facts, rule, shared, j.register).judgement for j in found] == found
    assert prove(b.program(rule), facts, b.AS_OF, rule, shared).judgement.register == "acme"
    assert prove(b.program(rule), facts, b.AS_OF, rule, shared, "zeta").judgement.register == "zeta"


def test_judgements_come_in_order_of_register_rule_and_record_whatever_the_order_of_the_facts() -> None:
    rules = [b.rule(b.NEVER, id_="b"), b.rule(b.NEVER, id_="a", for_each="contract"), b.rule(b.NEVER, id_="c")]
    records = [party("parties.z"), b.record("contract", "contracts.c"), party("parties.a")]
    expected = [("a", "contracts.c"), ("b", "parties.a"), ("b", "parties.z"), ("c", "parties.a"), ("c", "parties.z")]
    for facts in (b.facts(*records), b.facts(*reversed(records))):
        found = judge(b.program(*rules), facts, b.AS_OF)
        assert [(j.rule.id, j.record.key) for j in found] == expected


def test_a_proof_leaves_nothing_out() -> None:
    exempt = b.unless(GROUP, claimed=b.is_("by_legal_act", "party", True))
    rule = b.rule(BOUND, b.all_of(IS_PROCESSOR, GROUP), exempt, breach=b.is_("separate_person", "party", True))
    subject = party(role="controller")
    facts = b.facts(subject)
    program = b.program(rule, when=b.is_("jurisdiction", "register", "BE"))
    proof = prove(program, facts, b.AS_OF, rule, subject)
    labels = [step.label for step in proof.steps]
    assert labels == ["applies", "applies", "exception", "claimed", "requires", "breach"]
    assert proof.steps[0].subject.kind == "register"
    assert [step.told for step in proof.steps[1].below] == [Told.NO, Told.NOT_STATED]
    assert proof.judgement.verdict is Verdict.NOT_APPLICABLE


def test_a_proof_gives_its_grounds_and_what_is_missing() -> None:
    rule = b.rule(BOUND, IS_PROCESSOR)
    subject = party()
    proof = prove(b.program(rule), b.facts(subject), b.AS_OF, rule, subject)
    applies, requires = proof.steps
    (ground,) = applies.grounds
    assert (ground.record, ground.attribute, ground.tells) == (subject, "role", True)
    assert ground.statement is subject.statements["role"][0]
    assert requires.missing == [Missing(subject, "contract")]


def test_what_is_missing_on_the_way_is_the_relation_that_nobody_states() -> None:
    rule = b.rule(b.is_("organisation.country", "organisation", "BE"))
    subject, sub_processor = party(), b.record("party", "p.sub_parties.q")
    proof = prove(b.program(rule), b.facts(subject), b.AS_OF, rule, subject)
    assert proof.steps[-1].missing == [Missing(subject, "organisation")]
    b.link(subject, "sub_parties", sub_processor)
    above = b.rule(b.is_("engaged_by.organisation.country", "organisation", "BE"))
    proof = prove(b.program(above), b.facts(subject, sub_processor), b.AS_OF, above, sub_processor)
    assert proof.steps[-1].missing == [Missing(subject, "organisation")]


def test_a_proof_prints_what_is_presumed_and_why() -> None:
    rule = b.rule(b.is_("bound_to_secrecy", "party", True, otherwise=True))
    subject = party()
    (_, requires) = prove(b.program(rule), b.facts(subject), b.AS_OF, rule, subject).steps
    (ground,) = requires.grounds
    assert (ground.attribute, ground.statement, ground.because) == (
        "bound_to_secrecy",
        None,
        "the law presumes it",
    )


def test_a_proof_unfolds_definitions() -> None:
    secret = b.define("party.secret", b.is_("bound_to_secrecy", "party", True))
    rule = b.rule(b.holds("party.secret"))
    subject = party(bound_to_secrecy=True)
    program = b.program(rule, definitions=(secret,))
    requires = prove(program, b.facts(subject), b.AS_OF, rule, subject).steps[1]
    (named,) = requires.below
    assert (named.label, named.told) == ("party.secret", Told.YES)
    assert [ground.attribute for ground in named.below[0].grounds] == ["bound_to_secrecy"]


def test_a_member_rests_on_the_statement_that_names_it() -> None:
    """Below a quantifier each member is a step by itself, under its key."""
    contract, mailer = b.record("contract", "c", kind_="data-processing-agreement"), party()
    named = b.said("c", place=7)
    b.link(mailer, "contract", contract, statement=named)
    rule = b.rule(BOUND, IS_PROCESSOR)
    proof = prove(b.program(rule), b.facts(mailer, contract), b.AS_OF, rule, mailer)
    (requires,) = (step for step in proof.steps if step.label == "requires")
    (member,) = requires.below
    assert (member.label, member.subject, member.told) == ("c", contract, Told.YES)
    assert [(g.record, g.attribute, g.tells, g.statement) for g in member.grounds] == [
        (mailer, "contract", True, named)
    ]


def test_a_value_is_a_step_under_its_own_name() -> None:
    asked = b.record("data", "d", categories=b.said("email", "health"))
    rule = b.rule(b.some(b.members("categories", "data"), b.value_is("health")), for_each="data")
    (_, requires) = prove(b.program(rule), b.facts(asked), b.AS_OF, rule, asked).steps
    assert [(member.label, member.told) for member in requires.below] == [
        ("email", Told.NO),
        ("health", Told.YES),
    ]


def test_of_an_open_list_only_what_tells_it_is_a_ground() -> None:
    email, health = b.said("email", place=1), b.said("health", place=2)
    data = b.record("data", "d", categories=[email, health])
    special = b.rule(b.is_("categories", "data", "special"), for_each="data")
    proof = prove(b.program(special), b.facts(data), b.AS_OF, special, data)
    assert [g.statement for g in proof.steps[-1].grounds] == [health]
    b.complete(data, "categories", statement=b.said("categories"))
    criminal = b.rule(b.is_("categories", "data", "criminal"), for_each="data")
    denied = prove(b.program(criminal), b.facts(data), b.AS_OF, criminal, data).steps[-1]
    assert (denied.told, len(denied.grounds)) == (Told.NO, 3), "it takes the whole list to tell that it is not there"


def test_a_definition_can_be_asked_by_itself() -> None:
    """What another register says of it is seen by nobody."""
    definition = b.define("party.processing", IS_PROCESSOR)
    told = Interpreter(b.program(definitions=(definition,)), b.AS_OF).holds
    assert told("party.processing", party()) is Told.YES
    assert told("party.processing", party(role="controller")) is Told.NO
    shared, here, elsewhere = b.record("organisation", "o", ""), party(), b.record("party", "p", "other")
    b.link(here, "organisation", shared)
    b.link(elsewhere, "organisation", shared)
    appears = b.some(b.members("appears_as", "organisation"), b.is_("role", "party", "processor"))
    sees = b.define("organisation.processing", appears)
    same = b.define("party.same", b.some(b.members("organisation", "party"), b.holds("organisation.processing")))
    asked = Interpreter(b.program(definitions=(sees, same)), b.AS_OF)
    assert asked.holds("party.same", here) is Told.YES
    assert asked.holds("party.same", elsewhere) is Told.NOT_STATED


def test_proofs_read_in_turn_say_what_their_own_register_says() -> None:
    facts, shared = two_registers()
    processes = b.some(b.members("appears_as", "organisation"), IS_PROCESSOR)
    rule = b.rule(b.NEVER, processes, for_each="organisation")
    interpreter = Interpreter(b.program(rule), b.AS_OF)
    proofs = {slug: interpreter.prove(facts, rule, shared, slug) for slug in ("acme", "zeta")}
    for slug, told in (("acme", Told.YES), ("zeta", Told.NOT_STATED), ("acme", Told.YES)):
        assert [step.told for step in proofs[slug].part(Part.APPLIES)] == [told]
