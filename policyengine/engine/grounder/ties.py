"""Where relations lead from each record: to one other, to several, or, by some account, to nobody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from policyengine.engine.grounder.rolls import Roll, Rolls
from policyengine.engine.grounder.sayings import Sayings, is_firm
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
    """The members of a relation. `owners` and `members` go in parallel, for lists that may be longer.

    `odd` has the lists of the other records: readings, each of members and whether they are all.
    """

    owners: list[int]
    members: list[int]
    odd: dict[int, list[tuple[tuple[int, ...], bool]]]


def steps(rolls: Rolls, roll: Roll, relation: str, said: Sayings, firm: bool) -> Steps:
    """How `relation` is followed as a part of a path."""
    to = [-1] * (len(roll) + 1)
    odd: dict[int, tuple[tuple[int, ...], bool]] = {}
    denied = said.nobody.get(relation, (set[int](), set[int]()))[firm]
    for number, found in rolls.leading(roll, relation):
        ends = tuple(dict.fromkeys(target for target, link in found if not firm or _counts(link)))
        if len(ends) == 1:
            to[number] = ends[0]
        elif ends:
            odd[number] = (ends, False)
    for number in denied:
        ends = odd[number][0] if number in odd else (to[number],) if to[number] >= 0 else ()
        odd[number] = (ends, True)
    return Steps(to, odd)


def lists(rolls: Rolls, roll: Roll, relation: str, said: Sayings, firm: bool, gone: Collection[int]) -> Lists:
    """How `relation` is read as a list; what is `gone` is no member of it."""
    owners: list[int] = []
    members: list[int] = []
    none = said.nobody.get(relation, (set[int](), set[int]()))[firm]
    whole = said.whole.get(relation, (set[int](), set[int]()))[firm]
    special = none | whole
    named: dict[int, tuple[int, ...]] = {}
    for number, found in rolls.leading(roll, relation):
        targets = [target for target, link in found if not firm or _counts(link)]
        if gone:
            targets = [target for target in targets if target not in gone]
        if len(targets) > 1:
            targets = list(dict.fromkeys(targets))
        if number in special:
            named[number] = tuple(targets)
        elif targets:
            owners += [number] * len(targets)
            members += targets
    odd: dict[int, list[tuple[tuple[int, ...], bool]]] = {}
    for number in special:
        those = named.get(number, ())
        odd[number] = [((), True)] if number in none else []
        if those or number in whole:
            odd[number].append((those, number in whole))
    return Lists(owners, members, odd)


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


def _counts(link: Link) -> bool:
    return is_firm(link.statement) and is_firm(link.target.existence)
