"""A line of a file with the entry marked that is meant: under findings and under problems alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyengine.report.sanitise import safe, visible
from policyengine.report.terminal import Paint

_KEY = re.compile(r"[^\s:,{}\[\]'\"#][^:,{}\[\]'\"#]*:(?=\s|$)")
_VALUE = re.compile(r"(?:- +)?(?:[\w-]+: +)?\{ *value: +")
_OPEN, _CLOSE = "{[", "}]"


def excerpt(line: str, number: int, column: int, label: str, gutter: int, paint: Paint) -> Iterator[str]:
    """The line without its indentation, carets under what is said at `column` (from 1), and `label` behind or below.

    `gutter` is how many columns line numbers take. The line is cut to the width of the page.
    """
    label = safe(label)
    text, start, length = _window(line, column - 1, *entry(line, column), paint.width - gutter - 3)
    yield f"{paint(f'{number:>{gutter}} |', 'dim')} {text}"
    bar = paint(" " * gutter + " |", "dim")
    carets = " " * start + "^" * length
    if label and len(carets) + len(label) + gutter + 4 <= paint.width:
        yield f"{bar} {carets} {label}"
        return
    yield f"{bar} {carets}"
    yield from (f"{bar} {part}" for part in paint.wrapped(label, "", room=gutter + 3))


def entry(line: str, column: int) -> tuple[int, int]:
    """Where what is said at `column` (from 1) begins, counted from 0, and how many characters it takes, at least 1.

    Of `{value: ...}` the value is meant, elsewhere the entry with its key; it never leaves the line.
    """
    value = _VALUE.match(line, column - 1)
    at = value.end() if value else column - 1
    return at, _length(line, at)


def _window(line: str, key: int, at: int, length: int, room: int) -> tuple[str, int, int]:
    """What is shown of a line, if need be from `key` on; where in it the entry at `at` begins, and its length."""
    indent = min(len(line) - len(line.lstrip()), at)
    if at - indent > room // 2:
        shown, start = "… " + visible(line[key:]), 2 + len(visible(line[key:at]))
    else:
        shown, start = visible(line[indent:]), len(visible(line[indent:at]))
    shown = shown.rstrip()
    length = max(1, len(visible(line[at : at + length])))
    if len(shown) > room:
        shown = shown[: room - 2] + " …"
        length = max(1, min(length, room - 2 - start))
    return shown, start, length


def _length(line: str, at: int) -> int:
    """How many characters the entry (`key: value`) or value takes that begins at `at`."""
    inside = sum(line[:at].count(c) for c in _OPEN) > sum(line[:at].count(c) for c in _CLOSE)
    key = _KEY.match(line, at)
    depth, quote, end = 0, "", key.end() if key else at
    while end < len(line):
        c = line[end]
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth -= 1
        if depth < 0 or (not quote and depth == 0 and _stops(line, end, inside)):
            break
        end += 1
    return max(1, len(line[at:end].rstrip()))


def _stops(line: str, at: int, inside: bool) -> bool:
    """Whether a comma or a comment ends the entry here."""
    return (inside and line[at] == ",") or (line[at] == "#" and at > 0 and line[at - 1] == " ")
