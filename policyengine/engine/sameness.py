"""Which conditions ask the same, and what each of them can see besides the record at hand.

Many rules ask the same of a record, each in a file of its own. What one of them was told holds for
the others, as long as nothing but the record enters into it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Count,
    Every,
    Holds,
    Never,
    Not,
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)

JUDGED = "judged"
_VALUE = "the value at hand"


@dataclass(frozen=True, slots=True)
class Sameness:
    """The number that a condition shares with all that ask the same, and the names that it sees."""

    number: int
    sees: frozenset[str]

    @property
    def record_alone(self) -> bool:
        """Nothing but the record at hand enters into the answer."""
        return not self.sees

    @property
    def of_judged(self) -> bool:
        """Nothing else does where the record at hand is the judged one."""
        return self.sees <= {JUDGED}


class Numbering:
    """Numbers conditions, equal ones alike; where they are written makes no difference."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._numbered: dict[int, tuple[Condition, Sameness]] = {}
        """By the identity of conditions, which are kept so that it stays theirs."""

    def of(self, condition: Condition) -> Sameness:
        """The number of `condition`, and what it sees."""
        found = self._numbered.get(id(condition))
        if found is None:
            found = self._numbered[id(condition)] = (condition, self._number(condition))
        return found[1]

    def _number(self, condition: Condition) -> Sameness:
        match condition:
            case Test():
                path, operand = condition.path, condition.operand
                parts = (path, condition.comparison.value, operand, condition.otherwise, condition.period)
                return self._sameness(condition, parts, _root(path).union(*map(_root, _paths(operand))))
            case Holds():
                path = condition.path
                return self._sameness(condition, (condition.name, path), frozenset((path.root,)) - {""})
            case Never():
                return self._sameness(condition, (), frozenset())
            case Not():
                return self._joined(condition, (), (condition.of,))
            case AllOf() | AnyOf():
                return self._joined(condition, (), condition.of)
            case AtLeast():
                return self._joined(condition, (condition.n,), condition.of)
            case Some() | Every():
                return self._quantified(condition, ())
            case Count():
                return self._quantified(condition, (condition.least, condition.most))

    def _sameness(self, condition: Condition, parts: tuple[Hashable, ...], sees: frozenset[str]) -> Sameness:
        key = (type(condition).__name__, *parts)
        return Sameness(self._numbers.setdefault(key, len(self._numbers)), sees)

    def _joined(self, condition: Condition, parts: tuple[Hashable, ...], of: tuple[Condition, ...]) -> Sameness:
        inner = [self.of(part) for part in of]
        sees = frozenset().union(*(part.sees for part in inner))
        return self._sameness(condition, (*parts, *(part.number for part in inner)), sees)

    def _quantified(self, condition: Some | Every | Count, parts: tuple[Hashable, ...]) -> Sameness:
        """Inside, the member is at hand; outside, neither it nor its name is seen."""
        inner, path = self.of(condition.of), condition.members.path
        start = frozenset[str]() if path is None else _root(path)
        sees = start | (inner.sees - {condition.bound, _VALUE})
        return self._sameness(condition, (condition.members, condition.bound, *parts, inner.number), sees)


def compared_with_rows(condition: Condition, row: str) -> tuple[Path, ...] | None:
    """The paths outside a law table with which its rows are compared; None where more than values enters.

    `condition` is asked of each row, which it knows as the record at hand or by the name `row`.
    """
    match condition:
        case Test():
            paths = [condition.path, *_paths(condition.operand)]
            return tuple(path for path in paths if path.root not in ("", row))
        case Not():
            return compared_with_rows(condition.of, row)
        case AllOf() | AnyOf() | AtLeast():
            parts = [compared_with_rows(part, row) for part in condition.of]
            known = [path for part in parts if part is not None for path in part]
            return None if None in parts else tuple(dict.fromkeys(known))
        case Never():
            return ()
        case _:
            return None


def _paths(operand: Operand) -> tuple[Path, ...]:
    if isinstance(operand, Stated):
        return (operand.path,)
    return _paths(operand.start) if isinstance(operand, Plus) else ()


def _root(path: Path) -> frozenset[str]:
    if path.root:
        return frozenset((path.root,))
    return frozenset() if path.relations or path.attribute else frozenset((_VALUE,))
