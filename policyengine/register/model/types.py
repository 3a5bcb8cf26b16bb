"""The types in which the model is written: kinds, attributes, relations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class ValueType(StrEnum):
    """How a scalar is read. The model alone decides: `NO` is Norway where a territory stands."""

    WORD = "word"
    """One word of a closed vocabulary, which may be a tree."""
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"
    """An ISO 8601 day."""
    INSTANT = "instant"
    """An ISO 8601 date and time with its zone."""
    PERIOD = "period"
    """An ISO 8601 duration such as `P3Y` or `PT72H`."""
    NUMBER = "number"
    """A whole number, not negative."""
    TERRITORY = "territory"
    """An ISO 3166-1 alpha-2 code, or `EEA`."""


class Attribute(NamedTuple):
    """Something that can be said of a record as a value.

    `many` attributes take a set. A statement is exhaustive unless the attribute is `open`.
    `question` is what counsel would ask where nothing is stated; it may name `{record}`.
    `from_key` means that the record's own slug is the value where none is stated.
    """

    name: str
    type: ValueType
    describes: str
    vocabulary: str = ""
    many: bool = False
    open: bool = False
    question: str = ""
    from_key: bool = False
    derived: bool = False
    """Computed before judging, never written (such as `in_force`)."""


class Relation(NamedTuple):
    """Something that can be said of a record by naming other records.

    `contains` relations are written by nesting, the others by naming slugs. Every relation has an
    inverse, named in `inverse`, on the target kind. `derived` ones are never written.
    """

    name: str
    target: str
    inverse: str
    describes: str
    many: bool = True
    contains: bool = False
    derived: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: where it is written, what can be said of it, and an example in YAML."""

    name: str
    plural: str
    describes: str
    attributes: tuple[Attribute, ...] = ()
    relations: tuple[Relation, ...] = ()
    derived: bool = False
    example: str = ""
    lasts: bool = False
    """Its records have a first and a last day."""
    begins: tuple[str, ...] = ()
    """Dates of which the earliest is the first day, where no `from` is stated."""
    over: Mapping[str, str] = field(default_factory=dict)
    """Attributes, each with the word that says that it has ended, where no `until` is stated."""
    seen_when_over: bool = False
    """A list that contains such records shows those that do not exist on the day too, because rules ask about them."""
    not_before: tuple[tuple[str, str], ...] = ()
    """Pairs of attributes of which the first cannot lie before, or be less than, the second."""
