"""What the mere passing of time will change, as plain values: the days, what flips on each, which date does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policyengine.differences import Shift, Supposition, Turned
from policyengine.findings import Finding, Waived
from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class WaiverTurn:
    """A waiver that holds on one day and not on the next, or the other way round."""

    finding: Finding
    """What it is about, as it is on the day; where there is nothing of the kind any more, as it was."""
    terms: Waived
    was: str
    """`in force`, `expired`, `void`, `orphaned` or `future-dated`, the day before."""
    now: str
    why: str
    """In plain words, as `policyengine waivers` says it."""

    @property
    def ends(self) -> bool:
        """Whether what it waived is visible again, and not merely gone."""
        return self.now in ("expired", "void")

    @property
    def begins(self) -> bool:
        """Whether it waives something from that day on."""
        return self.now == "in force"


@dataclass(frozen=True, slots=True)
class Written:
    """A date that stands in facts, law or waivers, in plain words."""

    day: dt.date
    text: str
    span: Span
    law: bool


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """A day on which verdicts are not those of the day before, if nothing is done; each list is worst first."""

    day: dt.date
    introduced: tuple[Turned, ...]
    changed: tuple[Shift, ...]
    resolved: tuple[Turned, ...]
    waivers: tuple[WaiverTurn, ...]
    law: tuple[Written, ...]
    """Rows of law tables and rules that begin or end on this day."""

    @property
    def worse(self) -> tuple[Shift, ...]:
        """What is found before and after, and gets worse."""
        return tuple(shift for shift in self.changed if shift.worse)

    @property
    def milder(self) -> tuple[Shift, ...]:
        """What is found before and after, and gets milder."""
        return tuple(shift for shift in self.changed if not shift.worse)

    @property
    def failing(self) -> Iterator[Finding]:
        """What may fail a run: what is introduced, gets worse, or is no longer waived."""
        yield from (one.finding for one in self.introduced)
        yield from (shift.after for shift in self.worse)
        yield from (one.finding for one in self.waivers if one.ends)


@dataclass(frozen=True, slots=True)
class Endless:
    """Records that may end, of which nobody states when: a forecast takes it that they go on."""

    kind: str
    attribute: str
    records: int
    of: int
    """How many such records there are."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything that a report of a forecast needs, in the order in which it is shown."""

    as_of: dt.date
    until: dt.date
    registers: tuple[str, ...]
    days: tuple[ChangeDay, ...]
    quiet: tuple[Written, ...]
    """Dates in the span on which no verdict changes, in order."""
    beyond: tuple[Written, ...]
    """What turns on the first day after the span on which something may change; empty where nothing does."""
    endless: tuple[Endless, ...]
    judged: int
    """How many verdicts there are on the first day."""
    supposed: tuple[Supposition, ...] | None = None
    """The scenarios on which it rests; None where it is about how things stand."""

    @property
    def failing(self) -> list[Finding]:
        """What may fail a run on any of the days."""
        return [finding for day in self.days for finding in day.failing]
