"""How far a verdict is from a breach: of about how many leaves of its proof something else would have to be told.

It says where to look first, never what is found: one fact may be asked by several leaves, and one more member of a
list may settle what many of those that are there do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.engine.judgement import Part, Proof, Step, Told
from policyengine.rules.language import AllOf, AnyOf, AtLeast, Every, Holds, Not, Some

_ONE_MORE = 2
"""A member that is not there yet needs saying, and saying so of it."""


def far(proof: Proof) -> int:
    """About how many leaves: the rule would apply, no exception be made out, and the requirement be told false."""
    applies = sum(_flips(step, Told.YES) for step in proof.part(Part.APPLIES) if step.label == "applies")
    gone = sum(step.label == "exists" for step in proof.part(Part.APPLIES))
    exempt = sum(step.label == "exception" and step.told.true for step in proof.part(Part.UNLESS))
    required = [_flips(step, Told.NO) for step in proof.part(Part.REQUIRES)]
    breaks = [0 if step.told.true else _flips(step, Told.YES) for step in proof.part(Part.BREACH)]
    return applies + gone + exempt + min([*required, *breaks], default=0)


def _flips(step: Step, want: Told) -> int:
    if step.told is want:
        return 0
    condition, below = step.condition, step.below
    match condition:
        case Not() if below:
            return _flips(below[0], Told.NO if want is Told.YES else Told.YES)
        case AllOf() | AnyOf() if below:
            needs_all = isinstance(condition, AllOf) is (want is Told.YES)
            return (sum if needs_all else min)(_each(below, want))
        case AtLeast(n=n):
            needed = n if want is Told.YES else len(below) - n + 1
            return sum(sorted(_each(below, want))[:needed])
        case Some() | Every():
            one_settles = isinstance(condition, Some) is (want is Told.YES)
            each = _each(below, want)
            return min([*each, _ONE_MORE]) if one_settles else sum(each) + bool(step.missing)
        case Holds() | None if below:
            return sum(_each(below, want))
        case _:
            return 1


def _each(steps: Iterable[Step], want: Told) -> list[int]:
    return [_flips(step, want) for step in steps]
