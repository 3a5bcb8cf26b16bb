"""The page on what-if: its commands run, its scenario can be judged, and it names all that is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from policyengine.scenarios.scenario import STATUS, Verb
from policyengine.scenarios.shelf import ready_made
from tests.cli.conftest import HERE, Run

CHECKOUT = HERE.parent.parent
PAGE = (CHECKOUT / "docs" / "whatif.md").read_text("utf-8")
_BLOCKS = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line[2:] for block in _BLOCKS for line in block.splitlines()]


@pytest.fixture
def house(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs commands in a folder with the registers in it."""
    (tmp_path / "facts").symlink_to(CHECKOUT / "facts")
    monkeypatch.chdir(tmp_path)
    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(house: Run, command: str) -> None:
    program, *arguments = shlex.split(command)
    ran = house(*arguments, "--as-of", "2026-11-22")
    assert program == "policyengine"
    assert (ran.code in (0, 1), ran.err) == (True, "")


def test_the_scenario_can_be_judged(house: Run, tmp_path: Path) -> None:
    ((comment, text),) = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / comment).parent.mkdir()
    (tmp_path / comment).write_text(text, "utf-8")
    ran = house("whatif", "facts", "--scenario", Path(comment).stem, "--as-of", "2026-11-22")
    assert (ran.code in (0, 1), ran.err) == (True, "")
    assert "as of 2027-03-01 as supposed" in " ".join(ran.out.split())
    assert "+ organisation Brievenbus" in ran.out


def test_what_is_shown_of_tables_on_which_nothing_turns_is_what_comes(house: Run) -> None:
    (shown,) = re.findall(r"^No verdict turns on.*?(?=^\.\.\.$)", PAGE, re.MULTILINE | re.DOTALL)
    assert shown in house("whatif", "facts", "--scenario", "dpf-annulled", "--as-of", "2026-11-22").out


def test_everything_is_named() -> None:
    for word in (*ready_made(), *STATUS, *(verb.value for verb in Verb)):
        assert f"`{word}`" in PAGE or f"`--{word} " in PAGE
