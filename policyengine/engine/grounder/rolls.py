"""Every record as a number: a roll for each kind, all registers one after the other.

A shared organisation has a number in each register that names it, because from it no path leads into another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

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
                for number, record in enumerate(in_order, start):
                    (self._own if record.register else mine)[record] = number
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

    def number(self, record: Record, register: str) -> int:
        """The number of `record` as it is looked at in `register`."""
        own = self._own.get(record)
        return self._shared[register][record] if own is None else own

    def leading(self, roll: Roll, relation: str) -> Iterator[tuple[int, list[tuple[int, Link]]]]:
        """Those records of `roll` that `relation` leads on from: their numbers, and the numbers and links of the others.

        From a shared record no link leads into another register.
        """
        own, shared, mixed = self._own, self._shared, roll.kind in self.shared_kinds
        for number, record in enumerate(roll.records):
            links = record.links.get(relation)
            if not links:
                continue
            register = roll.registers[number]
            if mixed and not record.register:
                links = tuple(link for link in links if link.target.register in ("", register))
            found = [(own.get(link.target, -1), link) for link in links]
            if any(target < 0 for target, _ in found):
                local = shared[register]
                found = [(local[link.target] if target < 0 else target, link) for target, link in found]
            yield number, found
