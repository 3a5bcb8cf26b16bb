"""Exit codes, and which of them a run ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from policyengine.findings import Finding, Outcome


class Exit(IntEnum):
    """How a run ended. Where several hold, the first of 70, 2, 3, 4, 5, 1, 0."""

    CLEAN = 0
    """Judged; nothing at or above what `--fail-on` names."""
    FINDINGS = 1
    """Findings at or above what `--fail-on` names."""
    USAGE = 2
    """The command line cannot be followed."""
    INVALID = 3
    """Facts, rules, waivers or the policy file are invalid."""
    NOTHING_JUDGED = 4
    """No rule met any record."""
    STALE_WAIVER = 5
    """A waiver is expired, void, orphaned or dated in the future, and what it waived is back."""
    OUR_BUG = 70
    """The program is wrong, not the input."""


DEFAULT = "high"
"""What fails a run unless `--fail-on` says otherwise."""

SEVERITIES = ("critical", "high", "medium", "low", "info")
BREACHES = ("violated", "contradictory")
VERDICTS = (*BREACHES, "not-stated", "undetermined")
NEVER = "never"
_NONE = -1
_RANKS = {NEVER: _NONE, **{severity: rank for rank, severity in enumerate(SEVERITIES)}}


class FailOn(NamedTuple):
    """The verdicts that fail a run, each from a severity on: what is not stated is a question unless it is asked for.

    Written `high` (violated or contradictory, at high or worse), `violated:low`, `not-stated:critical`,
    several of these with commas between them, or `never`, alone or of one verdict (`contradictory:never`).
    A verdict that is not named keeps its default: nobody lets a breach pass by asking for more.
    """

    from_rank: Mapping[str, int]

    @classmethod
    def parse(cls, text: str) -> FailOn:
        """Read what stands after `--fail-on`. Raises `ValueError`, which says what was expected."""
        if text == NEVER:
            return cls({})
        from_rank: dict[str, int] = {}
        for part in text.split(","):
            verdict, colon, severity = part.strip().rpartition(":")
            if severity not in _RANKS or (verdict not in VERDICTS if colon else severity == NEVER):
                raise ValueError(
                    f"`{part.strip()}` is not a severity ({', '.join(SEVERITIES)}), "
                    f"VERDICT:SEVERITY ({', '.join(VERDICTS)}) or `{NEVER}`"
                )
            for each in (verdict.replace("-", " "),) if colon else BREACHES:
                from_rank[each] = max(_RANKS[severity], from_rank.get(each, _NONE))
        by_default = dict.fromkeys(BREACHES, _RANKS[DEFAULT])
        return cls({verdict: rank for verdict, rank in {**by_default, **from_rank}.items() if rank != _NONE})

    def fails(self, verdict: str, severity: str) -> bool:
        """Whether such a verdict fails a run."""
        return _RANKS[severity] <= self.from_rank.get(verdict, _NONE)

    def with_every_breach(self) -> FailOn:
        """The same, and every breach from the least severity on."""
        return FailOn({**self.from_rank, **dict.fromkeys(BREACHES, len(SEVERITIES) - 1)})

    def exit(self, findings: Iterable[Finding]) -> Exit:
        """The exit code for what was found, as `Gate` works it out, alike for every rule."""
        return Gate(self).exit(findings)


@dataclass(frozen=True, slots=True)
class Gate:
    """What fails a run: `of_all`, but for the rules that have their own by the policy file."""

    of_all: FailOn
    by_rule: Mapping[str, FailOn] = field(default_factory=dict)

    def exit(self, findings: Iterable[Finding]) -> Exit:
        """The exit code for what was found.

        What is only counted, waived or advice fails nothing; what stands under a finding may.
        """
        told: list[tuple[str, str, str]] = []
        for finding in findings:
            if not finding.listed:
                continue
            if not finding.advice:
                told.append((finding.rule, finding.verdict, finding.severity))
            told += [(one.rule, one.verdict, one.severity) for one in finding.related if not one.advice]
        failing = any(self.by_rule.get(rule, self.of_all).fails(verdict, severity) for rule, verdict, severity in told)
        return Exit.FINDINGS if failing else Exit.CLEAN

    def ended(self, outcome: Outcome) -> Exit:
        """How a run ends that judged something and could be reported."""
        if any(not waiver.holds for waiver in outcome.waivers):
            return Exit.STALE_WAIVER
        return self.exit(outcome.findings)
