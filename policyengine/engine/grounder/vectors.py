"""What is told of the parts of each rule, row by row, as vectors that many rows share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from typing import NamedTuple, TypeAlias

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.grounding import Grounding
from policyengine.engine.grounder.lanes import NO, YES
from policyengine.engine.table import Shape, Vector
from policyengine.rules.propositions import Asked

_IN_A_BYTE = 4
"""So many told bits, of two each, fit a byte."""

_BYTES = 256


class Parts(NamedTuple):
    """What is told of the parts of one rule: for each row the number of its vector, and what each number stands for."""

    shape: Shape
    rows: Sequence[int]
    vectors: dict[int, Vector]


_Numbered: TypeAlias = tuple[Sequence[int], dict[int, Vector]]
"""The rows and vectors of `Parts`, whatever the shape."""


def numbered(told: Sequence[int], size: int) -> _Numbered:
    """The vectors of `size` rows, from what is told of each part."""
    return reduce(_beside, [_few(told[at : at + _IN_A_BYTE], size) for at in range(0, len(told), _IN_A_BYTE)])


def _few(told: Sequence[int], size: int) -> _Numbered:
    """The vectors of so many parts as fit a byte."""
    together = 0
    for place, one in enumerate(told):
        together |= one << 2 * place
    rows = lanes.unpacked(together, size)
    return rows, {number: _vector(number, len(told)) for number in lanes.distinct(rows)}


@lru_cache(maxsize=1024)
def _vector(number: int, parts: int) -> Vector:
    """The told bits of `parts` that a byte holds."""
    return tuple(str(number >> 2 * place & 3) for place in range(parts))


def _beside(one: _Numbered, other: _Numbered) -> _Numbered:
    """The vectors made of one of each, as far as they occur."""
    (first, begun), (second, ended) = one, other
    if len(begun) * len(ended) > _BYTES:
        pairs = list(zip(first, second, strict=True))
        numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
        return lanes.looked_up(numbers, pairs), {number: begun[a] + ended[b] for (a, b), number in numbers.items()}
    high = {number: place * len(ended) for place, number in enumerate(begun)}
    low = {number: place for place, number in enumerate(ended)}
    # No sum is more than a byte holds, so that all rows are added up at once.
    summed = lanes.packed(lanes.entries(high, first)) + lanes.packed(lanes.entries(low, second))
    rows, every = lanes.unpacked(summed, len(first)), [a + b for a in begun.values() for b in ended.values()]
    return rows, {number: every[number] for number in lanes.distinct(rows)}


def shape_of(asked: Asked) -> Shape:
    """How the parts of a rule are weighed."""
    return Shape(len(asked.unless), tuple(i for i, (_, claimed) in enumerate(asked.unless) if claimed >= 0))


class Vectors:
    """The parts of rules by one grounding."""

    def __init__(self, grounding: Grounding) -> None:
        self.grounding = grounding
        self._scopes: dict[tuple[int, str], int] = {}
        self._there: dict[str, tuple[int, int]] = {}

    def parts(self, asked: Asked, *, supposed: bool = False) -> Parts:
        """What is told of the parts of a rule on every record of its kind; `supposed` that it applies."""
        ask, rows = self.grounding, self.grounding.roll(asked.kind)
        true = rows.true
        applies = true if supposed else self._applies(asked)
        wanted = lanes.just(NO, applies, true) ^ true
        exceptions = [ask.told_where(when, rows, wanted) for when, _ in asked.unless]
        claims = [
            ask.told_where(claimed, rows, wanted) & lanes.just(0, told, true)
            for told, (_, claimed) in zip(exceptions, asked.unless, strict=True)
            if claimed >= 0
        ]
        requires = ask.told_where(asked.require, rows, wanted)
        if asked.breach >= 0:
            requires |= (ask.told_where(asked.breach, rows, wanted) & true) << 1
        told = (applies, *exceptions, *(claim & true for claim in claims), requires)
        return Parts(shape_of(asked), *numbered(told, rows.size))

    def raised(self, asked: Asked) -> Iterable[tuple[str, int]]:
        """Each severity to which the rule may be raised, and 1 in the rows of which its condition is plainly true."""
        rows = self.grounding.roll(asked.kind)
        for severity, when in asked.raises:
            yield severity, lanes.just(YES, self.grounding.told(when, rows), rows.true)

    def _applies(self, asked: Asked) -> int:
        """The rule's own condition, joined to that of its pack; to what does not exist on the day nothing applies."""
        rows = self.grounding.roll(asked.kind)
        scope = self._scope(asked.scope, asked.kind)
        gone, there = self._existing(asked.kind)
        wanted = (lanes.just(NO, scope, rows.true) ^ rows.true) & there
        told = lanes.conjunction(scope, self.grounding.told_where(asked.when, rows, wanted), rows.true)
        return (told & (there | there << 1)) | gone << 1

    def _existing(self, kind: str) -> tuple[int, int]:
        """1 in the rows of what does not exist, and 1 in all others."""
        if kind not in self._there:
            rows = self.grounding.roll(kind)
            gone = bytearray(rows.size)
            for row in self.grounding.places.lifetimes.gone(kind):
                gone[row] = 1
            found = lanes.packed(gone)
            self._there[kind] = found, found ^ rows.true
        return self._there[kind]

    def _scope(self, number: int, kind: str) -> int:
        """What is told of a pack's condition, which is asked of the register, on each record of `kind`."""
        if (number, kind) not in self._scopes:
            places = self.grounding.places
            registers = self.grounding.roll("register")
            told = lanes.unpacked(self.grounding.told(number, registers), registers.size)
            by_slug = dict(zip(places.rolls.roll("register").registers, told, strict=True))
            slugs = places.rolls.roll(kind).registers
            self._scopes[number, kind] = lanes.packed(lanes.looked_up(by_slug, slugs))
        return self._scopes[number, kind]
