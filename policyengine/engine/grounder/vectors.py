"""What is told of the parts of each rule, row by row, as vectors that many rows share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.grounding import Grounding
from policyengine.engine.grounder.lanes import NO, YES
from policyengine.engine.table import Shape, Vector
from policyengine.rules.propositions import Asked

Key: TypeAlias = "int | tuple[int, ...]"
"""The told bits of a vector, as one byte where they fit."""

_MOST_SINGLY = 8
"""Bits in a byte."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one rule in each row: what a vector is made of, two bits each but for claims, which have one."""

    shape: Shape
    told: tuple[int, ...]
    size: int

    @property
    def _widths(self) -> list[int]:
        return [1 if name.startswith("claimed") else 2 for name in self.shape.properties]

    def keys(self) -> Sequence[Key]:
        """For each row the key of its vector."""
        if sum(self._widths) > _MOST_SINGLY:
            return list(zip(*(lanes.unpacked(told, self.size) for told in self.told), strict=True))
        key = shift = 0
        for told, width in zip(self.told, self._widths, strict=True):
            key |= told << shift
            shift += width
        return lanes.unpacked(key, self.size)

    def vector(self, key: Key) -> Vector:
        """The vector that `key` stands for."""
        if not isinstance(key, int):
            return tuple(map(str, key))
        found: list[str] = []
        for width in self._widths:
            found.append(str(key & ((1 << width) - 1)))
            key >>= width
        return tuple(found)


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
        return Parts(shape_of(asked), (applies, *exceptions, *(claim & true for claim in claims), requires), rows.size)

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
            self._scopes[number, kind] = lanes.packed(map(by_slug.__getitem__, slugs))
        return self._scopes[number, kind]
