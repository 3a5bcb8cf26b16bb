"""Every record as a number: a roll for each kind, all registers one after the other.

A shared organisation has a number in each register that names it, because from it no path leads into another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, compress, islice, repeat
from operator import and_, eq, gt

from policyengine.engine.grounder.lanes import looked_up
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.model.types import Relation
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


PRESUMED = Grade.PRESUMED

_REGISTER, _ORGANISATION = "register", "organisation"

_AT_ONCE = 2_048
"""Records lie scattered in memory: so many are read at a time as stay at hand until everything is read of them."""


@dataclass(slots=True)
class Linked:
    """The links of one relation from the records of a roll, one after the other.

    In parallel the rows from which they lead, in order, and those to which they lead.
    """

    rows: Sequence[int]
    ends: Sequence[int]
    several: bool
    """Whether more than one leads from some record."""
    firm: Callable[[], bytes] | None
    """1 for each that rests on a firm statement; None where that has to be read."""

    def chosen(self, which: Sequence[int]) -> Linked:
        """Those links for which `which` is not 0."""
        rows, ends, firm = list(compress(self.rows, which)), list(compress(self.ends, which)), self.firm
        return Linked(rows, ends, self.several, firm and (lambda: bytes(compress(firm(), which))))

    def turned(self, *, alike: bool) -> Linked:
        """The same links the other way round; `alike` says whether they rest on the same statements."""
        rows, ends, forth = self.ends, self.rows, self.firm
        firm = forth
        if any(map(gt, rows, islice(rows, 1, None))):
            order = sorted(range(len(rows)), key=rows.__getitem__)
            rows, ends = looked_up(rows, order), looked_up(ends, order)
            firm = forth and (lambda: bytes(looked_up(forth(), order)))
        return Linked(rows, ends, any(map(eq, rows, islice(rows, 1, None))), firm if alike else None)


def firm(statements: Iterable[Statement]) -> bytes:
    """1 for each that is stated or implied by one of the organisation's own sources."""
    # `Statement.firm`, written out: a million are asked.
    return bytes([s.grade is not PRESUMED and ((cited := s.citation) is None or cited.source.own) for s in statements])


class Rolls:
    """The rolls of some facts and law tables."""

    def __init__(self, facts: Facts, tables: dict[str, Table]) -> None:
        self.of: dict[str, Roll] = {}
        self._numbers: dict[str, dict[Record, int]] = {}
        """The numbers of the records of each kind. One mapping for all kinds would be large and slow."""
        self._shared: dict[str, dict[Record, int]] = {}
        """The numbers of the organisations that each register names."""
        self._there: dict[str, bytes] = {}
        for slug in sorted(facts.registers):
            for kind, records in facts.registers[slug].by_kind.items():
                roll = self.of.setdefault(kind, Roll(kind))
                start = len(roll)
                roll.records += records
                roll.registers += [slug] * len(records)
                roll.spans[slug] = (start, len(roll))
        organisations = self.roll(_ORGANISATION)
        for slug in facts.registers:
            first, end = organisations.spans.get(slug, (0, 0))
            self._shared[slug] = dict(zip(organisations.records[first:end], range(first, end), strict=True))
        for slug, mine in self._shared.items():
            self._reachable(slug, mine)
        for name, table in tables.items():
            self.of[name] = Roll(name, True, list(table.rows), [""] * len(table.rows))
        self._count = list(range(max(map(len, self.of.values()))))
        """From 0 to the longest roll. Numbers taken from here are made once, and lie side by side in memory."""

    def _reachable(self, slug: str, mine: dict[Record, int]) -> None:
        """Add what no register lists but what the organisations that it names lead to."""
        roll, waiting = self.roll(_ORGANISATION), deque(mine)
        among = [name for name, relation in relations_of(_ORGANISATION).items() if relation.target == _ORGANISATION]
        while waiting:
            links = waiting.popleft().links
            for link in chain.from_iterable(links.get(relation, ()) for relation in among):
                if link.target not in mine:
                    mine[link.target] = len(roll)
                    roll.records.append(link.target)
                    roll.registers.append(slug)
                    waiting.append(link.target)

    def _numbers_of(self, kind: str) -> dict[Record, int]:
        """The numbers of the records of `kind`, but for organisations, which have one in each register."""
        if kind not in self._numbers:
            records = () if kind == _ORGANISATION else self.roll(kind).records
            self._numbers[kind] = dict(zip(records, self._count, strict=False))
        return self._numbers[kind]

    def roll(self, kind: str) -> Roll:
        """The roll of `kind`, which may be empty."""
        return self.of.setdefault(kind, Roll(kind))

    def linked(self, followed: Mapping[str, Collection[str]]) -> dict[tuple[str, str], Linked]:
        """The links of each of some relations from all records of some kinds, by kind and relation.

        From a shared record none leads into another register.
        """
        found: dict[tuple[str, str], Linked] = {}
        reading: dict[str, list[_Reading]] = {}
        turned: list[tuple[str, Relation]] = []
        for kind, relations in followed.items():
            for relation in relations:
                declared = relations_of(kind)[relation]
                target = self.roll(declared.target)
                if not target:
                    found[kind, relation] = Linked(range(0), [], several=False, firm=bytes)
                elif relation == target.kind == _REGISTER:
                    found[kind, relation] = _within_registers(self.roll(kind), target)
                elif declared.inverse in followed.get(target.kind, ()) and _is_turned(kind, declared):
                    turned.append((kind, declared))
                else:
                    reading.setdefault(kind, []).append(_Reading(relation, self._numbers_of(target.kind)))
        # What leads to each other was read from one place and lies close together: so a share of every roll at a time.
        shares = sum(len(self.roll(kind)) for kind in reading) // _AT_ONCE + 1
        for share in range(shares):
            for kind, mine in reading.items():
                self._read(self.roll(kind), mine, share, shares)
        for kind, mine in reading.items():
            found.update(((kind, each.relation), each.linked(self._count)) for each in mine)
        for kind, declared in turned:
            read, forth = relations_of(declared.target)[declared.inverse], found[declared.target, declared.inverse]
            found[kind, declared.name] = forth.turned(alike=not (read.derived and declared.derived))
        return found

    def _read(self, roll: Roll, reading: list[_Reading], share: int, shares: int) -> None:
        """Go on reading: one share of a roll."""
        part = slice(len(roll) * share // shares, len(roll) * (share + 1) // shares)
        records, registers = roll.records[part], roll.registers[part]
        leading = [record.links for record in records]
        for each in reading:
            relation = each.relation
            links = [led.get(relation, ()) for led in leading]
            if roll.kind == _ORGANISATION:
                links = list(map(_within, links, records, registers))
            each.counts += map(len, links)
            flat = list(chain.from_iterable(links))
            each.links += flat
            if each.numbers:
                each.ends += looked_up(each.numbers, [link.target for link in flat])
            else:
                each.ends += self._organisations(flat, links, registers)

    def _organisations(self, flat: list[Link], links: list[tuple[Link, ...]], registers: list[str]) -> Iterator[int]:
        """The numbers of organisations to which links lead: each register has its own."""
        looked = chain.from_iterable(map(repeat, registers, map(len, links)))
        return (self._shared[register][link.target] for link, register in zip(flat, looked, strict=True))

    def there(self, kind: str) -> bytes:
        """1 for each record of `kind` that firmly exists."""
        if kind not in self._there:
            self._there[kind] = firm([record.existence for record in self.roll(kind).records])
        return self._there[kind]

    def firmly(self, linked: Linked, kind: str, relation: str) -> Linked:
        """The links of a relation that rest on firm statements and lead to what firmly exists."""
        if linked.firm is None:
            return self.firmly(self.linked({kind: [relation]})[kind, relation], kind, relation)
        there = self.there(relations_of(kind)[relation].target)
        counting = linked.firm()
        if 0 in there:
            counting = bytes(map(and_, counting, looked_up(there, linked.ends)))
        return linked if 0 not in counting else linked.chosen(counting)


class _Reading:
    """One relation of a roll while it is read."""

    def __init__(self, relation: str, numbers: dict[Record, int]) -> None:
        self.relation = relation
        self.numbers = numbers
        """Those of the records to which it leads; none for organisations."""
        self.counts: list[int] = []
        """How many links lead from each record."""
        self.links: list[Link] = []
        self.ends: list[int] = []

    def linked(self, count: Sequence[int]) -> Linked:
        """What was read; `count` has the numbers of records."""
        most = max(self.counts, default=0)
        rows: Sequence[int] = range(len(self.counts))
        if most > 1:
            rows = list(chain.from_iterable(map(repeat, count, self.counts)))
        elif len(self.ends) < len(self.counts):
            rows = list(compress(count, self.counts))
        return Linked(rows, self.ends, most > 1, lambda: firm([link.statement for link in self.links]))


def _within_registers(roll: Roll, roots: Roll) -> Linked:
    """From everything that stands in a register to the register itself, which need not be read."""
    number = {slug: row for row, slug in enumerate(roots.registers)}
    said = {slug: root.existence for slug, root in zip(roots.registers, roots.records, strict=True)}
    ends = looked_up(number, roll.registers)
    return Linked(range(len(roll)), ends, several=False, firm=lambda: firm(looked_up(said, roll.registers)))


def _is_turned(kind: str, relation: Relation) -> bool:
    """Whether, of the two directions of a relation, this is the one that is worked out from the other.

    The one that leads to one record only is read. What an organisation or a register leads to may lie elsewhere; and
    what stands in its like (a party in a party) is told in what that stands in too, which does not list it.
    """
    if {kind, relation.target} & {_REGISTER, _ORGANISATION}:
        return False
    other = relations_of(relation.target)[relation.inverse]
    if (relation.contains and _nests(relation.target)) or (other.contains and _nests(kind)):
        return False
    return (relation.many, kind, relation.name) > (other.many, relation.target, other.name)


@cache
def _nests(kind: str) -> bool:
    """Whether records of `kind` may stand in each other."""
    return any(relation.contains and relation.target == kind for relation in KINDS[kind].relations)


def _within(links: tuple[Link, ...], record: Record, register: str) -> tuple[Link, ...]:
    """The links of `record` that do not lead out of `register`."""
    if record.register or not links:
        return links
    return tuple(link for link in links if link.target.register in ("", register))
