"""From judgements to an outcome: findings, questions, counts, and what was not checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import Judgements
from policyengine.findings import Finding, Outcome, Question, Verdicted, Waived
from policyengine.register.records import Facts, Register
from policyengine.rules.coverage import checked
from policyengine.rules.program import Program
from policyengine.source.collector import collector_paused
from policyengine.source.doing import NOW
from policyengine.triage.causes import Judged, Prove, looked_at
from policyengine.triage.evidence import Places
from policyengine.triage.grouping import finding, groups_of
from policyengine.triage.questions import most_decisive, questions_of

if TYPE_CHECKING:
    from policyengine.triage.baseline import Baseline
    from policyengine.triage.waiving import Waiving

_ORDER = ("violated", "contradictory", "not stated", "undetermined")
_MOST_QUESTIONS = 15
"""Of each register: as many as one reads."""
_SEVERITIES = ("critical", "high", "medium", "low", "info")


@collector_paused()
def compose(  # noqa: PLR0913 - what is judged, and what of it is shown
    program: Program,
    facts: Facts,
    as_of: dt.date,
    judgements: Judgements,
    prove: Prove,
    engine: str,
    *,
    every_verdict: bool = False,
    baseline: Baseline | None = None,
    waiving: Waiving | None = None,
) -> Outcome:
    """Everything a report needs, worst first.

    Of each register the most decisive questions are kept and the others counted; `every_verdict`
    adds each verdict on each record and every question. With a baseline, findings and questions are
    about what it does not know, and nothing new is put under what it knows. What is waived stands apart:
    nothing else is put under it, it asks no question, and it counts as neither new nor known.
    """
    places = Places(facts.files, program.files)
    findings: list[Finding] = []
    known: list[Finding] = []
    waived: list[Finding] = []
    found: list[Judged] = []
    questions: list[Question] = []
    questions_left_out = 0
    for slug, register in sorted(facts.registers.items()):
        judged = looked_at(judgements.worth_reading(slug), prove)
        NOW.begin("composing")
        accepted: list[tuple[Waived, list[Judged]]] = []
        if waiving is not None:
            judged, accepted = waiving.apart(judged, judgements.of(slug), slug)
        waived += [one for terms, some in accepted for one in _waived(terms, _findings(some, register, places))]
        new = judged
        if baseline is not None:
            found += [*judged, *(one for _, some in accepted for one in some if baseline.knows(one))]
            new = [one for one in judged if not baseline.knows(one)]
            known += _findings([one for one in judged if baseline.knows(one)], register, places)
        findings += _findings(new, register, places)
        asked = questions_of(new, register, places)
        kept = asked if every_verdict else asked[:_MOST_QUESTIONS]
        questions += kept
        questions_left_out += len(asked) - len(kept)
    not_in_force = [name for name, rule in sorted(program.rules.items()) if not rule.in_force.contains(as_of)]
    coverage = checked(program, tested=program.rules.keys() - not_in_force)
    compared = None
    if baseline is not None:
        findings = [one._replace(baseline="new") for one in findings]
        compared = baseline.compared(sorted(known, key=finding_order), found, program.rules)
    return Outcome(
        as_of=as_of,
        engine=engine,
        registers=tuple(sorted(facts.registers)),
        findings=sorted(findings + waived, key=finding_order),
        questions=sorted(questions, key=most_decisive),
        questions_left_out=questions_left_out,
        counts={verdict.value: count for verdict, count in judgements.counts().items()},
        titles={slug: register.root.title for slug, register in sorted(facts.registers.items())},
        verdicts=[_verdicted(judgement, places) for judgement in judgements] if every_verdict else [],
        without_record=sorted(program.rules.keys() - judgements.rules() - {*not_in_force}),
        not_in_force=not_in_force,
        not_checked=list(dict.fromkeys(provision.cites for provision in coverage.unchecked)),
        checked=len(coverage.checked),
        checkable=coverage.checkable,
        compared=compared,
        waivers=() if waiving is None else waiving.states(),
        texts=places.texts(),
    )


def in_full(outcome: Outcome, program: Program, facts: Facts, judgements: Judgements) -> Outcome:
    """The outcome with what only reports for machines show: each verdict on each record, the rules, and their acts."""
    from policyengine.triage.cards import acts_cited, rule_cards

    places = Places(facts.files, program.files)
    verdicts = [_verdicted(judgement, places) for judgement in judgements]
    return replace(outcome, verdicts=verdicts, rules=rule_cards(program), acts=acts_cited(program))


def _findings(judged: list[Judged], register: Register, places: Places) -> list[Finding]:
    return [finding(group, register, places) for group in groups_of(judged, register)]


def _waived(terms: Waived, findings: list[Finding]) -> list[Finding]:
    """Findings as somebody accepted them: in full, whatever the sources show."""
    return [one._replace(waiver=terms, folded=False) for one in findings]


def finding_order(found: Finding) -> tuple[int, int, str, str, str]:
    """Worst first: by verdict and severity; then by register, rule and first record."""
    verdict, severity = _ORDER.index(found.verdict), _SEVERITIES.index(found.severity)
    return (verdict, severity, found.register, found.rule, found.records[0].key)


def _verdicted(judgement: Judgement, places: Places) -> Verdicted:
    return Verdicted(
        rule=judgement.rule.id,
        register=judgement.register,
        record=places.name(judgement.record),
        verdict=judgement.verdict.value,
        severity=judgement.severity.value,
        if_applied=judgement.if_applied.value if judgement.if_applied else "",
        exception=judgement.exception.provision if judgement.exception else "",
    )
