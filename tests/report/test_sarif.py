"""SARIF: what the published schema and GitHub's limits ask, and what is read back."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from policyengine.findings import Evidence, Outcome, RecordName, Related
from policyengine.report.sarif import Limits, sarif
from policyengine.spans import Span
from tests.report.outcomes import CARD, HOSTILE, TEXT, full, hostile
from tests.report.test_text import FOUND

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
FILES = ("facts/club.yaml", "facts/other [1].yaml", "/elsewhere/ü.yaml")


def _run(outcome: Outcome, limits: Limits | None = None) -> dict[str, Any]:
    document = json.loads(sarif(outcome, limits) if limits else sarif(outcome))
    VALIDATOR.validate(document)
    (run,) = document["runs"]
    return run  # type: ignore[no-any-return]


def _result(**changes: Any) -> dict[str, Any]:
    (result,) = _run(full(FOUND._replace(**changes), texts=dict.fromkeys(FILES, TEXT)))["results"]
    return result  # type: ignore[no-any-return]


def test_the_schema_refuses_what_it_does_not_know() -> None:
    document = json.loads(sarif(full(FOUND)))
    document["runs"][0]["results"][0]["kind"] = "breach"
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    ("verdict", "severity", "kind", "level"),
    [
        ("violated", "critical", "fail", "error"),
        ("violated", "high", "fail", "error"),
        ("contradictory", "medium", "fail", "warning"),
        ("contradictory", "low", "fail", "note"),
        ("violated", "info", "fail", "note"),
        ("not stated", "critical", "review", "none"),
        ("undetermined", "high", "review", "none"),
    ],
)
def test_kind_and_level(verdict: str, severity: str, kind: str, level: str) -> None:
    result = _result(verdict=verdict, severity=severity)
    assert (result["kind"], result["level"]) == (kind, level)


def test_the_message_says_what_is_wrong_first_and_then_everything_else() -> None:
    presumed = Evidence(Span("", 0, 0), "", "the law", "presumed", "presumed: contracts run on")
    result = _result(
        verdict="undetermined",
        if_applied="violated",
        missing=("contract of Mailer",),
        evidence=(presumed,),
        related=(Related("made-up-2", "not stated", "Another", "low"),),
    )
    assert result["message"]["text"] == (
        "Every processor is bound by a contract (undetermined, violated if it applies). Mailer works without one. "
        "Not stated: contract of Mailer. Presumed: contracts run on. Expected: a contract. Repair: Conclude one. "
        "Also not stated: Another (made-up-2)."
    )
    assert "codeFlows" not in result


def test_the_region_lies_on_the_fact() -> None:
    place = _result()["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "facts/club.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {
        "startLine": 12,
        "startColumn": 5,
        "endLine": 12,
        "endColumn": 19,
        "snippet": {"text": "contract: none"},
    }


def test_evidence_is_a_flow_in_its_order() -> None:
    there = Evidence(Span(FILES[1], 12, 5), "", "public", "stated", "country of Mailer: US")
    (flow,) = _result(evidence=(there, *FOUND.evidence))["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [step["executionOrder"] for step in steps] == [1, 2]
    assert [step["location"]["message"]["text"] for step in steps] == [
        "country of Mailer: US (public)",
        "contract of Mailer: none (notice L3, implied)",
    ]
    assert steps[0]["location"]["physicalLocation"]["artifactLocation"]["uri"] == "facts/other%20%5B1%5D.yaml"


def test_other_records_are_related_places_to_which_the_message_links() -> None:
    more = tuple(
        RecordName("party", f"parties.p{n}", f"P[{n}]", Span("facts/club.yaml", n % 9 + 1, 1)) for n in range(120)
    )
    result = _result(records=(*FOUND.records, *more))
    related = result["relatedLocations"]
    assert [place["id"] for place in related] == list(range(1, 101))
    assert "Places: [P\\[0\\]](1), [P\\[1\\]](2)," in result["message"]["text"]
    assert "(8) and 92 more." in result["message"]["text"]


def test_fingerprints_do_not_know_lines() -> None:
    down = Span(FOUND.location.path, 14, 5)
    text = full(FOUND).texts[down.path]
    moved = full(FOUND._replace(location=down), texts={down.path: f"# new\n# new\n{text}"})
    (before,), (after,) = _run(full(FOUND))["results"], _run(moved)["results"]
    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["locations"] != after["locations"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "made-up-2"},
        {"register": "other"},
        {"verdict": "contradictory"},
        {"records": (FOUND.records[0]._replace(key="parties.printer"),)},
    ],
    ids=str,
)
def test_fingerprints_know_what_a_finding_is_about(changes: dict[str, Any]) -> None:
    subject = "policyengine/subject/v1"
    assert _result(**changes)["partialFingerprints"][subject] != _result()["partialFingerprints"][subject]


def test_every_rule_is_described_whether_or_not_it_found_anything() -> None:
    run = _run(full())
    assert run["results"] == []
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["made-up-1", "made-up-2"]
    assert rules[0]["help"]["markdown"] == (
        "## Every processor is bound by a contract\n\n"
        "**Law:** GDPR 28(3), 28(9), UAVG 4\n\n"
        "**Asked of each party:** a contract\n\n"
        "**Exceptions**\n\n- a law binds it (GDPR 28(3))\n\n"
        "**Repair:** Conclude one.\n\n"
        "**In full**\n\n"
        "    applies where\n      role is processor\n\n    requires\n      contract is stated\n"
    )


def test_references_lead_to_the_provision_of_the_act() -> None:
    run = _run(full(FOUND))
    (result,) = run["results"]
    for reference in (*result["taxa"], *(r["target"] for r in run["tool"]["driver"]["rules"][0]["relationships"])):
        act = run["taxonomies"][reference["toolComponent"]["index"]]
        assert act["name"] == reference["toolComponent"]["name"]
        assert act["taxa"][reference["index"]]["id"] == reference["id"]
    assert [taxon["id"] for taxon in result["taxa"]] == list(FOUND.provisions)
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_what_is_folded_is_counted_in_a_notification() -> None:
    run = _run(full(FOUND, FOUND._replace(rule="made-up-2", verdict="not stated", folded=True)))
    assert len(run["results"]) == 1
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "note"
    assert told["message"]["text"].startswith("1 finding is open")


def _many(count: int, say: str = "") -> Outcome:
    noise = random.Random(1)
    findings = [
        FOUND._replace(
            rule="made-up-1" if number < 3 else "made-up-2",
            message=f"{say}{noise.getrandbits(400):x}",
            records=(FOUND.records[0]._replace(key=f"parties.p{number}"),),
        )
        for number in range(count)
    ]
    return full(*findings)


def test_the_worst_findings_are_kept_and_the_rest_is_told() -> None:
    run = _run(_many(9), Limits(results=4))
    assert [result["ruleId"] for result in run["results"]] == ["made-up-1"] * 3 + ["made-up-2"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"][:25]) == ("warning", "5 findings are left out, ")
    described = run["tool"]["driver"]["notifications"][told["descriptor"]["index"]]
    assert described["id"] == told["descriptor"]["id"]


def test_github_shows_five_thousand() -> None:
    assert len(_run(_many(5_002))["results"]) == 5_000


def test_no_more_bytes_than_are_taken() -> None:
    outcome, limit = _many(60), 6_000
    whole = len(gzip.compress(sarif(outcome).encode(), mtime=0))
    cut = sarif(outcome, Limits(compressed=limit))
    assert len(gzip.compress(cut.encode(), mtime=0)) <= limit < whole
    run = json.loads(cut)["runs"][0]
    left = 60 - len(run["results"])
    assert 0 < left < 60
    assert f"{left} findings are left out" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_without_any_room_there_is_no_result_and_no_endless_loop() -> None:
    assert _run(_many(3), Limits(compressed=1))["results"] == []


def test_hostile_text_makes_no_link_no_placeholder_and_nothing_unprintable() -> None:
    card = CARD._replace(title=HOSTILE, help=(HOSTILE,), exceptions=(HOSTILE,))
    outcome = full(hostile(), rules=(card,))
    assert all(line.isprintable() for line in sarif(outcome).splitlines())
    run = _run(outcome)
    message = run["results"][0]["message"]["text"]
    assert message.isprintable()
    assert "\\[x\\](9) {{0}}" in message
    markdown = run["tool"]["driver"]["rules"][0]["help"]["markdown"]
    assert "\\<b\\>" in markdown
    assert "\n::error" not in markdown


def test_a_file_outside_of_the_folder_has_its_whole_path() -> None:
    place = _result(location=Span(FILES[2], 12, 5))["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///elsewhere/%C3%BC.yaml"}
