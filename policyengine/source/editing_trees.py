"""A YAML text made to read as another tree, of which nothing is touched but what differs.

Comments, the order of keys, quotes, indentation and line ends stay as they are everywhere else. What comes out is read
again: it is the tree that was wanted, or there is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policyengine.source import editing_blocks as blocks
from policyengine.source import editing_brackets as brackets
from policyengine.source.editing import NotEditable, unmarked
from policyengine.source.editing_page import WIDTH, Page, Piece
from policyengine.source.editing_spots import Entry, Keyed, Listed, Spot, spots
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.source.writing import block_of, flow_of, has_lines, key_of
from policyengine.spans import Files

_WORDS = frozenset(("none",))
"""Besides nothing and `null`, what is another word in quotes."""
_DASH = re.compile(" *- +")


def rewritten(text: str, wanted: Mapping) -> str:
    """`text` as it must be to read as `wanted`. Raises `NotEditable`."""
    mark, body = unmarked(text)
    tree = _read(body)
    spot = spots(body)
    if not isinstance(spot, Keyed) or not tree.raw.keys() & wanted.raw.keys():
        raise NotEditable("nothing of it would stay")
    page = Page(body, spot)
    made = page.with_pieces(_Changes(page).mapping(tree, wanted, spot))
    if not body.endswith(("\n", "\r")):
        # What stood behind a blank line at the end may be gone.
        made = made.rstrip("\r\n")
    if not alike(_read(made), wanted):
        raise NotEditable("it is written in a form that cannot be kept")
    return mark + made


def alike(one: Node, other: Node) -> bool:
    """Whether two trees say the same, whatever the order of keys."""
    if one is other:
        return True
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        if one.is_null or other.is_null:
            return one.is_null and other.is_null
        return one.text == other.text and (one.plain == other.plain or one.text not in _WORDS)
    if isinstance(one, Listing) and isinstance(other, Listing):
        return len(one.items) == len(other.items) and all(map(alike, one.items, other.items))
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one.raw.keys() != other.raw.keys():
        return False
    mine, yours = one.entries, other.entries
    return all(alike(node, yours[key]) for key, node in mine.items())


def _read(text: str) -> Mapping:
    node, problems = read_text(text, "", Files())
    if problems:
        raise NotEditable(f"{problems[0].message}, on line {problems[0].span.line}")
    if not isinstance(node, Mapping):
        raise NotEditable("it holds no mapping")
    return node


def matched(old: Sequence[Node], new: Sequence[Node]) -> tuple[list[tuple[int, int]], set[int], Sequence[Node]]:
    """Which items of two lists belong together, by number; which of the old are gone; what is new behind all others.

    Either some went and others came at the end, or items changed where they stand: whichever touches fewer.
    """
    same: list[int] = []
    for number, item in enumerate(old):
        if len(same) < len(new) and alike(item, new[len(same)]):
            same.append(number)
    gone, added = {*range(len(old))}.difference(same), new[len(same) :]
    both = min(len(old), len(new))
    changed = sum(not alike(old[i], new[i]) for i in range(both)) + abs(len(old) - len(new))
    if same and len(gone) + len(added) <= changed:
        return [(number, i) for i, number in enumerate(same)], gone, added
    return [(i, i) for i in range(both)], {*range(both, len(old))}, new[both:]


class _Changes:
    """Finds the pieces of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def mapping(self, old: Mapping, new: Mapping, spot: Keyed) -> Iterator[Piece]:
        """A mapping of which some keys stay."""
        for key, node in new.entries.items():
            if key in old.raw and not alike(old.entries[key], node):
                yield from self._value(old.entries[key], node, spot.entries[key], flow=spot.flow)
        entries = [*spot.entries.values()]
        keys = [*spot.entries]
        gone = [number for number, key in enumerate(keys) if key not in new.raw]
        added = {key: node for key, node in new.entries.items() if key not in old.raw}
        if not gone and not added:
            return
        spans = [(entry.start, entry.end) for entry in entries]
        if spot.flow:
            texts = [f"{key_of(key)}: {flow_of(node)}" for key, node in added.items()]
            yield from brackets.changed(self._page, spot, spans, gone, texts)
            return
        column = self._page.column(entries[0].start)
        if any(not self._first_on_its_line(entries[number].start) for number in gone):
            raise NotEditable("an entry that goes does not begin on a line of its own")
        yield from blocks.without(self._page, spans, gone, column)
        last = next(entry for key, entry in reversed(spot.entries.items()) if key in new.raw)
        stop = blocks.end_of(self._page, last.end, column)
        for key, node in added.items():
            yield Piece(stop, stop, blocks.new_entry(self._page, column, key, node))

    def _value(self, old: Node, new: Node, entry: Entry, *, flow: bool) -> Iterator[Piece]:
        spot = entry.value
        if isinstance(old, Mapping) and isinstance(new, Mapping) and isinstance(spot, Keyed):
            if old.raw.keys() & new.raw.keys():
                yield from self.mapping(old, new, spot)
                return
        elif isinstance(old, Listing) and isinstance(new, Listing) and isinstance(spot, Listed):
            pieces = self._listing(old, new, spot)
            if pieces is not None:
                yield from pieces
                return
        yield self._inside(new, entry) if flow else self._whole(new, entry)

    def _listing(self, old: Listing, new: Listing, spot: Listed) -> list[Piece] | None:
        """A list of which some items stay, perhaps with others behind them; None where it is better written anew."""
        starts = [item.start if spot.flow else self._dash(item) for item in spot.items]
        if not starts or None in starts:
            return None
        spans = [(start or 0, item.end) for start, item in zip(starts, spot.items, strict=True)]
        pairs, gone, added = matched(old.items, new.items)
        if not pairs:
            return None
        pieces = [piece for i, j in pairs for piece in self._item(old.items[i], new.items[j], spot.items[i])]
        if spot.flow:
            return [*pieces, *brackets.changed(self._page, spot, spans, gone, [flow_of(node) for node in added])]
        column = self._page.column(spans[0][0])
        stop = blocks.end_of(self._page, spans[pairs[-1][0]][1], column)
        new_items = [Piece(stop, stop, blocks.new_item(self._page, column, node)) for node in added]
        return [*pieces, *blocks.without(self._page, spans, gone, column), *new_items]

    def _item(self, old: Node, new: Node, spot: Spot) -> list[Piece]:
        """An item that stays, perhaps with something else in it."""
        if alike(old, new):
            return []
        if isinstance(old, Mapping) and isinstance(new, Mapping) and isinstance(spot, Keyed):
            stay = [key for key in old.raw if key in new.raw]
            # The first key of an item in block form shares its line with the dash.
            if stay and (spot.flow or stay[0] == next(iter(old.raw))):
                return [*self.mapping(old, new, spot)]
        return [Piece(spot.start, spot.end, flow_of(new))]

    def _dash(self, item: Spot) -> int | None:
        """Where the dash stands of an item that begins behind it, on a line of its own."""
        start = self._page.line_start(item.start)
        found = _DASH.fullmatch(self._page.text, start, item.start)
        return None if found is None else start + found[0].index("-")

    def _first_on_its_line(self, at: int) -> bool:
        return not self._page.text[self._page.line_start(at) : at].strip(" ")

    def _inside(self, new: Node, entry: Entry) -> Piece:
        """Another value in braces."""
        text = flow_of(new)
        if not entry.empty:
            return Piece(entry.value.start, entry.value.end, text)
        colon = "" if self._page.text.endswith(":", entry.start, entry.colon) else ":"
        return Piece(entry.colon, entry.colon, f"{colon} {text}")

    def _whole(self, new: Node, entry: Entry) -> Piece:
        """Another value behind a key that stands on a line of its own; a comment behind the key stays."""
        page, value = self._page, entry.value
        stop = page.line_stop(entry.colon)
        beside = value.start <= stop and not entry.empty
        column = page.column(entry.start)
        inline = flow_of(new)
        if not has_lines(new) or page.column(entry.colon) + 1 + len(inline) <= WIDTH:
            if beside:
                return Piece(value.start, value.end, inline)
            comment = "" if entry.empty else self._comment(entry.colon, stop)
            return Piece(entry.colon, entry.end, f" {inline}{comment}")
        lines = page.lines(block_of(new, " " * column + page.step, page.step, WIDTH))
        if beside:
            end = page.line_stop(value.end)
            return Piece(entry.colon, end, self._comment(value.end, end) + lines)
        end = stop if entry.empty else entry.end
        return Piece(entry.colon, end, self._comment(entry.colon, stop) + lines)

    def _comment(self, start: int, stop: int) -> str:
        """What is left of a line, without blanks at its end."""
        return self._page.text[start:stop].rstrip()
