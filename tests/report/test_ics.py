"""Calendars of a forecast: whatever stands in facts comes back from a reader of calendars as it was shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from policyengine.differences import Turned, Turning
from policyengine.forecasts import ChangeDay, Forecast
from policyengine.report.forecast.ics import ics
from policyengine.report.sanitise import safe
from policyengine.spans import Span
from tests.report.outcomes import FOUND, hostile

DAY = dt.date(2027, 1, 1)
CAUSE = "the contract with Jörg & Zoë; Søn, A/S \\ Co ends on 2026-12-31"


def forecast(message: str, *days: dt.date) -> Forecast:
    turned = Turned(
        FOUND._replace(message=message), ("satisfied",), (Turning(CAUSE, "head", Span("a.yaml", 3, 1), day=DAY),)
    )
    changes = tuple(ChangeDay(day, (turned,), (), (), (), ()) for day in days)
    return Forecast(dt.date(2026, 11, 22), dt.date.max, ("club",), changes, (), (), (), 1)


def events(text: str) -> list[icalendar.Component]:
    assert all(len(line.encode("utf-8")) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


@given(st.text(max_size=300))
def test_whatever_is_written_is_read_as_it_was_shown(message: str) -> None:
    (event,) = events(ics(forecast(message, DAY)))
    lines = str(event["DESCRIPTION"]).split("\n")
    assert safe(f"{message} ({FOUND.location})") in lines
    assert f"because {CAUSE} (a.yaml:3)" in lines


def test_what_is_hostile_makes_no_line_of_its_own() -> None:
    turned = Turned(hostile(), ("satisfied",), ())
    day = ChangeDay(DAY, (turned,), (), (), (), ())
    (event,) = events(ics(replace(forecast("", DAY), days=(day,))))
    assert set(event.keys()) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"}


def test_the_last_day_of_all_has_no_next() -> None:
    (event,) = events(ics(forecast("late", dt.date.max)))
    assert event.decoded("DTSTART") == dt.date.max
    assert "DTEND" not in event


def test_that_nothing_changes_is_said_on_the_last_day_because_a_calendar_must_have_an_event() -> None:
    until = dt.date(2027, 6, 30)
    (event,) = events(ics(replace(forecast("never"), until=until)))
    assert event.decoded("DTSTART") == until
    assert event["SUMMARY"] == "Data protection, nothing changes until 2027-06-30"
    assert "No date is known after that." in event["DESCRIPTION"]
    (event,) = events(ics(forecast("never")))
    assert "DTEND" not in event
