"""What would hold if something were otherwise: the same files judged as they stand and as somebody supposes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from policyengine.check import (
    Asked,
    Loaded,
    assembled,
    chosen_registers,
    chosen_rules,
    judged_case,
    packs_of,
    waiving,
)
from policyengine.differences import Comparison, Version
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgements import Overlaid
from policyengine.engine.rejudging import Rejudging
from policyengine.errors import Problem
from policyengine.matrices import Column, Matrix
from policyengine.register.touched import Touched
from policyengine.register.trees import load_trees
from policyengine.rules.load import read_law
from policyengine.scenarios.making import Written, make
from policyengine.scenarios.scenario import Supposed
from policyengine.source.collector import collector_paused
from policyengine.triage.difference import difference
from policyengine.triage.matrix import rows
from policyengine.triage.relying import reliance
from policyengine.triage.supposition import described
from policyengine.triage.turning import Case, Since, titles_of

AS_IT_STANDS = "as it stands"
_RULES = "both sides are judged by the law as it stands"
_OTHER_RULES = "the law itself is supposed to be otherwise"


@dataclass
class Given:
    """What is asked, as it was loaded, with the trees of which other facts and other law are made."""

    asked: Asked
    loaded: Loaded
    written: Written

    @cached_property
    def base(self) -> Case:
        """The judging with which every supposition is compared: as it stands."""
        return judged_case(self.asked, self.loaded)

    @cached_property
    def rejudging(self) -> Rejudging:
        """What judges again by the law as it stands, on the day that is asked for."""
        return Rejudging(self.loaded.program, self.loaded.facts, self.asked.as_of)


@dataclass(frozen=True, slots=True)
class Result:
    """One supposition, judged; or the problems that keep it from being judged."""

    case: Case | None
    loaded: Loaded
    problems: tuple[Problem, ...] = ()
    _forget: Callable[[], None] | None = None

    def forget(self) -> None:
        """Let go of what was supposed, once nothing will be asked of it any more."""
        if self._forget is not None:
            self._forget()


def load(asked: Asked) -> Given:
    """Read facts, law and waivers as `check` does; with any of the problems in `loaded` nothing should be judged."""
    trees, facts, problems = load_trees(asked.paths)
    packs = packs_of(asked)
    law, program, wrong = read_law(packs, packs.wanted(asked.packs))
    loaded = assembled(asked, facts, program, packs, [*problems, *wrong])
    return Given(asked, loaded, Written(trees, facts, law, program))


@collector_paused(stays=False)
def suppose(given: Given, supposed: Supposed, on: dt.date | None = None) -> Result:
    """The judging of what is supposed, on the day `on`, else that of a scenario, else that which is asked.

    Facts and program are the very same as those given, as far as nothing of them is changed.
    """
    day = on or supposed.day(given.asked.as_of)
    asked = given.asked._replace(as_of=day)
    made = make(given.written, supposed, day)
    if made.problems:
        return Result(None, replace(given.loaded, facts=made.facts, program=made.program), made.problems)
    loaded = given.loaded
    if made.facts is not given.written.facts:
        loaded = replace(loaded, facts=chosen_registers(made.facts, asked.registers))
    if made.program is not given.written.program:
        packs = {*asked.packs, *(made.program.packs.keys() - given.written.program.packs.keys())}
        program = chosen_rules(asked.policy.enforced(made.program), _choosing(asked, packs))
        gate = asked.policy.gate(made.program.rules, asked.fail_on)
        loaded = replace(loaded, program=program, gate=gate)
    if made.touched is not None and loaded.program is given.loaded.program and day == given.asked.as_of:
        return Result(_again(given, loaded, made.touched), loaded, (), made.touched.forget)
    return Result(judged_case(asked, loaded), loaded)


def compare(given: Given, base: Case, result: Result, supposed: Supposed, name: str) -> Comparison:
    """What differs between what holds and what would hold. Pure but for the files whose lines are shown."""
    head = result.case
    assert head is not None  # noqa: S101 - INVARIANT: it has been judged
    return Comparison(
        as_of=base.as_of,
        head_as_of=head.as_of,
        base=Version(AS_IT_STANDS),
        head=Version(name),
        rules=_RULES if base.program is head.program else _OTHER_RULES,
        judged=len(head.judgements),
        difference=difference(base, head, only_named=bool(given.asked.registers)),
        reliance=reliance(base, head),
        registers=len(base.facts.registers.keys() | head.facts.registers.keys()),
        supposed=described(supposed),
    )


def matrix(base: Case, columns: Sequence[tuple[str, Supposed, Result]]) -> Matrix:
    """Every verdict that any of several scenarios changes, with what each of them makes of it."""
    heads = [result.case for _, _, result in columns if result.case is not None]
    shown = [
        Column(name, described(supposed), case.as_of, reliance(base, case))
        for (name, supposed, _), case in zip(columns, heads, strict=True)
    ]
    return Matrix(base.as_of, tuple(shown), tuple(rows(base, heads)), titles_of([base, *heads]))


def _choosing(asked: Asked, packs: set[str]) -> Asked:
    """The rules that are asked for, those of packs included that a scenario brings."""
    return asked._replace(packs=tuple(sorted(packs)) if asked.packs else ())


def _again(given: Given, loaded: Loaded, touched: Touched) -> Case:
    """The judging of facts of which little is otherwise: what that touches is judged again, and nothing else."""
    base, asked = given.base, given.asked
    interpreter = Interpreter(loaded.program, asked.as_of)
    again = given.rejudging.again(touched, loaded.facts)
    return Case(
        loaded.program,
        loaded.facts,
        asked.as_of,
        Overlaid(base.judgements, again.before, again.after),
        lambda j: interpreter.proof(j, loaded.facts.registers[j.register]),
        waiving(asked, loaded),
        Since(base, again.before, again.after, touched.differs),
    )
