"""Every record as a number: a roll for each kind, all registers one after the other.

A shared organisation has a number in each register that names it, because from it no path leads into another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from operator import and_, attrgetter
from typing import cast

from policyengine.register.model.kinds import relations_of
from policyengine.register.records import Facts, Grade, Link, Record, Statement
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


_TARGET, _SAID, _REGISTER = attrgetter("target"), attrgetter("statement"), attrgetter("register")
PRESUMED = Grade.PRESUMED

_AT_ONCE = 1_024
"""Records lie scattered in memory: so many are read at a time as stay at hand until everything is read of them."""


@dataclass(slots=True)
class Linked:
    """The links of one relation from the records of a roll, one after the other.

    In parallel the rows from which they lead, in order, and those to which they lead.
    """

    links: list[Link]
    rows: Sequence[int]
    ends: list[int]
    several: bool
    """Whether more than one leads from some record."""

    def chosen(self, which: Sequence[int]) -> Linked:
        """Those links for which `which` is not 0."""
        rows, ends = list(compress(self.rows, which)), list(compress(self.ends, which))
        return Linked(list(compress(self.links, which)), rows, ends, self.several)


def firm(statements: Iterable[Statement]) -> bytes:
    """1 for each that is stated or implied by one of the organisation's own sources."""
    # `Statement.firm`, written out: a million are asked.
    return bytes([s.grade is not PRESUMED and ((cited := s.citation) is None or cited.source.own) for s in statements])


class Rolls:
    """The rolls of some facts and law tables."""

    def __init__(self, facts: Facts, tables: dict[str, Table]) -> None:
        self.of: dict[str, Roll] = {}
        self._own: dict[str, dict[Record, int]] = {}
        """The numbers of the records of each kind, but for shared ones. One mapping for all would be large and slow."""
        self._shared: dict[str, dict[Record, int]] = {}
        self._there: dict[str, bytes] = {}
        for slug in sorted(facts.registers):
            mine = self._shared[slug] = {}
            for kind, records in facts.registers[slug].by_kind.items():
                roll = self.of.setdefault(kind, Roll(kind))
                start = len(roll)
                roll.records += records
                roll.registers += [slug] * len(records)
                roll.spans[slug] = (start, len(roll))
                own = self._own.setdefault(kind, {}) if all(map(_REGISTER, records)) else mine
                own.update(zip(records, range(start, len(roll)), strict=True))
        self.shared_kinds = {record.kind for mine in self._shared.values() for record in mine}
        for slug, mine in self._shared.items():
            self._reachable(slug, mine)
        for name, table in tables.items():
            self.of[name] = Roll(name, True, list(table.rows), [""] * len(table.rows))

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
        reading = [_Reading(relation, self._own.get(_target(roll, relation), {})) for relation in relations]
        for start in range(0, len(roll), _AT_ONCE):
            records = roll.records[start : start + _AT_ONCE]
            registers = roll.registers[start : start + _AT_ONCE]
            leading = [record.links for record in records]
            for each in reading:
                links = [led.get(each.relation, ()) for led in leading]
                if roll.kind in self.shared_kinds:
                    links = list(map(_within, links, records, registers))
                each.counts += map(len, links)
                flat = list(chain.from_iterable(links))
                ends = list(map(each.numbers.get, map(_TARGET, flat)))
                each.links += flat
                each.ends += self._numbered(ends, flat, links, registers)
        return [each.linked() for each in reading]

    def _numbered(
        self, ends: list[int | None], flat: list[Link], links: list[tuple[Link, ...]], registers: list[str]
    ) -> list[int]:
        """The numbers `ends` of where links lead, with those of shared records, of which each register has its own."""
        if None in ends:
            looked = chain.from_iterable(map(repeat, registers, map(len, links)))
            for place, (link, register) in enumerate(zip(flat, looked, strict=True)):
                if ends[place] is None:
                    ends[place] = self._shared[register][link.target]
        return cast("list[int]", ends)

    def there(self, kind: str) -> bytes:
        """1 for each record of `kind` that firmly exists."""
        if kind not in self._there:
            self._there[kind] = firm([record.existence for record in self.roll(kind).records])
        return self._there[kind]

    def firmly(self, linked: Linked, kind: str) -> Linked:
        """The links to records of `kind` that rest on firm statements and lead to what firmly exists."""
        there = self.there(kind)
        counting = firm(map(_SAID, linked.links))
        if 0 in there:
            counting = bytes(map(and_, counting, map(there.__getitem__, linked.ends)))
        return linked if 0 not in counting else linked.chosen(counting)


class _Reading:
    """One relation of a roll while it is read."""

    def __init__(self, relation: str, numbers: dict[Record, int]) -> None:
        self.relation = relation
        self.numbers = numbers
        """Those of the records to which it leads, but for shared ones."""
        self.counts: list[int] = []
        """How many links lead from each record."""
        self.links: list[Link] = []
        self.ends: list[int] = []

    def linked(self) -> Linked:
        """What was read."""
        most = max(self.counts, default=0)
        rows: Sequence[int] = range(len(self.counts))
        if most > 1:
            rows = list(chain.from_iterable(map(repeat, rows, self.counts)))
        elif len(self.ends) < len(self.counts):
            rows = list(compress(rows, self.counts))
        return Linked(self.links, rows, self.ends, most > 1)


def _target(roll: Roll, relation: str) -> str:
    """The kind of record to which a relation of the records of `roll` leads."""
    return relations_of(roll.kind)[relation].target


def _within(links: tuple[Link, ...], record: Record, register: str) -> tuple[Link, ...]:
    """The links of `record` that do not lead out of `register`."""
    if record.register or not links:
        return links
    return tuple(link for link in links if link.target.register in ("", register))
