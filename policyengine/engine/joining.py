"""The meaning of conditions that are made up of others asked of the same record: all, any, not, at least so many."""

from __future__ import annotations

from collections.abc import Sequence

from policyengine.engine.asking import Asked, Quickly
from policyengine.engine.judgement import Step
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import BOTH, EITHER, NO, YES, at_least, opposite


class Joined:
    """`all` and `any`: of nothing told as it `begins`, joined with what is told of each part.

    `all` begins with yes, and a plain no settles it; `any` begins with no, and a plain yes settles it.
    """

    __slots__ = ("_begins", "_join", "_parts", "_quickest", "_settled")

    def __init__(self, parts: Sequence[Asked], quickest: Sequence[Quickly], *, every: bool) -> None:
        self._parts = parts
        self._quickest = quickest
        self._begins, self._settled = (YES, NO) if every else (NO, YES)
        self._join = BOTH if every else EITHER

    def told(self, at: Scope) -> int:
        """What is told of the parts together; those that are asked quickly go first, because one may settle it."""
        told = begins = self._begins
        for ask in self._quickest:
            bits = ask(at)
            if bits != begins:
                if bits == self._settled:
                    return bits
                told = self._join[told][bits]
                if told == self._settled:
                    break
        return told

    def proved(self, at: Scope, step: Step) -> int:
        """The same, part by part as they are written."""
        told = self._begins
        for part in self._parts:
            told = self._join[told][part.prove(at, step)]
        return told


class Denied:
    """`not`: told true and told false change places."""

    __slots__ = ("_ask", "_part")

    def __init__(self, part: Asked) -> None:
        self._part = part
        self._ask = part.ask

    def told(self, at: Scope) -> int:
        """The opposite of what is told of the part."""
        return opposite(self._ask(at))

    def proved(self, at: Scope, step: Step) -> int:
        """The same, with the step of the part."""
        return opposite(self._part.prove(at, step))


class SoMany:
    """`at_least`: told true if `n` parts are, told false if so many are told false that `n` cannot be left."""

    __slots__ = ("_n", "_parts")

    def __init__(self, n: int, parts: Sequence[Asked]) -> None:
        self._n = n
        self._parts = parts

    def told(self, at: Scope) -> int:
        """What the number of parts told either way comes to."""
        return self._counted([part.ask(at) for part in self._parts])

    def proved(self, at: Scope, step: Step) -> int:
        """The same, with the steps of the parts."""
        return self._counted([part.prove(at, step) for part in self._parts])

    def _counted(self, told: Sequence[int]) -> int:
        return at_least(self._n, sum(bits & 1 for bits in told), sum(bits >> 1 for bits in told), len(told), True)


class Forbidden:
    """`never`: told false, always."""

    __slots__ = ()

    def told(self, at: Scope) -> int:  # noqa: ARG002
        """Told false."""
        return NO

    def proved(self, at: Scope, step: Step) -> int:  # noqa: ARG002
        """Told false, on no grounds."""
        return NO
