"""A forecast in the sentences that all its reports share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policyengine.differences import Shift, Turned, Turning
from policyengine.findings import Finding
from policyengine.forecasts import ChangeDay, Endless, Forecast, WaiverTurn, Written
from policyengine.report.difference.wording import place, state, suppositions_of

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MOST_NAMED = 8
_MOST_TURNINGS = 4

_NEW = "new"

ONLY_WRITTEN = "Only what is written has a date: a forecast knows of nothing else."
QUIET = "Dates on which no finding changes"
FOLDED = "Open, but nothing that the sources of the register would show"
ENDLESS = "Without a date"


@dataclass(frozen=True, slots=True)
class Told:
    """One finding that changes on a day."""

    finding: Finding
    what: str
    """In a word or two."""
    said: str
    """In a sentence without its end, with what was said before."""
    worse: bool
    turned_by: tuple[Turning, ...] = ()
    waiver: WaiverTurn | None = None
    """Where only what becomes of its waiver changes."""

    @property
    def folded(self) -> bool:
        """Whether it is only counted."""
        return self.what == _NEW and self.finding.folded


def told(day: ChangeDay) -> Iterator[Told]:
    """Everything that changes on a day, in the order in which it is shown: what gets worse first."""
    for one in day.introduced:
        yield Told(one.finding, _NEW, _new(one), True, one.turned_by)
    for shift in day.worse:
        yield Told(shift.after, "worse", _otherwise(shift), True, shift.turned_by)
    yield from (_of_waiver(turn) for turn in day.waivers if turn.ends)
    for shift in day.milder:
        yield Told(shift.after, "milder", _otherwise(shift), False, shift.turned_by)
    for one in day.resolved:
        yield Told(one.finding, "resolved" if _is_met(one) else "falls away", _gone(one), False, one.turned_by)
    yield from (_of_waiver(turn) for turn in day.waivers if not turn.ends)


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
        said = "on what is written, what is found then is what is found now"
        return f"Nothing changes until {forecast.until.isoformat()}: {said}."
    on = "one day" if len(days) == 1 else f"{len(days)} days, the first of them {days[0].day.isoformat()}"
    on = f"{on}, {days[0].day.isoformat()}" if len(days) == 1 else on
    return f"Findings change on {on}: {_counted(days)}."


def counted(day: ChangeDay) -> str:
    """How much changes on a day."""
    return _counted([day])


def _counted(days: Sequence[ChangeDay]) -> str:
    waivers = [turn for day in days for turn in day.waivers]
    gone = [one for day in days for one in day.resolved]
    met = sum(_is_met(one) for one in gone)
    numbers = (
        (sum(len(day.introduced) for day in days), "new"),
        (sum(len(day.worse) for day in days), "worse"),
        (sum(turn.ends for turn in waivers), "no longer waived"),
        (sum(len(day.milder) for day in days), "milder"),
        (met, "resolved"),
        (len(gone) - met, "fallen away"),
        (sum(turn.begins for turn in waivers), "newly waived"),
        (sum(not (turn.ends or turn.begins) for turn in waivers), "waived for nothing"),
    )
    return ", ".join(f"{number} {name}" for number, name in numbers if number)


def headline(day: ChangeDay) -> str:
    """The first of what gets worse, else of what changes, and how much more there is."""
    first, *rest = told(day)
    return f"{first.what}: {first.finding.title}" + (f" and {len(rest)} more" if rest else "")


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


def _new(one: Turned) -> str:
    """A finding that comes, and what was said before."""
    return f"{_NEW}: {state(one.finding)}; before: {', '.join(one.was)}{_waived(one.finding)}"


def _otherwise(shift: Shift) -> str:
    """A finding that is there before and after."""
    how = "worse" if shift.worse else "milder"
    return f"{how}: {state(shift.after)}; before: {state(shift.before)}{_waived(shift.after)}"


def _gone(one: Turned) -> str:
    """A finding that goes, and what is said then."""
    what = "resolved" if _is_met(one) else "falls away"
    return f"{what}: {', '.join(one.was)}; before: {state(one.finding)}"


def _is_met(one: Turned) -> bool:
    """Whether the rule is met then, and does not merely say nothing of these records any more."""
    return "satisfied" in one.was


def _waived(finding: Finding) -> str:
    return f"; waived until {finding.waiver.expires.isoformat()}" if finding.waiver is not None else ""


def _of_waiver(turn: WaiverTurn) -> Told:
    """What becomes of a waiver."""
    if turn.ends:
        return Told(turn.finding, "no longer waived", f"no longer waived: {turn.why}", True, waiver=turn)
    said = f"waived {turn.why}" if turn.begins else f"its waiver can go: {turn.why}"
    return Told(turn.finding, "waiver", said, False, waiver=turn)


def written(one: Written) -> str:
    """A date with its place."""
    where = place(one.span, "head")
    return f"{one.text} ({where})" if where else one.text


def endless(one: Endless) -> str:
    """Of how many records no end is stated."""
    attribute = one.attribute.replace("_", " ")
    if one.records == 1:
        return f"1 of {one.of} {one.kind} states no `{attribute}`: it is taken to go on"
    number = "all" if one.records == one.of else str(one.records)
    return f"{number} of {one.of} {one.kind} state no `{attribute}`: they are taken to go on"


def beyond(forecast: Forecast) -> str:
    """What comes next after the span; empty where nothing is known to."""
    if not forecast.beyond:
        return "No date is known after that."
    first, *rest = forecast.beyond
    more = f", and {len(rest)} more" if rest else ""
    return f"The next date after that is {first.day.isoformat()}: {written(first)}{more}."
