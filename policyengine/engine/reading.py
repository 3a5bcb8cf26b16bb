"""Reading a proof: which of its leaves made the verdict what it is, and what is missing.

A leaf is decisive if it is on a line of steps from the top along which the bit that the verdict
turns on keeps its value: change the bit in the leaf, and the one above may change. A conjunction
told false has it from the parts told false; one not told true lacks it because of the parts not
told true; and so on up. Negation alone makes the two bits change places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from policyengine.engine.judgement import Ground, Missing, Part, Proof, Step, Told, Verdict
from policyengine.rules.language import Condition, Count, Never, Not

_TRUE, _FALSE = 1, 2


def decisive(proof: Proof) -> list[Step]:
    """The leaves (tests, empty or incomplete quantifiers) on which the verdict of `proof` turns.

    * violated, or what the rule calls a breach: the leaves that tell the requirement false, or the
      breach true; of a bare prohibition, those that make the rule apply.
    * contradictory: the leaves told both; where there are none, those that stand against each other.
    * not stated, undetermined: the leaves of which nothing is told, with what is missing.
    * satisfied: the leaves that tell the requirement, or the exception, true.
    * not applicable: the leaves that tell it so.

    In the order of the proof, each once.
    """
    judged = proof.judgement
    match judged.verdict:
        case Verdict.NOT_APPLICABLE:
            found = _along(proof.part(Part.APPLIES), _FALSE, told=True)
        case Verdict.SATISFIED:
            found = _satisfying(proof)
        case Verdict.UNDETERMINED:
            found = _open(proof.part(Part.APPLIES))
        case Verdict.VIOLATED:
            found = _breaching(proof)
        case Verdict.CONTRADICTORY:
            found = _conflicting(proof)
        case Verdict.NOT_STATED:
            found = _unstated(proof)
    return list({id(step): step for step in found}.values())


def missing(steps: Iterable[Step]) -> list[Missing]:
    """The statements that are missing in `steps`, each once."""
    return list(dict.fromkeys(missing for step in steps for missing in step.missing))


def grounds(steps: Iterable[Step]) -> list[Ground]:
    """The grounds of `steps`, each once."""
    return list(dict.fromkeys(ground for step in steps for ground in step.grounds))


def _exceptions(proof: Proof) -> list[Step]:
    return [step for step in proof.part(Part.UNLESS) if step.label == "exception"]


def _along(steps: Iterable[Step], bit: int, *, told: bool) -> list[Step]:
    """The leaves below those of `steps` whose `bit` is as `told` says, along steps of which the same is true."""
    return [leaf for step in steps if bool(step.told & bit) is told for leaf in _leaves(step, bit, told)]


def _leaves(step: Step, bit: int, told: bool) -> Iterator[Step]:
    """The decisive leaves at and below `step`.

    A quantifier counts as a leaf beside its members where its list itself bears on the answer:
    because it is whole, stated to be empty, or still to be completed; and where too few rows of the
    law are shown to stand out for a count.
    """
    itself = not step.below or (step.condition is not None and bool(step.grounds or step.missing))
    below = [leaf for inner in _bits_below(step.condition, bit) for leaf in _along(step.below, inner, told=told)]
    if itself or (isinstance(step.condition, Count) and not below):
        yield step
    yield from below


def _bits_below(condition: Condition | None, bit: int) -> tuple[int, ...]:
    """The bits of the steps below from which a step has its `bit`."""
    other = bit ^ (_TRUE | _FALSE)
    match condition:
        case Not():
            return (other,)
        case Count(most=most, least=least) if most >= 0:
            return (bit, other) if least > 0 else (other,)
        case _:
            return (bit,)


def _open(steps: Iterable[Step]) -> list[Step]:
    """The leaves that keep `steps` open: what is told already, either way, waits for nothing below it."""
    found = []
    for step in steps:
        if step.told is Told.NOT_STATED:
            found += [step] if step.missing else []
            found += _open(step.below)
    return found


def _satisfying(proof: Proof) -> list[Step]:
    exceptions = _exceptions(proof)
    if proof.judgement.exception is not None:
        exempted = [step for step in exceptions if step.told is Told.YES][:1]
        return _along(exempted, _TRUE, told=True)
    return _along(proof.part(Part.REQUIRES), _TRUE, told=True)


def _breaching(proof: Proof) -> list[Step]:
    """What tells the requirement false. A bare prohibition is breached by what makes the rule apply."""
    told_false = _along(proof.part(Part.REQUIRES), _FALSE, told=True)
    told_false = [leaf for leaf in told_false if not isinstance(leaf.condition, Never)]
    breaching = told_false + _along(proof.part(Part.BREACH), _TRUE, told=True)
    return breaching or _along(proof.part(Part.APPLIES), _TRUE, told=True)


def _conflicting(proof: Proof) -> list[Step]:
    """The leaves told both, in the part of the rule from which the contradiction comes.

    Where the rule calls its breach contradictory it has found the conflict itself, so what tells
    the breach is the pair; likewise where firm statements stand against the others.
    """
    if _requirement(proof) == _TRUE | _FALSE:
        against = _told_both(proof.part(Part.REQUIRES))
        return _both(against + _along(proof.part(Part.BREACH), _TRUE, told=True))
    conditions = [*proof.part(Part.APPLIES), *_exceptions(proof)]
    contradictory = [step for step in conditions if step.told is Told.CONTRADICTORY]
    return _both(_told_both(contradictory)) if contradictory else _breaching(proof)


def _unstated(proof: Proof) -> list[Step]:
    """What is missing: of the requirement, or of an exception that is claimed and not made out."""
    if _requirement(proof) == 0:
        return _open(proof.part(Part.REQUIRES)) + _open(proof.part(Part.BREACH))
    claimed = [
        step
        for step, after in pairwise(proof.part(Part.UNLESS))
        if step.label == "exception" and step.told is Told.NOT_STATED and after.label == "claimed" and after.told.true
    ]
    return _open(claimed) or _breaching(proof)


def _requirement(proof: Proof) -> int:
    """What is told of the requirement once a breach has told it false."""
    told = 0
    for step in proof.part(Part.REQUIRES):
        told |= step.told
    return told | _FALSE if any(step.told.true for step in proof.part(Part.BREACH)) else told


def _told_both(steps: list[Step]) -> list[Step]:
    return _along(steps, _TRUE, told=True) + _along(steps, _FALSE, told=True)


def _both(leaves: list[Step]) -> list[Step]:
    """The leaves told both, each with the members that stand against what its list tells; without any, all."""
    told_both = [leaf for leaf in leaves if leaf.told is Told.CONTRADICTORY]
    against = [member for leaf in told_both for member in leaf.below]
    members = [leaf for member in against for leaf in _leaves(member, member.told & -member.told, True) if member.told]
    return [*told_both, *members] or leaves
