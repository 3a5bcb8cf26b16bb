"""Standard output and standard error, of which either may be closed, full, or read by somebody who leaves.

INVARIANT: what a reader does to the report never decides how the run ends. A reader that has gone is
passed over; a report that cannot be written otherwise is told, and no run ends with 0 then.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


class Unwritable(Exception):  # noqa: N818 - an answer, not a bug
    """The report cannot be written; says why."""


def prepare() -> None:
    """Make both streams take every character. Raises `Unwritable` where standard output is closed."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - stays open
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        raise Unwritable("standard output is closed")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Titles have accents; where the terminal cannot show them, an escape is better than a failure.
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Write a report to standard output as it is. Raises `Unwritable` where there is no room for it."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise Unwritable((error.strerror or "no reason given").lower()) from None


def say_aside(text: str) -> None:
    """Write to standard error; where nobody can be told, nobody is."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Send what follows nowhere; Python would complain of it again when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
