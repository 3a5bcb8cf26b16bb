"""What a condition reads: the index that tells a what-if which rules a change can touch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policyengine.register.model.kinds import KINDS, LIFETIME, relations_of
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
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.program import Definition, Pack, Rule

Read = tuple[str, str]
"""A kind or law table, and one of its attributes or relations."""


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


class Reach:
    """Works out what rules read; each definition is looked into once."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._known: dict[str, frozenset[Read]] = {}

    def of_rule(self, rule: Rule, pack: Pack) -> frozenset[Read]:
        """What `rule` and the `when` of its pack read, through definitions."""
        found = set(self._reads(pack.when, {"": "register", "judged": "register"}))
        names = {"": rule.for_each, "judged": rule.for_each}
        for condition in conditions_of(rule):
            found.update(self._reads(condition, names))
        return frozenset(found)

    def _of_definition(self, name: str) -> frozenset[Read]:
        if name not in self._known:
            definition = self._definitions[name]
            names = {"": definition.kind, "judged": definition.kind}
            self._known[name] = frozenset(self._reads(definition.holds, names))
        return self._known[name]

    def _reads(self, condition: Condition, names: Mapping[str, str]) -> Iterator[Read]:
        """`names` gives the kind of the record at hand (under the empty name) and of each bound one."""
        match condition:
            case Test():
                yield from _path(condition.path, names)
                yield from _operand(condition.operand, names)
            case Holds():
                yield from _path(condition.path, names)
                yield from self._of_definition(condition.name)
            case Some() | Every() | Count():
                members = condition.members
                if members.path is not None:
                    yield from _path(members.path, names)
                bound = {condition.bound: members.kind} if condition.bound else {}
                yield from self._reads(condition.of, {**names, "": members.kind, **bound})
            case _:
                for part in parts(condition):
                    yield from self._reads(part, names)


def _operand(operand: Operand, names: Mapping[str, str]) -> Iterator[Read]:
    if isinstance(operand, Plus):
        yield from _operand(operand.start, names)
    elif isinstance(operand, Stated):
        yield from _path(operand.path, names)


def _path(path: Path, names: Mapping[str, str]) -> Iterator[Read]:
    kind = names[path.root]
    for step in path.relations:
        relation = relations_of(kind)[step]
        yield kind, step
        yield relation.target, relation.inverse
        kind = relation.target
    if not path.attribute:
        return
    yield kind, path.attribute
    if path.attribute == _IN_FORCE:
        yield from ((kind, attribute.name) for attribute in LIFETIME)
    elif kind in KINDS and path.attribute in relations_of(kind):
        relation = relations_of(kind)[path.attribute]
        yield relation.target, relation.inverse


_IN_FORCE = next(attribute.name for attribute in LIFETIME if attribute.derived)
