"""libyaml's events to a located tree, with everything refused that a careful reader would refuse.

INVARIANT: a tree holds only what stands in the text once. Anchors, aliases, merge keys and tags are
problems, so that no few lines can stand for a million, and nobody has to know YAML's corners.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from yaml._yaml import CParser
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar, raw_of
from policyengine.source.wording import NEVER_CLOSED, in_plain_words
from policyengine.spans import Files, Place

MOST_NESTED: Final = 64
MOST_PROBLEMS: Final = 200
"""After so many problems in one file the rest is not read."""

# Not YAML's printable characters, and the line ends that editors and libyaml count differently.
UNWANTED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

Report = Callable[[Place, str, str], None]


class _Stop(Exception):  # noqa: N818 - not an error but the end of reading
    """Nothing sensible can be read after this point."""


class TreeBuilder:
    """Builds the tree of one text. `report` is told of every problem with its place."""

    def __init__(self, data: bytes, base: Place, files: Files, report: Report) -> None:
        # Stubs of the events are vaguer than libyaml, which sends nothing but what its grammar allows.
        self._next: Callable[[], Any] = CParser(data).get_event
        self._base = base
        self._files = files
        self._tell = report
        self._told = 0

    def build(self, depth: int = 1) -> Node | None:
        """The tree, or None where the text is empty or breaks off; `depth` is how deep it stands."""
        node = None
        try:
            self._next()
            start = self._next()
            if type(start) is StreamEndEvent:
                self._report(self._base, "the file is empty", "write something into it, or remove the file")
                return None
            if start.tags:
                self._report(
                    self._place(start), "a `%TAG` line, which is not allowed here", "remove it; no tag is needed"
                )
            node = self._node(self._next(), depth)
            self._next()
            end = self._next()
            if type(end) is DocumentStartEvent:
                self._report(self._place(end), "a second document begins here", "keep one document a file")
        except _Stop:
            return None
        except MarkedYAMLError as error:
            mark: Any = error.problem_mark or error.context_mark
            if error.context_mark and error.problem in NEVER_CLOSED:
                mark = error.context_mark
            message, hint = in_plain_words(error.problem or error.context or "")
            self._tell(self._base + (mark.index if mark is not None else 0), message, hint)
            return None
        except ReaderError:
            # The characters YAML does not allow are searched for, and reported with places, by the caller.
            return None
        return node

    def _place(self, event: Any) -> Place:
        place: Place = self._base + event.start_mark.index
        return place

    def _report(self, place: Place, message: str, hint: str) -> None:
        self._told += 1
        self._tell(place, message, hint)
        if self._told >= MOST_PROBLEMS:
            self._tell(place, f"more than {MOST_PROBLEMS} problems; the rest of the file was not read", "")
            raise _Stop

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is ScalarEvent:
            style = event.style
            if event.anchor is not None or event.tag is not None or style == '"':
                self._refuse(event)
            return Scalar(event.value, self._base + event.start_mark.index, not style)
        if kind is AliasEvent:
            self._report(
                self._place(event),
                f"`*{event.anchor[:40]}` is an alias, which is not allowed here",
                "write the value out; quote text that begins with `*`",
            )
            return Scalar("", self._place(event), True)
        if depth > MOST_NESTED:
            self._report(self._place(event), f"nested more than {MOST_NESTED} deep", "write it flatter")
            raise _Stop
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        if kind is MappingStartEvent:
            return self._mapping(event, depth + 1)
        return self._listing(event, depth + 1)

    def _refuse(self, event: Any) -> None:
        """Report what no node may have: an anchor, a tag, or an escaped control character."""
        place = self._place(event)
        if event.anchor is not None:
            self._report(
                place,
                f"`&{event.anchor[:40]}` is an anchor, which is not allowed here",
                "remove it; quote text that begins with `&`",
            )
        if event.tag is not None:
            self._report(
                place,
                f"`{_tag_as_written(event.tag)}` is a tag, which is not allowed here",
                "remove it; the model alone says of what type a value is",
            )
        if type(event) is ScalarEvent and (odd := UNWANTED.search(event.value)):
            self._report(place, f"an escape stands for the control character U+{ord(odd.group()):04X}", "remove it")

    # In the two loops below the commonest case, a scalar with nothing special, is written out:
    # calling `_node` for each costs a tenth of all reading.

    def _listing(self, start: Any, depth: int) -> Listing:
        items: list[Node] = []
        following, base = self._next, self._base
        while (kind := type(event := following())) is not SequenceEndEvent:
            if kind is ScalarEvent and event.anchor is None and event.tag is None and event.style != '"':
                items.append(Scalar(event.value, base + event.start_mark.index, not event.style))
            else:
                items.append(self._node(event, depth))
        return Listing(items, self._place(start))

    def _mapping(self, start: Any, depth: int) -> Mapping:
        raw: dict[str, Raw] = {}
        following, base = self._next, self._base
        while (kind := type(event := following())) is not MappingEndEvent:
            if kind is not ScalarEvent:
                self._key_refused(event, depth)
                continue
            if event.anchor is not None or event.tag is not None or event.style == '"':
                self._refuse(event)
            key = event.value
            value = following()
            if key in raw or key == "<<":
                self._doubtful_key(event, raw)
                self._node(value, depth)
                continue
            at = event.start_mark.index
            kind, place = type(value), base + at
            if kind is ScalarEvent and value.anchor is None and value.tag is None and (style := value.style) != '"':
                raw[key] = value.value, place, value.start_mark.index - at, not style
            elif kind is MappingStartEvent and value.anchor is None and value.tag is None and depth <= MOST_NESTED:
                raw[key] = self._mapping(value, depth + 1), place, 0, False
            elif kind is SequenceStartEvent and value.anchor is None and value.tag is None and depth <= MOST_NESTED:
                raw[key] = self._listing(value, depth + 1), place, 0, False
            else:
                raw[key] = raw_of(self._node(value, depth), place)
        return Mapping(raw, base + start.start_mark.index)

    def _doubtful_key(self, event: Any, raw: dict[str, Raw]) -> None:
        key, place = event.value, self._place(event)
        if key in raw:
            line = self._files.span(raw[key][1]).line
            hint = f"it also stands on line {line}; keep one of them"
            self._report(place, f"`{key[:80]}` stands twice in one mapping", hint)
        elif event.style:
            self._report(place, "`<<` cannot be a key here", "use another word")
        else:
            self._report(place, "`<<` is a merge key, which is not allowed here", "write the entries out")

    def _key_refused(self, event: Any, depth: int) -> None:
        if type(event) is AliasEvent:
            self._node(event, depth)
        else:
            self._report(self._place(event), "a key must be a word, not a list or mapping", "write `key: value`")
            self._node(event, depth)
        self._node(self._next(), depth)


def _tag_as_written(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")[:80]
