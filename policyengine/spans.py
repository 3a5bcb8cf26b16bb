"""Where something stands in a file.

A place is born in the YAML reader as one packed integer and carried along unchanged; it is only
unpacked into a `Span` when somebody is going to read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Place = int
"""File number, line and column packed into one integer (see `pack`). 0 means "nowhere"."""

LINE_BITS = 24
COLUMN_BITS = 20
FILE_SHIFT = LINE_BITS + COLUMN_BITS


def pack(file: int, line: int, column: int) -> Place:
    """Pack a file number and a zero-based line and column, as libyaml counts them."""
    column = min(column, (1 << COLUMN_BITS) - 1)
    return (file << FILE_SHIFT) | (line << COLUMN_BITS) | column


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place as a person reads it: path relative to where the run started, line and column from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(slots=True)
class Files:
    """The files that were read, numbered from 1 in the order of their names."""

    paths: list[str] = field(default_factory=lambda: [""])

    def add(self, path: str) -> int:
        """Give `path` the next number."""
        self.paths.append(path)
        return len(self.paths) - 1

    def span(self, place: Place) -> Span:
        """Unpack `place`; the empty path means that no file says it."""
        file = place >> FILE_SHIFT
        line = (place >> COLUMN_BITS) & ((1 << LINE_BITS) - 1)
        column = place & ((1 << COLUMN_BITS) - 1)
        return Span(self.paths[file], line + 1, column + 1)
