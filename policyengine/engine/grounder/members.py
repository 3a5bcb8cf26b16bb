"""Quantifiers: from what is told of members to what is told of those whose members they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.lanes import NO, YES
from policyengine.engine.grounder.narrowing import Narrowing
from policyengine.engine.grounder.rows import Rows, take
from policyengine.engine.grounder.sayings import Book, Column
from policyengine.engine.grounder.ties import Lists, Readings, by_owner
from policyengine.engine.grounder.weighing import answer
from policyengine.rules.propositions import HERE, VALUE, Compare, Joined, Look, Opposite, Over

if TYPE_CHECKING:
    from policyengine.engine.grounder.grounding import Grounding

_TRUE, _FALSE = bytes((0, 1, 0, 1)).ljust(256, b"\0"), bytes((0, 0, 1, 1)).ljust(256, b"\0")
"""Told bits, as whether they tell true, and false."""

_Group = tuple[int, int, bool, bytes]
"""A row, how many members of it are asked, whether there are no others, and what is told of those not asked."""


class Members:
    """Asks quantifiers for a grounding."""

    def __init__(self, grounding: Grounding) -> None:
        self._ask = grounding

    def alone(self, over: Over) -> bool:
        """Whether nothing but the member enters into what is told of a member."""
        here = HERE if over.kind else VALUE
        return self._ask.propositions[over.part].sees <= {here, over.bound or here}

    def told(self, number: int, over: Over, rows: Rows) -> int:
        """What is told of a quantifier in each of `rows`."""
        if over.look is None or not over.kind:
            return self._of_rosters(number, over, rows)
        if self.alone(over):
            every = self._of_lists(over, over.look)
            return self._ask.along(over.look, every, answer(over.form, over.least, over.most, (0, 0, 0), True))
        return self._each_with_each(over, over.look, rows)

    def _of_lists(self, over: Over, look: Look) -> int:
        """Of all records of the kind that has the relation, where members are asked by themselves."""
        inner = self._ask.roll(over.kind)
        members = lanes.unpacked(self._ask.told(over.part, inner), inner.size)
        listed = self._ask.places.lists(look.end, look.attribute)
        out = bytearray(self._ask.roll(look.end).size)
        if over.form == "count":
            _counted(over, listed, members, out)
        else:
            bit, table = (YES, _TRUE) if over.form == "some" else (NO, _FALSE)
            telling = members.translate(table)
            if 1 in telling:
                for owner in set(compress(listed.owners, lanes.looked_up(telling, listed.members))):
                    out[owner] = bit
        sole = bytes(_folded(over, [bits], True) for bits in range(4)).ljust(256, b"\0")
        for owner, bits in zip(listed.sole[0], take(members.translate(sole), listed.sole[1]), strict=True):
            out[owner] = bits
        for owner, readings in listed.odd.items():
            bits = 0
            for those, whole in readings:
                bits |= _folded(over, [members[member] for member in those], whole)
            out[owner] = bits
        return lanes.packed(out)

    def _of_rosters(self, number: int, over: Over, rows: Rows) -> int:
        """Over values or the rows of a law table: the same wherever the same enters into it."""
        column = None if over.look is None else self._ask.places.column(over.look, rows)
        if column is not None and self.alone(over):
            table = self._of_values(number, over, column.book)
            return lanes.packed(lanes.translated(table, column.numbers)[: rows.size])
        keys, chosen = self._alike(over, rows, () if column is None else (column.numbers,))
        found = None if column is None else Column(lanes.looked_up(column.numbers, chosen), column.book)
        inner, groups = self._roster(over, rows.chosen(chosen), found)
        bits = self._fold(over, inner, groups, len(chosen))
        return lanes.packed(lanes.looked_up(bits, keys))

    def _of_values(self, number: int, over: Over, book: Book) -> bytearray:
        """What each thing in a book tells; it may have grown since it was last asked."""
        table = book.told.setdefault(number, bytearray())
        first = len(table)
        if first < len(book):
            column = Column(range(first, len(book)), book)
            inner, groups = self._roster(over, Rows(len(column.numbers)), column)
            table.extend(self._fold(over, inner, groups, len(column.numbers)))
        return table

    def _roster(self, over: Over, outer: Rows, column: Column | None) -> tuple[Rows, list[_Group]]:
        """The rows of all members of each of `outer`, and how they belong together."""
        groups: list[_Group] = []
        owners: list[int] = []
        if column is None:
            size = len(self._ask.places.rolls.roll(over.kind))
            groups = [(row, size, True, b"") for row in range(outer.size)]
            owners = [row for row in range(outer.size) for _ in range(size)]
            return self._inner(over, outer, owners, list(range(size)) * outer.size), groups
        values: list[int] = []
        book = Book(instants=column.book.instants)
        for row, number in enumerate(column.numbers):
            for those, whole in column.book.found[number]:
                groups.append((row, len(those), whole, b""))
                owners += [row] * len(those)
                values += [book.number((((value,), True),)) for value in those]
        inner = outer.chosen(owners)
        inner.values[VALUE] = Column(values, book)
        if over.bound:
            inner.values[over.bound] = inner.values[VALUE]
        return inner, groups

    def _inner(self, over: Over, outer: Rows, owners: Sequence[int], members: list[int]) -> Rows:
        """Rows in which each member is at hand beside what its owner sees."""
        inner = outer.chosen(owners)
        inner.at = {**inner.at, HERE: members, **({over.bound: members} if over.bound else {})}
        return inner

    def _fold(self, over: Over, inner: Rows, groups: list[_Group], size: int) -> bytearray:
        """What the members of each group tell, put together by row."""
        told = lanes.unpacked(self._ask.told(over.part, inner), inner.size)
        out, start = bytearray(size), 0
        known: dict[tuple[bytes, bool], int] = {}
        for row, count, whole, others in groups:
            asked = told[start : start + count] + others, whole
            bits = known.get(asked)
            if bits is None:
                bits = known[asked] = _folded(over, *asked)
            out[row] |= bits
            start += count
        return out

    def _each_with_each(self, over: Over, look: Look, rows: Rows) -> int:
        """Members that are compared with what lies outside: once for each list and for what they are compared with."""
        at, ends, denied = self._ends(look, rows)
        outside = rows.chosen(at)
        which, lists = _distinct(ends, by_owner(self._ask.places.lists(look.end, look.attribute), {*ends}))
        keys, chosen = self._alike(over, outside, (which,))
        narrowing = Narrowing(self._ask, over, lists, outside)
        groups: list[_Group] = []
        owners: list[int] = []
        members: list[int] = []
        for place, row in enumerate(chosen):
            for asked, whole, others in narrowing.of(which[row], row):
                groups.append((place, len(asked), whole, others))
                owners += [place] * len(asked)
                members += asked
        bits = self._fold(over, self._inner(over, outside.chosen(chosen), owners, members), groups, len(chosen))
        out = bytearray(rows.size)
        for row, key in zip(at, keys, strict=True):
            out[row] |= bits[key]
        for row in denied:
            out[row] |= answer(over.form, over.least, over.most, (0, 0, 0), True)
        return lanes.packed(out)

    def _ends(self, look: Look, rows: Rows) -> tuple[list[int], list[int], set[int]]:
        """Rows, the records to which the relations of `look` lead from each, and the rows for which that is denied."""
        at, ends, denied = list(range(rows.size)), list(rows.numbers(look.root)), set[int]()
        for step in self._ask.steps_of(look):
            followed = self._ask.places.steps(*step)
            if not followed.odd:
                ends = take(followed.to, ends)
                reached = [end >= 0 for end in ends]
                at, ends = list(compress(at, reached)), list(compress(ends, reached))
                continue
            led: list[tuple[int, int]] = []
            for row, end in zip(at, ends, strict=True):
                those, no = followed.odd.get(end, ((followed.to[end],) if followed.to[end] >= 0 else (), False))
                led += [(row, each) for each in those]
                if no:
                    denied.add(row)
            at, ends = [row for row, _ in led], [end for _, end in led]
        return at, ends, denied

    def _alike(self, over: Over, rows: Rows, columns: Iterable[Sequence[int]]) -> tuple[list[int], list[int]]:
        """For each row the number of what its answer rests on, and for each of these one row that has it."""
        hidden = frozenset((HERE if over.kind else VALUE, over.bound or (HERE if over.kind else VALUE)))
        resting = [*columns, *(self._column(part, rows) for part in self._outside(over.part, hidden))]
        if not resting:
            return [0] * rows.size, [0] * (rows.size > 0)
        if any(isinstance(column, range) for column in resting):
            return list(range(rows.size)), list(range(rows.size))
        each = list(zip(*resting, strict=False))[: rows.size] if len(resting) > 1 else list(resting[0])[: rows.size]
        last = dict(zip(each, range(rows.size), strict=True))
        numbers = dict(zip(last, range(len(last)), strict=True))
        return take(numbers, each), list(last.values())

    def _column(self, part: Look | int | str, rows: Rows) -> Sequence[int]:
        if isinstance(part, Look):
            return self._ask.places.column(part, rows).numbers
        if isinstance(part, str):
            return rows.values[part].numbers if part in rows.values else rows.numbers(part)
        return lanes.unpacked(self._ask.told(part, rows), rows.size)

    def _outside(self, number: int, hidden: frozenset[str]) -> dict[Look | int | str, None]:
        """What of a proposition rests on none of the `hidden` roots: places, whole propositions, or what a root is."""
        proposition = self._ask.propositions[number]
        if not proposition.sees & hidden:
            return {number: None}
        match proposition:
            case Compare(look=look, right=right):
                return {each: None for each in (look, right.look) if each is not None and each.root not in hidden}
            case Opposite(part=part):
                return self._outside(part, hidden)
            case Joined(parts=parts):
                return {each: None for part in parts for each in self._outside(part, hidden)}
            case _:
                return dict.fromkeys(sorted(proposition.sees - hidden))


def _distinct(ends: Sequence[int], lists: dict[int, Readings]) -> tuple[list[int], dict[int, Readings]]:
    """For each owner in `ends` the number of its list, or -1 where it has none; and what each number stands for.

    Owners whose members are the same share a number: one controller runs thousands of activities.
    """
    met: dict[Readings, int] = {}
    of = {owner: met.setdefault(readings, len(met)) for owner, readings in lists.items()}
    return [of.get(end, -1) for end in ends], {number: readings for readings, number in met.items()}


def _folded(over: Over, told: Iterable[int], whole: bool) -> int:
    """What members that are told this tell of their owner."""
    each = bytes(told)
    both = each.count(3)
    return answer(over.form, over.least, over.most, (each.count(1) + both, each.count(2) + both, len(each)), whole)


def _counted(over: Over, listed: Lists, told: bytes, out: bytearray) -> None:
    """The same for the owners of open lists, where members are counted, each once."""
    pairs = dict.fromkeys(zip(listed.owners, listed.members, strict=True))
    among = Counter(owner for owner, _ in pairs)
    true = Counter(owner for owner, member in pairs if told[member] & YES)
    false = Counter(owner for owner, member in pairs if told[member] & NO)
    for owner, many in among.items():
        out[owner] = answer("count", over.least, over.most, (true[owner], false[owner], many), False)
