"""Judging again what is touched, and nothing else: from what is said otherwise to the verdicts that may differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policyengine.engine.existence import held_up, told_by
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement
from policyengine.register.building import ABOVE
from policyengine.register.records import Facts, Record
from policyengine.register.touched import EXISTS, Touched
from policyengine.rules.dependence import REGISTER, Dependence, Way
from policyengine.rules.program import Program

About = tuple[str, str, str]
"""Register, rule and key of the record: a verdict is known by these."""
_ORGANISATION = "organisation"
_Pair = tuple[str, str, Record]


@dataclass(frozen=True, slots=True)
class Side:
    """Facts before or after, with what judges them."""

    facts: Facts
    interpreter: Interpreter


@dataclass(frozen=True, slots=True)
class Again:
    """The judgements that may differ, as they are before and after; some are on one side only."""

    before: tuple[Judgement, ...]
    after: tuple[Judgement, ...]


class Rejudging:
    """Judges again, by one program on one day."""

    def __init__(self, program: Program, as_of: dt.date) -> None:
        self._rules = {name: rule for name, rule in program.rules.items() if rule.in_force.contains(as_of)}
        self._dependence = Dependence(program)

    def again(self, touched: Touched, before: Side, after: Side) -> Again:
        """Every judgement that rests on something touched, on both sides, in order of register, rule and record."""
        sides = (before, after)
        pairs: dict[About, list[Record | None]] = {}
        for index, side in enumerate(sides):
            for register, rule, record in self._asked(touched, index, side.facts):
                if rule in self._rules:
                    pairs.setdefault((register, rule, record.key), [None, None])[index] = record
        for (register, rule, key), records in pairs.items():
            if None in records:
                kind = self._rules[rule].for_each
                both = touched.both(("" if kind == _ORGANISATION else register, kind, key))
                records[:] = [
                    one if _is_judged(one, register, side.facts) else None
                    for one, side in zip(both, sides, strict=True)
                ]
        return Again(*(tuple(self._judged(pairs, index, side)) for index, side in enumerate(sides)))

    def _judged(self, pairs: Mapping[About, Sequence[Record | None]], index: int, side: Side) -> Iterator[Judgement]:
        for (slug, rule, _), records in sorted(pairs.items(), key=lambda item: item[0]):
            record = records[index]
            if record is not None:
                yield side.interpreter.asked(self._rules[rule], record, side.facts.registers[slug])

    def _asked(self, touched: Touched, index: int, facts: Facts) -> Iterator[_Pair]:
        """Registers, rules and the records of which these are asked that may come to something else."""
        walks: dict[tuple[Record, Way], dict[Record, None]] = {}
        for record, names in _touches(touched, index).items():
            for name in sorted(names):
                for reader in self._dependence.readers(record.kind, name):
                    at = (record, reader.way)
                    if at not in walks:
                        walks[at] = _walked_back(record, reader.way, facts)
                    for judged in walks[at]:
                        for slug in _registers_of(judged, facts):
                            for rule in reader.rules:
                                yield slug, rule, judged
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
                yield from ((slug, rule, record) for rule in asked)


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


def _walked_back(record: Record, way: Way, facts: Facts) -> dict[Record, None]:
    """The records from which a way leads to `record`, or to where it may have to be looked for."""
    at = {record: None}
    for relation, kind in way.back:
        if relation == REGISTER:
            registers = {one.register for one in at} & facts.registers.keys()
            at = {other: None for slug in sorted(registers) for other in facts.registers[slug].of(kind)}
        else:
            links = (link for one in at for link in one.links.get(relation, ()))
            at = {link.target: None for link in links if link.target.kind == kind}
    return at


def _registers_of(record: Record, facts: Facts) -> list[str]:
    if record.register:
        return [record.register] if record.register in facts.registers else []
    return [slug for slug in sorted(facts.registers) if _is_judged(record, slug, facts)]


def _is_judged(record: Record | None, register: str, facts: Facts) -> bool:
    """Whether rules are asked of a record in a register."""
    if record is None or register not in facts.registers:
        return False
    return bool(record.register) or any(one is record for one in facts.registers[register].of(_ORGANISATION))
