"""What could be done about findings, as plain values: each proposal with what it takes, resolves and opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policyengine.findings import Finding

CRITERION = (
    "Each proposal has been judged: after it nothing is violated or contradictory that was neither before, and "
    "nothing that was is more severe. What would be open that is not now is named."
)
"""What every proposal keeps to."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do."""

    words: str
    effort: str
    """A word of the table of efforts."""
    means: str
    """What the word means."""
    cost: int
    changes: tuple[str, ...]
    """As scenarios write them: `set PATH = VALUE`."""
    supposes: str = ""
    """What is taken for granted beside it."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A verdict that a proposal changes beside those it is for."""

    rule: str
    title: str
    register: str
    record: str
    """What people call it."""
    key: str
    verdict: str
    """As it is afterwards if it is opened, as it was if it is resolved."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Things to do together, cheapest first."""

    name: str
    """That of its scenario."""
    deeds: tuple[Deed, ...]
    resolves: tuple[Aside, ...]
    """What it resolves beside what it is for."""
    opens: tuple[Aside, ...]
    """What nobody has stated, and which does not matter now."""
    scenario: str
    """The file that `policyengine whatif --scenario` takes."""

    @property
    def cost(self) -> int:
        """What all of it takes."""
        return sum(deed.cost for deed in self.deeds)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A finding, and what could be done about it: proposals, cheapest first, or why there are none."""

    finding: Finding
    proposals: tuple[Proposal, ...]
    why_none: tuple[str, ...]
    """Where there are no proposals: why, a sentence each without its end."""
    note: str
    """Where facts alone do not decide: who or what does."""
    without_others: bool
    """The proposals are for the finding alone; nothing resolves what is reported under it as well."""
    proven: bool
    """No cheaper set of things to do that the proofs ask for would do."""
    trials: int
    """How many sets were judged."""
    thought_of: int
    """How many things to do the proofs asked for that can be done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One proposal for all that can be repaired in a register."""

    register: str
    title: str
    proposal: Proposal | None
    covers: tuple[Finding, ...]
    left: tuple[Finding, ...]
    """What no proposal resolves."""
    why_none: tuple[str, ...]
    proven: bool
    trials: int


@dataclass(frozen=True, slots=True)
class Repairs:
    """Everything that a report of repairs needs, worst first."""

    as_of: dt.date
    registers: tuple[str, ...]
    repaired: tuple[Repaired, ...]
    plans: tuple[Plan, ...] | None
    """Where one plan a register is asked for; then `repaired` holds what is left by it."""

    @property
    def proposals(self) -> list[Proposal]:
        """Every proposal, in the order in which they are shown."""
        planned = [plan.proposal for plan in self.plans or () if plan.proposal is not None]
        return [*planned, *(proposal for one in self.repaired for proposal in one.proposals)]

    @property
    def none_for(self) -> list[Finding]:
        """Findings for which there is no proposal."""
        if self.plans is not None:
            return [finding for plan in self.plans for finding in plan.left]
        return [one.finding for one in self.repaired if not one.proposals]
