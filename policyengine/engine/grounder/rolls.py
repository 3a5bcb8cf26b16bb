"""Every record as a number: a roll for each kind, all registers one after the other.

A shared organisation has a number in each register that names it, because from it no path leads into another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import attrgetter
from typing import TypeAlias, cast

from policyengine.register.records import Facts, Link, Record
from policyengine.rules.program import Table


@dataclass(slots=True)
class Roll:
    """The records of one kind or the rows of one law table, in the order in which they are judged."""

    kind: str
    law: bool = False
    records: list[Record] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)
    """In which register each record is looked at."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of each register the first number and the one past the last of what is judged in it."""

    def __len__(self) -> int:
        return len(self.records)


Linked: TypeAlias = list[tuple[Link, ...]]
"""The links of one relation from each record of a roll."""


_TARGET = attrgetter("target")


def owners(linked: Linked) -> list[int]:
    """For each link the row from which it leads."""
    return list(chain.from_iterable(map(repeat, range(len(linked)), map(len, linked))))


class Rolls:
    """The rolls of some facts and law tables."""

    def __init__(self, facts: Facts, tables: dict[str, Table]) -> None:
        self.of: dict[str, Roll] = {}
        self._own: dict[Record, int] = {}
        self._shared: dict[str, dict[Record, int]] = {}
        for slug in sorted(facts.registers):
            mine = self._shared[slug] = {}
            for kind, records in facts.registers[slug].by_kind.items():
                roll = self.of.setdefault(kind, Roll(kind))
                start = len(roll)
                in_order = sorted(records, key=attrgetter("key"))
                roll.records += in_order
                roll.registers += [slug] * len(in_order)
                roll.spans[slug] = (start, len(roll))
                own = all(record.register for record in in_order)
                (self._own if own else mine).update(zip(in_order, range(start, len(roll)), strict=True))
        self.shared_kinds = {record.kind for mine in self._shared.values() for record in mine}
        for slug, mine in self._shared.items():
            self._reachable(slug, mine)
        for name, table in tables.items():
            roll = self.of[name] = Roll(name, True, list(table.rows), [""] * len(table.rows))
            self._own.update((row, number) for number, row in enumerate(table.rows))

    def _reachable(self, slug: str, mine: dict[Record, int]) -> None:
        """Add what no register lists but what the organisations that it names lead to."""
        waiting = deque(mine)
        while waiting:
            for link in chain.from_iterable(waiting.popleft().links.values()):
                record = link.target
                if not record.register and record not in mine:
                    roll = self.of.setdefault(record.kind, Roll(record.kind))
                    mine[record] = len(roll)
                    roll.records.append(record)
                    roll.registers.append(slug)
                    self.shared_kinds.add(record.kind)
                    waiting.append(record)

    def roll(self, kind: str) -> Roll:
        """The roll of `kind`, which may be empty."""
        return self.of.setdefault(kind, Roll(kind))

    def linked(self, roll: Roll, relations: Sequence[str]) -> list[Linked]:
        """The links of each of some `relations` from each record of `roll`, all read in one pass.

        From a shared record none leads into another register.
        """
        if not relations or not roll.records:
            return [[()] * len(roll) for _ in relations]
        nothing = ((),) * len(relations)
        # Records lie scattered in memory: to come by once is what counts.
        rows = [tuple(map(record.links.get, relations, nothing)) for record in roll.records]
        found = [list(column) for column in zip(*rows, strict=True)]
        if roll.kind in self.shared_kinds:
            for row, (record, register) in enumerate(zip(roll.records, roll.registers, strict=True)):
                if not record.register:
                    for column in found:
                        column[row] = tuple(link for link in column[row] if link.target.register in ("", register))
        return found

    def targets(self, roll: Roll, linked: Linked) -> list[int]:
        """The numbers of the records at the other ends of `linked`, one list after the other."""
        found: list[int | None] = list(map(self._own.get, map(_TARGET, chain.from_iterable(linked))))
        if None in found:
            rows = owners(linked)
            ends = list(map(_TARGET, chain.from_iterable(linked)))
            for place, number in enumerate(found):
                if number is None:
                    found[place] = self._shared[roll.registers[rows[place]]][ends[place]]
        return cast("list[int]", found)
