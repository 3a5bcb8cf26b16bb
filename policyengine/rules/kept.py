"""Compiled packs kept between runs, so that a run whose rules are those of an earlier one does not read them again.

What is kept is the `Program` with its rules as propositions, as a pickle of plain values, under a number that is taken
over all that it depends on: every rule, definition, law table and pack file by name and content, and how places name
it; which packs are asked for; the code that reads rules and the model that types them; Python itself. A program with
problems is never kept. It is read from the cache's own folder only, and gives nothing but values of this package: what
is not as it should be is not there.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, Final

from policyengine.errors import Problem
from policyengine.rules.finding import Found, find_packs
from policyengine.rules.program import Program
from policyengine.source.cache import Cache
from policyengine.source.collector import collector_paused
from policyengine.source.find import shown_path
from policyengine.source.fingerprint import Changing, Fingerprint
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
            here.put(name, _pickled(program))
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
        program = _Plain(io.BytesIO(content)).load()
        return program if isinstance(program, Program) else None
    return None


def _pickled(program: Program) -> bytes:
    content = io.BytesIO()
    _Pickler(content, 5).dump(program)
    return content.getvalue()


class _Pickler(pickle.Pickler):
    """Writes frozen dataclasses as calls of their classes: what they do by themselves takes longer to read."""

    def reducer_override(self, value: Any) -> Any:
        """The class of a value, and what it was made of; of all others that they are written as ever."""
        made = getattr(type(value), "__dataclass_params__", None)
        if made is None or not (made.frozen and made.eq):
            return NotImplemented
        return type(value), tuple([getattr(value, each.name) for each in fields(value)])


class _Plain(pickle.Unpickler):
    """Makes values of this package's plain classes, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """The class that a pickle names. Raises `UnpicklingError` for all others."""
        if module.startswith("policyengine.") or (module, name) in _DAYS:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and _is_plain(found, module):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


_DAYS: Final = {("datetime", name) for name in ("date", "datetime", "timezone", "timedelta")}


def _is_plain(found: type, module: str) -> bool:
    return module == "datetime" or hasattr(found, "__dataclass_fields__") or issubclass(found, Enum | tuple)
