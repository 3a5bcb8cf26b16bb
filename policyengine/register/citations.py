"""Sources, and citations of their lines such as `notice L44-47, L120`.

A source may be cited in one file and declared in another, so a citation is made when it is first
met and its source filled in when it is declared; nobody sees either before both are complete.
"""

from __future__ import annotations

import re
from typing import Final

from policyengine.errors import nearest
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.problems import Problems
from policyengine.register.records import Citation, Source
from policyengine.register.values import Readings, Refused, Values, shorten
from policyengine.source.tree import Mapping, Node, Raw, Scalar, node_of
from policyengine.spans import Place

NOT_OWN: Final = "public-knowledge"
"""The kind of source whose statements are never firm."""

NOT_DECLARED: Final = "is not declared"
"""How a message ends that is about a source nobody declares."""
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]*")

_RANGE = re.compile(r"L([0-9]{1,7})(?:-L?([0-9]{1,7}))?")
_FORM = "expected a source and perhaps lines, such as `notice` or `notice L44-47, L120`"
_SHA256 = re.compile(r"[0-9a-f]{64}")

FIELDS: Final = {
    attribute.name: attribute
    for attribute in (
        Attribute("title", ValueType.TEXT, "what a person calls it"),
        Attribute("kind", ValueType.WORD, "what kind of source it is", "source-kind"),
        Attribute("document", ValueType.TEXT, "the name of the document's file"),
        Attribute("sha256", ValueType.TEXT, "the SHA-256 hash of the document, 64 hexadecimal digits"),
        Attribute("language", ValueType.WORD, "the language it is written in", "language"),
        Attribute("stated_on", ValueType.DATE, "the day on which it says what it says"),
        Attribute("checked_on", ValueType.DATE, "the day on which it was last looked up"),
    )
}
"""What an entry of `sources` may say; `kind` must be said."""


class Scope:
    """The sources that one register, or one shared file, declares and cites."""

    def __init__(self, readings: Readings, problems: Problems) -> None:
        self._readings = {name: readings.of(attribute) for name, attribute in FIELDS.items()}
        self._problems = problems
        self._citations: dict[str, Citation | None] = {}
        self._cited: dict[str, tuple[Source, Place]] = {}
        self._declared: dict[str, dict[str, object]] = {}

    def declare(self, node: Node) -> None:
        """Read a `sources:` mapping."""
        if isinstance(node, Scalar) and node.is_null:
            return
        if not isinstance(node, Mapping):
            self._problems.add(node.place, "`sources` must be a mapping", "write `notice: {title: ..., kind: notice}`")
            return
        for key, entry in node.entries.items():
            place = node.key_places[key]
            if not SLUG.fullmatch(key):
                hint = "use lower-case letters, digits and hyphens"
                self._problems.add(place, f"`{shorten(key)}` cannot name a source", hint)
            elif not isinstance(entry, Mapping):
                self._problems.add(
                    entry.place, f"the source `{key}` must be a mapping", "write `{title: ..., kind: notice}`"
                )
            else:
                self._declare_one(key, place, entry)

    def _declare_one(self, key: str, place: Place, entry: Mapping) -> None:
        first = key not in self._declared
        known = self._declared.setdefault(key, {"place": place})
        for name, node in entry.entries.items():
            if name not in FIELDS:
                self._problems.add(
                    entry.key_places[name], f"unknown key `{shorten(name)}` in a source", nearest(name, FIELDS)
                )
                continue
            values = self._field(name, node)
            if not values:
                continue
            if known.setdefault(name, values[0]) != values[0]:
                hint = "declare a source once, or alike in every file"
                self._problems.add(node.place, f"the source `{key}` has another `{name}` elsewhere", hint)
        if first and "kind" not in entry.entries:
            words = "notice, register, contract, policy, log or public-knowledge"
            self._problems.add(place, f"the source `{key}` does not say what kind it is", f"add `kind:` with {words}")

    def _field(self, name: str, node: Node) -> Values | None:
        if not isinstance(node, Scalar):
            self._problems.add(node.place, f"`{name}` of a source must be one value", "write it on one line")
            return None
        try:
            values = self._readings[name][node.text] if node.plain else self._readings[name].quoted(node.text)
        except Refused as refused:
            self._problems.add(node.place, refused.message, refused.hint)
            return None
        if name == "sha256" and values and not _SHA256.fullmatch(str(values[0])):
            self._problems.add(node.place, "this is not a SHA-256 hash", "expected 64 hexadecimal digits in lower case")
            return None
        return values

    def cited(self, raw: Raw) -> Citation | None:
        """As `cite`, of what stands in a mapping; most citations were met before."""
        return self._citations.get(raw[0]) or self.cite(node_of(raw))

    def cite(self, node: Node) -> Citation | None:
        """The citation a `source:` makes; None where it makes none or is wrong, which is then a problem."""
        if not isinstance(node, Scalar):
            hint = "write one text; quote it inside braces where it has a comma"
            self._problems.add(node.place, "`source` must be one citation", hint)
            return None
        try:
            return self._citations[node.text]
        except KeyError:
            pass
        citation = None if node.is_null else self._parse(node.text, node.place)
        self._citations[node.text] = citation
        return citation

    def _parse(self, text: str, place: Place) -> Citation | None:
        key, _, ranges = text.partition(" ")
        if not SLUG.fullmatch(key):
            self._problems.add(place, f"`{shorten(text)}` is not a citation", _FORM)
            return None
        lines = []
        for part in ranges.split(",") if ranges.strip() else ():
            match = _RANGE.fullmatch(part.strip())
            if match is None:
                self._problems.add(place, f"`{shorten(part.strip())}` does not name lines", _FORM)
                return None
            first, last = int(match[1]), int(match[2] or match[1])
            if not 1 <= first <= last:
                self._problems.add(
                    place, f"`{match[0]}` is not a range of lines", "lines count from 1, the first before the last"
                )
                return None
            lines.append((first, last))
        if key not in self._cited:
            self._cited[key] = _unfilled(key), place
        return Citation(self._cited[key][0], tuple(lines))

    def finish(self) -> dict[str, Source]:
        """Fill in every source, and say which are cited without being declared."""
        for key, (_, place) in self._cited.items():
            if key not in self._declared:
                hint = nearest(key, self._declared)
                self._problems.add(
                    place,
                    f"the source `{shorten(key)}` {NOT_DECLARED}",
                    f"declare it under `sources:`; {hint}".rstrip("; "),
                )
        sources = {}
        for key in sorted(self._declared):
            source, _ = self._cited.get(key, (_unfilled(key), 0))
            known = self._declared[key]
            known = {"title": key, "kind": "register", **known}
            for name, value in (*known.items(), ("own", known["kind"] != NOT_OWN)):
                object.__setattr__(source, name, value)
            sources[key] = source
        return sources


def _unfilled(key: str) -> Source:
    return Source(key, "register", key, own=True)
