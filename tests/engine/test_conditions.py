"""What is told of conjunctions, quantifiers, counts and definitions: true, false, both and neither."""

from __future__ import annotations

import itertools

import engine_builders as b
import pytest

from policyengine.engine.judgement import Told
from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record, Statement
from policyengine.rules.language import Condition, Holds, Path, Stated
from policyengine.rules.language import Test as Leaf
from policyengine.rules.program import Program

FLAGS = {
    Told.NOT_STATED: [],
    Told.YES: [b.said(True)],
    Told.NO: [b.said(False)],
    Told.CONTRADICTORY: [b.said(True), b.said(False)],
}
"""Statements on a yes/no attribute by what they tell."""
ALL = tuple(Told)


def told(condition: Condition, record: Record, program: Program | None = None, firm: bool = False) -> Told:
    """What is told of a condition, judging and proving alike."""
    meaning = Meaning(program or b.program(), b.AS_OF)
    bits = meaning.told(condition, Scope(record, "acme", firm))
    holder = b.step(record)
    assert meaning.told(condition, Scope(record, "acme", firm), holder) == bits
    return Told(bits)


def activity(**flags: Told) -> Record:
    made = b.record("activity", "a")
    for name, answer in flags.items():
        if FLAGS[answer]:
            b.state(made, name, FLAGS[answer])
    return made


LARGE = b.is_("large_scale", "activity", True)
PROFILING = b.is_("profiling", "activity", True)
OCCASIONAL = b.is_("occasional", "activity", True)


@pytest.mark.parametrize(("one", "other"), list(itertools.product(ALL, ALL)))
def test_conjunction_and_disjunction_go_bit_by_bit(one: Told, other: Told) -> None:
    record = activity(large_scale=one, profiling=other)
    conjunction, disjunction = told(b.all_of(LARGE, PROFILING), record), told(b.any_of(LARGE, PROFILING), record)
    assert (conjunction.true, conjunction.false) == (one.true and other.true, one.false or other.false)
    assert (disjunction.true, disjunction.false) == (one.true or other.true, one.false and other.false)
    assert told(b.not_(LARGE), record) == Told((one.false * 1) | (one.true * 2))


def test_of_nothing() -> None:
    assert told(b.all_of(), activity()) is Told.YES
    assert told(b.any_of(), activity()) is Told.NO
    assert told(b.NEVER, activity()) is Told.NO


@pytest.mark.parametrize(("one", "other", "third"), list(itertools.product(ALL, ALL, ALL)))
def test_at_least_two_of_three(one: Told, other: Told, third: Told) -> None:
    record = activity(large_scale=one, profiling=other, occasional=third)
    answer = told(b.at_least(2, LARGE, PROFILING, OCCASIONAL), record)
    assert answer.true == (one.true + other.true + third.true >= 2)
    assert answer.false == (one.false + other.false + third.false > 1)


def with_parties(*roles: list[str | None], complete: bool = False, none: bool = False) -> Record:
    """An activity with parties; each is given the roles of its statements, none for no statement."""
    made = b.record("activity", "a")
    for number, stated in enumerate(roles):
        party = b.record("party", f"p{number}")
        if stated:
            b.state(party, "role", [b.said(role) if role else b.none() for role in stated])
        b.link(made, "parties", party)
    if complete:
        b.complete(made, "parties")
    if none:
        b.state(made, "parties", b.none())
    return made


PARTIES = b.members("parties", "activity")
IS_PROCESSOR = b.is_("role", "party", "processor")
YES, NO, OPEN, BOTH = ["processor"], ["controller"], [], ["processor", "controller"]


@pytest.mark.parametrize(
    ("roles", "complete", "none", "some", "every"),
    [
        ([], False, False, Told.NOT_STATED, Told.NOT_STATED),
        ([], True, False, Told.NO, Told.YES),
        ([], False, True, Told.NO, Told.YES),
        ([YES], False, False, Told.YES, Told.NOT_STATED),
        ([NO], False, False, Told.NOT_STATED, Told.NO),
        ([YES, NO], False, False, Told.YES, Told.NO),
        ([YES, OPEN], True, False, Told.YES, Told.NOT_STATED),
        ([NO, OPEN], True, False, Told.NOT_STATED, Told.NO),
        ([YES, YES], True, False, Told.YES, Told.YES),
        ([NO, NO], True, False, Told.NO, Told.NO),
        ([BOTH], True, False, Told.CONTRADICTORY, Told.CONTRADICTORY),
        ([BOTH], False, False, Told.YES, Told.NO),
        ([BOTH, OPEN], True, False, Told.YES, Told.NO),
        ([YES], False, True, Told.CONTRADICTORY, Told.YES),
        ([NO], False, True, Told.NO, Told.CONTRADICTORY),
    ],
)
def test_quantifiers_over_a_relation(
    roles: list[list[str | None]], complete: bool, none: bool, some: Told, every: Told
) -> None:
    record = with_parties(*roles, complete=complete, none=none)
    assert told(b.some(PARTIES, IS_PROCESSOR), record) is some
    assert told(b.every(PARTIES, IS_PROCESSOR), record) is every


@pytest.mark.parametrize(
    ("roles", "complete", "least", "most", "answer"),
    [
        ([YES, YES, OPEN], False, 2, -1, Told.YES),
        ([YES, NO], False, 2, -1, Told.NOT_STATED),
        ([YES, NO], True, 2, -1, Told.NO),
        ([YES, OPEN], True, 2, -1, Told.NOT_STATED),
        ([YES, BOTH], True, 2, -1, Told.CONTRADICTORY),
        ([YES, YES], False, 0, 1, Told.NO),
        ([YES, NO], False, 0, 1, Told.NOT_STATED),
        ([YES, NO], True, 0, 1, Told.YES),
        ([YES, OPEN], True, 0, 1, Told.NOT_STATED),
        ([YES, NO, NO], True, 1, 1, Told.YES),
        ([NO, NO], True, 1, 1, Told.NO),
        ([], False, 1, -1, Told.NOT_STATED),
        ([BOTH, BOTH], True, 1, -1, Told.CONTRADICTORY),
        ([], True, 1, -1, Told.NO),
    ],
)
def test_count(roles: list[list[str | None]], complete: bool, least: int, most: int, answer: Told) -> None:
    assert told(b.count(PARTIES, IS_PROCESSOR, least, most), with_parties(*roles, complete=complete)) is answer


def test_a_member_named_twice_is_one_member() -> None:
    record = with_parties(YES, complete=True)
    party = record.links["parties"][0].target
    b.link(record, "parties", party)
    assert told(b.count(PARTIES, IS_PROCESSOR, least=2), record) is Told.NO


def purpose(*statements: Statement) -> Record:
    return b.state(b.record("purpose", "p"), "basis", list(statements)) if statements else b.record("purpose", "p")


BASES = b.members("basis", "purpose")
LAWFUL = b.value_is("consent", "contract")


@pytest.mark.parametrize(
    ("statements", "some", "every", "two"),
    [
        ([], Told.NOT_STATED, Told.NOT_STATED, Told.NOT_STATED),
        ([b.said("consent", "contract")], Told.YES, Told.YES, Told.YES),
        ([b.said("consent", "not-a-basis")], Told.YES, Told.NO, Told.NO),
        ([b.said("not-a-basis")], Told.NO, Told.NO, Told.NO),
        ([b.none()], Told.NO, Told.YES, Told.NO),
        ([b.said("consent"), b.said("not-a-basis")], Told.CONTRADICTORY, Told.CONTRADICTORY, Told.NO),
    ],
)
def test_quantifiers_over_the_values_of_a_closed_attribute(
    statements: list[Statement], some: Told, every: Told, two: Told
) -> None:
    record = purpose(*statements)
    assert told(b.some(BASES, LAWFUL), record) is some
    assert told(b.every(BASES, LAWFUL), record) is every
    assert told(b.count(BASES, LAWFUL, least=2), record) is two


@pytest.mark.parametrize(
    ("values", "complete", "some", "every"),
    [
        (["medical"], False, Told.YES, Told.NOT_STATED),
        (["email"], False, Told.NOT_STATED, Told.NO),
        (["medical", "health"], True, Told.YES, Told.YES),
        (["special"], True, Told.NOT_STATED, Told.NOT_STATED),
        (["email"], True, Told.NO, Told.NO),
    ],
)
def test_quantifiers_over_the_values_of_an_open_attribute(
    values: list[str], complete: bool, some: Told, every: Told
) -> None:
    record = b.record("data", "d", categories=[b.said(value) for value in values])
    if complete:
        b.complete(record, "categories")
    who = b.members("categories", "data")
    assert told(b.some(who, b.value_is("health")), record) is some
    assert told(b.every(who, b.value_is("health")), record) is every


def test_a_relation_that_leads_to_one_is_exact() -> None:
    who = b.members("organisation", "party")
    is_nl = b.is_("country", "organisation", "NL")
    party = b.record("party", "p")
    assert told(b.some(who, is_nl), party) is Told.NOT_STATED
    b.link(party, "organisation", b.record("organisation", "post", "", country="BE"))
    assert told(b.some(who, is_nl), party) is Told.NO
    b.link(party, "organisation", b.record("organisation", "other", "", country="NL"))
    assert told(b.some(who, is_nl), party) is Told.CONTRADICTORY
    assert told(b.every(who, is_nl), party) is Told.CONTRADICTORY


def test_an_inverse_relation_is_an_open_list() -> None:
    contract = b.record("contract", "c")
    b.link(b.record("party", "p", role="controller"), "contract", contract)
    assert told(b.some(b.members("parties", "contract"), IS_PROCESSOR), contract) is Told.NOT_STATED


def test_names_and_judged_reach_outwards() -> None:
    """Some party gets data that some other member of the same activity says are special."""
    made = with_parties(YES, complete=True)
    b.state(made, "large_scale", True)
    same = Leaf(Path("who", (), "role", "party"), b.Comparison.IS, Stated(Path("", (), "role", "party")), 0)
    judged = b.asks(b.path("large_scale", "activity", root="judged"), "is", True)
    inner = b.some(b.Members(b.path("activity.parties", "activity"), "", "party", True), b.all_of(same, judged))
    assert told(b.some(PARTIES, inner, "who"), made) is Told.YES


def test_a_value_bound_by_a_name() -> None:
    """Every legal basis is among the bases that the same purpose states."""
    bound = Leaf(Path("", (), "", ""), b.Comparison.IN, Stated(Path("basis_at_hand", (), "", "")), 0)
    inner = b.some(BASES, bound)
    assert told(b.Every(BASES, inner, "basis_at_hand", 0), purpose(b.said("consent", "contract"))) is Told.YES


def test_a_quantifier_beyond_a_relation_that_is_stated_to_be_none() -> None:
    who = b.members("organisation.parties", "activity", is_open=True)
    reached = b.Members(Path("", ("activity",), "parties", "activity"), "", "party", True)
    party = b.record("party", "p")
    assert told(b.some(reached, IS_PROCESSOR), party) is Told.NOT_STATED
    b.state(party, "activity", b.none())
    assert told(b.some(reached, IS_PROCESSOR), party) is Told.NO
    assert told(b.every(reached, IS_PROCESSOR), party) is Told.YES
    assert who.open


CONSENTED = b.define("purpose.consented", b.is_("basis", "purpose", "consent"))
LEANS = b.define("consent.leans", Holds("purpose.consented", Path("", ("purpose",), "", "purpose"), 0))


def test_a_definition_is_asked_of_the_record_at_the_end_of_the_path() -> None:
    program = b.program(definitions=(CONSENTED, LEANS))
    holds = b.holds("consent.leans")
    consent = b.record("consent", "c")
    assert told(holds, consent, program) is Told.NOT_STATED
    b.link(purpose(b.said("consent")), "consents", consent)
    assert told(holds, consent, program) is Told.YES
    b.link(purpose(b.said("contract")), "consents", consent)
    assert told(holds, consent, program) is Told.CONTRADICTORY
    assert told(holds, b.record("consent", "c", purpose=b.none()), program) is Told.NO


def test_in_a_definition_the_judged_record_is_the_one_it_is_asked_of() -> None:
    own = b.define("purpose.own", b.asks(b.path("basis", "purpose", root="judged"), "is", "consent"))
    record = b.record("activity", "a")
    b.link(record, "purposes", purpose(b.said("consent")))
    who = b.members("purposes", "activity")
    assert told(b.some(who, b.holds("purpose.own")), record, b.program(definitions=(own,))) is Told.YES


def test_firm_memberships() -> None:
    """A link, or the existence of the member, may rest on what is merely presumed."""
    record = b.record("activity", "a")
    link = b.presumed("p0")
    b.link(record, "parties", b.record("party", "p0", role="processor"), statement=link)
    b.link(record, "parties", b.record("party", "p1", role="processor", existence=b.presumed()))
    b.complete(record, "parties")
    some = b.some(PARTIES, IS_PROCESSOR)
    assert told(some, record) is Told.YES
    assert told(some, record, firm=True) is Told.NO
    b.link(record, "parties", record.links["parties"][0].target)
    assert told(some, record, firm=True) is Told.YES


def test_rows_of_law_tables_count_in_the_firm_pass() -> None:
    made = b.table("law.words", {"word": Attribute("word", ValueType.TEXT, "")}, {"word": "x"})
    made.rows[0].statements["word"] = (b.said("x", citation=b.PUBLIC),)
    condition = b.some(
        b.Members(None, "law.words", "law.words", False), b.asks(Path("", (), "word", "law.words"), "is", "x")
    )
    assert told(condition, activity(), b.program(tables=(made,)), firm=True) is Told.YES


def test_rows_have_a_window_by_the_day() -> None:
    day = ValueType.DATE
    columns = {name: Attribute(name, day, "") for name in ("from", "until")}
    made = b.table("law.t", columns, {"from": b.AS_OF.replace(year=2020), "until": b.AS_OF})
    row = b.Members(None, "law.t", "law.t", False)
    condition = b.some(row, b.asks(Path("", (), "in_force", "law.t"), "is", True))
    assert told(condition, activity(), b.program(tables=(made,))) is Told.YES
    made.rows[0].statements["until"] = (b.said(b.AS_OF.replace(year=2025)),)
    assert told(condition, activity(), b.program(tables=(made,))) is Told.NO
