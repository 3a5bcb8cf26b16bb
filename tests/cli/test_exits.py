"""How runs end: exit codes, and what is said when something is wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW, Run


def test_findings_of_high_severity_fail_the_run(run: Run) -> None:
    assert run("check", "facts", *LAW).code == 1


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("never", 0), ("critical", 1), ("high", 1), ("info", 1), ("violated:critical", 1), ("not-stated:high", 1)],
    ids=str,
)
def test_fail_on(fail_on: str, code: int, run: Run) -> None:
    assert run("check", "facts", "--fail-on", fail_on, *LAW).code == code


def test_a_verdict_that_is_not_named_keeps_its_default(run: Run) -> None:
    assert run("check", "facts", "--fail-on", "violated:critical,contradictory:never", *LAW).code == 0
    denied = ("check", "facts", "--rule", "club-2-contract", *LAW)
    assert [run(*denied, "--fail-on", each).code for each in ("high", "not-stated:critical", "undetermined:low")] == [
        1
    ] * 3


def test_a_medium_finding_passes_by_default(run: Run) -> None:
    only = ("--rule", "club-5-retention")
    assert run("check", "facts", *only, *LAW).code == 0
    assert run("check", "facts", *only, "--fail-on", "medium", *LAW).code == 1


def test_what_is_not_stated_never_fails_a_run(run: Run) -> None:
    ran = run("check", "facts", "--rule", "club-3-special", "--fail-on", "info", *LAW)
    assert "not stated high club-3-special" in ran.out
    assert ran.code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rule", "club-2-contrct"), "no rule is called `club-2-contrct` (did you mean `club-2-contract`?)"),
        (("--register", "fietsclup"), "no register is called `fietsclup` (did you mean `fietsclub`?)"),
        (("--pack", "clubs"), "no pack is called `clubs` (did you mean `club`?)"),
        (("--as-of", "22-11-2026"), "`22-11-2026` is not a day such as"),
        (("--as-of", "20261122"), "`20261122` is not a day such as"),
        (("--as-of", "2026-W01-1"), "`2026-W01-1` is not a day such as"),
        (("--fail-on", "severe"), "`severe` is not a severity (critical, high, medium, low, info)"),
    ],
)
def test_a_command_line_that_cannot_be_followed(arguments: tuple[str, ...], said: str, run: Run) -> None:
    ran = run("check", "facts", *LAW, *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_chosen_rule_that_is_not_in_force_is_said_to_be_so(run: Run) -> None:
    asked = ("check", "dated/facts", "--rules", "dated/law", "--no-installed-rules", "--as-of", "2026-11-22")
    alone = run(*asked, "--rule", "term-4-later")
    assert (alone.code, alone.out) == (4, "")
    assert "`term-4-later` is not in force on 2026-11-22 (it is from 2027-03-01); name another day" in alone.err
    beside = run(*asked, "--rule", "term-4-later", "--rule", "term-1-contract")
    assert "1 rule not in force on 2026-11-22, and not judged: term-4-later" in beside.out
    assert "provisions that can be checked" not in beside.out
    later = run(*asked[:-1], "2027-03-01", "--rule", "term-4-later")
    assert "not in force" not in later.out + later.err
    found = json.loads(run(*asked, "--format", "json").out)
    assert found["not_in_force"] == ["term-4-later"]
    assert "term-4-later" not in found["without_record"]


def test_what_no_rule_in_force_checks_is_not_called_checked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE.parent.parent)
    early, now = (
        json.loads(run("check", "facts", "--register", "12care", "--format", "json", "--as-of", day).out)
        for day in ("2010-01-01", "2026-11-22")
    )
    assert now["not_in_force"] == [rule for rule in now["not_in_force"] if rule in early["not_in_force"]]
    assert len(early["not_in_force"]) > len(now["not_in_force"])
    assert early["checked"] < now["checked"]
    assert not set(early["without_record"]) & set(early["not_in_force"])


def test_facts_that_are_not_there(run: Run) -> None:
    ran = run("check", "nowhere", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no `nowhere`" in ran.err


def test_without_a_facts_folder_it_says_how_to_begin(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "policyengine init" in run("check").err


def test_all_problems_together_and_nothing_judged(run: Run, tmp_path: Path) -> None:
    shutil.copytree(HERE / "facts", tmp_path / "facts")
    file = tmp_path / "facts" / "fietsclub" / "register.yaml"
    broken = file.read_text("utf-8").replace("role: controller", "role: contoller").replace("claims:", "clams:")
    file.write_text(broken, "utf-8")
    ran = run("check", str(tmp_path / "facts"), *LAW)
    assert (ran.code, ran.out) == (3, "")
    assert "did you mean `controller`?" in ran.err
    assert "did you mean `claims`?" in ran.err
    assert "2 problems; nothing was judged" in ran.err


def test_rules_that_are_wrong_are_invalid_too(run: Run, tmp_path: Path) -> None:
    shutil.copytree(HERE / "law", tmp_path / "law")
    file = tmp_path / "law" / "club" / "club-5-retention.yaml"
    file.write_text(file.read_text("utf-8").replace("retention_told", "retention_tolt"), "utf-8")
    ran = run("check", "facts", "--rules", str(tmp_path / "law"), "--no-installed-rules", "--as-of", "2026-11-22")
    assert (ran.code, ran.out) == (3, "")
    assert "club-5-retention.yaml:6:" in ran.err


def test_nothing_to_judge(run: Run, tmp_path: Path) -> None:
    assert run("check", str(tmp_path), *LAW).code == 4
    ran = run("check", "facts", "--rule", "club-8-silent", *LAW)
    assert (ran.code, ran.out) == (4, "")
    assert "the register states nothing that a rule asks about" in ran.err


def test_init_writes_a_register_that_can_be_judged_and_never_over_another(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "mijn-bedrijf").code == 0
    assert run("check").code in (0, 1)
    written = tmp_path / "facts" / "mijn-bedrijf" / "register.yaml"
    before = written.read_bytes()
    again = run("init", "mijn-bedrijf")
    assert again.code == 2
    assert "is there already" in again.err
    assert written.read_bytes() == before
    assert [file.name for file in written.parent.iterdir()] == ["register.yaml"]


@pytest.mark.parametrize("slug", ["../elsewhere", "Mijn Bedrijf", "a/b", ""])
def test_init_refuses_names_that_leave_the_folder(
    slug: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", slug).code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["", "/dev/null", "a-file", "a-file/below"])
def test_init_says_once_where_it_cannot_write(
    where: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").write_text("mine", "utf-8")
    ran = run("init", "bakery", "--facts", where)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("policyengine") == 1 + ran.err.count("usage:")
    assert [file.name for file in tmp_path.iterdir()] == ["a-file"]


@pytest.mark.parametrize("where", ["a-file", "/dev/null"])
def test_a_drawing_that_cannot_be_written_is_no_bug(where: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("mine", "utf-8")
    ran = run("diagram", "facts", "--output", str(tmp_path / where), *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be written: " in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["a-file"]


def test_a_format_with_a_file_is_told_where_drawings_go(run: Run) -> None:
    ran = run("diagram", "facts", "--format", "svg=fietsclub.svg", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "`svg=fietsclub.svg` is not a format" in ran.err
    assert "`--format svg --output DIR`" in ran.err


def test_a_drawing_takes_the_place_of_no_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fietsclub.dot").mkdir()
    ran = run("diagram", "facts", "--output", str(tmp_path), *LAW)
    assert ran.code == 2
    assert "cannot be written: is a directory" in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["fietsclub.dot"]


def test_facts_of_one_register(run: Run) -> None:
    assert run("facts", "--register", "fietsclub").out == run("facts").out
    ran = run("facts", "--register", "fietsclu")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `fietsclub`?" in ran.err


def test_the_beginning_of_a_name_is_enough_to_be_told_it(run: Run) -> None:
    assert "did you mean `fietsclub`?" in run("check", "facts", "--register", "fi", *LAW).err
    assert "beginning so: `club-1-basis`, `club-2-contract`" in run("check", "facts", "--rule", "club", *LAW).err


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("nieuwsbrief", "no purpose is called `nieuwsbrief`"),
        ("elders:inform", "no register is called `elders`"),
        ("mailer", "the rule is asked of each purpose, and `parties.mailer` is a party"),
    ],
)
def test_records_that_cannot_be_found(record: str, said: str, run: Run) -> None:
    ran = run("explain", "club-1-basis", record, *LAW)
    assert ran.code == 2
    assert said in ran.err


def test_our_bugs_say_that_they_are_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("policyengine.check.compose", broken)
    ran = run("check", "facts", *LAW)
    assert ran.code == 70
    assert "our bug" in ran.err
    assert "Traceback" not in ran.err


def test_hostile_titles_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    shutil.copytree(HERE / "facts", tmp_path / "facts")
    facts = str(tmp_path / "facts")
    file = tmp_path / "facts" / "fietsclub" / "register.yaml"
    text = file.read_text("utf-8").replace("contract: none", 'contract: none\n    title: "left\\u202Ethgir\\u2066"')
    file.write_text(text, "utf-8")
    for verb in (("check", facts), ("explain", "club-2-contract", "printer", "--facts", facts)):
        ran = run(*verb, *LAW)
        assert "left\\u202ethgir\\u2066" in ran.out
        assert not {"\u202e", "\u2066"} & set(ran.out)


def test_what_is_said_about_hostile_text_is_safe_to_print(run: Run) -> None:
    ran = run("check", "facts", "--rule", "\x1b[31mred\a\n", *LAW)
    assert ran.code == 2
    assert not {"\x1b", "\a"} & set(ran.err)


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m policyengine check facts {' '.join(LAW)} | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_help_imports_neither_pydantic_nor_yaml() -> None:
    heavy = "{'pydantic', 'yaml', 'networkx'}"
    code = f"import sys, policyengine.cli as c; c.main(['--help']); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_a_proof_shows_every_place_whole(run: Run, tmp_path: Path) -> None:
    facts = tmp_path / ("a folder " * 6).strip() / "facts"
    shutil.copytree(HERE / "facts", facts)
    ran = run("explain", "club-4-transfers", "page", "--facts", str(facts), *LAW)
    named = [line for line in ran.out.splitlines() if ".yaml:" in line]
    assert named
    assert all(str(tmp_path) in line for line in named if "register.yaml:" in line)


@pytest.mark.parametrize("verb", [("check", ""), ("facts", "--facts", ""), ("evidence", "--documents", "")])
def test_no_path_is_empty(verb: tuple[str, ...], run: Run) -> None:
    ran = run(*verb)
    assert (ran.code, ran.out) == (2, "")
    assert "a path cannot be empty" in ran.err


def test_one_party_is_a_party_and_not_parties(run: Run, tmp_path: Path) -> None:
    small = tmp_path / "small" / "register.yaml"
    small.parent.mkdir()
    party = "parties: {mailer: {role: processor, data: [address]}}"
    small.write_text(f"register: small\nactivities:\n  a:\n    data: {{address: {{}}}}\n    {party}\n", "utf-8")
    drawn = run("diagram", str(tmp_path), *LAW).out
    assert "1 party" in drawn
    assert not re.search(r"\b1 (parties|flows)\b", drawn)


def test_paths_may_stand_on_both_sides_of_options(run: Run, tmp_path: Path) -> None:
    here, there = "facts/fietsclub", tmp_path / "register.yaml"
    there.write_text("register: other\nparties:\n  mailer: {role: processor, contract: none}\n", "utf-8")
    together = run("check", here, str(there), *LAW)
    assert together.code == 1
    assert run("check", here, *LAW, str(there)) == together
    assert run("check", here, *LAW, str(there), "--format", "text") == together
    assert run("check", *LAW, here, str(there)) == together
    assert "a path cannot be empty" in run("check", here, *LAW, "").err
    assert "unrecognized arguments" in run("check", here, *LAW, str(there), "--fromat", "text").err
    assert "unrecognized arguments" in run("schema", "policy", "more").err
