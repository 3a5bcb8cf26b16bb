"""What is accepted for a time, and what is no longer: the words that reports have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyengine.findings import Finding, Outcome, Waived, WaiverState
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint


def terms_of(waiver: Waived) -> str:
    """Until when, why and by whom, in one line."""
    who = f"owner {waiver.owner}, approved by {waiver.approved_by}"
    return safe(f"until {waiver.expires.isoformat()}: {waiver.reason} ({who})")


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
