"""How often random worlds reach each verdict, and each half of each quantifier: whether they test what they should.

A condition is told true or not, and told false or not. The shares of an answer are those among all times that
something of its kind is asked, in nested conditions too, by all statements and by the firm ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from reference_values import Answer
from reference_verdicts import Row

from policyengine.rules import language as lang

LEAST = 0.02
"""No share may be smaller."""

VERDICTS = (
    "satisfied",
    "satisfied by an exception",
    "violated",
    "contradictory",
    "not stated",
    "not stated, for the breach is not firm",
    "undetermined, would be violated",
    "undetermined, would be contradictory",
    "undetermined, would be not stated",
    "not applicable",
)
"""What a case can come to; the shares are of all cases."""
BREACHES = (
    "violated",
    "contradictory, for the breach is not firm",
    "not stated, for the breach is not firm",
)
"""What a breach by all statements comes to once the firm ones are weighed; the shares are of all such breaches."""
OVER = ("records", "values", "rows of a law table")
QUANTIFIERS = (*(f"{word} of {over}" for word in ("Some", "Every", "Count") for over in OVER), "AtLeast")


class Shares:
    """Counts of verdicts and of answers, which can be added up."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.answers: Counter[tuple[str, bool, bool]] = Counter()
        """By what is asked, whether it was told true, whether it was told false."""

    def heard(self, condition: lang.Condition, told: Answer) -> None:
        """Count one answer."""
        self.answers[_asked(condition), *told] += 1

    def judged(self, rows: Iterable[Row]) -> None:
        """Count verdicts."""
        self.verdicts.update(map(_verdict, rows))

    def add(self, other: Shares) -> None:
        """Count what another has counted."""
        self.verdicts += other.verdicts
        self.answers += other.answers

    def small(self) -> list[str]:
        """Every share that is smaller than it may be, in words."""
        lines = [
            f"{verdict}: {share:.2%}"
            for verdicts, among in ((VERDICTS, None), (BREACHES, BREACHES))
            for verdict, share in self._shares(verdicts, among)
            if share < LEAST
        ]
        for asked in QUANTIFIERS:
            for half, share in self._halves(asked):
                if min(share, 1 - share) < LEAST:
                    lines.append(f"{asked}, {half}: {share:.2%}")
        return lines

    def table(self) -> str:
        """All shares."""
        lines = [f"{self.verdicts.total():,} cases"]
        lines += [f"  {share:7.2%}  {verdict}" for verdict, share in self._shares(VERDICTS, None)]
        lines.append("breaches by all statements, with the firm ones weighed")
        lines += [f"  {share:7.2%}  {verdict}" for verdict, share in self._shares(BREACHES, BREACHES)]
        lines.append(f"{self.answers.total():,} answers: told true, told false")
        for asked in (*QUANTIFIERS, *sorted({asked for asked, _, _ in self.answers} - set(QUANTIFIERS))):
            halves = "  ".join(f"{share:7.2%}" for _, share in self._halves(asked))
            lines.append(f"  {halves}  {asked}")
        return "\n".join(lines)

    def _shares(self, verdicts: Sequence[str], among: Sequence[str] | None) -> Iterator[tuple[str, float]]:
        """The share of each of `verdicts` among some or all."""
        group = self.verdicts.total() if among is None else sum(self.verdicts[verdict] for verdict in among)
        for verdict in verdicts:
            yield verdict, self.verdicts[verdict] / max(1, group)

    def _halves(self, asked: str) -> Iterator[tuple[str, float]]:
        counts = {(true, false): self.answers[asked, true, false] for true in (False, True) for false in (False, True)}
        among = max(1, sum(counts.values()))
        yield "told true", (counts[True, False] + counts[True, True]) / among
        yield "told false", (counts[False, True] + counts[True, True]) / among


def _verdict(row: Row) -> str:
    if row.verdict == "undetermined":
        return f"undetermined, would be {row.if_applied}"
    if row.exception >= 0:
        return "satisfied by an exception"
    return f"{row.verdict}, for the breach is not firm" if row.not_firm and row.verdict != "violated" else row.verdict


def _asked(condition: lang.Condition) -> str:
    match condition:
        case lang.Some() | lang.Every() | lang.Count():
            members = condition.members
            over = OVER[2] if members.table else OVER[0] if members.kind else OVER[1]
            return f"{type(condition).__name__} of {over}"
        case lang.Test():
            return f"Test, {condition.comparison.value}"
        case _:
            return type(condition).__name__
