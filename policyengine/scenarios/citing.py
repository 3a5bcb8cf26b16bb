"""What a scenario states, as a register would write it: with the scenario as its source, and firm."""

from __future__ import annotations

import datetime as dt

from policyengine.register.records import Grade
from policyengine.rules.reading import Refused
from policyengine.scenarios.paths import Target
from policyengine.scenarios.scenario import Origin
from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar, raw_of
from policyengine.spans import Place

KIND = "scenario"
"""The kind of the source that a scenario is."""
DAY_BEFORE, AS_OF = "day_before", "as_of"


def dated(node: Node, as_of: dt.date) -> Node:
    """The node, in which the day itself stands where `{day_before: as_of}` is written. Raises `Refused`."""
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Listing):
        return Listing([dated(item, as_of) for item in node.items], node.place)
    if node.raw.keys() != {DAY_BEFORE}:
        return Mapping.of({key: dated(one, as_of) for key, one in node.entries.items()}, node.key_places, node.place)
    named = node.entries[DAY_BEFORE]
    if not isinstance(named, Scalar) or named.text != AS_OF:
        raise Refused(named.place, f"`{DAY_BEFORE}` is said of `{AS_OF}` alone", f"write `{{{DAY_BEFORE}: {AS_OF}}}`")
    if as_of == dt.date.min:
        raise Refused(named.place, f"there is no day before {as_of.isoformat()}", "judge on a later day")
    return Scalar((as_of - dt.timedelta(days=1)).isoformat(), node.place, True)


def cited(node: Node | None, target: Target, origin: Origin, place: Place) -> Raw:
    """What stands for `node` at `target`; a record of which nothing is said is there all the same."""
    if node is None:
        node = Mapping({}, place)
    if target.what == "key":
        return raw_of(node, place)
    if target.what == "value":
        return raw_of(_value(node, origin), place)
    if target.what == "container" and isinstance(node, Mapping):
        inner = {slug: raw_of(_record(one, origin), node.key_places[slug]) for slug, one in node.entries.items()}
        return Mapping(inner, node.place), place, 0, False
    return raw_of(_record(node, origin) if target.what == "record" else node, place)


def _value(node: Node, origin: Origin) -> Node:
    """A statement, or several."""
    if isinstance(node, Mapping):
        return _qualified(node, origin)
    if isinstance(node, Listing) and any(isinstance(item, Mapping) for item in node.items):
        return Listing([_value(item, origin) for item in node.items], node.place)
    return _qualified(Mapping({"value": raw_of(node, node.place)}, node.place), origin)


def _record(node: Node, origin: Origin) -> Node:
    """A record: what stands below inherits the source. Whatever cannot be one, the loader refuses."""
    if isinstance(node, Scalar) and node.is_null:
        node = Mapping({}, node.place)
    return _qualified(node, origin) if isinstance(node, Mapping) else node


def _qualified(node: Mapping, origin: Origin) -> Mapping:
    """With source and grade, where it does not say them itself: those around are another's."""
    said = {"source": origin.key, "grade": Grade.STATED.value}
    missing = {key: (text, node.place, 0, True) for key, text in said.items() if key not in node.raw}
    return Mapping({**node.raw, **missing}, node.place)


def declared(tree: Mapping, origins: dict[str, Origin], place: Place) -> Mapping:
    """The tree of a file with these origins among its sources."""
    given = tree.raw["sources"][0] if "sources" in tree.raw else None
    if given is not None and not isinstance(given, Mapping) and not (isinstance(given, str) and not given):
        return tree
    inner = dict(given.raw) if isinstance(given, Mapping) else {}
    for key, origin in sorted(origins.items()):
        entry: Node = Mapping(
            {"title": (origin.title, place, 0, False), "kind": (KIND, place, 0, True)},
            place,
        )
        inner[key] = raw_of(entry, place)
    return Mapping({**tree.raw, "sources": (Mapping(inner, place), place, 0, False)}, tree.place)


def origins_in(new: Node, old: Node | None, known: dict[str, Origin]) -> set[str]:
    """The origins that are cited in `new`; what it shares with `old` is not looked at."""
    if new is old or isinstance(new, Scalar):
        return set()
    if isinstance(new, Listing):
        return {key for item in new.items for key in origins_in(item, None, known)}
    found: set[str] = set()
    for key, raw in new.raw.items():
        value = raw[0]
        if isinstance(value, str):
            if key == "source" and value in known:
                found.add(value)
            continue
        before = old.raw.get(key) if isinstance(old, Mapping) else None
        if before is None or before[0] is not value:
            found |= origins_in(value, None if before is None or isinstance(before[0], str) else before[0], known)
    return found
