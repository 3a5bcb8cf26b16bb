"""A scenario as plain values: named changes of facts, of law and of the day, in the order in which they are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from policyengine.source.tree import Node
from policyengine.spans import Files, Place


class Verb(StrEnum):
    """What a change does at its path."""

    SET = "set"
    """States this instead of what is stated; what was not stated is stated now."""
    UNSET = "unset"
    """Nothing is said of it any more."""
    ADD = "add"
    """A record that was not there, or one more value."""
    REMOVE = "remove"
    """A record that was there, or one of the values."""
    REPLACE = "replace"
    """A record or value that was there, by another."""


STATUS = {
    "hypothesis": "only supposed",
    "proposal": "not law: proposed",
    "provisional": "not law: agreed, not adopted",
    "adopted": "adopted, not yet applied",
    "in-force": "law in force",
}
"""What a scenario is, and how reports say it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who supposes it: the source that every statement of a scenario cites."""

    key: str
    """As the source is cited."""
    title: str
    new: bool = True
    """Whether it is declared as a source where it states something; otherwise it names one that is declared."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what stands at one path."""

    verb: Verb
    path: str
    place: Place
    value: Node | None
    """None where nothing is given, as with most of `unset` and `remove`."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class Wherever:
    """The same changes of every record of a kind of which a condition is told true; paths begin at the record."""

    for_each: str
    when: Node
    place: Place
    changes: tuple[Change, ...]


Step = Change | Wherever


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file of changes, or the flags of a command line."""

    name: str
    title: str
    steps: tuple[Step, ...]
    status: str = "hypothesis"
    """A key of `STATUS`."""
    source: str = ""
    checked_on: dt.date | None = None
    note: str = ""
    as_of: dt.date | None = None

    @property
    def described(self) -> str:
        """Title, status, source and when that was checked, in one sentence without its end."""
        parts = [STATUS[self.status], f"source: {self.source}" if self.source else ""]
        parts.append(f"checked {self.checked_on.isoformat()}" if self.checked_on else "")
        return f"{self.title} ({'; '.join(part for part in parts if part)})"


@dataclass(frozen=True, slots=True)
class Supposed:
    """Scenarios one after the other, each after those it is based on; the empty one changes nothing."""

    scenarios: tuple[Scenario, ...] = ()
    files: Files = field(default_factory=Files)
    """Where their places count."""

    @property
    def steps(self) -> Iterator[Step]:
        """Everything that is changed, in order."""
        for scenario in self.scenarios:
            yield from scenario.steps

    def day(self, otherwise: dt.date) -> dt.date:
        """As of when it is judged: the last scenario that says it counts."""
        return next((one.as_of for one in reversed(self.scenarios) if one.as_of is not None), otherwise)


def composed(scenarios: Sequence[Scenario], files: Files) -> Supposed:
    """These scenarios in their order, each once."""
    return Supposed(tuple({id(one): one for one in scenarios}.values()), files)
