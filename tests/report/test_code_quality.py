"""Code Quality for GitLab: the documented fields, nothing twice, stable fingerprints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policyengine.findings import Outcome
from policyengine.report.code_quality import code_quality
from policyengine.spans import Span
from tests.report.outcomes import full, hostile
from tests.report.test_text import FOUND

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "gitlab-code-quality.json").read_text("utf-8"))


def _entries(outcome: Outcome) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(code_quality(outcome))
    jsonschema.Draft202012Validator(SCHEMA).validate(entries)
    return entries


def test_an_entry() -> None:
    (entry,) = _entries(full(FOUND))
    assert len(entry.pop("fingerprint")) == 32
    assert entry == {
        "description": "violated: Every processor is bound by a contract (Mailer works without one)",
        "check_name": "made-up-1",
        "severity": "critical",
        "location": {"path": "facts/club.yaml", "lines": {"begin": 12}},
    }


@pytest.mark.parametrize(
    ("verdict", "severity", "shown"),
    [
        ("violated", "critical", "blocker"),
        ("contradictory", "high", "critical"),
        ("violated", "medium", "major"),
        ("violated", "low", "minor"),
        ("violated", "info", "info"),
        ("not stated", "critical", "info"),
        ("undetermined", "high", "info"),
    ],
)
def test_severities(verdict: str, severity: str, shown: str) -> None:
    (entry,) = _entries(full(FOUND._replace(verdict=verdict, severity=severity)))
    assert entry["severity"] == shown


def test_nothing_stands_twice_and_a_move_of_lines_changes_no_fingerprint() -> None:
    other = FOUND._replace(rule="made-up-2")
    before = [entry["fingerprint"] for entry in _entries(full(FOUND, other))]
    assert len(set(before)) == 2
    moved = [each._replace(location=Span("facts/club.yaml", 40, 1)) for each in (FOUND, other)]
    assert [entry["fingerprint"] for entry in _entries(full(*moved))] == before


def test_what_the_sources_never_show_is_left_out_and_nothing_found_is_an_empty_list() -> None:
    assert _entries(full(FOUND._replace(verdict="not stated", folded=True))) == []


def test_hostile_text_is_one_visible_line() -> None:
    text = code_quality(full(hostile()))
    assert all(line.isprintable() for line in text.splitlines())
    (entry,) = _entries(full(hostile()))
    assert entry["description"].isprintable()
