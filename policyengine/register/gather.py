"""Links while they are gathered: lists that grow, fixed as tuples once the register is built.

They are kept where they end up, in `Record.links`, because a table beside it costs as much again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from policyengine.register.draft import firmest
from policyengine.register.records import Link, Record, Statement

Gathering = dict[str, list[Link]]

if TYPE_CHECKING:

    def gathered(record: Record) -> Gathering:
        """The links of `record` as far as they are gathered, to be added to."""
else:
    # Asked for ten times a record; a getter written in C costs a third of a function.
    gathered = attrgetter("links")


def add(record: Record, relation: str, link: Link) -> None:
    """Add one link."""
    links = gathered(record)
    found = links.get(relation)
    if found is None:
        links[relation] = [link]
    else:
        found.append(link)


def distinct(links: list[Link]) -> Sequence[Link]:
    """One link for each record at the other end."""
    return links if len(links) < 2 else _settled(links)


def settle(records: Iterable[Record], outdone: list[tuple[Record, str, Statement]]) -> None:
    """Fix all links: one for each record at the other end (the one that carries most), in order of keys.

    Links that are tuples already, because nothing is ever added to them, stay as they are. Statements that
    name a record and whose links are left out are added to `outdone`.
    """
    for record in records:
        links = record.links
        for relation, found in links.items():
            if type(found) is not tuple:
                links[relation] = kept = (found[0],) if len(found) == 1 else _settled(found, shared=not record.register)
                if len(kept) < len(found):
                    outdone += [(record, relation, said) for said in _left_out(found, kept)]


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
