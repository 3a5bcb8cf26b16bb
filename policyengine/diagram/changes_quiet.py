"""What is as before, in the background: people nobody needs to look at gathered, their flows only counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policyengine.diagram.compose import OWN_ROLES
from policyengine.diagram.drawing import Certainty, Change, Cluster, Flow, Node, Note, Role
from policyengine.diagram.people import CONTROLLERS

_FEW = 3
"""So many of a box keep a node of their own."""


def quieted(nodes: Sequence[Node], flows: Sequence[Flow], boxes: Iterable[Cluster]) -> tuple[list[Node], list[Flow]]:
    """The same drawing, but whoever is as before, and no end of a flow that is not, shares a node with others alike."""
    busy = {end for flow in flows if flow.change is not Change.SAME for end in (flow.tail, flow.head)}
    gathered: dict[str, str] = {}
    shown: list[Node] = []
    for box in boxes:
        members = [node for node in nodes if node.cluster == box.key]
        quiet = [node for node in members if node.change is Change.SAME and node.key not in busy]
        if box.key == CONTROLLERS or len(quiet) <= _FEW:
            shown += members
            continue
        together = _together(box, quiet)
        gathered |= dict.fromkeys((node.key for node in quiet), together.key)
        shown += [*(node for node in members if node.key not in gathered), together]
    return shown, [*(flow for flow in flows if flow.change is not Change.SAME), *_background(flows, gathered)]


def _together(box: Cluster, quiet: Sequence[Node]) -> Node:
    """One node for several of one box."""
    names = ", ".join(sorted((node.name for node in quiet), key=str.casefold))
    role = OWN_ROLES.get(box.key, Role.RECIPIENT)
    return Node(
        f":same-{box.key}",
        f"{len(quiet)} as before",
        role,
        names,
        box.key,
        Certainty.STATED,
        records=tuple(key for node in quiet for key in node.records),
        change=Change.SAME,
        several=True,
    )


def _background(flows: Iterable[Flow], gathered: dict[str, str]) -> Iterator[Flow]:
    """One line for all that is as before between the same two ends."""
    together: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        if flow.change is Change.SAME:
            tail, head = gathered.get(flow.tail, flow.tail), gathered.get(flow.head, flow.head)
            if tail == head and tail not in (flow.tail, flow.head):
                continue
            back = together.get((head, tail))
            (together.setdefault((tail, head), []) if back is None else back).append(flow)
    for (tail, head), some in together.items():
        ways = {(gathered.get(f.tail, f.tail), gathered.get(f.head, f.head)) for f in some}
        count = Note("1 flow as before" if len(some) == 1 else f"{len(some)} flows as before", Change.SAME)
        counted = tail in gathered.values() or head in gathered.values()
        yield Flow(
            tail,
            head,
            data=() if counted else _each(flow.data for flow in some),
            purposes=() if counted else _each(flow.purposes for flow in some),
            both=len(ways) > 1 or any(flow.both for flow in some),
            records=_each(flow.records for flow in some),
            change=Change.SAME,
            notes=(count,) if counted else (),
        )


def _each(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))
