"""What the page shows, part by part, as the templates read it."""

from __future__ import annotations

from dataclasses import dataclass

from policyengine.dossier import Dossier
from policyengine.findings import Outcome, WaiverState
from policyengine.report.comparing import compared_words
from policyengine.report.coverage import coverage
from policyengine.report.html.cards import Cards
from policyengine.report.html.filters import Filters, filters
from policyengine.report.html.law import ActOfLaw, RuleOfLaw, not_checked, not_in_force, rules
from policyengine.report.html.registers import RegisterPart, register_parts
from policyengine.report.html.words import VERDICTS, day_in_words, many, on_a_card
from policyengine.version import __version__

_MEANINGS = {
    "violated": "the sources themselves say what the law forbids, or that what it asks is not there",
    "contradictory": "sources, or two lines of one source, say both",
    "not stated": "the law asks it, and no source says it: neither held against anybody nor taken as done",
    "undetermined": "whether the rule applies is not stated; violated or contradictory if it does",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings have a verdict, and what the verdict means."""

    verdict: str
    count: int
    means: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    day: str
    version: str
    engine: str
    tallies: tuple[Tally, ...]
    never_shown: int
    waived: int
    verdicts: str
    """How many verdicts there are, by verdict, in words."""
    coverage: str
    only_chosen: bool
    compared: str
    filters: Filters
    registers: tuple[RegisterPart, ...]
    questions_left_out: int
    rules: tuple[RuleOfLaw, ...]
    without_record: tuple[RuleOfLaw, ...]
    not_in_force: tuple[RuleOfLaw, ...]
    not_checked: tuple[ActOfLaw, ...]
    waivers: tuple[WaiverState, ...]
    dossier: Dossier


def page(outcome: Outcome) -> Page:
    """The report of an outcome in full, with its dossier."""
    known, absent = (outcome.compared.known, outcome.compared.absent) if outcome.compared else ((), ())
    findings = [*outcome.findings, *known]
    cards = Cards(outcome, findings)
    shown = [finding for finding in findings if on_a_card(finding)]
    counted = [finding for finding in shown if finding.waiver is None]
    return Page(
        title=_title(outcome),
        day=day_in_words(outcome.as_of),
        version=__version__,
        engine=outcome.engine,
        tallies=tuple(
            Tally(verdict, sum(finding.verdict == verdict for finding in counted), _MEANINGS[verdict])
            for verdict in VERDICTS
        ),
        never_shown=len(findings) - len(shown),
        waived=len(shown) - len(counted),
        verdicts=_verdicts(outcome),
        coverage=coverage(outcome) if outcome.checkable else "",
        compared=compared_words(outcome.compared) if outcome.compared else "",
        filters=filters(shown, {slug: outcome.titles.get(slug, slug) for slug in outcome.registers}),
        registers=register_parts(outcome, findings, absent, cards),
        questions_left_out=outcome.questions_left_out,
        rules=rules(outcome, findings, ran=True),
        without_record=rules(outcome, findings, ran=False),
        not_in_force=not_in_force(outcome, findings),
        not_checked=not_checked(outcome),
        only_chosen=outcome.only_chosen,
        waivers=outcome.waivers,
        dossier=outcome.dossier or Dossier(),
    )


def _title(outcome: Outcome) -> str:
    names = [outcome.titles.get(slug, slug) for slug in outcome.registers]
    return names[0] if len(names) == 1 else f"{len(names)} registers"


def _verdicts(outcome: Outcome) -> str:
    total = sum(outcome.counts.values())
    each = ", ".join(f"{count:,} {verdict}" for verdict, count in outcome.counts.items() if count)
    return f"{many(total, 'verdict')} (rules × records): {each}. Those with one cause are one finding above"
