"""What a change of facts may touch: places at which a proof can look, and kinds of which records are worked out.

More than what is really touched may be named, never less: what is learned from a trial holds for every set of changes
that touches none of the places at which its proofs looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
from policyengine.register.records import Record

ANY_RECORD = "*"
EXISTS = ""
"""Stands for the name where a record is there or not."""
_WORKED_OUT_FROM = (("party", "role"),)
"""Attributes by which derived relations are worked out, beside relations themselves."""

_LISTED = {("party", "transfers"): ("hops", "transfer")}
"""Relations whose members are only listed by records that are worked out and there already: by which, and as what."""


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

    @property
    def lines(self) -> Iterator[str]:
        """The record and all in which it stands."""
        register, colon, key = self.record.partition(":")
        while key:
            yield f"{register}{colon}{key}"
            key = key.rpartition(".")[0]


def _name(record: Record) -> str:
    return f"{record.register}:{record.key}"


def place(record: Record, name: str, *, complete: bool = False) -> Place:
    """Where `name` is said of a record."""
    return Place(_name(record), record.kind, name, complete)


@dataclass(frozen=True, slots=True)
class Touches:
    """Places; records with all that stands in them; and kinds, of which anything may be otherwise afterwards."""

    places: frozenset[Place] = frozenset()
    under: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __or__(self, other: Touches) -> Touches:
        return Touches(self.places | other.places, self.under | other.under, self.kinds | other.kinds)


NOTHING = Touches()
_DERIVED = frozenset(name for name, kind in KINDS.items() if kind.derived)


@cache
def _derivers() -> frozenset[str]:
    """The kinds from which records of derived kinds are worked out."""
    found = {relation.target for name in _DERIVED for relation in relations_of(name).values()}
    return frozenset(found - {*_DERIVED, ROOT})


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


@cache
def _worked_out(kinds: frozenset[str]) -> Touches:
    """What is worked out from records of these kinds: relations, and records of derived kinds."""
    places = frozenset(
        end
        for name, kind in KINDS.items()
        for relation in kind.relations
        if relation.derived and kinds & {name, relation.target}
        for end in (Place(ANY_RECORD, name, relation.name), Place(ANY_RECORD, relation.target, relation.inverse))
    )
    return Touches(places, kinds=_DERIVED if kinds & _derivers() else frozenset())


def of_fact(record: Record, name: str) -> Touches:
    """That something else is said of an attribute or relation of a record."""
    found = Touches(frozenset((place(record, name),)))
    relation = relations_of(record.kind).get(name)
    if relation is not None:
        both = frozenset((record.kind, relation.target))
        found |= Touches(frozenset((Place(ANY_RECORD, relation.target, relation.inverse),)))
        return found | _worked_out(both) if both <= _derivers() else found
    if name in _existence(record.kind):
        return found | of_gone(record)
    return found | _worked_out(frozenset((record.kind,))) if (record.kind, name) in _WORKED_OUT_FROM else found


def of_whole(record: Record, name: str) -> Touches:
    """That a list is said to leave nothing out."""
    return Touches(frozenset((place(record, name, complete=True),)))


def of_new(owner: Record, relation: str, path: str) -> Touches:
    """That a relation has a member that was not there, at a path with its register."""
    one, new = relations_of(owner.kind)[relation], Touches(under=frozenset((path,)))
    lists, as_what = _LISTED.get((owner.kind, relation), ("", ""))
    if lists in owner.links:
        listing = {place(link.target, as_what) for link in owner.links[lists]}
        back = {Place(ANY_RECORD, one.target, name) for name in (one.inverse, lists)}
        return new | Touches(frozenset({place(owner, relation), *listing, *back}))
    return new | of_fact(owner, relation) | _worked_out(_inside(one.target))


def of_held(kind: str, relation: str, path: str) -> Touches:
    """That a new record of a kind has a member at a path that is new as well."""
    one = relations_of(kind)[relation]
    back = Place(ANY_RECORD, one.target, one.inverse)
    return Touches(frozenset((back,)), frozenset((path,))) | _worked_out(_inside(one.target))


def of_gone(record: Record) -> Touches:
    """That a record is there no more, or on other days, with all that stands in it and is worked out from it."""
    named = (
        place(link.target, inverse)
        for one in _subtree(record)
        for name, links in one.links.items()
        for inverse in _back(one.kind, name)
        for link in links
    )
    return Touches(frozenset(named), frozenset((_name(record),))) | _worked_out(_inside(record.kind))


@cache
def _back(kind: str, relation: str) -> tuple[str, ...]:
    """The relations under which the record at the other end leads back."""
    if relation == ROOT:
        return tuple(one.name for one in relations_of(ROOT).values() if one.contains and one.target == kind)
    return (relations_of(kind)[relation].inverse,)


def _subtree(record: Record) -> Iterator[Record]:
    yield record
    for name, links in record.links.items():
        if relations_of(record.kind)[name].contains:
            for link in links:
                yield from _subtree(link.target)
