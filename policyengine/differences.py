"""What differs between two judgings, as plain values: findings, facts, and which statement turned a verdict.

Two revisions, two folders, or a scenario and what it changes: nothing here knows where the two came from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from policyengine.dossier import Picture, ProofLine
from policyengine.findings import Finding, RecordName
from policyengine.spans import Span

Side = Literal["base", "head"]
"""Before and after; whose lines a place counts."""

_LENGTH = 32
_SHORT = 10


class Subject(NamedTuple):
    """What a finding says of one record, by which it is known again wherever its lines move."""

    rule: str
    register: str
    record: str
    """The key of the record."""
    verdict: str


def subjects(finding: Finding) -> Iterator[Subject]:
    """Each record of a finding, and each that another rule meets under the same cause."""
    for record in finding.records:
        yield Subject(finding.rule, finding.register, record.key, finding.verdict)
    for related in finding.related:
        for key in related.records:
            yield Subject(related.rule, finding.register, key, related.verdict)


def fingerprint(finding: Finding) -> str:
    """128 bits in hexadecimal of the rule, the register, the keys of its records and the verdict.

    No two findings of one run share them: of one rule, a record has one verdict and one finding.
    """
    return _fingerprint(finding.rule, finding.register, (record.key for record in finding.records), finding.verdict)


def _fingerprint(rule: str, register: str, records: Iterable[str], verdict: str) -> str:
    about = [rule, register, *sorted(records), verdict]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:_LENGTH]


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as reports show it."""

    text: str
    """What it lists, in words, or `none`."""
    source: str
    grade: str
    firm: bool
    span: Span


@dataclass(frozen=True, slots=True)
class StatementChange:
    """What is said of one attribute or relation of a record, as far as it differs.

    Both sides may hold several statements, where sources disagree. `attribute` is empty where the
    record's own existence is said otherwise; what is `complete` is named `complete: attribute`.
    """

    attribute: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class FactChange:
    """A record that is there on one side only, or of which other things are said."""

    change: Literal["added", "removed", "changed"]
    register: str
    """Empty for a shared organisation."""
    record: RecordName
    """As head writes it; of a removed one as base did."""
    statements: tuple[StatementChange, ...]

    @property
    def side(self) -> Side:
        """Whose lines the place of the record counts."""
        return "base" if self.change == "removed" else "head"


@dataclass(frozen=True, slots=True)
class Turning:
    """What turned a verdict: a statement that one side has and the other has not, or the law itself."""

    text: str
    """In plain words: what it says, and of what."""
    side: Side
    """`head` where it was added, `base` where it is gone."""
    span: Span | None
    """None where no line says it."""
    law: bool = False
    """It is a rule or definition that differs, and the text says whether it is new, gone or otherwise."""
    excerpt: str = ""
    """Where asked for: the line that stands at the place."""
    day: dt.date | None = None
    """Both sides say it: it is a date, and from this day on it tells something else."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A finding that is on one side only, and why."""

    finding: Finding
    was: tuple[str, ...]
    """What the rule says of these records on the other side: verdicts, `no such record`, `no such rule` or
    `rule not in force`."""
    turned_by: tuple[Turning, ...]
    """Empty where no statement that the verdict rests on differs."""
    other: tuple[ProofLine, ...] = ()
    """Where asked for: the proof of what the other side says of the same record, if it says anything."""


@dataclass(frozen=True, slots=True)
class Shift:
    """The same records found by the same rule on both sides, with another verdict or severity."""

    before: Finding
    after: Finding
    worse: bool
    """In verdict or in severity, whatever the other does."""
    turned_by: tuple[Turning, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that a report of two judgings needs, in the order in which it is shown."""

    introduced: tuple[Turned, ...]
    resolved: tuple[Turned, ...]
    changed: tuple[Shift, ...]
    unchanged: int
    """Verdicts on records that both sides report alike."""
    facts: tuple[FactChange, ...]

    @property
    def failing(self) -> list[Finding]:
        """What may fail a run: introduced findings, and those that changed for the worse as they are now."""
        return [turned.finding for turned in self.introduced] + [shift.after for shift in self.changed if shift.worse]


@dataclass(frozen=True, slots=True)
class Version:
    """One side as its reader knows it: `main`, `the work tree`, a folder."""

    name: str
    commit: str = ""
    """The hash, where it is one of a repository."""

    def __str__(self) -> str:
        return f"{self.name} ({self.commit[:_SHORT]})" if self.commit and self.commit != self.name else self.name


@dataclass(frozen=True, slots=True)
class Supposition:
    """A scenario as its reader should know it: what it changes, and that nobody says that it is so."""

    name: str
    title: str
    status: str
    """A word: `hypothesis`, `proposal`, `provisional`, `adopted` or `in-force`."""
    status_means: str
    """The same in words."""
    source: str
    checked_on: dt.date | None
    note: str
    as_of: dt.date | None
    """The day that it supposes."""
    lines: tuple[tuple[str, Span], ...]
    """What it changes, each in a line as somebody would write it, and where that stands."""


@dataclass(frozen=True, slots=True)
class Reliance:
    """How far anything rests on law that is supposed to be otherwise."""

    tables: tuple[str, ...]
    """Of which some row is otherwise."""
    changed: tuple[str, ...]
    """Rules that are new, gone or otherwise, themselves or by a definition."""
    rules: int
    """How many rules these are, with those that read the tables."""
    verdicts: int
    """How many verdicts these give as it stands, where they apply or might."""
    verdicts_supposed: int
    undecided: int
    """How many of the verdicts as it stands are open: not stated or undetermined."""
    undecided_supposed: int
    turned: bool
    """Whether any of these verdicts is another as supposed."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference, with what was compared, by which rules, and as of when."""

    as_of: dt.date
    base: Version
    head: Version
    rules: str
    """Which rules judge, in a sentence without its end."""
    judged: int
    """How many verdicts there are at head."""
    difference: Difference
    registers: int = 1
    """How many are judged on either side."""
    reliance: Reliance | None = None
    """Of what is supposed, where the law is otherwise."""
    head_as_of: dt.date | None = None
    """The day of head, where it may be another."""
    supposed: tuple[Supposition, ...] | None = None
    """The scenarios that make head of base; None where the two stand in files of their own."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Where asked for: what people call each register of either side."""
    pictures: tuple[Picture, ...] = ()
    """Where asked for: a drawing of what differs in each register in which something drawn does."""
