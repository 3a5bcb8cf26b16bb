"""What `docs/policy.md` shows is what comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.triage.waivers import LONGEST_DAYS
from policyengine.triage.waiving import EXPIRED, FUTURE, IN_FORCE, ORPHANED, VOID
from tests.cli.conftest import HERE, Run

if TYPE_CHECKING:
    import pytest

PAGE = (HERE.parent.parent / "docs" / "policy.md").read_text("utf-8")
BAKERY = "register: bakery\njurisdiction: BE\nparties:\n  mailer: {role: processor, contract: none}\n"
_NOT_COMMENTS = re.compile(r"^(?!#).*\n", re.MULTILINE)


def test_the_command_writes_the_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "bakery.yaml").write_text(BAKERY, "utf-8")
    (command,) = re.findall(r"^\$ policyengine (waivers add .*?[^\\])\n", PAGE, re.MULTILINE | re.DOTALL)
    ran = run(*shlex.split(command.replace("\\\n", " ")), "--as-of", "2026-11-22")
    assert (ran.code, ran.err) == (0, "")
    (shown,) = re.findall(r"^```yaml\n# waivers.yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert "".join(_NOT_COMMENTS.findall((tmp_path / "waivers.yaml").read_text("utf-8"))) == shown
    assert run("check", "--as-of", "2027-01-31").code == 0
    assert run("check", "--as-of", "2027-02-01").code == 5


def test_every_state_is_described() -> None:
    table = PAGE.partition("| state |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([a-z -]+) \|", table, re.MULTILINE) == [IN_FORCE, EXPIRED, VOID, ORPHANED, FUTURE]
    assert f"at most {LONGEST_DAYS} days after `added`" in PAGE


def test_every_option_that_is_named_is_there(run: Run) -> None:
    told = " ".join(
        run(*verb, "--help").out for verb in (("check",), ("waivers", "add"), ("waivers", "prune"), ("explain",))
    )
    there, named = (set(re.findall(r"(?<![-\w])--[a-z][a-z-]+", text)) for text in (told, PAGE))
    assert named != set()
    assert named - there == set()
