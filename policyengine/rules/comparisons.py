"""Tests of values: one comparison, and what the law presumes where nothing is stated."""

from __future__ import annotations

from typing import NamedTuple

from policyengine.errors import nearest
from policyengine.register.model.period import Period
from policyengine.register.model.types import ValueType
from policyengine.rules.constants import constant, length, pattern
from policyengine.rules.language import NONE, AnyOf, Comparison, Condition, Constant, Operand, Path, Presumption, Test
from policyengine.rules.operands import DAYS, constants, operand
from policyengine.rules.reading import Refused, as_mapping, as_text, as_true, needed
from policyengine.rules.shapes import Scope, Values
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Place

COMPARISONS = tuple(comparison.value for comparison in Comparison)
_MAY_BE_NONE = (ValueType.WORD, ValueType.TERRITORY, ValueType.TEXT)
_ORDERED = (*DAYS, ValueType.NUMBER, ValueType.PERIOD)
_ALLOWED = {
    Comparison.COVERS: (ValueType.WORD, ValueType.TERRITORY),
    Comparison.BEFORE: _ORDERED,
    Comparison.AFTER: _ORDERED,
    Comparison.WITHIN: DAYS,
    Comparison.MATCHES: (ValueType.TEXT,),
}
_INSTEAD = {
    Comparison.COVERS: "`covers` compares words and territories; use `is`",
    Comparison.BEFORE: "`before` compares days, numbers and periods",
    Comparison.AFTER: "`after` compares days, numbers and periods",
    Comparison.WITHIN: "`within` compares days",
    Comparison.MATCHES: "`matches` searches text; use `is` or `in`",
}


class Tested(NamedTuple):
    """The values that a test is about, and where they come from."""

    path: Path
    values: Values
    scope: Scope
    place: Place
    presumed: Presumption | None = None

    def finished(self, comparison: Comparison, right: Operand, period: Period | None = None) -> Test:
        """The finished test."""
        return Test(self.path, comparison, right, self.place, self.presumed, period)

    def operand(self, node: Node) -> Operand:
        """`node` as something to compare these values with."""
        return operand(node, self.values, self.scope)


def comparison_of(node: Node, tested: Tested) -> Condition:
    """The test that `node` makes. Raises `Refused` where it cannot be made."""
    if isinstance(node, Scalar):
        return tested.finished(Comparison.IS, tested.operand(node))
    if isinstance(node, Listing):
        return _in(node, tested)
    return _written_out(node, tested)


def _written_out(node: Mapping, tested: Tested) -> Condition:
    values = tested.values
    if "otherwise" in node.entries:
        tested = tested._replace(presumed=_presumption(node.entries["otherwise"], values))
    keys = [key for key in node.entries if key != "otherwise"]
    if not keys and tested.presumed is not None and values.type is ValueType.BOOLEAN:
        return tested.finished(Comparison.IS, Constant((True,)))
    if len(keys) != 1:
        hint = f"one of {', '.join(f'`{word}`' for word in COMPARISONS)}"
        raise Refused(node.place, f"a test of `{values.attribute.name}` makes exactly one comparison", hint)
    (key,) = keys
    if key not in COMPARISONS:
        raise Refused(node.key_places[key], f"no comparison is called `{key}`", nearest(key, COMPARISONS))
    comparison = Comparison(key)
    allowed = _ALLOWED.get(comparison)
    if allowed is not None and values.type not in allowed:
        message = f"`{values.attribute.name}` is of type {values.type}, which `{key}` cannot compare"
        raise Refused(node.key_places[key], message, _INSTEAD[comparison])
    return _compare(comparison, node.entries[key], tested)


def _compare(comparison: Comparison, node: Node, tested: Tested) -> Condition:
    match comparison:
        case Comparison.IN:
            return _in(node, tested)
        case Comparison.STATED:
            as_true(node, "`stated`", "use `not` for what is not stated")
            if tested.presumed is not None:
                raise Refused(
                    node.place, "`stated` asks what is said, so nothing can be presumed", "remove `otherwise`"
                )
            return tested.finished(comparison, Constant((True,)))
        case Comparison.WITHIN:
            within = as_mapping(node, "`within`", "`{period: P1M, after: received}`")
            if set(within.entries) != {"period", "after"}:
                raise Refused(node.place, "`within` has the keys `period` and `after`")
            return tested.finished(
                comparison, tested.operand(within.entries["after"]), length(within.entries["period"])
            )
        case Comparison.MATCHES:
            return tested.finished(comparison, Constant((pattern(node),)))
        case Comparison.COVERS if isinstance(node, Listing):
            return tested.finished(comparison, constants(node, tested.values))
        case _:
            return tested.finished(comparison, tested.operand(node))


def _in(node: Node, tested: Tested) -> Condition:
    """`in` a list: one test for all its constants, and one for each path or sum in it."""
    if isinstance(node, Scalar):
        raise Refused(node.place, "`in` needs a list or a path", "write `[...]`, or use `is` for one value")
    if isinstance(node, Mapping):
        return tested.finished(Comparison.IN, tested.operand(node))
    plain: list[Node] = [item for item in node.items if isinstance(item, Scalar) and item.text != "as_of"]
    others = [item for item in node.items if item not in plain]
    operands: list[Operand] = [tested.operand(item) for item in others]
    if plain or not others:
        operands.insert(0, constants(Listing(plain, node.place), tested.values))
    tests = tuple(tested.finished(Comparison.IN, right) for right in operands)
    return tests[0] if len(tests) == 1 else AnyOf(tests, tested.place)


def _presumption(node: Node, values: Values) -> Presumption:
    entries = as_mapping(node, "`otherwise`", "`{value: ..., because: ...}`")
    for key in entries.entries:
        if key not in ("value", "because"):
            raise Refused(entries.key_places[key], f"`otherwise` has no key `{key}`", "it has `value` and `because`")
    written = needed(entries, "value", "`otherwise`")
    none = isinstance(written, Scalar) and written.text == NONE and NONE not in values.words
    value = NONE if none and values.type in _MAY_BE_NONE else constant(written, values)
    return Presumption(value, as_text(needed(entries, "because", "`otherwise`"), "`because`"))
