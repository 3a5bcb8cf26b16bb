"""One finding as a card: what is wrong, what is told, where it stands, what the law asks, and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policyengine.dossier import ProofLine, Spot
from policyengine.findings import Evidence, Finding, Outcome, RecordName, Waived
from policyengine.report.excerpt import entry
from policyengine.report.html.filters import articles_of
from policyengine.report.html.words import cited, finding_id, named, on_a_card, rule_id
from policyengine.report.sanitise import visible
from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class Marked:
    """A line of a file, with what of it is meant between what stands before and behind."""

    number: int
    before: str
    meant: str
    behind: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one file."""

    path: str
    lines: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What is told, under a heading."""

    title: str
    lines: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RuleLink:
    """A rule that meets the same cause: its id on the page, and what it says."""

    id: str
    title: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the templates read it. `articles` and `keys` are JSON lists, for the filters."""

    id: str
    verdict: str
    style: str
    if_applied: str
    severity: str
    register: str
    baseline: str
    advice: bool
    law: str
    articles: str
    keys: str
    title: str
    message: str
    about: str
    records: tuple[RecordName, ...]
    missing: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    sides: tuple[Side, ...]
    expects: str
    remedy: str
    rule: str
    rule_id: str
    spots: tuple[Spot, ...]
    related: tuple[RuleLink, ...]
    waiver: Waived | None
    proof: tuple[ProofLine, ...]


class Cards:
    """Makes the card of each finding once, and knows which findings concern a spot of a drawing."""

    def __init__(self, outcome: Outcome, findings: Sequence[Finding]) -> None:
        pictures = outcome.dossier.pictures if outcome.dossier else ()
        self._spots = {picture.register: picture.spots for picture in pictures if picture.svg}
        self._cards = {
            id(finding): card_of(finding, self._spots.get(finding.register, ()))
            for finding in findings
            if on_a_card(finding)
        }
        self._of: dict[tuple[str, str], list[Card]] = {}
        for finding in findings:
            if id(finding) in self._cards:
                for record in finding.records:
                    self._of.setdefault((finding.register, record.key), []).append(self._cards[id(finding)])

    def of(self, findings: Iterable[Finding]) -> tuple[Card, ...]:
        """The cards of findings, in their order; what is only counted has none."""
        return tuple(self._cards[id(finding)] for finding in findings if id(finding) in self._cards)

    def at(self, register: str, spot: Spot) -> tuple[Card, ...]:
        """The cards of the findings that concern what is drawn there."""
        found = [card for key in spot.records for card in self._of.get((register, key), ())]
        return tuple({card.id: card for card in found}.values())


def card_of(finding: Finding, spots: Iterable[Spot] = ()) -> Card:
    """The card of one finding, which links to those of `spots` that it concerns."""
    keys = {record.key for record in finding.records}
    open_ = bool(finding.missing)
    return Card(
        id=finding_id(finding),
        verdict=finding.verdict,
        style=named(finding.verdict),
        if_applied=finding.if_applied,
        severity=finding.severity,
        register=named(finding.register),
        baseline=finding.baseline,
        advice=finding.advice,
        law=cited(finding.provisions),
        articles=listed(articles_of(finding)),
        keys=listed(f"{finding.register}:{record.key}" for record in finding.records),
        title=finding.title,
        message=finding.message,
        about=_about(finding.records),
        records=finding.records,
        missing=finding.missing,
        excerpts=tuple(_excerpts(finding)),
        sides=_sides(finding.evidence, conflict=finding.verdict == "contradictory" and not open_),
        expects=finding.expects,
        remedy=finding.remedy,
        rule=finding.rule,
        rule_id=rule_id(finding.rule),
        spots=tuple(spot for spot in spots if not keys.isdisjoint(spot.records)),
        related=tuple(
            RuleLink(rule_id(other.rule), other.title, other.verdict) for other in dict.fromkeys(finding.related)
        ),
        waiver=finding.waiver,
        proof=finding.proof,
    )


def listed(texts: Iterable[str]) -> str:
    """Texts as the page shows them, so that those of a list can be compared with those of a choice."""
    return json.dumps([visible(text) for text in texts], ensure_ascii=False)


def _about(records: Sequence[RecordName]) -> str:
    """The record, or how many of which kinds."""
    if len(records) == 1:
        return f"{records[0].kind} {records[0].title}"
    kinds: dict[str, int] = {}
    for record in records:
        kinds[record.kind] = kinds.get(record.kind, 0) + 1
    return ", ".join(f"{count} × {kind}" for kind, count in kinds.items())


def _sides(lines: Sequence[Evidence], *, conflict: bool) -> tuple[Side, ...]:
    """The two sides of a conflict, where each has something to say; otherwise everything together."""
    true, false = (tuple(line for line in lines if line.told is side) for side in (True, False))
    if conflict and true and false:
        return Side("Told true", true), Side("Told false", false)
    return (Side("Told", tuple(lines)),) if lines else ()


def _excerpts(finding: Finding) -> Iterable[Excerpt]:
    """The lines of evidence by file, that of the finding's own place first, each line once and by number."""
    placed = [line for line in finding.evidence if line.span.path]
    paths = dict.fromkeys(line.span.path for line in sorted(placed, key=lambda line: line.span != finding.location))
    for path in paths:
        numbered = {line.span.line: line for line in reversed(placed) if line.span.path == path}
        lines = [line for _, line in sorted(numbered.items())]
        indent = min(len(line.excerpt) - len(line.excerpt.lstrip()) for line in lines)
        yield Excerpt(path, tuple(marked(line.span, line.excerpt, indent) for line in lines))


def marked(span: Span, text: str, indent: int) -> Marked:
    """A line with what stands at a place marked, and without so much of its indentation."""
    at, length = entry(text, span.column)
    return Marked(span.line, text[indent:at], text[at : at + length], text[at + length :].rstrip())
