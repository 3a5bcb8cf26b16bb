"""What may be supposed: scenarios by name or file, changes as a scenario file would hold them, and flags."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from policyengine.refusals import Invalid, Unknown
from policyengine.rules.reading import Reading
from policyengine.scenarios.reading import read_changes, read_flags
from policyengine.scenarios.scenario import Scenario, Supposed, Verb, composed
from policyengine.scenarios.shelf import NoScenario, read_named
from policyengine.spans import Files

Supposing: TypeAlias = str | Path | Mapping[str, object]
"""A scenario by its name or file; or changes, such as `{"set": {path: value}, "remove": [path]}`."""
_NO_CHANGE, _CHANGES = "no change", "changes"


@dataclass(frozen=True, slots=True)
class Flags:
    """Changes as they stand on a command line, in their order."""

    given: tuple[tuple[Verb, str], ...]

    def __str__(self) -> str:
        verb, text = self.given[0]
        return f"{verb} {text}" if len(self.given) == 1 else f"{len(self.given)} changes"


def read_each(changes: Sequence[Supposing | Flags]) -> list[tuple[str, Supposed]]:
    """Each of these with what to call it; a file that several are based on is the same in all of them.

    Raises `Invalid` and `Unknown`.
    """
    reading = Reading(Files())
    try:
        named = iter(
            read_named([os.fspath(each) for each in changes if not isinstance(each, Mapping | Flags)], reading)
        )
    except NoScenario as why:
        raise Unknown(f"{why} ({why.hint})") from None
    found = [_read(each, named, reading) for each in changes]
    if reading.problems:
        raise Invalid(reading.problems, reading.files)
    return [(name, composed(scenarios, reading.files)) for name, scenarios in found]


def _read(each: Supposing | Flags, named: Iterator[list[Scenario]], reading: Reading) -> tuple[str, list[Scenario]]:
    if isinstance(each, Mapping):
        return _CHANGES, [read_changes(each, reading)]
    if isinstance(each, Flags):
        return str(each), [read_flags(each.given, reading)]
    scenarios = next(named)
    return scenarios[-1].name if scenarios else os.fspath(each), scenarios


def in_turn(named: Sequence[tuple[str, Supposed]]) -> tuple[Supposed, str]:
    """All of what was read one after the other, and what to call it."""
    files = named[0][1].files if named else Files()
    every = [one for _, supposed in named for one in supposed.scenarios]
    return composed(every, files), ", then ".join(dict.fromkeys(name for name, _ in named)) or _NO_CHANGE


def read_supposed(changes: Sequence[Supposing]) -> tuple[Supposed, str]:
    """All of these one after the other, and what to call them. Raises `Invalid` and `Unknown`."""
    return in_turn(read_each(changes))
