"""What fails a run."""

from __future__ import annotations

import pytest

from policyengine.findings import Finding, RecordName, Related
from policyengine.rules.program import Severity
from policyengine.spans import Span
from policyengine.triage.exits import SEVERITIES, Exit, FailOn

HERE = Span("facts/club.yaml", 3, 5)
FOUND = Finding(
    rule="rule",
    title="Title",
    verdict="violated",
    severity="medium",
    provisions=("GDPR 5(1)(a)",),
    register="club",
    records=(RecordName("party", "parties.mailer", "Mailer", HERE),),
    message="message",
    expects="",
    remedy="",
    location=HERE,
    evidence=(),
)


def found(verdict: str, severity: str, **more: object) -> Finding:
    return FOUND._replace(verdict=verdict, severity=severity, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fail_on", "verdict", "severity", "fails"),
    [
        ("high", "violated", "high", True),
        ("high", "contradictory", "critical", True),
        ("high", "violated", "medium", False),
        ("high", "not stated", "critical", False),
        ("low", "contradictory", "low", True),
        ("violated:low", "violated", "low", True),
        ("violated:low", "contradictory", "high", True),
        ("violated:low", "contradictory", "medium", False),
        ("violated:low", "not stated", "critical", False),
        ("contradictory:low", "violated", "high", True),
        ("contradictory:low", "violated", "medium", False),
        ("contradictory:never", "contradictory", "critical", False),
        ("contradictory:never", "violated", "high", True),
        ("contradictory:never,contradictory:low", "contradictory", "low", True),
        ("low,contradictory:never", "contradictory", "low", True),
        ("critical,not-stated:low", "violated", "high", False),
        ("violated:never,contradictory:never,not-stated:high", "violated", "critical", False),
        ("violated:never,contradictory:never,not-stated:high", "not stated", "high", True),
        ("high,violated:low", "contradictory", "high", True),
        ("high,violated:low", "violated", "low", True),
        ("violated:low,high", "violated", "low", True),
        ("not-stated:critical", "not stated", "critical", True),
        ("not-stated:critical", "not stated", "high", False),
        ("not-stated:critical", "violated", "critical", True),
        ("not-stated:critical", "contradictory", "high", True),
        ("not-stated:critical", "violated", "medium", False),
        ("undetermined:low", "violated", "high", True),
        ("undetermined:info", "undetermined", "info", True),
        ("never", "violated", "critical", False),
    ],
)
def test_fail_on(fail_on: str, verdict: str, severity: str, fails: bool) -> None:
    assert FailOn.parse(fail_on).exit([found(verdict, severity)]) is (Exit.FINDINGS if fails else Exit.CLEAN)


@pytest.mark.parametrize(
    "wrong", ["", "hihg", "violated", "satisfied:high", "violated:", "high,", "never,high", ":high", "nobody:never"]
)
def test_what_fail_on_cannot_be(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not a severity"):
        FailOn.parse(wrong)


def test_what_stands_under_a_finding_fails_as_well() -> None:
    related = (Related("other", "violated", "Other", "high"),)
    assert FailOn.parse("high").exit([found("violated", "medium", related=related)]) is Exit.FINDINGS


def test_what_is_only_counted_fails_nothing() -> None:
    assert FailOn.parse("not-stated:info").exit([found("not stated", "high", folded=True)]) is Exit.CLEAN


def test_severities_are_those_of_rules_worst_first() -> None:
    assert tuple(severity.value for severity in Severity) == SEVERITIES
