"""The hooks for pre-commit, run by pre-commit in a repository of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import LAW
from tests.hooks.conftest import CHECKOUT, Done

MANIFEST = CHECKOUT / ".pre-commit-hooks.yaml"
Go = Callable[..., Done]


def hooked(repository: Path, name: str, *more: str) -> None:
    """Configure one hook of the manifest as a local one, so that it runs what is installed here."""
    (hook,) = [hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8")) if hook["id"] == name]
    local: dict[str, Any] = {**hook, "language": "system", "args": [*hook["args"], *more]}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")


def test_the_manifest_is_what_pre_commit_reads(go: Go) -> None:
    done = go("pre-commit", "validate-manifest", MANIFEST)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_breach_fails_the_commit_and_says_where(go: Go, repository: Path) -> None:
    hooked(repository, "policyengine-check", *LAW)
    go("git", "add", "-A")
    assert go("pre-commit", "install").returncode == 0
    done = go("git", "commit", "-m", "Hook in")
    assert done.returncode == 1
    assert "violated      high     Every processor is bound by a contract  facts/fietsclub/register.yaml:15:5" in (
        done.stdout + done.stderr
    )
    assert go("git", "log", "--oneline").stdout.count("\n") == 1


def test_what_is_below_the_threshold_passes(go: Go, repository: Path) -> None:
    hooked(repository, "policyengine-check", *LAW, "--fail-on=never")
    done = go("pre-commit", "run", "--all-files")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((*LAW, "nowhere"), "there is no `nowhere`"),
        ((*LAW, "law"), "exit code: 3"),
        ((*LAW, "--rule=club-8-silent"), "exit code: 4"),
    ],
    ids=["2", "3", "4"],
)
def test_what_cannot_be_judged_fails(go: Go, repository: Path, args: tuple[str, ...], said: str) -> None:
    hooked(repository, "policyengine-check", *args)
    done = go("pre-commit", "run", "--all-files")
    assert done.returncode == 1
    assert said in done.stdout


def test_a_commit_that_only_takes_facts_away_is_judged(go: Go, repository: Path) -> None:
    hooked(repository, "policyengine-check", *LAW)
    go("git", "add", "-A")
    go("git", "commit", "-q", "-m", "Hook in")
    go("pre-commit", "install")
    go("git", "rm", "-rq", "facts/fietsclub")
    done = go("git", "commit", "-m", "Leave nothing to judge")
    assert done.returncode == 1
    assert "nothing to judge: no register in `facts`" in done.stdout + done.stderr


def test_what_is_not_staged_is_not_judged(go: Go, repository: Path) -> None:
    hooked(repository, "policyengine-check", *LAW, "--fail-on=never")
    go("git", "add", "-A")
    (repository / "facts" / "fietsclub" / "register.yaml").write_text("nonsense", "utf-8")
    assert go("pre-commit", "run").returncode == 0


def test_own_rules_are_tested_and_read_for_doubts(go: Go, repository: Path) -> None:
    assert go("policyengine", "rules", "new", "acme/acme-1").returncode == 0
    for name in ("policyengine-rules-test", "policyengine-rules-lint"):
        hooked(repository, name, "--no-installed-rules")
        done = go("pre-commit", "run", "--all-files")
        assert done.returncode == 0, done.stdout
    test = repository / "rules" / "acme" / "acme-1.test.yaml"
    test.write_text(test.read_text("utf-8").replace("expect: violated", "expect: satisfied"), "utf-8")
    hooked(repository, "policyengine-rules-test", "--no-installed-rules")
    assert go("pre-commit", "run", "--all-files").returncode == 1
    shutil.rmtree(repository / "rules")
    done = go("pre-commit", "run", "--all-files")
    assert "there is no `rules`" in done.stdout
    assert done.returncode == 1


def test_pre_commit_installs_it_from_the_repository(go: Go, repository: Path) -> None:
    """Needs git's record of this checkout, and an index for what the program depends on."""
    if go("git", "-C", CHECKOUT, "rev-parse", "HEAD").returncode:
        pytest.skip("this is no checkout of git")
    if go("python", "-m", "pip", "download", "-q", "--no-deps", "-d", "..", "hatchling").returncode:
        pytest.skip("no index of packages can be reached")
    done = go("pre-commit", "try-repo", CHECKOUT, "policyengine-check", "--ref", "HEAD", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "- exit code: 1" in done.stdout
    assert "Every processor is bound by a contract" in done.stdout
