"""Reports for machines, several in one run: whole outputs, who reads them, and what cannot be asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest

from tests.cli.conftest import HERE, LAW, Run

SNAPSHOTS = {
    "check.sarif": "sarif",
    "check-junit.xml": "junit",
    "check-github.txt": "github",
    "check-gitlab.json": "gitlab",
    "check.md": "markdown",
}
SCHEMAS = HERE.parent / "schemas"


@pytest.fixture(autouse=True)
def _no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def _same_as_kept(name: str, came: str) -> None:
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(came, "utf-8")
    assert came == kept.read_text("utf-8")


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_whole_output(name: str, run: Run) -> None:
    ran = run("check", "facts", "--format", SNAPSHOTS[name], *LAW)
    assert (ran.code, ran.err) == (1, "")
    _same_as_kept(name, ran.out)


def test_the_summary_follows_what_other_steps_have_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summaries = tmp_path / "summary.md"
    summaries.write_text("# Built\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summaries))
    run("check", "facts", "--format", "text", *LAW)
    assert summaries.read_text("utf-8") == "# Built\n"
    run("check", "facts", "--format", f"github={tmp_path / 'commands'}", *LAW)
    before, _, summary = summaries.read_text("utf-8").partition("\n")
    assert before == "# Built"
    _same_as_kept("check-summary.md", summary)


def _sarif(run: Run, *arguments: str) -> dict[str, Any]:
    document = json.loads(run("check", *arguments, "--format", "sarif").out)
    jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))).validate(document)
    return document["runs"][0]  # type: ignore[no-any-return]


def _places(node: Any) -> list[dict[str, Any]]:
    """Every physical location below a node."""
    if isinstance(node, list):
        return [place for each in node for place in _places(each)]
    if not isinstance(node, dict):
        return []
    own = [node["physicalLocation"]] if "physicalLocation" in node else []
    return own + [place for each in node.values() for place in _places(each)]


def regions_lie_on_what_they_quote(run: dict[str, Any], root: Path) -> int:
    """Hold every region against the file; the answer is how many there are."""
    places = _places(run["results"])
    for place in places:
        region = place["region"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        lines = (root / place["artifactLocation"]["uri"]).read_text("utf-8").split("\n")
        assert region["startLine"] == region["endLine"]
        said = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert said == said.strip() == region["snippet"]["text"] != "", place
    return len(places)


def test_sarif_keeps_the_standard_and_lies_on_the_facts(run: Run) -> None:
    log = _sarif(run, "facts", *LAW)
    assert regions_lie_on_what_they_quote(log, HERE) > len(log["results"]) > 0
    written = sorted(file.stem for file in (HERE / "law" / "club").glob("club-*.yaml"))
    assert [rule["id"] for rule in log["tool"]["driver"]["rules"]] == written
    prints = [result["partialFingerprints"]["policyengine/subject/v1"] for result in log["results"]]
    assert len(set(prints)) == len(prints)


def test_the_registers_of_this_repository_as_sarif(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = HERE.parent.parent
    monkeypatch.chdir(root)
    log = _sarif(run, "facts", "--as-of", "2026-11-22")
    assert regions_lie_on_what_they_quote(log, root) > 100
    optional = {file.parent.name for file in (root / "rules").glob("*/pack.yaml") if "\noptional:" in file.read_text()}
    described = {rule["id"] for rule in log["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in log["results"]} < described
    for pack in sorted({file.parent.name for file in (root / "rules").glob("*/pack.yaml")} - optional):
        files = (root / "rules" / pack).glob("*.yaml")
        ids = {
            file.stem for file in files if not file.name.endswith(".test.yaml") and "\namends:" not in file.read_text()
        }
        assert ids - {"pack"} <= described, pack
    keys = [
        (result["ruleId"], result["partialFingerprints"]["primaryLocationLineHash"], json.dumps(result["locations"]))
        for result in log["results"]
    ]
    assert len(set(keys)) == len(keys)


def test_fingerprints_outlive_lines_put_before(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "facts", tmp_path / "facts")
    shutil.copytree(HERE / "law", tmp_path / "law")
    monkeypatch.chdir(tmp_path)
    file = Path("facts/fietsclub/register.yaml")
    before = _sarif(run, "facts", *LAW)["results"], json.loads(run("check", "--format", "gitlab", *LAW).out)
    file.write_text(f"# first\n\n{file.read_text('utf-8')}", "utf-8")
    after = _sarif(run, "facts", *LAW)["results"], json.loads(run("check", "--format", "gitlab", *LAW).out)
    for old, new in zip(before[0], after[0], strict=True):
        assert old["partialFingerprints"] == new["partialFingerprints"]
        assert old["locations"] != new["locations"]
    assert [entry["fingerprint"] for entry in before[1]] == [entry["fingerprint"] for entry in after[1]]


def test_code_quality_has_the_documented_fields(run: Run) -> None:
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
    entries = json.loads(run("check", "facts", "--format", "gitlab", *LAW).out)
    jsonschema.Draft202012Validator(schema).validate(entries)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) > 0


def test_junit_has_a_case_for_each_verdict(run: Run) -> None:
    counts = json.loads(run("check", "facts", "--format", "json", *LAW).out)["counts"]
    written = junitparser.JUnitXml.fromstring(run("check", "facts", "--format", "junit", *LAW).out.encode())
    assert written.tests == sum(counts.values()) == sum(1 for suite in written for _ in suite)
    assert written.failures == counts["violated"] + counts["contradictory"]
    assert written.skipped == counts["not stated"] + counts["undetermined"] + counts["not applicable"]


def test_several_in_one_run_are_what_each_is_alone(run: Run, tmp_path: Path) -> None:
    names = ("text", "json", "markdown", "sarif", "junit", "github", "gitlab")
    alone = {name: run("check", "facts", "--format", name, *LAW).out for name in names}
    wanted = [word for name in names[1:] for word in ("--format", f"{name}={tmp_path / name}")]
    ran = run("check", "facts", *wanted, "--format", "text", *LAW)
    assert (ran.code, ran.err, ran.out) == (1, "", alone["text"])
    assert {name: (tmp_path / name).read_bytes().decode() for name in names[1:]} == {
        name: alone[name] for name in names[1:]
    }
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names[1:])


def test_all_shows_every_verdict_beside_reports_for_machines(run: Run, tmp_path: Path) -> None:
    alone = run("check", "facts", "--format", "json", "--all", *LAW).out
    both = run("check", "facts", "--format", f"junit={tmp_path / 'j.xml'}", "--format", "json", "--all", *LAW).out
    assert json.loads(both)["verdicts"]
    assert both == alone


def test_with_files_alone_nothing_is_printed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("old and much longer than nothing" * 1000, "utf-8")
    ran = run("check", "facts", "--format", f"text={file}", *LAW)
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert file.read_text("utf-8") == run("check", "facts", *LAW).out


@pytest.mark.parametrize("form", SNAPSHOTS.values())
def test_the_same_bytes_whatever_the_hash_seed(form: str) -> None:
    command = [sys.executable, "-m", "policyengine", "check", "facts", "--format", form, *LAW]
    runs = [
        subprocess.run(command, cwd=HERE, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False)
        for seed in ("0", "1", "4242")
    ]
    assert len({run.stdout for run in runs}) == 1
    assert all(run.returncode == 1 for run in runs), runs[0].stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sarf",), "no format is called `sarf` (did you mean `sarif`?)"),
        (("sarif=",), "`sarif=` names no file; write `sarif=sarif.out`, or `sarif` to print"),
        (("github", "text"), "`github` and `text` would be printed into each other"),
        (("sarif=nowhere/a.sarif",), "nowhere` to write `a.sarif` in; make it first"),
        (("sarif=facts",), "facts` is not a file that can be replaced; name another"),
        (("sarif=/dev/null",), "`/dev/null` is not a file that can be replaced; name another"),
        (("sarif=out", "junit=./out"), "two formats would be written to `out`; give each a file of its own"),
    ],
    ids=str,
)
def test_reports_that_cannot_be_made(arguments: tuple[str, ...], said: str, run: Run) -> None:
    ran = run("check", "facts", *(word for each in arguments for word in ("--format", each)), *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (HERE / "out").exists()


def test_a_report_that_cannot_be_written_fails_the_run(run: Run, tmp_path: Path) -> None:
    ran = run("check", "facts", "--format", f"sarif={tmp_path / ('x' * 250)}", "--format", "text", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written: file name too long" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_summary_that_cannot_be_written_fails_the_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    ran = run("check", "facts", "--format", "github", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written: is a directory" in ran.err


def test_a_link_stays_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real").write_text("old", "utf-8")
    assert run("check", "facts", "--format", f"gitlab={tmp_path / 'link'}", *LAW).code == 1
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "real").read_text("utf-8"))


def test_nothing_is_written_where_nothing_is_judged(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.sarif"
    assert run("check", "facts", "--rule", "club-8-silent", "--format", f"sarif={out}", *LAW).code == 4
    assert not out.exists()


@pytest.mark.parametrize("form", SNAPSHOTS.values())
def test_hostile_titles_reach_no_log(form: str, run: Run, tmp_path: Path) -> None:
    shutil.copytree(HERE / "facts", tmp_path / "facts")
    file = tmp_path / "facts" / "fietsclub" / "register.yaml"
    title = 'title: "a\\n::error::b ]]> % \\u202E\\n::warning::c"'
    said = file.read_text("utf-8").replace("contract: none", f"contract: none\n    {title}")
    file.write_text(said, "utf-8")
    ran = run("check", str(tmp_path / "facts"), "--format", form, *LAW)
    assert "::error::b" in ran.out
    assert "\u202e" not in ran.out
    assert not [line for line in ran.out.splitlines() if line.lstrip().startswith(("::error::", "::warning::"))]
