"""What a change of facts can touch as little as: one activity, what a register states outside of them, organisations.

Within a unit everything hangs together: what is worked out of chains, uses and coverage. Between two of them nothing
does but what is linked, so that a unit can be built anew beside what its records are linked with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from policyengine.register.records import Facts, Record, Register


class Unit(NamedTuple):
    """One activity of a register; without a slug what stands outside of all; without a register, organisations."""

    register: str
    activity: str = ""


Name = tuple[str, str, str]
"""Register, kind and key of a record."""

ORGANISATIONS = Unit("")
CONTAINER = "activities"


def name_of(record: Record) -> Name:
    """By what a record is known among facts that say otherwise of it."""
    return record.register, record.kind, record.key


def unit_of(name: Name) -> Unit:
    """The unit of a record; what is worked out of several records belongs to the activity of one of them."""
    register, _, key = name
    if CONTAINER in key:
        for part in key.split("+"):
            first, _, rest = part.partition(".")
            if first == CONTAINER and rest:
                return Unit(register, rest.partition(".")[0])
    return Unit(register)


class Homes:
    """Where the records of some facts are at home: worked out register by register, when somebody asks first."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._registers: dict[str, _Home] = {}

    def of(self, register: str) -> _Home:
        """That of one register."""
        if register not in self._registers:
            self._registers[register] = _Home(self.facts.registers[register])
        return self._registers[register]

    def record(self, name: Name) -> Record | None:
        """The record of that name."""
        register, kind, key = name
        if not register:
            return self.facts.organisations.get(key) if kind == "organisation" else None
        return self.of(register).records.get(name) if register in self.facts.registers else None

    def at_home(self, record: Record) -> tuple[Name, Unit]:
        """The name and unit of a record of these facts."""
        if not record.register:
            return name_of(record), ORGANISATIONS
        return self.of(record.register).homes[record]

    def unit(self, unit: Unit) -> list[Record]:
        """The records of one unit."""
        if unit == ORGANISATIONS:
            return list(self.facts.organisations.values())
        return self.of(unit.register).units.get(unit, []) if unit.register in self.facts.registers else []

    def named_organisations(self, register: str, without: Set[Unit]) -> set[str]:
        """The keys of the organisations that parties are which stand in other units."""
        named = Counter(self.of(register).organisations)
        for unit in without:
            if unit.register == register:
                named.subtract(organisations_named(self.unit(unit)))
        return {key for key, times in named.items() if times > 0}


class _Home:
    """The records of one register by name and by unit, and which activities hang together."""

    def __init__(self, register: Register) -> None:
        self.records: dict[Name, Record] = {}
        self.homes: dict[Record, tuple[Name, Unit]] = {}
        self.units: dict[Unit, list[Record]] = defaultdict(list)
        for kind, records in register.by_kind.items():
            if kind != "organisation":
                for record in records:
                    name = name_of(record)
                    unit = unit_of(name)
                    self.records[name] = record
                    self.homes[record] = name, unit
                    self.units[unit].append(record)
        self.organisations = Counter(organisations_named(self.records.values()))
        self.chained: set[str] = set()
        """Activities whose parties pass data on to parties outside of them, or receive from them."""
        self.named: set[str] = set()
        """Activities that are named outside of them, and nothing in them."""
        self.entered: set[str] = set()
        """Activities of which something inside is named outside of them."""
        self._slugs = Counter((record.kind, record.slug) for record in self.records.values())
        self._together: dict[str, set[str]] = {}
        self._look(Unit(register.slug))

    def together(self, activity: str) -> set[str]:
        """The activity with all that are linked with it, directly or through others."""
        return self._together.get(activity, {activity})

    def others_called(self, record: Record) -> bool:
        """Whether other records of its kind have its slug, so that somebody who names that may mean either."""
        known = name_of(record) in self.records
        return self._slugs[record.kind, record.slug] > known

    def _look(self, outside: Unit) -> None:
        for unit, records in self.units.items():
            for record in records:
                for other in crossings(record, unit):
                    if other.activity and unit.activity:
                        self._join(unit.activity, other.activity)
                    else:
                        self.chained.add(unit.activity or other.activity)
        for activity in sorted(self.chained):
            self._join(min(self.chained), activity)
        for record in self.units.get(outside, ()):
            for target, named in _named(record):
                unit = unit_of(name_of(target))
                if unit.activity:
                    (self.named if named and target.kind == "activity" else self.entered).add(unit.activity)

    def _join(self, one: str, other: str) -> None:
        both = self.together(one) | self.together(other)
        for activity in both:
            self._together[activity] = both


def crossings(record: Record, unit: Unit) -> Iterator[Unit]:
    """The other units on which a record of `unit` has a bearing.

    Those are the activities with whose records it is linked; and, since a chain is as long as what leads to it,
    whatever passes data on between parties of an activity and parties outside of all.
    """
    for links in record.links.values():
        for link in links:
            target = link.target
            if target.register != record.register or "register" in (target.kind, record.kind):
                continue
            other = unit_of(name_of(target))
            both = other.activity and unit.activity
            if other != unit and (both or record.kind == target.kind == "party"):
                yield other


def organisations_named(records: Iterable[Record]) -> Iterator[str]:
    """The organisations that parties among `records` are."""
    for record in records:
        if record.kind == "party":
            yield from (link.target.key for link in record.links.get("organisation", ()))


def _named(record: Record) -> Iterator[tuple[Record, bool]]:
    """The records that a record itself names; and those that name it, where it covers no others than are named."""
    for links in record.links.values():
        for link in links:
            if link.target.key in link.statement.values:
                yield link.target, True
            elif record.kind == "notice" and record.key in link.statement.values:
                yield link.target, False
