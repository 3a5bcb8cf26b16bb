"""What changed of one finding as a card: the verdict before and after, what turned it, and both proofs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policyengine.differences import Comparison, Difference, Shift, Turned, Turning
from policyengine.dossier import ProofLine
from policyengine.findings import Finding
from policyengine.report.difference.wording import at_base, now, place
from policyengine.report.html.cards import Card, Marked, card_of, marked
from policyengine.report.html.words import VERDICTS, cited, named, on_a_card

_MOST = 12


@dataclass(frozen=True, slots=True)
class State:
    """What is said on one side: words, and how they are coloured."""

    words: str
    style: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What turned a verdict: whether it is new or gone, what it says, where, and the line that stands there."""

    how: str
    text: str
    place: str
    line: Marked | None


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is introduced, changed or resolved."""

    kind: str
    how: str
    """Of a changed one: `worse` or `milder`."""
    register: str
    card: Card
    finding: Finding
    before: State
    after: State
    turned_by: tuple[Turn, ...]
    more_turns: int
    proofs: tuple[tuple[str, tuple[ProofLine, ...]], ...]
    """By side, that of before first; empty where that side says nothing of the record."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What is open on one side only and never shown by the sources: counted."""

    register: str
    became: str
    """What became of it, as other reports say it: what is open now is not resolved."""
    title: str
    law: str
    severity: str
    count: int


def changes_of(comparison: Comparison) -> tuple[Change, ...]:
    """A card for each finding that is shown by itself, worst first in each kind."""
    found = comparison.difference
    maker = _Maker(comparison)
    return (
        *(maker.turned(one, "introduced") for one in found.introduced if on_a_card(one.finding)),
        *(maker.shift(one) for one in found.changed if on_a_card(one.after) or on_a_card(one.before)),
        *(maker.turned(one, "resolved") for one in found.resolved if on_a_card(one.finding)),
    )


def folded_of(found: Difference) -> tuple[Folded, ...]:
    """What is only counted, in the same order."""
    shifts = [one for one in found.changed if not (on_a_card(one.after) or on_a_card(one.before))]
    counted = (
        *((one.finding, "introduced") for one in found.introduced if not on_a_card(one.finding)),
        *((one.after, "worse" if one.worse else "milder") for one in shifts),
        *((one.finding, f"now {now(one.was)}") for one in found.resolved if not on_a_card(one.finding)),
    )
    return tuple(
        Folded(one.register, became, one.title, cited(one.provisions), one.severity, len(one.records))
        for one, became in counted
    )


class _Maker:
    """Makes cards of one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self._at = at_base(comparison)
        self._spots = {picture.register: picture.spots for picture in comparison.pictures if picture.svg}

    def turned(self, one: Turned, kind: str) -> Change:
        said = " or ".join(one.was) if kind == "introduced" else now(one.was)
        found, there = _state(one.finding), State(said, _style(one.was))
        sides = (there, found) if kind == "introduced" else (found, there)
        proofs = (one.other, one.finding.proof) if kind == "introduced" else (one.finding.proof, one.other)
        return self._change(kind, "", one.finding, sides, one.turned_by, proofs)

    def shift(self, shift: Shift) -> Change:
        how = "worse" if shift.worse else "milder"
        sides = _state(shift.before), _state(shift.after)
        proofs = shift.before.proof, shift.after.proof
        return self._change("changed", how, shift.after, sides, shift.turned_by, proofs)

    def _change(
        self,
        kind: str,
        how: str,
        finding: Finding,
        sides: tuple[State, State],
        turned_by: tuple[Turning, ...],
        proofs: tuple[tuple[ProofLine, ...], tuple[ProofLine, ...]],
    ) -> Change:
        card = card_of(finding, self._spots.get(finding.register, ()))
        return Change(
            kind=kind,
            how=how,
            register=finding.register,
            card=replace(card, id=f"{kind[0]}{card.id[1:]}"),
            finding=finding,
            before=sides[0],
            after=sides[1],
            turned_by=tuple(self._turns(turned_by[:_MOST])),
            more_turns=max(0, len(turned_by) - _MOST),
            proofs=tuple(zip(("before", "after"), proofs, strict=True)),
        )

    def _turns(self, turned_by: tuple[Turning, ...]) -> Iterator[Turn]:
        for turning in turned_by:
            span = turning.span
            where = place(span, turning.side, self._at) if span is not None else ""
            how = "" if span is None or turning.law else "gone" if turning.side == "base" else "new"
            text = turning.excerpt
            line = marked(span, text, len(text) - len(text.lstrip())) if span is not None and text.strip() else None
            yield Turn(how, turning.text, where, line)


def _state(finding: Finding) -> State:
    applied = f" ({finding.if_applied} if it applies)" if finding.if_applied else ""
    return State(f"{finding.verdict}{applied}, {finding.severity}", named(finding.verdict))


def _style(words: tuple[str, ...]) -> str:
    """Of the worst verdict among them; others have one style."""
    return named(next((verdict for verdict in VERDICTS if verdict in words), "satisfied"))
