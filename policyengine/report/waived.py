"""What is accepted for a time, and what is no longer: the words that reports have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyengine.findings import Finding, Outcome, Waived, WaiverState
from policyengine.report.sanitise import in_markdown, safe
from policyengine.report.terminal import Paint

REPAIR = "`policyengine waivers prune` removes what is expired, void or orphaned; `add` accepts again what still is."
_MOST_NAMES = 6


def terms_of(waiver: Waived) -> str:
    """Until when, why and by whom, in one line."""
    who = f"owner {waiver.owner}, approved by {waiver.approved_by}"
    return safe(f"until {waiver.expires.isoformat()}: {waiver.reason} ({who})")


def accepted(finding: Finding) -> str:
    """What is accepted of which records, in one line."""
    names = list(dict.fromkeys(record.title for record in finding.records))
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    about = f"{finding.title} ({finding.rule}): {', '.join(names[:_MOST_NAMES])}{more}"
    return safe(f"{finding.verdict} {finding.severity}: {about}")


def waived_of(findings: Iterable[Finding]) -> list[tuple[Finding, Waived]]:
    """The findings that are waived, in their order."""
    return [(finding, finding.waiver) for finding in findings if finding.waiver is not None]


def stale(outcome: Outcome) -> list[WaiverState]:
    """The waivers that no longer hold."""
    return [state for state in outcome.waivers if not state.holds]


def stale_words(state: WaiverState) -> str:
    """One of them in one line, without its place."""
    return safe(f"{state.state}: {state.rule} for {state.record}: {state.why}")


def state_lines(state: WaiverState, paint: Paint) -> Iterator[str]:
    """A waiver as `policyengine waivers` shows it: what becomes of it, on which terms, and where it stands."""
    colour = "green" if state.holds else "red"
    yield f"{paint(state.state, colour, 'bold')} {paint(safe(state.rule), 'bold')} {safe(state.record)}"
    if not state.holds:
        yield from paint.wrapped(state.why, "  ")
    yield from paint.wrapped(terms_of(state.terms), "  ")
    yield f"  --> {safe(str(state.terms.location))}"


def waived_lines(findings: Iterable[Finding], paint: Paint) -> Iterator[str]:
    """Of one register, what is accepted and on which terms; nothing where nothing is."""
    waived = waived_of(findings)
    if not waived:
        return
    yield "Waived for a time:"
    for finding, waiver in waived:
        yield from paint.wrapped(accepted(finding), f"  {len(finding.records):>4} × ")
        yield from paint.wrapped(terms_of(waiver), "         ")
        yield f"         --> {safe(str(waiver.location))}"
    yield ""


def stale_lines(outcome: Outcome, paint: Paint) -> Iterator[str]:
    """The waivers that no longer hold, and what to do; nothing where all do."""
    if not stale(outcome):
        return
    yield paint.rule("Waivers that do not hold")
    yield ""
    for state in stale(outcome):
        yield from state_lines(state, paint)
        yield ""
    yield from paint.wrapped(REPAIR, "")
    yield ""


def waived_in_markdown(findings: Iterable[Finding]) -> Iterator[str]:
    """The same as a section of a page."""
    waived = waived_of(findings)
    if not waived:
        return
    yield f"### Waived for a time: {len(waived)}"
    yield ""
    for finding, waiver in waived:
        yield f"- {in_markdown(accepted(finding))}<br>"
        yield f"  {in_markdown(terms_of(waiver))}"
    yield ""


def stale_in_markdown(outcome: Outcome) -> Iterator[str]:
    """The same as a section of a page."""
    if not stale(outcome):
        return
    yield "### Waivers that do not hold"
    yield ""
    for state in stale(outcome):
        yield f"- {in_markdown(stale_words(state))} ({in_markdown(str(state.terms.location))})"
    yield ""
    yield REPAIR
    yield ""
