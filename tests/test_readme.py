"""Every command the README shows is run, and what it shows of the output is what comes out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policyengine.register.load import load_facts

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("make ", "git clone", "cd ", "pip install")
"""Commands that CI itself runs, or that `test_wheel` does."""


def shown() -> list[tuple[str, list[str]]]:
    """Each command the README shows with `$`, and the lines of output under it; `...` stands for more."""
    found: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(README):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found:
                found[-1][1].append(line.rstrip())
    return found


def test_the_readme_shows_the_two_commands() -> None:
    commands = [command for command, _ in shown()]
    assert "make demo" in commands
    assert "make test" in commands


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the registers in it, in which commands may write."""
    here = tmp_path_factory.mktemp("readme")
    shutil.copytree(CHECKOUT / "facts", here / "facts")
    return here


def test_commands_in_the_order_shown(folder: Path) -> None:
    """One test, because some commands need what earlier ones have written."""
    commands = [(command, lines) for command, lines in shown() if not command.startswith(ELSEWHERE)]
    assert commands
    for command, lines in commands:
        _run(command, lines, folder)


def _run(command: str, lines: list[str], folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path}, check=False
    )
    assert done.returncode in (0, 1), f"{command}: {done.stderr}"
    came = [line.rstrip() for line in done.stdout.splitlines()]
    at = 0
    for line in lines:
        if line in ("...", ""):
            continue
        assert line in came[at:], f"`{line}` does not come out of `{command}`"
        at = came.index(line, at) + 1


def test_the_register_it_shows_can_be_judged(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "bakery").mkdir()
    (tmp_path / "bakery" / "register.yaml").write_text(example, "utf-8")
    shutil.copy(CHECKOUT / "facts" / "organisations.yaml", tmp_path)
    facts, problems = load_facts([tmp_path])
    assert problems == []
    assert facts.registers["bakery"].of("party")
