"""The law of the page: rules that were run with what they said, and provisions that none of them checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from policyengine.dossier import ProvisionCard
from policyengine.findings import Finding, Outcome, RuleCard
from policyengine.report.html.words import act_of, cited, finding_id, on_a_card, rule_id

_ORDER = ("violated", "contradictory", "not stated", "undetermined", "satisfied", "not applicable")


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a rule: where it stands on the page, its verdict, and its register."""

    id: str
    verdict: str
    register: str


@dataclass(frozen=True, slots=True)
class RuleOfLaw:
    """A rule with what it said: how often which verdict, and its findings."""

    id: str
    card: RuleCard
    law: str
    said: tuple[tuple[str, int], ...]
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class ActOfLaw:
    """An act, and its provisions that no rule checks, with what they ask where that is known."""

    title: str
    provisions: tuple[ProvisionCard, ...]


def rules(outcome: Outcome, findings: Sequence[Finding], *, ran: bool) -> tuple[RuleOfLaw, ...]:
    """The rules that judged some record, or those in force that found none, by id."""
    counts = Counter((verdict.rule, verdict.verdict) for verdict in outcome.verdicts)
    idle = set(outcome.without_record)
    in_force = (card for card in outcome.rules if card.id not in outcome.not_in_force)
    return tuple(_rule(card, counts, findings, outcome) for card in in_force if (card.id in idle) is not ran)


def not_in_force(outcome: Outcome, findings: Sequence[Finding]) -> tuple[RuleOfLaw, ...]:
    """The rules that were not judged for the day, by id."""
    idle = set(outcome.not_in_force)
    return tuple(_rule(card, Counter(), findings, outcome) for card in outcome.rules if card.id in idle)


def _rule(card: RuleCard, counts: Counter[tuple[str, str]], findings: Sequence[Finding], outcome: Outcome) -> RuleOfLaw:
    said = tuple((verdict, counts[card.id, verdict]) for verdict in _ORDER if counts[card.id, verdict])
    mine = [finding for finding in findings if finding.rule == card.id and on_a_card(finding)]
    found = tuple(Found(finding_id(one), one.verdict, outcome.titles.get(one.register, one.register)) for one in mine)
    return RuleOfLaw(rule_id(card.id), card, cited(card.provisions), said, found)


def not_checked(outcome: Outcome) -> tuple[ActOfLaw, ...]:
    """The provisions that no rule checks, by act, in the order of the law."""
    told = outcome.dossier.not_checked if outcome.dossier else ()
    known = told or tuple(ProvisionCard(cites, "") for cites in outcome.not_checked)
    acts: dict[str, list[ProvisionCard]] = {}
    for provision in known:
        acts.setdefault(act_of(provision.cites), []).append(provision)
    return tuple(ActOfLaw(act, tuple(provisions)) for act, provisions in acts.items())
