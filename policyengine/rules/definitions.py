"""Definitions: legal conclusions with a name, each asked of one kind of record."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.errors import nearest
from policyengine.register.model.kinds import KINDS
from policyengine.rules.conditions import DEEPEST, condition
from policyengine.rules.order import used_first
from policyengine.rules.parts import definitions_in
from policyengine.rules.program import Definition
from policyengine.rules.reading import Reading, Refused, as_mapping, as_text, needed
from policyengine.rules.shapes import Model, Scope
from policyengine.source.tree import Mapping, Node
from policyengine.spans import Place

_KEYS = ("means", "provision", "holds")


def announce(node: Node, model: Model, places: dict[str, Place], reading: Reading) -> None:
    """Make the names of a definitions file known, so that any of them may use any other."""
    for name, place in as_mapping(node, "a file of definitions", "`<kind>.<name>: {...}`").key_places.items():
        kind, dot, rest = name.partition(".")
        if not dot or not rest or kind not in KINDS:
            hint = nearest(kind, KINDS) if kind not in KINDS else "write `<kind>.<name>`"
            reading.problem(place, f"the definition `{name}` does not say of which kind of record it is asked", hint)
        elif name in model.definitions:
            first = reading.files.span(places[name])
            reading.problem(place, f"`{name}` is defined twice", f"first at {first}")
        else:
            model.definitions[name] = kind
            places[name] = place


def read_definitions(node: Mapping, model: Model, places: dict[str, Place], reading: Reading) -> list[Definition]:
    """The definitions of one file whose names were announced."""
    found = []
    for name, inner in node.entries.items():
        if places.get(name) != node.key_places[name]:
            continue
        try:
            found.append(_definition(name, inner, model, places[name], reading))
        except Refused as refused:
            reading.refused(refused)
    return found


def _definition(name: str, node: Node, model: Model, place: Place, reading: Reading) -> Definition:
    entries = as_mapping(node, f"`{name}`", "`{means: ..., provision: ..., holds: ...}`")
    reading.check_keys(entries, _KEYS, "a definition")
    kind = model.definitions[name]
    return Definition(
        name,
        kind,
        as_text(needed(entries, "means", f"`{name}`"), "`means`"),
        as_text(needed(entries, "provision", f"`{name}`"), "`provision`"),
        condition(needed(entries, "holds", f"`{name}`"), Scope.of(model, kind), reading),
        place,
    )


def in_order(definitions: Iterable[Definition], reading: Reading) -> dict[str, Definition]:
    """Definitions with those that others use first; a ring of them is a problem."""
    known = {definition.name: definition for definition in sorted(definitions, key=lambda d: d.name)}
    uses = {name: sorted(definitions_in(definition.holds)) for name, definition in known.items()}
    order, ring = used_first(uses)
    if ring:
        shown = " uses ".join(f"`{step}`" for step in ring)
        reading.problem(known[ring[0]].place, f"definitions go round in a ring: {shown}", "break it at one place")
    done = {name: known[name] for name in order}
    _check_depth(done, uses, reading)
    return done


def _check_depth(done: dict[str, Definition], uses: dict[str, list[str]], reading: Reading) -> None:
    """Note the first definition that stands on too many others, one upon the other."""
    depth: dict[str, int] = {}
    for name, definition in done.items():
        depth[name] = 1 + max((depth[used] for used in uses[name] if used in depth), default=0)
        if depth[name] > DEEPEST:
            reading.problem(definition.place, f"`{name}` stands on more than {DEEPEST} definitions, one upon the other")
            return
