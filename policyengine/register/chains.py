"""The chains along which data travel from party to party.

Parties engage others (a tree) and pass data on to others (a graph, perhaps with rings). The only
question asked is how far from the controller a party stands, which one breadth-first walk
answers; a graph library would bring nothing here but the time to load it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator, Sequence

from policyengine.register.gather import distinct
from policyengine.register.records import Link, Record

KEEPS_NOTHING = frozenset(("controller", "source", "representative", "contact-point"))
"""Roles to which no data are passed on; a party with any other role, or none stated, receives."""


def hops(parties: Sequence[Record]) -> Iterator[tuple[Record, Link | None, int]]:
    """Every link of every chain: who receives, who passes on (None for the controller), and the depth.

    The depth is 1 where the link starts at the controller or at somebody who received nothing in
    the register; otherwise one more than the shortest way to whoever passes on.
    """
    receiving = {id(party): party for party in parties if receives(party)}
    exporters_of = {identity: found for identity, party in receiving.items() if (found := _exporters(party))}
    depths = _depths(receiving, exporters_of)
    for identity, party in receiving.items():
        exporters = exporters_of.get(identity)
        if exporters is None:
            yield party, None, 1
            continue
        shown = [link for link in exporters if id(link.target) in receiving or not _controls(link.target)]
        if len(shown) < len(exporters):
            yield party, None, 1
        for link in shown:
            yield party, link, depths[id(link.target)] + 1 if id(link.target) in depths else 1


def receives(party: Record) -> bool:
    """Whether data are passed on to `party`."""
    links = party.links
    if "engaged_by" in links or "receives_from" in links or "transfers" in links:
        return True
    roles = _roles(party)
    return not roles or not roles <= KEEPS_NOTHING


def _roles(party: Record) -> frozenset[object]:
    said = party.statements.get("role", ())
    return frozenset(said[0].values) if len(said) == 1 else frozenset(v for one in said for v in one.values)


def _controls(party: Record) -> bool:
    return "controller" in _roles(party)


def _exporters(party: Record) -> list[Link]:
    """Who passes data on to `party`: whoever engages it first, the others in order of keys."""
    links = party.links
    if "engaged_by" not in links and "receives_from" not in links:
        return []
    found = [
        *links.get("engaged_by", ()),
        *sorted(distinct(links.get("receives_from", ())), key=lambda link: link.target.key),
    ]
    return list({id(link.target): link for link in reversed(found)}.values())[::-1]


def _depths(receiving: Container[int], exporters_of: dict[int, list[Link]]) -> dict[int, int]:
    """The depth of all who have an exporter, or are one and receive."""
    onward: dict[int, list[int]] = {}
    starts = []
    for identity, exporters in exporters_of.items():
        for link in exporters:
            onward.setdefault(id(link.target), []).append(identity)
        if any(id(link.target) not in receiving for link in exporters):
            starts.append(identity)
    starts += [exporter for exporter in onward if exporter in receiving and exporter not in exporters_of]
    depths: dict[int, int] = {}
    _walk(starts, onward, depths)
    # Rings that nobody outside feeds: each member stands in the register, so data reach each from outside.
    _walk([identity for identity in exporters_of if identity not in depths], onward, depths)
    return depths


def _walk(starts: list[int], onward: dict[int, list[int]], depths: dict[int, int]) -> None:
    depths.update(dict.fromkeys(starts, 1))
    waiting = deque(starts)
    while waiting:
        identity = waiting.popleft()
        for following in onward.get(identity, ()):
            if following not in depths:
                depths[following] = depths[identity] + 1
                waiting.append(following)
