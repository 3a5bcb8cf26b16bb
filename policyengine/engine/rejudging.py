"""Judging again what is touched, and nothing else: from what is said otherwise to the verdicts that may differ."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from policyengine.engine.beside import MeaningBeside, Otherwise, Touches
from policyengine.engine.existence import held_up, told_by
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.register.building import ABOVE
from policyengine.register.records import Facts, Record, Register
from policyengine.register.touched import EXISTS, Touched
from policyengine.rules.dependence import Way, walked_back
from policyengine.rules.program import Program
from policyengine.source.collector import collector_paused

About = tuple[str, str, str]
"""Register, rule and key of the record: a verdict is known by these."""
_ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Again:
    """The judgements that may differ, as they are before and after; some are on one side only."""

    before: tuple[Judgement, ...]
    after: tuple[Judgement, ...]


class Rejudging:
    """Judges again what may differ from how `facts` are judged by one program on one day."""

    def __init__(self, program: Program, facts: Facts, as_of: dt.date) -> None:
        self._rules = {name: rule for name, rule in program.rules.items() if rule.in_force.contains(as_of)}
        self._of_kind: dict[str, list[str]] = {}
        for name, rule in self._rules.items():
            self._of_kind.setdefault(rule.for_each, []).append(name)
        self._facts = facts
        self._dependence = program.dependence
        before = Meaning(program, as_of, most=sys.maxsize)
        self._before = Interpreter(program, as_of, before)
        self._meaning = MeaningBeside(program, as_of, before, self._dependence)
        self._after = Interpreter(program, as_of, self._meaning)
        self._known: dict[About, Judgement] = {}
        """What was judged of `facts` so far."""

    @collector_paused(stays=False)
    def again(self, touched: Touched, facts: Facts) -> Again:
        """Every judgement that rests on something touched, on both sides, in order of register, rule and record."""
        touches = _touches(touched)
        self._meaning.turn_to(Otherwise(touched, self._facts, touches))
        before, after = [], []
        for about, applying in sorted(self._asked(touched, touches, facts).items()):
            slug, rule, key = about
            kind = self._rules[rule].for_each
            name = "" if kind == _ORGANISATION else slug, kind, key
            one = touched.before(name)
            if _is_judged(one, slug, self._facts):
                judged = self._as_before(about, one)
                if judged.verdict is Verdict.NOT_APPLICABLE and not applying:
                    continue
                before.append(judged)
            other = touched.after(name)
            if _is_judged(other, slug, facts):
                after.append(self._as_after(about, other, facts.registers[slug]))
        return Again(tuple(before), tuple(after))

    def _as_before(self, about: About, record: Record) -> Judgement:
        if about not in self._known:
            self._known[about] = self._before.asked(self._rules[about[1]], record, self._facts.registers[about[0]])
        return self._known[about]

    def _as_after(self, about: About, record: Record, register: Register) -> Judgement:
        self._before.turn_to(self._facts.registers[about[0]])
        return self._after.asked(self._rules[about[1]], record, register)

    def _asked(self, touched: Touched, touches: Touches, facts: Facts) -> dict[About, bool]:
        """What may come to something else, and whether what is touched has a bearing on whether the rule applies.

        Looking back from what is touched as it was before is enough. Where a way to it is new, the first link of it
        that is new begins at a record that was there before, and is touched itself; and of what is new everything
        is asked.
        """
        found: dict[About, bool] = {}
        walks: dict[tuple[Record, Way], list[tuple[str, str]]] = {}
        for record, names in touches.items():
            for name in sorted(names):
                for reader in self._dependence.readers(record.kind, name):
                    at = (record, reader.way)
                    if at not in walks:
                        judged = walked_back(record, reader.way, self._facts)
                        walks[at] = [(slug, one.key) for one in judged for slug in _registers_of(one, self._facts)]
                    for rule in reader.rules & self._rules.keys():
                        applying = rule in reader.applies
                        for slug, key in walks[at]:
                            found[slug, rule, key] = applying or found.get((slug, rule, key), False)
        new = [(r.register, r) for one in touched.records if one.before is None and (r := one.after) is not None]
        for slug, record in (*new, *self._listed(touched, self._facts), *self._listed(touched, facts)):
            found.update({(slug, rule, record.key): True for rule in self._of_kind.get(record.kind, ()) if slug})
        return found

    def _listed(self, touched: Touched, facts: Facts) -> Iterator[tuple[str, Record]]:
        """The organisations that a register names, where others may be named before or after."""
        if not any(one.kind == _ORGANISATION and one.names & _LISTING for one in touched.records):
            return
        registers = {record.register for one in touched.records if (record := one.before or one.after) is not None}
        for slug in sorted(facts.registers if "" in registers else registers & facts.registers.keys()):
            yield from ((slug, record) for record in facts.registers[slug].of(_ORGANISATION))


_LISTING = frozenset((*ABOVE, "appears_as", "subsidiaries", "represents"))
"""What of an organisation decides which registers name it."""


def _touches(touched: Touched) -> Touches:
    """What is touched of each record that was there before; what stands in what comes or goes comes or goes with it."""
    found: dict[Record, set[str]] = {}
    waiting: list[Record] = []
    for touch in touched.records:
        if touch.before is not None:
            found.setdefault(touch.before, set()).update(touch.names)
            if EXISTS in touch.names or touch.names & told_by(touch.kind):
                waiting.append(touch.before)
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


def _is_judged(record: Record | None, register: str, facts: Facts) -> TypeGuard[Record]:
    """Whether rules are asked of a record in a register."""
    if record is None or register not in facts.registers:
        return False
    return bool(record.register) or any(one is record for one in facts.registers[register].of(_ORGANISATION))
