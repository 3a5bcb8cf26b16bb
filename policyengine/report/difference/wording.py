"""What differs, in the sentences that all reports of a difference share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policyengine.differences import (
    Comparison,
    Difference,
    FactChange,
    Said,
    Shift,
    Side,
    StatementChange,
    Supposition,
    Turned,
    Turning,
)
from policyengine.findings import Finding
from policyengine.spans import Span

_MARKS = {"added": "+", "removed": "-", "changed": "~"}
_REGISTER = "the register"
"""The citation of what no document says."""
_AT_BASE = " at base"
_OPEN = ("not stated", "undetermined")
_FLAG = "--"
"""How the path begins of what a command line supposes: the flag is where it stands."""
SUPPOSED = "All of this is supposed: it is what would hold if it were so."


def marked(fact: FactChange) -> str:
    """`+ party MailCo`: how a change of a record is headed."""
    return f"{_MARKS[fact.change]} {fact.record.kind.replace('-', ' ')} {fact.record.title}"


def standing(fact: FactChange) -> str:
    """Where a record belongs, by register and key."""
    return f"{fact.register}:{fact.record.key}" if fact.register else fact.record.key


def at_base(comparison: Comparison) -> str:
    """What follows a place at base; nothing, where the files of base are those that stand there now."""
    return _AT_BASE if comparison.supposed is None else ""


@dataclass(frozen=True, slots=True)
class Showing:
    """What all findings of a report are shown with."""

    at: str
    """What follows a place at base."""
    several: bool
    """Whether more than one register is judged, so that each finding says of which it is."""


def showing(comparison: Comparison) -> Showing:
    """How the findings of a comparison are shown."""
    return Showing(at_base(comparison), comparison.registers > 1)


def now(was: Sequence[str]) -> str:
    """What head says of a finding that base alone has; what head leaves open is not resolved, whatever stands above."""
    return ", ".join(f"{said}: open, not resolved" if said in _OPEN else said for said in was)


def left_open(turned: Turned) -> bool:
    """Whether a finding that base alone has is left open by head, of any of its records, and so not resolved."""
    return any(said in _OPEN for said in turned.was)


def gone(difference: Difference) -> str:
    """What heads the findings that base alone has."""
    return "Resolved, or open now" if any(map(left_open, difference.resolved)) else "Resolved"


def place(span: Span, side: Side, at: str = _AT_BASE) -> str:
    """A place that a reader can open; of base `at` says that its line is that of then."""
    if span.path.startswith(_FLAG):
        return span.path
    return f"{span.path}:{span.line}" + (at if side == "base" else "") if span.path else ""


def statements(fact: FactChange, at: str = _AT_BASE) -> list[str]:
    """Each statement that differs, with its place; that a record is there at all, its heading says."""
    return [_statement(change, fact, at) for change in fact.statements if change.attribute or fact.change == "changed"]


def _statement(change: StatementChange, fact: FactChange, at: str) -> str:
    """`basis: consent (line 29 at base) → contract (line 30)`; what is alike on both sides is said once."""
    name = change.attribute.replace("_", " ") or "its existence"
    before, after = _alike(change.before), _alike(change.after)
    only_source = {said.text for said in before} == {said.text for said in after}
    old = "; ".join(_said(said, fact, at, cited=bool(after)) for said in before)
    new = "; ".join(_said(said, fact, "", cited=bool(before)) for said in after)
    if fact.change != "changed":
        return f"{name}: {new or old}"
    if not old:
        return f"{name}: {new}, which was not stated"
    if not new:
        return f"{name}: no longer stated; it was {old}"
    return f"{name}: {old} → {new}" + ("; only the source or grade differs" if only_source else "")


def _alike(said: Sequence[Said]) -> list[Said]:
    return sorted(said, key=lambda one: one.span)


def _said(said: Said, fact: FactChange, at: str, *, cited: bool) -> str:
    """What is said, by whom where that is not the register itself, and where."""
    grade = f", {said.grade}" if said.grade != "stated" else ""
    source = f" [{said.source}{grade}]" if cited or grade or said.source != _REGISTER else ""
    same_file = said.span.path == fact.record.span.path
    if same_file and said.span.path.startswith(_FLAG):
        return f"{said.text}{source}"
    where = f"line {said.span.line}" if same_file else place(said.span, "head")
    return f"{said.text}{source} ({where}{at if fact.change != 'removed' else ''})"


def turned(turning: Turning, at: str = _AT_BASE) -> str:
    """What turned a verdict: a statement that is new or gone, or a date that has come, and where it stands."""
    where = f" ({place(turning.span, turning.side, at)})" if turning.span is not None else ""
    itself = turning.span is None or turning.law or turning.day is not None
    how = "" if itself else "gone: " if turning.side == "base" else "new: "
    return f"{how}{turning.text}{where}"


def beside(turned_by: Sequence[Turning], shown: Finding) -> list[Turning]:
    """What turned a verdict and does not stand under the finding as evidence already."""
    seen = {line.span for line in shown.evidence}
    return [one for one in turned_by if one.side == "base" or one.day is not None or one.span not in seen]


def state(finding: Finding) -> str:
    """`not stated, high`; of an undetermined one what it would be."""
    applied = f" ({finding.if_applied} if it applies)" if finding.if_applied else ""
    return f"{finding.verdict}{applied}, {finding.severity}"


def shifted(shift: Shift) -> str:
    """What became of a finding."""
    how = "worse" if shift.worse else "milder"
    return f"{state(shift.after)}; was {state(shift.before)}: {how}"


def compared(comparison: Comparison) -> str:
    """As of when, and by which rules."""
    day, then = comparison.as_of.isoformat(), comparison.head_as_of or comparison.as_of
    other = f", and as of {then.isoformat()} as supposed" if then != comparison.as_of else ""
    return f"Facts and law as of {day}{other}; {comparison.rules}."


def headed(comparison: Comparison) -> str:
    """What is compared with what."""
    if comparison.supposed is None:
        return f"From {comparison.base} to {comparison.head}."
    if not comparison.supposed:
        return "Nothing is supposed to be otherwise."
    return f"What if: {comparison.head}. {SUPPOSED}"


def suppositions(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """Each scenario in a sentence; its note by paragraphs, and its changes with their places."""
    return suppositions_of(comparison.supposed or ())


def suppositions_of(some: Sequence[Supposition]) -> list[tuple[str, list[str]]]:
    """The same of scenarios by themselves."""
    return [(supposition(one), _changes(one)) for one in some]


def supposition(one: Supposition) -> str:
    """What a scenario is, and what it is not."""
    source = f"; source: {one.source}" if one.source else ""
    checked = f"; checked {one.checked_on.isoformat()}" if one.checked_on else ""
    return f"{one.name}: {one.title} ({one.status_means}{source}{checked})."


def _changes(one: Supposition) -> list[str]:
    shown = [line if span.path.startswith(_FLAG) else f"{line} ({place(span, 'head')})" for line, span in one.lines]
    paragraphs = [line for line in one.note.splitlines() if line.strip()]
    return [*paragraphs, *shown, *([f"judged on {one.as_of.isoformat()}"] if one.as_of else [])]


def counted(difference: Difference) -> str:
    """How much of each there is."""
    still_open = sum(map(left_open, difference.resolved))
    findings = [
        f"{count} {name}"
        for name, count in (
            ("introduced", len(difference.introduced)),
            ("changed", len(difference.changed)),
            ("resolved", len(difference.resolved) - still_open),
        )
    ]
    if still_open:
        findings.append(f"{still_open} found no more but open")
    unchanged = f"{difference.unchanged} open or failed verdict{'' if difference.unchanged == 1 else 's'}"
    records = [f"{sum(f.change == how for f in difference.facts)} {how}" for how in ("added", "changed", "removed")]
    return f"Findings: {', '.join(findings)}; {unchanged} unchanged. Records: {', '.join(records)}."
