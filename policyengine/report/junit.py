"""JUnit XML: a test case for each rule and record that was judged, a suite for each register.

What is violated or contradictory fails, unless it is waived, advice, or known to the baseline; that is skipped, like
what is open or does not apply, and says which. Waivers that do not hold fail in a suite of their own.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

from policyengine.differences import Subject, subjects
from policyengine.findings import Finding, Outcome, RuleCard, Verdicted, WaiverState
from policyengine.report.block import law
from policyengine.report.sanitise import safe, visible
from policyengine.report.waived import REPAIR, stale, stale_words, terms_of

_BREACHES = ("violated", "contradictory")
_Told = dict[tuple[str, str, str], Finding]


def junit(outcome: Outcome) -> str:
    """The whole document. Needs every verdict and the cards of the rules, so an outcome in full."""
    cards = {card.id: card for card in outcome.rules}
    told = {(found.rule, found.register, record.key): found for found in outcome.findings for record in found.records}
    excused = _excused(outcome, cards, told)
    suites = ET.Element("testsuites", name="policyengine")
    for register in outcome.registers:
        judged = [verdict for verdict in outcome.verdicts if verdict.register == register]
        suite = ET.SubElement(suites, "testsuite", {"name": safe(register), **_counts(judged, excused)})
        properties = ET.SubElement(suite, "properties")
        ET.SubElement(properties, "property", name="as of", value=outcome.as_of.isoformat())
        for verdict in judged:
            excuse = excused.get(_subject(verdict), "")
            _case(suite, verdict, cards[verdict.rule], _Reported(outcome, told, verdict, excuse))
    _stale_waivers(suites, stale(outcome))
    suites.attrib.update(_counts(outcome.verdicts, excused, len(stale(outcome))))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _subject(judged: Verdicted) -> Subject:
    return Subject(judged.rule, judged.register, judged.record.key, judged.verdict)


def _excused(outcome: Outcome, cards: Mapping[str, RuleCard], told: _Told) -> dict[Subject, str]:
    """Why each verdict fails nothing that would otherwise."""
    compared = outcome.compared.known if outcome.compared else ()
    known = frozenset(subject for finding in compared for subject in subjects(finding))
    excused: dict[Subject, str] = {}
    for verdict in outcome.verdicts:
        subject = _subject(verdict)
        said = f"{verdict.verdict} ({verdict.severity})"
        finding = told.get((verdict.rule, verdict.register, verdict.record.key))
        if finding is not None and finding.waiver is not None:
            excused[subject] = f"{said}, waived {terms_of(finding.waiver)}"
        elif subject in known:
            excused[subject] = f"{said}, as the baseline knows already"
        elif verdict.verdict in _BREACHES and cards[verdict.rule].advice:
            excused[subject] = f"advice: {said}: {cards[verdict.rule].title}"
    return excused


def _counts(judged: list[Verdicted], excused: Mapping[Subject, str], stale_waivers: int = 0) -> dict[str, str]:
    """How many there are of each; a breach that is excused is skipped."""
    failures = sum(verdict.verdict in _BREACHES and _subject(verdict) not in excused for verdict in judged)
    skipped = sum(verdict.verdict != "satisfied" for verdict in judged) - failures
    tests, failed = len(judged) + stale_waivers, failures + stale_waivers
    return {"tests": str(tests), "failures": str(failed), "errors": "0", "skipped": str(skipped)}


def _stale_waivers(suites: ET.Element, waivers: list[WaiverState]) -> None:
    if not waivers:
        return
    suite = ET.SubElement(suites, "testsuite", {"name": "waivers", **_counts([], {}, len(waivers))})
    for state in waivers:
        place = state.terms.location
        case = ET.SubElement(
            suite,
            "testcase",
            classname=safe(f"waivers.{state.rule}"),
            name=safe(state.record),
            file=visible(place.path),
            line=str(place.line),
        )
        failure = ET.SubElement(case, "failure", message=stale_words(state), type=state.state)
        failure.text = f"--> {safe(str(place))}\n{terms_of(state.terms)}\n{REPAIR}"


class _Reported:
    """Where a verdict is reported: in a finding of its own, under others, or not at all."""

    def __init__(self, outcome: Outcome, told: _Told, judged: Verdicted, excuse: str) -> None:
        self.excuse = excuse
        self._outcome = outcome
        self._judged = judged
        found = told.get((judged.rule, judged.register, judged.record.key))
        self.finding = found if found is not None and found.verdict == judged.verdict else None

    def under(self) -> list[str]:
        """The rules under whose findings this one is named as what follows from the same cause."""
        return [
            finding.rule
            for finding in self._outcome.findings
            if finding.register == self._judged.register
            and any(
                (other.rule, other.verdict) == (self._judged.rule, self._judged.verdict) for other in finding.related
            )
        ]


def _case(suite: ET.Element, judged: Verdicted, card: RuleCard, reported: _Reported) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=safe(f"{judged.register}.{judged.rule}"),
        name=safe(judged.record.key),
        file=visible(judged.record.span.path),
        line=str(judged.record.span.line),
    )
    if judged.verdict == "satisfied":
        return
    if judged.verdict in _BREACHES and not reported.excuse:
        message = safe(f"{judged.verdict} ({judged.severity}): {card.title}")
        failure = ET.SubElement(case, "failure", message=message, type=judged.verdict)
        failure.text = "\n".join(_details(judged, card, reported))
    else:
        ET.SubElement(case, "skipped", message=safe(_why_skipped(judged, reported)))


def _why_skipped(judged: Verdicted, reported: _Reported) -> str:
    if reported.excuse:
        return reported.excuse
    if judged.verdict == "undetermined":
        applied = f"; {judged.if_applied} if it does" if judged.if_applied else ""
        return f"undetermined: whether the rule applies is not stated{applied}"
    missing = "; ".join(reported.finding.missing) if reported.finding else ""
    return f"{judged.verdict}: {missing}" if missing else judged.verdict


def _details(judged: Verdicted, card: RuleCard, reported: _Reported) -> Iterator[str]:
    finding = reported.finding
    if finding is None:
        under = ", ".join(dict.fromkeys(reported.under()))
        yield safe(f"{judged.record.title}: reported under {under}" if under else judged.record.title)
        yield f"--> {safe(str(judged.record.span))}"
    else:
        yield safe(finding.message)
        yield f"--> {safe(str(finding.location))}"
        for line in finding.evidence:
            place = f"{line.span}: " if line.span.path else ""
            yield safe(f"::: {place}{line.tells} [{line.source}]")
    yield safe(f"law: {law(card.provisions)}")
    yield safe(f"expects: {card.expects}")
    yield safe(f"repair: {card.remedy}")
