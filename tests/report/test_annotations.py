"""Workflow commands, read as the runner reads them, and the summary of the job."""

from __future__ import annotations

import pytest

from policyengine.report.annotations import commands
from policyengine.report.summary import summary
from policyengine.spans import Span
from tests.report.outcomes import full, hostile
from tests.report.test_text import ASKED, FOUND

Command = tuple[str, dict[str, str], str]


def _read(line: str) -> Command:
    """A line as a runner takes it: `::name key=value,...::text`, the escapes undone, `%25` last."""
    assert line.startswith("::")
    head, _, text = line[2:].partition("::")
    name, _, given = head.partition(" ")
    properties = dict(each.split("=", 1) for each in given.split(","))
    return name, {key: _plain(value) for key, value in properties.items()}, _plain(text)


def _plain(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def _commands(text: str) -> list[Command]:
    assert text.endswith("\n")
    return [_read(line) for line in text.splitlines()]


def test_an_annotation_and_one_of_all() -> None:
    assert _commands(commands(full(FOUND))) == [
        (
            "error",
            {"file": "facts/club.yaml", "line": "12", "col": "5", "title": "violated, high: made-up-1"},
            "Every processor is bound by a contract\nMailer works without one\nLaw: GDPR 28(3), 28(9), UAVG 4\n"
            "Expected: a contract\nRepair: Conclude one.",
        ),
        ("notice", {"title": "policyengine"}, "As of 2026-11-22: 1 finding; verdicts: 1 violated"),
    ]


@pytest.mark.parametrize(
    ("verdict", "severity", "command"),
    [
        ("violated", "critical", "error"),
        ("contradictory", "high", "error"),
        ("contradictory", "medium", "warning"),
        ("violated", "info", "warning"),
        ("not stated", "critical", "notice"),
        ("undetermined", "high", "notice"),
    ],
)
def test_levels(verdict: str, severity: str, command: str) -> None:
    finding = FOUND._replace(verdict=verdict, severity=severity, missing=("contract of Mailer",))
    name, _, said = _commands(commands(full(finding)))[0]
    assert name == command
    assert "\nNot stated: contract of Mailer\n" in said


def test_only_the_ten_worst_and_none_that_is_folded() -> None:
    folded = FOUND._replace(folded=True)
    said = _commands(commands(full(folded, *[FOUND] * 12)))
    assert [name for name, _, _ in said] == ["error"] * 10 + ["notice"]
    assert "12 findings, the 10 worst of which are annotated" in said[-1][2]


def test_hostile_text_gives_no_command_of_its_own() -> None:
    finding = hostile()._replace(location=Span("a::b,c%\n::error::/x.yaml", 1, 1))
    said = _commands(commands(full(finding)))
    assert [name for name, _, _ in said] == ["error", "notice"]
    assert said[0][1]["file"] == "a::b,c%\\u000a::error::/x.yaml"
    assert said[0][2].splitlines()[1].startswith("a ::error::b ::set-env name=X::% %0A ]]>")


def test_a_summary() -> None:
    folded = FOUND._replace(verdict="not stated", folded=True)
    text = summary(full(FOUND, folded, questions=[ASKED], titles={"club": "The Club"}, checked=3, checkable=4))
    assert text == (
        "## policyengine\n\n"
        "Facts and law as of 2026-11-22. 3 of 4 provisions that can be checked on a register are checked.\n\n"
        "| Findings | violated | contradictory | not stated | undetermined | open, never shown by these sources |\n"
        "|---|---:|---:|---:|---:|---:|\n"
        "| The Club | 1 | 0 | 0 | 0 | 1 |\n\n"
        "| Verdict | Severity | Rule | What | Where |\n|---|---|---|---|---|\n"
        "| violated | high | made-up-1 | **Every processor is bound by a contract** (GDPR 28(3), 28(9), UAVG 4)<br>"
        "Mailer works without one | facts/club.yaml:12 |\n\n"
        "### What to ask next\n\n- Which contract binds Mailer? Decides 3 verdicts.\n"
    )


def test_a_long_summary_is_cut_and_says_so() -> None:
    text = summary(full(*[FOUND] * 70))
    assert text.count("| violated | high |") == 50
    assert "20 more findings are less grave." in text


def test_a_summary_of_nothing() -> None:
    assert summary(full()).endswith("Nothing found.\n")


def test_hostile_text_breaks_no_table() -> None:
    (row,) = [line for line in summary(full(hostile())).splitlines() if line.startswith("| violated")]
    assert row.isprintable()
    assert row.replace("\\|", "").count("|") == 6
    assert "\\<b\\>" in row
