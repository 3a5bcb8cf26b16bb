"""Code Quality as GitLab reads it: a list with one entry for each finding, and nothing twice."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from policyengine.differences import fingerprint
from policyengine.findings import Finding, Outcome, WaiverState
from policyengine.report.block import advice
from policyengine.report.printable import printable_json
from policyengine.report.sanitise import safe
from policyengine.report.waived import stale, stale_words

_LENGTH = 32
_OPEN = ("not stated", "undetermined")
_SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor", "info": "info"}


def code_quality(outcome: Outcome) -> str:
    """The list, worst first. What is open is `info`: a question, whatever it might turn out to be.

    What is waived, and what the sources at hand never show, is left out; a waiver that does not hold comes first.
    """
    waivers = [_waiver(state) for state in stale(outcome)]
    return printable_json([*waivers, *(_entry(finding) for finding in outcome.findings if finding.listed)])


def _waiver(state: WaiverState) -> dict[str, Any]:
    place = state.terms.location
    about = ["waiver", state.rule, state.record, state.state]
    return {
        "description": stale_words(state),
        "check_name": "policyengine-waivers",
        "fingerprint": hashlib.sha256(json.dumps(about).encode()).hexdigest()[:_LENGTH],
        "severity": "critical",
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }


def _entry(finding: Finding) -> dict[str, Any]:
    missing = f"; not stated: {'; '.join(finding.missing)}" if finding.missing else ""
    return {
        "description": safe(f"{finding.verdict}{advice(finding)}: {finding.title} ({finding.message}{missing})"),
        "check_name": finding.rule,
        "fingerprint": fingerprint(finding),
        "severity": "info" if finding.verdict in _OPEN or finding.advice else _SEVERITIES[finding.severity],
        "location": {"path": finding.location.path, "lines": {"begin": finding.location.line}},
    }
