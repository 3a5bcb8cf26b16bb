"""Where every key and value of a YAML text begins and ends, for those who change the text and nothing around it.

libyaml tells both ends of what it reads, except of collections in block form, which end where the last value in
them does: what it takes for their end is where the next thing begins, comments between them included.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yaml._yaml import CParser
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from policyengine.source.collector import collector_paused
from policyengine.source.editing import NotEditable

_COLON = re.compile(r"[ \t]*:")


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar. One that is written as nothing begins and ends where it might stand."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; `flow` where it stands in brackets."""

    start: int
    end: int
    flow: bool
    items: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping; `flow` where it stands in braces."""

    start: int
    end: int
    flow: bool
    entries: dict[str, Entry]


Spot = Word | Listed | Keyed


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    start: int
    colon: int
    """Behind the colon; behind the key where there is none, as in `{key}`."""
    value: Spot

    @property
    def end(self) -> int:
        """Behind all of it."""
        return max(self.colon, self.value.end)

    @property
    def empty(self) -> bool:
        """Whether nothing is written as its value."""
        return self.value.start == self.value.end


def spots(text: str) -> Spot:
    """Where everything stands in a text that has been read and found good. Raises `NotEditable`."""
    with collector_paused():
        spotting = _Spotting(text)
        return spotting.node(spotting.document())


class _Spotting:
    """Follows libyaml's events through one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: Callable[[], Any] = CParser(text.encode()).get_event

    def document(self) -> Any:
        """The event with which the only document begins."""
        self._next()
        self._next()
        return self._next()

    def node(self, event: Any) -> Spot:
        """What begins with this event."""
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent):
            # Blank lines behind a text in lines of its own are counted to it.
            return Word(start, start + len(self._text[start:end].rstrip()))
        flow = bool(event.flow_style)
        if isinstance(event, MappingStartEvent):
            entries, closed = self._entries()
            if flow and self._text[start] != "{":
                raise NotEditable("a list holds `key: value` without braces", "put braces around it")
            end = closed if flow else max(entry.end for entry in entries.values())
            return Keyed(start, end, flow, entries)
        items, closed = self._items()
        return Listed(start, closed if flow else items[-1].end, flow, items)

    def _items(self) -> tuple[tuple[Spot, ...], int]:
        items: list[Spot] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self.node(event))
            if items[-1].start == items[-1].end:
                raise NotEditable("a list has an item that says nothing", "remove the item")
        return tuple(items), _end(event)

    def _entries(self) -> tuple[dict[str, Entry], int]:
        entries: dict[str, Entry] = {}
        while not isinstance(key := self._next(), MappingEndEvent):
            start, end = key.start_mark.index, key.end_mark.index
            colon = _COLON.match(self._text, end)
            value = self.node(self._next())
            if colon is None and value.start != value.end:
                raise NotEditable(f"the key `{key.value[:80]}` stands on a line of its own", "write `key: value`")
            behind = colon.end() if colon else end
            if value.start == value.end:
                value = Word(behind, behind)
            entries[key.value] = Entry(start, behind, value)
        return entries, _end(key)


def _end(event: Any) -> int:
    """Behind the last character of what an event tells of. The stubs are vaguer than libyaml, which always says."""
    end: int = event.end_mark.index
    return end
