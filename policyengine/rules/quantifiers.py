"""`some`, `every` and `count`: what they range over, the name they bind, and how many they ask for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from policyengine.errors import nearest
from policyengine.rules.language import AllOf, Comparison, Condition, Constant, Count, Every, Members, Path, Some, Test
from policyengine.rules.paths import ToValues
from policyengine.rules.reading import Refused, as_mapping, as_number, as_text, needed
from policyengine.rules.shapes import Scope
from policyengine.source.tree import Mapping, Node
from policyengine.spans import Place

QUANTIFIERS = frozenset(("some", "every", "count"))
_COUNTS = ("at_least", "at_most", "where")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Quantified(NamedTuple):
    """A quantifier of which only the condition on its members is still to be read."""

    word: str
    members: Members
    bound: str
    of: Node | None
    place: Place
    least: int = 0
    most: int = -1

    def finished(self, read: Callable[[Node], Condition]) -> Condition:
        """The quantifier, its inner condition read by `read`.

        Who asks `every` of values means that there are some: `stated` comes along, so that `none` tells it false.
        """
        of = AllOf((), self.place) if self.of is None else read(self.of)
        if self.word == "some":
            return Some(self.members, of, self.bound, self.place)
        if self.word == "every":
            every, path = Every(self.members, of, self.bound, self.place), self.members.path
            if self.members.kind or path is None:
                return every
            return AllOf((Test(path, Comparison.STATED, Constant((True,)), self.place), every), self.place)
        return Count(self.members, of, self.bound, self.least, self.most, self.place)


def over_relation(node: Mapping, path: Path, kind: str, scope: Scope, place: Place, *, is_open: bool) -> Quantified:
    """`{some: ..., as: name}` under a relation that leads to records of `kind`."""
    word = _word(node, (*QUANTIFIERS, "stated", "as"))
    bound = _bound(node, scope)
    return _quantified(word, Members(path, "", kind, is_open), bound, node.entries[word], place)


def over_values(node: Mapping, found: ToValues, scope: Scope, place: Place) -> Quantified:
    """`{every: test, as: name}` under an attribute that takes a set."""
    word = _word(node, (*QUANTIFIERS, "as"))
    bound = _bound(node, scope)
    attribute = found.values.attribute
    if not attribute.many:
        raise Refused(node.key_places[word], f"`{attribute.name}` takes one value", "write the comparison directly")
    return _quantified(word, Members(found.path, "", "", attribute.open), bound, node.entries[word], place)


def over_table(word: str, node: Node, scope: Scope, place: Place) -> Quantified:
    """`some: {in: law.adequacy, as: row, ...}`: the remaining keys, or `where`, are the condition."""
    entries = as_mapping(node, f"`{word}`", f"`{word}: {{in: law.<table>, as: row, ...}}`")
    table = as_text(needed(entries, "in", f"`{word}`"), "`in`")
    if table not in scope.model.tables:
        hint = nearest(table, scope.model.tables)
        raise Refused(entries.entries["in"].place, f"no law table is called `{table}`", hint)
    bound = _bound(entries, scope)
    members = Members(None, table, table, open=False)
    heading = {"in", "as", *(_COUNTS if word == "count" else ("where",))}
    rest = {key: inner for key, inner in entries.entries.items() if key not in heading}
    where = entries.entries.get("where")
    if where is not None and rest:
        key = next(iter(rest))
        raise Refused(entries.key_places[key], f"`{key}` stands beside `where`", "put it inside `where`")
    of: Node | None = Mapping.of(rest, entries.key_places, entries.place) if rest else where
    if word != "count":
        if of is None:
            raise Refused(entries.place, f"`{word}` asks nothing of the rows", "add a condition on a column")
        return Quantified(word, members, bound, of, place)
    least, most = _bounds(entries)
    return Quantified(word, members, bound, of, place, least, most)


def _word(node: Mapping, known: tuple[str, ...]) -> str:
    for key in node.entries:
        if key not in known:
            hint = nearest(key, known)
            raise Refused(node.key_places[key], f"`{key}` cannot stand beside a quantifier", hint)
    words = [key for key in node.entries if key in QUANTIFIERS]
    if len(words) != 1:
        raise Refused(node.place, "exactly one of `some`, `every` and `count` is expected here")
    return words[0]


def _bound(node: Mapping, scope: Scope) -> str:
    if "as" not in node.entries:
        return ""
    inner = node.entries["as"]
    name = as_text(inner, "`as`")
    if not _NAME.fullmatch(name) or name in ("as_of", "law"):
        raise Refused(inner.place, f"`{name[:40]}` cannot be a name", "use small letters, digits and underscores")
    if name in scope.names or name in scope.values:
        raise Refused(inner.place, f"the name `{name}` is already bound here", "use another name")
    return name


def _quantified(word: str, members: Members, bound: str, node: Node, place: Place) -> Quantified:
    if word != "count":
        return Quantified(word, members, bound, node, place)
    entries = as_mapping(node, "`count`", "`{at_least: 2, where: ...}`")
    for key in entries.entries:
        if key not in _COUNTS:
            raise Refused(entries.key_places[key], f"`count` has no key `{key}`", nearest(key, _COUNTS))
    least, most = _bounds(entries)
    return Quantified(word, members, bound, entries.entries.get("where"), place, least, most)


def _bounds(entries: Mapping) -> tuple[int, int]:
    """The bounds of a `count`, 0 and -1 where left open."""
    least, most = entries.entries.get("at_least"), entries.entries.get("at_most")
    if least is None and most is None:
        raise Refused(entries.place, "`count` says neither `at_least` nor `at_most`")
    low = 0 if least is None else as_number(least, "`at_least`")
    high = -1 if most is None else as_number(most, "`at_most`")
    if most is not None and high < low:
        raise Refused(most.place, f"`at_most` is {high}, but `at_least` is {low}")
    return low, high
