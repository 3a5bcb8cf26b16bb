"""What rules say of records, by the words of the verdict table and plain enumeration."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from reference import Heard, World, enumerate_told, is_gone
from reference_values import Answer

from policyengine.register.records import Facts, Record
from policyengine.rules.program import Program, Rule, Severity


class Row(NamedTuple):
    """What a rule says of a record; `exception` is its place among the rule's, or -1."""

    register: str
    rule: str
    record: str
    verdict: str
    if_applied: str
    exception: int
    severity: str
    not_firm: bool


def enumerate_judgements(program: Program, facts: Facts, as_of: dt.date, heard: Heard | None = None) -> list[Row]:
    """Every rule in force on every record of its kind, by register, rule and key."""
    rows = []
    for slug in sorted(facts.registers):
        register = facts.registers[slug]
        for name in sorted(program.rules):
            rule = program.rules[name]
            window = (rule.in_force.start or dt.date.min, rule.in_force.end or dt.date.max)
            for record in sorted(register.of(rule.for_each), key=lambda r: r.key):
                if window[0] <= as_of <= window[1]:
                    w = World(program, as_of, record, record, False, slug, {}, heard)
                    rows.append(enumerate_judgement(rule, register.root, w))
    return rows


def enumerate_judgement(rule: Rule, root: Record, w: World) -> Row:
    """The verdict, what it would be if the rule applied, the exception, how bad it is, by the words of the table."""
    verdict, applied, exception = _table(rule, root, w, None)
    weak = "violated" in (verdict, applied)
    if weak:
        again = _table(rule, root, w.about(w.judged, firm=True), (True, False) if verdict == "undetermined" else None)[
            0
        ]
        settled = {"violated": "violated", "satisfied": "contradictory"}.get(again, "not stated")
        verdict, applied = (verdict, settled) if verdict == "undetermined" else (settled, "")
        weak = settled != "violated"
    severity = rule.severity if verdict in ("satisfied", "not applicable") else _severity(rule, w)
    return Row(w.register, rule.id, w.judged.key, verdict, applied, exception, severity.value, weak)


def _severity(rule: Rule, w: World) -> Severity:
    """The worst of its own and of those that firm facts tell, and nothing else."""
    firmly = w.about(w.judged, firm=True)
    raised = [entry.to for entry in rule.raises if enumerate_told(entry.when, firmly) == (True, False)]
    order = list(Severity)
    return order[min(order.index(severity) for severity in (rule.severity, *raised))]


def _table(rule: Rule, root: Record, w: World, supposed: Answer | None) -> tuple[str, str, int]:
    pack = enumerate_told(w.program.packs[rule.pack].when, w.about(root))
    when = enumerate_told(rule.when, w)
    applies = supposed or (pack[0] and when[0], pack[1] or when[1])
    if supposed is None and is_gone(w.judged, w):
        applies = (False, True)
    exceptions = [enumerate_told(e.when, w) for e in rule.unless]
    claimed = [e.claimed is not None and enumerate_told(e.claimed, w)[0] for e in rule.unless]
    requires = enumerate_told(rule.require, w)
    if rule.breach is not None and enumerate_told(rule.breach, w)[0]:
        requires = (requires[0], True)
    if applies == (False, True):
        return "not applicable", "", -1
    if (True, False) in exceptions:
        return "satisfied", "", exceptions.index((True, False))
    if requires == (True, False):
        return "satisfied", "", -1
    if applies == (False, False):
        return "undetermined", _table(rule, root, w, (True, False))[0], -1
    if requires == (False, True):
        if applies == (True, True) or (True, True) in exceptions:
            return "contradictory", "", -1
        if any(c and e == (False, False) for c, e in zip(claimed, exceptions, strict=True)):
            return "not stated", "", -1
        return rule.breach_means.value, "", -1
    return ("contradictory" if requires == (True, True) else "not stated"), "", -1
