"""Where paths of conditions lead while records are thought of: to drafts, and to what there is already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Record, Value
from policyengine.repairs.comparing import later_by, said_of
from policyengine.repairs.drafting import Draft, Drafts, Ref, holding
from policyengine.rules.language import AsOf, Constant, Operand, Path, Plus, Stated

_DEEPEST = 2
"""So far do relations lead from the first new record to others."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a condition is asked."""

    judged: Ref
    here: Ref
    names: Mapping[str, Ref] = field(default_factory=dict)

    def bound(self, name: str, member: Ref) -> Where:
        """Inside of a quantifier, at one of its members."""
        return Where(self.judged, member, {**self.names, name: member} if name else self.names)

    def start(self, path: Path) -> Ref | None:
        """Where a path starts."""
        if path.root:
            return self.judged if path.root == "judged" else self.names.get(path.root)
        return self.here


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What is compared with is an attribute of a draft that says nothing of it yet."""

    number: int
    attribute: str


def ends(path: Path, where: Where, drafts: Drafts) -> list[Ref]:
    """Where the relations of a path lead by what there is already."""
    start = where.start(path)
    found: list[Ref] = [] if start is None else [start]
    for relation in path.relations:
        found = [to for end in found for to in _followed(end, relation, drafts)]
    return found


def _followed(end: Ref, relation: str, drafts: Drafts) -> list[Ref]:
    if isinstance(end, Record):
        return [link.target for link in end.links.get(relation, ())]
    one = drafts[end]
    if relation == one.inverse:
        return [one.holder]
    return [one.held[relation]] if relation in one.held else []


def member(number: int, relation: str, drafts: Drafts) -> Iterator[tuple[Ref, Drafts]]:
    """Where a relation of a draft leads: to what there is, or to one more draft."""
    one = drafts[number]
    if relation == one.inverse:
        yield one.holder, drafts
    elif relation in one.held:
        yield one.held[relation], drafts
    elif one.depth < _DEEPEST and _may_hold(one, relation):
        yield len(drafts), holding(drafts, number, relation)


def _may_hold(one: Draft, relation: str) -> bool:
    """Whether the model lets somebody write a record there: in it, or at a place of the register for such."""
    to = relations_of(one.kind)[relation]
    places = relations_of(ROOT).values()
    written = to.contains or any(place.contains and place.target == to.target for place in places)
    return written and not to.derived and not KINDS[to.target].derived


def values_of(operand: Operand, where: Where, drafts: Drafts, as_of: dt.date) -> tuple[Value, ...] | Unsaid:
    """The values on the right of a comparison, as far as they are known."""
    match operand:
        case Constant():
            return operand.values
        case AsOf():
            return (as_of,)
        case Plus():
            days = values_of(operand.start, where, drafts, as_of)
            return days if isinstance(days, Unsaid) else later_by(days, operand.period)
        case Stated():
            return _stated(operand.path, where, drafts, as_of)


def _stated(path: Path, where: Where, drafts: Drafts, as_of: dt.date) -> tuple[Value, ...] | Unsaid:
    found: list[Value] = []
    for end in ends(path, where, drafts):
        if isinstance(end, Record):
            found += said_of(end, path.attribute, as_of) or ()
        elif path.attribute in drafts[end].said:
            found += drafts[end].said[path.attribute]
        else:
            return Unsaid(end, path.attribute)
    return tuple(found)
