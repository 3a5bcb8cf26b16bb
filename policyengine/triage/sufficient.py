"""The least of a proof that tells a step true or false: one false part of a conjunction, the firmest, and no more.

What is left out may be unsaid and the bit is told all the same, as long as nothing is presumed in its place: more
statements never take a bit away. So a part that is told only the one is taken before a part that is told both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policyengine.engine.judgement import Ground, Step
from policyengine.engine.statements import attribute_of
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Count,
    Every,
    Holds,
    Not,
    Operand,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.triage.wording import LAW

_LAW_PRESUMES, _NOT_FIRM = 1, 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """A step below which nothing needs to be looked at, and what tells it."""

    step: Step
    told: bool
    """Which of the two it is told that counts here."""
    grounds: tuple[Ground, ...]
    via: tuple[Ground, ...] = ()
    """The statements by which its record is a member of what is asked about."""
    negated: bool = False
    """It stands under an odd number of negations."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Leaves that together suffice, in the order of the proof."""

    leaves: tuple[Leaf, ...]
    others: int = 0
    """How many other parts would each suffice as well, where one of several was chosen."""

    @property
    def weight(self) -> tuple[bool, int, int, int]:
        """The smaller, the better: told only one, firmly, by few leaves, plainly."""
        said = [ground for leaf in self.leaves for ground in (*leaf.via, *leaf.grounds)]
        return (
            any(leaf.step.told.true and leaf.step.told.false for leaf in self.leaves),
            max(map(weakness, said), default=0),
            len(self.leaves),
            sum(ground.statement is not None and ground.statement.grade.value != "stated" for ground in said),
        )


def weakness(ground: Ground) -> int:
    """0 for firm statements and the law itself, 1 for what the law presumes, 2 for what is not firm."""
    if ground.statement is None:
        return _LAW_PRESUMES
    return 0 if ground.record.kind.startswith(LAW) or ground.statement.firm else _NOT_FIRM


def cause_of(step: Step, told: bool) -> Cause | None:
    """The least by which `step` is told true, or false; None where it is not told so."""
    if not (step.told.true if told else step.told.false):
        return None
    condition, below = step.condition, step.below
    match condition:
        case Not():
            inner = cause_of(below[0], not told)
            return None if inner is None else Cause(tuple(map(_negated, inner.leaves)), inner.others)
        case AllOf() | AnyOf() if below:
            one_settles = isinstance(condition, AnyOf) is told
            return best(below, told) if one_settles else together(below, told)
        case AtLeast(n=n):
            return _fewest(n if told else len(below) - n + 1, below, told)
        case Some() | Every() | Count():
            return _quantified(step, condition, told)
        case Holds() | None if below:
            return _through(step, told)
        case _:
            return Cause((Leaf(step, told, telling(step, told)),))


def best(steps: Iterable[Step], told: bool) -> Cause | None:
    """The best cause among steps each of which suffices."""
    found = [cause for step in steps if (cause := cause_of(step, told)) is not None]
    if not found:
        return None
    return replace(min(found, key=lambda cause: cause.weight), others=len(found) - 1)


def together(steps: Iterable[Step], told: bool) -> Cause:
    """The causes of all steps that are told so, as one."""
    found = [cause for step in steps if (cause := cause_of(step, told)) is not None]
    return Cause(tuple(leaf for cause in found for leaf in cause.leaves))


def _fewest(number: int, steps: Sequence[Step], told: bool) -> Cause:
    """The best `number` of them, or as many as there are."""
    found = {index: cause for index, step in enumerate(steps) if (cause := cause_of(step, told)) is not None}
    chosen = sorted(sorted(found, key=lambda index: found[index].weight)[: max(number, 0)])
    return Cause(tuple(leaf for index in chosen for leaf in found[index].leaves))


def _through(step: Step, told: bool) -> Cause:
    """A definition or a member: what is told of the one thing below, with what leads there.

    Where sources disagree on what is meant, each of several definitions tells it by itself.
    """
    inner = best(step.below, told)
    if inner is None:
        return Cause((Leaf(step, told, telling(step, told)),))
    if step.condition is None and step.grounds:
        leaves = (replace(leaf, via=(*step.grounds, *leaf.via)) for leaf in inner.leaves)
        inner = replace(inner, leaves=tuple(leaves))
    return replace(inner, others=0) if len(step.below) > 1 else inner


def _quantified(step: Step, condition: Some | Every | Count, told: bool) -> Cause | None:
    """Of members: one that settles it, or as many as it takes and that there are no others."""
    members = _members(step, condition)
    match condition:
        case Some() | Every() if isinstance(condition, Some) is told:
            return best(members, told) or _list_itself(step, told)
        case Some() | Every():
            return _none_else(step, told, members, len(members), told)
        case Count(least=least, most=most) if told:
            enough = _fewest(least, members, True)
            few = _none_else(step, told, members, len(members) - most, False) if most >= 0 else Cause(())
            leaves = (*enough.leaves, *few.leaves) if least else few.leaves
            return Cause(leaves) if leaves else _list_itself(step, told)
        case Count(least=least, most=most):
            if 0 <= most < len([inner for inner in members if inner.told.true]):
                return _fewest(most + 1, members, True)
            return _none_else(step, told, members, len(members) - least + 1, False)


def _members(step: Step, condition: Some | Every | Count) -> Sequence[Step]:
    """The steps of the members; of values each with the firmest statement that lists it, which a proof leaves out."""
    path = condition.members.path
    if path is None or condition.members.kind:
        return step.below
    return [replace(member, grounds=_listing(member, path.attribute)) for member in step.below]


def _listing(member: Step, name: str) -> list[Ground]:
    said = [s for s in member.subject.statements.get(name, ()) if member.label in map(str, s.values)]
    found = [Ground(member.subject, name, True, statement) for statement in said]
    return sorted(found, key=weakness)[:1]


def _none_else(step: Step, told: bool, members: Sequence[Step], number: int, members_told: bool) -> Cause:
    """That there are none at all; or the list itself, which has no others, with as many of its members as it takes.

    Of a law table all rows speak, and what somebody says is what they are compared with, where they say the same.
    """
    itself = _list_itself(step, told)
    if _denied(step.grounds) or (_of_law(step) and step.grounds):
        return itself
    return Cause((*itself.leaves, *_fewest(number, members, members_told).leaves))


def _of_law(step: Step) -> bool:
    return isinstance(step.condition, Some | Every | Count) and bool(step.condition.members.table)


def _list_itself(step: Step, told: bool) -> Cause:
    """The list: that it is stated to be empty, else that it is whole, else whoever lists it."""
    said = step.grounds
    chosen = _denied(said)[:1] or [g for g in said if g.statement is g.record.complete.get(g.attribute, 0)] or said
    return Cause((Leaf(step, told, tuple(chosen)),))


def _denied(grounds: Iterable[Ground]) -> list[Ground]:
    """Those that say that there are none, the firmest first."""
    found = [
        ground
        for ground in grounds
        if ground.statement is not None
        and not ground.statement.values
        and ground.statement in ground.record.statements.get(ground.attribute, ())
    ]
    return sorted(found, key=weakness)


def _negated(leaf: Leaf) -> Leaf:
    return replace(leaf, negated=not leaf.negated)


def telling(step: Step, told: bool) -> tuple[Ground, ...]:
    """The grounds that tell a leaf so, with those that lead to it; of several that say it alike the firmest."""
    onward = _relations(step)
    kept = [g for g in step.grounds if g.tells is told or (g.tells and g.attribute in onward)]
    alike: dict[tuple[int, str], list[Ground]] = {}
    for ground in kept:
        if ground.attribute not in onward:
            alike.setdefault((id(ground.record), ground.attribute), []).append(ground)
    several = [some for some in alike.values() if len(some) > 1]
    # Where a comparison is with something stated, not every pair of statements tells it.
    if len(several) != 1 or _compares_stated(step) or not _each_by_itself(several[0][0]):
        return tuple(kept)
    firmest = min(several[0], key=weakness)
    return tuple(ground for ground in kept if ground is firmest or ground not in several[0])


def _each_by_itself(ground: Ground) -> bool:
    """Whether each statement on the attribute is exhaustive, so that one of them suffices."""
    attribute = attribute_of(ground.record.kind, ground.attribute)
    return attribute is not None and not attribute.open


def _compares_stated(step: Step) -> bool:
    return isinstance(step.condition, Test) and _stated(step.condition.operand) is not None


def _relations(step: Step) -> frozenset[str]:
    """The relations that lead to what a test compares."""
    if not isinstance(step.condition, Test):
        return frozenset()
    operand = _stated(step.condition.operand)
    return frozenset((*step.condition.path.relations, *(operand.path.relations if operand else ())))


def _stated(operand: Operand) -> Stated | None:
    """What is read elsewhere to be compared with."""
    while isinstance(operand, Plus):
        operand = operand.start
    return operand if isinstance(operand, Stated) else None
