"""What `docs/ci.md` shows can be run or keeps the schema of those who read it, and its tables name what there is."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from policyengine.cli import diff
from policyengine.cli.check import configure
from policyengine.cli.outputs import FORMATS
from policyengine.triage.exits import Exit
from tests.cli.conftest import HERE, LAW, Run
from tests.cli.repositories import TemporaryRepository

CHECKOUT = HERE.parent.parent
PAGE = (CHECKOUT / "docs" / "ci.md").read_text("utf-8")
COMMANDS = re.findall(r"^(?:\$ | +- (?:run: )?)(policyengine .*)$", PAGE, re.MULTILINE)
IN_PIPELINES = [command for command in COMMANDS if "$" in command]
COMPARING = [command for command in COMMANDS if re.search("baseline|diff", command) and command not in IN_PIPELINES]
JUDGING = [command for command in COMMANDS if command not in (*COMPARING, *IN_PIPELINES)]
TESTS = re.findall(r"^\$ (pytest .*)$", PAGE, re.MULTILINE)
SHOWN = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]
ACTION, COMPONENT = "OWNER/policyengine@COMMIT", "/OWNER/policyengine/policyengine@"


def having(*keys: str) -> list[dict[str, Any]]:
    """The examples with one of these keys at the top."""
    return [shown for shown in SHOWN if {*keys} & shown.keys()]


WORKFLOWS, PIPELINES, HOOKS = having("jobs"), having("include", "policyengine", "changes"), having("repos")


def check_options(words: list[str]) -> None:
    """Refuse what `policyengine check` would refuse."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    configure(parser)
    parser.parse_args(words)


def test_nothing_that_is_shown_is_passed_over() -> None:
    assert (len(WORKFLOWS), len(PIPELINES)) == (4, 4)
    assert len(WORKFLOWS) + len(PIPELINES) + len(HOOKS) == len(SHOWN)
    fences = re.findall(r"^```(\w+)$", PAGE, re.MULTILINE)
    assert {*fences} == {"console", "yaml", "toml"}
    consoles = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    shown = [line[2:] for block in consoles for line in block.splitlines() if line.startswith("$ ")]
    assert {*shown} <= {*COMMANDS, *TESTS}


def test_commands_that_compare_tell_what_a_change_brings(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order shown, with a change after the report that is the baseline."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    repository = TemporaryRepository(tmp_path)
    shutil.copytree(HERE / "facts", tmp_path / "facts")
    repository.commit()
    law = [str(HERE / word) if word == "law" else word for word in LAW]
    for number, command in enumerate(COMPARING):
        ran = run(*shlex.split(command)[1:], *law)
        assert (ran.code, ran.err) == (1, "")
        if number == 0:
            more = "register: fietsclub\nparties: {copier: {role: processor, contract: none}}\n"
            (tmp_path / "facts" / "fietsclub" / "more.yaml").write_text(more, "utf-8")
    for name in ("new.md", "diff.md"):
        assert "copier" in (tmp_path / name).read_text("utf-8")
        assert "Wielerbond" not in (tmp_path / name).read_text("utf-8")


def made_by_comparing(command: str, base: str) -> set[str]:
    """The files that a comparison with `base` makes."""
    verb, named, *options = shlex.split(command)[1:]
    assert (verb, named) == ("diff", base)
    parser = argparse.ArgumentParser(exit_on_error=False)
    diff.configure(parser)
    return {str(output.file) for output in parser.parse_args([named, *options]).format if output.file}


def test_comparisons_in_pipelines_hand_on_what_they_make() -> None:
    *_, made, shown = WORKFLOWS[2]["jobs"]["diff"]["steps"]
    (file,) = made_by_comparing(made["run"], "origin/$BASE")
    assert file in shown["if"]
    assert file in shown["run"]
    job = PIPELINES[2]["changes"]
    assert made_by_comparing(job["script"][-1], job["rules"][0]["if"]) == {*job["artifacts"]["paths"]}


@pytest.mark.parametrize("command", JUDGING)
def test_commands_make_the_reports_they_name(
    command: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for folder in ("facts", "law"):
        (tmp_path / folder).symlink_to(HERE / folder)
    monkeypatch.chdir(tmp_path)
    ran = run(*shlex.split(command)[1:], *LAW)
    assert (ran.code, ran.err) == (1, "")
    made = {file.name for file in tmp_path.iterdir()} - {"facts", "law"}
    assert made == set(re.findall(r"=(\S+)", command)) != set()


@pytest.mark.parametrize("command", TESTS)
def test_tests_are_those_of_rules(command: str, tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "facts" / "kmo-verzekeringen", tmp_path / "facts" / "kmo-verzekeringen")
    shutil.copy(CHECKOUT / "facts" / "organisations.yaml", tmp_path / "facts")
    words = [sys.executable, "-m", *shlex.split(command), "-p", "policyengine.pytest_plugin", "--collect-only", "-q"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "policyengine::gdpr-28-3-contract[kmo-verzekeringen]" in done.stdout


def test_options_that_are_kept_in_a_file_are_read() -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    facts, options = tomllib.loads(block)["tool"]["pytest"]["ini_options"]["addopts"]
    assert facts == "--policyengine=facts"
    check_options(shlex.split(options.removeprefix("--policyengine-args=")))


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        *(("vendor.github-workflows", each) for each in WORKFLOWS),
        *(("vendor.gitlab-ci", each) for each in PIPELINES),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pipelines_keep_the_schema_of_their_service(schema: str, shown: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "pipeline.yml"
    # `on` is a yes in YAML 1.1, and a word to GitHub.
    file.write_text(yaml.safe_dump({"on" if key is True else key: value for key, value in shown.items()}), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_pipelines_hand_on_the_files_that_are_made() -> None:
    steps = WORKFLOWS[1]["jobs"]["policyengine"]["steps"]
    (made,) = [step["run"] for step in steps if step.get("run", "").startswith("policyengine")]
    for step in steps:
        for named in ("sarif_file", "path"):
            if named in step.get("with", {}):
                assert f"={step['with'][named]} " in f"{made} "
    gitlab = PIPELINES[1]["policyengine"]
    (made,) = [line for line in gitlab["script"] if line.startswith("policyengine")]
    for name, file in gitlab["artifacts"]["reports"].items():
        assert f"{ {'codequality': 'gitlab'}.get(name, name) }={file} " in made


def test_the_action_and_the_component_have_what_they_are_given() -> None:
    action = yaml.safe_load((CHECKOUT / "action.yml").read_text("utf-8"))
    spec, _ = yaml.safe_load_all((CHECKOUT / "templates" / "policyengine.yml").read_text("utf-8"))
    (step,) = [step for step in WORKFLOWS[0]["jobs"]["policyengine"]["steps"] if step["uses"] == ACTION]
    assert step["with"].keys() <= action["inputs"].keys()
    used = set(re.findall(r"steps\.policyengine\.outputs\.([\w-]+)", PAGE))
    assert used <= action["outputs"].keys()
    (included,) = PIPELINES[0]["include"]
    assert COMPONENT in included["component"]
    assert included["inputs"].keys() <= spec["spec"]["inputs"].keys()
    inputs = [*action["inputs"], *(name for name in spec["spec"]["inputs"] if name not in action["inputs"])]
    tables = "".join(part.partition("\n\n")[0] for part in PAGE.split("| input | what it says | without it |")[1:])
    assert re.findall(r"^\| `([\w-]+)` \|", tables, re.MULTILINE) == inputs
    assert re.findall(r"`([\w-]+)`", PAGE.partition("The outputs are ")[2].partition(";")[0]) == [*action["outputs"]]


def test_hooks_are_those_of_the_manifest(tmp_path: Path) -> None:
    manifest = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (shown,) = HOOKS
    hooks = {hook["id"]: hook["args"] for repository in shown["repos"] for hook in repository["hooks"]}
    assert hooks.keys() <= {hook["id"] for hook in manifest}
    check_options(hooks["policyengine-check"])
    assert all(f"`{hook['id']}`" in PAGE for hook in manifest)
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(yaml.safe_dump(shown), "utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_format_and_every_exit_is_described() -> None:
    formats = PAGE.partition("| name | for | shows |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", formats, re.MULTILINE) == list(FORMATS)
    exits = [str(int(code)) for code in Exit]
    assert re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE) == exits
