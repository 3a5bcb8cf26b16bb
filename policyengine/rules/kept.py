"""Compiled packs kept between runs, so that a run whose rules are those of an earlier one does not read them again.

What is kept is the `Program` with its rules as propositions, as a pickle of plain values, under a number that is taken
over all that it depends on: every rule, definition, law table and pack file by name and content, and how places name
it; which packs are asked for; the code that reads rules and the model that types them; Python itself. A program with
problems is never kept. It is read from the cache's own folder only, and gives nothing but values of this package: what
is not as it should be is not there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from policyengine.errors import Problem
from policyengine.rules.finding import Found, find_packs
from policyengine.rules.program import Program
from policyengine.source.cache import Cache
from policyengine.source.collector import collector_paused
from policyengine.source.find import shown_path
from policyengine.source.fingerprint import Changing, Fingerprint
from policyengine.source.pickled import pickled, unpickled
from policyengine.version import __version__

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_CODE: Final = ("rules", "register", "source", "spans.py", "errors.py")
"""What reads rules, and what they are typed against."""


def kept_program(here: Cache, found: Found, packs: Sequence[str] | None) -> tuple[Program, list[Problem]]:
    """As `read_program`: what an earlier run kept `here` of the very same packs, or else those read now, and kept."""
    name = _name(found, packs)
    known = None if name is None else _known(here, name)
    if known is not None:
        return known, []
    from policyengine.rules.load import read_program

    program, problems = read_program(found, packs)
    # What was read may be newer than what was asked about: then it is kept under no name.
    if name is not None and not problems and name == _name(find_packs(found.roots), packs):
        with collector_paused():
            _ = program.compiled  # so that it is kept too
            here.put(name, pickled(program))
    return program, problems


def _name(found: Found, packs: Sequence[str] | None) -> str | None:
    """The name of the entry; None where something cannot be told apart from what it was, or is wrong."""
    if found.problems:
        return None
    asked = Fingerprint()
    asked.add(__version__, sys.version, sys.flags.optimize, None if packs is None else tuple(packs))
    files = [*found.definitions, *found.tables.values(), *found.headers.values()]
    files += [file for _, rules in sorted(found.rules.items()) for file in rules]
    try:
        _add_code(asked)
        for file in files:
            asked.add(shown_path(file))
            asked.file(file)
    except (Changing, OSError, ValueError):
        return None
    return f"program-{asked.hex()}"


def _add_code(asked: Fingerprint) -> None:
    """Let the code count as it stands in its folders: names, sizes, times."""
    for part in _CODE:
        at = _PACKAGE / part
        for folder, folders, names in os.walk(at) if at.is_dir() else [(str(_PACKAGE), [], [part])]:
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - quicker by far
                asked.add(folder, name, status.st_size, status.st_mtime_ns)


def _known(here: Cache, name: str) -> Program | None:
    content = here.get(name)
    if content is None:
        return None
    with suppress(Exception), collector_paused():
        program = unpickled(content, "policyengine")
        return program if isinstance(program, Program) else None
    return None
