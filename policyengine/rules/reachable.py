"""Which answers a condition can give at all, and so which verdicts a rule can come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Count,
    Every,
    Holds,
    Members,
    Never,
    Not,
    Some,
    Test,
)
from policyengine.rules.program import Definition, Rule


@dataclass(frozen=True, slots=True)
class Answers:
    """Whether facts can tell a condition true, tell it false, or leave it open."""

    true: bool
    false: bool
    open: bool


def reachable_verdicts(rule: Rule, definitions: Mapping[str, Definition]) -> Iterator[str]:
    """The verdicts of `rule` that each need a test; `contradictory` only where a breach is called so."""
    asked = answers(rule.require, definitions)
    breach = Answers(false=True, true=False, open=False) if rule.breach is None else answers(rule.breach, definitions)
    if asked.true:
        yield "satisfied"
    if asked.false or breach.true:
        yield rule.breach_means.value
    if asked.open and rule.breach_means.value != "not stated":
        yield "not stated"
    when = answers(rule.when, definitions)
    if when.false:
        yield "not applicable"
    if when.open:
        yield "undetermined"


def answers(condition: Condition, definitions: Mapping[str, Definition]) -> Answers:
    """What can be told of a condition, its parts taken as independent of each other."""
    match condition:
        case Test():
            return Answers(true=True, false=True, open=condition.otherwise is None)
        case Never():
            return Answers(true=False, false=True, open=False)
        case Not():
            inner = answers(condition.of, definitions)
            return Answers(true=inner.false, false=inner.true, open=inner.open)
        case Holds():
            return answers(definitions[condition.name].holds, definitions)
        case AllOf():
            parts = [answers(part, definitions) for part in condition.of]
            some_open = any(part.open for part in parts)
            return Answers(all(part.true for part in parts), any(part.false for part in parts), some_open)
        case AnyOf() | AtLeast():
            parts = [answers(part, definitions) for part in condition.of]
            some_open = any(part.open for part in parts)
            return Answers(any(part.true for part in parts), all(part.false for part in parts), some_open)
        case Some() | Every() | Count():
            return _quantified(condition, definitions)


def _quantified(condition: Some | Every | Count, definitions: Mapping[str, Definition]) -> Answers:
    inner = answers(condition.of, definitions)
    whole = _can_be_whole(condition.members)
    is_open = condition.members.path is not None or inner.open
    match condition:
        case Some():
            return Answers(inner.true, whole, is_open)
        case Every():
            return Answers(whole, inner.false, is_open)
        case Count():
            bounded = condition.most >= 0
            return Answers(inner.true and (whole or not bounded), whole or bounded, is_open)


def _can_be_whole(members: Members) -> bool:
    """Whether facts can say that there are no more members: of what is derived, nobody can."""
    path = members.path
    if path is None or not members.open or path.kind not in KINDS:
        return True
    relation = relations_of(path.kind).get(path.attribute)
    return relation is None or not relation.derived
