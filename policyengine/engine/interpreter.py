"""The interpreter: what every rule says of every record, and the proof of it.

It asks `meaning` what is told of the conditions of a rule, and `verdict` what that comes to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain

from policyengine.engine.judgement import Judgement, Proof, Step, Told, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import NO, NOT_STATED, YES, Answers, both, on_firm_grounds, ruling, with_breach
from policyengine.register.records import Facts, Record, Register
from policyengine.rules.language import AllOf, Condition, Holds, Path
from policyengine.rules.program import Program, Rule, Severity


class Interpreter:
    """Reads one program on one day."""

    def __init__(self, program: Program, as_of: dt.date) -> None:
        self._program = program
        self._as_of = as_of
        self._meaning = Meaning(program, as_of)
        self._scopes: dict[str, int] = {}
        """What is told of each pack's `when` in the register at hand."""
        self._firm_scopes: dict[str, int] = {}
        self._proving: Register | None = None

    def _forget(self) -> None:
        self._meaning.forget()
        self._scopes.clear()
        self._firm_scopes.clear()

    def judgement(self, rule: Rule, at: Scope, root: Record, steps: list[Step] | None = None) -> Judgement:
        """What `rule` says of the record of `at`; its proof goes into `steps`."""
        answers = self._answers(rule, at, root, steps)
        if answers.applies == NO:
            return Judgement(rule, at.record, Verdict.NOT_APPLICABLE, rule.severity, register=at.register)
        found = ruling(answers, rule.breach_means)
        judged = Judgement(rule, at.record, found.verdict, rule.severity, found.if_applied, register=at.register)
        if found.verdict is Verdict.SATISFIED:
            judged.exception = rule.unless[found.exception] if found.exception >= 0 else None
            return judged
        judged.severity = self._severity(rule, at)
        if Verdict.VIOLATED in (found.verdict, found.if_applied):
            self._weigh_firmness(judged, at, root)
        return judged

    def _answers(
        self, rule: Rule, at: Scope, root: Record, steps: list[Step] | None, supposed: int | None = None
    ) -> Answers:
        """What is told of the parts of `rule`, in its order; `supposed` stands for whether it applies.

        Without `steps`, nothing is asked that the verdict does not turn on.
        """
        brief = steps is None
        applies = self._applies(rule, at, root, steps) if supposed is None else supposed
        if brief and applies == NO:
            return Answers(NO, (), (), NOT_STATED)
        exceptions: list[int] = []
        claimed: list[bool] = []
        for exemption in rule.unless:
            told = self._ask("exception", exemption.when, at, steps)
            exceptions.append(told)
            if brief and told == YES:
                return Answers(applies, exceptions, (), NOT_STATED)
            asked = exemption.claimed if told == NOT_STATED or not brief else None
            claimed.append(asked is not None and bool(self._ask("claimed", asked, at, steps) & YES))
        requires = self._ask("requires", rule.require, at, steps)
        if rule.breach is not None:
            requires = with_breach(requires, self._ask("breach", rule.breach, at, steps))
        return Answers(applies, exceptions, claimed, requires)

    def _applies(self, rule: Rule, at: Scope, root: Record, steps: list[Step] | None) -> int:
        """The rule's `when`, joined to that of its pack, which is asked of the register's own record."""
        pack = self._program.packs[rule.pack]
        if isinstance(pack.when, AllOf) and not pack.when.of:
            return self._ask("applies", rule.when, at, steps)
        if steps is not None:
            scope = self._ask("applies", pack.when, at.about(root), steps)
            return both(scope, self._ask("applies", rule.when, at, steps))
        scopes = self._firm_scopes if at.firm else self._scopes
        if pack.name not in scopes:
            scopes[pack.name] = self._meaning.told(pack.when, at.about(root))
        scope = scopes[pack.name]
        return NO if scope == NO else both(scope, self._meaning.told(rule.when, at))

    def _ask(self, label: str, condition: Condition, at: Scope, steps: list[Step] | None) -> int:
        """What is told of one part of a rule; its proof is a step with `label`."""
        if steps is None:
            return self._meaning.told(condition, at)
        holder = Step(None, at.record, Told.NOT_STATED)
        told = self._meaning.told(condition, at, holder)
        holder.below[0].label = label
        steps += holder.below
        return told

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
        supposed = None if judged.verdict is Verdict.VIOLATED else YES
        answers = self._answers(judged.rule, firm, root, None, supposed)
        verdict = on_firm_grounds(ruling(answers, judged.rule.breach_means).verdict)
        if supposed is None:
            judged.verdict = verdict
        else:
            judged.if_applied = verdict
        judged.not_firm = verdict is not Verdict.VIOLATED

    def register(self, register: Register) -> Iterator[Judgement]:
        """Every rule in force on every record of one register, by rule and key."""
        self._forget()
        rules: dict[str, list[Rule]] = {}
        found: dict[str, list[Judgement]] = {}
        for name, rule in sorted(self._program.rules.items()):
            if rule.in_force.contains(self._as_of):
                rules.setdefault(rule.for_each, []).append(rule)
                found[name] = []
        for kind, asked in rules.items():
            for record in sorted(register.of(kind), key=lambda record: record.key):
                # Record by record, because rules of one kind look at much the same of each.
                self._meaning.forget_readings()
                at = Scope(record, register.slug)
                for rule in asked:
                    found[rule.id].append(self.judgement(rule, at, register.root))
        return chain.from_iterable(found.values())

    def holds(self, definition: str, record: Record) -> Told:
        """What is told of a definition, asked of a record of its kind."""
        self._forget()
        scope = Scope(record, record.register)
        return Told(self._meaning.told(Holds(definition, Path("", (), "", record.kind), 0), scope))

    def prove(self, facts: Facts, rule: Rule, record: Record, register: str = "") -> Proof:
        """The proof of one judgement, as the function `prove` promises it.

        Whoever wants many asks them of one interpreter, which proves each definition of a record once.
        """
        chosen = facts.registers.get(register or record.register) or _first_naming(record, facts)
        if chosen is not self._proving:
            self._forget()
            self._proving = chosen
        steps: list[Step] = []
        judgement = self.judgement(rule, Scope(record, chosen.slug), chosen.root, steps)
        return Proof(judgement, steps)


def judge(program: Program, facts: Facts, as_of: dt.date) -> list[Judgement]:
    """What every rule in force on `as_of` says of every record it is asked of.

    In order of register, rule and record. A shared organisation is judged in each register that
    names it. The severity is raised on records of which the rule is neither satisfied nor not
    applicable, and on firm facts only: no presumption of a reader, and nothing that is merely publicly
    known, makes a finding worse.
    """
    interpreter = Interpreter(program, as_of)
    return [found for _, register in sorted(facts.registers.items()) for found in interpreter.register(register)]


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
