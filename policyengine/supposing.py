"""What Python programs may suppose: scenarios by name or file, and changes as a scenario file would hold them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from policyengine.refusals import Invalid, Unknown
from policyengine.rules.reading import Reading
from policyengine.scenarios.reading import FLAGS, read_changes
from policyengine.scenarios.scenario import Scenario, Supposed, composed
from policyengine.scenarios.shelf import NoScenario, read_named
from policyengine.spans import Files

Supposing: TypeAlias = str | Path | Mapping[str, object]
"""A scenario by its name or file; or changes, such as `{"set": {path: value}, "remove": [path]}`."""
_NO_CHANGE, _CHANGES = "no change", "changes"


def read_supposed(changes: Sequence[Supposing]) -> tuple[Supposed, str]:
    """All of these one after the other, and what to call them. Raises `Invalid` and `Unknown`."""
    reading = Reading(Files())
    found: list[list[Scenario]] = []
    try:
        for each in changes:
            if isinstance(each, Mapping):
                found.append([read_changes(each, reading)])
            else:
                found += read_named([os.fspath(each)], reading)
    except NoScenario as why:
        raise Unknown(f"{why} ({why.hint})") from None
    if reading.problems:
        raise Invalid(reading.problems, reading.files)
    names = [_CHANGES if some[-1].title == FLAGS.title else some[-1].name for some in found if some]
    every = [scenario for some in found for scenario in some]
    return composed(every, reading.files), ", then ".join(dict.fromkeys(names)) or _NO_CHANGE
