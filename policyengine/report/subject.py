"""What a finding is about, as a fingerprint that stays the same wherever its lines move."""

from __future__ import annotations

import hashlib
import json

from policyengine.findings import Finding

_LENGTH = 32


def subject(finding: Finding) -> str:
    """128 bits in hexadecimal of the rule, the register, the keys of its records and the verdict.

    No two findings of one run share them: of one rule, a record has one verdict and one finding.
    """
    about = [finding.rule, finding.register, *sorted(record.key for record in finding.records), finding.verdict]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:_LENGTH]
