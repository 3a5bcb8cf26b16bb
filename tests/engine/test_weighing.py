"""What the rule engine is told where random worlds seldom come: at the calendar's end, of periods, of many values."""

from __future__ import annotations

import datetime as dt

import engine_builders as b
import pytest

from policyengine.engine import grounded
from policyengine.engine.comparing import later as moved
from policyengine.engine.grounder.weighing import later
from policyengine.engine.judgement import Verdict
from policyengine.register.model.period import Period

NEW_YEARS_EVE = dt.datetime(9999, 12, 31, 12)
DAY = Period.parse("P1D")
SATISFIED = Verdict.SATISFIED


@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=1))], ids=str)
def test_an_instant_past_the_calendar_is_its_last_second_in_the_same_zone(zone: dt.timezone) -> None:
    found = later((((NEW_YEARS_EVE.replace(tzinfo=zone),), True),), (DAY,))
    assert found == (((dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=zone),), True),)
    assert later(found, (DAY,)) == found


def test_a_day_past_the_calendar_is_its_last() -> None:
    last = (((dt.date(9999, 12, 31),), True),)
    assert later((((dt.date(9999, 12, 1),), True),), (Period.parse("P1M"), DAY)) == last


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("P30D", "P31D", SATISFIED),
        ("P1M", "P32D", SATISFIED),
        ("P1M", "P31D", Verdict.NOT_STATED),
        ("P28D", "P1M", Verdict.NOT_STATED),
        ("P1Y", "P366D", Verdict.NOT_STATED),
        ("P1M", "P28D", Verdict.VIOLATED),
        ("P12M", "P1Y", Verdict.VIOLATED),
    ],
)
def test_a_period_is_shorter_only_where_that_does_not_depend_on_the_month(
    one: str, other: str, verdict: Verdict
) -> None:
    shorter = b.asks(b.path("period", "retention"), "before", Period.parse(other))
    asked = b.record("retention", "r", period=Period.parse(one))
    (judged,) = grounded.judge(b.program(b.rule(shorter, for_each="retention")), b.facts(asked), b.AS_OF)
    assert judged.verdict is verdict


def test_more_different_values_than_a_byte_can_number_are_told_apart() -> None:
    smaller = b.asks(b.path("headcount", "organisation"), "before", 150)
    by_party = b.asks(b.path("organisation.headcount", "organisation"), "before", 150)
    most = b.count(b.members("parties", "register"), by_party, least=150, most=150)
    organisations = [b.record("organisation", f"o{n}", "", headcount=n) for n in range(300)]
    parties = [b.record("party", f"parties.p{n}") for n in range(300)]
    root = b.record("register", "register")
    b.link(b.complete(root, "parties"), "parties", *parties)
    for party, organisation in zip(parties, organisations, strict=True):
        b.link(party, "organisation", organisation)
    program = b.program(
        b.rule(smaller, id_="smaller", for_each="organisation"),
        b.rule(by_party, id_="by-party"),
        b.rule(most, id_="most", for_each="register"),
    )
    facts = b.facts(root, *organisations, *parties)
    satisfied = {each.record.key for each in grounded.judge(program, facts, b.AS_OF) if each.verdict is SATISFIED}
    few = range(150)
    assert satisfied == {"register", *(f"o{n}" for n in few), *(f"parties.p{n}" for n in few)}


@pytest.mark.parametrize("back", [False, True])
def test_a_day_past_an_end_of_the_calendar_is_the_day_at_that_end(back: bool) -> None:
    for day in (dt.date(5000, 1, 1), dt.datetime(5000, 1, 1, tzinfo=dt.UTC)):
        length = Period(months=12 * 6000)
        period = length.backwards() if back else length
        assert later((((day,), True),), (period,)) == (((moved(day, period),), True),)
