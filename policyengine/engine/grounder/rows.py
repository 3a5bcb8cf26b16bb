"""Where propositions are asked: a row for each record, or for each combination of records and values that they see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TypeVar

from policyengine.engine.grounder.lanes import looked_up, ones, packed, unpacked
from policyengine.engine.grounder.sayings import Column

_Key = TypeVar("_Key")


@dataclass(slots=True, eq=False)
class Rows:
    """Rows in which roots stand for records (by number, `at`) or values (`values`).

    The rows of a whole roll have its `kind`: there every root stands for the record of the row itself. `others` are the
    numbers for every root that is not in `at`, in rows that were chosen from those.
    """

    size: int
    kind: str = ""
    at: Mapping[str, Sequence[int]] = field(default_factory=dict)
    others: Sequence[int] = ()
    values: dict[str, Column] = field(default_factory=dict)
    told: dict[int, int] = field(default_factory=dict)
    """What was told of propositions, by their number."""
    columns: dict[object, Column] = field(default_factory=dict)

    @property
    def true(self) -> int:
        """Told true in every row."""
        return ones(self.size)

    def numbers(self, root: str) -> Sequence[int]:
        """The number of the record that `root` stands for in each row."""
        return range(self.size) if self.kind else self.at.get(root, self.others)

    def chosen(self, rows: Sequence[int]) -> Rows:
        """Some of the rows, in the order given; a row may come more than once."""
        if self.kind:
            return Rows(len(rows), others=rows)
        at = {root: take(numbers, rows) for root, numbers in self.at.items()}
        others = take(self.others, rows) if self.others else ()
        values = {root: Column(looked_up(column.numbers, rows), column.book) for root, column in self.values.items()}
        return Rows(len(rows), at=at, others=others, values=values)


def take(numbers: Mapping[_Key, int] | Sequence[int], rows: Sequence[_Key]) -> list[int]:
    """The entries at `rows`."""
    return list(looked_up(numbers, rows))


def where(lanes: int, size: int) -> list[int]:
    """The rows that are not 0."""
    return list(compress(range(size), unpacked(lanes, size)))


def scattered(lanes: int, rows: Sequence[int], size: int) -> int:
    """What is told of some `rows`, put back among `size`; nothing is told of the others."""
    out = bytearray(size)
    for row, told in zip(rows, unpacked(lanes, len(rows)), strict=True):
        out[row] = told
    return packed(out)
