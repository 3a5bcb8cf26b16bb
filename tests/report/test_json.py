"""The report as JSON: what its schema promises, and safe to print."""

from __future__ import annotations

import json as standard
from pathlib import Path

import jsonschema
import pytest

from policyengine.findings import Related
from policyengine.report.json import json
from tests.report.test_text import ASKED, FOUND, outcome

SCHEMA = standard.loads((Path(__file__).parents[2] / "docs" / "check.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("verdict", ["violated", "contradictory", "not stated", "undetermined"])
def test_every_kind_of_finding_keeps_the_schema(verdict: str) -> None:
    applied = "violated" if verdict == "undetermined" else ""
    finding = FOUND._replace(
        verdict=verdict, if_applied=applied, related=(Related("other", "not stated", "Other", "low"),)
    )
    document = standard.loads(json(outcome(finding, questions=[ASKED])))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    assert document["findings"][0]["records"][0]["key"] == "parties.mailer"


def test_the_schema_refuses_what_it_does_not_know() -> None:
    document = standard.loads(json(outcome(FOUND)))
    document["findings"][0]["verdict"] = "compliant"
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_hostile_text_is_escaped_and_comes_back_whole() -> None:
    hostile = "a\x1b[31m\n\x9b\u202e\u2066\u200f\ud800 Écluse"
    shown = json(outcome(FOUND._replace(title=hostile)))
    assert all(line.isprintable() for line in shown.splitlines())
    assert "Écluse" in shown
    assert standard.loads(shown)["findings"][0]["title"] == hostile
