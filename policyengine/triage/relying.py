"""What a change of the law comes to: how many verdicts could turn on it, and how many stay open."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.differences import Reliance
from policyengine.engine.judgement import Judgement, Verdict
from policyengine.rules.program import Program
from policyengine.triage.law_change import LawChange
from policyengine.triage.turning import Case

_OPEN = (Verdict.NOT_STATED, Verdict.UNDETERMINED)
_FINDINGS = (Verdict.VIOLATED, Verdict.CONTRADICTORY, *_OPEN)
_Verdicts = dict[tuple[str, str, str], tuple[object, ...]]
"""By register, rule and record, where the rule applies or might."""


def reliance(base: Case, head: Case) -> Reliance | None:
    """How far anything rests on the tables and rules that are otherwise; None where none is."""
    law = LawChange(base.program, head.program)
    if law.same:
        return None
    changed = tuple(rule for rule in sorted(base.program.rules.keys() | head.program.rules.keys()) if law.of(rule))
    if not (law.tables or changed):
        return None
    rules = {*changed, *(rule for case in (base, head) for rule in _reading(case.program, {*law.tables}))}
    before, after = _verdicts(base, rules), _verdicts(head, rules)
    return Reliance(
        tables=law.tables,
        changed=changed,
        rules=len(rules),
        verdicts=len(before),
        verdicts_supposed=len(after),
        undecided=_open(before),
        undecided_supposed=_open(after),
        turned=before != after,
    )


def _reading(program: Program, tables: set[str]) -> Iterator[str]:
    return (rule for rule in program.rules if any(kind in tables for kind, _ in program.reach.get(rule, ())))


def _verdicts(case: Case, rules: set[str]) -> _Verdicts:
    return {
        (one.register, one.rule.id, one.record.key): _told(one)
        for one in case.judgements
        if one.rule.id in rules and one.verdict is not Verdict.NOT_APPLICABLE
    }


def _told(judgement: Judgement) -> tuple[object, ...]:
    """A verdict; how severe it is only where anything is found."""
    found = judgement.verdict in _FINDINGS
    return judgement.verdict, judgement.if_applied, judgement.severity if found else None


def _open(verdicts: _Verdicts) -> int:
    return sum(verdict in _OPEN for verdict, *_ in verdicts.values())
