"""Repositories to hook into, and the environment in which services run their jobs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HERE

CHECKOUT = Path(__file__).parent.parent.parent
Done = subprocess.CompletedProcess[str]
HOSTILE = (
    "; touch gone",
    "$(touch gone)",
    "`touch gone`",
    '" ; touch gone ; "',
    "' ; touch gone ; '",
    "a\n::error::forged",
    "${{ github.token }}",
    "--help",
    "-h",
    "--version",
    "*",
    "../..",
    "LINES\ntouch gone",
)
"""What somebody might say for an input who wants it taken for something else."""


def stand_in(folder: Path, name: str = "python") -> Path:
    """A Python that makes environments with this very program in them, without an index; `calls` tells its calls."""
    python = folder / name
    program = shlex.quote(str(Path(sys.executable).parent / "policyengine"))
    told = shlex.quote(str(folder / "calls"))
    python.write_text(
        f'#!/bin/sh\nset -e\necho "$0 $*" >> {told}\n[ "$3" = venv ] || exit 0\nfor made; do :; done\n'
        f'mkdir -p "$made/bin"\ncp "$0" "$made/bin/python"\nln -s {program} "$made/bin/policyengine"\n',
        "utf-8",
    )
    python.chmod(0o755)
    return python


def calls(folder: Path) -> list[str]:
    """How the stand-in of a folder was called, a line each."""
    return (folder / "calls").read_text("utf-8").splitlines()


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
