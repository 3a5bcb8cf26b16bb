"""The component for GitLab: it keeps the schema, and its script runs in the shells that images have."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.hooks.conftest import CHECKOUT, HOSTILE, Done, calls, stand_in

FILE = CHECKOUT / "templates" / "policyengine.yml"
SPEC, JOBS = yaml.safe_load_all(FILE.read_text("utf-8"))
INPUTS: dict[str, dict[str, str]] = SPEC["spec"]["inputs"]
REPORTS = ("gl-code-quality-report.json", "policyengine.xml", "policyengine.json")
LAW = {"rules": "law", "packs": "club", "as-of": "2026-11-22"}
Run = Callable[..., Done]


def included(given: dict[str, str], node: Any = JOBS) -> Any:
    """The jobs with inputs put in, as GitLab does: into the values that the file holds, after reading it."""
    if isinstance(node, dict):
        return {included(given, key): included(given, value) for key, value in node.items()}
    if isinstance(node, list):
        return [included(given, each) for each in node]
    if not isinstance(node, str):
        return node
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda named: given.get(named[1], INPUTS[named[1]]["default"]), node)


@pytest.fixture(params=["bash", "sh"])
def job(request: pytest.FixtureRequest, repository: Path, environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs the script of the job as a runner does: all lines in one shell, which the first failing one ends."""
    stand_in(tmp_path, "python3")
    for name in ("law/law", "law/definitions"):
        shutil.rmtree(repository / name)
    (repository / "law/club/club-9-area.yaml").unlink()
    shell = ["bash", "-euo", "pipefail"] if request.param == "bash" else ["sh", "-eu"]

    def run(given: dict[str, str] | None = None) -> Done:
        (made,) = included({**LAW, **(given or {})}).values()
        said = {name: each["value"] for name, each in made["variables"].items()}
        env = {**environment, **said, "PATH": f"{tmp_path}:{environment['PATH']}"}
        script = "\n".join(made["script"])
        return subprocess.run(
            [*shell, "-c", script], cwd=repository, env=env, capture_output=True, text=True, check=False
        )

    return run


def test_it_keeps_the_published_schema(tmp_path: Path) -> None:
    for name, document in (("spec", SPEC), ("jobs", included({}))):
        file = tmp_path / f"{name}.yml"
        file.write_text(yaml.safe_dump(document), "utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_no_input_is_part_of_a_script() -> None:
    ((_, made),) = JOBS.items()
    assert "$[[" not in "".join(made["script"])
    assert all(each["expand"] is False for each in made["variables"].values())
    used = re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", FILE.read_text("utf-8"))
    assert sorted(used) == sorted(INPUTS)


def test_the_reports_that_are_handed_on_are_made(job: Run, repository: Path) -> None:
    for name in REPORTS:
        (repository / name).write_text("of an earlier run", "utf-8")
    done = job()
    assert done.returncode == 1, done.stderr
    assert "violated high club-2-contract" in done.stdout
    (made,) = included({}).values()
    assert {*made["artifacts"]["reports"].values(), *made["artifacts"]["paths"]} == {*REPORTS}
    assert all((repository / name).stat().st_size > 100 for name in REPORTS)


def test_nothing_found_passes(job: Run) -> None:
    done = job({"fail-on": "never"})
    assert done.returncode == 0, done.stderr


def test_lists_are_lines(job: Run, repository: Path) -> None:
    (repository / "facts").rename(repository / "our facts")
    (repository / "our facts" / "fietsclub").rename(repository / "fiets club")
    done = job({"packs": "club\n\n  gdpr\n", "facts": "  our facts  \nfiets club\n", "registers": "fietsclub\n"})
    assert done.returncode == 1, done.stderr
    assert "--> fiets club/register.yaml:15:5" in done.stdout


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"facts": "nowhere"}, 2, "there is no `nowhere`"),
        ({"facts": " \n"}, 2, "the input facts names nothing"),
        ({"as-of": "yesterday"}, 2, "`yesterday` is not a day"),
        ({"facts": "law"}, 3, "nothing was judged"),
        ({"facts": "facts/organisations.yaml"}, 4, "nothing to judge"),
    ],
    ids=str,
)
def test_what_cannot_be_judged_fails_without_reports(
    job: Run, repository: Path, given: dict[str, str], code: int, said: str
) -> None:
    (repository / "policyengine.xml").write_text("of an earlier run", "utf-8")
    done = job(given)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not [name for name in REPORTS if (repository / name).exists()]


READ = [name for name in INPUTS if name not in ("job-name", "stage", "image", "package")]
ONE_BY_ONE = [{name: "--help"} for name in READ]
TOGETHER = [dict.fromkeys(READ, value) for value in HOSTILE]


@pytest.mark.parametrize("given", [*ONE_BY_ONE, *TOGETHER], ids=str)
def test_hostile_inputs_are_words(job: Run, tmp_path: Path, given: dict[str, str]) -> None:
    assert job(given).returncode not in (0, 1)
    assert not [*tmp_path.rglob("gone")]


@pytest.mark.parametrize("package", HOSTILE[::3])
def test_what_is_installed_is_one_word(job: Run, tmp_path: Path, package: str) -> None:
    assert job({"package": package}).returncode == 1
    assert f" -- {package}" in "\n".join(calls(tmp_path))
    assert not [*tmp_path.rglob("gone")]
