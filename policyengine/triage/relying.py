"""What a change of the tables of the law comes to: how many verdicts could turn on them, and how many stay open."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.differences import Reliance
from policyengine.engine.judgement import Verdict
from policyengine.rules.program import Program, Severity
from policyengine.triage.law_change import LawChange
from policyengine.triage.turning import Case

_OPEN = (Verdict.NOT_STATED, Verdict.UNDETERMINED)
_Verdicts = dict[tuple[str, str, str], tuple[Verdict, Verdict | None, Severity]]
"""By register, rule and record, where the rule applies or might."""


def reliance(base: Case, head: Case) -> Reliance | None:
    """How far anything rests on the tables in which something is otherwise; None where all tables are alike."""
    tables = LawChange(base.program, head.program).tables
    if not tables:
        return None
    rules = {rule for case in (base, head) for rule in _reading(case.program, {*tables})}
    before, after = _verdicts(base, rules), _verdicts(head, rules)
    return Reliance(
        tables=tables,
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
        (one.register, one.rule.id, one.record.key): (one.verdict, one.if_applied, one.severity)
        for one in case.judgements
        if one.rule.id in rules and one.verdict is not Verdict.NOT_APPLICABLE
    }


def _open(verdicts: _Verdicts) -> int:
    return sum(verdict in _OPEN for verdict, _, _ in verdicts.values())
