"""What statements tell of one test: each comparison told true, false, both and neither."""

from __future__ import annotations

import datetime as dt

import engine_builders as b
import pytest

from policyengine.engine.interpreter import judge
from policyengine.engine.judgement import Told, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.register.model.period import Period
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.language import AsOf, Condition, Constant, Path, Plus, Stated
from policyengine.rules.language import Test as Leaf


def told(condition: Condition, record: Record, firm: bool = False) -> Told:
    """What is told of a condition, judging and proving alike."""
    meaning = Meaning(b.program(), b.AS_OF)
    bits = meaning.told(condition, Scope(record, "acme", firm))
    holder = b.step(record)
    assert meaning.told(condition, Scope(record, "acme", firm), holder) == bits
    assert holder.below[0].told == bits
    return Told(bits)


def purpose(*statements: Statement, name: str = "basis") -> Record:
    return b.state(b.record("purpose", "p"), name, list(statements)) if statements else b.record("purpose", "p")


CONSENT = b.is_("basis", "purpose", "consent")


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([], Told.NOT_STATED),
        ([b.said("consent")], Told.YES),
        ([b.said("consent", "contract")], Told.YES),
        ([b.said("contract")], Told.NO),
        ([b.none()], Told.NO),
        ([b.said("consent"), b.said("contract")], Told.CONTRADICTORY),
        ([b.said("consent"), b.said("consent")], Told.YES),
        ([b.said("consent"), b.none()], Told.CONTRADICTORY),
        ([b.said("consent", "contract"), b.said("consent")], Told.YES),
    ],
)
def test_each_statement_on_a_closed_attribute_is_exhaustive(statements: list[Statement], answer: Told) -> None:
    assert told(CONSENT, purpose(*statements)) is answer


def data(*statements: Statement, complete: bool = False) -> Record:
    made = b.record("data", "d")
    if statements:
        b.state(made, "categories", list(statements))
    return b.complete(made, "categories") if complete else made


HEALTH = b.is_("categories", "data", "health")


@pytest.mark.parametrize(
    ("statements", "complete", "answer"),
    [
        ([], False, Told.NOT_STATED),
        ([b.said("email")], False, Told.NOT_STATED),
        ([b.said("health"), b.said("email")], False, Told.YES),
        ([b.said("email"), b.said("health")], True, Told.YES),
        ([b.said("email")], True, Told.NO),
        ([], True, Told.NO),
        ([b.none()], False, Told.NO),
        ([b.said("health"), b.none()], False, Told.CONTRADICTORY),
        ([b.said("special")], True, Told.NOT_STATED),
        ([b.said("medical")], False, Told.YES),
    ],
)
def test_statements_on_an_open_attribute_unite(statements: list[Statement], complete: bool, answer: Told) -> None:
    assert told(HEALTH, data(*statements, complete=complete)) is answer


@pytest.mark.parametrize(
    ("stated", "asked", "answer"),
    [
        ("newsletter", "direct-marketing", Told.YES),
        ("direct-marketing", "direct-marketing", Told.YES),
        ("direct-marketing", "newsletter", Told.NOT_STATED),
        ("analytics", "newsletter", Told.NO),
    ],
)
def test_a_broader_word_tells_nothing_of_a_narrower_one(stated: str, asked: str, answer: Told) -> None:
    assert told(b.is_("class", "purpose", asked), purpose(b.said(stated), name="class")) is answer


def test_a_broader_word_beside_a_disjoint_one_leaves_open_what_it_leaves_open_alone() -> None:
    record = purpose(b.said("direct-marketing", "analytics"), name="class")
    assert told(b.is_("class", "purpose", "newsletter"), record) is Told.NOT_STATED


def test_in_asks_for_one_of_the_operands() -> None:
    test = b.asks(b.path("basis", "purpose"), "in", "consent", "contract")
    assert told(test, purpose(b.said("contract"))) is Told.YES
    assert told(test, purpose(b.said("public-task"))) is Told.NO


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([], Told.NOT_STATED),
        ([b.said("consent")], Told.YES),
        ([b.none()], Told.NO),
        ([b.none(), b.said("consent")], Told.CONTRADICTORY),
    ],
)
def test_stated(statements: list[Statement], answer: Told) -> None:
    assert told(b.asks(b.path("basis", "purpose"), "stated"), purpose(*statements)) is answer


@pytest.mark.parametrize(
    ("stated", "complete", "asked", "answer"),
    [
        (["health", "email"], False, ["medical", "email"], Told.YES),
        (["email"], False, ["email", "health"], Told.NOT_STATED),
        (["email"], True, ["email", "health"], Told.NO),
        (["medical"], True, ["health"], Told.NOT_STATED),
        (["special"], True, ["health", "biometric"], Told.YES),
    ],
)
def test_covers_asks_for_all_of_the_operands(stated: list[str], complete: bool, asked: list[str], answer: Told) -> None:
    test = b.asks(b.path("categories", "data"), "covers", *asked)
    assert told(test, data(b.said(*stated), complete=complete)) is answer


def test_covers_an_open_operand_is_never_told_true_unless_that_is_complete() -> None:
    use = b.record("use", "u")
    notice, register = b.record("data", "n", categories="health"), b.record("data", "r", categories="medical")
    use.links = {"one": (b.Link(notice, b.said()),), "data": (b.Link(register, b.said()),)}
    test = Leaf(
        Path("", ("data",), "categories", "data"),
        b.Comparison.COVERS,
        Stated(Path("", ("data",), "categories", "data")),
        0,
    )
    assert told(test, use) is Told.NOT_STATED
    b.complete(register, "categories")
    assert told(test, use) is Told.YES


MIDNIGHT = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
DAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("comparison", "stated", "asked", "answer"),
    [
        ("before", DAY, dt.date(2026, 3, 3), Told.YES),
        ("before", DAY, DAY, Told.NO),
        ("after", DAY, DAY, Told.NO),
        ("after", dt.date(2026, 3, 3), DAY, Told.YES),
        ("is", DAY, DAY, Told.YES),
    ],
)
def test_days(comparison: str, stated: dt.date, asked: dt.date, answer: Told) -> None:
    test = b.asks(b.path("received", "event"), comparison, asked)
    assert told(test, b.record("event", "e", received=stated)) is answer


@pytest.mark.parametrize(
    ("comparison", "asked", "answer"),
    [
        ("is", DAY, Told.YES),
        ("before", DAY, Told.NO),
        ("after", DAY, Told.NO),
        ("before", dt.date(2026, 3, 3), Told.YES),
        ("before", MIDNIGHT.astimezone(dt.UTC) + dt.timedelta(minutes=1), Told.YES),
        ("before", MIDNIGHT.astimezone(dt.UTC), Told.NO),
    ],
)
def test_an_instant_falls_on_its_own_calendar_day(comparison: str, asked: Value, answer: Told) -> None:
    test = b.asks(b.path("aware", "event"), comparison, asked)
    assert told(test, b.record("event", "e", aware=MIDNIGHT)) is answer


def within(period: str, text: str = "answered") -> Leaf:
    received = Stated(b.path("received", "event"))
    return Leaf(b.path(text, "event"), b.Comparison.WITHIN, received, 0, period=Period.parse(period))


@pytest.mark.parametrize(
    ("received", "answered", "answer"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28), Told.YES),
        (dt.date(2026, 1, 31), dt.date(2026, 3, 1), Told.NO),
        (dt.date(2026, 1, 31), dt.date(2026, 1, 31), Told.YES),
        (dt.date(2026, 1, 31), dt.date(2026, 1, 30), Told.NO),
    ],
)
def test_within_includes_both_ends_and_ends_with_the_month(received: dt.date, answered: dt.date, answer: Told) -> None:
    assert told(within("P1M"), b.record("event", "e", received=received, answered=answered)) is answer


def test_within_hours_between_instants() -> None:
    aware = Stated(b.path("aware", "event"))
    test = Leaf(b.path("notified", "event"), b.Comparison.WITHIN, aware, 0, period=Period.parse("PT72H"))
    late = MIDNIGHT + dt.timedelta(hours=72)
    assert told(test, b.record("event", "e", aware=MIDNIGHT, notified=late.astimezone(dt.UTC))) is Told.YES
    assert told(test, b.record("event", "e", aware=MIDNIGHT, notified=late + dt.timedelta(minutes=1))) is Told.NO


def test_a_day_beyond_the_calendar_is_later_than_all_others() -> None:
    record = b.record("event", "e", received=dt.date(9999, 12, 1), answered=dt.date(9999, 12, 30))
    assert told(within("P1M"), record) is Told.YES
    last = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)
    aware = Stated(b.path("aware", "event"))
    test = Leaf(b.path("notified", "event"), b.Comparison.WITHIN, aware, 0, period=Period.parse("P1M"))
    assert told(test, b.record("event", "e", aware=last, notified=last)) is Told.YES


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("P30D", "P31D", Told.YES),
        ("P1M", "P27D", Told.NO),
        ("P1M", "P30D", Told.NOT_STATED),
        ("P1M", "P32D", Told.YES),
        ("P1Y", "P12M", Told.NO),
        ("P1Y", "P366D", Told.NOT_STATED),
        ("P2Y", "P3Y", Told.YES),
        ("PT71H", "P3D", Told.YES),
        ("P2M", "P59D", Told.NO),
        ("P2M", "P63D", Told.YES),
        ("P9999Y", "P1D", Told.NO),
    ],
)
def test_a_period_is_shorter_only_where_that_does_not_depend_on_the_month(one: str, other: str, answer: Told) -> None:
    test = b.asks(b.path("period", "retention"), "before", Period.parse(other))
    assert told(test, b.record("retention", "r", period=Period.parse(one))) is answer


def test_numbers() -> None:
    test = b.asks(b.path("headcount", "organisation"), "after", 249)
    assert told(test, b.record("organisation", "o", headcount=250)) is Told.YES
    assert told(test, b.record("organisation", "o", headcount=249)) is Told.NO


def test_matches_ignores_case_and_finds_a_part() -> None:
    test = b.asks(b.path("law", "purpose"), "matches", r"\bact of \d+")
    assert told(test, b.record("purpose", "p", law="The ACT of 1994")) is Told.YES
    assert told(test, b.record("purpose", "p", law="a decree")) is Told.NO


def test_operands_as_of_and_days_moved_from_it() -> None:
    until = b.path("until", "contract")
    soon = Leaf(until, b.Comparison.BEFORE, Plus(AsOf(), Period.parse("P1M")), 0)
    assert told(soon, b.record("contract", "c", until=dt.date(2026, 12, 21))) is Told.YES
    assert told(soon, b.record("contract", "c", until=dt.date(2026, 12, 22))) is Told.NO
    long_ago = Leaf(until, b.Comparison.BEFORE, Plus(AsOf(), Period.parse("P1M5D").backwards()), 0)
    assert told(long_ago, b.record("contract", "c", until=dt.date(2026, 10, 16))) is Told.YES
    assert told(long_ago, b.record("contract", "c", until=dt.date(2026, 10, 17))) is Told.NO
    before_all = Leaf(until, b.Comparison.AFTER, Plus(AsOf(), Period.parse("P9999Y").backwards()), 0)
    assert told(before_all, b.record("contract", "c", until=dt.date(1, 1, 2))) is Told.YES
    assert told(Leaf(until, b.Comparison.IS, AsOf(), 0), b.record("contract", "c", until=b.AS_OF)) is Told.YES


@pytest.mark.parametrize(
    ("operand", "answer"),
    [
        ([], Told.NOT_STATED),
        ([b.said(dt.date(2026, 1, 1))], Told.YES),
        ([b.said(dt.date(2026, 6, 1))], Told.NO),
        ([b.said(dt.date(2026, 6, 1)), b.said(dt.date(2026, 1, 1))], Told.CONTRADICTORY),
        ([b.none()], Told.NO),
    ],
)
def test_an_operand_path_is_paired_with_every_statement(operand: list[Statement], answer: Told) -> None:
    record = b.record("event", "e", answered=dt.date(2026, 3, 1))
    if operand:
        b.state(record, "received", operand)
    test = Leaf(b.path("answered", "event"), b.Comparison.AFTER, Stated(b.path("received", "event")), 0)
    assert told(test, record) is answer


def test_none_tells_false_even_where_nothing_is_known_of_the_operand() -> None:
    test = Leaf(b.path("answered", "event"), b.Comparison.AFTER, Stated(b.path("received", "event")), 0)
    assert told(test, b.record("event", "e", answered=b.none())) is Told.NO


COUNTRY = b.path("organisation.country", "organisation")
IN_US = b.asks(COUNTRY, "is", "US")


def test_a_path_through_a_relation_that_nobody_states_tells_nothing() -> None:
    assert told(IN_US, b.record("party", "p")) is Told.NOT_STATED


def test_a_path_through_a_relation_stated_to_be_none_tells_false() -> None:
    assert told(IN_US, b.record("party", "p", organisation=b.none())) is Told.NO


def test_sources_that_name_two_organisations_tell_what_either_tells() -> None:
    party = b.record("party", "p")
    b.link(party, "organisation", b.record("organisation", "mailco", "", country="US"))
    assert told(IN_US, party) is Told.YES
    b.link(party, "organisation", b.record("organisation", "postbode", "", country="NL"))
    assert told(IN_US, party) is Told.CONTRADICTORY


def test_a_presumption_stands_in_only_where_nothing_at_all_is_stated() -> None:
    test = b.asks(COUNTRY, "is", "US", otherwise="US")
    party = b.record("party", "p")
    assert told(test, party) is Told.YES
    organisation = b.record("organisation", "o", "")
    b.link(party, "organisation", organisation)
    assert told(test, party) is Told.YES
    b.state(organisation, "country", b.none())
    assert told(test, party) is Told.NO
    assert told(b.is_("class", "purpose", "newsletter", otherwise="newsletter"), b.record("purpose", "p")) is Told.YES
    broad = b.record("purpose", "p", class_="direct-marketing")
    assert told(b.is_("class", "purpose", "newsletter", otherwise="newsletter"), broad) is Told.NOT_STATED
    assert told(b.is_("occasional", "activity", True, otherwise=False), b.record("activity", "a")) is Told.NO


def test_the_law_may_presume_that_there_is_none() -> None:
    exempt = b.asks(b.path("scope_exception", "register"), "in", "household", otherwise="none")
    assert told(exempt, b.record("register", "register")) is Told.NO
    assert told(exempt, b.record("register", "register", scope_exception="household")) is Told.YES
    of_the_law = Stated(b.path("law_origin", "purpose"))
    compared = b.asks(b.path("law", "purpose"), "is", operand=of_the_law, otherwise="none")
    assert told(compared, b.record("purpose", "p")) is Told.NO, "whatever it is compared with"
    stated = b.asks(b.path("law", "purpose"), "matches", "none", otherwise="none")
    assert told(stated, b.record("purpose", "p")) is Told.NO


def test_a_presumption_does_not_stand_in_for_an_open_list_said_to_be_complete() -> None:
    test = b.is_("categories", "data", "health", otherwise="health")
    assert told(test, b.record("data", "d")) is Told.YES
    assert told(test, data(complete=True)) is Told.NO


YESTERDAY, TOMORROW = b.AS_OF - dt.timedelta(days=1), b.AS_OF + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "answer"),
    [
        ([], [], Told.NOT_STATED),
        ([b.said(YESTERDAY)], [], Told.NOT_STATED),
        ([b.said(TOMORROW)], [], Told.NO),
        ([], [b.said(YESTERDAY)], Told.NO),
        ([], [b.said(b.AS_OF)], Told.YES),
        ([], [b.none()], Told.YES),
        ([b.said(b.AS_OF)], [b.said(TOMORROW)], Told.YES),
        ([b.said(TOMORROW)], [b.said(TOMORROW)], Told.NO),
        ([b.said(YESTERDAY)], [b.said(YESTERDAY), b.none()], Told.CONTRADICTORY),
        ([b.said(YESTERDAY), b.said(TOMORROW)], [b.none()], Told.CONTRADICTORY),
        ([b.none()], [b.none()], Told.YES),
    ],
)
def test_in_force(start: list[Statement], end: list[Statement], answer: Told) -> None:
    record = b.record("contract", "c")
    if start:
        b.state(record, "from", start)
    if end:
        b.state(record, "until", end)
    assert told(b.is_("in_force", "contract", True), record) is answer


def test_in_force_may_be_presumed_where_no_end_is_stated() -> None:
    test = b.is_("in_force", "contract", True, otherwise=True)
    assert told(test, b.record("contract", "c", from_=YESTERDAY)) is Told.YES
    assert told(test, b.record("contract", "c", until=YESTERDAY)) is Told.NO


@pytest.mark.parametrize(
    ("statement", "firm"),
    [
        (b.said("consent"), True),
        (b.said("consent", grade=b.Grade.IMPLIED), True),
        (b.said("consent", citation=None), True),
        (b.presumed("consent"), False),
        (b.said("consent", citation=b.PUBLIC), False),
    ],
)
def test_only_firm_statements_count_in_the_firm_pass(statement: Statement, firm: bool) -> None:
    assert told(CONSENT, purpose(statement)) is Told.YES
    assert told(CONSENT, purpose(statement), firm=True) is (Told.YES if firm else Told.NOT_STATED)


def test_in_the_firm_pass_a_list_is_whole_only_where_that_is_firm() -> None:
    record = data(b.said("email"))
    record.complete["categories"] = b.presumed()
    assert told(HEALTH, record) is Told.NO
    assert told(HEALTH, record, firm=True) is Told.NOT_STATED


def test_a_member_is_stated() -> None:
    test = b.asks(b.path("contract", "party"), "stated")
    party = b.record("party", "p")
    assert told(test, party) is Told.NOT_STATED
    b.state(party, "contract", b.none())
    assert told(test, party) is Told.NO
    b.link(party, "contract", b.record("contract", "c"))
    assert told(test, party) is Told.CONTRADICTORY
    assert told(test, b.complete(b.record("party", "p"), "contract")) is Told.NO


def test_words_of_a_law_table_are_compared_with_facts() -> None:
    columns = {"code": Attribute("code", ValueType.TERRITORY, "")}
    adequate = b.table("law.adequacy", columns, {"code": "CH"}, {"code": "JP"})
    program = b.program(tables=(adequate,))
    inner = Leaf(
        Path("", (), "code", "law.adequacy"),
        b.Comparison.IS,
        Stated(Path("judged", ("organisation",), "country", "organisation")),
        0,
    )
    condition = b.some(b.Members(None, "law.adequacy", "law.adequacy", False), inner)
    for country, answer in (("CH", Told.YES), ("US", Told.NO), (None, Told.NOT_STATED)):
        party = b.record("party", "p")
        more = {"country": country} if country else {}
        b.link(party, "organisation", b.record("organisation", "o", "", **more))
        assert Meaning(program, b.AS_OF).told(condition, Scope(party, "acme")) == answer


def test_constants_are_weighed_once() -> None:
    """What is remembered of one reading never answers for another."""
    meaning = Meaning(b.program(), b.AS_OF)
    test = b.asks(b.path("categories", "data"), "is", "health")
    open_list, whole = data(b.said("email")), data(b.said("email"), complete=True)
    assert [meaning.told(test, Scope(record, "acme")) for record in (open_list, whole, open_list)] == [0, 2, 0]
    assert Constant(("health",)) == test.operand


def test_a_path_from_a_named_record_starts_there_and_not_at_the_record_at_hand() -> None:
    in_belgium = b.record("organisation", "acme", "", country="BE")
    abroad = b.record("organisation", "sub", "", country="US")
    mailer, helper = b.record("party", "mailer"), b.record("party", "helper")
    b.link(mailer, "organisation", in_belgium)
    b.link(helper, "organisation", abroad)
    b.link(mailer, "sub_parties", helper)
    activity = b.record("activity", "mail")
    b.link(activity, "parties", mailer)
    country = b.asks(b.path("organisation.country", "organisation", root="p"), "is", "BE")
    whatever_it_engages = b.some(b.members("sub_parties", "party"), country)
    rule = b.rule(b.some(b.members("parties", "activity"), whatever_it_engages, "p"), for_each="activity")
    (judged,) = judge(b.program(rule), b.facts(activity, mailer, helper, in_belgium, abroad), b.AS_OF)
    assert judged.verdict is Verdict.SATISFIED
