"""Which members have to be compared with what lies outside, and which cannot matter, so that growth stays linear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.lanes import NO, YES
from policyengine.engine.grounder.rows import Rows
from policyengine.engine.grounder.sayings import Column
from policyengine.engine.grounder.ties import Readings
from policyengine.engine.grounder.weighing import Found
from policyengine.register.records import Value
from policyengine.rules.propositions import HERE, Compare, Joined, Over

if TYPE_CHECKING:
    from policyengine.engine.grounder.grounding import Grounding


class Narrowed(NamedTuple):
    """The members to ask, whether all members are known, and what is told of those that need not be asked."""

    asked: Sequence[int]
    whole: bool
    others: bytes


class _Equal(NamedTuple):
    """A part of the inner condition by which a member has something in common with what lies outside."""

    member: Column
    outside: Column


class _Index(NamedTuple):
    """Members by what is said of them, and those of which it is not plain what there is."""

    by_value: dict[Value, list[int]]
    vague: list[int]


class Narrowing:
    """Narrows the lists of owners for one quantifier, asked in rows from which one list at a time is looked at.

    A member is left out where a part of the inner condition settles its answer: one that only looks at the member; or
    one that asks for something in common with what is said outside, where plainly nothing is.
    """

    def __init__(self, ask: Grounding, over: Over, lists: Mapping[int, Readings], outside: Rows) -> None:
        self._ask = ask
        self._over = over
        self._own = {HERE, over.bound or HERE}
        inner = ask.propositions[over.part]
        self._inner = inner if isinstance(inner, Joined) and inner.form != "at least" else None
        self._bits = YES if self._inner is not None and self._inner.form == "any" else NO
        settled = self._settled()
        self._lists = {
            owner: [([m for m in those if not settled[m]], whole, len(those)) for those, whole in readings]
            for owner, readings in lists.items()
        }
        self._equal = self._find_equal(outside)
        self._indexes: dict[tuple[int, int], _Index] = {}

    def of(self, owner: int, row: int) -> Iterator[Narrowed]:
        """The readings of the list of `owner`, as they are looked at from `row`."""
        for number, (those, whole, among) in enumerate(self._lists.get(owner, ())):
            asked = self._sharing(owner, number, those, row)
            yield Narrowed(asked, whole, bytes((self._bits,)) * (among - len(asked)))

    def _settled(self) -> bytes:
        """1 for each member whose answer is settled by what is said of itself."""
        rows, settled = self._ask.roll(self._over.kind), 0
        for part in self._inner.parts if self._inner is not None else ():
            if self._ask.propositions[part].sees <= self._own:
                settled |= lanes.just(self._bits, self._ask.told(part, rows), rows.true)
        return lanes.unpacked(settled, rows.size)

    def _find_equal(self, outside: Rows) -> _Equal | None:
        if self._inner is None or self._inner.form != "all":
            return None
        for part in self._inner.parts:
            test = self._ask.propositions[part]
            if isinstance(test, Compare) and test.comparison == "is" and not (test.words or test.right.later):
                looks = [look for look in (test.look, test.right.look) if look is not None]
                mine = [look for look in looks if look.root in self._own]
                if len(looks) == 2 and len(mine) == 1 and test.presumed is None:
                    (other,) = (look for look in looks if look.root not in self._own)
                    places = self._ask.places
                    member = places.column(mine[0], self._ask.roll(self._over.kind))
                    return _Equal(member, places.column(other, outside))
        return None

    def _sharing(self, owner: int, number: int, those: Sequence[int], row: int) -> Sequence[int]:
        """Those that may have something in common with what is said outside, at `row`."""
        if self._equal is None:
            return those
        wanted = _plain(self._equal.outside.book.found[self._equal.outside.numbers[row]])
        if wanted is None:
            return those
        index = self._indexes.get((owner, number))
        if index is None:
            index = self._indexes[owner, number] = self._indexed(those, self._equal.member)
        return [*dict.fromkeys(m for value in wanted for m in index.by_value.get(value, ())), *index.vague]

    def _indexed(self, those: Sequence[int], column: Column) -> _Index:
        index = _Index({}, [])
        for member in those:
            values = _plain(column.book.found[column.numbers[member]])
            if values is None:
                index.vague.append(member)
            else:
                for value in values:
                    index.by_value.setdefault(value, []).append(member)
        return index


def _plain(found: Found) -> set[Value] | None:
    """All values, where these are plainly all there are; None where that is not so, or where equal is not the same."""
    if not found or not all(whole and values for values, whole in found):
        return None
    values = {value for some, _ in found for value in some}
    return None if any(isinstance(value, dt.date) for value in values) else values
