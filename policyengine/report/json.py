"""The report as JSON, in the form that `docs/check.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.findings import (
    Compared,
    Evidence,
    Finding,
    Outcome,
    Question,
    RecordName,
    Related,
    Verdicted,
    Waived,
    WaiverState,
)
from policyengine.report.printable import printable_json
from policyengine.spans import Span

SCHEMA = "policyengine/check/1"


def json(outcome: Outcome) -> str:
    """The whole outcome; the same outcome gives the same bytes."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": outcome.as_of.isoformat(),
        "engine": outcome.engine,
        "registers": list(outcome.registers),
        "findings": [finding_object(finding) for finding in outcome.findings],
        "questions": [_question(question) for question in outcome.questions],
        "questions_left_out": outcome.questions_left_out,
        "counts": outcome.counts,
        "checked": outcome.checked,
        "checkable": outcome.checkable,
        "not_checked": outcome.not_checked,
        "without_record": outcome.without_record,
    }
    if outcome.compared is not None:
        document["compared"] = _compared(outcome.compared)
    if outcome.waivers:
        document["waivers"] = [_waiver(state) for state in outcome.waivers]
    if outcome.verdicts:
        document["verdicts"] = [_verdict(verdict) for verdict in outcome.verdicts]
    return printable_json(document)


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "as_of": compared.as_of.isoformat(),
        "new": compared.new,
        "unchanged": compared.unchanged,
        "changed": compared.changed,
        "resolved": compared.resolved,
        "not_asked": compared.not_asked,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "line": span.line, "column": span.column}


def _record(record: RecordName) -> dict[str, Any]:
    return {"kind": record.kind, "key": record.key, "title": record.title, "location": _place(record.span)}


def _evidence(line: Evidence) -> dict[str, Any]:
    place = {"location": _place(line.span)} if line.span.path else {}
    return {**place, "source": line.source, "grade": line.grade, "tells": line.tells}


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as every JSON report shows it."""
    found: dict[str, Any] = {
        "rule": finding.rule,
        "title": finding.title,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "provisions": list(finding.provisions),
        "register": finding.register,
        "records": [_record(record) for record in finding.records],
        "message": finding.message,
        "expects": finding.expects,
        "remedy": finding.remedy,
        "location": _place(finding.location),
        "evidence": [_evidence(line) for line in finding.evidence],
        "related": [_related(related) for related in finding.related],
        "missing": list(finding.missing),
        "folded": finding.folded,
    }
    if finding.if_applied:
        found["if_applied"] = finding.if_applied
    if finding.advice:
        found["advice"] = True
    if finding.waiver is not None:
        found["waiver"] = _terms(finding.waiver)
    return found


def _terms(waiver: Waived) -> dict[str, Any]:
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires.isoformat(),
        "location": _place(waiver.location),
    }


def _waiver(state: WaiverState) -> dict[str, Any]:
    names = {"rule": state.rule, "record": state.record, "state": state.state, "why": state.why}
    return {**names, **_terms(state.terms)}


def _related(related: Related) -> dict[str, Any]:
    return {
        "rule": related.rule,
        "title": related.title,
        "verdict": related.verdict,
        "severity": related.severity,
        "records": list(related.records),
        **({"advice": True} if related.advice else {}),
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "register": question.register,
        "kind": question.kind,
        "attribute": question.attribute,
        "text": question.text,
        "records": [{"kind": r.kind, "key": r.key} for r in question.records],
        "decides": question.decides,
        "would_violate": question.would_violate,
        "grave": question.grave,
        "rules": list(question.rules),
    }


def _verdict(verdict: Verdicted) -> dict[str, Any]:
    found = {
        "rule": verdict.rule,
        "register": verdict.register,
        "record": {"kind": verdict.record.kind, "key": verdict.record.key},
        "verdict": verdict.verdict,
        "severity": verdict.severity,
    }
    if verdict.if_applied:
        found["if_applied"] = verdict.if_applied
    if verdict.exception:
        found["exception"] = verdict.exception
    return found
