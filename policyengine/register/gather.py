"""Links while they are gathered: lists that grow, fixed as tuples once the register is built.

They are kept where they end up, in `Record.links`, because a table beside it costs as much again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from policyengine.register.draft import firmest
from policyengine.register.records import Link, Record

Gathering = dict[str, list[Link]]


def gathered(record: Record) -> Gathering:
    """The links of `record` as far as they are gathered, to be added to."""
    return cast("Gathering", record.links)


def add(record: Record, relation: str, link: Link) -> None:
    """Add one link."""
    links = gathered(record)
    if relation in links:
        links[relation].append(link)
    else:
        links[relation] = [link]


def distinct(links: list[Link]) -> list[Link]:
    """One link for each record at the other end."""
    return links if len(links) < 2 else list(_settled(links))


def settle(records: Iterable[Record]) -> None:
    """Fix all links: one for each record at the other end (the one that carries most), in order of keys."""
    for record in records:
        links = record.links
        for relation, found in gathered(record).items():
            links[relation] = (found[0],) if len(found) == 1 else _settled(found)


def _settled(found: Iterable[Link]) -> tuple[Link, ...]:
    best: dict[int, Link] = {}
    for link in found:
        known = best.setdefault(id(link.target), link)
        if known is not link and firmest((known.statement, link.statement)) is link.statement:
            best[id(link.target)] = link
    return tuple(sorted(best.values(), key=_by_key))


def _by_key(link: Link) -> tuple[str, str]:
    return link.target.register, link.target.key
