"""The part of the page that one register has: its drawing, its findings by verdict, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policyengine.dossier import Dossier, Picture, RegisterCard, Spot
from policyengine.findings import Finding, Outcome, Question
from policyengine.report.asking import decides
from policyengine.report.html.cards import Card, Cards
from policyengine.report.html.words import VERDICTS, cited, named, on_a_card, rule_id

_TOLD = ("activity", "purpose", "party", "transfer")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody or some flow in the drawing, with the findings that concern it."""

    spot: Spot
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class OfVerdict:
    """The findings of one verdict."""

    verdict: str
    style: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A duty that the sources never show, or a finding that is gone: what, by which law, and of how many records."""

    title: str
    law: str
    rule_id: str
    severity: str
    count: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, what its answer decides, and the rules that ask."""

    text: str
    decides: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RegisterPart:
    """A register as the templates read it."""

    id: str
    key: str
    """By what its findings are filtered."""
    title: str
    written: str
    """How much of what it records, in words."""
    sources: tuple[str, ...]
    counts: tuple[int, ...]
    """Findings by verdict, worst first, waived ones apart."""
    picture: Picture | None
    drawn: tuple[Drawn, ...]
    verdicts: tuple[OfVerdict, ...]
    waived: tuple[Card, ...]
    never_shown: tuple[Counted, ...]
    absent: tuple[Counted, ...]
    questions: tuple[Asking, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing is found, and nothing waived."""
        return not (self.verdicts or self.waived)


def register_parts(
    outcome: Outcome, findings: Sequence[Finding], absent: Sequence[Finding], cards: Cards
) -> tuple[RegisterPart, ...]:
    """A part for each register, in their order."""
    return tuple(_part(slug, outcome, findings, absent, cards) for slug in outcome.registers)


def _part(
    slug: str, outcome: Outcome, findings: Sequence[Finding], absent: Sequence[Finding], cards: Cards
) -> RegisterPart:
    mine = [finding for finding in findings if finding.register == slug]
    shown = [finding for finding in mine if finding.waiver is None and on_a_card(finding)]
    by_verdict = {verdict: [one for one in shown if one.verdict == verdict] for verdict in VERDICTS}
    dossier = outcome.dossier or Dossier()
    picture = next((picture for picture in dossier.pictures if picture.register == slug), None)
    about = next((card for card in dossier.registers if card.slug == slug), None)
    titles = {card.id: card.title for card in outcome.rules}
    return RegisterPart(
        id=f"register-{named(slug)}",
        key=named(slug),
        title=outcome.titles.get(slug, slug),
        written=_written(about),
        sources=tuple(source.title for source in about.sources) if about else (),
        counts=tuple(len(of_verdict) for of_verdict in by_verdict.values()),
        picture=picture,
        drawn=tuple(Drawn(spot, cards.at(slug, spot)) for spot in picture.spots) if picture else (),
        verdicts=tuple(
            OfVerdict(verdict, named(verdict), cards.of(some)) for verdict, some in by_verdict.items() if some
        ),
        waived=cards.of(finding for finding in mine if finding.waiver is not None),
        never_shown=tuple(_counted(finding) for finding in mine if not on_a_card(finding)),
        absent=tuple(_counted(finding) for finding in absent if finding.register == slug),
        questions=tuple(_asking(question, titles) for question in outcome.questions if question.register == slug),
    )


def _written(about: RegisterCard | None) -> str:
    """How large a register is, by what one asks first."""
    return ", ".join(count for kind, count in about.kinds if kind in _TOLD) if about else ""


def _counted(finding: Finding) -> Counted:
    return Counted(
        finding.title,
        cited(finding.provisions),
        rule_id(finding.rule),
        finding.severity,
        len(finding.records),
    )


def _asking(question: Question, titles: dict[str, str]) -> Asking:
    rules = tuple((rule_id(rule), titles.get(rule, rule)) for rule in question.rules)
    return Asking(question.text, decides(question), rules)
