"""What is supposed as somebody would write it: each source declared once, and nothing said that holds anyway."""

from __future__ import annotations

from dataclasses import replace

from policyengine.register.records import Grade
from policyengine.register.shapes import KEYS
from policyengine.register.trees import Part, Trees
from policyengine.scenarios.citing import KIND
from policyengine.scenarios.paths import SOURCES
from policyengine.source.changing import changed, standing
from policyengine.source.tree import Listing, Mapping, Node, Raw, node_of

_SOURCE, _GRADE, _VALUE = "source", "grade", "value"
_KEYS = frozenset(KEYS)
_Around = tuple[str, str]
"""The source and grade that hold where nothing else is said."""


def tidied(before: Trees, after: Trees) -> Trees:
    """`after`, of which `before` is what the files say now, stating the same in fewer words."""
    parts = [
        part if part.tree is old.tree else Part(part.slug, _record(part.tree, old.tree, ("", Grade.STATED.value)))
        for part, old in zip(after.parts, before.parts, strict=True)
    ]
    return replace(after, parts=tuple(_declared_once(before.parts, parts)))


def _declared_once(before: tuple[Part, ...], parts: list[Part]) -> list[Part]:
    """Declare every new scenario where a register declares its other sources; files that are shared have their own."""
    found = list(parts)
    for slug in sorted({part.slug for part in parts} - {""}):
        own = [i for i, part in enumerate(parts) if part.slug == slug]
        new = {key: raw for i in own for key, raw in _new_sources(before[i].tree, parts[i].tree).items()}
        citing = [i for i in own if _new_sources(before[i].tree, parts[i].tree)]
        if not new:
            continue
        declaring = [i for i in own if (raw := standing(before[i].tree, (SOURCES,))) and isinstance(raw[0], Mapping)]
        home = (declaring or citing)[0]
        for i in citing:
            found[i] = Part(slug, _without_sources(found[i].tree, before[i].tree, set(new)))
        for key, raw in sorted(new.items()):
            found[home] = Part(slug, changed(found[home].tree, (SOURCES, key), raw))
    return found


def _new_sources(old: Mapping, new: Mapping) -> dict[str, Raw]:
    """The scenarios that are declared in a file only now."""
    declared = standing(new, (SOURCES,))
    if old is new or declared is None or not isinstance(declared[0], Mapping):
        return {}
    return {
        key: raw
        for key, raw in declared[0].raw.items()
        if standing(old, (SOURCES, key)) is None and _says(raw[0], "kind") == KIND
    }


def _without_sources(tree: Mapping, old: Mapping, keys: set[str]) -> Mapping:
    for key in sorted(keys):
        tree = changed(tree, (SOURCES, key), None)
    left = tree.entries[SOURCES]
    if isinstance(left, Mapping) and not left.raw:
        said = standing(old, (SOURCES,))
        return changed(tree, (SOURCES,), said)
    return tree


def _record(new: Mapping, old: Node | None, around: _Around) -> Mapping:
    """A record, or a whole file: what it says of itself, and everything that stands in it."""
    raw = _unsaid(new, around, old)
    here = _says(new, _SOURCE) or around[0], _says(new, _GRADE) or around[1]
    for key, one in raw.items():
        was = _below(old, key)
        if isinstance(one[0], str) or one[0] is was:
            continue
        raw[key] = _container_or_value(one, was, here)
    return Mapping(raw, new.place)


def _container_or_value(raw: Raw, old: Node | None, around: _Around) -> Raw:
    value, place, _, _ = raw
    if isinstance(value, Mapping) and _VALUE in value.raw and value.raw.keys() <= _KEYS:
        said = _unsaid(value, around, old)
        return said[_VALUE] if said.keys() == {_VALUE} else (Mapping(said, value.place), place, 0, False)
    if isinstance(value, Listing):
        there = {id(one) for one in old.items} if isinstance(old, Listing) else set()
        items = [one if id(one) in there else _item(one, around) for one in value.items]
        return Listing(items, value.place), place, 0, False
    if not isinstance(value, Mapping):
        return raw
    inner = dict(value.raw)
    for slug, one in inner.items():
        was = _below(old, slug)
        if isinstance(one[0], Mapping) and one[0] is not was:
            inner[slug] = _record(one[0], was, around), one[1], 0, False
    return Mapping(inner, value.place), place, 0, False


def _item(node: Node, around: _Around) -> Node:
    """One of several statements, which stays one: plain values in a list are said together."""
    if not isinstance(node, Mapping):
        return node
    return Mapping(_unsaid(node, around, None), node.place)


def _unsaid(node: Mapping, around: _Around, old: Node | None) -> dict[str, Raw]:
    """What a mapping says, without the source and the grade that hold around it and that it does not say yet."""
    said = zip((_SOURCE, _GRADE), around, strict=True)
    needless = {key for key, holds in said if _says(node, key) == holds and _says(old, key) != holds}
    return {key: raw for key, raw in node.raw.items() if key not in needless}


def _says(node: object, key: str) -> str:
    """The text under a key; empty where none is said."""
    raw = node.raw.get(key) if isinstance(node, Mapping) else None
    return raw[0] if raw is not None and isinstance(raw[0], str) else ""


def _below(node: Node | None, key: str) -> Node | None:
    raw = node.raw.get(key) if isinstance(node, Mapping) else None
    return None if raw is None else node_of(raw)
