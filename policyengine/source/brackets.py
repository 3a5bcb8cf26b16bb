"""Mappings and lists in braces and brackets, over one line or several, as far as they are simple.

INVARIANT: what is read here is what libyaml would read; anything else raises `NotSimple`.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from typing import Final

from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar
from policyengine.spans import Place

# Keys are far shorter than the 1,024 characters that libyaml allows them.
KEY: Final = r"[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,99}+"
# Letters and digits of all scripts, told by what they are not: naming them takes ten times as long to compile.
_FIRST = r"[^\x00-/:-@\[-`{-\xa0]"
QUOTED: Final = r"(\"[^\"\\\t\r\n]*+\"|'[^'\t\r\n]*+')"

_WORDS = rf"({_FIRST}(?:[^:#?,{{}}\[\]\t\r\n]*[^:#?,{{}}\[\]\t\r\n ])?+)"
_GAP = r"[ \r\n]*+"
_ENTRY = re.compile(rf"{_GAP}({KEY}):[ \r\n]++(?:{_WORDS}|{QUOTED}|([{{\[])){_GAP}([,}}])?")
_ITEM = re.compile(rf"{_GAP}(?:{_WORDS}|{QUOTED}|([{{\[])){_GAP}([,\]])?")
_SIGN = re.compile(rf"{_GAP}([,}}\]])")

_DEEPEST: Final = 12


class NotSimple(Exception):  # noqa: N818 - an answer, not an error
    """This is for libyaml."""


class Brackets:
    """Reads what stands in brackets in `text`, whose places count from `base`."""

    __slots__ = ("_base", "_text")

    def __init__(self, text: str, base: Place) -> None:
        self._text = text
        self._base = base

    def mapping(self, start: int, depth: int) -> tuple[Mapping, int]:
        """The mapping that opens at `start`, and where the text goes on after it. Raises `NotSimple`."""
        raw: dict[str, Raw] = {}
        text, base, match = self._text, self._base, _ENTRY.match
        end, sign = start + 1, ","
        while sign == ",":
            found = match(text, end)
            if found is None:
                sign, end = self._nothing(raw, end)
                break
            key, words, quoted, bracket, sign = found.groups()
            if key in raw:
                raise NotSimple
            at, end = found.start(1), found.end()
            if words is not None:
                raw[key] = words, base + at, found.start(2) - at, True
            elif quoted is not None:
                raw[key] = quoted[1:-1], base + at, found.start(3) - at, False
            else:
                inside, sign, end = self._inside(bracket, found.start(4), depth)
                raw[key] = inside, base + at, 0, False
        if sign != "}":
            raise NotSimple
        return Mapping(raw, base + start), end

    def listing(self, start: int, depth: int) -> tuple[Listing, int]:
        """The list that opens at `start`, and where the text goes on after it. Raises `NotSimple`."""
        items: list[Node] = []
        text, base, match = self._text, self._base, _ITEM.match
        end, sign = start + 1, ","
        while sign == ",":
            found = match(text, end)
            if found is None:
                sign, end = self._nothing(items, end)
                break
            words, quoted, bracket, sign = found.groups()
            end = found.end()
            if words is not None:
                items.append(Scalar(words, base + found.start(1), True))
            elif quoted is not None:
                items.append(Scalar(quoted[1:-1], base + found.start(2), False))
            else:
                inside, sign, end = self._inside(bracket, found.start(3), depth)
                items.append(inside)
        if sign != "]":
            raise NotSimple
        return Listing(items, base + start), end

    def _inside(self, bracket: str, start: int, depth: int) -> tuple[Listing | Mapping, str, int]:
        """What opens at `start`, the sign after it, and where the text goes on after that."""
        if depth == _DEEPEST:
            raise NotSimple
        inside, end = self.mapping(start, depth + 1) if bracket == "{" else self.listing(start, depth + 1)
        return inside, *self._sign(end)

    def _nothing(self, before: Sized, end: int) -> tuple[str, int]:
        """The closing bracket that stands where an entry was looked for, which it may right after the opening one."""
        if before:
            raise NotSimple
        return self._sign(end)

    def _sign(self, end: int) -> tuple[str, int]:
        """The comma or closing bracket that stands next, and where the text goes on after it."""
        found = _SIGN.match(self._text, end)
        if found is None:
            raise NotSimple
        return found[1], found.end()
