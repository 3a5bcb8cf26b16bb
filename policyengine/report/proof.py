"""A proof as a person reads it: every step with what is told of it, and under it who says so."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from policyengine.engine.judgement import Ground, Proof, Step, Told
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint
from policyengine.rules.program import Program
from policyengine.rules.words import in_one_line
from policyengine.triage.evidence import Places, source_of
from policyengine.triage.wording import lacks, tells

_WIDTH = 110
_HEADINGS = {
    "applies": "When it applies",
    "exception": "Exception",
    "claimed": "Whether the exception is claimed",
    "requires": "What it asks",
    "breach": "What breaks it by itself",
}
_ANSWERS = {
    Told.YES: ("yes", "green"),
    Told.NO: ("no", "red"),
    Told.NOT_STATED: ("not stated", "blue"),
    Told.CONTRADICTORY: ("contradictory", "yellow"),
}


def proof_text(proof: Proof, program: Program, places: Places, paint: Paint) -> str:
    """The judgement, and the tree of steps that leads to it."""
    return "\n".join([*_head(proof, paint), *_steps(proof, program, places, paint)]) + "\n"


def _head(proof: Proof, paint: Paint) -> Iterator[str]:
    judged = proof.judgement
    rule = judged.rule
    yield f"{paint(judged.verdict.value, 'bold')} {judged.severity.value} {rule.id}"
    yield f"  {safe(rule.title)} ({', '.join(rule.provisions)})"
    yield f"  asked of {safe(judged.record.title)} ({judged.record.kind} {judged.record.key})"
    if judged.if_applied:
        yield f"  whether the rule applies is not stated; if it does: {judged.if_applied.value}"
    if judged.exception:
        yield f"  by the exception of {judged.exception.provision}: {safe(judged.exception.because)}"
    if judged.not_firm:
        yield "  violated on all statements, but not on those of the organisation's own sources alone"


def _steps(proof: Proof, program: Program, places: Places, paint: Paint) -> Iterator[str]:
    exceptions = iter(proof.judgement.rule.unless)
    for step in proof.steps:
        yield ""
        heading = _HEADINGS.get(step.label, step.label)
        if step.label == "exception":
            exemption = next(exceptions)
            heading += f" ({exemption.provision}): {safe(exemption.because)}"
        yield paint(heading, "bold")
        yield from _step(step, 1, program, places, paint)


def _step(step: Step, depth: int, program: Program, places: Places, paint: Paint) -> Iterator[str]:
    answer, colour = _ANSWERS[step.told]
    pad = "  " * depth
    said = safe(_asked(step, program))
    marked = paint(f"[{answer}]", colour)
    lines = textwrap.wrap(said, max(40, _WIDTH - len(pad) - len(answer) - 3)) or [""]
    yield f"{pad}{marked} {lines[0]}"
    yield from (f"{pad}{' ' * (len(answer) + 3)}{line}" for line in lines[1:])
    yield from _grounds(step, pad + "    ", places, paint)
    for below in step.below:
        yield from _step(below, depth + 1, program, places, paint)


def _asked(step: Step, program: Program) -> str:
    asked = in_one_line(step.condition, program.definitions) if step.condition is not None else ""
    label = "" if step.label in _HEADINGS else step.label
    parts = [part for part in (label, asked) if part]
    about = "" if step.below else f" — {step.subject.title}"
    return ": ".join(parts) + about


def _grounds(step: Step, pad: str, places: Places, paint: Paint) -> Iterator[str]:
    """What tells it true and what tells it false, one under the other, each with its place and source."""
    for side, word in ((True, "told true "), (False, "told false")):
        for ground in step.grounds:
            if ground.tells is side:
                yield f"{pad}{paint(word, 'green' if side else 'red')} {safe(tells(ground))}{_says_who(ground, places)}"
    for gap in step.missing:
        yield f"{pad}{paint('nobody says', 'blue')} {safe(lacks(gap))}"


def _says_who(ground: Ground, places: Places) -> str:
    if ground.statement is None:
        return ""
    grade = ground.statement.grade.value
    who = source_of(ground.statement) + ("" if grade == "stated" else f", {grade}")
    return f"  [{who}; {places.span(ground.record, ground.statement.place)}]"
