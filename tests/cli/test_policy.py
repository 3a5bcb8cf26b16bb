"""The policy file on the command line: where it is found, what wins over it, and how advice is shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import junitparser
import pytest

from policyengine.triage.schemas import policy_schema, waivers_schema
from tests.cli.conftest import HERE, Run

HOUSE = "facts: [where/facts]\nrules: [where/law]\ninstalled_rules: false\nas_of: 2026-11-22\n"


@pytest.fixture
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose policy says where facts and law stand."""
    for folder in ("facts", "law"):
        shutil.copytree(HERE / folder, tmp_path / "where" / folder)
    (tmp_path / "policyengine.yaml").write_text(HOUSE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def says(here: Path, more: str) -> None:
    (here / "policyengine.yaml").write_text(HOUSE + more, "utf-8")


def test_every_verb_goes_by_it(run: Run, here: Path) -> None:
    checked = run("check")
    assert (checked.code, checked.err) == (1, "")
    assert "where/facts/fietsclub/register.yaml:15:5" in checked.out
    assert "as of 2026-11-22" in checked.out
    assert run("facts").out == run("facts", "--facts", "where/facts").out != ""
    assert "club-2-contract" in run("rules", "list").out
    assert "gdpr-28-3-contract" not in run("rules", "list").out
    assert run("explain", "club-2-contract", "printer").code == 0
    assert run("explain", "club-2-contract").code == 0
    assert "decides" in run("questions").out
    assert "digraph" in run("diagram").out
    assert "nothing is waived" in run("waivers", "list").out
    assert run("evidence", "--documents", ".").code != 2


VERBS = [
    ("check",),
    ("questions",),
    ("diagram",),
    ("facts",),
    ("evidence", "--documents", "."),
    ("rules", "list"),
    ("rules", "lint"),
    ("explain", "club-2-contract"),
    ("explain", "club-2-contract", "printer"),
    ("waivers", "list"),
    ("waivers", "prune"),
]


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_refuses_one_that_is_wrong(verb: tuple[str, ...], run: Run, here: Path) -> None:
    says(here, "fail_onn: high\n")
    ran = run(*verb)
    assert (ran.code, ran.out) == (3, "")
    assert "policyengine.yaml:5:1: a policy file has no key `fail_onn`" in ran.err


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb[0] in ("check", "questions", "diagram", "waivers")])
def test_names_that_nobody_knows_are_refused_wherever_something_is_judged(
    verb: tuple[str, ...], run: Run, here: Path
) -> None:
    says(here, "enforcement: {rules: {club-2-contrct: advisory}}\n")
    ran = run(*verb)
    assert (ran.code, ran.out) == (3, "")
    assert "policyengine.yaml:5:23: no rule is called `club-2-contrct`" in ran.err
    assert "did you mean `club-2-contract`?" in ran.err


def test_the_command_line_wins(run: Run, here: Path) -> None:
    says(here, "packs: [club]\nfail_on: never\n")
    assert run("check").code == 0
    assert run("check", "--fail-on", "high").code == 1
    assert "as of 2018-05-25" in run("check", "--as-of", "2018-05-25").out
    shutil.copytree(here / "where", here / "there")
    assert "there/facts/fietsclub" in run("check", "there/facts").out
    assert run("check", "--pack", "clubb").code == 2
    assert run("check", "--rules", "there/law", "--fail-on", "critical").code == 1
    assert "there/law" in run("rules", "show", "club-2-contract", "--rules", "there/law").out


def test_the_command_line_does_not_win_over_what_is_hard(run: Run, here: Path) -> None:
    says(here, "packs: [club]\nfail_on: never\nenforcement: {rules: {club-2-contract: hard}}\n")
    assert [run("check", *more).code for more in ((), ("--fail-on", "never"), ("--fail-on", "critical"))] == [1, 1, 1]
    assert run("check", "--fail-on", "never", "--rule", "club-3-special").code == 0


def test_another_file_is_named(run: Run, here: Path) -> None:
    (here / "where" / "ours.yaml").write_text(
        "facts: facts\nrules: law\ninstalled_rules: false\nfail_on: never\n", "utf-8"
    )
    assert run("check", "--policy", "where/ours.yaml").code == 0
    ran = run("check", "--policy", "nowhere.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no `nowhere.yaml`; it names a policy file" in ran.err


def test_a_file_of_waivers_that_it_names(run: Run, here: Path) -> None:
    says(here, "waivers: {file: where/waivers.yaml, longest_days: 30}\n")
    ran = run("check")
    assert (ran.code, ran.out) == (3, "")
    assert "policyengine.yaml:5:10: there is no `where/waivers.yaml`" in ran.err
    terms = ("--reason", "r", "--owner", "o", "--approved-by", "a", "--expires")
    assert "30 days at most" in run("waivers", "add", "club-2-contract", "printer", *terms, "2026-12-23").err
    assert run("waivers", "add", "club-2-contract", "printer", *terms, "2026-12-22").code == 0
    assert (here / "where" / "waivers.yaml").exists()
    assert run("check", "--rule", "club-2-contract").code == 0
    ran = run("check", "--rule", "club-2-contract", "--as-of", "2026-12-23")
    assert ran.code == 5
    says(here, "waivers: {file: where/waivers.yaml, longest_days: 29}\n")
    ran = run("check")
    assert ran.code == 3
    assert "where/waivers.yaml:11:14: the waiver lasts 30 days, and 29 is the most" in ran.err


ADVICE = "fail_on: info\nenforcement: advisory\n"


def test_advice_is_marked_in_every_report_and_fails_nothing(run: Run, here: Path) -> None:
    says(here, ADVICE)
    text = run("check")
    assert text.code == 0
    assert "violated high club-2-contract (advice)" in text.out
    assert "Every processor is bound by a contract (advice)  where" in run("check", "--format", "brief").out
    assert "(high (advice); GDPR 28(3))" in run("check", "--format", "markdown").out
    document = json.loads(run("check", "--format", "json").out)
    schema = json.loads((HERE.parent.parent / "docs" / "check.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert all(finding["advice"] for finding in document["findings"])
    levels = {result["level"] for result in json.loads(run("check", "--format", "sarif").out)["runs"][0]["results"]}
    assert levels == {"note", "none"}
    commands = run("check", "--format", "github").out
    assert "::error" not in commands
    assert "::warning" not in commands
    assert {entry["severity"] for entry in json.loads(run("check", "--format", "gitlab").out)} == {"info"}
    suites = junitparser.JUnitXml.fromstring(run("check", "--format", "junit").out.encode())
    assert suites.failures == 0
    messages = [case.result[0].message for suite in suites for case in suite if case.result]
    assert "advice: violated (high): Every processor is bound by a contract" in messages


def test_advice_can_be_waived_and_what_is_hard_cannot(run: Run, here: Path) -> None:
    terms = ("--reason", "r", "--owner", "o", "--approved-by", "a", "--expires", "2026-12-22")
    says(here, "enforcement: {packs: {club: hard}}\n")
    ran = run("waivers", "add", "club-2-contract", "printer", *terms)
    assert ran.code == 2
    assert "`club-2-contract` cannot be waived: the policy file enforces it as hard" in ran.err
    says(here, ADVICE)
    assert run("waivers", "add", "club-2-contract", "printer", *terms).code == 0
    says(here, "enforcement: {rules: {club-2-contract: hard}}\n")
    ran = run("check")
    assert (ran.code, ran.out) == (3, "")
    assert "waivers.yaml:4:5: `club-2-contract` cannot be waived: the policy file enforces it as hard" in ran.err


def test_the_schemas_are_printed(run: Run) -> None:
    assert json.loads(run("schema", "policy").out) == policy_schema()
    assert json.loads(run("schema", "waivers").out) == waivers_schema()
    assert run("schema", "register").out == run("schema").out
    assert run("schema", "law").code == 2
