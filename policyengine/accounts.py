"""What `policyengine evidence` reports, as plain values: for each document which lines the facts account for.

Nothing here knows how the lines were matched or how they will be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from policyengine.errors import Problem
from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that names the document: its key, its title, and the hash it states, empty where it states none."""

    source: str
    title: str
    sha256: str
    span: Span


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact that cites a line, in plain words: what is said of which record, and where that stands.

    `attribute` and `says` are empty where only the record itself is named.
    """

    kind: str
    key: str
    title: str
    attribute: str
    says: str
    grade: str
    span: Span


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry of `not_facts`: the lines it names that are not blank, and why they state no fact."""

    lines: tuple[int, ...]
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class BadRange:
    """Lines that are cited and not there, or blank: `wrong` says which, `more` how many statements cite them, too."""

    source: str
    lines: str
    wrong: str
    span: Span
    more: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document that is not blank, with everything that accounts for it."""

    number: int
    text: str
    facts: tuple[Saying, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One document of one register. Line numbers count from 1; blank lines are never among them."""

    register: str
    """Empty for a document of the shared organisations."""
    document: str
    claims: tuple[Claim, ...]
    sha256: str
    """What the hash of the document is."""
    cited: tuple[int, ...]
    """Lines that at least one fact cites."""
    set_aside: tuple[int, ...]
    """Lines that no fact cites and that stand under `not_facts`."""
    both: tuple[int, ...]
    """Those of `cited` that stand under `not_facts` all the same."""
    open: tuple[tuple[int, str], ...]
    """Lines that nothing accounts for, with their text."""
    not_facts: tuple[SetAside, ...]
    bad_ranges: tuple[BadRange, ...]
    lines: tuple[Line, ...] = ()
    """The whole accounting, where it was asked for."""

    @property
    def total(self) -> int:
        """How many lines are not blank."""
        return len(self.cited) + len(self.set_aside) + len(self.open)

    @property
    def percent(self) -> int:
        """Of the lines that are not blank, how many in a hundred are accounted for; 100 only where all are."""
        return 100 * (self.total - len(self.open)) // self.total if self.total else 100

    @property
    def differing(self) -> tuple[Claim, ...]:
        """The sources that state another hash."""
        return tuple(claim for claim in self.claims if claim.sha256 and claim.sha256 != self.sha256)

    @property
    def in_order(self) -> bool:
        """Whether there are lines, all are accounted for, no stated hash differs, and every range cited is there.

        Files of shared organisations have no `not_facts`, so their documents may have open lines.
        """
        return self.total > 0 and not (self.differing or self.bad_ranges or (self.open and self.register))


@dataclass(frozen=True, slots=True)
class Accounts:
    """All documents in order of register and name, and what is wrong with those that could not be read."""

    documents: tuple[Account, ...]
    problems: tuple[Problem, ...] = ()
