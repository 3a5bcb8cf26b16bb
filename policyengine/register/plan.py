"""For each kind, what each key of a record means: worked out once, looked up for every record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute, Relation
from policyengine.register.values import Reading, Readings

RECORD_KEYS = ("source", "grade", "note", "complete")
"""Keys of every record that say something about its statements."""


@dataclass(slots=True)
class Said:
    """A key that states an attribute."""

    attribute: Attribute
    reading: Reading
    name: str = ""
    """The attribute's, which all records share."""


@dataclass(slots=True)
class Inside:
    """A key under which records stand, called like its relation; `inverse` leads back."""

    relation: Relation
    plan: Plan
    inverse: str
    name: str


@dataclass(slots=True)
class Named:
    """A key that names other records, called like its relation. `container` is the key under which those stand."""

    relation: Relation
    container: str
    name: str
    inverse: str
    target: str


@dataclass(slots=True)
class Plan:
    """What can be written of records of one kind."""

    kind: str
    keys: dict[str, Said | Inside | Named] = field(default_factory=dict)
    completable: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    from_key: str = ""
    """The attribute whose value is the slug where none is stated."""


def plans(readings: Readings) -> Mapping[str, Plan]:
    """A plan for every kind that can be written."""
    made = {name: Plan(name) for name, kind in KINDS.items() if not kind.derived}
    for plan in made.values():
        _fill(plan, made, readings)
    return made


def _fill(plan: Plan, made: dict[str, Plan], readings: Readings) -> None:
    attributes, relations = attributes_of(plan.kind), relations_of(plan.kind)
    written = {r.name for r in KINDS[plan.kind].relations if not r.derived}
    for attribute in attributes.values():
        if not attribute.derived:
            plan.keys[attribute.name] = Said(attribute, readings.of(attribute), attribute.name)
    for relation in relations.values():
        if relation.name in written:
            plan.keys[relation.name] = _relation(relation, made)
        elif _writable_from_this_end(relation):
            plan.keys.setdefault(relation.name, _relation(relation, made))
    plan.derived = frozenset((attributes.keys() | relations.keys()) - plan.keys.keys())
    plan.completable = frozenset(a.name for a in attributes.values() if a.open) | (relations.keys() - {"register"})
    plan.closed = frozenset(a.name for a in attributes.values() if not a.open and not a.derived)
    plan.from_key = next((a.name for a in attributes.values() if a.from_key), "")


def _relation(relation: Relation, made: dict[str, Plan]) -> Inside | Named:
    if relation.contains:
        return Inside(relation, made[relation.target], relation.inverse, relation.name)
    return Named(relation, KINDS[relation.target].plural, relation.name, relation.inverse, relation.target)


def _writable_from_this_end(relation: Relation) -> bool:
    """Whether an inverse may be stated, too: `contracts: {dpa: {parties: [mailer]}}`.

    Only where the other end names records by slug, and shared organisations are at neither end:
    what a register says of its parties does not belong to an organisation that others share.
    """
    forward = next((r for r in KINDS[relation.target].relations if r.name == relation.inverse), None)
    if forward is None or forward.derived or forward.contains:
        return False
    return forward.many and "organisation" not in (relation.target, forward.target)
