"""Exit codes, and which of them a run ends with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from policyengine.findings import Finding
from policyengine.rules.program import Severity


class Exit(IntEnum):
    """How a run ended. Where several hold, the first of 70, 2, 3, 4, 5, 1, 0."""

    CLEAN = 0
    """Judged; nothing at or above what `--fail-on` names."""
    FINDINGS = 1
    """Findings at or above what `--fail-on` names."""
    USAGE = 2
    """The command line cannot be followed."""
    INVALID = 3
    """Facts or rules are invalid."""
    NOTHING_JUDGED = 4
    """No rule met any record."""
    OUR_BUG = 70
    """The program is wrong, not the input."""


FAILING = ("violated", "contradictory")
"""The verdicts that can fail a run. What is not stated is a question, not a breach."""


@dataclass(frozen=True, slots=True)
class FailOn:
    """From which severity on a violated or contradictory finding fails the run; `None` for never."""

    severity: Severity | None

    @classmethod
    def parse(cls, text: str) -> FailOn:
        """Read a severity or `never`. Raises `ValueError` for anything else."""
        return cls(None if text == "never" else Severity(text))

    def exit(self, findings: list[Finding]) -> Exit:
        """The exit code for what was found."""
        if self.severity is None:
            return Exit.CLEAN
        worst = [Severity(finding.severity).rank for finding in findings if finding.verdict in FAILING]
        return Exit.FINDINGS if any(rank <= self.severity.rank for rank in worst) else Exit.CLEAN
