"""Printed lines that nobody takes for anything else."""

from __future__ import annotations

import pytest

from policyengine.report.sanitise import inert


@pytest.mark.parametrize("line", ["::error::x", "   ::set-env name=x::y", "##[error]x", "  ##[group]"])
def test_no_line_is_a_command_to_a_runner(line: str) -> None:
    assert not inert(line).lstrip().startswith(("::", "##["))
    assert inert(line).replace(" ", "") == line.replace(" ", "")


def test_other_lines_stay_as_they_are() -> None:
    for line in ("  ::: facts/x.yaml:1:1", "a ::b::", "", "# x"):
        assert inert(line) == line
