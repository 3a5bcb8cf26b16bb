"""What happens to the report does not decide how a run ends: readers that leave, full disks, closed streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, LAW

FORMATS = ("text", "json", "markdown", "sarif", "junit", "github", "gitlab")


def shell(verb: str, after: str = "") -> subprocess.CompletedProcess[str]:
    """Run a verb with redirections behind it; what counts is the exit code of policyengine itself."""
    command = f"{{ {sys.executable} -m policyengine {verb} {after}; echo $? >&9; }}"
    return subprocess.run(
        ["sh", "-c", f"({command} | true) 9>&1"], cwd=HERE, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_that_leaves_does_not_turn_failure_into_success(form: str) -> None:
    done = shell(f"check facts --format {form} {' '.join(LAW)}")
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        (f"check law/club/pack.yaml {' '.join(LAW)}", 3),
        (f"check facts --fail-on severe {' '.join(LAW)}", 2),
        (f"check facts --fail-on never {' '.join(LAW)}", 0),
        (f"check nowhere {' '.join(LAW)}", 2),
        ("rules show nosuch", 2),
        ("schema", 0),
        ("check --help", 0),
    ],
)
@pytest.mark.parametrize("after", ["", "2>&1"])
def test_every_exit_code_outlives_the_reader(verb: str, code: int, after: str) -> None:
    assert shell(verb, after).stdout == f"{code}\n"


@pytest.mark.parametrize("verb", [f"check facts {' '.join(LAW)}", "schema", "--help", "--version", "facts"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_and_fails(verb: str) -> None:
    done = shell(verb, ">/dev/full")
    assert done.stdout == "2\n"
    assert done.stderr == "policyengine: cannot write the report: no space left on device\n"


def test_a_closed_output_is_told_and_fails() -> None:
    done = shell(f"check facts {' '.join(LAW)}", ">&-")
    assert done.stdout == "2\n"
    assert done.stderr == "policyengine: cannot write the report: standard output is closed\n"


@pytest.mark.parametrize("after", ["2>&-", "2>/dev/full"])
def test_problems_that_nobody_can_be_told_are_problems_all_the_same(after: str) -> None:
    assert shell(f"check law/club/pack.yaml {' '.join(LAW)}", after).stdout == "3\n"
