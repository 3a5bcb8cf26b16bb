"""An earlier report as a baseline: what was found then is known, and what is found beside it is new."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from policyengine.differences import Subject, subjects
from policyengine.errors import Problem
from policyengine.findings import Compared, Finding, RecordName, Related
from policyengine.source.find import shown_path
from policyengine.spans import Span
from policyengine.triage.causes import Judged
from policyengine.triage.exits import SEVERITIES

SCHEMA = "policyengine/check/1"
"""What the report calls its own form."""
COMPARED = "compared"
"""The key of a report that was itself made with a baseline."""
LARGEST: Final = 256 * 1024 * 1024
"""Bytes: about fifty thousand findings."""
_VERDICTS = ("violated", "contradictory", "not stated", "undetermined")
_MAKE = "make it with `policyengine check --format json=FILE`"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings of an earlier run, as far as they can be known again."""

    as_of: dt.date
    registers: tuple[str, ...]
    findings: tuple[Finding, ...]
    subjects: frozenset[Subject] = field(init=False)

    def __post_init__(self) -> None:
        found = frozenset(subject for finding in self.findings for subject in subjects(finding))
        object.__setattr__(self, "subjects", found)

    def knows(self, judged: Judged) -> bool:
        """Whether the same was said of the same record then."""
        return subject_of(judged) in self.subjects

    def wrong(self, registers: Iterable[str]) -> list[str]:
        """Why it cannot be compared with a run over `registers`; empty where it can."""
        now, then = set(registers), set(self.registers)
        beside = [f"`{slug}` is only in the {where}" for where, only in _only(now, then) for slug in sorted(only)]
        if not beside:
            return []
        hint = "judge the same registers, or make a new baseline of these"
        return [f"the baseline is of other registers: {', '.join(beside)}; {hint}"]

    def compared(self, known: Iterable[Finding], now: Iterable[Judged], asked: Iterable[str]) -> Compared:
        """What became of it: `known` are the findings it knows, `now` all that is found, `asked` the rules that ran."""
        rules = set(asked)
        found = {subject_of(judged) for judged in now}
        again = {subject[:3] for subject in found}
        gone = {subject for subject in self.subjects - found if subject.rule in rules}
        return Compared(
            as_of=self.as_of,
            new=len(found - self.subjects),
            unchanged=len(found & self.subjects),
            changed=sum(subject[:3] in again for subject in gone),
            resolved=sum(subject[:3] not in again for subject in gone),
            not_asked=len({subject for subject in self.subjects if subject.rule not in rules}),
            known=tuple(finding._replace(baseline="unchanged") for finding in known),
            absent=tuple(part for finding in self.findings if (part := _absent(finding, gone)) is not None),
        )


def subject_of(judged: Judged) -> Subject:
    """What is said of one record."""
    j = judged.judgement
    return Subject(j.rule.id, j.register, j.record.key, j.verdict.value)


def _only(now: set[str], then: set[str]) -> tuple[tuple[str, set[str]], ...]:
    return ("baseline", then - now), ("facts", now - then)


def _absent(finding: Finding, gone: set[Subject]) -> Finding | None:
    """The finding as far as it is gone."""
    records = tuple(
        record
        for record in finding.records
        if Subject(finding.rule, finding.register, record.key, finding.verdict) in gone
    )
    return finding._replace(records=records, related=(), baseline="absent") if records else None


def baseline_from(file: Path) -> tuple[Baseline | None, list[Problem]]:
    """The baseline that a file holds, or why it holds none."""
    path = shown_path(file)
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        return None, [_problem(path, f"the baseline cannot be read: {(error.strerror or 'no reason given').lower()}")]
    if len(data) > LARGEST:
        return None, [_problem(path, f"the baseline is larger than {LARGEST // 2**20} MiB")]
    return read_baseline(data, path)


def read_baseline(data: bytes, path: str) -> tuple[Baseline | None, list[Problem]]:
    """The baseline that a JSON report holds, or why it holds none; `path` is how the file is called."""
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        return None, [Problem(Span(path, error.lineno, error.colno), f"not JSON: {error.msg.lower()}", _MAKE)]
    except (ValueError, RecursionError):
        return None, [_problem(path, "not JSON that can be read")]
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        said = f"a report of the form `{schema}`" if isinstance(schema, str) else "no report of `policyengine check`"
        return None, [_problem(path, f"the baseline is {said}; `{SCHEMA}` was expected")]
    if COMPARED in document:
        return None, [_problem(path, "the report was itself made with `--baseline` and tells only what was new then")]
    try:
        return _baseline(document), []
    except (KeyError, TypeError, ValueError, AttributeError):
        return None, [_problem(path, "the report is not whole, or of an earlier version of the program")]


def _problem(path: str, message: str) -> Problem:
    return Problem(Span(path, 1, 1), message, _MAKE)


def _baseline(document: dict[str, Any]) -> Baseline:
    """Raises where something is not there, or not what it should be."""
    as_of = dt.date.fromisoformat(document["as_of"])
    # What was waived then was accepted for a time, not known for good.
    findings = tuple(_finding(found) for found in document["findings"] if "waiver" not in found)
    return Baseline(as_of, _texts(document["registers"]), findings)


def _finding(found: dict[str, Any]) -> Finding:
    return Finding(
        rule=_text(found["rule"]),
        title=_text(found["title"]),
        verdict=_one_of(_VERDICTS, found["verdict"]),
        severity=_one_of(SEVERITIES, found["severity"]),
        provisions=_texts(found["provisions"]),
        register=_text(found["register"]),
        records=_records(found["records"]),
        message=_text(found["message"]),
        expects=_text(found["expects"]),
        remedy=_text(found["remedy"]),
        location=_span(found["location"]),
        evidence=(),
        related=tuple(_related(related) for related in found["related"]),
        folded=bool(found["folded"]),
    )


def _records(node: list[dict[str, Any]]) -> tuple[RecordName, ...]:
    if not node:
        raise ValueError
    return tuple(_record(record) for record in node)


def _record(record: dict[str, Any]) -> RecordName:
    return RecordName(_text(record["kind"]), _text(record["key"]), _text(record["title"]), _span(record["location"]))


def _related(related: dict[str, Any]) -> Related:
    rule, verdict, title, severity = (_text(related[key]) for key in ("rule", "verdict", "title", "severity"))
    return Related(rule, verdict, title, severity, records=_texts(related["records"]))


def _span(place: dict[str, Any]) -> Span:
    line, column = place["line"], place["column"]
    if not (isinstance(line, int) and isinstance(column, int) and min(line, column) > 0):
        raise ValueError
    return Span(_text(place["path"]), line, column)


def _one_of(words: tuple[str, ...], node: object) -> str:
    word = _text(node)
    if word not in words:
        raise ValueError
    return word


def _texts(node: object) -> tuple[str, ...]:
    if not isinstance(node, list):
        raise TypeError
    return tuple(_text(each) for each in node)


def _text(node: object) -> str:
    if not isinstance(node, str):
        raise TypeError
    return node
