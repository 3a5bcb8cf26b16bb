"""Code Quality as GitLab reads it: a list with one entry for each finding, and nothing twice."""

from __future__ import annotations

from typing import Any

from policyengine.differences import fingerprint
from policyengine.findings import Finding, Outcome
from policyengine.report.printable import printable_json
from policyengine.report.sanitise import safe

_OPEN = ("not stated", "undetermined")
_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor", "info": "info"}


def code_quality(outcome: Outcome) -> str:
    """The list, worst first. What is open is `info`: a question, whatever it might turn out to be.

    What the sources at hand never show is left out.
    """
    return printable_json([_entry(finding) for finding in outcome.findings if not finding.folded])


def _entry(finding: Finding) -> dict[str, Any]:
    missing = f"; not stated: {'; '.join(finding.missing)}" if finding.missing else ""
    return {
        "description": safe(f"{finding.verdict}: {finding.title} ({finding.message}{missing})"),
        "check_name": finding.rule,
        "fingerprint": fingerprint(finding),
        "severity": "info" if finding.verdict in _OPEN else _SEVERITIES[finding.severity],
        "location": {"path": finding.location.path, "lines": {"begin": finding.location.line}},
    }
