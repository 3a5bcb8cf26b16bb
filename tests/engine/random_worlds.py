"""Random worlds: registers and rules that meet, made from a seed; the same seed gives the same world."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter
from random_conditions import At, Conditions
from random_model import Sketch, sketch
from random_registers import Writer

from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Record
from policyengine.rules.language import AllOf, Condition, Count, Every, Never, Not, Some
from policyengine.rules.program import Breach, Definition, Exemption, Pack, Program, Raise, Rule, Severity, Window
from policyengine.spans import Files

ALWAYS = AllOf((), 0)
RULES = 16
"""Rules in a world, each judged on all records of its kind."""
_BREACHES = (*[Breach.VIOLATED] * 8, *[Breach.CONTRADICTORY] * 2, Breach.NOT_STATED)


class Seeded:
    """Shown as the call that makes it again: Hypothesis would print every record, and what it leads to, for ever."""

    seed: int

    def __repr__(self) -> str:
        return f"{type(self).__name__.lower()}({self.seed})"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(repr(self))


@dataclass(repr=False)
class World(Seeded):
    """Registers, and rules to judge on them as of a day."""

    seed: int
    program: Program
    facts: Facts
    as_of: dt.date
    sketch: Sketch


def world(seed: int, rules: int = RULES) -> World:
    """The world of a seed."""
    pick = Random(seed)
    drawn = sketch(pick)
    facts = Writer(pick, drawn).facts()
    return World(seed, Rules(pick, drawn, facts).program(rules), facts, drawn.as_of, drawn)


def worlds(rules: int = RULES) -> st.SearchStrategy[World]:
    """Worlds for Hypothesis; what it finds is made small by `shrink_world`, which knows what a register is."""
    return st.builds(world, st.integers(0, 2**48), st.just(rules))


@dataclass(repr=False)
class Question(Seeded):
    """A record of a world, conditions that can be asked of it, and a quantifier over what it leads to."""

    seed: int
    world: World
    record: Record
    conditions: tuple[Condition, ...]
    quantifier: Some | Every | Count

    def told(self, condition: Condition, firm: bool = False) -> int:
        """What the interpreter is told of a condition on the record."""
        meaning = Meaning(self.world.program, self.world.as_of)
        return meaning.told(condition, Scope(self.record, self.record.register or "acme", firm))


def question(seed: int) -> Question:
    """The question of a seed."""
    made = world(seed, rules=0)
    pick = Random(seed)
    asking = Conditions(pick, made.sketch)
    record = pick.choice([record for record in made.facts.records() if record.links])
    at = At(record.kind, record.kind)
    conditions = tuple(asking.condition(at, pick.choice((0, 1, 2))) for _ in range(pick.choice((0, 1, 2, 3))))
    return Question(seed, made, record, conditions, asking.quantifier(at, 2))


def questions() -> st.SearchStrategy[Question]:
    """Questions for Hypothesis."""
    return st.builds(question, st.integers(0, 2**48))


class Rules:
    """Makes the rules of one world."""

    def __init__(self, pick: Random, drawn: Sketch, facts: Facts) -> None:
        self._pick = pick
        self._drawn = drawn
        self._conditions = Conditions(pick, drawn)
        present = {record.kind for record in facts.records()}
        self._kinds = [kind for kind in KINDS if kind in present]

    def program(self, rules: int) -> Program:
        """Definitions, each of which may ask those before it, then rules of two packs."""
        pick = self._pick
        definitions: dict[str, Definition] = {}
        for number in range(pick.choice((2, 3, 4, 5))):
            kind = pick.choice([kind for kind in KINDS if kind in self._drawn.pools])
            name = f"{kind}.definition-{number}"
            condition = self._conditions.condition(At(kind, kind), 2)
            definitions[name] = Definition(name, kind, "", "", condition, 0)
            self._conditions.definitions[name] = kind
        packs = {name: Pack(name, name, self._when("register", 0.15), 0) for name in ("law", "policy")}
        made = {f"rule-{number:02}": self._rule(f"rule-{number:02}") for number in range(rules)}
        return Program(packs, made, definitions, self._drawn.tables, Files())

    def _rule(self, name: str) -> Rule:
        pick = self._pick
        kind = pick.choice(self._kinds)
        at = At(kind, kind)
        return Rule(
            id=name,
            pack=pick.choice(("law", "law", "policy")),
            title=name,
            provisions=(),
            for_each=kind,
            severity=pick.choice(tuple(Severity)),
            when=self._when(kind, 0.5),
            require=self._requirement(at),
            place=0,
            unless=tuple(self._exemption(at) for _ in range(pick.choice((0, 0, 0, 1, 1, 2)))),
            breach=self._conditions.condition(at, 1) if pick.random() < 0.42 else None,
            breach_means=pick.choice(_BREACHES),
            raises=tuple(self._raise(at) for _ in range(pick.choice((0, 0, 1, 2)))),
            in_force=self._window(),
        )

    def _requirement(self, at: At) -> Condition:
        chance = self._pick.random()
        if chance < 0.08:
            return Never(0)
        if chance < 0.2:
            return self._conditions.as_presumed(at)
        return self._conditions.condition(at, self._pick.choice((0, 1, 2, 3)))

    def _when(self, kind: str, chance: float) -> Condition:
        """A condition that leaves most records in, and of many does not tell whether they are."""
        pick, at = self._pick, At(kind, kind)
        if pick.random() > chance:
            return ALWAYS
        if pick.random() < 0.35:
            return self._conditions.quantifier(at, 1)
        condition = self._conditions.condition(at, pick.choice((0, 1, 1, 2)))
        return Not(condition, 0) if pick.random() < 0.2 else condition

    def _exemption(self, at: At) -> Exemption:
        pick = self._pick
        claimed = self._conditions.condition(at, 1) if pick.random() < 0.5 else None
        return Exemption("", self._conditions.condition(at, pick.choice((0, 1, 2))), "", 0, claimed)

    def _raise(self, at: At) -> Raise:
        return Raise(self._pick.choice(tuple(Severity)), self._conditions.condition(at, 1))

    def _window(self) -> Window:
        """Mostly without an end; sometimes past, or begun on the very day."""
        pick, day = self._pick, self._drawn.as_of
        ends = [None, None, None, None, None, day - dt.timedelta(1), day, day + dt.timedelta(1)]
        return Window(pick.choice((None, None, None, day, day - dt.timedelta(1))), pick.choice(ends))
