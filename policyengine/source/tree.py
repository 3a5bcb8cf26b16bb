"""What YAML is to the rest of the program: scalars as text, lists and mappings, each with its place.

Nothing is typed here. `NO`, `1.0` and `2026-11-22` are text; the model says what they mean.
"""

from __future__ import annotations

from typing import TypeAlias

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
    """A YAML mapping with unique keys, in the order written; `key_places` says where each key stands."""

    __slots__ = ("entries", "key_places", "place")

    def __init__(self, entries: dict[str, Node], key_places: dict[str, Place], place: Place) -> None:
        self.entries = entries
        self.key_places = key_places
        self.place = place


Node: TypeAlias = Scalar | Listing | Mapping
