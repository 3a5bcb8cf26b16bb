"""Where propositions look: columns of what is said, steps along relations, lists of members; each made once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from policyengine.engine.grounder.lanes import looked_up
from policyengine.engine.grounder.lifetimes import Lifetimes, loses, rests_on, telling
from policyengine.engine.grounder.rolls import Linked, Roll, Rolls
from policyengine.engine.grounder.rows import Rows
from policyengine.engine.grounder.sayings import Book, Column, Sayings, sayings
from policyengine.engine.grounder.ties import Lists, Never, Steps, by_owner, lists, steps, to_one
from policyengine.engine.grounder.weighing import NONE
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.rules.program import Table
from policyengine.rules.propositions import Compare, Compiled, Concluded, Look, Over

_IN_FORCE = "in_force"


class Facts:
    """What is said in some facts and law tables, as far as a program reads it, by all statements and by firm ones."""

    def __init__(self, rolls: Rolls, program: Compiled, tables: Mapping[str, Table]) -> None:
        self.rolls = rolls
        self._read, self._followed = _read(program)
        self.compared = _compared(program)
        """Kinds and relations of which rules ask to whom they lead, not merely whether."""
        self._columns = {name: table.columns for name, table in tables.items()}
        self._sayings: dict[str, Sayings] = {}
        self._linked: dict[tuple[str, str], Linked] = {}
        self._firmly: dict[tuple[str, str], Linked] = {}

    def of(self, kind: str) -> Sayings:
        """What is said of the records of `kind`."""
        if kind not in self._sayings:
            roll = self.rolls.roll(kind)
            attributes = self._read.get(kind, set()).union(telling(kind))
            declared = self._columns[kind] if roll.law else attributes_of(kind)
            # Of what is worked out nobody says anything, but for the attributes that are worked out with it.
            silent = not (roll.law or attributes) and KINDS[kind].derived
            self._sayings[kind] = Sayings({}, {}, {}) if silent else sayings(roll, sorted(attributes), declared)
        return self._sayings[kind]

    def linked(self, kind: str, relation: str) -> Linked:
        """The links of `relation` from each record of `kind`; whatever the program follows is read with the first."""
        if not self._linked:
            self._linked = self.rolls.linked(self._followed)
        if (kind, relation) not in self._linked:
            # What is gone takes along what stands in it, by relations that nothing else may read.
            unread = [name for name in rests_on(kind) if (kind, name) not in self._linked]
            self._linked |= self.rolls.linked({kind: unread})
        return self._linked[kind, relation]

    def firmly(self, kind: str, relation: str) -> Linked:
        """The same by firm statements; where all are, that is the same object."""
        if (kind, relation) not in self._firmly:
            every = self.linked(kind, relation)
            self._firmly[kind, relation] = self.rolls.firmly(every, kind, relation)
        return self._firmly[kind, relation]

    def never(self, kind: str, relation: str, firm: bool) -> Never:
        """Of which records it is said that `relation` leads to nobody, or to no others."""
        said, nothing = self.of(kind), (set[int](), set[int]())
        return Never(said.nobody.get(relation, nothing)[firm], said.whole.get(relation, nothing)[firm])


class Places:
    """The same by all statements; or by the firm ones alone, `whole` being the places by all.

    Whatever no soft statement enters into is the same object in both.
    """

    def __init__(self, facts: Facts, today: dt.date, whole: Places | None = None) -> None:
        self.facts = facts
        self.rolls = facts.rolls
        self.today = today
        self._whole = whole
        self._firm = whole is not None
        self.lifetimes = Lifetimes(self.said, self._links, today)
        self._said: dict[tuple[str, str], Column] = {}
        self._reached: dict[tuple[str, tuple[str, ...], str], Column] = {}
        self._steps: dict[tuple[str, str], Steps] = {}
        self._lists: dict[tuple[str, str], Lists] = {}

    def column(self, look: Look, rows: Rows) -> Column:
        """What is said at `look` in each of `rows`; for a whole roll, one more at the end."""
        if look.root in rows.values:
            return rows.values[look.root]
        column = self._at(look.kind, look.relations, look.attribute)
        if rows.kind:
            return column
        if look not in rows.columns:
            rows.columns[look] = Column(looked_up(column.numbers, rows.numbers(look.root)), column.book)
        return rows.columns[look]

    def _at(self, kind: str, relations: tuple[str, ...], attribute: str) -> Column:
        if not relations:
            return self.said(kind, attribute)
        key = (kind, relations, attribute)
        if key not in self._reached:
            followed = self.steps(kind, relations[0])
            beyond = self._at(relations_of(kind)[relations[0]].target, relations[1:], attribute)
            numbers = looked_up(beyond.numbers, followed.to)
            if followed.odd:
                numbers = list(numbers)
                for row, (ends, denied) in followed.odd.items():
                    readings = [r for end in ends for r in beyond.book.found[beyond.numbers[end]]]
                    numbers[row] = beyond.book.number((*readings, *NONE) if denied else readings)
            self._reached[key] = Column(numbers, beyond.book)
        return self._reached[key]

    def said(self, kind: str, attribute: str) -> Column:
        """What is said of each record of `kind` on `attribute`, or of where a relation leads."""
        key = (kind, attribute)
        if key not in self._said:
            found = self._make(kind, attribute)
            if self._whole is not None:
                before = self._whole.said(kind, attribute)
                found = before if before.numbers == found.numbers and before.book is found.book else found
            self._said[key] = found
        return self._said[key]

    def _make(self, kind: str, attribute: str) -> Column:
        columns = self.facts.of(kind).columns
        if attribute in columns:
            return columns[attribute][self._firm]
        # The same book for all and for firm statements, so that the same numbers mean the same.
        book = Book() if self._whole is None else self._whole.said(kind, attribute).book
        if attribute == _IN_FORCE:
            return self.lifetimes.in_force(kind, book)
        which = (kind, attribute) in self.facts.compared
        return _members(self.rolls.roll(kind), self.lists(kind, attribute), book, which=which)

    def steps(self, kind: str, relation: str) -> Steps:
        """How `relation` is followed from each record of `kind`."""
        key = (kind, relation)
        if key not in self._steps:
            never = self.facts.never(kind, relation, self._firm)
            found = steps(len(self.rolls.roll(kind)), self._links(kind, relation), never)
            self._steps[key] = found if self._whole is None else _same(self._whole.steps(kind, relation), found)
        return self._steps[key]

    def lists(self, kind: str, relation: str) -> Lists:
        """The members of `relation` of each record of `kind`."""
        key = (kind, relation)
        if key not in self._lists:
            found = self._list(kind, relation)
            self._lists[key] = found if self._whole is None else _same(self._whole.lists(kind, relation), found)
        return self._lists[key]

    def _links(self, kind: str, relation: str) -> Linked:
        return self.facts.firmly(kind, relation) if self._firm else self.facts.linked(kind, relation)

    def _list(self, kind: str, relation: str) -> Lists:
        never = self.facts.never(kind, relation, self._firm)
        declared = relations_of(kind)[relation]
        if not declared.many:
            return to_one(self.steps(kind, relation), never.others)
        gone = self.lifetimes.gone(declared.target) if loses(kind, relation) else ()
        return lists(self._links(kind, relation), never, gone)


_Made = TypeVar("_Made", Steps, Lists)


def _same(before: _Made, found: _Made) -> _Made:
    return before if before == found else found


def _members(roll: Roll, members: Lists, book: Book, *, which: bool) -> Column:
    """Where a relation leads, as a thing that is said: the numbers of its members, or, unless it matters which, any."""
    numbers = [0] * (len(roll) + 1)
    alone = {end: book.number((((end if which else True,), True),)) for end in sorted(set(members.sole[1]))}
    for owner, end in zip(*members.sole, strict=True):
        numbers[owner] = alone[end]
    if which:
        for owner, readings in by_owner(replace(members, sole=([], []))).items():
            numbers[owner] = book.number(readings)
        return Column(numbers, book)
    some = book.number((((True,), False),))
    for owner in members.owners:
        numbers[owner] = some
    for owner, listed in members.odd.items():
        numbers[owner] = book.number(((True,) if those else (), whole) for those, whole in listed)
    return Column(numbers, book)


def _compared(program: Compiled) -> set[tuple[str, str]]:
    """The relations that are compared with others, record by record."""
    found: set[tuple[str, str]] = set()
    for proposition in program.propositions:
        if isinstance(proposition, Compare) and proposition.right.look is not None:
            found |= {(look.end, look.attribute) for look in (proposition.look, proposition.right.look)}
    return found


def _read(program: Compiled) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The attributes that a program reads of each kind and law table, and the relations that it follows."""
    read: dict[str, set[str]] = {}
    followed: dict[str, set[str]] = {}
    for look in _looks(program):
        kind = look.kind
        for relation in look.relations:
            followed.setdefault(kind, set()).add(relation)
            kind = relations_of(kind)[relation].target
        if look.end in KINDS and look.attribute in relations_of(look.end):
            followed.setdefault(look.end, set()).add(look.attribute)
        elif look.end and look.attribute and look.attribute != _IN_FORCE:
            read.setdefault(look.end, set()).add(look.attribute)
    return read, followed


def _looks(program: Compiled) -> Iterable[Look]:
    for proposition in program.propositions:
        match proposition:
            case Compare(look=look, right=right):
                yield look
                if right.look is not None:
                    yield right.look
            case Concluded(look=look):
                yield look
            case Over(look=look) if look is not None:
                yield look
            case _:
                pass
