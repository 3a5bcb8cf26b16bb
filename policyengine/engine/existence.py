"""What does not exist on the as-of date: not yet begun, or over, itself or what it stands in."""

from __future__ import annotations

import datetime as dt
from functools import cache

from policyengine.engine.judgement import Ground
from policyengine.engine.scope import Scope
from policyengine.engine.statements import beginnings, endings
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Record


@cache
def standing_in(kind: str) -> tuple[str, ...]:
    """The relations from a record of `kind` to what it stands in or is worked out from, the register aside."""
    found = {r.inverse: None for k in KINDS.values() for r in k.relations if _holds_up(k.name, r.name, kind)}
    if KINDS[kind].derived:
        found |= {r.name: None for r in KINDS[kind].relations if r.derived and not r.many}
    return tuple(name for name in found if name != "register")


@cache
def held_up(kind: str) -> tuple[str, ...]:
    """The relations from a record of `kind` to what stands in it or is worked out from it."""
    found = {
        relations_of(other)[relation].inverse: None
        for other in KINDS
        for relation in standing_in(other)
        if relations_of(other)[relation].target == kind
    }
    return tuple(found)


@cache
def told_by(kind: str) -> frozenset[str]:
    """What is said of records of `kind` by which these exist on a day or not, what they stand in included."""
    one = KINDS[kind]
    days = ("from", "until", *one.begins, *one.over) if one.lasts or one.begins else ()
    return frozenset((*days, *standing_in(kind)))


def _holds_up(owner: str, relation: str, kind: str) -> bool:
    one = relations_of(owner)[relation]
    return one.target == kind and (one.contains or (one.derived and KINDS[kind].derived))


@cache
def sheds(kind: str, relation: str) -> bool:
    """Whether what does not exist is no member of `relation`: of what contains it, and of lists worked out.

    Who names a record by its slug goes on doing so, and of some kinds (`seen_when_over`) rules ask themselves.
    """
    one = next((r for r in KINDS[kind].relations if r.name == relation), None)
    return one is not None and one.many and (one.contains or one.derived) and not KINDS[one.target].seen_when_over


class Existence:
    """Which records plainly do not exist on one day: every statement about it says so.

    INVARIANT: what is remembered holds for one register and is forgotten before the next.
    """

    def __init__(self, as_of: dt.date) -> None:
        self._as_of = as_of
        self._known: dict[Record, bool] = {}
        self._firmly: dict[Record, bool] = {}

    def forget(self) -> None:
        """Forget what was told of records."""
        self._known.clear()
        self._firmly.clear()

    def gone(self, record: Record, at: Scope) -> bool:
        """Whether `record`, or something that it stands in, plainly does not exist."""
        known = self._firmly if at.firm else self._known
        gone = known.get(record)
        if gone is None:
            told = not told_by(record.kind).isdisjoint(record.statements) and bool(self._grounds(record, at))
            gone = told or any(self.gone(above, at) for above in _above(record, at))
            known[record] = gone
        return gone

    def grounds(self, record: Record, at: Scope) -> list[Ground]:
        """The statements by which `record`, or something that it stands in, does not exist."""
        above = [ground for one in _above(record, at) for ground in self.grounds(one, at)]
        return [*self._grounds(record, at), *above]

    def _grounds(self, record: Record, at: Scope) -> list[Ground]:
        """What tells it of the record itself; nothing where any statement says otherwise, or none says it.

        The last day, where one is stated, goes before a word such as `ended`: that was true when it was written.
        """
        kind = KINDS[record.kind]
        if not (kind.lasts or kind.begins):
            return []
        starts = beginnings(record, at)
        ends = endings(record, at)
        found = starts if all(day > self._as_of for _, _, day in starts) else []
        if all(day < self._as_of for _, _, day in ends):
            found = [*found, *ends]
        said = [(name, s) for name, s, _ in found]
        if not ends:
            for name, word in kind.over.items():
                words = at.statements(record, name)
                said += [(name, s) for s in words if all(other.values == (word,) for other in words)]
        return [Ground(record, name, False, statement) for name, statement in said]


def _above(record: Record, at: Scope) -> list[Record]:
    links = record.links
    return [
        link.target for relation in standing_in(record.kind) if relation in links for link in at.links(record, relation)
    ]
