"""What a page to keep shows of a difference beside findings: proofs of both sides, and the lines that turned them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policyengine.differences import Comparison, Difference, Shift, Side, Turned, Turning
from policyengine.dossier import ProofLine
from policyengine.engine.judgement import Judgement
from policyengine.findings import Finding
from policyengine.triage.proving import proof_lines
from policyengine.triage.turning import Case, titles_of

_About = tuple[str, str, str]
"""Register, rule and record."""
_FLAG = "--"
"""How the path begins of what a command line supposes: the flag says it, and no line."""


def documented(comparison: Comparison, base: Case, head: Case) -> Comparison:
    """The comparison with proofs of both sides, the lines of what turned a verdict, and the titles of registers.

    Of a finding about several records the first one of its verdict is proved. What is only counted has no proof.
    """
    found = _Documenting(base, head, comparison.difference).run()
    return replace(comparison, difference=found, titles=titles_of((base, head)))


class _Documenting:
    """Both sides, and the judgements on each that are proved."""

    def __init__(self, base: Case, head: Case, found: Difference) -> None:
        self._cases: dict[Side, Case] = {"base": base, "head": head}
        self._found = found
        shifts = [finding for shift in found.changed for finding in (shift.before, shift.after)]
        findings = [*(one.finding for one in (*found.introduced, *found.resolved)), *shifts]
        wanted = {about for finding in findings for about in _abouts(finding)}
        self._judged = {side: _judged(case, wanted) for side, case in self._cases.items()}
        self._lines = {side: _lines(case) for side, case in self._cases.items()}

    def run(self) -> Difference:
        found = self._found
        return replace(
            found,
            introduced=tuple(self._turned(one, "head", "base") for one in found.introduced),
            resolved=tuple(self._turned(one, "base", "head") for one in found.resolved),
            changed=tuple(map(self._shift, found.changed)),
        )

    def _turned(self, one: Turned, side: Side, beside: Side) -> Turned:
        about = self._gravest(one.finding, side)
        if one.finding.folded:
            return one
        return replace(
            one,
            finding=one.finding._replace(proof=self._proof(about, side)),
            other=self._proof(about, beside),
            turned_by=self._with_lines(one.turned_by),
        )

    def _shift(self, shift: Shift) -> Shift:
        if shift.after.folded and shift.before.folded:
            return shift
        about = self._gravest(shift.after, "head")
        return replace(
            shift,
            before=shift.before._replace(proof=self._proof(about, "base")),
            after=shift.after._replace(proof=self._proof(about, "head")),
            turned_by=self._with_lines(shift.turned_by),
        )

    def _gravest(self, finding: Finding, side: Side) -> _About | None:
        """The first of its records that has its verdict and severity."""
        for about in _abouts(finding):
            judgement = self._judged[side].get(about)
            if judgement and (judgement.verdict.value, judgement.severity.value) == (finding.verdict, finding.severity):
                return about
        return None

    def _proof(self, about: _About | None, side: Side) -> tuple[ProofLine, ...]:
        judgement = self._judged[side].get(about) if about else None
        case = self._cases[side]
        return tuple(proof_lines(case.prove(judgement), case.program, case.places)) if judgement else ()

    def _with_lines(self, turned_by: Iterable[Turning]) -> tuple[Turning, ...]:
        return tuple(replace(turning, excerpt=self._line(turning)) for turning in turned_by)

    def _line(self, turning: Turning) -> str:
        span = turning.span
        if span is None or span.path.startswith(_FLAG):
            return ""
        lines = self._lines[turning.side].get(span.path, [])
        return lines[span.line - 1] if 0 < span.line <= len(lines) else ""


def _abouts(finding: Finding) -> list[_About]:
    return [(finding.register, finding.rule, record.key) for record in finding.records]


def _judged(case: Case, wanted: set[_About]) -> dict[_About, Judgement]:
    registers = sorted({register for register, _, _ in wanted} & case.facts.registers.keys())
    every = (judgement for slug in registers for judgement in case.judgements.of(slug))
    return {about: judgement for judgement in every if (about := _about(judgement)) in wanted}


def _about(judgement: Judgement) -> _About:
    return judgement.register, judgement.rule.id, judgement.record.key


def _lines(case: Case) -> dict[str, list[str]]:
    """The lines of every file that was read."""
    return {path: text.split("\n") for path, text in case.places.texts().items()}
