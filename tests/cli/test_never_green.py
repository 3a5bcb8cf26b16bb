"""Nothing is green by accident: what could pass unseen, and runs that are cut short, fail and say why."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW, ONLY, Run
from tests.cli.unseen import OF_FACTS, WHOLE, Case, write
from tests.cli.unseen_law import OF_LAW


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with facts and law in it, in which the run takes place."""
    for name in ("facts", "law"):
        shutil.copytree(HERE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", [*OF_FACTS, *OF_LAW], ids=lambda case: case.name)
def test_what_is_missed_is_told_and_fails(case: Case, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here)
    case.change()
    ran = run(*case.command)
    assert ran.code == case.code, ran.err
    assert case.said in " ".join(ran.err.split())


def test_a_copy_beside_the_file_itself_is_no_second_file(run: Run, here: Path) -> None:
    for name in ("register.yaml~", "register.yaml.orig", ".register.yaml.swp"):
        shutil.copy("facts/fietsclub/register.yaml", f"facts/fietsclub/{name}")
    Path("facts/fietsclub/.#register.yaml").symlink_to("somebody@somewhere.1")
    for name, text in (("README.md", "register: of members\n"), ("package.json", "{}"), ("notice.txt", "register:\n")):
        write(f"facts/{name}", text)()
    write("facts/.git/r.yaml")()
    assert run("check", "facts", "--format", "json=facts/before.json", *LAW).code == 1
    assert (run(*WHOLE).code, run(*WHOLE).err) == (0, "")


def test_an_empty_document_is_not_accounted_for(run: Run, here: Path) -> None:
    sources = "sources: {n: {title: N, kind: notice, document: n.txt}}\n"
    write("bare/r.yaml", f"register: bare\n{sources}parties: {{a: {{role: controller}}}}\n")()
    write("texts/n.txt", "\n\n")()
    assert run("evidence", "bare", "--documents", "texts").code == 1


def started(code: str, *arguments: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python `code` and then the command line, in the folder of the test; `shell` comes before both."""
    program = f"import os, signal, sys\nfrom policyengine.cli import main\n{code}\nsys.exit(main(sys.argv[1:]))"
    command = ["sh", "-c", f'{shell} exec "$@"', "sh", sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


KILLED = """
import policyengine.check
policyengine.check.compose = lambda *_, **__: os.kill(os.getpid(), signal.{})
"""


@pytest.mark.parametrize(
    ("name", "code"), [("SIGTERM", -signal.SIGTERM), ("SIGKILL", -signal.SIGKILL), ("SIGINT", 130)]
)
def test_a_run_that_is_killed_midway_leaves_the_earlier_report(name: str, code: int, here: Path) -> None:
    Path("report.xml").write_text("earlier", "utf-8")
    done = started(KILLED.format(name), *WHOLE, "--format", "junit=report.xml")
    assert (done.returncode, done.stdout) == (code, "")
    assert Path("report.xml").read_text("utf-8") == "earlier"


def test_a_disk_without_room_for_a_report_keeps_the_earlier_one(here: Path) -> None:
    Path("report.json").write_text("earlier", "utf-8")
    done = started("", *WHOLE, "--format", "json=report.json", shell="ulimit -f 1;")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "policyengine: `report.json` cannot be written: file too large\n"
    assert Path("report.json").read_text("utf-8") == "earlier"
    assert not list(here.glob(".report.json*"))


VERBS = (
    WHOLE,
    ("questions", "facts", *LAW),
    ("diagram", "facts", *LAW),
    ("explain", "club-2-contract", *ONLY),
    ("explain", "club-2-contract", "printer", *LAW),
    ("facts",),
    ("rules", "list", *ONLY),
    ("evidence", "--documents", "facts/fietsclub", "--format", "json"),
)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: " ".join(verb[:2]))
@pytest.mark.parametrize(
    ("after", "why"), [(">&-", "standard output is closed"), (">/dev/full", "no space left on device")]
)
def test_no_verb_ends_well_where_nobody_can_read_it(verb: Sequence[str], after: str, why: str, here: Path) -> None:
    write("facts/fietsclub/fietsclub.txt", "\n".join("abcdefghijklmn"))()
    shell = ["sh", "-c", f'"$@" {after}', "sh", sys.executable, "-m", "policyengine", *verb]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"policyengine: cannot write the report: {why}\n")


def restricted() -> list[str]:
    """What makes permissions hold for a command, though the superuser may read everything."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("the superuser may read everything, and `setpriv` is not here to prevent it")
    without = "--bounding-set=-dac_override,-dac_read_search"
    return ["setpriv", without, "--inh-caps=-dac_override,-dac_read_search"]


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (
            "facts/fietsclub/register.yaml",
            "facts/fietsclub/register.yaml:1:1: `facts/fietsclub/register.yaml` cannot be read",
        ),
        ("facts/fietsclub", "facts/fietsclub:1:1: the folder cannot be read: permission denied"),
        ("facts", "facts:1:1: the folder cannot be read: permission denied"),
        ("facts/organisations.yaml", "`facts/organisations.yaml` cannot be read: permission denied"),
        ("facts/fietsclub/other.json", "facts/fietsclub/other.json:1:1: the file cannot be read: permission denied"),
        ("law/club", "law/club:1:1: the folder cannot be read: permission denied"),
        ("law/club/club-2-contract.yaml", "`law/club/club-2-contract.yaml` cannot be read: permission denied"),
    ],
)
def test_what_may_not_be_read_is_told_and_fails(closed: str, said: str, here: Path) -> None:
    write("facts/fietsclub/other.json")()
    command = [*restricted(), sys.executable, "-m", "policyengine", *WHOLE]
    Path(closed).chmod(0)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        Path(closed).chmod(0o755)
    assert (done.returncode, done.stdout) == (3, "")
    assert said in " ".join(done.stderr.split())
