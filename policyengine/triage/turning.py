"""Which difference turned a verdict: what its proof rests on before and after, held against what differs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policyengine.differences import Side, Turning
from policyengine.engine.judgement import Ground, Judgement, Missing, Step
from policyengine.engine.judgements import Judgements
from policyengine.engine.reading import grounds, missing
from policyengine.register.comparing import RecordDiffers
from policyengine.register.draft import ROOT
from policyengine.register.records import Facts, Record
from policyengine.rules.program import Program
from policyengine.spans import Place
from policyengine.triage.causes import Judged, Prove
from policyengine.triage.day_change import DayChange
from policyengine.triage.evidence import Places, goes_without_saying
from policyengine.triage.law_change import LawChange
from policyengine.triage.waiving import Waiving
from policyengine.triage.wording import LAW, name_of, tells

_RINGS = 3
_JOINTS = re.compile(r"[.+]")
"""What stands in a key between a record and another in it, or one that is worked out from it."""
_SIDES: tuple[Side, Side] = ("head", "base")


@dataclass(frozen=True, slots=True)
class Since:
    """How a case was made of another, by the same program and on the same day: all else is as it was there."""

    base: Case
    before: tuple[Judgement, ...]
    """What was judged again, as it was."""
    after: tuple[Judgement, ...]
    """What was judged again, as it is."""
    differs: tuple[RecordDiffers, ...]
    """What is written otherwise."""


@dataclass(slots=True)
class Case:
    """One of two judgings: facts, the law that judges them and the day, every judgement, and how each is proved.

    `waiving` says what somebody has accepted on this side; without it nothing is.
    """

    program: Program
    facts: Facts
    as_of: dt.date
    judgements: Judgements
    prove: Prove
    waiving: Waiving | None = None
    since: Since | None = None
    """Where it was made of another case, what was judged again."""

    @property
    def places(self) -> Places:
        """Where its facts and its law stand."""
        return Places(self.facts.files, self.program.files)


def titles_of(cases: Iterable[Case]) -> dict[str, str]:
    """What people call each register of any of these, by its slug and in that order; the last one's word counts."""
    registers = (item for case in cases for item in case.facts.registers.items())
    return dict(sorted((slug, register.root.title) for slug, register in registers))


_About = tuple[str, str, str]
"""Register, key and attribute."""


class _Said:
    """What only one side says, by where it stands and by what it is about."""

    def __init__(self, differs: Iterable[RecordDiffers], side: Side) -> None:
        self.places: dict[Place, Ground] = {}
        self.about: dict[_About, list[Ground]] = {}
        for one in differs:
            record = one.after if side == "head" else one.before
            if record is None:
                continue
            for said in one.said:
                for statement in said.after if side == "head" else said.before:
                    self.places[statement.place] = ground = Ground(record, said.attribute, True, statement)
                    self.about.setdefault((record.register, record.key, said.attribute), []).append(ground)

    def of(self, record: Record, reads: frozenset[tuple[str, str]]) -> list[Ground]:
        """What is said of one record under `reads`, pairs of kind and attribute; else that it is there."""
        names = sorted(name for kind, name in reads if kind == record.kind)
        found = [one for name in names for one in self.about.get((record.register, record.key, name), ())]
        there = self.places.get(record.existence.place)
        return found or ([] if there is None else [there])


class _Gone:
    """The records that only base has, so that of all that was said of them no more is told than that they are gone."""

    def __init__(self, differs: Iterable[RecordDiffers]) -> None:
        self._records = {
            (one.before.register, one.before.key): one.before
            for one in differs
            if one.before is not None and one.after is None
        }

    def around(self, record: Record) -> Record | None:
        """The outermost of these in which a record stands or that it is; None where it is still there."""
        if not self._records:
            return None
        ends = [each.start() for each in _JOINTS.finditer(record.key)]
        keys = (ROOT, *(record.key[:end] for end in ends), record.key)
        return next((found for key in keys if (found := self._records.get((record.register, key)))), None)


class Turns:
    """Answers, for any verdict that differs, what turned it.

    A statement counts that only one side makes, and that the proof of that side rests on or that of the other lacks.
    Where there is none among those on which the verdict turns, whatever else the proof looked at counts, then whatever
    else the rule reads: no proof says why a severity is raised. The law counts where the two sides are judged by
    different programs. What is said of a record that is gone says only that the record is.

    Where the days differ, what both sides say counts in the same way, if it is a date that tells something else on
    one day than on the other; the days themselves, where nothing else is found.
    """

    def __init__(self, base: Case, head: Case, differs: Sequence[RecordDiffers]) -> None:
        self._cases: dict[Side, Case] = {"head": head, "base": base}
        self._places: dict[Side, Places] = {side: case.places for side, case in self._cases.items()}
        self._said = {side: _Said(differs, side) for side in _SIDES}
        self._gone = _Gone(differs)
        self._law = LawChange(base.program, head.program)
        programs: dict[Side, Program] = {side: case.program for side, case in self._cases.items()}
        days: dict[Side, dt.date] = {side: case.as_of for side, case in self._cases.items()}
        self._days = DayChange(programs, days, self._places)

    def of(self, before: Judged | None, after: Judged | None) -> tuple[Turning, ...]:
        """What turned one verdict into the other; of `head` first. None of them where a side does not judge."""
        given = [(side, one) for side, one in zip(_SIDES, (after, before), strict=True) if one is not None]
        rule = given[0][1].judgement.rule.id
        found = [turning for side, one in given for turning in self._decisive(side, one)]
        found = found or [*self._days.windows(rule)]
        found = found or [turning for side, one in given for turning in self._anywhere(side, one.judgement)]
        raised = before and after and before.judgement.severity is not after.judgement.severity
        if not found or raised:
            found += [turning for side, one in given for turning in self._read(side, one.judgement)]
        found += self._law.of(rule)
        found = found or [*self._days.rows("head", rule)]
        if not found and not self._days.same:
            found = [Turning(f"judged as of {self._cases[side].as_of.isoformat()}", side, None) for side in _SIDES]
        return _each_once(found)

    def _decisive(self, side: Side, one: Judged) -> Iterator[Turning]:
        yield from self._told(side, one.grounds)
        yield from self._lacking(side, one.missing)
        yield from self._days.grounds(side, one.grounds)

    def _anywhere(self, side: Side, judgement: Judgement) -> Iterator[Turning]:
        steps = list(_all(self._cases[side].prove(judgement).steps))
        yield from self._told(side, grounds(steps))
        yield from self._lacking(side, missing(steps))
        yield from self._days.grounds(side, grounds(steps))
        yield from self._days.lives(side, steps)

    def _told(self, side: Side, told: list[Ground]) -> Iterator[Turning]:
        """What the proof rests on and the other side does not say; that a record exists, only where nothing else is."""
        new = [ground for ground in told if self._differs(side, ground)]
        telling = [ground for ground in new if not goes_without_saying(ground)]
        for ground in telling or self._written(side, new):
            yield from self._turning(side, ground)

    def _turning(self, side: Side, ground: Ground) -> Iterator[Turning]:
        if ground.statement is None:
            return
        places = self._places[side]
        gone = self._gone.around(ground.record) if side == "base" else None
        if gone is None:
            yield Turning(tells(ground), side, places.span(ground.record, ground.statement.place))
        else:
            named = f"the {gone.kind.replace('-', ' ')} {name_of(gone)}"
            yield Turning(named, side, places.span(gone, gone.existence.place))

    def _written(self, side: Side, told: list[Ground]) -> list[Ground]:
        """What is written there, of grounds that are worked out from it."""
        written = self._said[side].places
        places = [ground.statement.place for ground in told if ground.statement is not None]
        return [written[place] for place in places if place in written]

    def _differs(self, side: Side, ground: Ground) -> bool:
        if ground.statement is None:
            return False
        if ground.record.kind.startswith(LAW):
            return not self._law.has_row(_other(side), ground)
        return ground.statement.place in self._said[side].places

    def _lacking(self, side: Side, gaps: list[Missing]) -> Iterator[Turning]:
        """What the proof lacks and the other side says."""
        other = _other(side)
        for gap in gaps:
            about = (gap.record.register, gap.record.key, gap.attribute)
            for ground in self._said[other].about.get(about, ()):
                yield from self._turning(other, ground)

    def _read(self, side: Side, judgement: Judgement) -> Iterator[Turning]:
        """What the rule reads: of the record itself, else of those it is linked with, else of theirs."""
        reads = self._cases[side].program.reach.get(judgement.rule.id, frozenset())
        for ring in _rings(judgement.record):
            told = [ground for record in ring for ground in self._said[side].of(record, reads)]
            found = [turning for ground in told for turning in self._turning(side, ground)]
            found += self._days.reads(side, judgement.rule.id, ring)
            if found:
                yield from found
                return


def _each_once(found: Iterable[Turning]) -> tuple[Turning, ...]:
    """What turned a verdict; a date on which both sides rest is that of head."""
    kept: dict[object, Turning] = {}
    for turning in found:
        kept.setdefault((turning.text, turning.span) if turning.day else turning, turning)
    return tuple(kept.values())


def _other(side: Side) -> Side:
    return "base" if side == "head" else "head"


def _rings(record: Record) -> Iterator[list[Record]]:
    """The record, those it is linked with, and those these are linked with; without the register, which has all."""
    ring, seen = [record], {id(record)}
    for _ in range(_RINGS):
        yield ring
        targets = (link.target for one in ring for links in one.links.values() for link in links)
        ring = list({id(one): one for one in targets if one.kind != "register" and id(one) not in seen}.values())
        seen.update(map(id, ring))


def _all(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.below)
