"""What would be written, line by line as `diff -u` shows it; what a terminal might act on is shown as an escape."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from policyengine.report.sanitise import inert, visible
from policyengine.report.terminal import Paint

_LINE_END = re.compile(r"\r\n|\r|\n")
_AROUND = 3
_COLOURS = {"+": "green", "-": "red", "@": "blue"}


def unified(path: str, before: str, after: str, paint: Paint) -> str:
    """The lines of one file that differ, with three around them; line ends, which stay, are not shown."""
    name = visible(path)
    return "".join(f"{inert(line)}\n" for line in _lines(name, _split(before), _split(after), paint))


def _lines(name: str, before: list[str], after: list[str], paint: Paint) -> Iterator[str]:
    yield paint(f"--- {name}", "bold")
    yield paint(f"+++ {name}", "bold")
    changes = difflib.unified_diff(before, after, n=_AROUND, lineterm="")
    for number, line in enumerate(changes):
        if number > 1:
            shown = visible(line)
            yield paint(shown, _COLOURS[line[0]]) if line[0] in _COLOURS else shown


def _split(text: str) -> list[str]:
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]
