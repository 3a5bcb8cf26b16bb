"""A proof as a person reads it in a terminal: every step with what is told of it, and under it who says so."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.dossier import ProofLine
from policyengine.engine.judgement import Proof
from policyengine.report.block import law
from policyengine.report.terminal import Paint
from policyengine.rules.program import Program
from policyengine.triage.evidence import Places
from policyengine.triage.proving import proof_lines
from policyengine.triage.wording import fill, name_of

_COLOURS = {
    "yes": "green",
    "no": "red",
    "not stated": "blue",
    "contradictory": "yellow",
    "told true": "green",
    "told false": "red",
    "nobody says": "blue",
}
_WIDTH = len("told false ")


def proof_text(proof: Proof, program: Program, places: Places, paint: Paint) -> str:
    """The judgement, and the tree of steps that leads to it."""
    steps = (text for line in proof_lines(proof, program, places) for text in _lines(line, paint))
    return "\n".join([*_head(proof, paint), *steps]) + "\n"


def _head(proof: Proof, paint: Paint) -> Iterator[str]:
    judged = proof.judgement
    rule = judged.rule
    yield f"{paint(judged.verdict.value, 'bold')} {judged.severity.value} {rule.id}"
    yield from paint.wrapped(f"{rule.title} ({law(rule.provisions)})", "  ")
    if rule.explain:
        yield from paint.wrapped(fill(rule.explain, judged.record), "  ")
    yield from paint.wrapped(f"asked of {name_of(judged.record)} ({judged.record.kind} {judged.record.key})", "  ")
    if judged.if_applied:
        yield f"  whether the rule applies is not stated; if it does: {judged.if_applied.value}"
    if judged.exception:
        yield from paint.wrapped(f"by the exception of {judged.exception.provision}: {judged.exception.because}", "  ")
    if judged.not_firm:
        yield "  violated on all statements, but not on those of the organisation's own sources alone"


def _lines(line: ProofLine, paint: Paint) -> Iterator[str]:
    """A line of a proof, wrapped to the width of the page."""
    if line.kind == "heading":
        yield ""
        yield from (paint(text, "bold") for text in paint.wrapped(line.text, ""))
    elif line.kind == "step":
        yield from _step(line, paint)
    else:
        yield from _ground(line, paint)


def _step(line: ProofLine, paint: Paint) -> list[str]:
    pad = "  " * line.depth
    if not line.answer:
        return [f"{pad}{line.text}"]
    answer = f"[{line.answer}]"
    first, *rest = paint.wrapped(line.text, f"{pad}{answer} ") or [f"{pad}{answer}"]
    return [first.replace(answer, paint(answer, _COLOURS[line.answer]), 1), *rest]


def _ground(line: ProofLine, paint: Paint) -> list[str]:
    place = "" if line.span is None else str(line.span)
    says_who = f" [{line.source}; {place}]" if place else ""
    pad = "  " * line.depth + "    "
    # Both sides of a conflict begin in one column.
    word = line.kind if line.kind == "nobody says" else f"{line.kind} ".ljust(_WIDTH)[:-1]
    first, *rest = paint.wrapped(f"{line.text}{says_who}", f"{pad}{word} ", kept=place)
    return [first.replace(line.kind, paint(line.kind, _COLOURS[line.kind]), 1), *rest]
