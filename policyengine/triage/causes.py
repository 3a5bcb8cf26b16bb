"""Why a verdict is what it is, in a form that can be compared: one cause is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from policyengine.engine.judgement import Ground, Judgement, Missing, Proof, Step, Told, Verdict
from policyengine.engine.judgements import worth_reading
from policyengine.engine.reading import decisive, grounds, missing
from policyengine.engine.statements import attribute_of
from policyengine.register.model.types import ValueType
from policyengine.rules.language import Test
from policyengine.source.doing import NOW
from policyengine.spans import Place
from policyengine.triage.supposing import Asked, Supposing
from policyengine.triage.wording import LAW

Prove = Callable[[Judgement], Proof]

Conflict = frozenset[Place]
"""The places of the statements that stand against each other."""

OPEN = (Verdict.NOT_STATED, Verdict.UNDETERMINED)
_NAMEABLE = (ValueType.WORD, ValueType.BOOLEAN, ValueType.TERRITORY)


@dataclass(slots=True)
class Judged:
    """A judgement that somebody should look at, with what its proof turns on.

    `shape` says which conditions decide, how, and by which words, without naming records, so that
    twelve processors without a contract share it. `conflicts` holds each set of statements that
    stand against each other, so that each can be reported once.
    """

    judgement: Judgement
    shape: tuple[str, ...]
    conflicts: frozenset[Conflict]
    grounds: list[Ground]
    missing: list[Missing]
    bad_on: frozenset[Asked]
    """Of an open verdict: what may turn out such that it is violated or contradictory."""


def looked_at(judgements: Iterable[Judgement], prove: Prove) -> list[Judged]:
    """Those judgements that are worth a proof: open or bad, or bad if the rule should apply."""
    return each_looked_at([judgement for judgement in judgements if worth_reading(judgement)], prove)


def each_looked_at(judgements: Sequence[Judgement], prove: Prove) -> list[Judged]:
    """Any judgements, in their order.

    They are proved record by record, because what proves one judgement of a record proves others.
    """
    looked: dict[int, Judged] = {}
    supposing = Supposing()
    NOW.begin("proving", len(judgements), "verdicts")
    for judgement in sorted(judgements, key=lambda judgement: judgement.record.key):
        looked[id(judgement)] = _look_at(prove(judgement), supposing)
        NOW.done += 1
    return [looked[id(judgement)] for judgement in judgements]


def _look_at(proof: Proof, supposing: Supposing) -> Judged:
    """The cause, the grounds and the gaps of one proof, which need not be kept."""
    judgement = proof.judgement
    leaves = decisive(proof)
    told, gaps = grounds(leaves), missing(leaves)
    shape = tuple(sorted({_shape(leaf, judgement.verdict) for leaf in leaves}))
    asked = {(gap.record.kind, gap.attribute) for gap in gaps} if judgement.verdict in OPEN else set()
    bad_on = supposing.bad_on(proof, asked) if asked else frozenset()
    return Judged(judgement, shape, _conflicts(judgement, leaves, told), told, gaps, bad_on)


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
