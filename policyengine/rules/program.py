"""What the engine runs: rules, definitions and law tables as plain, picklable data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from policyengine.register.model.types import Attribute
from policyengine.register.records import Record
from policyengine.rules.language import Condition
from policyengine.spans import Files, Place

if TYPE_CHECKING:
    from policyengine.rules.dependence import Dependence
    from policyengine.rules.propositions import Compiled


class Severity(StrEnum):
    """How much it matters; ordered by `rank`, 0 being the worst."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, 4 for info."""
        return tuple(Severity).index(self)


class Breach(StrEnum):
    """What the verdict is called where the requirement is told false."""

    VIOLATED = "violated"
    CONTRADICTORY = "contradictory"
    NOT_STATED = "not stated"


class Enforcement(StrEnum):
    """What a finding of a rule does to a run, whatever the law says; the words are those of other policy engines."""

    ADVISORY = "advisory"
    """Shown as advice; fails no run."""
    SOFT = "soft"
    """Fails a run from the severity on from which it is told to, and may be waived."""
    HARD = "hard"
    """Fails a run whatever its severity, and cannot be waived."""


class Window(NamedTuple):
    """The days on which something applies, both included; `None` leaves an end open."""

    start: dt.date | None = None
    end: dt.date | None = None

    def contains(self, day: dt.date) -> bool:
        """Whether `day` lies within."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Exemption(NamedTuple):
    """One `unless` of a rule.

    `claimed` is the condition that somebody relies on it; `amended_by` names the rule file that
    added it, or is empty.
    """

    provision: str
    when: Condition
    because: str
    place: Place
    claimed: Condition | None = None
    amended_by: str = ""


class Raise(NamedTuple):
    """A severity that applies while its condition is told true."""

    to: Severity
    when: Condition


class Rule(NamedTuple):
    """One rule, typed and complete. The field names are those of the rule file."""

    id: str
    pack: str
    title: str
    provisions: tuple[str, ...]
    for_each: str
    severity: Severity
    when: Condition
    require: Condition
    place: Place
    unless: tuple[Exemption, ...] = ()
    breach: Condition | None = None
    breach_means: Breach = Breach.VIOLATED
    raises: tuple[Raise, ...] = ()
    decided_by: str = "facts"
    rests_on: str = "law"
    shown_by: tuple[str, ...] = ()
    in_force: Window = Window()
    explain: str = ""
    expects: str = ""
    """What the law asks, in a few words, for the line `= expects`."""
    remedy: str = ""
    follows_from: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reviewed_on: dt.date | None = None
    reviewed_against: str = ""
    waivable: bool = True
    """Whether somebody may accept a finding of it for a time."""
    enforcement: Enforcement = Enforcement.SOFT
    """Never in the rule file: each house says it in its policy file."""


class Definition(NamedTuple):
    """A legal conclusion with a name, asked of one kind of record."""

    name: str
    kind: str
    means: str
    provision: str
    holds: Condition
    place: Place


@dataclass(slots=True)
class Table:
    """A law table: its columns, and its rows as records of a complete kind.

    Each row's `existence` statement carries the row's place; its statements cite the source that
    the row names.
    """

    name: str
    title: str
    columns: dict[str, Attribute]
    rows: list[Record]
    checked_on: dt.date | None
    place: Place


class Pack(NamedTuple):
    """A set of rules: `when` is asked of the register's own record and joined to every rule."""

    name: str
    title: str
    when: Condition
    place: Place
    provisions_total: int = 0
    """How many checkable provisions the pack's field has, for the coverage count."""
    law: bool = False
    """Whether it states the law, rather than somebody's own policy."""


@dataclass
class Program:
    """Everything the engine needs, in a fixed order: rules by id, definitions members first."""

    packs: dict[str, Pack]
    rules: dict[str, Rule]
    definitions: dict[str, Definition]
    tables: dict[str, Table]
    files: Files

    @cached_property
    def compiled(self) -> Compiled:
        """The rules as propositions. Worked out when it is first asked for, and kept with compiled packs."""
        from policyengine.rules.compiling import compiled

        return compiled(self)

    @cached_property
    def dependence(self) -> Dependence:
        """The ways by which rules read what they read. Worked out when it is first asked for."""
        from policyengine.rules.dependence import Dependence

        return Dependence(self)

    @cached_property
    def reach(self) -> dict[str, frozenset[tuple[str, str]]]:
        """What each rule reads: (kind or table, attribute or relation) pairs."""
        return self.dependence.reach()
