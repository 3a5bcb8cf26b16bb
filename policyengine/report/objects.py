"""Places, waivers and findings as every JSON report shows them."""

from __future__ import annotations

from typing import Any

from policyengine.findings import Evidence, Finding, RecordName, Related, Waived
from policyengine.spans import Span


def place_object(span: Span) -> dict[str, Any]:
    """A place."""
    return {"path": span.path, "line": span.line, "column": span.column}


def _record(record: RecordName) -> dict[str, Any]:
    return {"kind": record.kind, "key": record.key, "title": record.title, "location": place_object(record.span)}


def _evidence(line: Evidence) -> dict[str, Any]:
    place = {"location": place_object(line.span)} if line.span.path else {}
    return {**place, "source": line.source, "grade": line.grade, "tells": line.tells}


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding with all that it rests on."""
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
        "location": place_object(finding.location),
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
        found["waiver"] = terms_object(finding.waiver)
    return found


def terms_object(waiver: Waived) -> dict[str, Any]:
    """What somebody has accepted, and until when."""
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approved_by": waiver.approved_by,
        "expires": waiver.expires.isoformat(),
        "location": place_object(waiver.location),
    }


def _related(related: Related) -> dict[str, Any]:
    return {
        "rule": related.rule,
        "title": related.title,
        "verdict": related.verdict,
        "severity": related.severity,
        "records": list(related.records),
        **({"advice": True} if related.advice else {}),
    }
