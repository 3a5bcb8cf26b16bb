"""Printed lines that nobody takes for anything else."""

from __future__ import annotations

import pytest

from policyengine.report.sanitise import in_markdown, inert


@pytest.mark.parametrize("line", ["::error::x", "   ::set-env name=x::y", "##[error]x", "  ##[group]"])
def test_no_line_is_a_command_to_a_runner(line: str) -> None:
    assert not inert(line).lstrip().startswith(("::", "##["))
    assert inert(line).replace(" ", "") == line.replace(" ", "")


def test_other_lines_stay_as_they_are() -> None:
    for line in ("  ::: facts/x.yaml:1:1", "a ::b::", "", "# x"):
        assert inert(line) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@octocat", "@&#8203;octocat"),
        ("ask (@club/board) or @_me_", r"ask (@&#8203;club/board) or @&#8203;\_me\_"),
        ("see #12 and club/site#3", r"see \#&#8203;12 and club/site\#&#8203;3"),
        ("info@club.example @ 10:00 # one", r"info@club.example @ 10:00 \# one"),
    ],
)
def test_nobody_is_called_where_markdown_is_posted(text: str, shown: str) -> None:
    assert in_markdown(text) == shown
