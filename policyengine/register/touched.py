"""Of which records something else is said, and under which attribute or relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policyengine.register.comparing import RecordDiffers, record_differs, sources_differ
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Record
from policyengine.register.seen import Built, View
from policyengine.register.units import Homes, Name, Unit, name_of, unit_of

EXISTS = ""
"""Stands for the attribute where a record is there or not, or from another day on."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One record as it was loaded and as it would be, None where it is not there; and what of it is touched."""

    before: Record | None
    after: Record | None
    names: frozenset[str]

    @property
    def kind(self) -> str:
        """The kind of the record."""
        one = self.before or self.after
        assert one is not None  # noqa: S101 - INVARIANT: it is there before or after
        return one.kind


@dataclass(frozen=True, slots=True)
class Touched:
    """Everything of which something else is said; `differs` is what of that somebody writes."""

    records: tuple[Touch, ...]
    differs: tuple[RecordDiffers, ...]
    before: Callable[[Name], Record | None]
    """Any record by its name, as it was loaded."""
    after: Callable[[Name], Record | None]
    """The same as it would be."""
    forget: Callable[[], None]
    """Lets go of the facts as they would be."""


def touched(view: View, homes: Homes, built: Built) -> Touched:
    """What differs between the facts that were loaded and those that are seen."""
    names: dict[Name, set[str]] = {}
    for unit in sorted(built.otherwise):
        before = {name_of(record): record for record in homes.unit(unit)}
        after = {name_of(record): record for record in view.anew(unit)}
        for name in sorted(before.keys() | after.keys()):
            for other, what in _differences(name, before.get(name), after.get(name), built.whole):
                names.setdefault(other, set()).add(what)
    records = tuple(Touch(view.before(name), view.after(name), frozenset(said)) for name, said in sorted(names.items()))
    differs = tuple(_written(records, view, homes, built))
    return Touched(records, differs, view.before, view.after, view.forget)


def _differences(
    name: Name, before: Record | None, after: Record | None, whole: frozenset[Unit]
) -> Iterator[tuple[Name, str]]:
    """What is said otherwise of one record, and what that means for those at the other end of its links."""
    if before is None or after is None or before.existence != after.existence:
        yield name, EXISTS
    for one, other in ((before, after), (after, before)):
        if one is None:
            continue
        for what, said in (*one.statements.items(), *one.complete.items()):
            there = None if other is None else (other.statements.get(what), other.complete.get(what))
            if there is None or said not in there:
                yield name, what
        for relation, links in one.links.items():
            beside = () if other is None else other.links.get(relation, ())
            ends = {(name_of(link.target), link.statement) for link in beside}
            for link in links:
                target = name_of(link.target)
                if unit_of(target) in whole and (target, link.statement) not in ends:
                    yield name, relation
                    yield from ((target, back) for back in _back(name[1], relation))


def _back(kind: str, relation: str) -> Iterable[str]:
    """The relations under which the record at the other end leads back."""
    if relation == "register":
        return [r.name for r in relations_of("register").values() if r.contains and r.target == kind]
    return [relations_of(kind)[relation].inverse]


def _written(records: Iterable[Touch], view: View, homes: Homes, built: Built) -> Iterator[RecordDiffers]:
    written = (touch for touch in records if not KINDS[touch.kind].derived)
    found = [one for touch in written if (one := record_differs(touch.before, touch.after)) is not None]
    registers = view.facts().registers
    for slug in sorted(built.facts.registers):
        found += sources_differ(homes.facts.registers[slug], registers[slug])
    return iter(sorted(found, key=lambda one: (one.record.register, one.record.key, one.record.kind)))
