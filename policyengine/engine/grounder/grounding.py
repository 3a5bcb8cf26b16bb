"""What is told of each proposition, for all rows at once, by all statements or by the firm ones."""

from __future__ import annotations

from typing import TypeAlias

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.members import Members
from policyengine.engine.grounder.places import Places
from policyengine.engine.grounder.rows import Rows, scattered, where
from policyengine.engine.grounder.sayings import Book
from policyengine.engine.grounder.weighing import Found, Weighing, answer, constant, later
from policyengine.register.model.kinds import relations_of
from policyengine.rules.propositions import (
    Compare,
    Compiled,
    Concluded,
    Denied,
    Joined,
    Look,
    Opposite,
    Over,
    Proposition,
)

Told: TypeAlias = int
"""Told bits of many rows, a byte each."""


class Grounding:
    """The answers to the propositions of one program over some facts.

    Whole rolls are asked once. `whole` is the grounding on all statements, where this is the one on firm ones: it is
    asked for whatever no soft statement enters into.
    """

    def __init__(self, program: Compiled, places: Places, whole: Grounding | None = None) -> None:
        self.propositions = program.propositions
        self.places = places
        self._whole = whole
        self._rolls: dict[str, Rows] = {}
        self._weighings: dict[int, tuple[Weighing, Found | None]] = {}
        self._members = Members(self)
        self._soft: dict[int, bool] = {}
        self._heavy: dict[int, bool] = {}

    def roll(self, kind: str) -> Rows:
        """The rows of all records of `kind`."""
        if kind not in self._rolls:
            self._rolls[kind] = Rows(len(self.places.rolls.roll(kind)), kind)
        return self._rolls[kind]

    def told(self, number: int, rows: Rows) -> Told:
        """What is told of a proposition in each of `rows`."""
        told = rows.told.get(number)
        if told is None:
            told = rows.told[number] = self._told(number, rows)
        return told

    def told_where(self, number: int, rows: Rows, wanted: int) -> Told:
        """The same; of rows in which `wanted` is 0, nothing need be told, which spares what is dear."""
        if number in rows.told or not self.heavy(number):
            return self.told(number, rows)
        chosen = where(wanted, rows.size)
        if len(chosen) == rows.size:
            return self.told(number, rows)
        return scattered(self._told(number, rows.chosen(chosen)), chosen, rows.size) if chosen else 0

    def heavy(self, number: int) -> bool:
        """Whether a proposition compares records with many others, each with each, itself or in rows of the law."""
        if number not in self._heavy:
            match self.propositions[number]:
                case Over() as over:
                    of_records = bool(over.kind and over.look)
                    found = not self._members.alone(over) if of_records else self.heavy(over.part)
                case Joined(parts=parts):
                    found = any(self.heavy(part) for part in parts)
                case Opposite(part=part):
                    found = self.heavy(part)
                case _:
                    found = False
            self._heavy[number] = found
        return self._heavy[number]

    def _told(self, number: int, rows: Rows) -> Told:
        proposition = self.propositions[number]
        if rows.kind:
            if self._whole is not None and not self.soft(number):
                return self._whole.told(number, self._whole.roll(rows.kind))
        elif len(proposition.sees) == 1 and not self.heavy(number):
            (root,) = proposition.sees
            if root not in rows.values:
                return self._of_one(number, proposition, root, rows)
        match proposition:
            case Compare():
                return self._compare(number, proposition, rows)
            case Joined():
                return self._joined(proposition, rows)
            case Opposite():
                return lanes.exchanged(self.told(proposition.part, rows), rows.true)
            case Denied():
                return rows.true << 1
            case Concluded():
                return self._concluded(proposition)
            case Over():
                return self._members.told(number, proposition, rows)

    def _of_one(self, number: int, proposition: Proposition, root: str, rows: Rows) -> Told:
        """What sees one record alone is asked of all such records, and looked up."""
        every = self.roll(self._kind(proposition, root))
        column = lanes.unpacked(self.told(number, every), every.size)
        return lanes.packed(lanes.looked_up(column, rows.numbers(root)))

    def _kind(self, proposition: Proposition, root: str) -> str:
        """The kind of the record that `root` stands for."""
        looks: list[Look | None] = []
        match proposition:
            case Compare():
                looks = [proposition.look, proposition.right.look]
            case Concluded() | Over():
                looks = [proposition.look]
            case _:
                pass
        for look in looks:
            if look is not None and look.root == root:
                return look.kind
        for part in self._parts(proposition):
            inner = self.propositions[part]
            if root in inner.sees:
                return self._kind(inner, root)
        raise LookupError(root)

    def _parts(self, proposition: Proposition) -> tuple[int, ...]:
        match proposition:
            case Joined():
                return proposition.parts
            case Opposite() | Over() | Concluded():
                return (proposition.part,)
            case _:
                return ()

    def _compare(self, number: int, test: Compare, rows: Rows) -> Told:
        weighing, right = self._ready(number, test)
        column = self.places.column(test.look, rows)
        if right is None:
            return self._compare_two(test, weighing, rows)
        table = self._table(number, column.book, weighing, right)
        return lanes.packed(lanes.translated(table, column.numbers)[: rows.size])

    def _ready(self, number: int, test: Compare) -> tuple[Weighing, Found | None]:
        if number not in self._weighings:
            self._weighings[number] = Weighing(test), constant(test.right, self.places.today)
        return self._weighings[number]

    def _table(self, number: int, book: Book, weighing: Weighing, right: Found) -> bytearray:
        """What each thing that is found there tells; a book may have grown since it was last asked."""
        table = book.told.setdefault(number, bytearray())
        table.extend(weighing.told(found, right) for found in book.found[len(table) :])
        return table

    def _compare_two(self, test: Compare, weighing: Weighing, rows: Rows) -> Told:
        other = test.right.look
        if other is None:
            raise TypeError("only what is said somewhere differs from row to row")
        left, right = self.places.column(test.look, rows), self.places.column(other, rows)
        pairs = list(zip(left.numbers, right.numbers, strict=True))[: rows.size]
        told = {
            pair: weighing.told(left.book.found[pair[0]], later(right.book.found[pair[1]], test.right.later))
            for pair in set(pairs)
        }
        return lanes.packed(lanes.looked_up(told, pairs))

    def _joined(self, joined: Joined, rows: Rows) -> Told:
        true = rows.true
        if joined.form == "at least":
            each = list(zip(*(lanes.unpacked(self.told(part, rows), rows.size) for part in joined.parts), strict=True))
            answers = {parts: _at_least(joined.n, parts) for parts in set(each)}
            return lanes.packed(lanes.looked_up(answers, each))
        together, settled = (lanes.conjunction, lanes.NO) if joined.form == "all" else (lanes.disjunction, lanes.YES)
        told = true if joined.form == "all" else true << 1
        for part in sorted(joined.parts, key=self.heavy):
            wanted = lanes.just(settled, told, true) ^ true if self.heavy(part) else true
            told = together(told, self.told_where(part, rows, wanted), true)
        return told

    def _concluded(self, concluded: Concluded) -> Told:
        look = concluded.look
        return self.along(look, self.told(concluded.part, self.roll(look.end)), lanes.NO)

    def along(self, look: Look, told: Told, none: int) -> Told:
        """What is `told` of all records at the end of `look`, as told of all from which it starts; `none` if denied."""
        column = lanes.unpacked(told, self.roll(look.end).size) + b"\0"
        for kind, relation in reversed(list(self.steps_of(look))):
            followed = self.places.steps(kind, relation)
            out = bytearray(lanes.looked_up(column, followed.to))
            for number, (ends, denied) in followed.odd.items():
                bits = none if denied else 0
                for end in ends:
                    bits |= column[end]
                out[number] = bits
            column = bytes(out)
        return lanes.packed(column[:-1])

    def steps_of(self, look: Look) -> list[tuple[str, str]]:
        """The kinds and relations by which the end of `look` is reached."""
        found, kind = [], look.kind
        for relation in look.relations:
            found.append((kind, relation))
            kind = relations_of(kind)[relation].target
        return found

    def soft(self, number: int) -> bool:
        """Whether firm statements alone may tell something else of a proposition than all do."""
        if number not in self._soft:
            proposition = self.propositions[number]
            soft = any(self.soft(part) for part in self._parts(proposition))
            match proposition:
                case Compare(look=look, right=right):
                    soft = self._soft_at(look) or (right.look is not None and self._soft_at(right.look))
                case Concluded(look=look):
                    soft = soft or self._soft_way(look)
                case Over(look=look) if look is not None:
                    soft = soft or (self._soft_list(look) if proposition.kind else self._soft_at(look))
            self._soft[number] = soft
        return self._soft[number]

    def _soft_way(self, look: Look) -> bool:
        whole = self._whole.places if self._whole else self.places
        return any(self.places.steps(*step) is not whole.steps(*step) for step in self.steps_of(look))

    def _soft_at(self, look: Look) -> bool:
        whole = self._whole.places if self._whole else self.places
        if not look.end:
            return False
        return self._soft_way(look) or self.places.said(look.end, look.attribute) is not whole.said(
            look.end, look.attribute
        )

    def _soft_list(self, look: Look) -> bool:
        whole = self._whole.places if self._whole else self.places
        members = self.places.lists(look.end, look.attribute)
        return self._soft_way(look) or members is not whole.lists(look.end, look.attribute)


def _at_least(n: int, told: tuple[int, ...]) -> int:
    true, false = sum(bits & 1 for bits in told), sum(bits >> 1 for bits in told)
    return answer("count", n, -1, (true, false, len(told)), True)
