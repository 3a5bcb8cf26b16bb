"""What the rule engine is told where random worlds hardly ever come: at the end of the calendar, between equal things."""

from __future__ import annotations

import datetime as dt

import pytest

from policyengine.engine.grounder.weighing import later
from policyengine.register.model.period import Period

NEW_YEARS_EVE = dt.datetime(9999, 12, 31, 12)
DAY = Period.parse("P1D")


@pytest.mark.parametrize("zone", [dt.UTC, dt.timezone(dt.timedelta(hours=1))], ids=str)
def test_an_instant_past_the_calendar_is_its_last_second_in_the_same_zone(zone: dt.timezone) -> None:
    found = later((((NEW_YEARS_EVE.replace(tzinfo=zone),), True),), (DAY,))
    assert found == (((dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=zone),), True),)
    assert later(found, (DAY,)) == found


def test_a_day_past_the_calendar_is_its_last() -> None:
    last = (((dt.date(9999, 12, 31),), True),)
    assert later((((dt.date(9999, 12, 1),), True),), (Period.parse("P1M"), DAY)) == last
