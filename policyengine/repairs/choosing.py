"""Which findings somebody wants repaired, what anything costs, and how long to look."""

from __future__ import annotations

from dataclasses import dataclass, field

from policyengine.repairs.efforts import Efforts
from policyengine.repairs.search import MOST_TRIALS

_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings, and how they are to be repaired."""

    chosen: tuple[str, ...] = ()
    """Rules, records (`key` or `register:key`), or `rule@record`; without any, what is violated or contradictory."""
    table: Efforts = field(default_factory=Efforts)
    alternatives: int = _ALTERNATIVES
    most: int = MOST_TRIALS
    """Of judgings for one finding."""
    together: bool = False
    """One plan for each register."""
