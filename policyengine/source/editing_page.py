"""A text seen as lines, and pieces of it that are written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from policyengine.source.editing import NotEditable
from policyengine.source.editing_spots import Entry, Keyed, Listed, Spot

WIDTH = 120
"""Columns. What would be wider goes to lines of its own, where it can."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_STEP = "  "


class Piece(NamedTuple):
    """What stands from `start` to `end`, and what is written instead."""

    start: int
    end: int
    text: str


class Page:
    """One text."""

    def __init__(self, text: str, spot: Spot) -> None:
        self.text = text
        ends = _LINE_END.search(text)
        self.line_end = ends[0] if ends else "\n"
        """As the first line ends."""
        self.step = _step(self, spot)
        """How much further than a key stands what is below it."""

    def line_start(self, at: int) -> int:
        """Where the line begins on which `at` is."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_stop(self, at: int) -> int:
        """Where that line ends, before what ends it."""
        found = _LINE_END.search(self.text, at)
        return found.start() if found else len(self.text)

    def after(self, at: int) -> int:
        """Where the next line begins, or the text ends."""
        found = _LINE_END.search(self.text, at)
        return found.end() if found else len(self.text)

    def column(self, at: int) -> int:
        """How many characters stand before `at` on its line."""
        return at - self.line_start(at)

    def indent(self, at: int) -> str:
        """The blanks with which the line of `at` begins."""
        line = self.text[self.line_start(at) : at]
        return line[: len(line) - len(line.lstrip(" "))]

    def before(self, start: int) -> int:
        """Where the line ends that stands before the one that begins at `start`."""
        if self.text.endswith("\r\n", 0, start):
            return start - 2
        return max(start - 1, 0)

    def lines(self, texts: Iterable[str]) -> str:
        """Lines to put behind the end of another."""
        return "".join(f"{self.line_end}{line}" for line in texts)

    def with_pieces(self, pieces: Iterable[Piece]) -> str:
        """The text with every piece written anew; those at one point in the order given. Raises `NotEditable`."""
        made, at = [], 0
        for piece in sorted(pieces, key=lambda one: (one.start, one.end)):
            if piece.start < at:
                raise NotEditable("changes that stand too close to each other")
            made += [self.text[at : piece.start], piece.text]
            at = piece.end
        return "".join([*made, self.text[at:]])


def _step(page: Page, spot: Spot) -> str:
    """How far the first key that stands below another is indented more than that."""
    if not isinstance(spot, Keyed):
        return _STEP
    return next((" " * step for step in _steps(page, spot)), _STEP)


def _steps(page: Page, spot: Keyed) -> Iterator[int]:
    for entry in spot.entries.values():
        if _is_block(entry) and isinstance(entry.value, Keyed):
            yield page.column(entry.value.start) - page.column(entry.start)
            yield from _steps(page, entry.value)


def _is_block(entry: Entry) -> bool:
    return isinstance(entry.value, Keyed | Listed) and not entry.value.flow
