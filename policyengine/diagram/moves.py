"""Who stands elsewhere than before: a place is kept where they stood, with a line to where they stand now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policyengine.diagram.drawing import Certainty, Change, Cluster, Flow, Node, Note, Role, Tone

_TERRITORIES = tuple(tone.value for tone in Tone if tone not in (Tone.PLAIN, Tone.CONTROLLERS))
_COUNTRY_OPEN = " ? ("


def moved(nodes: Iterable[Node], before: dict[str, Node], boxes: Iterable[Cluster]) -> tuple[list[Node], list[Flow]]:
    """The nodes, with a note of those who stood in another box `before`, and the lines along which they moved.

    Those that went the same way share the place that is kept, and the line.
    """
    titles = {box.key: _territory(box.title) for box in boxes}
    found: list[Node] = []
    ways: dict[tuple[str, str], list[tuple[Node, Node]]] = {}
    for node in nodes:
        old = before.get(node.key, node)
        was = old.cluster
        if was == node.cluster:
            found.append(node)
            continue
        note = Note(f"{titles[was]} → {titles[node.cluster]}")
        found.append(replace(node, notes=(note, *node.notes)))
        ways.setdefault((was, node.cluster), []).append((old, node))
    lines = []
    for (was, now), some in ways.items():
        left = _left(was, now, [old.name for old, _ in some], titles)
        found.append(left)
        if was in _TERRITORIES and now in _TERRITORIES:
            to, said = (some[0][1].key, "moved") if len(some) == 1 else (now, f"{len(some)} moved")
            lines.append(Flow(left.key, to, how=(said,), change=Change.CHANGED))
    return found, lines


def _territory(title: str) -> str:
    return title.partition(_COUNTRY_OPEN)[0]


def _left(was: str, now: str, some: list[str], titles: dict[str, str]) -> Node:
    """What is kept of them where they stood."""
    names = ", ".join(some)
    return Node(
        f":was-{was}-{now}",
        names if len(some) == 1 else f"{len(some)} no longer here",
        Role.RECIPIENT,
        "" if len(some) == 1 else names,
        was,
        Certainty.STATED,
        change=Change.REMOVED,
        notes=(Note(f"now: {titles[now]}"),),
        several=len(some) > 1,
    )
