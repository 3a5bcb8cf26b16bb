"""Repositories to hook into, and the environment in which services run their jobs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HERE

CHECKOUT = Path(__file__).parent.parent.parent
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Little more than where programs are: this environment's `policyengine` before all others."""
    home = tmp_path / "home"
    home.mkdir()
    names = {
        "AUTHOR_NAME": "A",
        "AUTHOR_EMAIL": "a@example.org",
        "COMMITTER_NAME": "A",
        "COMMITTER_EMAIL": "a@example.org",
    }
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    return {
        **kept,
        **{f"GIT_{name}": value for name, value in names.items()},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def repository(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A repository with the facts and law of the tests of the command line in it, all committed."""
    root = tmp_path / "repository"
    for name in ("facts", "law"):
        shutil.copytree(HERE / name, root / name)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        subprocess.run(["git", *command], cwd=root, env=environment, check=True)
    return root


@pytest.fixture
def go(repository: Path, environment: dict[str, str]) -> Callable[..., Done]:
    """Runs a command in the repository."""

    def run(*command: str | Path, **variables: str) -> Done:
        return subprocess.run(
            [str(part) for part in command],
            cwd=repository,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run
