"""The verdict table as rows that exclude each other: each is a conjunction that a rule engine can match.

What DESIGN calls told bits stand here as one character: "1" told true, "2" told false, "3" both, "0" neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias

NEITHER, YES, NO, BOTH = "0123"

APPLIES, REQUIRES = "applies", "requires"


class Shape(NamedTuple):
    """How many exceptions a rule has, and which of them somebody may claim."""

    exceptions: int
    claimable: tuple[int, ...]

    @property
    def properties(self) -> tuple[str, ...]:
        """What is told of a rule of this shape, in the order of a vector."""
        return (APPLIES, *map(_exception, range(self.exceptions)), *map(_claim, self.claimable), REQUIRES)

    @classmethod
    def over(cls, shapes: Iterable[Shape]) -> Shape:
        """The least shape that takes in each of some."""
        every = [*shapes]
        claimable = {index for shape in every for index in shape.claimable}
        return cls(max((shape.exceptions for shape in every), default=0), tuple(sorted(claimable)))


class Outcome(NamedTuple):
    """What a row comes to. `line` is a verdict, or `breach` where the rule says what that means.

    With `open` nothing says whether the rule applies, and `line` is what the verdict would be.
    `exception` is the one that satisfies, or -1.
    """

    line: str
    open: bool = False
    exception: int = -1


class Check(NamedTuple):
    """One conjunct: a property is, or is not, a constant."""

    name: str
    equal: bool
    value: str


class Row(NamedTuple):
    """An outcome and all that has to hold for it."""

    outcome: Outcome
    checks: tuple[Check, ...]


Vector: TypeAlias = tuple[str, ...]
"""What is told of the parts of a rule, in the order of `Shape.properties`; a claim is "1" where it is not made out."""


_EXCEPTION = "unless"


def _exception(index: int) -> str:
    return f"{_EXCEPTION}{index}"


def _claim(index: int) -> str:
    return f"claimed{index}"


@lru_cache(maxsize=4096)
def widened(vector: Vector, shape: Shape, to: Shape) -> Vector:
    """A vector of one shape in one that takes it in: exceptions that there are not are told false, and unclaimed.

    The same row holds, because an exception told false satisfies no rule and disputes no breach.
    """
    told = dict(zip(shape.properties, vector, strict=True))
    return tuple([told.get(name, NO if name.startswith(_EXCEPTION) else NEITHER) for name in to.properties])


@cache
def rows(shape: Shape) -> tuple[Row, ...]:
    """Rows of which exactly one holds for any vector of `shape`."""
    return tuple(_rows(shape))


def _rows(shape: Shape) -> Iterator[Row]:
    applies = Check(APPLIES, False, NO)
    exceptions = [_exception(index) for index in range(shape.exceptions)]
    yield Row(Outcome("not applicable"), (Check(APPLIES, True, NO),))
    for index, name in enumerate(exceptions):
        earlier = [Check(before, False, YES) for before in exceptions[:index]]
        yield Row(Outcome("satisfied", exception=index), (applies, *earlier, Check(name, True, YES)))
    unexcepted = [Check(name, False, YES) for name in exceptions]
    yield Row(Outcome("satisfied"), (applies, *unexcepted, Check(REQUIRES, True, YES)))
    unsure, sure = Check(APPLIES, True, NEITHER), Check(APPLIES, False, NEITHER)
    for outcome, checks in _unmet(shape, exceptions):
        yield Row(outcome._replace(open=True), (unsure, *unexcepted, *checks))
    for outcome, checks in _unmet(shape, [APPLIES, *exceptions]):
        yield Row(outcome, (applies, sure, *unexcepted, *checks))


def _unmet(shape: Shape, disputable: list[str]) -> Iterator[tuple[Outcome, tuple[Check, ...]]]:
    """The lower half of the table: nothing satisfies the rule. A breach stands if nothing `disputable` is told both."""
    yield Outcome("contradictory"), (Check(REQUIRES, True, BOTH),)
    yield Outcome("not stated"), (Check(REQUIRES, True, NEITHER),)
    told_false = Check(REQUIRES, True, NO)
    for index, name in enumerate(disputable):
        earlier = [Check(before, False, BOTH) for before in disputable[:index]]
        yield Outcome("contradictory"), (told_false, *earlier, Check(name, True, BOTH))
    settled = [Check(name, False, BOTH) for name in disputable]
    claims = [_claim(index) for index in shape.claimable]
    for index, name in enumerate(claims):
        unclaimed = [Check(before, False, YES) for before in claims[:index]]
        yield Outcome("not stated"), (told_false, *settled, *unclaimed, Check(name, True, YES))
    yield Outcome("breach"), (told_false, *settled, *(Check(name, False, YES) for name in claims))


def holding(row: Row, told: dict[str, str]) -> bool:
    """Whether every conjunct of `row` holds."""
    return all((told[check.name] == check.value) is check.equal for check in row.checks)
