"""What has to change for a verdict to become another, read from a proof: which places have to be touched together.

A need is necessary and not enough: a verdict stays what it is as long as its need is not met, because every leaf tells
the same as long as nothing is said otherwise at the places where it looked. Met needs are judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from policyengine.engine.judgement import Part, Proof, Step
from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
from policyengine.repairs.looking import At, Looking
from policyengine.repairs.touching import EXISTS, Place, place
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Count,
    Every,
    Holds,
    Not,
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.parts import walk

_TRUE, _FALSE = 1, 2
_MOST_PARTS = 9
"""Of more parts it is not said which lots of them have to be otherwise."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Something has to be said otherwise at one of these places; with no place known, anywhere at all."""

    places: frozenset[Place] | None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these; of none it is met."""

    of: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of these; of none it is never met."""

    of: tuple[Need, ...]


Need = Touch | All | Any
MET = All(())
NEVER = Any(())
ANYWHERE = Touch(None)


def resolving(proof: Proof, looking: Looking) -> Need:
    """What has to change before the rule is satisfied or does not apply."""
    return _Needing(looking).resolved(proof)


def otherwise(proof: Proof, looking: Looking) -> Need:
    """What has to change before the verdict is any other."""
    needing = _Needing(looking)
    at = At(proof.judgement.record)
    places = {place(proof.judgement.record, EXISTS)}
    for step in proof.steps:
        found = needing.places(step, At(step.subject) if step.label == "applies" else at)
        if found is None:
            return ANYWHERE
        places |= found
    return Touch(frozenset(places))


class _Needing:
    """Reads one proof."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    def resolved(self, proof: Proof) -> Need:
        at = At(proof.judgement.record)
        applies = [(s, At(s.subject)) for s in proof.part(Part.APPLIES) if s.label == "applies"]
        there = Touch(frozenset((place(proof.judgement.record, EXISTS),)))
        ways: list[Need] = [there, _all((self._some_have(applies, _FALSE), self._one_lacks(applies, _TRUE)))]
        ways += [
            _all((self._bit(step, _TRUE, True, at), self._bit(step, _FALSE, False, at)))
            for step in proof.part(Part.UNLESS)
            if step.label == "exception"
        ]
        required = [
            need
            for step in proof.part(Part.REQUIRES)
            for need in (self._bit(step, _TRUE, True, at), self._bit(step, _FALSE, False, at))
        ]
        required += [self._bit(step, _TRUE, False, at) for step in proof.part(Part.BREACH)]
        return _any((*ways, _all(required)))

    def _some_have(self, steps: list[tuple[Step, At]], bit: int) -> Need:
        return _any(self._bit(step, bit, True, at) for step, at in steps)

    def _one_lacks(self, steps: list[tuple[Step, At]], bit: int) -> Need:
        return _any(self._bit(step, bit, False, at) for step, at in steps)

    def _bit(self, step: Step, bit: int, on: bool, at: At) -> Need:
        """What has to change for one bit of a step to be as wanted."""
        if bool(step.told & bit) is on:
            return MET
        match step.condition:
            case None:
                return _any(self._bit(below, bit, on, at) for below in step.below)
            case Not():
                return self._bit(step.below[0], bit ^ (_TRUE | _FALSE), on, at)
            case AllOf():
                return self._parts(step, bit, on, at, every=(bit == _TRUE) is on)
            case AnyOf():
                return self._parts(step, bit, on, at, every=(bit == _FALSE) is on)
            case AtLeast(n=n) if len(step.below) <= _MOST_PARTS:
                return self._so_many(step, n if bit == _TRUE else len(step.below) - n + 1, bit, on, at)
            case Holds() if len(step.below) == 1:
                (proved,) = step.below
                inner = self._bit(proved, bit, on, At(proved.subject))
                return _any((inner, self._touch(self._way(step.condition.path, at.of(step.subject)))))
            case Some() | Every() if step.condition.members.kind and not step.condition.members.table:
                return self._quantified(step, step.condition, bit, on, at)
            case _:
                return self._touch(self.places(step, at))

    def _parts(self, step: Step, bit: int, on: bool, at: At, *, every: bool) -> Need:
        needs = [self._bit(below, bit, on, at) for below in step.below]
        return _all(needs) if every else _any(needs)

    def _so_many(self, step: Step, enough: int, bit: int, on: bool, at: At) -> Need:
        """Of parts of which `enough` give the bit: one of each lot without which nothing would be otherwise."""
        others = [self._bit(below, bit, on, at) for below in step.below if bool(below.told & bit) is not on]
        lacking = enough - (len(step.below) - len(others)) if on else len(others) - enough + 1
        return _all(_any(lot) for lot in combinations(others, len(others) - lacking + 1))

    def _quantified(self, step: Step, over: Some | Every, bit: int, on: bool, at: At) -> Need:
        """Members told otherwise, others in the list, or that it is whole."""
        here = at.of(step.subject)
        path = over.members.path
        ends = self._looking.ends(here.start(path), path.relations) if path is not None else []
        if path is None or len(ends) != 1:
            return self._touch(self.places(step, at))
        member = self._touch(self._way(path, here))
        # Whether one member is enough for the bit.
        by_one = isinstance(over, Some) is (bit == _TRUE)
        inner = [
            self._below(m, bit, on, at.bound(over.bound, m.subject)) for m in step.below if bool(m.told & bit) is not on
        ]
        whole = place(ends[0], path.attribute, complete=True)
        if by_one and on:
            return _any((member, *inner))
        if by_one:
            return _all(_any((member, need)) for need in inner) if inner else member
        if on:
            listed = path.attribute in ends[0].complete or not relations_of(ends[0].kind)[path.attribute].many
            needs = [_any((member, need)) for need in inner]
            if not listed or not needs:
                needs.append(_any((member, Touch(frozenset((whole,))))))
            return _all(needs)
        return _any((member, Touch(frozenset((whole,))), *inner))

    def _below(self, step: Step, bit: int, on: bool, at: At) -> Need:
        return _any(self._bit(below, bit, on, at) for below in step.below)

    def _touch(self, places: set[Place] | None) -> Need:
        return ANYWHERE if places is None else Touch(frozenset(places))

    def places(self, step: Step, at: At) -> set[Place] | None:
        """Every place at which a step and those below it looked; None where that cannot be said."""
        found: set[Place] = set()
        for places in self._each(step, at):
            if places is None:
                return None
            found |= places
        return found

    def _each(self, step: Step, at: At) -> Iterator[set[Place] | None]:
        here = at.of(step.subject)
        match step.condition:
            case Test():
                yield self._of_test(step.condition, here)
            case Holds():
                yield self._way(step.condition.path, here)
                for proved in step.below:
                    yield from self._each_below(proved, At(proved.subject))
            case None | Not() | AllOf() | AnyOf() | AtLeast():
                yield from self._each_below(step, at)
            case Some() | Every() | Count():
                yield from self._each_member(step, step.condition, at)

    def _each_below(self, step: Step, at: At) -> Iterator[set[Place] | None]:
        for below in step.below:
            yield from self._each(below, at)

    def _each_member(self, step: Step, over: Some | Every | Count, at: At) -> Iterator[set[Place] | None]:
        path, here = over.members.path, at.of(step.subject)
        if path is not None:
            yield self._list(path, here)
        if path is None or not over.members.kind:
            yield self._of_rows(over.of, over.bound, here)
            return
        for member in step.below:
            yield from self._each_below(member, at.bound(over.bound, member.subject))

    def _of_test(self, test: Test, at: At) -> set[Place] | None:
        return _both(self._list(test.path, at), self._of_operand(test.operand, at))

    def _of_operand(self, operand: Operand, at: At) -> set[Place] | None:
        while isinstance(operand, Plus):
            operand = operand.start
        return self._list(operand.path, at) if isinstance(operand, Stated) else set()

    def _of_rows(self, condition: Condition, bound: str, at: At) -> set[Place] | None:
        """Where facts are looked at with which the rows of a law table, or values, are compared."""
        found: set[Place] = set()
        for one in walk(condition):
            if isinstance(one, Some | Every | Count):
                return None
            paths = [one.path] if isinstance(one, Test | Holds) else []
            if isinstance(one, Holds) and one.path.root not in ("", bound):
                return None
            operand = one.operand if isinstance(one, Test) else None
            while isinstance(operand, Plus):
                operand = operand.start
            paths += [operand.path] if isinstance(operand, Stated) else []
            for path in paths:
                if path.root and path.root != bound:
                    places = self._list(path, at)
                    if places is None:
                        return None
                    found |= places
        return found

    def _list(self, path: Path, at: At) -> set[Place] | None:
        """What is looked at, and, where it is a list, whether that is whole."""
        found = self._way(path, at)
        if found is None:
            return None
        return found | {one._replace(complete=True) for one in found}

    def _way(self, path: Path, at: At) -> set[Place] | None:
        """Each relation that is followed, and what is looked at in the end."""
        start = at.start(path)
        if start is None:
            return None
        if start.kind not in KINDS:
            return set()
        found: set[Place] = set()
        ends = [start]
        for relation in path.relations:
            found |= {place(end, relation) for end in ends}
            ends = [one for end in ends for one in self._looking.ends(end, (relation,))]
        names = _names(path.attribute)
        return found | {place(end, name) for end in ends for name in names}


def _names(attribute: str) -> tuple[str, ...]:
    """An attribute; of whether a record is in force, what that is worked out from is touched as its kind is."""
    derived = [one.name for one in LIFETIME if one.derived]
    return tuple(one.name for one in LIFETIME) if attribute in derived else (attribute,) if attribute else ()


def _both(one: set[Place] | None, other: set[Place] | None) -> set[Place] | None:
    return None if one is None or other is None else one | other


def _all(needs: Iterable[Need]) -> Need:
    found = tuple(dict.fromkeys(need for need in needs if need != MET))
    if NEVER in found:
        return NEVER
    return found[0] if len(found) == 1 else All(found)


def _any(needs: Iterable[Need]) -> Need:
    found = tuple(dict.fromkeys(need for need in needs if need != NEVER))
    if MET in found:
        return MET
    return found[0] if len(found) == 1 else Any(found)
