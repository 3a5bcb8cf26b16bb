"""Why a verdict is what it is, in a form that can be compared: one cause is one finding."""

from __future__ import annotations

from dataclasses import dataclass

from policyengine.engine.judgement import Ground, Judgement, Missing, Proof, Step, Told, Verdict
from policyengine.engine.reading import decisive, grounds, missing
from policyengine.engine.statements import attribute_of
from policyengine.register.model.types import ValueType
from policyengine.rules.language import Test
from policyengine.spans import Place
from policyengine.triage.wording import LAW

Conflict = frozenset[Place]
"""The places of the statements that stand against each other."""

_SHOWN = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED)
_WORSE = (Verdict.VIOLATED, Verdict.CONTRADICTORY)
_NAMEABLE = (ValueType.WORD, ValueType.BOOLEAN, ValueType.TERRITORY)


@dataclass(slots=True)
class Judged:
    """A judgement that somebody should look at, with what its proof turns on.

    `shape` says which conditions decide, how, and by which words, without naming records, so that
    twelve processors without a contract share it. `conflicts` holds each set of statements that
    stand against each other, so that each can be reported once.
    """

    proof: Proof
    shape: tuple[str, ...]
    conflicts: frozenset[Conflict]
    grounds: list[Ground]
    missing: list[Missing]

    @property
    def judgement(self) -> Judgement:
        """What was judged."""
        return self.proof.judgement


def to_look_at(judgement: Judgement) -> bool:
    """Whether a verdict is worth a proof: open or bad, or bad if the rule should apply."""
    return judgement.verdict in _SHOWN or judgement.if_applied in _WORSE


def look_at(proof: Proof) -> Judged:
    """The cause, the grounds and the gaps of one proof."""
    leaves = decisive(proof)
    told = grounds(leaves)
    shape = tuple(sorted({_shape(leaf, proof.judgement.verdict) for leaf in leaves}))
    return Judged(proof, shape, _conflicts(proof.judgement, leaves, told), told, missing(leaves))


def _shape(leaf: Step, verdict: Verdict) -> str:
    """The condition by its place in the law, what is told of it, and the words that tell a breach."""
    place = getattr(leaf.condition, "place", 0)
    said = ""
    if verdict is Verdict.VIOLATED and isinstance(leaf.condition, Test):
        said = " ".join(sorted({_said(ground) for ground in leaf.grounds}))
    return f"{place} {leaf.told.name} {said}"


def _said(ground: Ground) -> str:
    """Words and yes/no as they are, `none`, or merely that something is stated: no two texts or dates are alike."""
    if ground.statement is None:
        return "presumed"
    if not ground.statement.values:
        return "none"
    attribute = attribute_of(ground.record.kind, ground.attribute)
    if attribute is None or attribute.type not in _NAMEABLE:
        return "stated"
    return f"{ground.attribute}={','.join(sorted(str(value) for value in ground.statement.values))}"


def _conflicts(judgement: Judgement, leaves: list[Step], told: list[Ground]) -> frozenset[Conflict]:
    """Of a contradictory verdict: the statements behind each leaf told both, or else all that decide it."""
    if Verdict.CONTRADICTORY not in (judgement.verdict, judgement.if_applied):
        return frozenset()
    against = {_places(leaf.grounds) for leaf in leaves if leaf.told is Told.CONTRADICTORY}
    return frozenset(against or {_places(told)}) - {frozenset()}


def _places(told: list[Ground]) -> Conflict:
    return frozenset(
        ground.statement.place
        for ground in told
        if ground.statement is not None and ground.attribute and not ground.record.kind.startswith(LAW)
    )
