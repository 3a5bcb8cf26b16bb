"""Links while they are gathered: tuples of one, and lists where there are more, until the register is built.

They are kept where they end up, in `Record.links`, because a table beside it costs as much again. Nine in ten
relations lead to one record, so only the others are looked at again when everything is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from policyengine.register.draft import Growing, firmest
from policyengine.register.records import Link, Record, Statement

Gathered = dict[str, list[Link] | tuple[Link, ...]]
Outdone = tuple[Record, str, Statement]

if TYPE_CHECKING:

    def gathered(record: Record) -> Gathered:
        """The links of `record` as far as they are gathered."""
else:
    # Asked for ten times a record; a getter written in C costs a third of a function.
    gathered = attrgetter("links")


def add(record: Record, relation: str, link: Link, growing: Growing) -> None:
    """Add one link; what has more than one is noted in `growing`, to be settled."""
    links = gathered(record)
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
    return links if len(links) < 2 else _settled(links)


def settle(growing: Growing, everything: Iterable[Iterable[Record]]) -> list[Outdone]:
    """Fix all links: one for each record at the other end (the one that carries most), in order of keys.

    The answer is the statements that name a record and whose links are left out, in the order of `everything`.
    """
    lost: dict[int, dict[str, list[Statement]]] = {}
    for record, relation in growing:
        links = gathered(record)
        found = links[relation]
        links[relation] = kept = _settled(found, shared=not record.register)
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


def _settled(found: Sequence[Link], *, shared: bool = False) -> tuple[Link, ...]:
    """`shared` links lead from an organisation into several registers, which sort first."""
    if not shared and _in_order(found):
        return tuple(found)
    return tuple(sorted(_firmest_of_each(found), key=_by_key))


def _in_order(found: Sequence[Link]) -> bool:
    before = ""
    for link in found:
        key = link.target.key
        if key <= before:
            return False
        before = key
    return True


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


def _by_key(link: Link) -> tuple[str, str]:
    return link.target.register, link.target.key
