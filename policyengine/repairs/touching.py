"""What a change of facts may touch: places at which a proof can look, and kinds of which records come and go.

More than what is really touched may be named, never less: what is learned from a trial holds for every set of changes
that touches none of the places at which its proofs looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
from policyengine.register.records import Record

ANY_RECORD = "*"
_WORKED_OUT_FROM = (("party", "role"),)
"""Attributes by which derived relations are worked out, beside relations themselves."""


class Place(NamedTuple):
    """An attribute or relation of one record, or of any of its kind; of a list also whether it is `complete`."""

    record: str
    kind: str
    name: str
    complete: bool = False

    @property
    def of_any(self) -> Place:
        """The same of any record of the kind."""
        return self._replace(record=ANY_RECORD)


def place(record: Record, name: str, *, complete: bool = False) -> Place:
    """Where `name` is said of a record."""
    return Place(f"{record.register}:{record.key}", record.kind, name, complete)


@dataclass(frozen=True, slots=True)
class Touches:
    """Places; and kinds, of which anything may be otherwise afterwards."""

    places: frozenset[Place] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __or__(self, other: Touches) -> Touches:
        return Touches(self.places | other.places, self.kinds | other.kinds)


NOTHING = Touches()


@cache
def _derivers() -> frozenset[str]:
    """The kinds from which records of derived kinds are worked out."""
    derived = [name for name, kind in KINDS.items() if kind.derived]
    found = {relation.target for name in derived for relation in relations_of(name).values()}
    return frozenset(found - {*derived, ROOT})


@cache
def _inside(kind: str) -> frozenset[str]:
    """A kind and all that may stand in its records."""
    found = {kind}
    waiting = [kind]
    while waiting:
        for relation in relations_of(waiting.pop()).values():
            if relation.contains and relation.target not in found:
                found.add(relation.target)
                waiting.append(relation.target)
    return frozenset(found)


@cache
def _existence(kind: str) -> frozenset[str]:
    """The attributes that say from when to when a record is there."""
    one = KINDS[kind]
    lasting = [attribute.name for attribute in LIFETIME] if one.lasts else []
    return frozenset((*lasting, *one.begins, *one.over))


def of_kind(register: str, kind: str) -> Touches:
    """That records of a kind come, go, or last otherwise, with all that stands in them and is worked out from them."""
    kinds = _inside(kind)
    if kinds & _derivers():
        kinds |= {name for name, one in KINDS.items() if one.derived}
    names = (relation.name for relation in relations_of(ROOT).values() if relation.target in kinds)
    return Touches(frozenset(Place(f"{register}:{ROOT}", ROOT, name) for name in names), kinds)


def of_fact(record: Record, name: str) -> Touches:
    """That something else is said of an attribute or relation of a record."""
    here = place(record, name)
    relation = relations_of(record.kind).get(name)
    if relation is not None:
        there = Place(ANY_RECORD, relation.target, relation.inverse)
        found = Touches(frozenset((here, there)))
        if {record.kind, relation.target} <= _derivers():
            found |= of_kind(record.register, record.kind) | of_kind(record.register, relation.target)
        return found
    found = Touches(frozenset((here,)))
    if name in _existence(record.kind) or (record.kind, name) in _WORKED_OUT_FROM:
        found |= of_kind(record.register, record.kind)
    return found


def of_whole(record: Record, name: str) -> Touches:
    """That a list is said to leave nothing out."""
    return Touches(frozenset((place(record, name, complete=True),)))


def of_new(owner: Record, relation: str) -> Touches:
    """That a relation has a member that was not there."""
    target = relations_of(owner.kind)[relation].target
    found = of_fact(owner, relation)
    if target in _derivers():
        return found | of_kind(owner.register, target)
    names = (one.name for one in relations_of(ROOT).values() if one.target == target)
    return found | Touches(frozenset(Place(f"{owner.register}:{ROOT}", ROOT, name) for name in names))


def all_of(several: Iterable[Touches]) -> Touches:
    """What any of several touches."""
    found = Touches()
    for one in several:
        found |= one
    return found
