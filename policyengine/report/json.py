"""The report as JSON, in the form that `docs/check.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.findings import Compared, Outcome, Question, Verdicted, WaiverState
from policyengine.report.objects import finding_object, terms_object
from policyengine.report.printable import printable_json

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
        "not_in_force": outcome.not_in_force,
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


def _waiver(state: WaiverState) -> dict[str, Any]:
    names = {"rule": state.rule, "record": state.record, "state": state.state, "why": state.why}
    return {**names, **terms_object(state.terms)}


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
