"""What a verdict would be if somebody answered: the steps of a proof counted again with one answer put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import reduce
from typing import TypeAlias

from policyengine.engine.judgement import Part, Proof, Step, Told, Verdict
from policyengine.engine.verdict import NO, YES, at_least, both, either, opposite, with_breach
from policyengine.rules.language import AnyOf, AtLeast, Count, Every, Not, Some
from policyengine.rules.program import Breach

Asked = tuple[str, str]
"""What is asked for: the kind of a record, and an attribute or relation of it."""

_Answer: TypeAlias = tuple[Asked, int]
"""What is asked for, and what every leaf that waits for it would be told."""

_Turned: TypeAlias = Mapping[_Answer, int]
"""What would be told of a step, by each answer that would turn it."""

_BY_NOTHING: _Turned = {}

_BAD = (Verdict.VIOLATED, Verdict.CONTRADICTORY)


class Supposing:
    """Says which answers would make open verdicts bad, once for all proofs that are alike but for their records."""

    def __init__(self) -> None:
        self._known: dict[object, frozenset[Asked]] = {}

    def bad_on(self, proof: Proof, asked: Set[Asked]) -> frozenset[Asked]:
        """Of what is asked for: that of which an answer alone makes the verdict violated or contradictory."""
        judged = proof.judgement
        undetermined = judged.verdict is Verdict.UNDETERMINED
        if judged.if_applied not in _BAD if undetermined else judged.rule.breach_means is Breach.NOT_STATED:
            return frozenset()
        parts = (Part.APPLIES,) if undetermined else (Part.REQUIRES, Part.BREACH)
        alike = (judged.rule.id, undetermined, frozenset(asked), *[_shapes(proof.part(part)) for part in parts])
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = frozenset(_bad_on(proof, asked))
        return found


def _shapes(steps: list[Step]) -> tuple[object, ...]:
    """All of some steps and those below that enters into what they would be: everything but the records."""
    return tuple(
        [
            (
                id(step.condition),
                step.told,
                frozenset([(gap.record.kind, gap.attribute) for gap in step.missing]) if step.missing else None,
                _shapes(step.below) if step.below else None,
            )
            for step in steps
        ]
    )


def _bad_on(proof: Proof, asked: Set[Asked]) -> Iterator[Asked]:
    if proof.judgement.verdict is Verdict.UNDETERMINED:
        applies = _Supposed(proof.part(Part.APPLIES), asked)
        yield from (each for each in asked if any(applies.told((each, answer)) & YES for answer in (YES, NO)))
        return
    requires, breach = (_Supposed(proof.part(part), asked) for part in (Part.REQUIRES, Part.BREACH))
    for each in asked:
        for answer in ((each, YES), (each, NO)):
            required = requires.told(answer)
            if proof.judgement.rule.breach is not None:
                required = with_breach(required, breach.told(answer))
            if required & NO:
                yield each


class _Supposed:
    """One part of a rule as it would be told if somebody answered."""

    def __init__(self, steps: Sequence[Step], asked: Set[Asked]) -> None:
        self._steps = [(step.told, _turned(step, asked)) for step in steps]

    def told(self, answer: _Answer) -> int:
        """What would be told of the part."""
        together = YES
        for told, turned in self._steps:
            together = both(together, turned.get(answer, told))
        return together


def _turned(step: Step, asked: Set[Asked]) -> _Turned:
    """What would be told of `step` by each answer to what is asked that would turn it; all answers in one go."""
    if not step.below and not step.missing:
        return _BY_NOTHING
    turned: dict[_Answer, int] = {}
    if step.missing and step.told is Told.NOT_STATED:
        for each in {(gap.record.kind, gap.attribute) for gap in step.missing} & asked:
            turned[each, YES], turned[each, NO] = YES, NO
    below = [_turned(inner, asked) for inner in step.below]
    for answer in dict.fromkeys([answer for each in below for answer in each]):
        if answer not in turned:
            told = _composed(
                step, [each.get(answer, inner.told) for each, inner in zip(below, step.below, strict=True)]
            )
            if told != step.told:
                turned[answer] = told
    return turned


def _composed(step: Step, below: list[int]) -> int:
    match step.condition:
        case Not():
            return opposite(below[0])
        case AnyOf():
            return reduce(either, below)
        case Some() | Every() | Count() | AtLeast():
            return _counted(step, below)
        case _:
            return reduce(both, below)


def _counted(step: Step, below: list[int]) -> int:
    true, false = sum([told & YES for told in below]), sum([told >> 1 for told in below])
    # A list that may be longer cannot be told false by `some` nor true by `every`; the steps below
    # are those that are known, so that only a breach by a known member is supposed here.
    among, whole = len(below), not step.missing
    match step.condition:
        case Every():
            return opposite(at_least(1, false, true, among, whole))
        case AtLeast(n=n):
            return at_least(n, true, false, among, True)
        case Count(least=least, most=most):
            enough = at_least(least, true, false, among, whole)
            return enough if most < 0 else both(enough, opposite(at_least(most + 1, true, false, among, whole)))
        case _:
            return at_least(1, true, false, among, whole)
