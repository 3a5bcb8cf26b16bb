"""The other side of a verdict: why a rule does not apply, is met or stays open, by as little as decides it.

What the least is, and why it suffices, is said in `sufficient`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from policyengine.engine.judgement import Ground, Judgement, Part, Proof, Step, Told, Verdict
from policyengine.engine.reading import decisive, missing
from policyengine.rules.language import Not, Some, Test
from policyengine.rules.program import Program, Window
from policyengine.rules.words import in_one_line, in_words
from policyengine.triage.answers import Reason, Said, WhyNot
from policyengine.triage.evidence import Places, goes_without_saying, source_of
from policyengine.triage.sufficient import Cause, Leaf, cause_of, together, weakness
from policyengine.triage.wording import attribute_in_words, lacking, name_of, names_a_member, several, tells

_NOT_IN_FORCE = "not in force"


def why_not(proof: Proof, program: Program, places: Places, as_of: dt.date) -> WhyNot:
    """Why the rule of a proof does not find its record violated on a day; where it does, that it does."""
    return _Answering(proof, program, places, as_of).answer()


@dataclass(frozen=True, slots=True)
class _Answering:
    """One proof, and what it takes to put it in words."""

    proof: Proof
    program: Program
    places: Places
    as_of: dt.date

    @property
    def judged(self) -> Judgement:
        return self.proof.judgement

    def answer(self) -> WhyNot:
        rule = self.judged.rule
        if not rule.in_force.contains(self.as_of):
            return self._with("window", windowed(rule.in_force, self.as_of), verdict=_NOT_IN_FORCE)
        match self.judged.verdict:
            case Verdict.NOT_APPLICABLE:
                return self._not_applicable()
            case Verdict.SATISFIED:
                return self._satisfied()
            case Verdict.UNDETERMINED:
                return self._open("when", "nobody says whether it applies")
            case Verdict.NOT_STATED:
                return self._not_stated()
            case Verdict.CONTRADICTORY:
                return self._contradictory()
            case Verdict.VIOLATED:
                return self._with("", f"{name_of(self.judged.record)} violates it; {self._proved()} shows why")

    def _with(
        self,
        turns_on: str,
        because: str,
        cause: Cause | None = None,
        missing: Sequence[str] = (),
        verdict: str = "",
    ) -> WhyNot:
        judged, rule = self.judged, self.judged.rule
        return WhyNot(
            rule=rule.id,
            title=rule.title,
            provisions=rule.provisions,
            as_of=self.as_of,
            register=judged.register,
            record=self.places.name(judged.record),
            verdict=verdict or judged.verdict.value,
            if_applied=judged.if_applied.value if judged.if_applied and not verdict else "",
            turns_on=turns_on,
            because=because,
            reasons=tuple(self._reasons(cause.leaves)) if cause else (),
            others=cause.others if cause else 0,
            missing=tuple(missing),
        )

    def _not_applicable(self) -> WhyNot:
        steps = self.proof.part(Part.APPLIES)
        gone = next((step for step in steps if step.label == "exists"), None)
        if gone is not None:
            return self._gone(gone)
        if _of_pack(steps):
            title = self.program.packs[self.judged.rule.pack].title
            return self._with("scope", f"nothing here falls under {title}", cause_for(self.proof))
        return self._with("when", "it does not apply", cause_for(self.proof))

    def _gone(self, gone: Step) -> WhyNot:
        """What it is that does not exist, and who says so: the record itself rather than what it stands in."""
        over = gone.grounds[0].record
        mine = tuple(ground for ground in gone.grounds if ground.record is over)
        inside = "" if over is gone.subject else f", in which {name_of(gone.subject)} stands,"
        because = f"{name_of(over)}{inside} does not exist on {self.as_of.isoformat()}"
        return self._with("existence", because, Cause((Leaf(gone, False, mine),)))

    def _satisfied(self) -> WhyNot:
        exemption = self.judged.exception
        if exemption is not None:
            because = f"an exception is made out: {exemption.because} ({exemption.provision})"
            return self._with("exception", because, cause_for(self.proof))
        return self._with("requirement", "what it asks is met", cause_for(self.proof))

    def _not_stated(self) -> WhyNot:
        judged = self.judged
        if judged.not_firm:
            because = "it would be violated, but that rests on what none of the organisation's own sources plainly says"
            return self._with("firmness", because, Cause(tuple(self._shaky())))
        if not told_false(self.proof):
            return self._open("requirement", "nobody says whether what it asks is met")
        claimed = [e for e, told in zip(judged.rule.unless, self._claims(), strict=True) if told]
        if claimed:
            names = several([f"{exemption.because} ({exemption.provision})" for exemption in claimed])
            return self._open("claim", f"an exception is claimed, and nobody says whether it is made out: {names}")
        because = "what it asks is told otherwise, which this rule calls not stated: somebody has to look at it"
        return self._with("requirement", because, Cause(tuple(_as_leaves(decisive(self.proof)))))

    def _claims(self) -> Iterator[bool]:
        """Of each exception of the rule, whether it is claimed and not made out."""
        steps = iter([*self.proof.part(Part.UNLESS)])
        for exemption in self.judged.rule.unless:
            made_out = next(steps)
            claimed = exemption.claimed is not None and next(steps).told.true
            yield claimed and made_out.told is Told.NOT_STATED

    def _shaky(self) -> list[Leaf]:
        """What is not firm of what makes it a breach, or else of what makes the rule apply, or else of anything."""
        breach = _as_leaves(decisive(self.proof))
        applies = together(self.proof.part(Part.APPLIES), True).leaves
        anything = _as_leaves(step for step in _all(self.proof.steps) if step.condition is not None)
        for leaves in map(tuple, (breach, applies, anything)):
            known: set[int] = set()
            found = []
            for leaf in leaves:
                shaky = [g for g in (*leaf.via, *leaf.grounds) if weakness(g) > 1 and id(g.statement) not in known]
                known.update(id(ground.statement) for ground in shaky)
                found += [replace(leaf, grounds=tuple(shaky), via=())] if shaky else []
            if found:
                return found
        return []

    def _contradictory(self) -> WhyNot:
        both = Cause(tuple(_as_leaves(decisive(self.proof))))
        return self._with("", f"what is said contradicts itself; {self._proved()} shows how", both)

    def _proved(self) -> str:
        """The command that shows the whole proof."""
        record = self.judged.record
        name = f"{record.register}:{record.key}" if record.register else record.key
        return f"`policyengine explain {self.judged.rule.id} {name}`"

    def _open(self, turns_on: str, because: str) -> WhyNot:
        return self._with(turns_on, because, missing=lacking(missing(decisive(self.proof))))

    def _reasons(self, leaves: Iterable[Leaf]) -> Iterator[Reason]:
        """Each thing asked once; of several records alike the first with its statements, the others by name.

        What leads to a record is said where it is first needed.
        """
        alike: dict[tuple[int, bool, bool], list[Leaf]] = {}
        known: set[Said] = set()
        for leaf in leaves:
            alike.setdefault((id(leaf.step.condition), leaf.told, leaf.negated), []).append(leaf)
        for first, *rest in alike.values():
            names = dict.fromkeys(name_of(leaf.step.subject) for leaf in rest)
            names.pop(name_of(first.step.subject), None)
            said = [one for one in dict.fromkeys(self._said(first)) if one not in known]
            known.update(said)
            yield Reason(*self._asked(first), tuple(said), tuple(names))

    def _asked(self, leaf: Leaf) -> tuple[str, str]:
        """What is asked, and the answer; what stands under a negation is asked as it is answered there."""
        condition, program = leaf.step.condition, self.program
        if condition is None:
            return "", ""
        if isinstance(condition, Some) and condition.members.table and not leaf.told:
            return f"no row fits of the table {program.tables[condition.members.table].title}", ""
        if isinstance(condition, Test):
            # What is presumed is said beside what is told.
            condition = condition._replace(otherwise=None)
        asked = Not(condition, 0) if leaf.negated else condition
        answer = "yes" if leaf.told is not leaf.negated else "no"
        if leaf.step.below:
            return in_words(asked, program.definitions).splitlines()[0].strip(), answer
        of = "" if leaf.step.subject is self.judged.record else f" — {name_of(leaf.step.subject)}"
        words = in_one_line(asked, program.definitions)
        if isinstance(condition, Test) and not str(condition.path) and leaf.grounds:
            words = f"{attribute_in_words(leaf.grounds[-1].attribute)}{words.removeprefix('it')}"
        return f"{words}{of}", answer

    def _said(self, leaf: Leaf) -> Iterator[Said]:
        """What it rests on, in the order of the proof; that members stand inside goes without saying."""
        given = sorted(dict.fromkeys((*leaf.via, *leaf.grounds)), key=lambda ground: not _says_whole(ground))
        told = [ground for ground in given if not names_a_member(ground)]
        news = [ground for ground in told if not goes_without_saying(ground)]
        return map(self._as_said, news or told or dict.fromkeys(leaf.grounds))

    def _as_said(self, ground: Ground) -> Said:
        if ground.statement is None:
            return Said(tells(ground))
        grade = ground.statement.grade.value
        source = source_of(ground.statement) + ("" if grade == "stated" else f", {grade}")
        return Said(_told(ground), source, self.places.span(ground.record, ground.statement.place))


def cause_for(proof: Proof) -> Cause | None:
    """The least by which a rule does not apply, or is satisfied; None for other verdicts."""
    match proof.judgement.verdict:
        case Verdict.NOT_APPLICABLE:
            steps = proof.part(Part.APPLIES)
            return cause_of(steps[0] if _of_pack(steps) else steps[-1], False)
        case Verdict.SATISFIED if proof.judgement.exception is not None:
            made_out = (s for s in proof.part(Part.UNLESS) if s.label == "exception" and s.told is Told.YES)
            return cause_of(next(made_out), True)
        case Verdict.SATISFIED:
            return cause_of(proof.part(Part.REQUIRES)[0], True)
        case _:
            return None


def _of_pack(steps: Sequence[Step]) -> bool:
    """Whether of the conditions of a pack and of a rule, in that order, that of the pack tells best that it is not."""
    scope, when = steps[0], steps[-1]
    return scope is not when and scope.told.false and (scope.told is Told.NO or when.told is not Told.NO)


def _says_whole(ground: Ground) -> bool:
    """Whether it says that a list leaves nothing out: that goes before all that is listed."""
    return ground.statement is not None and ground.statement is ground.record.complete.get(ground.attribute)


def _told(ground: Ground) -> str:
    """What a ground says; of a member that merely stands there, of what it is one."""
    links = ground.record.links.get(ground.attribute, ())
    named = several([name_of(link.target) for link in links if link.statement is ground.statement])
    if named and names_a_member(ground):
        return f"{attribute_in_words(ground.attribute)} of {name_of(ground.record)}: {named}"
    return tells(ground)


def told_false(proof: Proof) -> bool:
    """Whether what the rule asks is told false, whatever else is told: it does not make a breach by itself."""
    required = any(step.told.false for step in proof.part(Part.REQUIRES))
    return required or any(step.told.true for step in proof.part(Part.BREACH))


def _all(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.below)


def _as_leaves(steps: Iterable[Step]) -> Iterator[Leaf]:
    """Steps with their grounds, where there are any."""
    return (Leaf(step, step.told.true, tuple(step.grounds)) for step in steps if step.grounds)


def windowed(window: Window, day: dt.date) -> str:
    """That a rule is not in force on a day, with the days on which it is."""
    if window.start is not None and day < window.start:
        until = f" until {window.end.isoformat()}" if window.end else ""
        start = window.start.isoformat()
        return f"it is in force from {start}{until}, not yet on {day.isoformat()}; `--as-of {start}` asks it"
    end = window.end.isoformat() if window.end else ""
    return f"it was in force until {end}, not any more on {day.isoformat()}; `--as-of {end}` asks it"
