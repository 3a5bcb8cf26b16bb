"""The interpreter: what every rule says of every record, and the proof of it.

It asks `meaning` what is told of the conditions of a rule, and `verdict` what that comes to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from policyengine.engine.asking import Quickly
from policyengine.engine.judgement import Judgement, Part, Proof, Step, Told, Verdict
from policyengine.engine.judgements import Column, Columns, Result
from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import BOTH, NO, NOT_STATED, YES, Answers, on_firm_grounds, ruling, with_breach
from policyengine.register.records import Facts, Record, Register
from policyengine.rules.language import AllOf, Condition, Holds, Path
from policyengine.rules.parts import conditions_of
from policyengine.rules.program import Program, Rule, Severity
from policyengine.source.collector import collector_paused


class Interpreter:
    """Reads one program on one day, by what `meaning` says of conditions, if that is to be another."""

    def __init__(self, program: Program, as_of: dt.date, meaning: Meaning | None = None) -> None:
        self._program = program
        self._as_of = as_of
        self._meaning = meaning or Meaning(program, as_of)
        self._register: Register | None = None
        """The register of which something is remembered."""
        self._scopes: tuple[dict[str, int], dict[str, int]] = ({}, {})
        """What is told of each pack's `when` in it, by all statements and by firm ones."""
        self._asked: dict[str, _Asked] = {}
        self._proved_scopes: dict[str, list[Step]] = {}

    def turn_to(self, register: Register) -> None:
        """Ask about `register` from now on, and forget what was told of another."""
        if register is not self._register:
            self._meaning.forget()
            for scopes in self._scopes:
                scopes.clear()
            self._proved_scopes.clear()
            self._register = register

    def judgement(self, rule: Rule, record: Record, register: Register) -> Judgement:
        """What `rule` says of a record of the register that this was turned to."""
        at, asked = self._meaning.scope(record, register.slug), self._ready(rule)
        number = self._judged(asked, at, self._applies(asked, at, register.root), register.root)
        return Judgement(rule, record, *list(asked.results)[number], register.slug)

    def _judged(self, asked: _Asked, at: Scope, applies: int, root: Record) -> int:
        """The number of what a rule says of the record of `at`, to which it `applies` so far as is told."""
        answers = self._answers(asked, at, applies)
        number = asked.numbers.get(answers)
        if number is not None:
            return number
        found = ruling(answers, asked.rule.breach_means)
        result = Result(found.verdict, asked.rule.severity, found.if_applied)
        if found.exception >= 0:
            result = result._replace(exception=asked.rule.unless[found.exception])
        raised = bool(asked.raises) and found.verdict not in _SETTLED
        breached = Verdict.VIOLATED in (found.verdict, found.if_applied)
        if raised:
            result = result._replace(severity=self._severity(asked, at))
        if breached:
            result = self._weighed(result, asked, at, root)
        number = asked.number(result)
        if not raised and not breached:
            asked.numbers[answers] = number
        return number

    def _ready(self, rule: Rule) -> _Asked:
        """A rule with its conditions made ready."""
        asked = self._asked.get(rule.id)
        if asked is None or asked.rule is not rule:
            asked = self._asked[rule.id] = _Asked(rule, self._meaning)
        return asked

    def _gone(self, at: Scope) -> bool:
        return self._meaning.existence.gone(at.record, at)

    def _answers(self, asked: _Asked, at: Scope, applies: int) -> Answers:
        """What is told of the parts of a rule, in its order, as far as the verdict turns on it."""
        if applies == NO:
            return _DOES_NOT_APPLY
        exceptions: tuple[int, ...] = ()
        claimed: tuple[bool, ...] = ()
        for when, claims in asked.unless:
            told = when(at)
            exceptions += (told,)
            if told == YES:
                return Answers(applies, exceptions, (), NOT_STATED)
            claimed += (told == NOT_STATED and claims is not None and bool(claims(at) & YES),)
        requires = asked.requires(at)
        if asked.breach is not None:
            requires = with_breach(requires, asked.breach(at))
        return Answers(applies, exceptions, claimed, requires)

    def _applies(self, asked: _Asked, at: Scope, root: Record) -> int:
        """The rule's `when`, joined to that of its pack; to what does not exist on the day nothing applies."""
        scope = NO if self._gone(at) else self._scope(asked.rule.pack, root, at)
        return NO if scope == NO else BOTH[scope][asked.when(at)]

    def _scope(self, pack: str, root: Record, at: Scope) -> int:
        """The `when` of a pack, which is asked of the register's own record."""
        scopes = self._scopes[at.firm]
        if pack not in scopes:
            seen = self._meaning.scope(root, at.register, at.firm)
            scopes[pack] = self._meaning.told(self._program.packs[pack].when, seen)
        return scopes[pack]

    def _severity(self, asked: _Asked, at: Scope) -> Severity:
        """The worst of the rule's own severity and those whose condition firm facts alone plainly tell true."""
        firm = self._meaning.scope(at.record, at.register, firm=True)
        worst = asked.rule.severity
        for to, when in asked.raises:
            if when(firm) == YES:
                worst = min(worst, to, key=lambda severity: severity.rank)
        return worst

    def _weighed(self, result: Result, asked: _Asked, at: Scope, root: Record) -> Result:
        """Let a breach stand only where firm statements and firm memberships alone violate the rule."""
        firm = self._meaning.scope(at.record, at.register, firm=True)
        as_judged = result.verdict is Verdict.VIOLATED
        applies = self._applies(asked, firm, root) if as_judged else YES
        verdict = on_firm_grounds(ruling(self._answers(asked, firm, applies), asked.rule.breach_means).verdict)
        result = result._replace(not_firm=verdict is not Verdict.VIOLATED)
        return result._replace(verdict=verdict) if as_judged else result._replace(if_applied=verdict)

    @collector_paused()
    def judge(self, facts: Facts) -> Columns:
        """What every rule in force says of every record it is asked of, as the function `judge` promises it."""
        in_force = [rule for _, rule in sorted(self._program.rules.items()) if rule.in_force.contains(self._as_of)]
        definitions = [definition.holds for definition in self._program.definitions.values()]
        self._meaning.expect([*chain.from_iterable(map(conditions_of, in_force)), *definitions])
        rolls = {kind: _Roll([], {}) for kind in {rule.for_each for rule in in_force}}
        numbers = {rule.id: bytearray() for rule in in_force}
        for slug, register in sorted(facts.registers.items()):
            before = {kind: len(roll.records) for kind, roll in rolls.items()}
            for record in self._judge(register, in_force, numbers):
                rolls[record.kind].records.append(record)
            for kind, roll in rolls.items():
                roll.spans[slug] = before[kind], len(roll.records)
        columns = [
            Column(rule, list(self._ready(rule).results), bytes(numbers[rule.id]), *rolls[rule.for_each])
            for rule in in_force
        ]
        return Columns(columns, sorted(facts.registers))

    def _judge(self, register: Register, in_force: Sequence[Rule], numbers: Mapping[str, bytearray]) -> list[Record]:
        """The records of one register by key; the numbers of what rules say of each are added in that order."""
        self.turn_to(register)
        root = register.root
        rules: dict[str, list[tuple[_Asked, int, Callable[[int], None]]]] = {}
        for rule in in_force:
            scope = self._scope(rule.pack, root, self._meaning.scope(root, register.slug))
            rules.setdefault(rule.for_each, []).append((self._ready(rule), scope, numbers[rule.id].append))
        # Record by record, and what belongs together one after the other: of these much the same is asked.
        records = sorted((record for kind in rules for record in register.of(kind)), key=lambda record: record.key)
        for record in records:
            at = self._meaning.scope(record, register.slug)
            gone = self._gone(at)
            for asked, scope, add in rules[record.kind]:
                applies = NO if gone or scope == NO else BOTH[scope][asked.when(at)]
                add(_NOT_APPLICABLE if applies == NO else self._judged(asked, at, applies, root))
        return records

    def holds(self, definition: str, record: Record) -> Told:
        """What is told of a definition, asked of a record of its kind."""
        self._meaning.forget()
        self._register = None
        scope = self._meaning.scope(record, record.register)
        return Told(self._meaning.told(Holds(definition, Path("", (), "", record.kind), 0), scope))

    def prove(self, facts: Facts, rule: Rule, record: Record, register: str = "") -> Proof:
        """The proof of one judgement, as the function `prove` promises it."""
        chosen = facts.registers.get(register or record.register) or _first_naming(record, facts)
        return self.proof(self.asked(rule, record, chosen), chosen)

    def asked(self, rule: Rule, record: Record, register: Register) -> Judgement:
        """What `rule` says of one record of a register."""
        self.turn_to(register)
        return self.judgement(rule, record, register)

    def proof(self, judgement: Judgement, register: Register) -> Proof:
        """The proof of a judgement of this program on this day, given in `register`."""
        return Proof(judgement, partial(self._part, register))

    def _part(self, register: Register, judgement: Judgement, part: Part) -> list[Step]:
        """The steps of one part of the rule of a judgement, nothing left out."""
        self.turn_to(register)
        rule, at = judgement.rule, self._meaning.scope(judgement.record, register.slug)
        match part:
            case Part.APPLIES:
                scope = self._proved_scope(rule.pack, self._meaning.scope(register.root, register.slug))
                return [*scope, self._step("applies", rule.when, at), *self._proved_existence(at)]
            case Part.UNLESS:
                return [
                    self._step(label, condition, at)
                    for exemption in rule.unless
                    for label, condition in (("exception", exemption.when), ("claimed", exemption.claimed))
                    if condition is not None
                ]
            case Part.REQUIRES:
                return [self._step("requires", rule.require, at)]
            case Part.BREACH:
                return [] if rule.breach is None else [self._step("breach", rule.breach, at)]

    def _proved_scope(self, pack: str, at: Scope) -> list[Step]:
        """The step of a pack's `when`, if it has one: the same for every rule of the pack."""
        if pack not in self._proved_scopes:
            when = self._program.packs[pack].when
            always = isinstance(when, AllOf) and not when.of
            self._proved_scopes[pack] = [] if always else [self._step("applies", when, at)]
        return self._proved_scopes[pack]

    def _proved_existence(self, at: Scope) -> list[Step]:
        """The step that says that the record does not exist on the day; none where it may."""
        grounds = self._meaning.existence.grounds(at.record, at)
        return [Step(None, at.record, Told.NO, "exists", grounds)] if grounds else []

    def _step(self, label: str, condition: Condition, at: Scope) -> Step:
        """The proof of one condition of a rule."""
        holder = Step(None, at.record, Told.NOT_STATED)
        self._meaning.told(condition, at, holder)
        (step,) = holder.below
        step.label = label
        return step


class _Asked:
    """A rule with its conditions made ready to be asked, without steps, and what it came to so far."""

    __slots__ = ("breach", "numbers", "raises", "requires", "results", "rule", "unless", "when")

    def __init__(self, rule: Rule, meaning: Meaning) -> None:
        def ready(condition: Condition | None) -> Quickly | None:
            return None if condition is None else meaning.ready(condition).ask

        self.rule = rule
        self.when = meaning.ready(rule.when).ask
        self.unless = [(meaning.ready(each.when).ask, ready(each.claimed)) for each in rule.unless]
        self.requires = meaning.ready(rule.require).ask
        self.breach = ready(rule.breach)
        self.raises = [(each.to, meaning.ready(each.when).ask) for each in rule.raises]
        self.results = {Result(Verdict.NOT_APPLICABLE, rule.severity): _NOT_APPLICABLE}
        """Results by their numbers, in order."""
        self.numbers: dict[Answers, int] = {_DOES_NOT_APPLY: _NOT_APPLICABLE}
        """What answers come to, where nothing else enters into it: few are different from each other."""

    def number(self, result: Result) -> int:
        """The number of a result."""
        return self.results.setdefault(result, len(self.results))


class _Roll(NamedTuple):
    """The records of a kind, and which of them are those of each register."""

    records: list[Record]
    spans: dict[str, tuple[int, int]]


_SETTLED = (Verdict.SATISFIED, Verdict.NOT_APPLICABLE)
"""Verdicts that are no worse for what else is so."""

_NOT_APPLICABLE = 0
"""The number of this result, of every rule."""

_DOES_NOT_APPLY = Answers(NO, (), (), NOT_STATED)


def judge(program: Program, facts: Facts, as_of: dt.date) -> Columns:
    """What every rule in force on `as_of` says of every record it is asked of.

    In order of register, rule and record. A shared organisation is judged in each register that
    names it. The severity is raised on records of which the rule is neither satisfied nor not
    applicable, and on firm facts only: no presumption of a reader, and nothing that is merely publicly
    known, makes a finding worse.
    """
    return Interpreter(program, as_of).judge(facts)


def prove(program: Program, facts: Facts, as_of: dt.date, rule: Rule, record: Record, register: str = "") -> Proof:
    """The judgement of `rule` on `record` with every step that leads to it, nothing left out.

    The steps are labelled `applies` (first the pack, then the rule), `exception` and `claimed` in
    the order of `unless`, `requires` and `breach`. They are about all statements; whether the firm
    ones bear the verdict out is said in the judgement. For a shared organisation `register` says
    in which register it is judged; without it, in the first that names it.
    """
    return Interpreter(program, as_of).prove(facts, rule, record, register)


def _first_naming(record: Record, facts: Facts) -> Register:
    return next(r for _, r in sorted(facts.registers.items()) if any(found is record for found in r.of(record.kind)))
