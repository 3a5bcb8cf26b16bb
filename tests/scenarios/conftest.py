"""What the tests of scenarios share: facts from a text or a folder, flags as typed, and the difference."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from policyengine import whatif
from policyengine.check import Asked
from policyengine.differences import Difference
from policyengine.rules.reading import Reading
from policyengine.scenarios.reading import read_flags
from policyengine.scenarios.scenario import Scenario, Supposed, Verb, composed
from policyengine.scenarios.shelf import read_named
from policyengine.spans import Files

CHECKOUT = Path(__file__).parent.parent.parent
AS_OF = dt.date(2026, 11, 22)
Flag = tuple[str, str]

# The makers of random registers stand beside the tests of the engines.
sys.path.insert(0, str(CHECKOUT / "tests" / "engine"))


@cache
def five() -> whatif.Given:
    """The five registers of the checkout, as they stand."""
    given = whatif.load(Asked((CHECKOUT / "facts",), AS_OF))
    assert given.loaded.problems == []
    return given


def written(folder: Path, text: str, as_of: dt.date = AS_OF) -> whatif.Given:
    """One register, written to a file."""
    (folder / "register.yaml").write_text(text, "utf-8")
    given = whatif.load(Asked((folder / "register.yaml",), as_of))
    assert given.loaded.problems == []
    return given


def supposing(*given: str | Flag) -> Supposed:
    """Scenarios by name or file, and changes as (verb, what stands after it), in order."""
    reading = Reading(Files())
    found: list[Scenario] = []
    for one in given:
        if isinstance(one, str):
            found += read_named([one], reading)[0]
        else:
            found.append(read_flags([(Verb(one[0]), one[1])], reading))
    assert reading.problems == []
    return composed(found, reading.files)


def differs(given: whatif.Given, *changes: str | Flag, on: dt.date | None = None) -> Difference:
    """What the changes do; they must be fine."""
    supposed = supposing(*changes)
    result = whatif.suppose(given, supposed, on)
    assert result.problems == ()
    return whatif.compare(given, given.base, result, supposed, "changes").difference


def wrong(given: whatif.Given, *changes: str | Flag) -> list[str]:
    """What is wrong with the changes."""
    result = whatif.suppose(given, supposing(*changes))
    assert (result.case is None) == bool(result.problems)
    return [str(problem) for problem in result.problems]


Write = Callable[[str, str], Path]


@pytest.fixture
def scenario(tmp_path: Path) -> Write:
    """Writes a scenario file."""

    def write(name: str, text: str) -> Path:
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, "utf-8")
        return file

    return write
