"""Where relations lead from each record: to one other, to several, or, by some account, to nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from policyengine.engine.grounder.rolls import Linked


@dataclass(slots=True)
class Steps:
    """A relation that leads to one record at most, followed: `to` has its number, or -1; and -1 once more at the end.

    `odd` are those records of which sources disagree, or say that it leads nowhere: the numbers, and whether it
    is denied.
    """

    to: list[int]
    odd: dict[int, tuple[tuple[int, ...], bool]]


Readings = tuple[tuple[tuple[int, ...], bool], ...]
"""What is said of one list: members, and whether they are all; each source may say something else."""


@dataclass(slots=True)
class Lists:
    """The members of a relation. `owners` and `members` go in parallel, for lists that may be longer; a member that
    several statements name stands there as often.

    `sole` has the owners, and in parallel the members, of lists of one that is all of them. `odd` has the lists of the
    other records: readings, each of members and whether they are all.
    """

    owners: Sequence[int]
    members: Sequence[int]
    odd: dict[int, list[tuple[tuple[int, ...], bool]]]
    sole: tuple[list[int], list[int]] = ([], [])


class Never(NamedTuple):
    """The records of which a relation is stated to lead to `nobody`, and those of which it is to no `others`."""

    nobody: set[int]
    others: set[int]


def steps(size: int, linked: Linked, never: Never) -> Steps:
    """How a relation from `size` records is followed as a part of a path."""
    odd: dict[int, tuple[tuple[int, ...], bool]] = {}
    if linked.several:
        to = _disputed(size, linked, odd)
    elif len(linked.ends) == size:
        to = [*linked.ends, -1]
    else:
        to = [-1] * (size + 1)
        for row, end in zip(linked.rows, linked.ends, strict=True):
            to[row] = end
    for row in never.nobody:
        those = odd[row][0] if row in odd else (to[row],) if to[row] >= 0 else ()
        odd[row] = (those, True)
    return Steps(to, odd)


def _disputed(size: int, linked: Linked, odd: dict[int, tuple[tuple[int, ...], bool]]) -> list[int]:
    """Where it leads from each record; those of which sources disagree are added to `odd`."""
    named: dict[int, dict[int, None]] = {}
    for row, end in zip(linked.rows, linked.ends, strict=True):
        named.setdefault(row, {})[end] = None
    to = [-1] * (size + 1)
    for row, those in named.items():
        if len(those) > 1:
            odd[row] = (tuple(those), False)
        else:
            (to[row],) = those
    return to


def lists(linked: Linked, never: Never, gone: Collection[int]) -> Lists:
    """How a relation is read as a list; what is `gone` is no member of it."""
    none, whole = never.nobody, never.others
    if gone:
        linked = linked.chosen([member not in gone for member in linked.ends])
    if not (none or whole):
        return Lists(linked.rows, linked.ends, {})
    special = none | whole
    named: dict[int, dict[int, None]] = {}
    for owner, member in zip(linked.rows, linked.ends, strict=True):
        if owner in special:
            named.setdefault(owner, {})[member] = None
    odd: dict[int, list[tuple[tuple[int, ...], bool]]] = {}
    for row in special:
        those = tuple(named.get(row, ()))
        odd[row] = [((), True)] if row in none else []
        if those or row in whole:
            odd[row].append((those, row in whole))
    if named:
        linked = linked.chosen([owner not in named for owner in linked.rows])
    return Lists(linked.rows, linked.ends, odd)


def to_one(followed: Steps, whole: Collection[int]) -> Lists:
    """A relation that leads to one record at most, read as a list: each record named is all of it."""
    odd: dict[int, list[tuple[tuple[int, ...], bool]]] = {}
    for number, (ends, denied) in followed.odd.items():
        odd[number] = [((end,), True) for end in ends] + [((), True)] * denied
    for number in whole:
        if followed.to[number] < 0 and number not in odd:
            odd[number] = [((), True)]
    rows = [row for row, end in enumerate(followed.to) if end >= 0 and row not in odd]
    return Lists([], [], odd, (rows, [followed.to[row] for row in rows]))


def by_owner(listed: Lists, wanted: Collection[int] | None = None) -> dict[int, Readings]:
    """The lists of all records that have some, or of those `wanted`; each member once."""
    found: dict[int, Readings] = {
        owner: tuple(readings) for owner, readings in listed.odd.items() if wanted is None or owner in wanted
    }
    for owner, member in zip(*listed.sole, strict=True):
        if wanted is None or owner in wanted:
            found[owner] = (((member,), True),)
    open_lists: dict[int, dict[int, None]] = {}
    for owner, member in zip(listed.owners, listed.members, strict=True):
        if wanted is None or owner in wanted:
            open_lists.setdefault(owner, {})[member] = None
    found.update((owner, ((tuple(members), False),)) for owner, members in open_lists.items())
    return found
