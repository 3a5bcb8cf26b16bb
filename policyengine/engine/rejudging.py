"""Judging again what is touched, and nothing else: from what is said otherwise to the verdicts that may differ."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from policyengine.engine.beside import MeaningBeside, Otherwise, Touches
from policyengine.engine.existence import held_up, told_by
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.register.building import ABOVE
from policyengine.register.records import Facts, Record, Register
from policyengine.register.touched import EXISTS, Touched
from policyengine.rules.dependence import Dependence, Way, walked_back
from policyengine.rules.program import Program
from policyengine.source.collector import collector_paused

About = tuple[str, str, str]
"""Register, rule and key of the record: a verdict is known by these."""
_ORGANISATION = "organisation"
_Pair = tuple[str, str, Record, bool]
"""Register, rule, a record, and whether what is touched has a bearing on whether the rule applies to it."""


@dataclass(frozen=True, slots=True)
class Again:
    """The judgements that may differ, as they are before and after; some are on one side only."""

    before: tuple[Judgement, ...]
    after: tuple[Judgement, ...]


class Rejudging:
    """Judges again what may differ from how `facts` are judged by one program on one day."""

    def __init__(self, program: Program, facts: Facts, as_of: dt.date) -> None:
        self._rules = {name: rule for name, rule in program.rules.items() if rule.in_force.contains(as_of)}
        self._facts = facts
        self._dependence = Dependence(program)
        before = Meaning(program, as_of, most=sys.maxsize)
        self._before = Interpreter(program, as_of, before)
        self._meaning = MeaningBeside(program, as_of, before, self._dependence)
        self._after = Interpreter(program, as_of, self._meaning)
        self._known: dict[About, Judgement] = {}
        """What was judged of `facts` so far."""

    @collector_paused()
    def again(self, touched: Touched, facts: Facts) -> Again:
        """Every judgement that rests on something touched, on both sides, in order of register, rule and record."""
        sides = (self._facts, facts)
        touches = tuple(_touches(touched, index) for index in range(2))
        pairs: dict[About, list[Record | None]] = {}
        applying: set[About] = set()
        for index, side in enumerate(sides):
            for register, rule, record, applies in self._asked(touched, touches[index], side):
                about = register, rule, record.key
                pairs.setdefault(about, [None, None])[index] = record
                if applies:
                    applying.add(about)
        for (register, rule, key), records in pairs.items():
            if None in records:
                kind = self._rules[rule].for_each
                both = touched.both(("" if kind == _ORGANISATION else register, kind, key))
                there = (_is_judged(one, register, side) for one, side in zip(both, sides, strict=True))
                records[:] = [one if is_there else None for one, is_there in zip(both, there, strict=True)]
        self._meaning.turn_to(Otherwise(touched, ((self._facts, touches[0]), (facts, touches[1]))))
        before, after = [], []
        for about, (one, other) in sorted(pairs.items(), key=lambda item: item[0]):
            if one is not None:
                judged = self._as_before(about, one)
                if judged.verdict is Verdict.NOT_APPLICABLE and about not in applying:
                    continue
                before.append(judged)
            if other is not None:
                after.append(self._as_after(about, other, facts.registers[about[0]]))
        return Again(tuple(before), tuple(after))

    def _as_before(self, about: About, record: Record) -> Judgement:
        if about not in self._known:
            self._known[about] = self._before.asked(self._rules[about[1]], record, self._facts.registers[about[0]])
        return self._known[about]

    def _as_after(self, about: About, record: Record, register: Register) -> Judgement:
        self._before.turn_to(self._facts.registers[about[0]])
        return self._after.asked(self._rules[about[1]], record, register)

    def _asked(self, touched: Touched, touches: Touches, facts: Facts) -> Iterator[_Pair]:
        """Registers, rules and the records of which these are asked that may come to something else."""
        walks: dict[tuple[Record, Way], dict[Record, None]] = {}
        for record, names in touches.items():
            for name in sorted(names):
                for reader in self._dependence.readers(record.kind, name):
                    at = (record, reader.way)
                    if at not in walks:
                        walks[at] = walked_back(record, reader.way, facts)
                    for judged in walks[at]:
                        for slug in _registers_of(judged, facts):
                            for rule in reader.rules & self._rules.keys():
                                yield slug, rule, judged, rule in reader.applies
        yield from self._listed(touched, facts)

    def _listed(self, touched: Touched, facts: Facts) -> Iterator[_Pair]:
        """The organisations that a register names, where others may be named before or after."""
        asked = [name for name, rule in self._rules.items() if rule.for_each == _ORGANISATION]
        registers = {record.register for one in touched.records if (record := one.before or one.after) is not None}
        if not asked or not any(one.kind == _ORGANISATION and one.names & _LISTING for one in touched.records):
            return
        if "" in registers:
            registers = {*facts.registers}
        for slug in sorted(registers & facts.registers.keys()):
            for record in facts.registers[slug].of(_ORGANISATION):
                yield from ((slug, rule, record, True) for rule in asked)


_LISTING = frozenset((*ABOVE, "appears_as", "subsidiaries", "represents"))
"""What of an organisation decides which registers name it."""


def _touches(touched: Touched, index: int) -> dict[Record, set[str]]:
    """What is touched of each record of one side; what stands in what comes or goes comes or goes with it."""
    found: dict[Record, set[str]] = {}
    waiting: list[Record] = []
    for touch in touched.records:
        record = (touch.before, touch.after)[index]
        if record is not None:
            found.setdefault(record, set()).update(touch.names)
            if EXISTS in touch.names or touch.names & told_by(record.kind):
                waiting.append(record)
    seen: set[Record] = set()
    while waiting:
        record = waiting.pop()
        if record not in seen:
            seen.add(record)
            found.setdefault(record, set()).add(EXISTS)
            waiting += [link.target for relation in held_up(record.kind) for link in record.links.get(relation, ())]
    return found


def _registers_of(record: Record, facts: Facts) -> list[str]:
    if record.register:
        return [record.register] if record.register in facts.registers else []
    return [slug for slug in sorted(facts.registers) if _is_judged(record, slug, facts)]


def _is_judged(record: Record | None, register: str, facts: Facts) -> bool:
    """Whether rules are asked of a record in a register."""
    if record is None or register not in facts.registers:
        return False
    return bool(record.register) or any(one is record for one in facts.registers[register].of(_ORGANISATION))
