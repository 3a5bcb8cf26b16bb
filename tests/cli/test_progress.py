"""A line at a terminal, for work that takes long; nothing in a pipe, nothing in CI, and nothing is left of it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from policyengine.source.doing import Doing
from tests.cli.conftest import HERE, LAW

# Reading waits until somebody has looked twice at what is to be drawn, as if the files were large.
SLOW = """
import signal, sys
from policyengine.cli import main, progress
from policyengine.register import load
progress.FIRST = {first}
read = load.read_file
def slowly(*given, **named):
    if 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 1:
        signal.pause()
        signal.pause()
    return read(*given, **named)
load.read_file = slowly
sys.exit(main(sys.argv[1:]))
"""
FACTS = HERE / "facts"


def at_a_terminal(*words: str, first: float = 0, **environment: str) -> tuple[int, bytes, bytes]:
    """How a run ended, what it printed into a pipe, and what the terminal behind standard error was sent."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    command = (sys.executable, "-c", SLOW.format(first=first), "check", *words, *LAW)
    ran = subprocess.Popen(
        command, cwd=HERE, env={**clean, "TERM": "xterm", **environment}, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    assert ran.stdout is not None
    printed = ran.stdout.read()
    ran.stdout.close()
    sent = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        sent += part
    os.close(ours)
    return ran.wait(), printed, sent


def test_it_says_what_is_done_and_takes_it_back() -> None:
    code, printed, sent = at_a_terminal("facts")
    assert code == 1
    assert b"reading [############............] 1 of 2 files" in sent
    assert b"reading [########################] 2 of 2 files" in sent
    assert sent.endswith(b"\r\x1b[K")
    assert b"\n" not in sent
    assert b"reading" not in printed


def test_a_line_is_drawn_only_when_it_changes() -> None:
    _, _, sent = at_a_terminal("facts")
    assert sent.count(b"2 of 2 files") == 1


def test_quick_work_shows_nothing() -> None:
    assert at_a_terminal("facts", first=600)[2] == b""


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("CI", "true"), ("TERM", "")], ids=str)
def test_where_nobody_watches_nothing_is_shown(name: str, value: str) -> None:
    sent = at_a_terminal("facts", **{name: value})[2]
    assert sent == b"" if value else b"\n" not in sent


def test_what_is_wrong_is_said_on_a_clean_line(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("register: club\nparties: [\n")
    code, _, sent = at_a_terminal(str(tmp_path))
    drawn, told = sent.rsplit(b"\r\x1b[K", 1)
    assert code == 3
    assert b"reading" in drawn
    assert b"nothing was judged" in told


def test_in_a_pipe_nothing_is_shown() -> None:
    command = (sys.executable, "-c", SLOW.format(first=0), "check", "facts", *LAW)
    ran = subprocess.run(command, cwd=HERE, env={**os.environ, "TERM": "xterm"}, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"\x1b" not in ran.stdout


def test_the_report_is_the_same_with_and_without() -> None:
    assert at_a_terminal("facts")[1] == at_a_terminal("facts", first=600)[1]


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (("reading", 4000, "files"), "reading [....] 0 of 4,000 files"),
        (("composing", 1, "registers"), "composing"),
        (("judging",), "judging"),
    ],
    ids=str,
)
def test_how_work_is_worded(work: tuple[str, int, str], said: str) -> None:
    doing = Doing("before", 3, 5, "things")
    doing.begin(*work)
    assert doing.line(4) == said
    doing.round = "day 2 of 9"
    assert doing.line(4) == f"day 2 of 9: {said}"
