"""Links while they are gathered: tuples of one, and lists where there are more, until the register is built.

They are kept where they end up, in `Record.links`, because a table beside it costs as much again. Nine in ten
relations lead to one record, so only the others are looked at again when everything is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from policyengine.register.draft import Growing, firmest
from policyengine.register.records import Link, Record, Statement

Outdone = tuple[Record, str, Statement]


def add(record: Record, relation: str, link: Link, growing: Growing) -> None:
    """Add one link; what has more than one is noted in `growing`, to be settled."""
    links: Any = record.links  # until then, lists are among the tuples
    found = links.get(relation)
    if found is None:
        links[relation] = (link,)
    elif type(found) is list:
        found.append(link)
    else:
        links[relation] = [*found, link]
        growing.append((record, relation))


def distinct(links: Sequence[Link]) -> Sequence[Link]:
    """One link for each record at the other end."""
    return tuple(links) if len(links) < 2 or _in_order(links) else _sorted(links)


def settle(growing: Growing, everything: Iterable[Iterable[Record]]) -> list[Outdone]:
    """Fix all links: one for each record at the other end (the one that carries most), in order of keys.

    The answer is the statements that name a record and whose links are left out, in the order of `everything`.
    """
    lost: dict[int, dict[str, list[Statement]]] = {}
    for record, relation in growing:
        found = record.links[relation]
        # The links of an organisation lead into several registers, which sort first.
        in_order = _in_order(found) if record.register else False
        record.links[relation] = kept = tuple(found) if in_order else _sorted(found)
        if in_order:
            continue
        if len(kept) < len(found) and (out := _left_out(found, kept)):
            lost.setdefault(id(record), {})[relation] = out
    if not lost:
        return []
    records = (record for some in everything for record in some if id(record) in lost)
    return [
        (record, relation, said)
        for record in records
        for relation in record.links
        for said in lost[id(record)].get(relation, ())
    ]


def _in_order(found: Sequence[Link]) -> bool:
    before = ""
    for link in found:
        key = link.target.key
        if key <= before:
            return False
        before = key
    return True


def _sorted(found: Sequence[Link]) -> tuple[Link, ...]:
    if len({id(link.target) for link in found}) < len(found):
        found = _firmest_of_each(found)
    return tuple(sorted(found, key=_by_key))


def _firmest_of_each(found: Sequence[Link]) -> list[Link]:
    best: dict[int, Link] = {}
    for link in found:
        known = best.setdefault(id(link.target), link)
        if known is not link and firmest((known.statement, link.statement)) is link.statement:
            best[id(link.target)] = link
    return list(best.values())


def _left_out(found: Sequence[Link], kept: Sequence[Link]) -> list[Statement]:
    stay = {id(link) for link in kept}
    return [one.statement for one in found if id(one) not in stay and one.target.key in one.statement.values]


_by_key = attrgetter("target.register", "target.key")
