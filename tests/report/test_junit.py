"""JUnit XML, read back by a library of others."""

from __future__ import annotations

import junitparser
import pytest

from policyengine.findings import Related, Verdicted
from policyengine.report.junit import junit
from tests.report.outcomes import HOSTILE, full, hostile
from tests.report.test_text import FOUND

RECORD = FOUND.records[0]


def _suites(text: str) -> junitparser.JUnitXml:
    return junitparser.JUnitXml.fromstring(text.encode())


def _case(verdict: str, *findings: object, **more: str) -> junitparser.TestCase:
    judged = Verdicted("made-up-1", "club", RECORD, verdict, "high", **more)
    (suite,) = _suites(junit(full(*findings, verdicts=[judged])))  # type: ignore[arg-type]
    (case,) = suite
    return case


@pytest.mark.parametrize(
    ("verdict", "result"),
    [
        ("violated", junitparser.Failure),
        ("contradictory", junitparser.Failure),
        ("not stated", junitparser.Skipped),
        ("undetermined", junitparser.Skipped),
        ("not applicable", junitparser.Skipped),
    ],
)
def test_what_each_verdict_becomes(verdict: str, result: type) -> None:
    case = _case(verdict)
    assert (case.classname, case.name) == ("club.made-up-1", "parties.mailer")
    (said,) = case.result
    assert type(said) is result
    assert said.message.startswith(verdict)


def test_what_is_satisfied_passes() -> None:
    assert _case("satisfied").is_passed


def test_a_failure_says_what_the_finding_says() -> None:
    (failure,) = _case("violated", FOUND).result
    assert failure.message == "violated (high): Every processor is bound by a contract"
    assert failure.type == "violated"
    assert failure.text.splitlines() == [
        "Mailer works without one",
        "--> facts/club.yaml:12:5",
        "::: facts/club.yaml:12:5: contract of Mailer: none [notice L3]",
        "law: GDPR 28(3), 28(9), UAVG 4",
        "expects: a contract",
        "repair: Conclude one.",
    ]


def test_a_failure_that_stands_under_another_finding_says_under_which() -> None:
    root = FOUND._replace(rule="made-up-2", related=(Related("made-up-1", "violated", "Title", "high"),))
    (failure,) = _case("violated", root).result
    assert failure.text.startswith("Mailer: reported under made-up-2\n--> facts/club.yaml:12:5\n")


def test_a_finding_of_another_verdict_is_not_taken_for_it() -> None:
    """A conflict is reported once: the record of another verdict may be among those it concerns."""
    (failure,) = _case("violated", FOUND._replace(verdict="contradictory")).result
    assert "works without one" not in failure.text


def test_what_is_open_says_what_is_missing() -> None:
    finding = FOUND._replace(verdict="not stated", missing=("contract of Mailer",))
    (skipped,) = _case("not stated", finding).result
    assert skipped.message == "not stated: contract of Mailer"
    (skipped,) = _case("undetermined", if_applied="violated").result
    assert skipped.message == "undetermined: whether the rule applies is not stated; violated if it does"


def test_counts_are_those_of_the_cases() -> None:
    words = ("violated", "contradictory", "not stated", "undetermined", "satisfied", "not applicable")
    judged = [Verdicted("made-up-1", "club", RECORD, word, "high") for word in words]
    judged.append(Verdicted("made-up-2", "house", RECORD, "satisfied", "high"))
    written = _suites(junit(full(verdicts=judged, registers=("club", "house"))))
    assert (written.tests, written.failures, written.errors, written.skipped) == (7, 2, 0, 3)
    assert [(suite.name, suite.tests, suite.failures) for suite in written] == [("club", 6, 2), ("house", 1, 0)]
    written.update_statistics()
    assert (written.tests, written.failures, written.errors, written.skipped) == (7, 2, 0, 3)


def test_hostile_text_comes_back_visible() -> None:
    finding = hostile()
    text = junit(full(finding))
    assert all(line.isprintable() for line in text.splitlines())
    assert "]]>" not in text
    (case,) = next(iter(_suites(text)))
    (failure,) = case.result
    assert case.name.startswith("a ::error::b ::set-env name=X::% %0A ]]> <b>")
    assert "\\u0000\\u001b[31m\\u009b\\u202e\\ufffe\\ud800" in failure.text
    assert HOSTILE not in text
