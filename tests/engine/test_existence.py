"""What does not exist on the as-of date is not judged, and is no member of what contains it."""

from __future__ import annotations

import datetime as dt

import engine_builders as b
import pytest

from policyengine.engine.existence import sheds, standing_in
from policyengine.engine.interpreter import judge, prove
from policyengine.engine.judgement import Part, Told, Verdict
from policyengine.register.records import Record
from policyengine.rules.program import Rule

BEFORE, LATER = dt.date(2020, 1, 1), dt.date(2030, 1, 1)


def verdicts(rule: Rule, *records: Record) -> list[Verdict]:
    return [found.verdict for found in judge(b.program(rule), b.facts(*records), b.AS_OF)]


@pytest.mark.parametrize(
    ("record", "exists"),
    [
        (b.record("activity", "a", until=BEFORE), False),
        (b.record("activity", "a", from_=LATER), False),
        (b.record("activity", "a", status="ended"), False),
        (b.record("activity", "a", status="ended", until=LATER), True),
        (b.record("activity", "a", status="planned"), True),
        (b.record("activity", "a", status=[b.said("ended"), b.said("active")]), True),
        (b.record("activity", "a", until=[b.said(BEFORE), b.said(LATER)]), True),
        (b.record("activity", "a", from_=b.none(), until=b.none()), True),
        (b.record("party", "p", since=LATER), False),
        (b.record("party", "p", since=b.AS_OF), True),
        (b.record("event", "e", received=LATER), False),
        (b.record("event", "e", occurred=dt.datetime(2026, 11, 1, tzinfo=dt.UTC), received=LATER), True),
        (b.record("contract", "c", signed=LATER), False),
        (b.record("contract", "c", signed=LATER, from_=BEFORE), True),
        (b.record("assessment", "x", date=LATER), False),
    ],
)
def test_records_by_their_own_days(record: Record, exists: bool) -> None:
    rule = b.rule(b.NEVER, for_each=record.kind)
    assert verdicts(rule, record) == [Verdict.VIOLATED if exists else Verdict.NOT_APPLICABLE]


def test_what_stands_in_something_goes_with_it_and_the_proof_says_why() -> None:
    activity, party = b.record("activity", "a", until=BEFORE), b.record("party", "a.parties.p")
    below = b.record("party", "a.parties.p.sub_parties.q")
    hop = b.record("hop", "a.parties.p.hop")
    b.link(activity, "parties", party)
    b.link(party, "sub_parties", below)
    b.link(party, "hops", hop)
    rule = b.rule(b.NEVER)
    assert verdicts(rule, activity, party, below) == [Verdict.NOT_APPLICABLE] * 2
    assert verdicts(b.rule(b.NEVER, for_each="hop"), activity, party, hop) == [Verdict.NOT_APPLICABLE]
    step = prove(b.program(rule), b.facts(activity, party, below), b.AS_OF, rule, below).part(Part.APPLIES)[-1]
    assert (step.label, step.told, step.subject) == ("exists", Told.NO, below)
    assert [(g.record, g.attribute) for g in step.grounds] == [(activity, "until")]


def test_a_list_that_contains_leaves_out_what_does_not_exist() -> None:
    activity, gone = b.record("activity", "a"), b.record("party", "p", since=LATER, role="processor")
    b.link(activity, "parties", gone)
    has_a_processor = b.rule(
        b.some(b.members("parties", "activity"), b.is_("role", "party", "processor")), for_each="activity"
    )
    assert verdicts(has_a_processor, activity, gone) == [Verdict.NOT_STATED]
    b.complete(activity, "parties")
    assert verdicts(has_a_processor, activity, gone) == [Verdict.VIOLATED]


def test_who_names_it_and_rules_that_ask_how_old_it_is_still_see_it() -> None:
    party, contract = b.record("party", "p"), b.record("contract", "c", until=BEFORE, kind_="confidentiality")
    b.link(party, "contract", contract)
    rule = b.rule(b.some(b.members("contract", "party"), b.is_("kind", "contract", "confidentiality")))
    assert verdicts(rule, party, contract) == [Verdict.SATISFIED]
    assert [sheds(*one) for one in (("activity", "parties"), ("register", "named_parties"))] == [True, True]
    kept = (("party", "contract"), ("party", "transfers"), ("register", "contracts"), ("event", "activity"))
    assert [sheds(*one) for one in kept] == [False] * 4


def test_what_records_stand_in_follows_from_the_model() -> None:
    assert set(standing_in("party")) == {"activity", "engaged_by"}
    assert set(standing_in("use")) == {"activity", "purpose", "data"}
    assert set(standing_in("hop")) == {"importer", "exporter", "activity"}
    assert standing_in("event") == ()
