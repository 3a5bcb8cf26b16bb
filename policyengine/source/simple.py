"""The tree of text in YAML's simple forms, read line by line: twice as quick as from libyaml's events.

Simple are lines `key: value`, lists of lines `- value`, and mappings and lists in brackets, of words and of quotations
without escapes, and texts below `|` and `>` without blank lines. Any other value goes to libyaml by itself, and a text
with anything doubtful in it goes there as a whole.

INVARIANT: nothing is ever found wrong here, and the tree is the one that libyaml's events give, places included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from policyengine.source.brackets import KEY, QUOTED, Brackets, NotSimple
from policyengine.source.folded import text_below
from policyengine.source.tree import LateMapping, Listing, Mapping, Node, Raw, Scalar
from policyengine.spans import Place

_MOST_LEVELS: Final = 40
"""What is nested deeper, brackets included, is left to libyaml, whose reader knows how deep is too deep."""

_LONG: Final = 64 * 1024
"""Characters. What is shorter is not worth reading in sections."""

# As inside brackets, and `(`, `/`, `$`, `+`, `_`.
_FIRST = r"[^\x00-#%-')*,-.:-@\[-^`{-\xa0]"
_WORDS = rf"({_FIRST}[^:#\t\r\n]*(?::[^ :#\t\r\n][^:#\t\r\n]*)*(?<! ))"
_BLANK = r"(?: *+(?:\#[^\r\n]*+)?\r?\n)*+"
_TAIL = r"(?:\n| *+(?:(?<= )\#[^\r\n]*+)?(?:\r?\n|\Z))"
_KEY = rf"{KEY}(?: {KEY}){{0,4}}+"
# Where the last two groups find nothing, the line ends with its key.
_LINE = re.compile(rf"{_BLANK}( *+)({_KEY}):(?: ++{_WORDS}{_TAIL}|{_TAIL}|( ++[{{\[]?+))")
# Where nothing is found after the dash, a mapping over several lines begins there.
_ITEM = re.compile(rf"{_BLANK}( *+)- ++(?:{_WORDS}{_TAIL}|{QUOTED}{_TAIL}|([{{\[])|(?={_KEY}:))")
_NEXT_LINE = re.compile(r"\n( *+)(?![#\r\n]|\Z)")
_BRACKET = re.compile(rf"{_BLANK}( *+)[{{\[]")
_QUOTED_TO_END = re.compile(rf"{QUOTED}{_TAIL}")
_END_OF_LINE = re.compile(_TAIL)
_END_OF_TEXT = re.compile(rf"{_BLANK} *+(?:\#[^\r\n]*+)?\Z")


class _Doubtful(NotSimple):
    """This is for libyaml, and not by itself."""


ReadPart = Callable[[str, Place, int], Mapping | None]
"""libyaml's tree of a part of the text, given where it begins and how deep it stands; None where anything is wrong."""


def simple_tree(text: str, base: Place, read_part: ReadPart, *, late: bool = False) -> Mapping | None:
    """The tree of `text`, whose places count from `base`; None where libyaml has to read all of it.

    With `late`, a long mapping at the top is read while it is gone through, which then raises `NotSimple` where
    libyaml would have to read the text.
    """
    try:
        if late and len(text) > _LONG:
            return _in_sections(text, base, read_part)
        return _Lines(text, base, read_part).tree()
    except NotSimple:
        return None


def _in_sections(text: str, base: Place, read_part: ReadPart) -> Mapping:
    """The tree of a long text, in which each key at the top is read apart."""
    raw: dict[str, Raw] = {}
    first = _first_line(text)
    bounds = [found.start() + 1 for found in _next_key(0).finditer(text, first.start(2))]
    for start, end in pairwise((0, *bounds, len(text))):
        header = _LINE.match(text, start, end)
        inside = _LINE.match(text, header.end(), end) if header else None
        if header and inside and inside[1] and not (header[3] or header[4]) and end - start > _LONG:
            lines = _Lines(text[header.end() : end], base + header.end(), read_part, 1)
            late = LateMapping(lines.each, base + inside.start(2))
            read: dict[str, Raw] = {header[2]: (late, base + header.start(2), 0, False)}
        else:
            read = _Lines(text[start:end], base + start, read_part).tree().raw
        if not raw.keys().isdisjoint(read):
            raise NotSimple
        raw |= read
    return Mapping(raw, base + first.start(2))


def _first_line(text: str) -> re.Match[str]:
    """The line of the first key, which is not indented."""
    found = _LINE.match(text)
    if found is None or found[1]:
        raise NotSimple
    return found


class _Lines:
    """Reads one text, which stands `depth` deep: the key of each line goes into the mapping of its indentation."""

    def __init__(self, text: str, base: Place, read_part: ReadPart, depth: int = 0) -> None:
        self._text = text
        self._base = base
        self._read_part = read_part
        self._depth = depth
        brackets = Brackets(text, base)
        self._mapping, self._listing = brackets.mapping, brackets.listing
        self._above: list[tuple[str, dict[str, Raw]]] = []
        """The mappings in which the one at hand stands, with their indentation."""

    def tree(self) -> Mapping:
        """The tree of a whole text. Raises `NotSimple`."""
        place = self._base + _first_line(self._text).start(2)
        return Mapping(dict(self.each()), place)

    def each(self) -> Iterator[tuple[str, Raw]]:
        """The keys that are indented least, with what stands under them. Raises `NotSimple`."""
        text, base, match = self._text, self._base, _LINE.match
        found = match(text)
        if found is None:
            raise NotSimple
        raw: dict[str, Raw] = {}
        outermost, known = raw, set[str]()
        here, top, last, opened, start, end = found[1], "", "", False, 0, 0
        while found is not None or not _END_OF_TEXT.match(text, end):
            if found is None:
                # Whatever stands here belongs to the key before.
                end, opened = self._below(raw, last, here, start, end, opened=opened), False
                found = match(text, end)
                continue
            indent, key, words, other = found.groups()
            start, end = found.start(2), found.end()
            if indent != here:
                here, raw = self._level(indent, here, raw, last if opened else "", base + start)
            if raw is outermost:
                if top:
                    yield top, raw.pop(top)
                if key in known:
                    raise NotSimple
                known.add(key)
                top = key
            elif key in raw:
                raise NotSimple
            last, opened = key, False
            if words is not None:
                raw[key] = words, base + start, found.start(3) - start, True
            elif other is None:
                raw[key], opened = ("", base + start, len(key) + 1, True), True
            else:
                end = self._value(raw, key, here, start, end)
            found = match(text, end)
        yield top, outermost[top]

    def _level(
        self, indent: str, here: str, raw: dict[str, Raw], opened: str, place: Place
    ) -> tuple[str, dict[str, Raw]]:
        """The mapping of lines that begin with `indent`: a new one below the key `opened`, or one further out."""
        above = self._above
        if len(indent) > len(here):
            if not opened or self._depth + len(above) >= _MOST_LEVELS:
                raise NotSimple
            above.append((here, raw))
            inside: dict[str, Raw] = {}
            owner = raw[opened][1]
            raw[opened] = Mapping(inside, place), owner, 0, False
            return indent, inside
        while above and len(indent) < len(here):
            here, raw = above.pop()
        if indent != here:
            raise NotSimple
        return here, raw

    def _value(self, raw: dict[str, Raw], key: str, here: str, start: int, end: int) -> int:
        """Read what is more than words: a bracket that opens before `end`, a text; where the next line begins."""
        text, place = self._text, self._base + start
        try:
            if text[end - 1] != " ":
                inside, after = self._bracketed(end - 1)
                raw[key] = inside, place, 0, False
            elif found := _QUOTED_TO_END.match(text, end):
                after = found.end()
                raw[key] = found[1][1:-1], place, end - start, False
            else:
                said, after = text_below(text, end, len(here))
                raw[key] = said, place, end - start, False
        except NotSimple:
            return self._part(raw, key, start - len(here), end, len(here))
        return after

    def _bracketed(self, start: int) -> tuple[Listing | Mapping, int]:
        """What is in the bracket that opens at `start`, and where the next line begins. Raises `NotSimple`."""
        text = self._text
        inside, after = self._mapping(start, 1) if text[start] == "{" else self._listing(start, 1)
        # Nearly always the line ends right there.
        if text.startswith("\n", after):
            return inside, after + 1
        line_end = _END_OF_LINE.match(text, after)
        if line_end is None:
            raise NotSimple
        return inside, line_end.end()

    def _below(self, raw: dict[str, Raw], key: str, here: str, start: int, end: int, *, opened: bool) -> int:
        """Read the lines that begin at `end` and have no key: what the one before `opened`, or more of it."""
        try:
            if opened and (found := _BRACKET.match(self._text, end)) and len(found[1]) > len(here):
                inside, after = self._bracketed(found.end() - 1)
            elif opened:
                inside, after = self._items(here, end)
            else:
                raise NotSimple
        except _Doubtful:
            raise
        except NotSimple:
            return self._part(raw, key, start - len(here), end, len(here))
        raw[key] = inside, self._base + start, 0, False
        return after

    def _items(self, here: str, end: int) -> tuple[Listing | Mapping, int]:
        """The list of lines that begins at `end`, and where the next line begins. Raises `NotSimple`."""
        base, match = self._base, _ITEM.match
        found = match(self._text, end)
        if found is None or len(found[1]) < len(here):
            raise NotSimple
        indent, place = found[1], base + found.end(1)
        items: list[Node] = []
        while found is not None and found[1] == indent:
            _, words, quoted, bracket = found.groups()
            end = found.end()
            if words is not None:
                items.append(Scalar(words, base + found.start(2), True))
            elif quoted is not None:
                items.append(Scalar(quoted[1:-1], base + found.start(3), False))
            else:
                inside, end = self._bracketed(end - 1) if bracket else self._item(end, len(indent), found.end(1))
                items.append(inside)
            found = match(self._text, end)
        return Listing(items, place), end

    def _item(self, start: int, indent: int, dash: int) -> tuple[Mapping, int]:
        """The mapping over several lines that begins at `start`, after the `dash` of an item; and where it ends."""
        following = (line.start(1) for line in _NEXT_LINE.finditer(self._text, start) if len(line[1]) <= indent)
        after = next(following, len(self._text))
        column, depth = indent + start - dash, self._depth + len(self._above) + 2
        if depth >= _MOST_LEVELS:
            raise NotSimple
        lines = _Lines(" " * column + self._text[start:after], self._base + start - column, self._read_part, depth)
        return Mapping(dict(lines.each()), self._base + start), after

    def _part(self, raw: dict[str, Raw], key: str, start: int, end: int, indent: int) -> int:
        """Let libyaml read the line of `key`, which begins at `start`, with all that belongs to it."""
        following = _next_key(indent).search(self._text, end - 1)
        after = following.start() + 1 if following else len(self._text)
        tree = self._read_part(self._text[start:after], self._base + start, self._depth + len(self._above) + 1)
        if after <= end or tree is None or list(tree.raw) != [key]:
            raise _Doubtful
        raw[key] = tree.raw[key]
        return after


@cache
def _next_key(indent: int) -> re.Pattern[str]:
    """Where a line begins that is indented no further, and is neither a comment nor an item of a list."""
    return re.compile(rf"\n {{0,{indent}}}(?![ #\r\n]|-[ \r\n]|\Z)")
