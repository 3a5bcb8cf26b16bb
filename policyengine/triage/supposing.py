"""What a verdict would be if somebody answered: the steps of a proof counted again with one answer put in."""

from __future__ import annotations

from collections.abc import Callable, Set

from policyengine.engine.judgement import Judgement, Part, Proof, Step, Told, Verdict
from policyengine.engine.verdict import NO, YES, at_least, both, either, opposite, with_breach
from policyengine.rules.language import AllOf, AnyOf, AtLeast, Count, Every, Not, Some
from policyengine.rules.program import Breach

Asked = tuple[str, str]
"""What is asked for: the kind of a record, and an attribute or relation of it."""

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
            found = self._known[alike] = frozenset(each for each in asked if _could_be_bad(proof, each))
        return found


def _shapes(steps: list[Step]) -> tuple[object, ...]:
    """All of some steps and those below that enters into what they would be: everything but the records."""
    return tuple(
        (
            id(step.condition),
            step.told,
            frozenset((gap.record.kind, gap.attribute) for gap in step.missing) if step.missing else None,
            _shapes(step.below) if step.below else None,
        )
        for step in steps
    )


def _could_be_bad(proof: Proof, asked: Asked) -> bool:
    judged = proof.judgement
    if judged.verdict is Verdict.UNDETERMINED:
        return any(_part(proof, Part.APPLIES, asked, answer) & YES for answer in (YES, NO))
    # In this order, because what is asked for is most often what the rule requires.
    return any(_requirement(proof, judged, asked, answer) & NO for answer in (NO, YES))


def _requirement(proof: Proof, judged: Judgement, asked: Asked, answer: int) -> int:
    required = _part(proof, Part.REQUIRES, asked, answer)
    if judged.rule.breach is None:
        return required
    return with_breach(required, _part(proof, Part.BREACH, asked, answer))


def _part(proof: Proof, part: Part, asked: Asked, answer: int) -> int:
    told = YES
    for step in proof.part(part):
        told = both(told, _supposed(step, asked, answer))
    return told


def _supposed(step: Step, asked: Asked, answer: int) -> int:
    """What would be told of a step if every leaf that waits for the statement were told `answer`."""
    if step.told is Told.NOT_STATED and any((gap.record.kind, gap.attribute) == asked for gap in step.missing):
        return answer
    if not step.below:
        return step.told
    below = [_supposed(inner, asked, answer) for inner in step.below]
    if below == [inner.told for inner in step.below]:
        return step.told
    return _composed(step, below)


def _composed(step: Step, below: list[int]) -> int:
    condition = step.condition
    true, false = sum(told & YES for told in below), sum(told >> 1 for told in below)
    # A list that may be longer cannot be told false by `some` nor true by `every`; the steps below
    # are those that are known, so that only a breach by a known member is supposed here.
    whole = not step.missing
    match condition:
        case Not():
            return opposite(below[0])
        case AnyOf():
            return _fold(either, below)
        case Some():
            return at_least(1, true, false, len(below), whole)
        case Every():
            return opposite(at_least(1, false, true, len(below), whole))
        case AtLeast(n=n):
            return at_least(n, true, false, len(below), True)
        case Count(least=least, most=most):
            enough = at_least(least, true, false, len(below), whole)
            return enough if most < 0 else both(enough, opposite(at_least(most + 1, true, false, len(below), whole)))
        case AllOf() | _:
            return _fold(both, below)


def _fold(join: Callable[[int, int], int], told: list[int]) -> int:
    first, *rest = told
    for one in rest:
        first = join(first, one)
    return first
