"""A forecast in the sentences that all its reports share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from policyengine.differences import Shift, Turned, Turning
from policyengine.findings import Finding
from policyengine.forecasts import ChangeDay, Endless, Forecast, WaiverTurn, Written
from policyengine.report.difference.wording import place, shifted, state, suppositions_of

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MOST_NAMED = 8
_MOST_TURNINGS = 4

ONLY_WRITTEN = "Only what is written has a date: a forecast knows of nothing else."
QUIET = "Dates on which no finding changes"
FOLDED = "Open, but nothing that the sources of the register would show"
ENDLESS = "Without a date"


def headed(forecast: Forecast) -> str:
    """What the forecast is about."""
    registers = ", ".join(forecast.registers[:_MOST_NAMED])
    more = len(forecast.registers) - _MOST_NAMED
    about = registers + (f" and {more} more" if more > 0 else "")
    start, end = forecast.as_of.isoformat(), forecast.until.isoformat()
    return f"What changes from {start} until {end} if nothing is done: {about}."


def suppositions(forecast: Forecast) -> list[tuple[str, list[str]]]:
    """Each scenario in a sentence, and its changes with their places, without the day on which a what-if judges it."""
    return suppositions_of([replace(one, as_of=None) for one in forecast.supposed or ()])


def summed(forecast: Forecast) -> str:
    """How many days there are, and how much of each; the next day that is known, where there is none."""
    days = forecast.days
    if not days:
        return f"Nothing changes until {forecast.until.isoformat()}: what is found then is what is found now."
    on = "one day" if len(days) == 1 else f"{len(days)} days, the first of them {days[0].day.isoformat()}"
    on = f"{on}, {days[0].day.isoformat()}" if len(days) == 1 else on
    return f"Findings change on {on}: {_counted(days)}."


def counted(day: ChangeDay) -> str:
    """How much changes on a day."""
    return _counted([day])


def _counted(days: Sequence[ChangeDay]) -> str:
    listed = [
        (f"{len(some)} {name}", len(some))
        for name, some in (
            ("new", [one for day in days for one in day.introduced]),
            ("worse", [one for day in days for one in day.worse]),
            ("no longer waived", [one for day in days for one in day.waivers if one.ends]),
            ("milder", [one for day in days for one in day.milder]),
            ("resolved", [one for day in days for one in day.resolved]),
            ("other waivers", [one for day in days for one in day.waivers if not one.ends]),
        )
    ]
    return ", ".join(said for said, number in listed if number)


def heading(day: dt.date, as_of: dt.date) -> str:
    """A day with its weekday, and how far away it is."""
    away = (day - as_of).days
    return f"{day.isoformat()}, {_WEEKDAYS[day.weekday()]}, in {away} day{'s' if away != 1 else ''}"


def because(turned_by: Sequence[Turning]) -> list[str]:
    """Each date that does it, with its place; of many the first, and how many more."""
    said = [_with_place(turning.text, turning) for turning in turned_by[:_MOST_TURNINGS]]
    more = len(turned_by) - _MOST_TURNINGS
    return [*said, *([f"{more} more dates on that day"] if more > 0 else [])]


def _with_place(text: str, turning: Turning) -> str:
    where = place(turning.span, "head") if turning.span is not None else ""
    return f"{text} ({where})" if where else text


def new(one: Turned) -> str:
    """A finding that comes, and what was said before."""
    return f"{state(one.finding)}; before: {', '.join(one.was)}{_waived(one.finding)}"


def otherwise(shift: Shift) -> str:
    """A finding that is there before and after."""
    return f"{shifted(shift)}{_waived(shift.after)}"


def gone(one: Turned) -> str:
    """A finding that goes, and what is said then."""
    return f"was {state(one.finding)}; then: {', '.join(one.was)}"


def _waived(finding: Finding) -> str:
    return f"; waived until {finding.waiver.expires.isoformat()}" if finding.waiver is not None else ""


def waiver(turn: WaiverTurn) -> str:
    """What becomes of a waiver."""
    if turn.ends:
        return f"no longer waived: {turn.why}"
    if turn.now == "in force":
        return f"waived {turn.why}"
    return f"the waiver has nothing left to waive: {turn.why}"


def written(one: Written) -> str:
    """A date with its place."""
    where = place(one.span, "head")
    return f"{one.text} ({where})" if where else one.text


def endless(one: Endless) -> str:
    """Of how many records no end is stated."""
    attribute = one.attribute.replace("_", " ")
    number = "all" if one.records == one.of else str(one.records)
    return f"{number} of {one.of} {one.kind} state no `{attribute}`: they are taken to go on"


def beyond(forecast: Forecast) -> str:
    """What comes next after the span; empty where nothing is known to."""
    if not forecast.beyond:
        return "No date is known after that."
    first, *rest = forecast.beyond
    more = f", and {len(rest)} more" if rest else ""
    return f"The next date after that is {first.day.isoformat()}: {written(first)}{more}."
