"""Conditions as rules write them, typed against the model.

A part that cannot be used is noted as a problem and stands in as an empty `all`, so that the rest
is read too; a program with problems is never judged.
"""

from __future__ import annotations

from collections.abc import Callable

from policyengine.errors import nearest
from policyengine.rules.comparisons import Tested, comparison_of
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Constant,
    Holds,
    Never,
    Not,
    Path,
    Stated,
    Test,
)
from policyengine.rules.paths import ToRecord, ToRecords, ToValues, resolve
from policyengine.rules.quantifiers import QUANTIFIERS, Quantified, over_relation, over_table, over_values
from policyengine.rules.reading import Reading, Refused, as_listing, as_number, as_text, as_true, needed
from policyengine.rules.shapes import Scope, Values
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Place

DEEPEST = 40
"""How deeply conditions may be nested; counsel reads three levels, so this only stops the hostile."""

_Entry = Callable[[Node, Scope, Reading, Place], Condition]


def condition(node: Node, scope: Scope, reading: Reading) -> Condition:
    """The condition that `node` writes; problems are noted in `reading`."""
    try:
        if scope.depth > DEEPEST:
            raise Refused(node.place, f"conditions are nested more than {DEEPEST} deep", "name a part in a definition")
        if isinstance(node, Scalar):
            return _bare(node, scope)
        if isinstance(node, Listing):
            raise Refused(node.place, "a list of conditions stands alone", "write `all: [...]` or `any: [...]`")
        return _conjunction(node, scope, reading)
    except Refused as refused:
        reading.refused(refused)
        return AllOf((), node.place)


def _conjunction(node: Mapping, scope: Scope, reading: Reading) -> Condition:
    if not node.entries:
        raise Refused(node.place, "the condition is empty", "leave the key out where there is no condition")
    parts: list[Condition] = []
    for key, inner in node.entries.items():
        place = node.key_places[key]
        try:
            parts.append(_entry(key, inner, scope, reading, place))
        except Refused as refused:
            reading.refused(refused)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts), node.place)


def _bare(node: Scalar, scope: Scope) -> Condition:
    if node.plain and node.text == "never":
        return Never(node.place)
    return holds(as_text(node, "a condition"), scope.at, scope, node.place)


def holds(name: str, at: Path, scope: Scope, place: Place) -> Holds:
    """The definition `name` asked of the record at `at`."""
    definitions = scope.model.definitions
    kind = definitions.get(name)
    if kind is None:
        fitting = [known for known, of in definitions.items() if of == at.kind]
        raise Refused(place, f"no definition is called `{name}`", nearest(name, fitting or definitions))
    if kind != at.kind:
        here = f"a `{at.kind}`" if at.kind else "a value"
        raise Refused(place, f"`{name}` is asked of a `{kind}`, but here stands {here}", "lead to it by a path")
    return Holds(name, Path(at.root, at.relations, "", at.kind), place)


def _entry(key: str, node: Node, scope: Scope, reading: Reading, place: Place) -> Condition:
    structure = _STRUCTURES.get(key)
    if structure is not None:
        return structure(node, scope, reading, place)
    if key in QUANTIFIERS:
        quantified = over_table(key, node, scope, place)
        return _quantify(quantified, scope, reading)
    if key == "holds":
        return holds(as_text(node, "`holds`"), scope.at, scope, node.place)
    if key in scope.model.definitions:
        as_true(node, f"`{key}`", "use `not` for what does not hold")
        return holds(key, scope.at, scope, place)
    found = resolve(key, scope, place)
    if isinstance(found, ToValues):
        return _on_values(node, found, scope, reading, place)
    if isinstance(found, ToRecords):
        return _on_records(key, node, found, scope, reading, place)
    return _on_record(node, found, scope, reading, place)


def _on_values(node: Node, found: ToValues, scope: Scope, reading: Reading, place: Place) -> Condition:
    if isinstance(node, Mapping) and not QUANTIFIERS.isdisjoint(node.entries):
        quantified = over_values(node, found, scope, place)
        inside = scope.value(found.values, quantified.bound)
        return quantified.finished(lambda inner: _value_condition(inner, found.values, inside, reading))
    return comparison_of(node, Tested(found.path, found.values, scope, place))


def _value_condition(node: Node, values: Values, scope: Scope, reading: Reading) -> Condition:
    """A condition on one value: a comparison, a quantifier over a law table, or a structure of these."""
    if scope.depth > DEEPEST:
        raise Refused(node.place, f"conditions are nested more than {DEEPEST} deep")
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, inner),) = node.entries.items()
        if key == "not":
            return Not(_value_condition(inner, values, scope.deeper(), reading), node.place)
        if key in ("all", "any"):
            items = as_listing(inner, f"`{key}`").items
            parts = tuple(_value_condition(item, values, scope.deeper(), reading) for item in items)
            return AllOf(parts, node.place) if key == "all" else AnyOf(parts, node.place)
        if key in QUANTIFIERS:
            return _quantify(over_table(key, inner, scope, node.place), scope, reading)
    return comparison_of(node, Tested(Path("", (), "", ""), values, scope, node.place))


def _on_records(key: str, node: Node, found: ToRecords, scope: Scope, reading: Reading, place: Place) -> Condition:
    if not isinstance(node, Mapping):
        hint = f"`{key}: {{some: ...}}`, or `every`, `count`, `stated`"
        raise Refused(node.place, f"`{key}` leads to any number of records, so it needs a quantifier", hint)
    if not _COMPARED.isdisjoint(node.entries):
        return _compare_records(node, found.path, found.relation.target, scope, place)
    quantified = over_relation(node, found.path, found.relation.target, scope, place, is_open=True)
    return _quantify(quantified, scope, reading)


def _on_record(node: Node, found: ToRecord, scope: Scope, reading: Reading, place: Place) -> Condition:
    if not isinstance(node, Mapping):
        return condition(node, scope.within(found.record), reading)
    if found.path is not found.record:
        if not _COMPARED.isdisjoint(node.entries):
            return _compare_records(node, found.path, found.record.kind, scope, place)
        if not QUANTIFIERS.isdisjoint(node.entries) and not _over_table(node):
            quantified = over_relation(node, found.path, found.record.kind, scope, place, is_open=False)
            return _quantify(quantified, scope, reading)
    return condition(node, scope.within(found.record), reading)


def _over_table(node: Mapping) -> bool:
    return any(isinstance(inner, Mapping) and "in" in inner.entries for inner in node.entries.values())


def _compare_records(node: Mapping, path: Path, kind: str, scope: Scope, place: Place) -> Test:
    """`{stated: true}`, or `{is: {path: ...}}` for whether both paths lead to the same record."""
    if len(node.entries) != 1:
        raise Refused(node.place, "a test of a relation makes exactly one comparison", "put others beside it in `all`")
    ((key, inner),) = node.entries.items()
    if key == "stated":
        as_true(inner, "`stated`", "use `not` for what is not stated")
        return Test(path, Comparison.STATED, Constant((True,)), place)
    if not isinstance(inner, Mapping) or list(inner.entries) != ["path"]:
        raise Refused(inner.place, "a record can only be compared with a record", "`{is: {path: ...}}`")
    text = as_text(inner.entries["path"], "`path`")
    other = resolve(text, scope, inner.place)
    found = other.relation.target if isinstance(other, ToRecords) else ""
    if isinstance(other, ToRecord) and other.path is not other.record:
        found = other.record.kind
    if found != kind:
        raise Refused(inner.place, f"`{text}` does not end with a relation to a `{kind}`")
    return Test(path, Comparison.IS, Stated(other.path), place)


_COMPARED = frozenset(("stated", "is"))


def _quantify(quantified: Quantified, scope: Scope, reading: Reading) -> Condition:
    member = scope.member(quantified.members.kind, quantified.bound)
    return quantified.finished(lambda inner: condition(inner, member, reading))


def _all(node: Node, scope: Scope, reading: Reading, place: Place) -> Condition:
    items = as_listing(node, "`all`").items
    return AllOf(tuple(condition(item, scope.deeper(), reading) for item in items), place)


def _any(node: Node, scope: Scope, reading: Reading, place: Place) -> Condition:
    items = as_listing(node, "`any`").items
    return AnyOf(tuple(condition(item, scope.deeper(), reading) for item in items), place)


def _not(node: Node, scope: Scope, reading: Reading, place: Place) -> Condition:
    return Not(condition(node, scope.deeper(), reading), place)


def _at_least(node: Node, scope: Scope, reading: Reading, place: Place) -> Condition:
    if not isinstance(node, Mapping) or set(node.entries) != {"n", "of"}:
        raise Refused(node.place, "`at_least` has the keys `n` and `of`", "`{n: 2, of: [...]}`")
    items = as_listing(needed(node, "of", "`at_least`"), "`of`").items
    n = as_number(node.entries["n"], "`n`", least=1)
    if n > len(items):
        raise Refused(node.entries["n"].place, f"`n` is {n}, but there are only {len(items)} conditions")
    return AtLeast(n, tuple(condition(item, scope.deeper(), reading) for item in items), place)


_STRUCTURES: dict[str, _Entry] = {"all": _all, "any": _any, "not": _not, "at_least": _at_least}
