"""Why a verdict is what it is, in a form that can be compared: one cause is one finding."""

from __future__ import annotations

from dataclasses import dataclass

from policyengine.engine.judgement import Ground, Judgement, Missing, Proof, Step, Told, Verdict
from policyengine.engine.reading import decisive
from policyengine.spans import Place


@dataclass(frozen=True, slots=True)
class Cause:
    """What a verdict turns on.

    `shape` says which conditions decide and how, without naming records, so that twelve processors
    without a contract share it. `conflict` holds the places of the statements that stand against
    each other, so that each conflict is reported once; it is empty where no two statements do.
    """

    shape: tuple[str, ...]
    conflict: frozenset[Place]


@dataclass(slots=True)
class Judged:
    """A judgement that somebody should look at, with what its proof turns on."""

    judgement: Judgement
    cause: Cause
    grounds: list[Ground]
    missing: list[Missing]


_SHOWN = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED)
_WORSE = (Verdict.VIOLATED, Verdict.CONTRADICTORY)


def to_look_at(judgement: Judgement) -> bool:
    """Whether a verdict is worth a proof: open or bad, or bad if the rule should apply."""
    return judgement.verdict in _SHOWN or judgement.if_applied in _WORSE


def look_at(proof: Proof) -> Judged:
    """The cause, the grounds and the gaps of one proof."""
    leaves = decisive(proof)
    conflict: set[Place] = set()
    for leaf in leaves:
        if leaf.told is Told.CONTRADICTORY:
            conflict |= {ground.statement.place for ground in leaf.grounds if ground.statement is not None}
    shape = tuple(sorted({_shape(leaf) for leaf in leaves}))
    grounds = list(dict.fromkeys(ground for leaf in leaves for ground in leaf.grounds))
    missing = list(dict.fromkeys(gap for leaf in leaves for gap in leaf.missing))
    return Judged(proof.judgement, Cause(shape, frozenset(conflict)), grounds, missing)


def _shape(leaf: Step) -> str:
    """The condition by its place in the law, and what is told of it."""
    place = getattr(leaf.condition, "place", 0)
    return f"{place} {leaf.told.name}"
