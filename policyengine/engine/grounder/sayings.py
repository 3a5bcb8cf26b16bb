"""What is said of each record on each attribute, as a number for each thing that can be found there."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass

from policyengine.engine.grounder.rolls import PRESUMED, Roll
from policyengine.engine.grounder.weighing import NONE, SILENT, Found, Reading
from policyengine.register.model.kinds import relations_of
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record, Statement, Value

_BYTE = 256
"""Of no more than so many numbers each fits a byte."""


class Book:
    """Everything that is found at one place of the records of a kind; number 0 is silence.

    Things are told apart as they are written: one moment is the same in all zones, but falls on different days.
    """

    def __init__(self, *, instants: bool = False) -> None:
        self.instants = instants
        """Whether there may be any."""
        self.found: list[Found] = [SILENT]
        self._numbers: dict[object, int] = {SILENT: 0}
        self.told: dict[int, bytearray] = {}
        """What each of them tells of propositions that compare it with constants."""

    def __len__(self) -> int:
        return len(self.found)

    def number(self, readings: Iterable[Reading]) -> int:
        """The number of what is found where these are the readings; one that comes again says nothing new."""
        each: dict[object, Reading] = {
            (_written(reading) if self.instants else reading): reading for reading in readings
        }
        key = tuple(each)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.found)
            self.found.append(tuple(each.values()))
        return number


def _written(reading: Reading) -> tuple[tuple[str, ...], bool]:
    return tuple(map(str, reading[0])), reading[1]


class Column:
    """A number of a book for each row. A column of a whole roll ends with one more, 0: what is said of nobody."""

    __slots__ = ("book", "numbers")

    def __init__(self, numbers: Iterable[int], book: Book) -> None:
        self.numbers: Sequence[int] = bytes(numbers) if len(book) <= _BYTE else list(numbers)
        """In a byte each if there are no more things to be found than that."""
        self.book = book


@dataclass(slots=True)
class Sayings:
    """What is said of the records of one roll, on all statements and on the firm ones alone.

    Where all statements on an attribute are firm, both columns are one. `nobody` has the records of which a relation
    is stated to lead nowhere, `whole` those of which its list is asserted to be complete; again for
    all statements, then for the firm ones.
    """

    columns: dict[str, tuple[Column, Column]]
    nobody: dict[str, tuple[set[int], set[int]]]
    whole: dict[str, tuple[set[int], set[int]]]


class _Singly(dict[tuple[Value, ...], int]):
    """The numbers of what statements tell that stand alone, by their values."""

    def __init__(self, writing: _Writing) -> None:
        super().__init__()
        self._writing = writing

    def __missing__(self, values: tuple[Value, ...]) -> int:
        """What is new gets a number, and is kept where equal values are the same thing."""
        number = self._writing.number([values], whole=False)
        if not self._writing.book.instants:
            self[values] = number
        return number


class _Writing:
    """One attribute of a roll while it is read."""

    def __init__(self, name: str, rows: int, declared: Attribute | None) -> None:
        self.name = name
        self.open = declared is not None and declared.open
        self.book = Book(instants=declared is not None and declared.type is ValueType.INSTANT)
        self.numbers: MutableSequence[int] = array("B", bytes(rows + 1))
        self.soft: dict[int, int] = {}
        """What is said firmly of those records of which not everything is."""
        self.singly = _Singly(self)

    def said(self, row: int, record: Record, statements: tuple[Statement, ...], law: bool) -> None:
        """Note what the statements of one record tell, read together."""
        whole = record.complete.get(self.name) if self.open else None
        self.put(row, self.number([s.values for s in statements], whole=whole is not None))
        firm = statements if law else tuple(s for s in statements if s.firm)
        firmly_whole = whole is not None and (law or whole.firm)
        if len(firm) < len(statements) or firmly_whole is not (whole is not None):
            self.soft[row] = self.number([s.values for s in firm], whole=firmly_whole)

    def put(self, row: int, number: int) -> None:
        """Note the number of what is said of one record."""
        if number >= _BYTE and isinstance(self.numbers, array):
            self.numbers = self.numbers.tolist()
        self.numbers[row] = number

    def number(self, said: list[tuple[Value, ...]], *, whole: bool) -> int:
        """The number of what is found where this is said.

        Each statement on a closed attribute is a reading; those on an open one are read together.
        """
        if not self.open:
            return self.book.number((values, True) for values in said)
        listed = tuple(dict.fromkeys(value for values in said for value in values))
        found: list[Reading] = [] if all(said) else [*NONE]
        if listed or whole:
            found.append((listed, whole))
        return self.book.number(found)

    def columns(self, law: bool) -> tuple[Column, Column]:
        """What all statements say of each record, and what the firm ones do; all that law says is firm."""
        column = Column(self.numbers, self.book)
        if law or not self.soft:
            return column, column
        firm = list(column.numbers)
        for row, number in self.soft.items():
            firm[row] = number
        return column, Column(firm, self.book)


def sayings(roll: Roll, attributes: Collection[str], declared: Mapping[str, Attribute]) -> Sayings:
    """Read every statement of `roll` once; of `attributes` make columns, of relations note what they do not lead to.

    `declared` has what the kind or the law table declares of its attributes.
    """
    writing = {name: _Writing(name, len(roll), declared.get(name)) for name in attributes}
    relations = {} if roll.law else relations_of(roll.kind)
    nobody: dict[str, tuple[set[int], set[int]]] = {}
    whole: dict[str, tuple[set[int], set[int]]] = {}
    written_as = writing.get
    for row, record in enumerate(roll.records):
        complete = record.complete
        for name, statements in record.statements.items():
            written = written_as(name)
            if written is None:
                if name in relations:
                    _note(nobody, name, row, [s for s in statements if not s.values])
            elif complete or len(statements) > 1:
                written.said(row, record, statements, roll.law)
            else:
                # By far the most frequent, and so written out: one statement, which is all there is.
                (only,) = statements
                number = written.singly[only.values]
                try:
                    written.numbers[row] = number
                except OverflowError:
                    written.put(row, number)
                if only.grade is PRESUMED or ((cited := only.citation) is not None and not cited.source.own):
                    written.soft[row] = 0
        for name, statement in complete.items():
            if name in relations:
                _note(whole, name, row, [statement])
            elif name in writing and name not in record.statements:
                writing[name].said(row, record, (), roll.law)
    columns = {name: column.columns(roll.law) for name, column in writing.items()}
    return Sayings(columns, nobody, whole)


def _note(noted: dict[str, tuple[set[int], set[int]]], name: str, row: int, statements: list[Statement]) -> None:
    if statements:
        every, firm = noted.setdefault(name, (set(), set()))
        every.add(row)
        if any(s.firm for s in statements):
            firm.add(row)
