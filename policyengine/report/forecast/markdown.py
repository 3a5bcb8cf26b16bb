"""A forecast in Markdown, for a ticket or a page that people share."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.forecasts import ChangeDay, Forecast
from policyengine.report.block import law
from policyengine.report.difference.wording import SUPPOSED
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
from policyengine.report.sanitise import in_markdown as _text

_MOST_FINDINGS = 25
_MOST_QUIET = 25


def markdown(forecast: Forecast) -> str:
    """The whole report; of very long lists the beginning and how much more there is."""
    lines = [f"## Forecast until {forecast.until.isoformat()}", "", _text(headed(forecast)), ""]
    if forecast.supposed:
        lines += [SUPPOSED, ""]
        for said, changes in suppositions(forecast):
            lines += [f"- {_text(said)}", *(f"  - {_text(change)}" for change in changes)]
        lines.append("")
    lines += [_text(summed(forecast)), ""]
    for day in forecast.days:
        lines += [f"### {heading(day.day, forecast.as_of)}", "", f"{counted(day)}.", "", *_day(day), ""]
    lines += _quiet(forecast)
    lines += [f"### {ENDLESS}", "", ONLY_WRITTEN, *(f"- {_text(endless(one))}" for one in forecast.endless), ""]
    lines += [_text(beyond(forecast))]
    return "\n".join(lines).rstrip() + "\n"


def _day(day: ChangeDay) -> Iterator[str]:
    """What gets worse, what gets better, and what the law brings."""
    everything = list(told(day))
    for worse in (True, False):
        some = [one for one in everything if one.worse is worse and not one.folded]
        for one in some[:_MOST_FINDINGS]:
            yield from _finding(one)
        if len(some) > _MOST_FINDINGS:
            yield f"- and {len(some) - _MOST_FINDINGS} more"
    for one in everything:
        if one.folded:
            yield f"- {len(one.finding.records)} × {_text(one.finding.title)}: {FOLDED[0].lower()}{FOLDED[1:]}"
    for date in day.law:
        yield f"- The law: {_text(written(date))}"


def _finding(one: Told) -> Iterator[str]:
    finding = one.finding
    yield f"- **{_text(finding.title)}** ({_text(one.said)}; {_text(law(finding.provisions))})<br>"
    yield f"  {_text(finding.message)}. {_text(str(finding.location))}"
    for each in because(one.turned_by):
        yield f"  - because {_text(each)}"


def _quiet(forecast: Forecast) -> Iterator[str]:
    if not forecast.quiet:
        return
    yield f"### {QUIET}"
    yield ""
    for one in forecast.quiet[:_MOST_QUIET]:
        yield f"- {one.day.isoformat()}: {_text(written(one))}"
    if len(forecast.quiet) > _MOST_QUIET:
        yield f"- and {len(forecast.quiet) - _MOST_QUIET} more"
    yield ""
