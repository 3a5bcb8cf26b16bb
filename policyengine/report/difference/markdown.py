"""A difference in Markdown, short enough for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.differences import Comparison, FactChange, Shift, Side, Turned, Turning
from policyengine.findings import Finding
from policyengine.report.block import law
from policyengine.report.difference.relying import relied
from policyengine.report.difference.wording import (
    SUPPOSED,
    Showing,
    compared,
    counted,
    gone,
    marked,
    now,
    place,
    shifted,
    showing,
    standing,
    state,
    statements,
    suppositions,
    turned,
)
from policyengine.report.sanitise import in_markdown as _text

_LONGEST = 60_000
"""Characters: GitHub takes 65,536 in a comment."""
_MOST_FINDINGS = 25
_MOST_FACTS = 25
_MOST_TURNINGS = 4
_MOST_STATEMENTS = 8
_UNSHOWN = "open, but nothing that the sources of the register would show"


def markdown(comparison: Comparison) -> str:
    """The whole report; of very long lists the beginning and how much more there is."""
    found = comparison.difference
    how = showing(comparison)
    lines = [
        f"## {_heading(comparison)}",
        "",
        *_suppositions(comparison),
        f"{_text(compared(comparison))} {counted(found)}",
        "",
        *([_text(relied(comparison.reliance)), ""] if comparison.reliance else []),
        *_findings("Introduced", found.introduced, "head", how),
        *_shifts(found.changed, how),
        *_findings(gone(found), found.resolved, "base", how),
        *_facts(found.facts, how.at),
    ]
    return "\n".join(_fitting(lines)).rstrip() + "\n"


def _heading(comparison: Comparison) -> str:
    if comparison.supposed is None:
        return f"What changes from {_text(str(comparison.base))} to {_text(str(comparison.head))}"
    return f"What if: {_text(str(comparison.head))}" if comparison.supposed else "What if nothing were otherwise"


def _suppositions(comparison: Comparison) -> Iterator[str]:
    """Each scenario with its changes, before anything that would follow."""
    if not comparison.supposed:
        return
    yield SUPPOSED
    yield ""
    for said, changes in suppositions(comparison):
        yield f"- {_text(said)}"
        for change in changes:
            yield f"  - {_text(change)}"
    yield ""


def _fitting(lines: list[str]) -> Iterator[str]:
    """As many lines as a comment takes; what is left out is told."""
    room = _LONGEST
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield f"- and {len(lines) - number} more lines, for which there is no room here"
            return
        yield line


def _findings(heading: str, some: Sequence[Turned], side: Side, how: Showing) -> Iterator[str]:
    if not some:
        return
    yield f"### {heading}"
    yield ""
    shown = [one for one in some if not one.finding.folded]
    for one in shown[:_MOST_FINDINGS]:
        yield from _headed(one.finding, state(one.finding), side, how)
        yield from _missing(one.finding) if side == "head" else [f"  - now {_text(now(one.was))}"]
        yield from _turnings(one.turned_by, how.at)
    after = "" if side == "head" else "was "
    folded = [(one.finding, f"{after}{_UNSHOWN}{_now(one, side)}") for one in some if one.finding.folded]
    yield from _rest(len(shown) - _MOST_FINDINGS, folded, how)
    yield ""


def _shifts(shifts: Sequence[Shift], how: Showing) -> Iterator[str]:
    if not shifts:
        return
    yield "### Changed"
    yield ""
    shown = [shift for shift in shifts if not shift.after.folded or not shift.before.folded]
    for shift in shown[:_MOST_FINDINGS]:
        yield from _headed(shift.after, shifted(shift), "head", how)
        yield from _turnings(shift.turned_by, how.at)
    folded = [(shift.after, _UNSHOWN) for shift in shifts if shift not in shown]
    yield from _rest(len(shown) - _MOST_FINDINGS, folded, how)
    yield ""


def _headed(finding: Finding, what: str, side: Side, how: Showing) -> Iterator[str]:
    waived = f", waived until {finding.waiver.expires.isoformat()}" if finding.waiver is not None else ""
    yield f"- **{_text(finding.title)}** ({what}{waived}; {_text(law(finding.provisions))})<br>"
    yield f"  {_register(finding, how)}{_text(finding.message)}. {_text(place(finding.location, side, how.at))}"


def _register(finding: Finding, how: Showing) -> str:
    return f"{_text(finding.register)}: " if how.several else ""


def _missing(finding: Finding) -> Iterator[str]:
    if finding.missing:
        yield f"  - not stated: {_text('; '.join(finding.missing))}"


def _turnings(turned_by: Sequence[Turning], at: str) -> Iterator[str]:
    for turning in turned_by[:_MOST_TURNINGS]:
        yield f"  - {_text(turned(turning, at))}"
    if len(turned_by) > _MOST_TURNINGS:
        yield f"  - and {len(turned_by) - _MOST_TURNINGS} more statements that differ"


def _now(one: Turned, side: Side) -> str:
    return "" if side == "head" else f"; now {_text(now(one.was))}"


def _rest(more: int, folded: Sequence[tuple[Finding, str]], how: Showing) -> Iterator[str]:
    if more > 0:
        yield f"- {more} more are less grave."
    for finding, said in folded:
        yield f"- {len(finding.records)} × {_register(finding, how)}{_text(finding.title)}: {said}"


def _facts(facts: Sequence[FactChange], at: str) -> Iterator[str]:
    if not facts:
        return
    yield "### Facts"
    yield ""
    for fact in facts[:_MOST_FACTS]:
        said = statements(fact, at)
        more = f"; and {len(said) - _MOST_STATEMENTS} more" if len(said) > _MOST_STATEMENTS else ""
        listed = f"<br>  {'; '.join(_text(each) for each in said[:_MOST_STATEMENTS])}{more}" if said else ""
        where = ", ".join(_text(part) for part in (standing(fact), place(fact.record.span, fact.side, at)) if part)
        yield f"- **{_text(marked(fact))}** ({where}){listed}"
    if len(facts) > _MOST_FACTS:
        yield f"- and {len(facts) - _MOST_FACTS} more records"
