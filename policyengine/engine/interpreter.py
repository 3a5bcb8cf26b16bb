"""The interpreter: what every rule says of every record, and the proof of it.

It asks `meaning` what is told of the conditions of a rule, and `verdict` what that comes to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import chain

from policyengine.engine.judgement import Judgement, Part, Proof, Step, Told, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import NO, NOT_STATED, YES, Answers, both, on_firm_grounds, ruling, with_breach
from policyengine.register.records import Facts, Record, Register
from policyengine.rules.language import AllOf, Condition, Holds, Path
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
        self._scopes: dict[tuple[str, bool], int] = {}
        """What is told of each pack's `when` in it, by all statements and by firm ones."""
        self._proved_scopes: dict[str, list[Step]] = {}

    def turn_to(self, register: Register) -> None:
        """Ask about `register` from now on, and forget what was told of another."""
        if register is not self._register:
            self._meaning.forget()
            self._scopes.clear()
            self._proved_scopes.clear()
            self._register = register

    def judgement(self, rule: Rule, at: Scope, root: Record) -> Judgement:
        """What `rule` says of the record of `at`."""
        applies = self._applies(rule, at, root)
        if applies == NO:
            return Judgement(rule, at.record, Verdict.NOT_APPLICABLE, rule.severity, register=at.register)
        found = ruling(self._answers(rule, at, applies), rule.breach_means)
        judged = Judgement(rule, at.record, found.verdict, rule.severity, found.if_applied, register=at.register)
        if found.verdict is Verdict.SATISFIED:
            judged.exception = rule.unless[found.exception] if found.exception >= 0 else None
            return judged
        judged.severity = self._severity(rule, at)
        if Verdict.VIOLATED in (found.verdict, found.if_applied):
            self._weigh_firmness(judged, at, root)
        return judged

    def _answers(self, rule: Rule, at: Scope, applies: int) -> Answers:
        """What is told of the parts of `rule`, in its order, as far as the verdict turns on it."""
        if applies == NO:
            return Answers(NO, (), (), NOT_STATED)
        exceptions: list[int] = []
        claimed: list[bool] = []
        for exemption in rule.unless:
            told = self._meaning.told(exemption.when, at)
            exceptions.append(told)
            if told == YES:
                return Answers(applies, exceptions, (), NOT_STATED)
            asked = exemption.claimed if told == NOT_STATED else None
            claimed.append(asked is not None and bool(self._meaning.told(asked, at) & YES))
        requires = self._meaning.told(rule.require, at)
        if rule.breach is not None:
            requires = with_breach(requires, self._meaning.told(rule.breach, at))
        return Answers(applies, exceptions, claimed, requires)

    def _applies(self, rule: Rule, at: Scope, root: Record) -> int:
        """The rule's `when`, joined to that of its pack, which is asked of the register's own record.

        To what does not exist on the day nothing applies.
        """
        if self._meaning.existence.gone(at.record, at):
            return NO
        scope = self._scopes.get((rule.pack, at.firm))
        if scope is None:
            scope = self._meaning.told(self._program.packs[rule.pack].when, at.about(root))
            self._scopes[rule.pack, at.firm] = scope
        return NO if scope == NO else both(scope, self._meaning.told(rule.when, at))

    def _severity(self, rule: Rule, at: Scope) -> Severity:
        """The worst of the rule's own severity and those whose condition firm facts alone plainly tell true."""
        if not rule.raises:
            return rule.severity
        firm = Scope(at.record, at.register, firm=True)
        raised = [entry.to for entry in rule.raises if self._meaning.told(entry.when, firm) == YES]
        return min((rule.severity, *raised), key=lambda severity: severity.rank)

    def _weigh_firmness(self, judged: Judgement, at: Scope, root: Record) -> None:
        """Let a breach stand only where firm statements and firm memberships alone violate the rule."""
        firm = Scope(at.record, at.register, firm=True)
        as_judged = judged.verdict is Verdict.VIOLATED
        applies = self._applies(judged.rule, firm, root) if as_judged else YES
        answers = self._answers(judged.rule, firm, applies)
        verdict = on_firm_grounds(ruling(answers, judged.rule.breach_means).verdict)
        if as_judged:
            judged.verdict = verdict
        else:
            judged.if_applied = verdict
        judged.not_firm = verdict is not Verdict.VIOLATED

    @collector_paused()
    def judge(self, facts: Facts) -> list[Judgement]:
        """What every rule in force says of every record it is asked of, as the function `judge` promises it."""
        return [found for _, register in sorted(facts.registers.items()) for found in self.register(register)]

    def register(self, register: Register) -> Iterator[Judgement]:
        """Every rule in force on every record of one register, by rule and key."""
        self.turn_to(register)
        rules: dict[str, list[Rule]] = {}
        found: dict[str, list[Judgement]] = {}
        for name, rule in sorted(self._program.rules.items()):
            if rule.in_force.contains(self._as_of):
                rules.setdefault(rule.for_each, []).append(rule)
                found[name] = []
        # Record by record, and what belongs together one after the other: of these much the same is asked.
        for record in sorted((record for kind in rules for record in register.of(kind)), key=lambda record: record.key):
            at = Scope(record, register.slug)
            for rule in rules[record.kind]:
                found[rule.id].append(self.judgement(rule, at, register.root))
        return chain.from_iterable(found.values())

    def holds(self, definition: str, record: Record) -> Told:
        """What is told of a definition, asked of a record of its kind."""
        self._meaning.forget()
        self._register = None
        scope = Scope(record, record.register)
        return Told(self._meaning.told(Holds(definition, Path("", (), "", record.kind), 0), scope))

    def prove(self, facts: Facts, rule: Rule, record: Record, register: str = "") -> Proof:
        """The proof of one judgement, as the function `prove` promises it."""
        chosen = facts.registers.get(register or record.register) or _first_naming(record, facts)
        return self.proof(self.asked(rule, record, chosen), chosen)

    def asked(self, rule: Rule, record: Record, register: Register) -> Judgement:
        """What `rule` says of one record of a register."""
        self.turn_to(register)
        return self.judgement(rule, Scope(record, register.slug), register.root)

    def proof(self, judgement: Judgement, register: Register) -> Proof:
        """The proof of a judgement of this program on this day, given in `register`."""
        return Proof(judgement, partial(self._part, register))

    def _part(self, register: Register, judgement: Judgement, part: Part) -> list[Step]:
        """The steps of one part of the rule of a judgement, nothing left out."""
        self.turn_to(register)
        rule, at = judgement.rule, Scope(judgement.record, register.slug)
        match part:
            case Part.APPLIES:
                scope = self._proved_scope(rule.pack, at.about(register.root))
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


def judge(program: Program, facts: Facts, as_of: dt.date) -> list[Judgement]:
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
