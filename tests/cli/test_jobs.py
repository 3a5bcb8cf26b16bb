"""Several processes say what one says, to the byte; where one of them fails, that is told, and none is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policyengine.cli.check import jobs
from policyengine.jobs import cores, shared_out
from policyengine.register.load import load_facts
from tests.cli.conftest import HERE, LAW, Run

SLUGS = ("arena", "bergen", "cadans", "derny", "etappe")
WAIVER = """  - rule: {rule}
    record: {record}
    verdict: violated
    reason: it is being looked into
    owner: the board
    approved_by: counsel
    added: 2026-11-01
    expires: 2026-12-01
    facts: {{some.fact: 0123456789abcdef}}
"""


@pytest.fixture(scope="module")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five registers of different sizes and findings, shared organisations, and a file of waivers."""
    folder = tmp_path_factory.mktemp("clubs")
    shutil.copytree(HERE / "law", folder / "law")
    shutil.copytree(HERE / "facts", folder / "facts")
    text = (folder / "facts/fietsclub/register.yaml").read_text()
    shutil.rmtree(folder / "facts/fietsclub")
    for number, slug in enumerate(SLUGS):
        home = folder / "facts" / slug
        home.mkdir()
        changed = text if number % 2 else text.replace("contract: none", "note: asked for")
        (home / "register.yaml").write_text(changed.replace("register: fietsclub", f"register: {slug}"))
        parties = "".join(f"  more-{n}: {{title: More {n}, role: processor}}\n" for n in range(number * 5))
        (home / "more.yaml").write_text(f"parties:\n{parties}" if parties else "")
    if not (folder / "facts/arena/more.yaml").read_text():
        (folder / "facts/arena/more.yaml").unlink()
    return folder


def check(folder: Path, *words: str, script: str = "") -> subprocess.CompletedProcess[bytes]:
    start = ("-c", script) if script else ("-m", "policyengine")
    command = (sys.executable, *start, "check", *LAW, *words)
    return subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "words",
    [(), ("--all", "--format", "json"), ("--format", "sarif"), ("--format", "junit"), ("--engine", "interpreter")],
    ids=lambda words: " ".join(words) or "text",
)
def test_several_processes_say_what_one_says(words: tuple[str, ...], clubs: Path) -> None:
    alone = check(clubs, *words)
    assert alone.returncode == 1
    assert all(slug.encode() in alone.stdout for slug in SLUGS)
    for number in ("2", "3", "9", "auto"):
        several = check(clubs, *words, "--jobs", number)
        assert (several.returncode, several.stdout, several.stderr) == (1, alone.stdout, alone.stderr)


def test_waivers_are_told_in_the_order_written(clubs: Path) -> None:
    records = ("etappe:parties.printer", "arena:parties.printer", "bergen:parties.printer", "no-club:parties.printer")
    entries = [WAIVER.format(rule="club-2-contract", record=record) for record in records]
    (clubs / "accepted.yaml").write_text("waivers:\n" + "".join(entries))
    words = ("--waivers", "accepted.yaml", "--format", "json")
    alone, several = check(clubs, *words), check(clubs, *words, "--jobs", "3")
    assert alone.returncode == 5
    assert (several.returncode, several.stdout) == (5, alone.stdout)


def test_beside_a_baseline_it_is_one_process(clubs: Path) -> None:
    check(clubs, "--register", "arena", "--format", "json=old.json")
    words = ("--register", "arena", "--baseline", "old.json", "--jobs", "2")
    assert check(clubs, *words).stdout == check(clubs, *words[:-2]).stdout


def test_what_is_wrong_with_facts_is_told_alike(clubs: Path, tmp_path: Path) -> None:
    shutil.copytree(clubs, tmp_path / "clubs")
    for slug in SLUGS[::2]:
        (tmp_path / "clubs/facts" / slug / "wrong.yaml").write_text("partys: {}\n")
    alone, several = check(tmp_path / "clubs"), check(tmp_path / "clubs", "--jobs", "3")
    assert (alone.returncode, several.returncode) == (3, 3)
    assert several.stderr == alone.stderr
    assert alone.stderr.count(b"partys") >= 3


# The first share is judged by the process itself, the others by its children.
IN_A_CHILD = """
import os, signal, sys
from policyengine import jobs
from policyengine.cli import main
judge, me = jobs.run_alone, os.getpid()
def child(*given):
    if os.getpid() == me:
        return judge(*given)
    {does}
jobs.run_alone = child
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", b"was ended by signal 9"),
        ("os._exit(3)", b"was ended with 3"),
        ("raise KeyError('a bug')", b"KeyError: 'a bug'"),
        ("raise SystemExit(0)", b"was ended with 1"),
    ],
)
def test_a_child_that_fails_is_our_bug(does: str, told: bytes, clubs: Path) -> None:
    ran = check(clubs, "--jobs", "2", script=IN_A_CHILD.format(does=does))
    assert (ran.returncode, ran.stdout) == (70, b"")
    assert told in ran.stderr
    assert ran.stderr.count(b"\n") == 1


def test_an_interrupt_ends_all_of_them_without_a_word(clubs: Path) -> None:
    ours, theirs = os.pipe()
    script = IN_A_CHILD.format(does=f"os.write({theirs}, b'%d\\n' % os.getpid()); signal.pause()")
    command = (sys.executable, "-c", script, "check", *LAW, "--jobs", "3")
    ran = subprocess.Popen(
        command,
        cwd=clubs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=(theirs,),
    )
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        children = [int(told.readline()) for _ in range(2)]
    os.killpg(ran.pid, signal.SIGINT)  # as a terminal does, to every process that it runs
    out, err = ran.communicate(timeout=30)
    assert (ran.returncode, out, err) == (130, b"", b"")
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


@pytest.mark.parametrize("number", range(1, 8))
def test_shares_are_neighbours_and_about_alike(number: int, clubs: Path) -> None:
    facts, problems = load_facts([clubs / "facts"])
    assert not problems
    shares = shared_out(facts, number)
    assert [slug for share in shares for slug in share] == sorted(SLUGS)
    assert all(shares)
    assert len(shares) <= number
    assert len(shares) > 1 or number == 1


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("0", 0), ("auto", 0), ("16", 16)])
def test_how_many_processes(text: str, number: int) -> None:
    assert jobs(text) == number
    assert cores() >= 1


@pytest.mark.parametrize("text", ["-1", "two", "1.5", "", "²", "1000"])
def test_what_is_no_number_of_processes(text: str, run: Run) -> None:
    ran = run("check", "facts", f"--jobs={text}", *LAW)
    assert ran.code == 2
    assert "number of processes" in ran.err
