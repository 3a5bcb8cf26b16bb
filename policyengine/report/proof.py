"""A proof as a person reads it: every step with what is told of it, and under it who says so."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from policyengine.engine.judgement import Ground, Proof, Step, Told
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint
from policyengine.rules.language import AllOf, AnyOf, Count, Every, Not, Some
from policyengine.rules.program import Program
from policyengine.rules.words import in_one_line, in_words
from policyengine.triage.evidence import Places, source_of
from policyengine.triage.wording import lacks, name_of, names_a_member, tells

_MOST_MEMBERS = 4
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
    """One step, and below it those that make it what it is; the others are named but not unfolded."""
    only = step.below[0] if step.condition is None and len(step.below) == 1 else None
    yield from _line(step, depth, _asked(step, program) + (_joined(only, program) if only else ""), paint)
    yield from _grounds(step, "  " * depth + "    ", places, paint)
    if only is not None:
        yield from _grounds(only, "  " * depth + "    ", places, paint)
        step = only
    telling, others = _telling(step)
    for below in telling:
        yield from _step(below, depth + 1, program, places, paint)
    if isinstance(step.condition, Some | Every | Count):
        if others:
            counts = Counter(_ANSWERS[below.told][0] for below in others)
            said = ", ".join(f"{count} {answer}" for answer, count in counts.items())
            yield f"{'  ' * depth}  … and {len(others)} others: {said}"
    else:
        for below in others:
            yield from _line(below, depth + 1, _asked(below, program, unfolded=False), paint)


def _line(step: Step, depth: int, said: str, paint: Paint) -> Iterator[str]:
    answer, colour = _ANSWERS[step.told]
    pad = "  " * depth
    lines = textwrap.wrap(safe(said), max(40, paint.width - len(pad) - len(answer) - 3)) or [""]
    yield f"{pad}{paint(f'[{answer}]', colour)} {lines[0]}"
    yield from (f"{pad}{' ' * (len(answer) + 3)}{line}" for line in lines[1:])


def _telling(step: Step) -> tuple[list[Step], list[Step]]:
    """The steps below that make a step what it is, and the rest.

    Of a disjunction told true those told true make it so, of a conjunction told false those told
    false, and so on; where nothing singles any out, all are. Of many members only the first few.
    """
    if isinstance(step.condition, Not) or len(step.below) < 2:
        return step.below, []
    one_settles = Told.YES if isinstance(step.condition, AnyOf | Some) else Told.NO
    if isinstance(step.condition, AllOf | AnyOf | Some | Every) and step.told is not one_settles ^ 3:
        wanted: tuple[Told, ...] = (step.told, Told.CONTRADICTORY)
    else:
        wanted = tuple(Told)
    telling = [below for below in step.below if below.told in wanted] or step.below
    if isinstance(step.condition, Some | Every | Count):
        telling = telling[:_MOST_MEMBERS]
    chosen = {id(below) for below in telling}
    return telling, [below for below in step.below if id(below) not in chosen]


def _joined(step: Step, program: Program) -> str:
    """How the one condition asked of a member goes on."""
    asked = _asked(step, program)
    return f": {asked}"


def _asked(step: Step, program: Program, *, unfolded: bool = True) -> str:
    """A leaf in full; of a step that is unfolded below only how its parts are joined."""
    if step.condition is None:
        return _named(step)
    if step.below and unfolded:
        return in_words(step.condition, program.definitions).splitlines()[0].strip()
    asked = in_one_line(step.condition, program.definitions)
    return asked if step.below else f"{asked} — {name_of(step.subject)}"


def _named(step: Step) -> str:
    """A member by its own name, anything else by its label."""
    if step.label in (step.subject.key, f"{step.subject.kind}.{step.subject.key}"):
        return name_of(step.subject)
    return step.label if step.label not in _HEADINGS else name_of(step.subject)


def _grounds(step: Step, pad: str, places: Places, paint: Paint) -> Iterator[str]:
    """What tells it true and what tells it false, one under the other, each with its place and source."""
    for side, word in ((True, "told true "), (False, "told false")):
        for ground in step.grounds:
            if ground.tells is side and not names_a_member(ground):
                yield f"{pad}{paint(word, 'green' if side else 'red')} {safe(tells(ground))}{_says_who(ground, places)}"
    for gap in step.missing:
        yield f"{pad}{paint('nobody says', 'blue')} {safe(lacks(gap))}"


def _says_who(ground: Ground, places: Places) -> str:
    if ground.statement is None:
        return ""
    grade = ground.statement.grade.value
    who = source_of(ground.statement) + ("" if grade == "stated" else f", {grade}")
    return f"  [{who}; {places.span(ground.record, ground.statement.place)}]"
