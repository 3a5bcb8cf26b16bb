"""Files that nobody reads although they say what others are read for: an odd ending, a hidden name, a dead link.

What is left out by accident is missing from the answer, and nobody would notice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from policyengine.errors import Problem
from policyengine.source.find import shown_path
from policyengine.spans import Span

_READ: Final = ".yaml"
_NAMED_WRONG: Final = (".yml", _READ)
"""In whatever case; whoever finds the files refuses these by their names alone."""
_LIKE_DATA: Final = re.compile(r"\.(?:ya?ml|json|y[a-z]{0,4}(?=[^a-z]|$))|^[^.]+$", re.IGNORECASE)
_HISTORY: Final = ".git"
_LOOKED_AT: Final = 64 * 1024
"""Bytes from the beginning: the words that are looked for stand at the top."""


def overlooked(root: Path, words: Sequence[str]) -> list[Problem]:
    """What stands below `root`, begins a line with one of `words` as a key, and is not read.

    Copies beside a file that is read, as editors leave them, are passed over, and so are texts and pictures.
    """
    if not os.path.isdir(root):  # noqa: PTH112 - never raises, whatever the permissions
        return []
    problems: list[Problem] = []
    below = len(os.fspath(root))
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != _HISTORY]
        hidden = f"{os.sep}." in folder[below:]
        for name in _not_read(names, hidden=hidden):
            problems += _problem(Path(folder, name), tuple(words), hidden=hidden)
    return sorted(problems)


def like_data(name: str) -> bool:
    """Whether a file of this name may hold what others are read for."""
    return bool(_LIKE_DATA.search(name.lstrip(".")))


@cache
def _says(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds one of `words` as a key of the whole file, as YAML or JSON has it, and not deeper, as in reports."""
    keys = "|".join(map(re.escape, words))
    quoted = rf"[\"']({keys})[\"']\s*:"
    return re.compile(rf"^({keys})[ \t]*:(?=\s|$)|\A\s*\{{\s*{quoted}|^(?:[ ]{{0,2}}|\t){quoted}", re.MULTILINE)


def _not_read(names: Sequence[str], *, hidden: bool) -> Iterator[str]:
    """The names like those of data, but those that are read, that are refused anyway, or that are copies."""
    read = [] if hidden else [name for name in names if name.endswith(_READ) and not name.startswith(".")]
    if len(read) == len(names):
        return
    here = set(read)
    for name in names:
        if name in here or not like_data(name):
            continue
        refused = name.lower().endswith(_NAMED_WRONG) and not name.startswith(".") and not hidden
        if not refused and not any(one in name for one in read):
            yield name


def _problem(file: Path, words: tuple[str, ...], *, hidden: bool) -> Iterator[Problem]:
    """Why a file should not be passed over, if there is a reason."""
    here = Span(shown_path(file), 1, 1)
    if os.path.islink(file) and not os.path.exists(file):  # noqa: PTH110, PTH114
        yield Problem(here, "the link leads nowhere, so what it should bring is not read", "mend or remove it")
        return
    if not os.path.isfile(file):  # noqa: PTH113
        return
    try:
        with file.open("rb") as stream:
            begins = stream.read(_LOOKED_AT).decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "no reason given"
        yield Problem(here, f"the file cannot be read: {reason}", "check the permissions, or remove it")
        return
    if match := _says(words).search(begins):
        says = f"the file says `{match[match.lastindex or 0]}:` and is not read"
        yield Problem(here, f"{says}: {_why(file, hidden=hidden)}", _repair(file))


def _why(file: Path, *, hidden: bool) -> str:
    if hidden:
        return "a folder above it has a name that begins with a dot"
    return "its name begins with a dot" if file.name.startswith(".") else f"its name does not end in `{_READ}`"


def _repair(file: Path) -> str:
    stem = re.split(r"\.(?=y|json)", file.name.lstrip("."), maxsplit=1, flags=re.IGNORECASE)[0]
    return f"call it `{stem or 'facts'}{_READ}` in a folder that is read, or move it away"
