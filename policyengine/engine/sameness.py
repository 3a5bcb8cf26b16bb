"""Which conditions ask the same, what each of them sees, and what it costs to ask.

Many rules ask the same of a record, each in a file of its own. What one of them was told holds for
the others, as long as nothing but the record enters into it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Set
from typing import NamedTuple, TypeAlias

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
from policyengine.rules.parts import parts, walk

HERE, JUDGED = ".", "judged"
"""The record at hand and the judged one, as conditions see them beside the names bound by `as`."""
_VALUE = "="
"""The value at hand."""

_RECORD = frozenset((HERE,))
_VALUES = frozenset((_VALUE,))
_JUDGED = frozenset((HERE, JUDGED))

Outside: TypeAlias = Path | Condition
"""What of a condition on the rows of a law table does not depend on the row."""


class Sameness(NamedTuple):
    """The number that a condition shares with all that ask the same, what it sees, and its cost.

    The cost has no unit: it puts what is asked of the record itself before what leads to others.
    """

    number: int
    sees: frozenset[str]
    cost: int

    @property
    def record_alone(self) -> bool:
        """Nothing but the record at hand enters into the answer."""
        return self.sees <= _RECORD

    @property
    def of_judged(self) -> bool:
        """Nothing else does where the record at hand is the judged one."""
        return self.sees <= _JUDGED

    @property
    def value_alone(self) -> bool:
        """Nothing but the value at hand enters into the answer."""
        return self.sees <= _VALUES


class Numbering:
    """Numbers conditions, equal ones alike; where they are written makes no difference."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._numbered: dict[int, tuple[Condition, Sameness]] = {}
        """By the identity of conditions, which are kept so that it stays theirs."""

    def of(self, condition: Condition) -> Sameness:
        """The number of `condition`, what it sees and what it costs."""
        found = self._numbered.get(id(condition))
        if found is None:
            found = self._numbered[id(condition)] = (condition, self._number(condition))
        return found[1]

    def _number(self, condition: Condition) -> Sameness:
        match condition:
            case Test():
                path, operand = condition.path, condition.operand
                sees = _root(path).union(*map(_root, _paths(operand)))
                # Values of different attributes compare differently, and the path does not tell whose is at hand.
                whose = path.attribute or id(condition)
                parts = (path, whose, condition.comparison.value, operand, condition.otherwise, condition.period)
                return self._sameness(condition, parts, sees, 1 + len(path.relations))
            case Holds():
                sees = frozenset((condition.path.root or HERE,))
                return self._sameness(condition, (condition.name, condition.path), sees, 4)
            case Never():
                return self._sameness(condition, (), frozenset(), 0)
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

    def _sameness(self, condition: Condition, parts: tuple[Hashable, ...], sees: frozenset[str], cost: int) -> Sameness:
        key = (type(condition).__name__, *parts)
        return Sameness(self._numbers.setdefault(key, len(self._numbers)), sees, cost)

    def _joined(self, condition: Condition, parts: tuple[Hashable, ...], of: tuple[Condition, ...]) -> Sameness:
        inner = [self.of(part) for part in of]
        sees = frozenset[str]().union(*(part.sees for part in inner))
        numbers = (part.number for part in inner)
        return self._sameness(condition, (*parts, *numbers), sees, sum(part.cost for part in inner))

    def _quantified(self, condition: Some | Every | Count, parts: tuple[Hashable, ...]) -> Sameness:
        """Inside, the member is at hand; outside, neither it nor its name is seen."""
        inner, path = self.of(condition.of), condition.members.path
        start = frozenset[str]() if path is None else _root(path)
        sees = start | (inner.sees - {condition.bound, HERE, _VALUE})
        key = (condition.members, condition.bound, *parts, inner.number)
        return self._sameness(condition, key, sees, 5 + 2 * inner.cost)

    def often(self, asked: Iterable[Condition]) -> Set[int]:
        """The numbers of what is asked of a record more than once, where rules ask just `asked`, each of them once.

        What is asked in several places, and what a member is asked again for each record that it is a member of.
        """
        askers: dict[int, set[int]] = {}
        often: set[int] = set()
        waiting = [(condition, -1 - place) for place, condition in enumerate(asked)]
        while waiting:
            condition, asker = waiting.pop()
            number = self.of(condition).number
            if number in askers:
                askers[number].add(asker)
                continue
            askers[number] = {asker}
            waiting += [(part, number) for part in parts(condition)]
            if isinstance(condition, Some | Every | Count) and not self.of(condition.of).record_alone:
                often.update(self.of(inner).number for inner in walk(condition.of))
        return often | {number for number, by in askers.items() if len(by) > 1}

    def outside(self, condition: Condition, row: str) -> tuple[Outside, ...] | None:
        """The paths that are compared with a row of a law table, and the parts that do not look at it.

        `condition` is asked of each row, which it knows as the record at hand or by the name `row`. None
        where more of the row enters into the answer than its values.
        """
        sees = self.of(condition).sees
        if not sees & {HERE, row, _VALUE}:
            return (condition,)
        match condition:
            case Test():
                paths = (condition.path, *_paths(condition.operand))
                return tuple(path for path in paths if not _root(path) & {HERE, row, _VALUE})
            case Not():
                return self.outside(condition.of, row)
            case AllOf() | AnyOf() | AtLeast():
                found: dict[Hashable, Outside] = {}
                for part in condition.of:
                    inner = self.outside(part, row)
                    if inner is None:
                        return None
                    found |= {each if isinstance(each, Path) else self.of(each).number: each for each in inner}
                return tuple(found.values())
            case _:
                return None


def _paths(operand: Operand) -> tuple[Path, ...]:
    if isinstance(operand, Stated):
        return (operand.path,)
    return _paths(operand.start) if isinstance(operand, Plus) else ()


def _root(path: Path) -> frozenset[str]:
    return frozenset((path.root or (HERE if path.relations or path.attribute else _VALUE),))
