"""Two sets of facts beside each other: which records and statements only one of them has.

What is written is compared, not what is worked out from it. Notes and lines do not count: a statement is
the same where its values, its source with the lines cited, its grade and its firmness are; that a record
exists may be said in several files, so that there the source does not count either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policyengine.register.making import make_statement
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Grade, Record, Register, Source, Statement, Value

EXISTENCE = ""
"""Stands for the attribute where it is said that a record exists."""
SOURCE = "source"
"""The kind under which sources are compared, although they are no records."""
_COMPLETE = "complete: "
_SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Differs:
    """What is said of one attribute or relation, as far as only one side says it."""

    attribute: str
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class RecordDiffers:
    """One record on both sides, or on one, and what is said of it on one side only."""

    before: Record | None
    after: Record | None
    said: tuple[Differs, ...]

    @property
    def record(self) -> Record:
        """As it is after, where it still is."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - INVARIANT: it is on one side at least
        return found


def compare(before: Facts, after: Facts) -> list[RecordDiffers]:
    """Every record of which something else is written, by register and key; shared organisations first."""
    if before is after:
        return []
    ours, theirs = _written(before), _written(after)
    names = sorted(ours.keys() | theirs.keys())
    found = (record_differs(ours.get(name), theirs.get(name)) for name in names)
    return [one for one in found if one is not None]


def record_differs(before: Record | None, after: Record | None) -> RecordDiffers | None:
    """What is written of one record on one side only; None where that is nothing."""
    said = tuple(_differs(_said(before), _said(after)))
    return RecordDiffers(before, after, said) if said or before is None or after is None else None


def sources_differ(before: Register, after: Register) -> list[RecordDiffers]:
    """What is said otherwise of the sources of one register."""
    ours, theirs = ({record.key: record for record in _sources_of(one)} for one in (before, after))
    found = (record_differs(ours.get(key), theirs.get(key)) for key in sorted(ours.keys() | theirs.keys()))
    return [one for one in found if one is not None]


def _written(facts: Facts) -> dict[tuple[str, str, str], Record]:
    """Every record that somebody has written, by register, key and kind."""
    records = [*facts.organisations.values(), *(r for _, one in sorted(facts.registers.items()) for r in _of(one))]
    return {(record.register, record.key, record.kind): record for record in records}


def _of(register: Register) -> Iterator[Record]:
    for kind, records in register.by_kind.items():
        if kind != "organisation" and not KINDS[kind].derived:
            yield from records
    yield from _sources_of(register)


def _sources_of(register: Register) -> Iterator[Record]:
    for key, source in sorted(register.sources.items()):
        # A scenario is a source only where it states something, which is what is compared.
        if source.kind != _SCENARIO:
            yield _as_record(register.slug, key, source)


def _as_record(register: str, key: str, source: Source) -> Record:
    """A source with what is said of it as statements."""
    about: tuple[tuple[str, Value | None], ...] = (
        ("title", source.title),
        ("kind", source.kind),
        ("document", source.document),
        ("sha256", source.sha256),
        ("language", source.language),
        ("stated_on", source.stated_on),
        ("checked_on", source.checked_on),
    )
    statements: dict[str, tuple[Statement, ...]] = {
        name: (make_statement((value,), None, Grade.STATED, source.place),) for name, value in about if value
    }
    exists = make_statement((), None, Grade.STATED, source.place)
    return Record(SOURCE, f"sources.{key}", register, exists, statements)


def _said(record: Record | None) -> dict[str, list[Statement]]:
    """Everything that is written of a record, by attribute or relation, attributes first."""
    if record is None:
        return {}
    said = {EXISTENCE: [record.existence], **{name: list(found) for name, found in sorted(record.statements.items())}}
    for name in _named(record.kind):
        for link in record.links.get(name, ()):
            # Of the links in both directions those count whose statement stands here: it names the other record.
            known = said.setdefault(name, [])
            if link.target.key in link.statement.values and link.statement not in known:
                known.append(link.statement)
    for name, statement in sorted(record.complete.items()):
        said[f"{_COMPLETE}{name}"] = [statement]
    return said


def _named(kind: str) -> list[str]:
    if kind == SOURCE:
        return []
    return [r.name for r in KINDS[kind].relations if not r.contains and not r.derived]


def _differs(before: dict[str, list[Statement]], after: dict[str, list[Statement]]) -> Iterator[Differs]:
    """What only one side says, attribute by attribute, in the order in which a record is described."""
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name, []), after.get(name, [])
        gone, new = tuple(_beside(name, one, other)), tuple(_beside(name, other, one))
        if gone or new:
            yield Differs(name, gone, new)


def _beside(name: str, some: Iterable[Statement], others: Iterable[Statement]) -> Iterator[Statement]:
    """Those that others do not say; one of two alike only where the others have none."""
    known = {_content(name, statement) for statement in others}
    return (statement for statement in some if _content(name, statement) not in known)


def _content(name: str, statement: Statement) -> tuple[tuple[str, ...], str, Grade, bool]:
    values = tuple(sorted(repr(value) for value in statement.values))
    cited = "" if name == EXISTENCE else str(statement.citation or "")
    return values, cited, statement.grade, statement.firm
