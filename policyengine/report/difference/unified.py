"""What would be written, line by line as `diff -u` shows it; what a terminal might act on is shown as an escape.

Python's own search for what two texts share takes minutes on large files whose lines are much alike. Here next to
everything stays, so that it is asked only about the few lines around each place where something differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from policyengine.report.sanitise import inert, visible
from policyengine.report.terminal import Paint

_LINE_END = re.compile(r"\r\n|\r|\n")
_AROUND = 3
_COLOURS = {"+": "green", "-": "red", "@": "blue"}
_WINDOW, _SURE = 64, 8
"""Lines looked at first where something differs, and how many in a row must be the same to go on from there."""

_Step = tuple[str, int, int, int, int]


def unified(path: str, before: str, after: str, paint: Paint) -> str:
    """The lines of one file that differ, with three around them; line ends, which stay, are not shown."""
    name = visible(path)
    lines = [paint(f"--- {name}", "bold"), paint(f"+++ {name}", "bold")]
    for line in _lines(_split(before), _split(after)):
        shown = inert(visible(line))
        lines.append(paint(shown, _COLOURS[line[0]]) if line[0] in _COLOURS else shown)
    return "".join(f"{line}\n" for line in lines)


def _split(text: str) -> list[str]:
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, "", "", autojunk=False)
    matcher.opcodes = [*_steps(before, after)]  # type: ignore[attr-defined] # the stubs leave out what it fills in
    for group in matcher.get_grouped_opcodes(_AROUND):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for what, i, j, k, m in group:
            if what == "equal":
                yield from (f" {line}" for line in before[i:j])
                continue
            yield from (f"-{line}" for line in before[i:j])
            yield from (f"+{line}" for line in after[k:m])


def _range(start: int, stop: int) -> str:
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[_Step]:
    """How one becomes the other."""
    i = j = 0
    while i < len(before) or j < len(after):
        same = 0
        while i + same < len(before) and j + same < len(after) and before[i + same] == after[j + same]:
            same += 1
        if same:
            yield "equal", i, i + same, j, j + same
        i, j = i + same, j + same
        if i < len(before) or j < len(after):
            k, m = _meet(before, after, i, j)
            what = "replace" if k > i and m > j else "delete" if k > i else "insert"
            yield what, i, k, j, m
            i, j = k, m


def _meet(before: Sequence[str], after: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """Where two texts that differ at `i` and `j` are the same again."""
    window = _WINDOW
    while True:
        some, others = before[i : i + window], after[j : j + window]
        whole = len(some) < window and len(others) < window
        blocks = SequenceMatcher(None, some, others, autojunk=False).get_matching_blocks()
        sure = next((one for one in blocks if one.size >= (1 if whole else _SURE)), None)
        if sure is not None:
            return i + sure.a, j + sure.b
        if whole:
            return len(before), len(after)
        window *= 4
