"""One finding as a SARIF result: what is wrong, where, why, and by what it is known again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from policyengine.differences import fingerprint
from policyengine.findings import Evidence, Finding, RecordName
from policyengine.report.lines import Lines
from policyengine.report.sanitise import safe, visible
from policyengine.report.sarif.tool import Taxa, level_of
from policyengine.report.waived import terms_of
from policyengine.spans import Span

_OPEN = ("not stated", "undetermined")
_RANKS = {"critical": 95.0, "high": 80.0, "medium": 55.0, "low": 30.0, "info": 10.0}
_MOST_RELATED = 100
"""As many places of one result as GitHub shows."""
_MOST_LINKED = 8
_LITERAL = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
"""In messages, brackets make links and braces are filled in."""


def result(finding: Finding, ranks: Mapping[str, int], taxa: Taxa, lines: Lines) -> dict[str, Any]:
    """The result of a finding; `ranks` says where each rule stands in the driver's list.

    A breach or conflict is `fail` at the level of its severity. What is open is `review`, for which
    the standard knows no level but `none`.
    """
    review = finding.verdict in _OPEN
    others = [record for record in finding.records if record.span != finding.location][:_MOST_RELATED]
    found: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": ranks[finding.rule],
        "kind": "review" if review else "fail",
        "level": "none" if review else level_of(finding),
        "rank": _RANKS[finding.severity],
        "message": {"text": _message(finding, others)},
        "locations": [_location(finding, lines)],
        "relatedLocations": [_related(record, number, lines) for number, record in enumerate(others, 1)],
        "partialFingerprints": {
            "primaryLocationLineHash": lines.hash(finding.location),
            "policyengine/subject/v1": fingerprint(finding),
        },
        "taxa": taxa.of(finding.provisions),
        "properties": {
            "policyengine/verdict": finding.verdict,
            "policyengine/severity": finding.severity,
            "policyengine/register": finding.register,
        },
    }
    if finding.advice:
        found["properties"]["policyengine/advice"] = True
    if finding.waiver is not None:
        why = terms_of(finding.waiver)
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    if finding.baseline:
        found["baselineState"] = finding.baseline
    if finding.if_applied:
        found["properties"]["policyengine/ifApplied"] = finding.if_applied
    steps = [line for line in finding.evidence if line.span.path]
    if steps:
        found["codeFlows"] = [_flow(steps, lines)]
    return found


def absent(finding: Finding, ranks: Mapping[str, int]) -> dict[str, Any]:
    """The result of a finding of an earlier run that is gone, at the line on which it stood then."""
    review = finding.verdict in _OPEN
    first = finding.records[0]
    return {
        "ruleId": finding.rule,
        "ruleIndex": ranks[finding.rule],
        "kind": "review" if review else "fail",
        "level": "none" if review else level_of(finding),
        "message": {"text": f"{_sentence(f'{finding.title} ({finding.verdict})')} {_sentence(finding.message)}"},
        "locations": [
            {
                "physicalLocation": physical_start(finding.location),
                "logicalLocations": [_logical(finding, first)],
            }
        ],
        "partialFingerprints": {"policyengine/subject/v1": fingerprint(finding)},
        "baselineState": "absent",
    }


def physical_start(span: Span) -> dict[str, Any]:
    """A place in a file whose text is not at hand."""
    return {
        "artifactLocation": _artifact(span.path),
        "region": {"startLine": span.line, "startColumn": span.column},
    }


def _message(finding: Finding, others: list[RecordName]) -> str:
    """Sentences, the first of which says what is wrong; names of other records link to their places."""
    applied = f", {finding.if_applied} if it applies" if finding.if_applied else ""
    said = [
        _sentence(f"{finding.title} ({finding.verdict}{applied})"),
        _sentence(finding.message),
        *(_sentence(f"Not stated: {missing}") for missing in finding.missing),
    ]
    if others:
        links = [f"[{_literal(other.title)}]({number})" for number, other in enumerate(others[:_MOST_LINKED], 1)]
        more = f" and {len(others) - _MOST_LINKED} more" if len(others) > _MOST_LINKED else ""
        said.append(f"Places: {', '.join(links)}{more}.")
    said += [_sentence(line.tells[:1].upper() + line.tells[1:]) for line in finding.evidence if not line.span.path]
    said += [_sentence(f"Expected: {finding.expects}"), _sentence(f"Repair: {finding.remedy}")]
    said += [_sentence(f"Also {other.verdict}: {other.title} ({other.rule})") for other in finding.related]
    return " ".join(said)


def _sentence(text: str) -> str:
    said = _literal(text)
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def _literal(text: str) -> str:
    return safe(text).translate(_LITERAL)


def _location(finding: Finding, lines: Lines) -> dict[str, Any]:
    name = _logical(finding, finding.records[0])
    return {"physicalLocation": _physical(finding.location, lines), "logicalLocations": [name]}


def _logical(finding: Finding, record: RecordName) -> dict[str, str]:
    return {"fullyQualifiedName": safe(f"{finding.register}:{record.key}"), "kind": safe(record.kind)}


def _related(record: RecordName, number: int, lines: Lines) -> dict[str, Any]:
    place = _physical(record.span, lines)
    return {"id": number, "physicalLocation": place, "message": {"text": _literal(record.title)}}


def _flow(steps: list[Evidence], lines: Lines) -> dict[str, Any]:
    """The proof's evidence, in the order in which it is shown."""
    return {
        "message": {"text": "What the finding rests on"},
        "threadFlows": [{"locations": [_step(line, number, lines) for number, line in enumerate(steps, 1)]}],
    }


def _step(line: Evidence, number: int, lines: Lines) -> dict[str, Any]:
    grade = "" if line.grade == "stated" else f", {line.grade}"
    said = _literal(f"{line.tells} ({line.source}{grade})")
    place = {"physicalLocation": _physical(line.span, lines), "message": {"text": said}}
    return {"location": place, "executionOrder": number, "importance": "essential"}


def _physical(span: Span, lines: Lines) -> dict[str, Any]:
    region = lines.region(span)
    where = {"startLine": region.line, "startColumn": region.start, "endLine": region.line, "endColumn": region.end}
    return {"artifactLocation": _artifact(span.path), "region": {**where, "snippet": {"text": visible(region.text)}}}


def _artifact(path: str) -> dict[str, str]:
    """A file by its path from where the run started; one outside of that folder by its whole path."""
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}
