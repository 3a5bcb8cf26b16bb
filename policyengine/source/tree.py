"""What YAML is to the rest of the program: scalars as text, lists and mappings, each with its place.

Nothing is typed here. `NO`, `1.0` and `2026-11-22` are text; the model says what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from policyengine.spans import Place


class Scalar:
    """A scalar as written. `plain` tells `null` from `"null"`."""

    __slots__ = ("place", "plain", "text")

    def __init__(self, text: str, place: Place, plain: bool) -> None:
        self.text = text
        self.place = place
        self.plain = plain

    @property
    def is_null(self) -> bool:
        """Written as nothing, `~` or `null`: it says nothing."""
        return self.plain and self.text in ("", "~", "null")


class Listing:
    """A YAML sequence."""

    __slots__ = ("items", "place")

    def __init__(self, items: list[Node], place: Place) -> None:
        self.items = items
        self.place = place


class Mapping:
    """A YAML mapping with unique keys, in the order written.

    `raw` is what the parser found: a tuple costs a third of a `Scalar`, and most are looked at once, by the
    reader of facts. Everybody else asks for `entries` and `key_places`.
    """

    __slots__ = ("_entries", "_key_places", "place", "raw")
    _entries: dict[str, Node]
    _key_places: dict[str, Place]

    def __init__(self, raw: dict[str, Raw], place: Place) -> None:
        # What is worked out when asked for has no value before: most mappings are never asked.
        self.raw = raw
        self.place = place

    def each(self) -> Iterable[tuple[str, Raw]]:
        """Keys and what stands under them, to be gone through once: cheaper than `raw` where they are many."""
        return self.raw.items()

    @classmethod
    def of(cls, entries: dict[str, Node], key_places: dict[str, Place], place: Place) -> Mapping:
        """The mapping of these entries."""
        return cls({key: raw_of(node, key_places[key]) for key, node in entries.items()}, place)

    @property
    def entries(self) -> dict[str, Node]:
        """The nodes by key."""
        try:
            return self._entries
        except AttributeError:
            self._entries = made = {key: node_of(raw) for key, raw in self.raw.items()}
            return made

    @property
    def key_places(self) -> dict[str, Place]:
        """Where each key stands."""
        try:
            return self._key_places
        except AttributeError:
            self._key_places = made = {key: raw[1] for key, raw in self.raw.items()}
            return made


class LateMapping(Mapping):
    """A long mapping of which `each` reads one entry after the other, so that no more than one is kept.

    Going through it raises what `read` raises. `read_through` tells whether its end was met.
    """

    __slots__ = ("_read", "read_through")

    def __init__(self, read: Callable[[], Iterable[tuple[str, Raw]]], place: Place) -> None:
        self._read = read
        self.place = place
        self.read_through = False

    def each(self) -> Iterator[tuple[str, Raw]]:
        """The entries, read as they are asked for."""
        yield from self._read()
        self.read_through = True

    def __getattr__(self, name: str) -> dict[str, Raw]:
        """`raw`, once somebody asks for all of it."""
        if name != "raw":
            raise AttributeError(name)
        self.raw = dict(self.each())
        return self.raw


Node: TypeAlias = Scalar | Listing | Mapping
Raw: TypeAlias = tuple[Any, Place, int, bool]
"""Text (`str`), `Listing` or `Mapping`; the key's place; how far from it a text begins; whether it is plain."""


def raw_of(node: Node, key_place: Place) -> Raw:
    """What stands for `node` in a mapping."""
    if isinstance(node, Scalar):
        return node.text, key_place, node.place - key_place, node.plain
    return node, key_place, 0, False


def node_of(raw: Raw) -> Node:
    """The node that stands in a mapping as `raw`."""
    value: str | Listing | Mapping = raw[0]
    return Scalar(value, raw[1] + raw[2], raw[3]) if isinstance(value, str) else value
