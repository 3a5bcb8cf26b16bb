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
_NO_CHANGE = "no change"


def read_supposed(changes: Sequence[Supposing]) -> tuple[Supposed, str]:
    """All of these one after the other, and what to call them. Raises `Invalid` and `Unknown`."""
    reading = Reading(Files())
    scenarios: list[Scenario] = []
    try:
        for each in changes:
            if isinstance(each, Mapping):
                scenarios.append(read_changes(each, reading))
            else:
                scenarios += read_named([os.fspath(each)], reading)[0]
    except NoScenario as why:
        raise Unknown(f"{why} ({why.hint})") from None
    if reading.problems:
        raise Invalid(reading.problems, reading.files)
    names = (FLAGS.title if one.title == FLAGS.title else one.name for one in scenarios)
    return composed(scenarios, reading.files), ", then ".join(dict.fromkeys(names)) or _NO_CHANGE
