"""A proof as plain lines: every step with what is told of it, and under it who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from policyengine.dossier import ProofLine
from policyengine.engine.judgement import Ground, Proof, Step, Told, Verdict
from policyengine.rules.language import AllOf, AnyOf, Count, Every, Holds, Not, Some
from policyengine.rules.program import Program
from policyengine.rules.words import in_one_line, in_words
from policyengine.triage.evidence import Places, source_of
from policyengine.triage.wording import lacks, name_of, names_a_member, tells

_MOST_MEMBERS = 4
_HEADINGS = {
    "applies": "Whether it applies",
    "exists": "Whether it exists on the day",
    "exception": "Exception",
    "claimed": "Whether the exception is claimed",
    "requires": "What it asks",
    "breach": "What breaks it by itself",
}
_ANSWERS = {
    Told.YES: "yes",
    Told.NO: "no",
    Told.NOT_STATED: "not stated",
    Told.CONTRADICTORY: "contradictory",
}


def proof_lines(proof: Proof, program: Program, places: Places) -> Iterator[ProofLine]:
    """The tree of steps that leads to a judgement, a heading for each part of the rule.

    Of each step those below that make it what it is are unfolded; of a rule that does not apply only why.
    """
    rule = proof.judgement.rule
    exceptions = iter(rule.unless)
    scoped = [step.label for step in proof.steps].count("applies") > 1
    needless = proof.judgement.verdict is Verdict.NOT_APPLICABLE
    for number, step in enumerate(proof.steps):
        if needless and step.label not in ("applies", "exists"):
            continue
        heading = _HEADINGS.get(step.label, step.label)
        if step.label == "exception":
            exemption = next(exceptions)
            heading += f" ({exemption.provision}): {exemption.because}"
        if scoped and number == 0:
            heading = f"Whether this falls under: {program.packs[rule.pack].title}"
        yield ProofLine("heading", heading)
        if scoped and number == 0 and step.told is Told.YES and (presumed := _presumed(step)):
            yield _line(step, 1, "; ".join(presumed))
        else:
            yield from _step(step, 1, program, places)


def _presumed(step: Step) -> list[str]:
    """The presumptions that a step rests on, if it rests on nothing else."""
    grounds = [*step.grounds, *(ground for below in step.below for ground in below.grounds)]
    return [tells(ground) for ground in grounds] if all(ground.statement is None for ground in grounds) else []


def _step(step: Step, depth: int, program: Program, places: Places) -> Iterator[ProofLine]:
    """One step, and below it those that make it what it is; the others are named but not unfolded."""
    line = [step, *_only(step)]
    said = ": ".join(dict.fromkeys(asked for inner in line if (asked := _asked(inner, program))))
    yield _line(step, depth, said)
    for inner in line:
        yield from _grounds(inner, depth, places)
    last = line[-1]
    telling, others = _telling(last)
    for below in telling:
        yield from _step(below, depth + 1, program, places)
    if isinstance(last.condition, Some | Every | Count):
        if others:
            counts = Counter(_ANSWERS[below.told] for below in others)
            told = ", ".join(f"{count} {answer}" for answer, count in counts.items())
            several = f"… and {len(others)} {'other' if len(others) == 1 else 'others'}: {told}"
            yield ProofLine("step", several, depth + 1)
    else:
        for below in others:
            yield _line(below, depth + 1, _asked(below, program, unfolded=False))


def _only(step: Step) -> Iterator[Step]:
    """The steps below a member or a definition that are one thing with it, down to what it consists of."""
    while (step.condition is None or isinstance(step.condition, Holds)) and len(step.below) == 1:
        step = step.below[0]
        yield step


def _line(step: Step, depth: int, said: str) -> ProofLine:
    return ProofLine("step", said, depth, _ANSWERS[step.told])


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


def _asked(step: Step, program: Program, *, unfolded: bool = True) -> str:
    """A leaf in full; of a step that is unfolded below only how its parts are joined."""
    if step.condition is None:
        return _named(step)
    if step.below and unfolded:
        return in_words(step.condition, program.definitions).splitlines()[0].strip()
    asked = in_one_line(step.condition, program.definitions)
    return asked if step.below else f"{asked} — {name_of(step.subject)}"


def _named(step: Step) -> str:
    """A member by its own name; a definition, which whoever asks for it has named, by none."""
    if step.label in (step.subject.key, f"{step.subject.kind}.{step.subject.key}"):
        return name_of(step.subject)
    return "" if step.label.startswith(f"{step.subject.kind}.") else step.label


def _grounds(step: Step, depth: int, places: Places) -> Iterator[ProofLine]:
    """What tells it true and what tells it false, one under the other, each with its place and source."""
    for side, word in ((True, "told true"), (False, "told false")):
        for ground in step.grounds:
            if ground.tells is side and not names_a_member(ground):
                yield _told(word, ground, depth, places)
    for gap in step.missing:
        yield ProofLine("nobody says", lacks(gap), depth)


def _told(word: str, ground: Ground, depth: int, places: Places) -> ProofLine:
    if ground.statement is None:
        return ProofLine(word, tells(ground), depth)
    grade = ground.statement.grade.value
    who = source_of(ground.statement) + ("" if grade == "stated" else f", {grade}")
    return ProofLine(word, tells(ground), depth, "", who, places.span(ground.record, ground.statement.place))
