"""`policyengine repair`: reports, scenario files that a what-if accepts, exits, and a missing solver."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from policyengine.repairs.efforts import efforts
from tests.cli.conftest import DOCS, HERE, LAW, Run, validated

CHECKOUT = HERE.parent.parent
DAY = ("--as-of", "2026-11-22")
PAGE = (DOCS / "repair.md").read_text("utf-8")
_BLOCKS = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line[2:] for block in _BLOCKS for line in block.splitlines()]


@pytest.fixture
def repair(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it on the five registers, as somebody does who stands in the checkout."""
    monkeypatch.chdir(CHECKOUT)
    return lambda *arguments: run("repair", *arguments, *DAY)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("repair.txt", ()),
        ("repair-all.txt", ("--all",)),
        ("repair-none.txt", ("--fixed", "party", "--finding", "club-2-contract")),
        ("repair.md", ("--format", "markdown")),
        ("repair.json", ("--format", "json")),
        ("repair.yaml", ("--finding", "club-1-basis", "--alternatives", "1", "--format", "scenario")),
    ],
)
def test_whole_reports(run: Run, name: str, arguments: tuple[str, ...]) -> None:
    ran = run("repair", "facts", *arguments, *LAW)
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(ran.out, "utf-8")
    assert (ran.err, ran.out) == ("", kept.read_text("utf-8"))
    assert ran.code == (1 if name == "repair-none.txt" else 0)


@pytest.mark.parametrize("arguments", [(), ("--all",)])
def test_json_is_as_the_schema_promises(repair: Run, arguments: tuple[str, ...]) -> None:
    found = validated(
        repair("facts", "--register", "pantein-extra", *arguments, "--format", "json").out, "repair.schema.json"
    )
    proposals = [p for one in found["repaired"] for p in one["proposals"]]
    proposals += [plan["proposal"] for plan in found.get("plans", ())]
    assert proposals
    assert all(p["cost"] == sum(deed["cost"] for deed in p["deeds"]) for p in proposals)
    assert ("plans" in found) == bool(arguments)


def test_a_what_if_of_each_scenario_comes_to_the_same(run: Run, repair: Run, tmp_path: Path) -> None:
    ran = repair("facts", "--register", "pantein-extra", "--write-scenarios", str(tmp_path), "--format", "json")
    found: dict[str, Any] = json.loads(ran.out)
    named = {p["name"]: (one["finding"], p) for one in found["repaired"] for p in one["proposals"]}
    assert sorted(named) == sorted(file.stem for file in tmp_path.iterdir())
    for file in tmp_path.iterdir():
        finding, proposal = named[file.stem]
        assert file.read_text("utf-8") == proposal["scenario"]
        supposed = run("whatif", "facts", "--scenario", str(file), *DAY, "--format", "json")
        assert (supposed.code, supposed.err) == (0, "")
        difference = validated(supposed.out, "diff.schema.json")
        gone = [(one["finding"]["rule"], r["key"]) for one in difference["resolved"] for r in one["finding"]["records"]]
        assert {(finding["rule"], record["key"]) for record in finding["records"]} <= {*gone}
        new = {
            (one["finding"]["rule"], record["key"])
            for one in difference["introduced"]
            for record in one["finding"]["records"]
        }
        assert {(one["rule"], one["key"]) for one in proposal["opens"]} == new
        assert all(one["finding"]["verdict"] in ("not stated", "undetermined") for one in difference["introduced"])


def test_scenarios_do_not_replace_what_somebody_has_written(run: Run, tmp_path: Path) -> None:
    asked = ("repair", "facts", *LAW, "--write-scenarios", str(tmp_path))
    assert run(*asked).code == 0
    first, *others = sorted(tmp_path.iterdir())
    assert others
    # What is there word for word stays as it is.
    assert run(*asked).code == 0
    first.write_text(first.read_text("utf-8") + "# mine\n", "utf-8")
    others[0].unlink()
    ran = run(*asked)
    assert (ran.code, ran.out) == (2, "")
    assert f"nothing was written: `{first}` would be replaced" in ran.err
    assert first.read_text("utf-8").endswith("# mine\n")
    assert not others[0].exists()


def test_one_proposal_as_a_scenario_file(run: Run, repair: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    assert repair("facts", "--register", "12care", "--all", "--format", f"scenario={file}").code == 0
    left = run("check", "facts", "--register", "12care", *DAY, "--format", "json")
    assert run("whatif", "facts", "--register", "12care", "--scenario", str(file), *DAY).code == 0
    assert json.loads(left.out)["counts"]["violated"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "scenario"), "`--format scenario` writes one proposal"),
        (("--finding", "gdpr-17-1-erasur"), "did you mean `gdpr-17-1-erasure`?"),
        (("--finding", "gdpr-17-1-erasur@erasure"), "did you mean `gdpr-17-1-erasure`?"),
        (("--finding", "gdpr-17-1-erasure@erasur"), "no right is called `erasur` (did you mean `"),
        (("--finding", "gdpr-17-1-erasure@12car:register"), "no register is called `12car` (did you mean `12care`?)"),
        (("--finding", "gdpr-17-1-erasure@register"), "the rule is asked of each right, and `register` is a register"),
        (("--finding", "erasur"), "did you mean `erasure`?"),
        (("--effort", "notice.claims"), "says no effort"),
        (("--effort", "notice.claims=0"), "is no whole number from 1 to"),
        (("--effort", "notice.claim=1"), "did you mean `claims`?"),
        (("--effort", "foo.bar=1"), "`foo.bar` is neither a path nor `kind.attribute`"),
        (("--fixed", "12care:notice.site"), "did you mean `notices`?"),
        (("--fixed", "notic"), "beginning so: `notice`, `notices`"),
        (("--write-scenarios", "nowhere"), "there is no folder `nowhere`"),
        (("--register", "12car"), "did you mean `12care`?"),
    ],
)
def test_what_cannot_be_followed(repair: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = repair("facts", "--register", "12care", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_efforts_of_a_house_stand_in_a_file(repair: Run, tmp_path: Path) -> None:
    file = tmp_path / "efforts.yaml"
    one = ("facts", "--register", "12care", "--finding", "gdpr-17-1-erasure", "--efforts", str(file))
    file.write_text("right.limits: 21\nnotice.*: fixed\n", "utf-8")
    assert "effort 21, 1 thing to do" in repair(*one).out
    assert "effort 2, 1 thing to do" in repair(*one, "--effort", "right.limits=2").out
    file.write_text("right.limits: fixed\n", "utf-8")
    assert repair(*one).code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("right.limits: none\n", "`none` is no effort"),
        ("right.limit: 3\n", "did you mean `limits`?"),
        ("- right.limits\n", "must be a mapping"),
        ("right.limits: [1]\n", "right.limits"),
    ],
)
def test_a_file_of_efforts_that_is_wrong(repair: Run, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "efforts.yaml"
    file.write_text(text, "utf-8")
    ran = repair("facts", "--efforts", str(file))
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err
    assert repair("facts", "--efforts", str(tmp_path / "nowhere.yaml")).code == 2


def test_without_the_solver_one_plain_message(repair: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clingo", None)
    ran = repair("facts")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "policyengine: repairs are found by clingo, which is not installed: pip install 'policyengine-gdpr[repair]'\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(
    run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "facts").symlink_to(CHECKOUT / "facts")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(command)
    ran = run(*arguments, *DAY)
    assert program == "policyengine"
    assert (ran.code, ran.err) == (0, "")


def test_the_page_names_every_effort() -> None:
    for effort in efforts().values():
        cost = "–" if effort.fixed else effort.cost
        assert f"| `{effort.name}` | {cost} | {effort.means} |" in PAGE
