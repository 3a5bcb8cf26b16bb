"""Where relations lead from each record: to one other, to several, or, by some account, to nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policyengine.engine.grounder.rolls import Linked, Roll, Rolls, owners
from policyengine.engine.grounder.sayings import is_firm
from policyengine.register.records import Link


@dataclass(slots=True)
class Steps:
    """A relation that leads to one record at most, followed: `to` has its number, or -1; and -1 once more at the end.

    `odd` are those records of which sources disagree, or say that it leads nowhere: the numbers, and whether it
    is denied.
    """

    to: list[int]
    odd: dict[int, tuple[tuple[int, ...], bool]]


@dataclass(slots=True)
class Lists:
    """The members of a relation. `owners` and `members` go in parallel, for lists that may be longer; a member that
    several statements name stands there as often.

    `odd` has the lists of the other records: readings, each of members and whether they are all.
    """

    owners: list[int]
    members: list[int]
    odd: dict[int, list[tuple[tuple[int, ...], bool]]]


class Never(NamedTuple):
    """The records of which a relation is stated to lead to `nobody`, and those of which it is to no `others`."""

    nobody: set[int]
    others: set[int]


def steps(rolls: Rolls, roll: Roll, linked: Linked, never: Never) -> Steps:
    """How `relation` is followed as a part of a path."""
    ends = iter(rolls.targets(roll, linked))
    to = [next(ends) if links else -1 for links in linked] if max(map(len, linked), default=0) < 2 else []
    odd: dict[int, tuple[tuple[int, ...], bool]] = {}
    if not to:
        for row, links in enumerate(linked):
            those = tuple(dict.fromkeys(next(ends) for _ in links))
            to.append(those[0] if len(those) == 1 else -1)
            if len(those) > 1:
                odd[row] = (those, False)
    to.append(-1)
    for row in never.nobody:
        those = odd[row][0] if row in odd else (to[row],) if to[row] >= 0 else ()
        odd[row] = (those, True)
    return Steps(to, odd)


def lists(rolls: Rolls, roll: Roll, linked: Linked, never: Never, gone: Collection[int]) -> Lists:
    """How `relation` is read as a list; what is `gone` is no member of it."""
    members = rolls.targets(roll, linked)
    rows = owners(linked)
    none, whole = never.nobody, never.others
    special = none | whole
    if not gone and not special:
        return Lists(rows, members, {})
    named: dict[int, dict[int, None]] = {}
    pairs: list[tuple[int, int]] = []
    for owner, member in zip(rows, members, strict=True):
        if member not in gone:
            if owner in special:
                named.setdefault(owner, {})[member] = None
            else:
                pairs.append((owner, member))
    odd: dict[int, list[tuple[tuple[int, ...], bool]]] = {}
    for row in special:
        those = tuple(named.get(row, ()))
        odd[row] = [((), True)] if row in none else []
        if those or row in whole:
            odd[row].append((those, row in whole))
    return Lists([owner for owner, _ in pairs], [member for _, member in pairs], odd)


def to_one(followed: Steps, whole: Collection[int]) -> Lists:
    """A relation that leads to one record at most, read as a list: each record named is all of it."""
    owners: list[int] = []
    members: list[int] = []
    odd: dict[int, list[tuple[tuple[int, ...], bool]]] = {}
    for number, target in enumerate(followed.to[:-1]):
        if number in followed.odd:
            ends, denied = followed.odd[number]
            odd[number] = [((end,), True) for end in ends] + [((), True)] * denied
        elif target >= 0:
            odd[number] = [((target,), True)]
        elif number in whole:
            odd[number] = [((), True)]
    return Lists(owners, members, odd)


def by_owner(listed: Lists, wanted: Collection[int] | None = None) -> dict[int, list[tuple[Sequence[int], bool]]]:
    """The lists of all records that have some, or of those `wanted`; each member once."""
    found: dict[int, list[tuple[Sequence[int], bool]]] = {
        owner: [*readings] for owner, readings in listed.odd.items() if wanted is None or owner in wanted
    }
    open_lists: dict[int, dict[int, None]] = {}
    for owner, member in zip(listed.owners, listed.members, strict=True):
        if wanted is None or owner in wanted:
            open_lists.setdefault(owner, {})[member] = None
    found.update((owner, [(list(members), False)]) for owner, members in open_lists.items())
    return found


def firmly(linked: Linked) -> Linked:
    """The links that rest on firm statements and lead to what firmly exists."""
    return [tuple([link for link in links if _counts(link)]) if links else links for links in linked]


def _counts(link: Link) -> bool:
    said, there = link.statement, link.target.existence
    return is_firm(said) and (there is said or is_firm(there))
