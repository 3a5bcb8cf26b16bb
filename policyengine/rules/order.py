"""Putting what depends on each other in order, and naming the ring where that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def used_first(uses: Mapping[str, Iterable[str]]) -> tuple[list[str], list[str]]:
    """The names with those that others use first; or no order and a ring in which each uses the next.

    The ring begins and ends with the same name, the first by alphabet. Names that are used but have no
    entry of their own are left out.
    """
    graph = {name: [used for used in uses[name] if used in uses] for name in sorted(uses)}
    try:
        return list(TopologicalSorter(graph).static_order()), []
    except CycleError as error:
        backwards: list[str] = error.args[1]
        ring = backwards[:0:-1]
        first = ring.index(min(ring))
        return [], [*ring[first:], *ring[: first + 1]]
