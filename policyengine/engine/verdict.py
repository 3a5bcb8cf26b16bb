"""Belnap's four answers as two bits, and the verdict table: what told bits come to.

Bit 0 is told true, bit 1 told false, as in `Told`. The arithmetic is on plain integers because it
is done millions of times; whatever leaves the engine is a `Told` or a `Verdict`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policyengine.engine.judgement import Verdict
from policyengine.rules.program import Breach

NOT_STATED, YES, NO, CONTRADICTORY = 0, 1, 2, 3

_MEANS = {
    Breach.VIOLATED: Verdict.VIOLATED,
    Breach.CONTRADICTORY: Verdict.CONTRADICTORY,
    Breach.NOT_STATED: Verdict.NOT_STATED,
}


def both(one: int, other: int) -> int:
    """Conjunction: told true where both are, told false where one is."""
    return (one & other & YES) | ((one | other) & NO)


def either(one: int, other: int) -> int:
    """Disjunction: told true where one is, told false where both are."""
    return ((one | other) & YES) | (one & other & NO)


_BITS = range(4)
BOTH = tuple(tuple(both(one, other) for other in _BITS) for one in _BITS)
"""Conjunction as a table: looking up is quicker than calling."""
EITHER = tuple(tuple(either(one, other) for other in _BITS) for one in _BITS)
"""Disjunction as a table."""


def opposite(told: int) -> int:
    """Negation: the bits change places."""
    return (told >> 1) | ((told & YES) << 1)


def at_least(n: int, true: int, false: int, among: int, whole: bool) -> int:
    """That at least `n` hold, where `true` and `false` of `among` are told so.

    Told true once `n` are. Told false once fewer than `n` are left that nobody denies, and only
    where there are no others (`whole`). `some` is this with `n` = 1; `every` is the opposite of
    `some` of the opposites.
    """
    return (YES if true >= n else 0) | (NO if whole and among - false < n else 0)


class Answers(NamedTuple):
    """What is told of the parts of one rule on one record.

    `exceptions` and `claimed` follow the order of the rule's `unless`. `requires` has the breach
    in it already (see `with_breach`).
    """

    applies: int
    exceptions: Sequence[int]
    claimed: Sequence[bool]
    requires: int


class Ruling(NamedTuple):
    """A verdict; what it would be if the rule applied; the exception that satisfies, or -1."""

    verdict: Verdict
    if_applied: Verdict | None = None
    exception: int = -1


def with_breach(requires: int, breach: int) -> int:
    """A breach that is told true tells the requirement false; told false, it tells nothing."""
    return requires | NO if breach & YES else requires


def ruling(told: Answers, means: Breach) -> Ruling:
    """The verdict table: the first line that holds.

    Each exception is weighed on its own, because a verdict names the exception that saves it: one
    told yes and no does not become a yes by the side of one of which nothing is told.
    """
    if told.applies == NO:
        return Ruling(Verdict.NOT_APPLICABLE)
    if YES in told.exceptions:
        return Ruling(Verdict.SATISFIED, exception=list(told.exceptions).index(YES))
    if told.requires == YES:
        return Ruling(Verdict.SATISFIED)
    if told.applies == NOT_STATED:
        applied = Answers(YES, told.exceptions, told.claimed, told.requires)
        return Ruling(Verdict.UNDETERMINED, if_applied=_unmet(applied, means))
    return Ruling(_unmet(told, means))


def _unmet(told: Answers, means: Breach) -> Verdict:
    """The lower half of the table: the rule applies and nothing satisfies it."""
    if told.requires == CONTRADICTORY:
        return Verdict.CONTRADICTORY
    if told.requires == NOT_STATED:
        return Verdict.NOT_STATED
    if CONTRADICTORY in (told.applies, *told.exceptions):
        return Verdict.CONTRADICTORY
    if any(claimed and e == NOT_STATED for claimed, e in zip(told.claimed, told.exceptions, strict=True)):
        return Verdict.NOT_STATED
    return _MEANS[means]


def on_firm_grounds(firm: Verdict) -> Verdict:
    """What `violated` becomes once the firm statements alone have been weighed.

    It stands where they violate the rule too. Where they satisfy it, the others contradict them.
    Otherwise the breach rests on what is presumed or merely publicly known: not stated.
    """
    if firm is Verdict.VIOLATED:
        return Verdict.VIOLATED
    return Verdict.CONTRADICTORY if firm is Verdict.SATISFIED else Verdict.NOT_STATED
