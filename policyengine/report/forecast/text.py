"""A forecast as a person reads it in a terminal: day by day, what gets worse first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.findings import Finding
from policyengine.forecasts import ChangeDay, Forecast, WaiverTurn
from policyengine.report.block import advice, law
from policyengine.report.difference.wording import SUPPOSED, state
from policyengine.report.forecast.wording import (
    ENDLESS,
    FOLDED,
    ONLY_WRITTEN,
    QUIET,
    Told,
    because,
    beyond,
    counted,
    endless,
    headed,
    heading,
    summed,
    suppositions,
    told,
    written,
)
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint

_COLOURS = {"violated": "red", "contradictory": "yellow", "not stated": "blue", "undetermined": "blue"}
_MOST_QUIET = 20


def text(forecast: Forecast, paint: Paint) -> str:
    """The whole report; of the dates on which nothing changes the first twenty."""
    lines = [*paint.wrapped(headed(forecast), "")]
    lines += _supposed(forecast, paint)
    lines += [*paint.wrapped(summed(forecast), ""), ""]
    for day in forecast.days:
        lines += _day(day, forecast, paint)
    lines += _quiet(forecast, paint)
    lines += _undated(forecast, paint)
    return "\n".join(inert(line.rstrip()) for line in lines) + "\n"


def _supposed(forecast: Forecast, paint: Paint) -> Iterator[str]:
    if forecast.supposed:
        yield from paint.wrapped(SUPPOSED, "")
    for said, changes in suppositions(forecast):
        yield from paint.wrapped(said, "  ")
        for change in changes:
            yield from paint.wrapped(change, "    ", "      ")


def _day(day: ChangeDay, forecast: Forecast, paint: Paint) -> Iterator[str]:
    yield paint.rule(heading(day.day, forecast.as_of))
    yield counted(day)
    yield ""
    everything = list(told(day))
    for one in everything:
        if not one.folded:
            yield from _finding(one, paint) if one.waiver is None else _waiver(one, one.waiver, paint)
    yield from _folded([one.finding for one in everything if one.folded], paint)
    for date in day.law:
        yield from paint.wrapped(written(date), "  the law: ")
    if day.law:
        yield ""


def _finding(one: Told, paint: Paint) -> Iterator[str]:
    """What is otherwise, of what, and which date does it; of what is new or gets worse where, and how to mend it."""
    finding = one.finding
    yield from _about(finding, one.said, paint, _COLOURS[finding.verdict] if one.worse else "green")
    if one.worse:
        yield f"  --> {safe(str(finding.location))}"
    for each in because(one.turned_by):
        yield from _note("because", each, paint)
    if one.worse:
        yield from _note("repair", finding.remedy, paint)
    yield ""


def _waiver(one: Told, turn: WaiverTurn, paint: Paint) -> Iterator[str]:
    finding = one.finding
    yield from _about(finding, f"{state(finding)}; {one.said}" if one.worse else one.said, paint, "yellow")
    yield f"  --> {safe(str(turn.terms.location))}"
    yield from _note("accepted", f"{turn.terms.reason} (owner {turn.terms.owner})", paint)
    if one.worse:
        yield from _note("repair", finding.remedy, paint)
    yield ""


def _about(finding: Finding, said: str, paint: Paint, colour: str) -> Iterator[str]:
    yield f"{paint(safe(finding.rule), 'bold')} in {safe(finding.register)}{advice(finding)}"
    yield from (paint(line, colour) for line in paint.wrapped(said, "  "))
    yield from paint.wrapped(f"{finding.title} ({law(finding.provisions)})", "  ")
    yield from paint.wrapped(finding.message, "  ")


def _folded(findings: Sequence[Finding], paint: Paint) -> Iterator[str]:
    """New, and only counted."""
    if not findings:
        return
    yield f"{FOLDED}:"
    for finding in findings:
        said = f"{finding.title} ({law(finding.provisions)}; {finding.rule})"
        yield from paint.wrapped(said, f"  {len(finding.records):>4} × ")
    yield ""


def _note(name: str, said: str, paint: Paint) -> list[str]:
    return paint.wrapped(said, f"   = {name:<8} ")


def _quiet(forecast: Forecast, paint: Paint) -> Iterator[str]:
    if not forecast.quiet:
        return
    yield paint.rule(QUIET)
    for one in forecast.quiet[:_MOST_QUIET]:
        yield from paint.wrapped(written(one), f"{one.day.isoformat()}  ")
    if len(forecast.quiet) > _MOST_QUIET:
        yield f"and {len(forecast.quiet) - _MOST_QUIET} more"
    yield ""


def _undated(forecast: Forecast, paint: Paint) -> Iterator[str]:
    yield paint.rule(ENDLESS)
    yield from paint.wrapped(ONLY_WRITTEN, "")
    for one in forecast.endless:
        yield from paint.wrapped(endless(one), "  ")
    yield from paint.wrapped(beyond(forecast), "")
