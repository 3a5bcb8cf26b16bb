"""The meaning of the rule language: walks conditions over the facts, judges, and proves.

Each construct has one method that says what is told of it. The same method judges and proves: with
a `Step` it writes down grounds, missing statements and the steps below, and leaves nothing out;
without one it stops as soon as the rest cannot change the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from policyengine.engine.judgement import Ground, Judgement, Proof, Step, Told, Verdict
from policyengine.engine.leaf import Leaf, Looking
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import (
    CONTRADICTORY,
    NO,
    NOT_STATED,
    YES,
    Answers,
    at_least,
    both,
    either,
    on_firm_grounds,
    opposite,
    ruling,
    with_breach,
)
from policyengine.register.records import Facts, Record, Register
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Count,
    Every,
    Holds,
    Never,
    Not,
    Some,
    Test,
)
from policyengine.rules.program import Program, Rule, Severity

Answer = Callable[[int, int, int, bool], int]
"""What members tell of a quantifier: how many are told true, told false, how many there are, whether all."""


class Interpreter:
    """Reads one program on one day.

    INVARIANT: what is remembered of definitions holds for one register and never outlives it.
    """

    def __init__(self, program: Program, as_of: dt.date) -> None:
        self._program = program
        self._looking = Looking(program.tables, as_of)
        self._as_of = as_of
        self._leaves: dict[int, Leaf] = {}
        self._scopes: dict[tuple[str, Record, bool], int] = {}
        self._remembered: dict[tuple[str, Record, bool], int] = {}
        self._proved: dict[tuple[str, Record], Step] = {}
        self._meaning: dict[type, Callable[[Any, Scope, Step | None], int]] = {
            Test: self._test,
            Some: self._some,
            Every: self._every,
            Count: self._count,
            AllOf: self._all_of,
            AnyOf: self._any_of,
            Not: self._not,
            AtLeast: self._at_least,
            Never: self._never,
            Holds: self._holds,
        }

    # What is told of a condition

    def told(self, condition: Condition, at: Scope, above: Step | None = None) -> int:
        """The told bits of `condition` asked in the scope `at`; its step goes below `above`."""
        meaning = self._meaning[type(condition)]
        if above is None:
            return meaning(condition, at, None)
        step = Step(condition, at.record, Told.NOT_STATED)
        above.below.append(step)
        told = meaning(condition, at, step)
        step.told = Told(told)
        step.grounds = list(dict.fromkeys(step.grounds))
        step.missing = list(dict.fromkeys(step.missing))
        return told

    def _test(self, test: Test, at: Scope, step: Step | None) -> int:
        leaf = self._leaves.get(id(test))
        if leaf is None:
            leaf = self._leaves[id(test)] = Leaf(test, self._looking)
        return leaf.told(at, step)

    def _all_of(self, condition: AllOf, at: Scope, step: Step | None) -> int:
        """Told true if all are, told false if one is; a plain no settles it."""
        told = YES
        for part in condition.of:
            told = both(told, self.told(part, at, step))
            if told == NO and step is None:
                return NO
        return told

    def _any_of(self, condition: AnyOf, at: Scope, step: Step | None) -> int:
        """Told true if one is, told false if all are; a plain yes settles it."""
        told = NO
        for part in condition.of:
            told = either(told, self.told(part, at, step))
            if told == YES and step is None:
                return YES
        return told

    def _not(self, condition: Not, at: Scope, step: Step | None) -> int:
        return opposite(self.told(condition.of, at, step))

    def _at_least(self, condition: AtLeast, at: Scope, step: Step | None) -> int:
        """Told true if `n` are, told false if so many are told false that `n` cannot be left."""
        told = [self.told(part, at, step) for part in condition.of]
        return at_least(condition.n, sum(t & 1 for t in told), sum(t >> 1 for t in told), len(told), True)

    def _never(self, condition: Never, at: Scope, step: Step | None) -> int:  # noqa: ARG002
        return NO

    def _some(self, condition: Some, at: Scope, step: Step | None) -> int:
        """The `any` of the members and, in an open list, of others that nobody named."""
        return self._over(condition, at, step, partial(at_least, 1), settled=YES)

    def _every(self, condition: Every, at: Scope, step: Step | None) -> int:
        """The `all` of the members and, in an open list, of others that nobody named."""

        def answer(true: int, false: int, among: int, whole: bool) -> int:
            return opposite(at_least(1, false, true, among, whole))

        return self._over(condition, at, step, answer, settled=NO)

    def _count(self, condition: Count, at: Scope, step: Step | None) -> int:
        """At least `least`, and not at least one more than `most`."""

        def answer(true: int, false: int, among: int, whole: bool) -> int:
            enough = at_least(condition.least, true, false, among, whole)
            if condition.most < 0:
                return enough
            return both(enough, opposite(at_least(condition.most + 1, true, false, among, whole)))

        return self._over(condition, at, step, answer, settled=CONTRADICTORY)

    def _over(
        self, condition: Some | Every | Count, at: Scope, step: Step | None, answer: Answer, *, settled: int
    ) -> int:
        """What is told of a quantifier.

        Each reading of the list of members answers by itself, so that sources that disagree may
        tell both: members listed beside the statement that there are none, or two records at the
        end of a relation that leads to one. A member told just `settled` settles its reading,
        whatever the others are.
        """
        found, missing = self._looking.members(condition.members, at, step)
        told = NOT_STATED
        for owner, reading in found:
            true = false = 0
            for member in reading.values:
                bits = self._member(condition, owner, member, at, step)
                true, false = true + (bits & 1), false + (bits >> 1)
                if bits == settled and step is None:
                    break
            bits = answer(true, false, len(reading.values), reading.whole)
            told |= bits
            if step is not None and reading.whole:
                step.grounds += reading.grounds(owner, bits)
        if step is not None and told == NOT_STATED:
            step.missing += missing
        return told

    def _member(self, condition: Some | Every | Count, owner: Record, member: Any, at: Scope, step: Step | None) -> int:
        """What is told of the inner condition for one member; its step says why it is one."""
        name, path = condition.bound, condition.members.path
        attribute = None if path is None else self._looking.attribute(path)
        inner = at.at(member, name) if attribute is None else at.at_value(owner, attribute, member, name)
        if step is None:
            return self.told(condition.of, inner)
        wrapped = Step(None, inner.record, Told.NOT_STATED, member.key if attribute is None else str(member))
        if path is not None and attribute is None:
            links = [link for link in at.links(owner, path.attribute) if link.target is member]
            wrapped.grounds = [Ground(owner, path.attribute, True, link.statement) for link in links]
        told = self.told(condition.of, inner, wrapped)
        wrapped.told = Told(told)
        step.below.append(wrapped)
        return told

    def _holds(self, condition: Holds, at: Scope, step: Step | None) -> int:
        """What is told of a definition of the record at the end of the path."""
        ends, stops, nones = at.reach(condition.path, None if step is None else step.grounds)
        told = NO if nones else NOT_STATED
        for end in ends:
            told |= self._definition(condition.name, end, at, step)
        if step is not None:
            step.grounds += nones
            step.missing += stops if told == NOT_STATED else ()
        return told

    def _definition(self, name: str, record: Record, at: Scope, step: Step | None) -> int:
        """A definition sees nothing but its record, so it is worked out once for each."""
        definition = self._program.definitions[name]
        if step is None:
            key = (name, record, at.firm)
            if key not in self._remembered:
                self._remembered[key] = self.told(definition.holds, at.about(record))
            return self._remembered[key]
        proved = self._proved.get((name, record))
        if proved is None:
            proved = self._proved[name, record] = Step(None, record, Told.NOT_STATED, name)
            proved.told = Told(self.told(definition.holds, at.about(record), proved))
        step.below.append(proved)
        return proved.told

    # What a rule comes to

    def judgement(self, rule: Rule, at: Scope, root: Record, steps: list[Step] | None = None) -> Judgement:
        """What `rule` says of the record of `at`; its proof goes into `steps`."""
        answers = self._answers(rule, at, root, steps)
        found = ruling(answers, rule.breach_means)
        judged = Judgement(rule, at.record, found.verdict, rule.severity, found.if_applied, register=at.register)
        if found.verdict in (Verdict.NOT_APPLICABLE, Verdict.SATISFIED):
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
        if pack.when == AllOf((), pack.when.place):
            return self._ask("applies", rule.when, at, steps)
        if steps is not None:
            scope = self._ask("applies", pack.when, at.about(root), steps)
            return both(scope, self._ask("applies", rule.when, at, steps))
        key = (pack.name, root, at.firm)
        if key not in self._scopes:
            self._scopes[key] = self.told(pack.when, at.about(root))
        scope = self._scopes[key]
        return NO if scope == NO else both(scope, self.told(rule.when, at))

    def _ask(self, label: str, condition: Condition, at: Scope, steps: list[Step] | None) -> int:
        """What is told of one part of a rule; its proof is a step with `label`."""
        if steps is None:
            return self.told(condition, at)
        holder = Step(None, at.record, Told.NOT_STATED)
        told = self.told(condition, at, holder)
        holder.below[0].label = label
        steps += holder.below
        return told

    def _severity(self, rule: Rule, at: Scope) -> Severity:
        """The worst of the rule's own severity and those whose condition is plainly told true."""
        raised = [entry.to for entry in rule.raises if self.told(entry.when, at) == YES]
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
        self._remembered.clear()
        self._scopes.clear()
        scopes: dict[str, list[Scope]] = {}
        for _, rule in sorted(self._program.rules.items()):
            if not rule.in_force.contains(self._as_of):
                continue
            if rule.for_each not in scopes:
                records = sorted(register.of(rule.for_each), key=lambda record: record.key)
                scopes[rule.for_each] = [Scope(record, register.slug) for record in records]
            for at in scopes[rule.for_each]:
                yield self.judgement(rule, at, register.root)


def judge(program: Program, facts: Facts, as_of: dt.date) -> list[Judgement]:
    """What every rule in force on `as_of` says of every record it is asked of.

    In order of register, rule and record. A shared organisation is judged in each register that
    names it. The severity is raised on records of which the rule is neither satisfied nor not
    applicable.
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
    slug = register or record.register
    chosen = facts.registers.get(slug) or _first_naming(record, facts)
    steps: list[Step] = []
    at = Scope(record, chosen.slug)
    judgement = Interpreter(program, as_of).judgement(rule, at, chosen.root, steps)
    return Proof(judgement, steps)


def _first_naming(record: Record, facts: Facts) -> Register:
    return next(r for _, r in sorted(facts.registers.items()) if any(found is record for found in r.of(record.kind)))
