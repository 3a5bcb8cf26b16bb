"""What conditions consist of, and which conditions a rule has."""

from __future__ import annotations

from collections.abc import Iterator

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
from policyengine.rules.program import Rule


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside a condition."""
    match condition:
        case AllOf() | AnyOf() | AtLeast():
            return condition.of
        case Not() | Some() | Every() | Count():
            return (condition.of,)
        case Test() | Never() | Holds():
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """A condition and everything inside it, outermost first."""
    waiting = [condition]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(reversed(parts(at)))


def definitions_in(condition: Condition) -> set[str]:
    """The definitions that a condition asks directly."""
    return {at.name for at in walk(condition) if isinstance(at, Holds)}


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Every whole condition of a rule."""
    yield rule.when
    yield rule.require
    if rule.breach is not None:
        yield rule.breach
    for exemption in rule.unless:
        yield exemption.when
        if exemption.claimed is not None:
            yield exemption.claimed
    for entry in rule.raises:
        yield entry.when
