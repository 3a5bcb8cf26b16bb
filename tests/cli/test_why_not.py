"""`policyengine explain --why-not`: whole outputs, JSON, and what to say where it cannot be answered."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import HERE, LAW, ONLY, Run, validated

WHY_NOT = ("explain", "--why-not")
FEDERATION = (*WHY_NOT, "club-2-contract", "federation", *LAW)
SNAPSHOTS = {
    "why-not.txt": FEDERATION,
    "why-not-contradictory.txt": (*WHY_NOT, "club-4-transfers", "page", *LAW),
    "why-not-presumed.txt": (*WHY_NOT, "club-9-area", "mailer", *LAW),
    "why-not.json": (*FEDERATION, "--format", "json"),
}
ASKED = (
    ("club-2-contract", "federation"),
    ("club-2-contract", "printer"),
    ("club-4-transfers", "page"),
    ("club-1-basis", "organise"),
    ("club-1-basis", "fietsclub:activities.newsletter.purposes.inform"),
    ("club-6-scale", "rides"),
    ("club-9-area", "mailer"),
)


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_whole_output(name: str, run: Run) -> None:
    ran = run(*SNAPSHOTS[name])
    assert (ran.code, ran.err) == (0, "")
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(ran.out, "utf-8")
    assert ran.out == kept.read_text("utf-8")


def answered(run: Run, rule: str, record: str) -> dict[str, Any]:
    ran = run(*WHY_NOT, rule, record, *LAW, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return validated(ran.out, "why-not.schema.json")


@pytest.mark.parametrize(("rule", "record"), ASKED)
def test_json_keeps_its_promise_and_what_is_printed_can_be_pasted(rule: str, record: str, run: Run) -> None:
    document = answered(run, rule, record)
    for change in document.get("fails", {}).get("changes", ()):
        program, *words = shlex.split(change["command"])
        assert program == "policyengine"
        ran = run(*words, "--rule", rule, "--fail-on", "info", "--format", "json")
        assert (ran.code, ran.err) == (1, "")
        found = json.loads(ran.out)
        now = [one["finding"] for one in found["introduced"]] + [one["after"] for one in found["changed"]]
        about = [(one["rule"], one["verdict"], key["key"]) for one in now for key in one["records"]]
        assert (rule, document["fails"]["verdict"], document["record"]["key"]) in about


def test_the_command_asks_about_the_same_facts_by_the_same_law(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    (folder / "fietsclub").mkdir(parents=True)
    for name in ("organisations.yaml", "fietsclub/register.yaml"):
        (folder / name).write_text((HERE / "facts" / name).read_text("utf-8"), "utf-8")
    ran = run(*WHY_NOT, "club-2-contract", "federation", "--facts", str(folder), *LAW)
    shown = ran.out.splitlines()[-1].strip()
    assert shlex.split(shown)[:8] == ["policyengine", "whatif", str(folder), "--as-of", "2026-11-22", *ONLY]


def test_reports_to_files(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "why.json"
    ran = run(*FEDERATION, "--format", "text", "--format", f"json={file}")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (HERE / "snapshots" / "why-not.txt").read_text("utf-8")
    assert file.read_text("utf-8") == (HERE / "snapshots" / "why-not.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("club-2-contrat", "printer"), "no rule is called `club-2-contrat` (did you mean `club-2-contract`?)"),
        (("club-2-contract", "primter"), "no party is called `primter` (did you mean `parties.printer`?)"),
        (("club-2-contract",), "`--why-not` is asked of a record; name it"),
        (
            ("club-2-contract", "organise"),
            "the rule is asked of each party, and `activities.rides.purposes.organise` is a purpose",
        ),
        (("club-4-transfers", "page", "--format", "html"), "no format is called `html`"),
        (("club-4-transfers", "page", "--format", "text", "--format", "json"), "would be printed into each other"),
    ],
)
def test_what_cannot_be_answered(arguments: tuple[str, ...], said: str, run: Run) -> None:
    ran = run(*WHY_NOT, *arguments, *LAW)
    assert ran.code == 2
    assert said in ran.err
    assert not ran.out


def test_of_a_record_of_another_kind_those_are_named_that_belong_to_it(run: Run) -> None:
    of_one = run(*WHY_NOT, "club-1-basis", "activities.newsletter", *LAW)
    assert (of_one.code, of_one.err) == (
        2,
        "policyengine: the rule is asked of each purpose, and `activities.newsletter` is an activity; to it belongs "
        "`activities.newsletter.purposes.inform`\n",
    )
    of_none = run(*WHY_NOT, "club-1-basis", "parties.printer", *LAW)
    example = "fietsclub:activities.newsletter.purposes.inform"
    assert f"no purpose belongs to it, others are such as `{example}`" in of_none.err


def test_formats_are_of_why_not_alone(run: Run) -> None:
    ran = run("explain", "club-2-contract", "printer", "--format", "json", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "`--format` is of `--why-not`" in ran.err
