"""The report in a line a finding: verdict, severity, what and where; then how many of each."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Compared, Finding, Outcome
from policyengine.report.block import advice
from policyengine.report.comparing import compared_words, nothing_found
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint
from policyengine.report.waived import accepted, stale, stale_words, terms_of, waived_of

_COLOURS = {"violated": "red", "contradictory": "yellow", "not stated": "blue", "undetermined": "blue"}


def brief(outcome: Outcome, paint: Paint) -> str:
    """Each register apart, its findings worst first; what its sources never show is only counted."""
    lines: list[str] = []
    for register in outcome.registers:
        mine = [finding for finding in outcome.findings if finding.register == register]
        lines += _register(outcome.titles.get(register, register), mine, outcome.compared, paint)
    for state in stale(outcome):
        lines += paint.wrapped(f"{state.terms.location}: waiver {stale_words(state)}", "", "  ")
    if outcome.compared is not None:
        lines += paint.wrapped(compared_words(outcome.compared), "")
    return "\n".join(inert(line) for line in lines) + "\n"


def _register(title: str, findings: list[Finding], compared: Compared | None, paint: Paint) -> Iterator[str]:
    shown = [finding for finding in findings if finding.listed]
    yield paint(safe(title), "bold")
    for finding in shown:
        verdict = paint(f"{finding.verdict:<13}", _COLOURS[finding.verdict])
        yield f"  {verdict} {finding.severity:<8} {safe(finding.title)}{advice(finding)}  {finding.location}"
    counts = {verdict: sum(finding.verdict == verdict for finding in shown) for verdict in _COLOURS}
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or nothing_found(
        findings, compared
    )
    for finding, waiver in waived_of(findings):
        yield from paint.wrapped(f"{accepted(finding)}, {terms_of(waiver)}", "  waived        ")
    folded = sum(finding.folded for finding in findings)
    more = f"; {folded} more that its sources would not show" if folded else ""
    waived = len(waived_of(findings))
    yield f"  {said}{f'; {waived} waived' if waived else ''}{more}"
    yield ""
