"""Which changes of facts a proof asks for: every leaf that would have to be told otherwise, and how it could be.

A proof says of each condition what is told of it. Whoever wants the verdict to be another one wants some leaves told
true that are not, or told false. Each such leaf gives what could be stated instead; whether several are needed at
once, and whether anything else stands in the way, only judging can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from policyengine.engine.judgement import Judgement, Part, Proof, Step, Told
from policyengine.repairs.candidate import Candidate, Goal
from policyengine.repairs.efforts import DEFAULT, TURN_OUT, Efforts, efforts
from policyengine.repairs.looking import At, Looking, opposite
from policyengine.repairs.standing import Standing
from policyengine.rules.language import AllOf, AnyOf, AtLeast, Count, Every, Holds, Not, Some, Test


def candidates(proof: Proof, case: Standing, goal: Goal, table: Efforts = DEFAULT) -> list[Candidate]:
    """Everything by itself that the proof asks for in order to reach `goal`, cheapest first; what is fixed comes last.

    `case` is what `proof` is the proof of. Pure. Not every one of them reaches the goal, nor alone: whoever uses them
    judges (`suppose`) what comes of them.
    """
    return walked(proof, Looking(case, proof.judgement, table), goal)


def walked(proof: Proof, looking: Looking, goal: Goal) -> list[Candidate]:
    """The same, by looking at a case for a judgement."""
    found: dict[object, Candidate] = {}
    for one in (*_Walking(looking).toward_goal(proof, goal), *looking.rewritten()):
        known = found.setdefault(one.edits, one)
        if (one.fixed, one.cost) < (known.fixed, known.cost):
            found[one.edits] = one
    return sorted(found.values(), key=lambda one: (one.fixed, one.cost))


class _Walking:
    """Goes down a proof along the steps that are not told as wanted."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    def toward_goal(self, proof: Proof, goal: Goal) -> Iterator[Candidate]:
        """What changes the parts of the rule so that the verdict becomes another."""
        resolved = goal is Goal.RESOLVED
        at = At(proof.judgement.record)
        yes, no = (Told.YES, Told.NO) if resolved else (Told.NO, Told.YES)
        for step in proof.part(Part.REQUIRES):
            yield from self._toward(step, yes, at)
        for step in proof.part(Part.BREACH):
            yield from self._toward(step, no, at)
        unless = proof.part(Part.UNLESS)
        for step, after in zip_longest(unless, unless[1:]):
            # An exception that is claimed has to be told false, so that nobody waits for what would make it out.
            claimed = after is not None and after.label == "claimed" and after.told.true
            if step.label == "exception" and (resolved or step.told.true or claimed):
                yield from self._toward(step, yes, at)
        *scope, applies = [step for step in proof.part(Part.APPLIES) if step.label == "applies"]
        out = [one for step in scope for one in self._toward(step, no, At(step.subject))]
        out += self._toward(applies, no, at)
        yield from map(_hoped, out) if resolved else out
        if resolved:
            yield from self._gone(proof.judgement)

    def _gone(self, judgement: Judgement) -> Iterator[Candidate]:
        """What is judged, or the activity in which it stands, is no more."""
        yield from self._looking.ended(judgement.record)

    def _toward(self, step: Step, want: Told, at: At) -> Iterator[Candidate]:
        """What may make a step told just `want`."""
        if step.told is want:
            return
        match step.condition:
            case Test():
                yield from self._looking.test(step.condition, want, at.of(step.subject))
            case Not():
                yield from self._below(step, opposite(want), at)
            case AllOf() | AnyOf() | AtLeast():
                yield from self._below(step, want, at)
            case Holds():
                for proved in step.below:
                    yield from self._below(proved, want, At(proved.subject))
            case Some() | Every() | Count() if step.condition.members.table:
                yield from self._below_members(step, step.condition, (want,), at)
                yield from self._looking.rows(step.condition, want, at.of(step.subject))
            case Some() | Every() | Count() if not step.condition.members.kind:
                yield from self._looking.values(step.condition, want, at.of(step.subject))
            case Some() | Every() | Count():
                yield from self._quantified(step, step.condition, want, at)
            case _:
                return

    def _below(self, step: Step, want: Told, at: At) -> Iterator[Candidate]:
        for below in step.below:
            yield from self._toward(below, want, at)

    def _quantified(self, step: Step, over: Some | Every | Count, want: Told, at: At) -> Iterator[Candidate]:
        """Members told otherwise, one more of them, one less, or that there are no others."""
        here = at.of(step.subject)
        if isinstance(over, Count) and over.most >= 0:
            wanted: tuple[Told, ...] = (Told.YES, Told.NO)
        else:
            wanted = (want,)
        yield from self._below_members(step, over, wanted, at)
        more = isinstance(over, Every) is not (want is Told.YES)
        if more or len(wanted) > 1:
            asked = Told.NO if isinstance(over, Every) else Told.YES
            yield from self._looking.one_more(over, asked, here)
        if not more or len(wanted) > 1:
            spoiling = [m.subject for m in step.below if m.told is not (want if isinstance(over, Every) else Told.NO)]
            yield from self._looking.fewer(over, spoiling, here)

    def _below_members(
        self, step: Step, over: Some | Every | Count, wanted: tuple[Told, ...], at: At
    ) -> Iterator[Candidate]:
        for member in step.below:
            for want in wanted:
                yield from self._below(member, want, at.bound(over.bound, member.subject))


def _hoped(one: Candidate) -> Candidate:
    """What does no more than take a case out of the rule, if it is found to be so, is hoped for: it cures nothing."""
    effort, hope = efforts()[one.effort], efforts()[TURN_OUT]
    if effort.is_finding and one.cost == effort.cost < hope.cost:
        return replace(one, effort=hope.name, cost=hope.cost)
    return one


__all__ = ["Candidate", "Goal", "Standing", "candidates"]
