"""What judging yields: told bits, verdicts, judgements, and the steps of a proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

from policyengine.register.records import Record, Statement
from policyengine.rules.language import Condition
from policyengine.rules.program import Exemption, Rule, Severity


class Told(IntEnum):
    """What sources tell of a proposition (Belnap's four values): bit 0 told true, bit 1 told false."""

    NOT_STATED = 0
    YES = 1
    NO = 2
    CONTRADICTORY = 3

    @property
    def true(self) -> bool:
        """Told true, whatever else is told."""
        return bool(self & 1)

    @property
    def false(self) -> bool:
        """Told false, whatever else is told."""
        return bool(self & 2)


TOLD = tuple(Told)
"""Told bits by their number: indexing is quicker than asking the class."""


class Verdict(StrEnum):
    """The words for what a rule says of a record. Exactly these, everywhere."""

    VIOLATED = "violated"
    CONTRADICTORY = "contradictory"
    NOT_STATED = "not stated"
    UNDETERMINED = "undetermined"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not applicable"


class Ground(NamedTuple):
    """Something a step rests on: a statement about a record, a table row, or a presumption.

    For a presumption `statement` is None and `because` gives the reason. `attribute` is empty where
    the existence of the record is meant. `tells` says whether it tells the step true or false.
    """

    record: Record
    attribute: str
    tells: bool
    statement: Statement | None
    because: str = ""

    def __hash__(self) -> int:
        """Equal grounds rest on one place, which is quicker to hash than a statement with its citation."""
        place = 0 if self.statement is None else self.statement.place
        return hash((id(self.record), self.attribute, self.tells, place))


class Missing(NamedTuple):
    """A statement that nobody makes and on which the answer depends."""

    record: Record
    attribute: str


@dataclass(slots=True)
class Step:
    """One line of a proof: a condition, what is told of it, on what grounds, and the steps below."""

    condition: Condition | None
    subject: Record
    told: Told
    label: str = ""
    """`applies`, `exists`, `exception`, `requires`, `breach` at the top; a definition's name or a member."""
    grounds: list[Ground] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    below: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Judgement:
    """What one rule says of one record."""

    rule: Rule
    record: Record
    verdict: Verdict
    severity: Severity
    if_applied: Verdict | None = None
    """For `undetermined`: what the verdict would be if the rule applied."""
    exception: Exemption | None = None
    """For `satisfied` by an exception: which."""
    not_firm: bool = False
    """The rule is violated on all statements but not on the firm ones alone."""
    register: str = ""
    """The slug of the register in which it is judged: a shared organisation is, in each that names it."""


class Part(StrEnum):
    """The parts of a rule as they follow each other in a proof; `UNLESS` is all that its exceptions ask."""

    APPLIES = "applies"
    UNLESS = "unless"
    REQUIRES = "requires"
    BREACH = "breach"


class Proof:
    """A judgement with its steps.

    Each part is worked out when it is first looked at, because most verdicts turn on one or two.
    """

    def __init__(self, judgement: Judgement, prove: Callable[[Judgement, Part], list[Step]]) -> None:
        self.judgement = judgement
        self._prove = prove
        self._parts: dict[Part, list[Step]] = {}

    def part(self, part: Part) -> list[Step]:
        """The steps of one part; none where the rule has no such part."""
        if part not in self._parts:
            self._parts[part] = self._prove(self.judgement, part)
        return self._parts[part]

    @property
    def steps(self) -> list[Step]:
        """All steps, in the order in which the rule is written."""
        return [step for part in Part for step in self.part(part)]
