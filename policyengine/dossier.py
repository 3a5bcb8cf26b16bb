"""What a report to keep shows beside findings, as plain values: proofs, drawings, law tables, sources and files.

Nothing here knows how it was judged or drawn, or how it will be shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line of a proof, in the order in which it is read.

    `kind` is `heading`, `step`, `told true`, `told false` or `nobody says`; the last three say what the step
    above them rests on, and have its depth, which counts from 1.
    """

    kind: str
    text: str
    depth: int = 0
    answer: str = ""
    """Of a step: yes, no, not stated or contradictory."""
    source: str = ""
    """Of what is told: who says it, and how firmly where it is not plainly stated."""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source of a register: what it is, which document, and when it was stated and checked."""

    key: str
    title: str
    kind: str
    own: bool
    document: str
    sha256: str
    language: str
    stated_on: dt.date | None
    checked_on: dt.date | None


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file that was read. `lines` counts those of its text, whose SHA-256 in UTF-8 `sha256` is."""

    path: str
    lines: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """A register: its sources, the files in which it is written, and how many records of each kind there are.

    What registers share, such as organisations, stands on a card of its own, without a slug.
    """

    slug: str
    title: str
    jurisdictions: tuple[str, ...]
    sources: tuple[SourceCard, ...]
    files: tuple[FileCard, ...]
    kinds: tuple[tuple[str, str], ...]
    """Each kind of which there are records, and how many in words: `4 activities`."""


@dataclass(frozen=True, slots=True)
class RowCard:
    """A row of a law table: a text a column, who says so, and whether it applies on the day, where rows have days."""

    cells: tuple[str, ...]
    source: str
    checked_on: dt.date | None
    in_force: bool | None


@dataclass(frozen=True, slots=True)
class TableCard:
    """A law table. `columns` are pairs of a name and what the column says."""

    name: str
    title: str
    checked_on: dt.date | None
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowCard, ...]

    @property
    def dated(self) -> bool:
        """Whether its rows apply from some day on, or until one."""
        return any(row.in_force is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class PackCard:
    """A pack of rules, with how many of its rules were run."""

    name: str
    title: str
    rules: int


@dataclass(frozen=True, slots=True)
class ProvisionCard:
    """A provision that could be checked on a register, and what it asks."""

    cites: str
    duty: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Somebody or some flow in a drawing: the id of its element, what it is, and the records it stands for."""

    id: str
    title: str
    says: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing of a register as SVG to put into a page, without prolog, styles or scripts.

    A spot that a finding concerns is a link to `#of-` and its id. Where there is no drawing, `svg` is empty and
    `why_not` says why.
    """

    register: str
    svg: str
    caption: str
    """How much is drawn, and on which day."""
    spots: tuple[Spot, ...] = ()
    why_not: str = ""
    wide: bool = True


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of the above that is not about a single finding."""

    registers: tuple[RegisterCard, ...] = ()
    packs: tuple[PackCard, ...] = ()
    law: tuple[FileCard, ...] = ()
    """Files of rules, definitions and law tables."""
    tables: tuple[TableCard, ...] = ()
    not_checked: tuple[ProvisionCard, ...] = ()
    """Provisions that no rule checks, in the order of the law."""
    pictures: tuple[Picture, ...] = ()
