"""Facts as counsel knows them: statements on records, and records that point to each other.

Nothing here decides what holds. A `Record` keeps every statement that any file makes about it;
the engine asks what these statements tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from policyengine.register.model.period import Period
from policyengine.spans import Files, Place

Value = str | bool | int | dt.date | dt.datetime | Period
"""A scalar as the model types it. Words, categories and territories are `str`."""


class Grade(StrEnum):
    """How firmly a source says something."""

    STATED = "stated"
    IMPLIED = "implied"
    PRESUMED = "presumed"


@dataclass(frozen=True, slots=True)
class Source:
    """Something that says things: a notice, the register itself, a contract, public knowledge.

    `kind` is a word of the vocabulary `source-kind`; `own` is false for public knowledge, whose
    statements are never firm.
    """

    key: str
    kind: str
    title: str
    own: bool
    document: str = ""
    sha256: str = ""
    language: str = ""
    stated_on: dt.date | None = None
    checked_on: dt.date | None = None
    place: Place = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the lines of its document that say it, as (first, last) pairs from 1."""

    source: Source
    lines: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        if not self.lines:
            return self.source.key
        shown = ", ".join(f"L{a}" if a == b else f"L{a}-{b}" for a, b in self.lines)
        return f"{self.source.key} {shown}"


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one attribute or relation of one record.

    `values` is exhaustive for a closed attribute. Empty `values` means "stated: none".
    For a relation the values are the keys of the records named.
    """

    values: tuple[Value, ...]
    citation: Citation | None
    grade: Grade
    place: Place
    note: str = ""

    @property
    def firm(self) -> bool:
        """Stated or implied by one of the organisation's own sources."""
        if self.grade is Grade.PRESUMED:
            return False
        return self.citation is None or self.citation.source.own


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One member of a relation: the record at the other end, and the statement that says so."""

    target: Record
    statement: Statement


@dataclass(slots=True, eq=False)
class Record:
    """One thing of one kind: `statements` by attribute, `links` by relation (both directions).

    INVARIANT: `links` holds every relation of the kind in both directions once the register is
    built; a relation that nobody states is absent. `complete` names the open attributes and
    relations of which somebody asserts that the list is whole.
    """

    kind: str
    key: str
    """The path of slugs inside the register, such as `activities.newsletter.parties.mailer`."""
    register: str
    """The slug of the register, empty for a shared organisation."""
    existence: Statement
    """That the record exists: source, grade and place of its own key."""
    statements: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    links: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    complete: dict[str, Statement] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The last part of the key."""
        return self.key.rpartition(".")[2]

    @property
    def title(self) -> str:
        """What a person calls it: its stated title, its organisation's, or the slug in words; of a register its own."""
        for statement in self.statements.get("title", ()):
            if statement.values:
                return str(statement.values[0])
        for link in self.links.get("organisation", ()):
            return link.target.title
        return self.register if self.kind == "register" else self.slug.replace("-", " ")

    def __repr__(self) -> str:
        return f"<{self.kind} {self.register}:{self.key}>"


@dataclass(slots=True)
class NotFact:
    """A line range of a document that states no fact, and why."""

    citation: Citation
    because: str
    place: Place


@dataclass(slots=True)
class Register:
    """One organisation's register: `root` is the record of kind `register` itself."""

    slug: str
    root: Record
    sources: dict[str, Source]
    by_kind: dict[str, list[Record]]
    """Every record of the register by kind, derived ones included, in order of their keys;
    `organisation` holds the shared organisations that the register names."""
    not_facts: list[NotFact] = field(default_factory=list)

    def of(self, kind: str) -> list[Record]:
        """The records of `kind`, in order of their keys."""
        return self.by_kind.get(kind, [])


@dataclass(slots=True)
class Facts:
    """Everything that was read: registers by slug, shared organisations, and the files."""

    registers: dict[str, Register]
    organisations: dict[str, Record]
    files: Files
    outdone: list[tuple[Record, str, Statement]] = field(default_factory=list)
    """Statements that tell nothing beside a firmer one that names the same record, with the relation
    or open attribute they are about, or "" for the record's existence. Their lines are evidence all the same."""

    def records(self) -> Iterator[Record]:
        """Every record of every register, each shared organisation once."""
        yield from self.organisations.values()
        for register in self.registers.values():
            for kind, records in register.by_kind.items():
                if kind != "organisation":
                    yield from records
