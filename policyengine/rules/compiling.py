"""From conditions to propositions: what is asked the same gets one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from policyengine.register.model.kinds import attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Value
from policyengine.rules.language import (
    NONE,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Constant,
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
from policyengine.rules.program import Program, Rule
from policyengine.rules.propositions import (
    HERE,
    JUDGED,
    VALUE,
    Asked,
    Compare,
    Compiled,
    Concluded,
    Denied,
    Joined,
    Look,
    Opposite,
    Over,
    Proposition,
    Right,
)


class _Values(NamedTuple):
    """What a root stands for inside a quantifier over values: those of an attribute."""

    kind: str
    attribute: str
    words: str


_Roots: TypeAlias = Mapping[str, "str | _Values"]
"""What each root stands for: a record of some kind, or a value."""


def compiled(program: Program) -> Compiled:
    """The rules of `program` as propositions."""
    return _Compiling(program).compiled()


class _Compiling:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: list[Proposition] = []
        self._numbers: dict[object, int] = {}
        self._definitions: dict[str, int] = {}

    def compiled(self) -> Compiled:
        rules = {name: self._rule(rule) for name, rule in sorted(self._program.rules.items())}
        return Compiled(tuple(self._found), rules)

    def _rule(self, rule: Rule) -> Asked:
        roots = {HERE: rule.for_each, JUDGED: rule.for_each}
        scope = self._number(self._program.packs[rule.pack].when, {HERE: "register", JUDGED: "register"})
        return Asked(
            rule.for_each,
            scope,
            self._number(rule.when, roots),
            tuple(
                (self._number(e.when, roots), -1 if e.claimed is None else self._number(e.claimed, roots))
                for e in rule.unless
            ),
            self._number(rule.require, roots),
            -1 if rule.breach is None else self._number(rule.breach, roots),
            tuple((entry.to.value, self._number(entry.when, roots)) for entry in rule.raises),
        )

    def _number(self, condition: Condition, roots: _Roots) -> int:
        proposition = self._proposition(condition, roots)
        # Equal numbers of different types, such as true and 1, are told apart by the attribute that is looked at.
        key = (type(proposition).__name__, proposition)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._found)
            self._found.append(proposition)
        return number

    def _proposition(self, condition: Condition, roots: _Roots) -> Proposition:
        match condition:
            case Test():
                return self._test(condition, roots)
            case AllOf():
                return self._joined("all", condition.of, roots)
            case AnyOf():
                return self._joined("any", condition.of, roots)
            case AtLeast():
                return self._joined("at least", condition.of, roots, condition.n)
            case Not():
                part = self._number(condition.of, roots)
                return Opposite(self._found[part].sees, part)
            case Never():
                return Denied(frozenset())
            case Holds():
                look, _ = self._look(condition.path, roots)
                return Concluded(frozenset((look.root,)), look, self._definition(condition.name))
            case Some():
                return self._over("some", condition, roots)
            case Every():
                return self._over("every", condition, roots)
            case Count():
                return self._over("count", condition, roots)._replace(least=condition.least, most=condition.most)

    def _definition(self, name: str) -> int:
        if name not in self._definitions:
            definition = self._program.definitions[name]
            roots = {HERE: definition.kind, JUDGED: definition.kind}
            self._definitions[name] = self._number(definition.holds, roots)
        return self._definitions[name]

    def _joined(self, form: str, of: tuple[Condition, ...], roots: _Roots, n: int = 0) -> Joined:
        parts = tuple(self._number(part, roots) for part in of)
        sees = frozenset[str]().union(*(self._found[part].sees for part in parts))
        return Joined(sees, form, parts, n)

    def _test(self, test: Test, roots: _Roots) -> Compare:
        look, words = self._look(test.path, roots)
        right = self._right(test.operand, roots)
        presumed = None if test.otherwise is None else _presumed(test.otherwise.value, words)
        sees = frozenset((look.root,) if right.look is None else (look.root, right.look.root))
        return Compare(sees, look, test.comparison.value, right, presumed, test.period, words)

    def _right(self, operand: Operand, roots: _Roots) -> Right:
        match operand:
            case Constant():
                return Right(operand.values, False, None)
            case Stated():
                return Right((), False, self._look(operand.path, roots)[0])
            case Plus():
                start = self._right(operand.start, roots)
                return start._replace(later=(*start.later, operand.period))
            case _:
                return Right((), True, None)

    def _over(self, form: str, condition: Some | Every | Count, roots: _Roots) -> Over:
        members = condition.members
        look, words = (None, "") if members.path is None else self._look(members.path, roots)
        inner = {**roots}
        inner.pop(VALUE, None)
        at_hand = HERE if members.kind else VALUE
        if members.kind:
            inner[at_hand] = members.kind
        elif look is not None:
            inner[at_hand] = _Values(look.end, look.attribute, words)
        bound = condition.bound or at_hand
        inner[bound] = inner[at_hand]
        part = self._number(condition.of, inner)
        sees = self._found[part].sees - {at_hand, bound}
        if look is not None:
            sees |= {look.root}
        return Over(sees, form, look, members.kind, words, condition.bound, part)

    def _look(self, path: Path, roots: _Roots) -> tuple[Look, str]:
        """Where `path` leads, and the vocabulary of what is read there."""
        root = path.root
        if not (root or path.relations or path.attribute) and VALUE in roots:
            root = VALUE
        start = roots[root]
        if isinstance(start, _Values):
            return Look(root, start.kind, (), start.attribute, ""), start.words
        kind = start
        for step in path.relations:
            kind = relations_of(kind)[step].target
        attribute = self._attribute(kind, path.attribute)
        return Look(root, start, path.relations, path.attribute, kind), attribute.vocabulary if attribute else ""

    def _attribute(self, kind: str, name: str) -> Attribute | None:
        table = self._program.tables.get(kind)
        return attributes_of(kind).get(name) if table is None else table.columns.get(name)


def _presumed(value: Value, words: str) -> tuple[Value, ...]:
    """The values presumed; none where the law presumes that there are none."""
    nothing = value == NONE and (not words or NONE not in vocabularies()[words].words)
    return () if nothing else (value,)
