"""`check --baseline`: what is new beside an earlier report, in every format, and what is no such report."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import HERE, LAW, Run, validated

SARIF = HERE.parent / "schemas" / "sarif-2.1.0.json"
COPIER = "  copier: {title: Copy shop, organisation: drukkerij, role: processor, contract: none}\n"


@pytest.fixture
def place(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the facts, the law, and the report `base.json` of them."""
    for folder in ("facts", "law"):
        shutil.copytree(HERE / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    run("check", "facts", "--format", "json=base.json", *LAW)
    return tmp_path


def rewrite(place: Path, old: str, new: str) -> None:
    file = place / "facts" / "fietsclub" / "register.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def add_a_processor(place: Path) -> None:
    """Found as the printer is, so that both are one finding of two records without a baseline."""
    rewrite(place, "  federation:\n", f"{COPIER}  federation:\n")


def against_base(run: Run, *arguments: str) -> tuple[int, dict[str, Any]]:
    ran = run("check", "facts", "--baseline", "base.json", "--format", "json", *arguments, *LAW)
    assert ran.err == ""
    return ran.code, validated(ran.out, "check.schema.json")


def test_without_a_change_nothing_is_new_and_nothing_fails(place: Path, run: Run) -> None:
    code, document = against_base(run)
    assert (code, document["findings"], document["questions"]) == (0, [], [])
    compared = document["compared"]
    assert (compared["new"], compared["changed"], compared["resolved"], compared["not_asked"]) == (0, 0, 0, 0)
    known = json.loads((place / "base.json").read_text("utf-8"))["findings"]
    kept = sum(len(f["records"]) + sum(len(r["records"]) for r in f["related"]) for f in known)
    assert compared["unchanged"] == kept > 0
    text = run("check", "facts", "--baseline", "base.json", *LAW).out
    assert "Nothing new." in text
    assert f"Compared with the report as of 2026-11-22: 0 verdicts are new, {kept} unchanged, 0 resolved." in text


def test_of_a_finding_that_gains_a_record_only_that_record_is_new(place: Path, run: Run) -> None:
    add_a_processor(place)
    grouped = json.loads(run("check", "facts", "--format", "json", *LAW).out)["findings"]
    assert ["parties.copier", "parties.printer"] in [[r["key"] for r in f["records"]] for f in grouped]
    code, document = against_base(run)
    assert code == 1
    (finding,) = document["findings"]
    assert (finding["rule"], [record["key"] for record in finding["records"]]) == (
        "club-2-contract",
        ["parties.copier"],
    )
    assert "Drukkerij" not in finding["message"].replace("Copy shop", "")
    assert document["compared"]["new"] == 1


def test_lines_that_move_and_titles_that_change_make_nothing_new(place: Path, run: Run) -> None:
    rewrite(place, "parties:\n", "# moved\n\nparties:\n")
    rewrite(place, "title: Wielerbond", "title: Cycling federation")
    code, document = against_base(run)
    assert (code, document["findings"]) == (0, [])


def test_the_exit_code_looks_at_what_is_new_alone(place: Path, run: Run) -> None:
    assert run("check", "facts", *LAW).code == 1
    rewrite(place, "retention_told:", "effective: 2026-01-01\n    retention_told:")
    assert against_base(run, "--fail-on", "info")[0] == 0
    add_a_processor(place)
    assert against_base(run, "--fail-on", "critical")[0] == 0
    assert against_base(run)[0] == 1


def test_what_is_gone_is_counted_and_another_verdict_is_new(place: Path, run: Run) -> None:
    rewrite(place, "    contract: none\n", "")
    rewrite(place, "in-general-terms, source", "given, source")
    _, document = against_base(run)
    compared = document["compared"]
    assert (compared["new"], compared["changed"], compared["resolved"]) == (1, 1, 1)
    (finding,) = document["findings"]
    assert (finding["rule"], finding["verdict"]) == ("club-2-contract", "not stated")


def test_what_is_new_is_not_put_under_what_is_known(place: Path, run: Run) -> None:
    """A purpose that gains a second basis meets two rules; the baseline knows the worse of them."""
    known = json.loads((place / "base.json").read_text("utf-8"))
    for finding in known["findings"]:
        finding["related"] = [related for related in finding["related"] if related["rule"] != "club-7-follows"]
    (place / "base.json").write_text(json.dumps(known), "utf-8")
    _, document = against_base(run)
    assert [finding["rule"] for finding in document["findings"]] == ["club-7-follows"]


def test_rules_that_are_not_asked_are_neither_resolved_nor_forgotten(place: Path, run: Run) -> None:
    _, document = against_base(run, "--rule", "club-2-contract")
    assert document["compared"]["resolved"] == 0
    assert document["compared"]["not_asked"] > 0


def test_a_folded_finding_that_is_new_is_still_only_counted(place: Path, run: Run) -> None:
    rewrite(place, "  federation:\n", "  copier: {organisation: drukkerij, role: processor}\n  federation:\n")
    code, document = against_base(run, "--fail-on", "not-stated:info")
    assert [(f["rule"], f["folded"]) for f in document["findings"]] == [("club-2-contract", True)]
    assert code == 0


def test_sarif_says_of_each_result_whether_it_is_new_unchanged_or_absent(place: Path, run: Run) -> None:
    add_a_processor(place)
    rewrite(place, "in-general-terms, source", "given, source")
    document = json.loads(run("check", "facts", "--baseline", "base.json", "--format", "sarif", *LAW).out)
    jsonschema.Draft4Validator(json.loads(SARIF.read_text("utf-8"))).validate(document)
    results = document["runs"][0]["results"]
    states = {(each["ruleId"], each["baselineState"]) for each in results}
    assert {("club-2-contract", "new"), ("club-2-contract", "unchanged"), ("club-5-retention", "absent")} <= states
    assert all(each["baselineState"] in ("new", "unchanged", "absent") for each in results)
    bare = ("--baseline", "base.json", "--format", "sarif", "--sarif-without-absent")
    kept = json.loads(run("check", "facts", *bare, *LAW).out)["runs"][0]["results"]
    assert kept == [each for each in results if each["baselineState"] != "absent"]
    before = json.loads(run("check", "facts", "--format", "sarif", *LAW).out)["runs"][0]["results"]
    assert all("baselineState" not in each for each in before)


def test_a_finding_that_is_unchanged_keeps_its_fingerprint(place: Path, run: Run) -> None:
    def prints(*arguments: str) -> set[str]:
        results = json.loads(run("check", "facts", "--format", "sarif", *arguments, *LAW).out)["runs"][0]["results"]
        return {each["partialFingerprints"]["policyengine/subject/v1"] for each in results}

    before = prints()
    add_a_processor(place)
    assert before < prints("--baseline", "base.json")


def test_junit_fails_for_what_is_new_and_skips_what_is_known(place: Path, run: Run) -> None:
    add_a_processor(place)
    suites = ET.fromstring(run("check", "facts", "--baseline", "base.json", "--format", "junit", *LAW).out)
    failed = [case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None]
    assert failed == ["parties.copier"]
    assert suites.get("failures") == "1"
    skipped = [case.find("skipped") for case in suites.iter("testcase")]
    assert int(suites.get("skipped", "")) == sum(each is not None for each in skipped)
    assert any("as the baseline knows already" in each.get("message", "") for each in skipped if each is not None)


@pytest.mark.parametrize("name", ["text", "brief", "markdown", "github", "gitlab"])
def test_every_other_report_shows_what_is_new_and_nothing_known(name: str, place: Path, run: Run) -> None:
    add_a_processor(place)
    out = run("check", "facts", "--baseline", "base.json", "--format", name, *LAW).out
    assert "Every processor is bound by a contract" in out
    assert "basis that all sources agree on" not in out
    if name != "gitlab":
        assert "1 verdict is new" in out


def test_the_summary_of_a_job_says_that_nothing_is_new(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(place / "summary.md"))
    run("check", "facts", "--baseline", "base.json", "--format", "github", *LAW)
    assert "0 verdicts are new" in (place / "summary.md").read_text("utf-8")


def _report(**other: Any) -> str:
    found = json.loads(Path("base.json").read_text("utf-8"))
    return json.dumps({**found, **other})


def _with_first(**other: Any) -> str:
    found = json.loads(Path("base.json").read_text("utf-8"))
    found["findings"][0].update(other)
    return json.dumps(found)


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda: "", 3, "base.json:1:1: not JSON: expecting value"),
        (lambda: '{"schema": \n nonsense', 3, "base.json:2:2: not JSON"),
        (lambda: "[" * 100_000, 3, "not JSON that can be read"),
        (lambda: "1" * 5_000, 3, "not JSON that can be read"),
        (lambda: "[]", 3, "the baseline is no report of `policyengine check`"),
        (lambda: '{"version": "2.1.0", "runs": []}', 3, "the baseline is no report of `policyengine check`"),
        (
            lambda: _report(schema="policyengine/diff/1"),
            3,
            "a report of the form `policyengine/diff/1`",
        ),
        (lambda: _report(schema="policyengine/check/2"), 3, "`policyengine/check/1` was expected"),
        (lambda: _report(findings=[{}]), 3, "the report is not whole"),
        (lambda: _report(findings=7), 3, "the report is not whole"),
        (lambda: _report(as_of="yesterday"), 3, "the report is not whole"),
        (lambda: _with_first(verdict="fine"), 3, "the report is not whole"),
        (lambda: _with_first(severity="unheard"), 3, "the report is not whole"),
        (lambda: _with_first(location={"path": "a", "line": 0, "column": 1}), 3, "the report is not whole"),
        (lambda: _with_first(records=[]), 3, "the report is not whole"),
        (lambda: _report(compared={}), 3, "the report was itself made with `--baseline`"),
        (lambda: _report(registers=["fietsclub", "gone"]), 2, "`gone` is only in the baseline"),
        (lambda: _report(registers=[]), 2, "`fietsclub` is only in the facts"),
    ],
)
def test_what_is_no_baseline_is_refused(make: Any, code: int, said: str, place: Path, run: Run) -> None:
    (place / "base.json").write_text(make(), "utf-8")
    ran = run("check", "facts", "--baseline", "base.json", *LAW)
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(("name", "said"), [("nowhere.json", "there is no `nowhere.json`"), ("law", "is no report")])
def test_a_baseline_that_is_not_there_is_a_slip_of_the_command_line(
    name: str, said: str, place: Path, run: Run
) -> None:
    ran = run("check", "facts", "--baseline", name, *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "--format json=FILE" in ran.err


def test_problems_of_facts_and_of_the_baseline_are_told_together(place: Path, run: Run) -> None:
    (place / "base.json").write_text("{", "utf-8")
    rewrite(place, "role: controller", "role: contoller")
    ran = run("check", "facts", "--baseline", "base.json", *LAW)
    assert ran.code == 3
    assert "did you mean `controller`?" in ran.err
    assert "2 problems" in ran.err
