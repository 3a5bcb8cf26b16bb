"""Trees made of other trees: what stands elsewhere is shared, and the tree that was read stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar
from policyengine.spans import OFFSET_BITS, Files, Place


def standing(tree: Mapping, steps: Sequence[str]) -> Raw | None:
    """What stands under these keys, one below the other; None where nothing does."""
    found: Raw = (tree, tree.place, 0, False)
    for step in steps:
        above = found[0]
        if not isinstance(above, Mapping) or step not in above.raw:
            return None
        found = above.raw[step]
    return found


def changed(tree: Mapping, steps: Sequence[str], new: Raw | None) -> Mapping:
    """The tree with `new` under these keys, or without what stands there.

    Where nothing but `null` stands above, a mapping is made. What stands last under a key keeps its order.
    """
    key, below = steps[0], steps[1:]
    raw = dict(tree.raw)
    if not below:
        if new is None:
            raw.pop(key, None)
        else:
            raw[key] = new
        return Mapping(raw, tree.place)
    old = raw.get(key)
    place = old[1] if old is not None else new[1] if new is not None else tree.place
    inner = old[0] if old is not None and isinstance(old[0], Mapping) else Mapping({}, place)
    raw[key] = (changed(inner, below, new), place, 0, False)
    return Mapping(raw, tree.place)


def joined(files: Files, more: Files) -> tuple[Files, Place]:
    """All files of both, and how far the places in `more` move when they stand behind `files`."""
    return files.before(more), (len(files.paths) - 1) << OFFSET_BITS


def moved(node: Node, by: Place) -> Node:
    """The node with every place that far behind."""
    if isinstance(node, Scalar):
        return Scalar(node.text, node.place + by, node.plain)
    if isinstance(node, Listing):
        return Listing([moved(item, by) for item in node.items], node.place + by)
    return Mapping({key: _moved(raw, by) for key, raw in node.raw.items()}, node.place + by)


def _moved(raw: Raw, by: Place) -> Raw:
    value, place, distance, plain = raw
    return (value if isinstance(value, str) else moved(value, by)), place + by, distance, plain
