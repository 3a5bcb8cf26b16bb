"""What would be written, as lines: those of `diff -u`, and nothing that a terminal or a runner would obey."""

from __future__ import annotations

import time
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.report.difference.unified import unified
from policyengine.report.terminal import Paint


def test_lines_are_those_of_diff() -> None:
    before = "".join(f"{i}\r\n" for i in range(10))
    after = before.replace("5\r\n", "five\r\n5\r\n").rstrip("\r\n")
    assert unified("a/b.yaml", before, after, Paint(False)) == (
        "--- a/b.yaml\n+++ a/b.yaml\n@@ -3,6 +3,7 @@\n 2\n 3\n 4\n+five\n 5\n 6\n 7\n"
    )


def test_colour_is_for_terminals_alone() -> None:
    painted = unified("f", "a\n", "b\n", Paint(True))
    assert "\x1b[31m-a\x1b[0m\n\x1b[32m+b\x1b[0m\n" in painted
    assert "\x1b" not in unified("f", "a\n", "b\n", Paint(False))


def test_what_would_be_obeyed_is_shown() -> None:
    shown = unified("\x1b[31mf", "::error::x\n##[group]\n", "\u202e\x07\tx\n::error::x\n", Paint(False))
    assert shown.splitlines()[0] == "--- \\u001b[31mf"
    assert "+\\u202e\\u0007 x" in shown
    assert " : :error::x" in shown
    assert not any(line.lstrip().startswith(("::", "##[")) for line in shown.splitlines())


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_what_is_shown_makes_one_of_the_other(seed: int) -> None:
    pick = Random(seed)
    numbers = range(pick.randint(0, 300))
    before = [pick.choice("abc") + str(i % 7) if pick.random() < 0.6 else f"line {i}" for i in numbers]
    after = [one for line in before for one in pick.choice([[line]] * 20 + [[], ["new", line], [f"{line} again"]])]
    shown = unified("f", "\n".join(before), "\n".join(after), Paint(False)).splitlines()[2:]
    made: list[str] = []
    at = 0
    for line in shown:
        if line.startswith("@@"):
            start, _, length = line.split()[1][1:].partition(",")
            begins = int(start) - (length != "0")
            made += before[at:begins]
            at = begins
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert before[at] == line[1:]
            made += [before[at]] if line[0] == " " else []
            at += 1
    assert [*made, *before[at:]] == after


def test_long_files_whose_lines_are_much_alike_are_shown_at_once() -> None:
    before = "".join(f"key:\n  title: the same\n  number: {i % 300}\n" for i in range(20000))
    after = before.replace("number: 7\n", "number: seven\n")
    began = time.process_time()
    shown = unified("f", before, after, Paint(False))
    assert time.process_time() - began < 5
    assert shown.count("+  number: seven") == after.count("seven")
