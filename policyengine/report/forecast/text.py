"""A forecast as a person reads it in a terminal: day by day, what gets worse first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.differences import Turning
from policyengine.findings import Finding
from policyengine.forecasts import ChangeDay, Forecast
from policyengine.report.block import advice, law
from policyengine.report.difference.wording import SUPPOSED
from policyengine.report.forecast.wording import (
    ENDLESS,
    FOLDED,
    ONLY_WRITTEN,
    QUIET,
    because,
    beyond,
    counted,
    endless,
    gone,
    headed,
    heading,
    new,
    otherwise,
    summed,
    suppositions,
    waiver,
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
    yield f"{counted(day)}"
    yield ""
    for one in day.introduced:
        if not one.finding.folded:
            yield from _finding(one.finding, "new", new(one), one.turned_by, paint)
    for shift in day.worse:
        yield from _finding(shift.after, "worse", otherwise(shift), shift.turned_by, paint)
    for turn in day.waivers:
        yield from _finding(turn.finding, "waiver", waiver(turn), (), paint, where=str(turn.terms.location))
    for shift in day.milder:
        yield from _finding(shift.after, "milder", otherwise(shift), shift.turned_by, paint, brief=True)
    for one in day.resolved:
        yield from _finding(one.finding, "resolved", gone(one), one.turned_by, paint, brief=True)
    yield from _folded([one.finding for one in day.introduced if one.finding.folded], paint)
    for date in day.law:
        yield from paint.wrapped(written(date), "  the law: ")
    if day.law:
        yield ""


def _finding(
    finding: Finding,
    what: str,
    said: str,
    turned_by: Sequence[Turning],
    paint: Paint,
    *,
    brief: bool = False,
    where: str = "",
) -> Iterator[str]:
    """What becomes of a finding, of what, and why; how to mend it, where it gets worse."""
    colour = () if brief else (_COLOURS[finding.verdict], "bold")
    yield f"{paint(what, *colour)} {paint(safe(finding.rule), 'bold')}{advice(finding)}"
    yield from paint.wrapped(finding.title, "  ")
    yield from paint.wrapped(finding.message, "  ")
    yield f"  --> {safe(where or str(finding.location))}"
    yield from _note("becomes", said, paint)
    for each in because(turned_by):
        yield from _note("because", each, paint)
    if not brief:
        yield from _note("missing", "; ".join(finding.missing), paint)
        yield from _note("law", law(finding.provisions), paint)
        yield from _note("repair", finding.remedy, paint)
    yield ""


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
