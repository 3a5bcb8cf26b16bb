"""Where something stands in a file.

A place is born in the YAML reader as one packed integer and carried along unchanged; it is only
unpacked into a `Span` when somebody is going to read it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

Place = int
"""File number and offset (characters from 0) packed into one integer. 0 means "nowhere"."""

OFFSET_BITS = 32

_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """A place as a person reads it: path relative to where the run started, line and column from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(slots=True)
class Files:
    """The files that were read, numbered from 1 in the order of their names.

    Their texts are kept, so that lines are only counted where a place is going to be read.
    """

    paths: list[str] = field(default_factory=lambda: [""])
    texts: list[str] = field(default_factory=lambda: [""], repr=False)
    _line_starts: dict[int, list[int]] = field(default_factory=dict, repr=False, compare=False)
    _first: Files | None = field(default=None, repr=False, compare=False)
    """Files that come first, with the same numbers, whose lines are counted there and once."""

    def add(self, path: str, text: str = "") -> int:
        """Give `path` the next number; `text` is what its places count in."""
        self.paths.append(path)
        self.texts.append(text)
        return len(self.paths) - 1

    def before(self, more: Files) -> Files:
        """All files of both: these with their numbers, then the others behind them."""
        return Files([*self.paths, *more.paths[1:]], [*self.texts, *more.texts[1:]], _first=self)

    def _starts(self, file: int) -> list[int]:
        """Where the lines of a file begin."""
        if self._first is not None and file < len(self._first.paths):
            return self._first._starts(file)
        if file not in self._line_starts:
            self._line_starts[file] = [0, *(end.end() for end in _LINE_END.finditer(self.texts[file]))]
        return self._line_starts[file]

    def span(self, place: Place) -> Span:
        """Unpack `place`; the empty path means that no file says it."""
        file, offset = place >> OFFSET_BITS, place & ((1 << OFFSET_BITS) - 1)
        starts = self._starts(file)
        line = bisect_right(starts, offset)
        return Span(self.paths[file], line, offset - starts[line - 1] + 1)

    def line(self, place: Place) -> str:
        """The text of the line on which a place stands, without its end; empty where there is none."""
        span = self.span(place)
        file = place >> OFFSET_BITS
        starts = self._starts(file)
        end = starts[span.line] if span.line < len(starts) else len(self.texts[file])
        return self.texts[file][starts[span.line - 1] : end].rstrip("\r\n")

    def line_of(self, span: Span) -> str:
        """The text of the line of a span in one of these files; empty where there is no such line."""
        lines = _LINE_END.split(self.texts[self.paths.index(span.path)])
        return lines[span.line - 1] if 0 < span.line <= len(lines) else ""
