"""One value more or less among those that are stated of an attribute or relation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyengine.errors import nearest
from policyengine.rules.reading import Refused
from policyengine.scenarios.around import Around
from policyengine.scenarios.citing import cited
from policyengine.scenarios.paths import Target
from policyengine.scenarios.scenario import Change
from policyengine.source.changing import standing
from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar, node_of, raw_of

_NONE = "none"


def raws_of(trees: Sequence[Mapping], steps: Sequence[str]) -> list[Raw]:
    """What stands under these keys in each of the files that say it; `null` says nothing."""
    found = [raw for tree in trees if (raw := standing(tree, steps)) is not None]
    return [raw for raw in found if raw[0] != "" or not raw[3]]


def values_of(raws: Sequence[Raw]) -> frozenset[str]:
    """The values that are stated, whoever says them."""
    return frozenset(text for raw in raws for scalar in _scalars(node_of(raw)) if (text := scalar.text) != _NONE)


def with_value(raws: Sequence[Raw], change: Change, target: Target, around: Around | None) -> Raw:
    """What is stated, and `change.value` as well; a set that is exhaustive is stated anew.

    `around` is what holds around it, where one file alone states something.
    """
    value = change.value
    assert value is not None  # noqa: S101 - INVARIANT: a value is added
    wanted = list(_scalars(value))
    twice = [scalar for scalar in wanted if scalar.text in values_of(raws)]
    if twice:
        raise Refused(twice[0].place, f"`{twice[0].text}` is stated already of `{target.shown}`")
    there = [node for raw in raws if values_of([raw]) for node in _items(node_of(raw))]
    if not there:
        return cited(value, target, change.origin, change.place)
    if not target.open:
        both = Listing([*(scalar for node in there for scalar in _scalars(node)), *wanted], value.place)
        sayings = [node for raw in raws if values_of([raw]) for node in _sayings(node_of(raw))]
        return _anew(both, sayings, change, target, around, same=False)
    added = node_of(cited(value, target, change.origin, change.place))
    return raw_of(Listing([*there, *_items(added)], value.place), change.place)


def without_value(raws: Sequence[Raw], change: Change, target: Target, around: Around | None) -> Raw | None:
    """What is stated without `change.value`; of an exhaustive set of which nothing is left, that there are none.

    `around` is what holds around it, where one file alone states something.
    """
    value = change.value
    assert value is not None  # noqa: S101 - INVARIANT: a value is removed
    gone = {scalar.text for scalar in _scalars(value)}
    known = values_of(raws)
    for scalar in _scalars(value):
        if scalar.text not in known:
            hint = nearest(scalar.text, known) or "nothing is"
            raise Refused(scalar.place, f"`{scalar.text}` is not stated of `{target.shown}`", hint)
    sayings = [node for raw in raws for node in _sayings(node_of(raw))]
    left = [kept for node in sayings if (kept := _less(node, gone)) is not None]
    if not target.open:
        # Of a set that is exhaustive, what is left is a statement that nobody but the scenario makes.
        said = {_texts(node) for node in sayings}
        left = [node if _texts(node) in said else _left(node, change, target, around) for node in left]
    if left:
        # One of several statements stays an entry of a list: there it keeps its place, and with it whose it is.
        return raw_of(left[0] if len(sayings) == 1 else Listing(left, value.place), change.place)
    if target.open:
        return None
    return _anew(Scalar(_NONE, value.place, True), sayings, change, target, around, same=False)


def less(raws: Sequence[Raw], change: Change, target: Target, around: Around | None) -> Raw | None:
    """What one of several files states without the values of `change` that it states; None where nothing is left."""
    value = change.value
    known = values_of(raws)
    gone = [] if value is None else [scalar for scalar in _scalars(value) if scalar.text in known]
    if not gone:
        return raws[0]
    left = without_value(raws, replace(change, value=Listing([*gone], change.place)), target, around)
    return left if left is not None and values_of([left]) else None


def _left(node: Node, change: Change, target: Target, around: Around | None) -> Node:
    """What is left of a statement, as another."""
    return node_of(_anew(Listing([*_scalars(node)], node.place), [node], change, target, around, same=True))


def _anew(
    values: Node, sayings: Sequence[Node], change: Change, target: Target, around: Around | None, *, same: bool
) -> Raw:
    """Values in the place of what was said, no firmer than that where it is one statement."""
    if around is not None and len(sayings) == 1:
        values = around.no_firmer(raw_of(values, values.place), sayings[0], values.place, same=same)
    return cited(values, target, change.origin, change.place)


def _less(node: Node, gone: set[str]) -> Node | None:
    """A statement without some values; None where nothing is left."""
    if isinstance(node, Scalar):
        return None if node.text in gone else node
    if isinstance(node, Listing):
        items = [kept for item in node.items if (kept := _less(item, gone)) is not None]
        return Listing(items, node.place) if items else None
    inner = node.entries.get("value")
    kept = None if inner is None else _less(inner, gone)
    return None if kept is None else Mapping({**node.raw, "value": raw_of(kept, node.key_places["value"])}, node.place)


def _sayings(node: Node) -> list[Node]:
    """Each statement: plain values in a list are one."""
    if isinstance(node, Listing) and any(isinstance(item, Mapping) for item in node.items):
        return list(node.items)
    return [node]


def _items(node: Node) -> list[Node]:
    return list(node.items) if isinstance(node, Listing) else [node]


def _texts(node: Node) -> frozenset[str]:
    return frozenset(scalar.text for scalar in _scalars(node))


def _scalars(node: Node) -> Iterator[Scalar]:
    """The values in a statement or several."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _scalars(item)
    elif "value" in node.entries:
        yield from _scalars(node.entries["value"])
