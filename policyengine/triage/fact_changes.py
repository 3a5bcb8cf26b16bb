"""Differences of facts as reports show them: records and statements in words, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyengine.differences import FactChange, Said, StatementChange
from policyengine.findings import RecordName
from policyengine.register.comparing import Differs, RecordDiffers
from policyengine.register.records import Record, Statement
from policyengine.triage.evidence import Places, source_of
from policyengine.triage.wording import name_of, values_in_words


def fact_changes(differs: Iterable[RecordDiffers], before: Places, after: Places) -> Iterator[FactChange]:
    """Every record that differs, in the order in which the facts were compared."""
    for one in differs:
        places = before if one.after is None else after
        yield FactChange(
            change="removed" if one.after is None else "added" if one.before is None else "changed",
            register=one.record.register,
            record=_name(one, places),
            statements=tuple(_statements(said, one, before, after) for said in one.said),
        )


def _name(one: RecordDiffers, places: Places) -> RecordName:
    """A record as reports name it. A register itself is written nowhere: it stands where something is said of it."""
    name, record = places.name(one.record), one.record
    if name.span.path:
        return name
    spans = [places.span(record, said.place) for some in record.statements.values() for said in some]
    return name._replace(span=min(spans, default=name.span))


def _statements(said: Differs, one: RecordDiffers, before: Places, after: Places) -> StatementChange:
    return StatementChange(
        said.attribute,
        tuple(_said(statement, said.attribute, one.before, before) for statement in said.before),
        tuple(_said(statement, said.attribute, one.after, after) for statement in said.after),
    )


def _said(statement: Statement, attribute: str, record: Record | None, places: Places) -> Said:
    assert record is not None  # noqa: S101 - INVARIANT: nothing is said of what is not there
    links = record.links.get(attribute, ())
    named = [name_of(link.target) for link in links if link.statement is statement]
    return Said(
        text=", ".join(named) if named else values_in_words(statement),
        source=source_of(statement),
        grade=statement.grade.value,
        firm=statement.firm,
        span=places.span(record, statement.place),
    )
