"""What `docs/ci.md` shows can be run, and its tables name what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from policyengine.cli.outputs import FORMATS
from policyengine.triage.exits import Exit
from tests.cli.conftest import HERE, LAW, Run

PAGE = (HERE.parent.parent / "docs" / "ci.md").read_text("utf-8")
COMMANDS = re.findall(r"^(?:\$ | +- (?:run: )?)(policyengine .*)$", PAGE, re.MULTILINE)
PIPELINES = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("command", COMMANDS)
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


def test_pipelines_hand_on_the_files_that_are_made() -> None:
    github, gitlab = PIPELINES
    steps = github["jobs"]["policyengine"]["steps"]
    (made,) = [step["run"] for step in steps if step.get("run", "").startswith("policyengine")]
    for step in steps:
        for named in ("sarif_file", "path"):
            if named in step.get("with", {}):
                assert f"={step['with'][named]} " in f"{made} "
    (made,) = [line for line in gitlab["policyengine"]["script"] if line.startswith("policyengine")]
    for name, file in gitlab["policyengine"]["artifacts"]["reports"].items():
        assert f"{ {'codequality': 'gitlab'}.get(name, name) }={file} " in made


def test_every_format_and_every_exit_is_described() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(FORMATS)
    exits = [str(int(code)) for code in Exit]
    assert re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE) == exits
