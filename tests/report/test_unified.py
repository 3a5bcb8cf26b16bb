"""What would be written, as lines: those of `diff -u`, and nothing that a terminal or a runner would obey."""

from __future__ import annotations

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
