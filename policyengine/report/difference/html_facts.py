"""Facts that differ, as rows of a table: a record, and of each attribute what was said and what is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policyengine.differences import FactChange, Said, Side, StatementChange
from policyengine.report.difference.wording import marked, place, standing
from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class Told:
    """One statement: what it says, who says it where that is not the register itself, and where."""

    text: str
    source: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one attribute."""

    attribute: str
    before: tuple[Told, ...]
    after: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A record that is there on one side only, or of which other things are said."""

    change: str
    title: str
    standing: str
    place: str
    rows: tuple[Row, ...]


def facts_of(facts: Sequence[FactChange], at: str) -> tuple[Fact, ...]:
    """Each record with its rows, in their order; `at` follows a place at base."""
    return tuple(
        Fact(
            fact.change,
            marked(fact),
            standing(fact),
            place(fact.record.span, fact.side, at),
            tuple(_row(change, at) for change in fact.statements if change.attribute or fact.change == "changed"),
        )
        for fact in facts
    )


def _row(change: StatementChange, at: str) -> Row:
    name = change.attribute.replace("_", " ") or "its existence"
    return Row(name, _told(change.before, "base", at), _told(change.after, "head", at))


def _told(some: Sequence[Said], side: Side, at: str) -> tuple[Told, ...]:
    return tuple(Told(one.text, _source(one), place(one.span, side, at)) for one in sorted(some, key=_where))


def _where(one: Said) -> Span:
    return one.span


def _source(one: Said) -> str:
    return one.source if one.grade == "stated" else f"{one.source}, {one.grade}"
