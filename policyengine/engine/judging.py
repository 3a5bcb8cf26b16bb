"""Which engine judges, and what becomes of it where two of them are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from policyengine.engine import BOTH, INTERPRETER, RETE, grounded, rete
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import Judgements
from policyengine.register.records import Facts
from policyengine.rules.program import Program
from policyengine.source.doing import NOW


class DisagreementError(Exception):
    """Two engines judged differently: a bug of ours, whatever the facts are."""

    def __init__(
        self, found: list[tuple[Judgement, Judgement]], program: Program, facts: Facts, as_of: dt.date
    ) -> None:
        one, other = found[0]
        super().__init__(
            f"the engines disagree on {len(found)} verdicts; the first is that of {one.rule.id} on {one.record.key} in "
            f"{one.register}: {_worded(one)} by the rule engine, {_worded(other)} by the interpreter"
        )
        self._rule = replace(program, rules={one.rule.id: one.rule})
        self._facts = facts
        self._as_of = as_of

    def smallest(self) -> Facts:
        """As little of the facts as still shows the first disagreement, or another on its rule."""
        from policyengine.engine.shrink import smallest

        return smallest(self._facts, lambda facts: any(_compared(self._rule, facts, self._as_of)))


def usable(engine: str) -> str:
    """The engine that judges where `engine` is wanted; without a wish durable-rules, if it can be imported.

    Raises `rete.UnavailableError` where it is wanted and cannot.
    """
    if engine == INTERPRETER or (not engine and not rete.available()):
        return INTERPRETER
    if not rete.available():
        raise rete.UnavailableError
    return engine or RETE


def judge(program: Program, facts: Facts, as_of: dt.date, engine: str) -> Judgements:
    """What every rule in force says of every record, by one of `ENGINES`.

    Raises `DisagreementError` where `both` are asked and do not say the same.
    """
    NOW.begin("judging")
    if engine == INTERPRETER:
        return Interpreter(program, as_of).judge(facts)
    judgements = grounded.judge(program, facts, as_of)
    if engine == BOTH:
        found = list(disagreements(judgements, Interpreter(program, as_of).judge(facts)))
        if found:
            raise DisagreementError(found, program, facts, as_of)
    return judgements


def _compared(program: Program, facts: Facts, as_of: dt.date) -> Iterator[tuple[Judgement, Judgement]]:
    return disagreements(grounded.judge(program, facts, as_of), Interpreter(program, as_of).judge(facts))


def disagreements(one: Judgements, other: Judgements) -> Iterator[tuple[Judgement, Judgement]]:
    """The judgements in which two engines differ, of the same program over the same facts."""
    for mine, theirs in zip(one, other, strict=True):
        if said(mine) != said(theirs):
            yield mine, theirs


def said(judgement: Judgement) -> tuple[object, ...]:
    """All that engines have to agree on."""
    return (
        judgement.register,
        judgement.rule.id,
        judgement.record.key,
        judgement.verdict,
        judgement.if_applied,
        judgement.severity,
        judgement.exception and (judgement.exception.provision, judgement.exception.place),
        judgement.not_firm,
    )


def _worded(judgement: Judgement) -> str:
    applied = f" ({judgement.if_applied.value} if it applied)" if judgement.if_applied else ""
    firm = ", not on firm grounds" if judgement.not_firm else ""
    by = f", by {judgement.exception.provision}" if judgement.exception else ""
    return f"{judgement.severity.value} {judgement.verdict.value}{applied}{firm}{by}"
