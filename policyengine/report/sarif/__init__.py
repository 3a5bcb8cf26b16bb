"""SARIF 2.1.0 for code scanning: one run with every rule, the acts they cite, and a result for each finding.

What the sources at hand never show is left out and counted in a notification: a service would show each as open.
So is what is waived, unless it is asked for: some services show it as open though the log says that it is suppressed.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policyengine.findings import Finding, Outcome, WaiverState
from policyengine.report.lines import Lines
from policyengine.report.printable import printable_json
from policyengine.report.sarif.results import absent, physical_start, result
from policyengine.report.sarif.tool import FOLDED, LEFT_OUT, STALE, WAIVED, Taxa, driver, taxonomies
from policyengine.report.waived import stale, stale_words, waived_of

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes. The defaults are those of GitHub code scanning: results shown, bytes when compressed."""

    results: int = 5_000
    compressed: int = 10_000_000


def sarif(
    outcome: Outcome, limits: Limits = Limits(), *, include_waived: bool = False, without_absent: bool = False
) -> str:
    """The whole log; the worst findings as far as they fit, and a notification of how many do not.

    Beside an earlier run, what is gone is `absent`, unless it is to be left out, since some services show it as open.
    """
    taxa = Taxa(outcome.acts)
    ranks = {card.id: index for index, card in enumerate(outcome.rules)}
    lines = Lines(outcome.texts)
    found = [one for one in _findings(outcome) if not (without_absent and one.baseline == _ABSENT)]
    shown = [one for one in found if one.listed or (include_waived and one.waiver is not None)]
    results = [
        absent(finding, ranks) if finding.baseline == _ABSENT else result(finding, ranks, taxa, lines)
        for finding in shown[: limits.results]
    ]
    while True:
        text = printable_json(_log(outcome, taxa, results, len(shown) - len(results)))
        size = _compressed(text, limits.compressed)
        if size <= limits.compressed or not results:
            return text
        # Nine tenths of what would fit if all results were alike; it ends because there is always one fewer.
        results = results[: min(len(results) - 1, len(results) * limits.compressed * 9 // (size * 10))]


def _findings(outcome: Outcome) -> list[Finding]:
    """What is found; beside an earlier run also what it knew and what is gone, in this order."""
    compared = outcome.compared
    return [*outcome.findings, *(compared.known if compared else ()), *(compared.absent if compared else ())]


def _compressed(text: str, limit: int) -> int:
    """How many bytes are sent; short texts are not compressed to find out."""
    data = text.encode()
    return len(data) if len(data) <= limit else len(gzip.compress(data, mtime=0))


def _log(outcome: Outcome, taxa: Taxa, results: list[dict[str, Any]], left_out: int) -> dict[str, Any]:
    run = {
        "tool": {"driver": driver(outcome.rules, taxa)},
        "taxonomies": taxonomies(outcome.acts),
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the folder in which policyengine was run"}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(outcome, left_out)],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(outcome: Outcome, left_out: int) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [*_notifications(outcome, left_out), *map(_stale, stale(outcome))],
        "properties": {
            "policyengine/asOf": outcome.as_of.isoformat(),
            "policyengine/engine": outcome.engine,
            "policyengine/registers": list(outcome.registers),
            "policyengine/counts": outcome.counts,
            "policyengine/withoutRecord": outcome.without_record,
            "policyengine/notInForce": outcome.not_in_force,
            "policyengine/notChecked": outcome.not_checked,
        },
    }


def _notifications(outcome: Outcome, left_out: int) -> Iterator[dict[str, Any]]:
    """How many findings are no results, and why; how many are suppressed."""
    if left_out:
        least = "the least grave ones" if outcome.compared is None else "first those that are gone or known already"
        text = f"{_findings_are(left_out)} left out, {least}: the log would be too large."
        yield _notification(LEFT_OUT, "warning", text)
    if folded := sum(finding.folded for finding in outcome.findings):
        text = f"{_findings_are(folded)} open, but nothing that the sources of the register would show."
        yield _notification(FOLDED, "note", text)
    if waived := len(waived_of(outcome.findings)):
        yield _notification(WAIVED, "note", f"{_findings_are(waived)} waived for a time.")


def _findings_are(count: int) -> str:
    return "1 finding is" if count == 1 else f"{count} findings are"


def _stale(state: WaiverState) -> dict[str, Any]:
    place = physical_start(state.terms.location)
    return {**_notification(STALE, "error", stale_words(state)), "locations": [{"physicalLocation": place}]}


def _notification(kind: tuple[str, int], level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": kind[0], "index": kind[1]}, "level": level, "message": {"text": text}}
