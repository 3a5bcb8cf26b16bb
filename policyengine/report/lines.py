"""The lines on which facts stand: what of a line a place means, and a hash that outlives a move of the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policyengine.report.excerpt import entry
from policyengine.spans import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"[ \t]+")
_BLOCK = 100
_FACTOR = 37
_END_OF_FILE = b"\xff\xff"
_WIDTH = 2
"""Bytes of a UTF-16 code unit, in which the hash counts."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of one line; columns from 1 in characters, `end` the first column behind it."""

    line: int
    start: int
    end: int
    text: str


class Lines:
    """The lines of the files that were read; each file is taken apart once, when it is first asked for.

    INVARIANT: whoever asks for a place has it from these files.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}
        self._hashed: dict[str, _Hashed] = {}

    def region(self, span: Span) -> Region:
        """What is said at a place."""
        if span.path not in self._lines:
            self._lines[span.path] = _LINE_END.split(self._texts[span.path])
        line = self._lines[span.path][span.line - 1]
        at, length = entry(line, span.column)
        return Region(span.line, at + 1, at + length + 1, line[at : at + length])

    def hash(self, span: Span) -> str:
        """The hash of the line of a place, as GitHub's upload of code scanning results works it out.

        The first hundred characters from the start of the line on, blanks left out, are the digits of a
        number in base 37, modulo 2^64; behind the colon, how many lines up to this one have that number.
        """
        if span.path not in self._hashed:
            self._hashed[span.path] = _Hashed(self._texts[span.path])
        return self._hashed[span.path].line(span.line)


class _Hashed:
    """One file as the hash sees it: UTF-16 without blanks, every line end one character, and an end mark."""

    def __init__(self, text: str) -> None:
        lines = _BLANKS.sub("", _LINE_END.sub("\n", text)).split("\n")
        units = [f"{line}\n".encode("utf-16-le", "surrogatepass") for line in lines]
        units[-1] = units[-1][:-_WIDTH] + _END_OF_FILE
        self._starts = [0]
        for line in units:
            self._starts.append(self._starts[-1] + len(line))
        self._bytes = b"".join(units) + bytes(_BLOCK * _WIDTH)
        self._nth: list[int] = []
        alike: dict[bytes, int] = {}
        for number in range(1, len(self._starts)):
            block = self._block(number)
            alike[block] = alike.get(block, 0) + 1
            self._nth.append(alike[block])

    def line(self, number: int) -> str:
        """The hash of a line, counted from 1."""
        block, value = self._block(number), 0
        for at in range(0, len(block), _WIDTH):
            value = value * _FACTOR + int.from_bytes(block[at : at + _WIDTH], "little")
        return f"{value % 2**64:x}:{self._nth[number - 1]}"

    def _block(self, number: int) -> bytes:
        start = self._starts[number - 1]
        return self._bytes[start : start + _BLOCK * _WIDTH]
