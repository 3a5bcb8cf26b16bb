"""Texts over several lines below `|` and `>`, as far as they are simple.

INVARIANT: what is read here is what libyaml would read; anything else raises `NotSimple`.
"""

from __future__ import annotations

import re

from policyengine.source.brackets import NotSimple

_HEADER = re.compile(r"([|>])(-?)\n( ++)")
_BLANK_LINES = re.compile(r"(?: *+\r?\n)*+")


def text_below(text: str, start: int, indent: int) -> tuple[str, int]:
    """The text whose `|` or `>` stands at `start` on a line indented by `indent`, and where the next line begins.

    Simple is a text without blank lines or blanks at the ends of lines, of which no more than the last line end is
    left. Raises `NotSimple`.
    """
    header = _HEADER.match(text, start)
    if header is None or len(header[3]) <= indent:
        raise NotSimple
    style, strip, margin = header.groups()
    lines: list[str] = []
    at = header.start(3)
    while text.startswith(margin, at):
        end = text.find("\n", at)
        line = text[at + len(margin) : end]
        if end < 0 or not line or line.endswith(" ") or "\t" in line or "\r" in line:
            raise NotSimple
        if style == ">" and line.startswith(" "):
            raise NotSimple
        lines.append(line)
        at = end + 1
    # A blank line that is indented further belongs to the text, and so does whatever follows as far to the right.
    blank = _BLANK_LINES.match(text, at)
    if blank and (f"{margin} " in blank[0] or text.startswith(margin, blank.end())):
        raise NotSimple
    return (" " if style == ">" else "\n").join(lines) + ("" if strip else "\n"), at
