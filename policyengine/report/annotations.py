"""Annotations as workflow commands of GitHub Actions: the ten worst findings at their lines, and one of all."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Finding, Outcome, WaiverState
from policyengine.report.block import advice, law
from policyengine.report.comparing import compared_words
from policyengine.report.sanitise import safe, visible
from policyengine.report.waived import REPAIR, stale, stale_words, terms_of, waived_of

_MOST = 10
"""GitHub shows ten annotations of a kind for each step."""
_OPEN = ("not stated", "undetermined")
_GRAVE = ("critical", "high")


def commands(outcome: Outcome) -> str:
    """One command a line; only what GitHub takes for text follows from facts."""
    shown = [finding for finding in outcome.findings if finding.listed]
    lines = [_stale(state) for state in stale(outcome)[:_MOST]]
    lines += [_annotation(finding) for finding in shown[:_MOST]]
    lines.append(_command("notice", {"title": "policyengine"}, [_all(outcome, len(shown))]))
    return "\n".join(lines) + "\n"


def _stale(state: WaiverState) -> str:
    """A waiver that does not hold, which ends the run."""
    place = state.terms.location
    where = {"file": place.path, "line": str(place.line), "col": str(place.column), "title": f"waiver: {state.state}"}
    return _command("error", where, [stale_words(state), terms_of(state.terms), REPAIR])


def _annotation(finding: Finding) -> str:
    place = {
        "file": finding.location.path,
        "line": str(finding.location.line),
        "col": str(finding.location.column),
        "title": f"{finding.verdict}, {finding.severity}{advice(finding)}: {finding.rule}",
    }
    return _command(_level(finding), place, _said(finding))


def _level(finding: Finding) -> str:
    if finding.verdict in _OPEN or finding.advice:
        return "notice"
    return "error" if finding.severity in _GRAVE else "warning"


def _said(finding: Finding) -> Iterator[str]:
    applied = f" ({finding.if_applied} if it applies)" if finding.if_applied else ""
    yield f"{finding.title}{applied}"
    yield finding.message
    if finding.missing:
        yield f"Not stated: {'; '.join(finding.missing)}"
    yield f"Law: {law(finding.provisions)}"
    yield f"Expected: {finding.expects}"
    yield f"Repair: {finding.remedy}"


def _all(outcome: Outcome, shown: int) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in outcome.counts.items() if count)
    findings = "1 finding" if shown == 1 else f"{shown} findings"
    worst = f", the {_MOST} worst of which are annotated" if shown > _MOST else ""
    compared = f". {compared_words(outcome.compared)}" if outcome.compared is not None else ""
    waived = len(waived_of(outcome.findings))
    accepted = f", and {waived} waived" if waived else ""
    return f"As of {outcome.as_of.isoformat()}: {findings}{worst}{accepted}; verdicts: {counts}{compared}"


def _command(name: str, properties: dict[str, str], lines: Iterator[str] | list[str]) -> str:
    """A workflow command, with what would end a value or the command escaped as GitHub's own toolkit does."""
    given = ",".join(f"{key}={_property(visible(value))}" for key, value in properties.items())
    return f"::{name} {given}::" + "%0A".join(_data(safe(line)) for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
