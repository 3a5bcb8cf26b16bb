"""A forecast as a person reads it in a terminal: day by day, what gets worse first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.differences import Turning
from policyengine.findings import Finding
from policyengine.forecasts import ChangeDay, Forecast, WaiverTurn
from policyengine.report.block import advice, law
from policyengine.report.difference.wording import SUPPOSED, state
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
    yield counted(day)
    yield ""
    for one in day.introduced:
        if not one.finding.folded:
            yield from _worse(one.finding, new(one), one.turned_by, paint)
    for shift in day.worse:
        yield from _worse(shift.after, otherwise(shift), shift.turned_by, paint)
    yield from _waivers([turn for turn in day.waivers if turn.ends], paint)
    for shift in day.milder:
        yield from _better(shift.after, otherwise(shift), shift.turned_by, paint)
    for one in day.resolved:
        yield from _better(one.finding, gone(one), one.turned_by, paint)
    yield from _waivers([turn for turn in day.waivers if not turn.ends], paint)
    yield from _folded([one.finding for one in day.introduced if one.finding.folded], paint)
    for date in day.law:
        yield from paint.wrapped(written(date), "  the law: ")
    if day.law:
        yield ""


def _worse(finding: Finding, said: str, turned_by: Sequence[Turning], paint: Paint) -> Iterator[str]:
    """What is new or gets worse, of what, which date does it, and how to mend it."""
    yield from _about(finding, said, paint, _COLOURS[finding.verdict])
    yield f"  --> {safe(str(finding.location))}"
    yield from _because(turned_by, paint)
    yield from _note("repair", finding.remedy, paint)
    yield ""


def _better(finding: Finding, said: str, turned_by: Sequence[Turning], paint: Paint) -> Iterator[str]:
    """The same of what needs no repair any more, or less."""
    yield from _about(finding, said, paint, "green")
    yield from _because(turned_by, paint)
    yield ""


def _waivers(turns: Sequence[WaiverTurn], paint: Paint) -> Iterator[str]:
    for turn in turns:
        said = f"{state(turn.finding)}; {waiver(turn)}" if turn.ends else waiver(turn)
        yield from _about(turn.finding, said, paint, "yellow")
        yield f"  --> {safe(str(turn.terms.location))}"
        yield from _note("accepted", f"{turn.terms.reason} (owner {turn.terms.owner})", paint)
        if turn.ends:
            yield from _note("repair", turn.finding.remedy, paint)
        yield ""


def _about(finding: Finding, said: str, paint: Paint, colour: str) -> Iterator[str]:
    yield f"{paint(safe(finding.rule), 'bold')} in {safe(finding.register)}{advice(finding)}"
    yield from (paint(line, colour) for line in paint.wrapped(said, "  "))
    yield from paint.wrapped(f"{finding.title} ({law(finding.provisions)})", "  ")
    yield from paint.wrapped(finding.message, "  ")


def _because(turned_by: Sequence[Turning], paint: Paint) -> Iterator[str]:
    for each in because(turned_by):
        yield from _note("because", each, paint)


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
