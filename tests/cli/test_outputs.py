"""Whole outputs, kept as files beside this one; `UPDATE_SNAPSHOTS=1 pytest tests/cli` writes them anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW, ONLY, Run, validated

SNAPSHOTS = {
    "check.txt": ("check", "facts", *LAW),
    "check-brief.txt": ("check", "facts", "--format", "brief", *LAW),
    "check.json": ("check", "facts", "--format", "json", "--all", *LAW),
    "check-2018.txt": ("check", "facts", *ONLY, "--as-of", "2018-06-01", "--rule", "club-2-contract"),
    "questions.txt": ("questions", "facts", *LAW),
    "explain-rule.txt": ("explain", "club-4-transfers", *LAW),
    "explain-record.txt": ("explain", "club-4-transfers", "page", *LAW),
    "explain-conflict.txt": ("explain", "club-1-basis", "fietsclub:activities.newsletter.purposes.inform", *LAW),
    "explain-definition.txt": ("explain", "club-9-area", "mailer", *LAW),
    "explain-presumed.txt": ("explain", "club-9-area", "printer", *LAW),
    "explain-needless.txt": ("explain", "club-2-contract", "federation", *LAW),
    "facts.txt": ("facts",),
    "facts-record.txt": ("facts", "newsletter.data.address"),
    "diagram.dot": ("diagram", "facts", "--findings", *LAW),
    "diagram.mmd": ("diagram", "facts", "--format", "mermaid", *LAW),
}


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_whole_output(name: str, run: Run) -> None:
    ran = run(*SNAPSHOTS[name])
    assert (ran.code in (0, 1), ran.err) == (True, "")
    came = ran.out
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(came, "utf-8")
    assert came == kept.read_text("utf-8")


def test_json_keeps_its_promise(run: Run) -> None:
    document = validated(run(*SNAPSHOTS["check.json"]).out, "check.schema.json")
    judged = document["verdicts"]
    assert {word: sum(v["verdict"] == word for v in judged) for word in document["counts"]} == document["counts"]


def test_every_place_in_the_report_stands_in_a_file(run: Run) -> None:
    for finding in json.loads(run(*SNAPSHOTS["check.json"]).out)["findings"]:
        for place in [finding["location"], *(e["location"] for e in finding["evidence"] if "location" in e)]:
            line = (HERE / place["path"]).read_text("utf-8").splitlines()[place["line"] - 1]
            assert line[place["column"] - 1].strip(), place


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_same_bytes_whatever_the_hash_seed(form: str) -> None:
    command = [sys.executable, "-m", "policyengine", "check", "facts", "--format", form, *LAW]
    runs = [
        subprocess.run(
            command, cwd=HERE, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False
        )
        for seed in ("0", "1", "4242")
    ]
    assert len({run.stdout for run in runs}) == 1
    assert all(run.returncode == 1 for run in runs), runs[0].stderr


def test_the_same_findings_whatever_the_order_of_files(run: Run, tmp_path: Path) -> None:
    whole = (HERE / "facts" / "fietsclub" / "register.yaml").read_text("utf-8")
    head, notices = whole.split("notices:\n")
    head, activities = head.split("activities:\n")
    found = []
    for first, last in (("a", "z"), ("z", "a")):
        folder = tmp_path / first / "fietsclub"
        folder.mkdir(parents=True)
        (tmp_path / first / "organisations.yaml").write_bytes((HERE / "facts" / "organisations.yaml").read_bytes())
        (folder / "m.yaml").write_text(head, "utf-8")
        more = "register: fietsclub\nsource: notice\n{}:\n{}"
        (folder / f"{first}.yaml").write_text(more.format("notices", notices), "utf-8")
        (folder / f"{last}.yaml").write_text(more.format("activities", activities), "utf-8")
        document = json.loads(run("check", str(tmp_path / first), "--format", "json", "--all", *LAW).out)
        found.append(json.dumps(document, default=str, indent=1, sort_keys=True).replace(str(tmp_path / first), ""))
    without_places = [[line for line in each.splitlines() if '"path"' not in line] for each in found]
    assert without_places[0] == without_places[1]
    assert found[0] != found[1]
