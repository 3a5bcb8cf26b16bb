"""The GitHub Action: its file keeps the schema, and its steps are run as the runner runs them."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from policyengine.cli import check, diff
from tests.hooks.conftest import CHECKOUT, HOSTILE, Done, calls, stand_in

FILE = CHECKOUT / "action.yml"
ACTION: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]


class Job(NamedTuple):
    """How a job ended, what it printed, and what its steps handed on."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


Run = Callable[..., Job]


@pytest.fixture
def job(repository: Path, environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs the steps one after another; what is not given has its default."""
    (tmp_path / "temp").mkdir()
    # These stand beside the packs that come with the program, which have tables of those names.
    for name in ("law/law", "law/definitions"):
        shutil.rmtree(repository / name)
    (repository / "law/club/club-9-area.yaml").unlink()
    python = stand_in(tmp_path)

    def run(**given: str) -> Job:
        named = {name.replace("_", "-"): value for name, value in given.items()}
        inputs = {name: named.get(name, entry["default"]) for name, entry in ACTION["inputs"].items()}
        inputs["python"] = named.get("python", str(python))
        handed: dict[str, dict[str, str]] = {}
        log, code = "", 0
        wanted = [step for step in STEPS if "run" in step and (inputs["compare-with"] or step["id"] != "compare")]
        for number, step in enumerate(wanted):
            done = _step(step, inputs, handed, {**environment, **_files(tmp_path, number)}, repository)
            written = (tmp_path / f"output{number}").read_text("utf-8").splitlines()
            handed[step["id"]] = dict(line.split("=", 1) for line in written)
            log, code = log + done.stdout + done.stderr, done.returncode
            if code:
                break
        outputs = {**handed.get("check", {}), **handed.get("compare", {})}
        return Job(code, log, outputs, (tmp_path / "summary").read_text("utf-8"))

    return run


def _files(folder: Path, number: int) -> dict[str, str]:
    """The files and folders that the runner hands to a step."""
    files = {"GITHUB_OUTPUT": folder / f"output{number}", "GITHUB_STEP_SUMMARY": folder / "summary"}
    for file in files.values():
        file.touch()
    folders = {"RUNNER_TEMP": folder / "temp", "GITHUB_ACTION_PATH": CHECKOUT}
    return {name: str(path) for name, path in {**files, **folders}.items()}


def _step(
    step: dict[str, Any], inputs: dict[str, str], handed: dict[str, dict[str, str]], base: dict[str, str], where: Path
) -> Done:
    def told(match: re.Match[str]) -> str:
        words = match[1].split(".")
        return inputs[words[1]] if words[0] == "inputs" else handed[words[1]][words[3]]

    env = {name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", told, value) for name, value in step["env"].items()}
    # As the runner does for `shell: bash`.
    script = where.parent / "script.sh"
    script.write_text(step["run"], "utf-8")
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    return subprocess.run(command, cwd=where, env={**base, **env}, capture_output=True, text=True, check=False)


LAW = {"rules": "law", "packs": "club", "as_of": "2026-11-22"}


def test_the_file_keeps_the_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_input_is_part_of_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", FILE.read_text("utf-8"))
    assert sorted({*used}) == sorted(ACTION["inputs"])


def test_what_others_wrote_is_named_by_its_commit() -> None:
    uses = re.findall(r"uses: (\S+)(.*)", FILE.read_text("utf-8"))
    assert uses
    for name, comment in uses:
        assert re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_inputs_are_options_of_check() -> None:
    scripts = {step["id"]: step["run"] for step in STEPS if "run" in step}
    for name, declare in (("check", check.configure), ("compare", diff.configure)):
        parser = argparse.ArgumentParser()
        declare(parser)
        known = {option for action in parser._actions for option in action.option_strings}
        added = {f"--{option}" for option in re.findall(r"add --([\w-]+)=", scripts[name])}
        assert "--fail-on" in added <= known


def test_findings_fail_the_job_and_every_report_is_made(job: Run, go: Callable[..., Done]) -> None:
    done = job(**LAW)
    assert done.code == 1
    assert done.outputs["exit-code"] == "1"
    assert "::error file=facts/fietsclub/register.yaml,line=15,col=5,title=violated%2C high" in done.log
    assert "fietsclub" in done.summary
    for name in ("sarif", "json", "junit", "text"):
        assert Path(done.outputs[name]).stat().st_size
    alone = go("policyengine", "check", "facts", "--rules=law", "--pack=club", "--as-of=2026-11-22")
    assert Path(done.outputs["text"]).read_text("utf-8") == alone.stdout


def test_nothing_found_passes(job: Run) -> None:
    done = job(**LAW, fail_on="never")
    assert (done.code, done.outputs["exit-code"]) == (0, "0")


def test_lists_are_lines(job: Run, repository: Path) -> None:
    (repository / "facts").rename(repository / "our facts")
    (repository / "our facts" / "fietsclub").rename(repository / "fiets club")
    done = job(**{**LAW, "packs": "club\n\n  gdpr\r\n"}, facts="  our facts  \nfiets club\n", registers="fietsclub\n")
    assert done.code == 1
    assert "file=fiets club/register.yaml,line=15" in done.log


def test_a_waiver_that_no_longer_holds_fails_the_job_and_makes_reports(job: Run, go: Callable[..., Done]) -> None:
    terms = ("--owner=jan", "--approved-by=dpo", "--reason=it is being signed", "--expires=2026-12-31")
    law = ("--rules=law", "--pack=club")
    add = go("policyengine", "waivers", "add", "club-2-contract", "printer", *terms, *law, "--as-of=2026-11-22")
    assert add.returncode == 0, add.stderr
    done = job(**{**LAW, "as_of": "2027-01-01"})
    assert (done.code, Path(done.outputs["sarif"]).is_file()) == (5, True)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"facts": "nowhere"}, 2, "there is no `nowhere`"),
        ({"facts": " \n"}, 2, "the input facts names nothing"),
        ({"sarif": "yes"}, 2, "the input sarif is neither true nor false"),
        ({"as_of": "yesterday"}, 2, "`yesterday` is not a day"),
        ({"packs": "clubs"}, 2, "no pack is called `clubs`"),
        ({"policy": "nowhere.yaml"}, 2, "there is no `nowhere.yaml`"),
        ({"facts": "law"}, 3, "nothing was judged"),
        ({"facts": "facts/organisations.yaml"}, 4, "nothing to judge"),
        ({"python": "no-such-python"}, 127, "no-such-python"),
    ],
    ids=str,
)
def test_what_cannot_be_judged_fails_the_job_without_reports(
    job: Run, given: dict[str, str], code: int, said: str
) -> None:
    done = job(**{**LAW, **given})
    assert done.code == code
    assert said in done.log
    assert not {"sarif", "json", "junit", "text"} & done.outputs.keys()


READ = [name for name in ACTION["inputs"] if name not in ("sarif", "category")]
ONE_BY_ONE = [{name: "--help"} for name in READ]
TOGETHER = [dict.fromkeys((name for name in READ if name != "python"), value) for value in HOSTILE]


@pytest.mark.parametrize("given", [*ONE_BY_ONE, *TOGETHER], ids=str)
def test_hostile_inputs_are_words(job: Run, tmp_path: Path, given: dict[str, str]) -> None:
    done = job(**{**LAW, **{name.replace("-", "_"): value for name, value in given.items()}})
    assert done.code not in (0, 1)
    assert not [*tmp_path.rglob("gone")]
    assert not re.search(r"^::error::forged", done.log.partition("::stop-commands::")[0], re.MULTILINE)


def test_with_something_to_compare_with_only_what_has_come_since_fails_the_job(
    job: Run, go: Callable[..., Done], repository: Path
) -> None:
    go("git", "add", "-A")
    go("git", "commit", "-q", "-m", "Keep the law of the club alone")
    before = job(**LAW, compare_with="HEAD")
    assert (before.code, before.outputs["exit-code"]) == (0, "1"), before.log
    file = repository / "facts" / "fietsclub" / "register.yaml"
    more = "parties:\n  copier: {role: processor, contract: none}"
    file.write_text(file.read_text("utf-8").replace("parties:", more, 1), "utf-8")
    after = job(**LAW, compare_with="HEAD")
    assert after.code == 1, after.log
    changes = Path(after.outputs["changes"]).read_text("utf-8")
    assert "copier" in changes
    assert changes in after.summary
    assert job(**LAW, compare_with="HEAD", fail_on="never").code == 0


def test_what_is_gone_since_a_baseline_is_not_shown_as_open(
    job: Run, go: Callable[..., Done], repository: Path
) -> None:
    law = ("--rules=law", "--pack=club", "--as-of=2026-11-22")
    assert go("policyengine", "check", "facts", "--format=json=before.json", *law).returncode == 1
    file = repository / "facts" / "fietsclub" / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("    contract: none\n", ""), "utf-8")
    done = job(**LAW, baseline="before.json")
    assert (done.code, done.outputs["exit-code"]) == (0, "0"), done.log
    assert "club-2-contract" in Path(done.outputs["json"]).read_text("utf-8")
    results = json.loads(Path(done.outputs["sarif"]).read_text("utf-8"))["runs"][0]["results"]
    states = {result["baselineState"] for result in results}
    assert "unchanged" in states
    assert "absent" not in states


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"compare_with": "nowhere"}, 2, "there is no revision or folder `nowhere`"),
        ({"compare_with": " "}, 2, "there is no revision or folder"),
        ({"compare_with": "HEAD", "facts": "law"}, 3, "nothing was judged"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_fails_the_job(job: Run, given: dict[str, str], code: int, said: str) -> None:
    done = job(**{**LAW, **given})
    assert done.code == code, done.log
    assert said in done.log
    assert "changes" not in done.outputs


def test_the_words_of_facts_are_no_commands(job: Run, repository: Path) -> None:
    file = repository / "facts" / "fietsclub" / "register.yaml"
    long = "a " * 60
    file.write_text(file.read_text("utf-8").replace("role: controller", f'role: "{long}::error::b"'), "utf-8")
    done = job(**LAW)
    assert done.code == 3
    before, _, after = done.log.partition("::stop-commands::")
    token, _, said = after.partition("\n")
    assert re.fullmatch("[0-9a-f]{32}", token)
    inside, ended, after = said.partition(f"\n::{token}::\n")
    assert ended
    assert "register.yaml:8:" in inside
    assert "::error::b" not in before + after


def test_the_program_is_the_one_beside_the_action(job: Run, tmp_path: Path) -> None:
    job(**LAW)
    (install,) = [line for line in calls(tmp_path) if "install" in line]
    assert install.endswith(f" -- {CHECKOUT}")


def test_it_installs_itself(job: Run, go: Callable[..., Done]) -> None:
    """Needs an index for what the program depends on."""
    if go("python", "-m", "pip", "download", "-q", "--no-deps", "-d", "..", "hatchling").returncode:
        pytest.skip("no index of packages can be reached")
    done = job(**LAW, python=sys.executable)
    assert done.code == 1, done.log
    assert "::error file=facts/fietsclub/register.yaml,line=15,col=5,title=violated%2C high" in done.log
