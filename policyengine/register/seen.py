"""Facts in which little is otherwise, seen through to those that were loaded: nothing is copied that nobody looks at.

What is otherwise has been built anew, in `fresh` facts that hold nothing else than what it needs. A record is seen
once somebody comes to it: with what is said of it in one of the two, and with links from both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from policyengine.register.building import ABOVE
from policyengine.register.making import make_link
from policyengine.register.records import Facts, Link, Record, Register
from policyengine.register.units import ORGANISATIONS, Homes, Name, Unit, name_of, organisations_named, unit_of

V = TypeVar("V")


class Late(dict[str, V]):
    """A dictionary of which each value is worked out when somebody asks for it. Empty ones are not there."""

    __slots__ = ("_find", "_names")

    def __init__(self, names: Iterable[str], find: Callable[[str], V]) -> None:
        super().__init__()
        self._names = dict.fromkeys(names)
        self._find = find

    def get(self, key: str, default: Any = None) -> Any:
        """The value, worked out if nobody has asked before."""
        if key in self._names:
            del self._names[key]
            if found := self._find(key):
                self[key] = found
        return super().get(key, default)

    def __getitem__(self, key: str) -> V:
        self.get(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def _all(self) -> None:
        for name in list(self._names):
            self.get(name)

    def __iter__(self) -> Iterator[str]:
        self._all()
        return super().__iter__()

    def __len__(self) -> int:
        self._all()
        return super().__len__()

    def keys(self) -> Any:
        """All keys, in the order in which their values were worked out."""
        self._all()
        return super().keys()

    def values(self) -> Any:
        """All values."""
        self._all()
        return super().values()

    def items(self) -> Any:
        """All of it."""
        self._all()
        return super().items()


class Seen(Record):
    """A record as it would be. `before` is what was loaded of it, `anew` what was built of it; one of them may lack."""

    __slots__ = ("anew", "before", "seen_links", "unit", "view")

    before: Record | None
    anew: Record | None
    unit: Unit
    seen_links: Late[tuple[Link, ...]]
    view: View

    @property
    def links(self) -> dict[str, tuple[Link, ...]]:  # type: ignore[override]
        """Where it leads, each relation worked out when somebody follows it."""
        try:
            return self.seen_links
        except AttributeError:
            self.seen_links = made = self.view.links_of(self)
            return made

    def link(self, relation: str, name: Name) -> Link | None:
        """The link under a relation to the record of that name, without following any other."""
        return self.view.link(self, relation, name)


class Built(NamedTuple):
    """What was built anew: the facts, the units that are whole in them, and those of these that are otherwise."""

    facts: Facts
    whole: frozenset[Unit]
    otherwise: frozenset[Unit]


class View:
    """The facts as they would be. INVARIANT: neither those loaded nor those built anew change while it is used."""

    def __init__(self, homes: Homes, built: Built) -> None:
        self._homes = homes
        self._built = built
        self._anew = {name_of(record): record for record in _whole(built)}
        self._by_unit: dict[Unit, list[Record]] = {}
        for name, record in self._anew.items():
            self._by_unit.setdefault(unit_of(name), []).append(record)
        self._seen: dict[Name, Seen] = {}

    def facts(self) -> Facts:
        """All registers and organisations, each worked out when somebody asks for it."""
        loaded, built = self._homes.facts, self._built.facts
        registers = {slug: self._register(register) for slug, register in loaded.registers.items()}
        keys = built.organisations if ORGANISATIONS in self._built.otherwise else loaded.organisations
        organisations: Late[Record] = Late(sorted(keys), lambda key: self._there(("", "organisation", key)))
        return Facts(registers, organisations, built.files)

    def forget(self) -> None:
        """Undo every link, so that all that was seen and built goes at once: nothing can be asked of it any more.

        Python's collector would find it in time, at many times the cost.
        """
        for seen in self._seen.values():
            seen.seen_links = Late((), lambda _: ())
            del seen.view
        for record in (*self._anew.values(), *_stubs(self._built)):
            record.links = {}
        self._seen.clear()

    def before(self, name: Name) -> Record | None:
        """The record of that name as it was loaded."""
        return self._homes.record(name)

    def after(self, name: Name) -> Record | None:
        """The record of that name as it would be."""
        return self._named(name)

    def anew(self, unit: Unit) -> list[Record]:
        """The records of one unit that were built anew."""
        return self._by_unit.get(unit, [])

    def _named(self, name: Name) -> Seen | None:
        if name in self._seen:
            return self._seen[name]
        unit = unit_of(name)
        before, anew = self._homes.record(name), self._anew.get(name)
        stated = anew if unit in self._built.otherwise else before
        return None if stated is None else self._see(name, unit, before, anew, stated)

    def _see(self, name: Name, unit: Unit, before: Record | None, anew: Record | None, stated: Record) -> Seen:
        seen = self._seen[name] = Seen.__new__(Seen)
        seen.kind, seen.key, seen.register = stated.kind, stated.key, stated.register
        seen.existence, seen.statements, seen.complete = stated.existence, stated.statements, stated.complete
        seen.before, seen.anew, seen.unit, seen.view = before, anew, unit, self
        return seen

    def links_of(self, seen: Seen) -> Late[tuple[Link, ...]]:
        """Where a record leads, each relation to be worked out when somebody follows it."""
        ends = [record.links for record in (seen.before, seen.anew) if record is not None]
        relations = dict.fromkeys(relation for links in ends for relation in links)
        return Late(relations, lambda relation: self._leads(seen, relation))

    def _leads(self, seen: Seen, relation: str) -> tuple[Link, ...]:
        """Where a relation leads: what was built anew says it of two records of which both are there, else what was."""
        old = [] if seen.before is None else self._ends(seen, seen.before.links.get(relation, ()), anew=False)
        new = [] if seen.anew is None else self._ends(seen, seen.anew.links.get(relation, ()), anew=True)
        return tuple(sorted((*old, *new), key=_by_key)) if old and new else tuple(old or new)

    def link(self, seen: Seen, relation: str, name: Name) -> Link | None:
        """The link of one record to the record of that name."""
        stated = seen.anew if self._from_new(seen.unit, unit_of(name)) else seen.before
        links = () if stated is None else stated.links.get(relation, ())
        found = next((link for link in links if name_of(link.target) == name), None)
        return None if found is None else make_link(self._there(name), found.statement)

    def _ends(self, seen: Seen, links: Iterable[Link], *, anew: bool) -> list[Link]:
        found = []
        # Written out: a register leads to thousands of records, of which few are in a unit that was built anew.
        at_home, built, known = self._homes.at_home, self._built, self._seen
        for link in links:
            record = link.target
            name, unit = (name_of(record), None) if anew else at_home(record)
            unit = unit or unit_of(name)
            if self._from_new(seen.unit, unit) is not anew:
                continue
            target = known.get(name)
            if target is None:
                apart = not anew and unit not in built.whole
                target = self._see(name, unit, record, None, record) if apart else self._there(name)
            found.append(make_link(target, link.statement))
        return found

    def _there(self, name: Name) -> Seen:
        found = self._named(name)
        assert found is not None  # noqa: S101 - INVARIANT: whatever is listed or linked is there
        return found

    def _from_new(self, one: Unit, other: Unit) -> bool:
        built = self._built
        return one in built.whole and other in built.whole and (one in built.otherwise or other in built.otherwise)

    def _register(self, register: Register) -> Register:
        slug, new = register.slug, self._built.facts.registers.get(register.slug)
        kinds = dict.fromkeys((*register.by_kind, *(new.by_kind if new else ())))
        by_kind = Late(kinds, lambda kind: self._of_kind(register, new, kind))
        root = self._there(name_of(register.root))
        sources = register.sources if new is None else {**register.sources, **new.sources}
        return Register(slug, root, sources, by_kind, register.not_facts)

    def _of_kind(self, register: Register, new: Register | None, kind: str) -> list[Record]:
        if kind == "organisation":
            return self._organisations(register)
        names = [name for r in register.of(kind) if unit_of(name := name_of(r)) not in self._built.otherwise]
        if new is not None:
            mine = [name for r in new.of(kind) if unit_of(name := name_of(r)) in self._built.otherwise]
            names = sorted((*names, *mine), key=lambda name: name[2]) if mine else names
        return [self._there(name) for name in names]

    def _organisations(self, register: Register) -> list[Record]:
        """The organisations that parties of the register are, and those above them and acting for them."""
        named = self._homes.named_organisations(register.slug, self._built.otherwise)
        mine = [unit for unit in self._built.otherwise if unit.register == register.slug]
        named |= {key for unit in mine for key in organisations_named(self.anew(unit))}
        waiting, found = sorted(named), dict[str, Record]()
        while waiting:
            key = waiting.pop()
            record = self._named(("", "organisation", key))
            if record is not None and key not in found:
                found[key] = record
                for relation in ABOVE:
                    waiting += [link.target.key for link in record.links.get(relation, ())]
        return [found[key] for key in sorted(found)]


def _whole(built: Built) -> Iterator[Record]:
    """Every record built anew of which everything was built."""
    for register in built.facts.registers.values():
        for kind, records in register.by_kind.items():
            if kind != "organisation":
                yield from (record for record in records if unit_of(name_of(record)) in built.whole)
    if ORGANISATIONS in built.whole:
        yield from built.facts.organisations.values()


def _stubs(built: Built) -> Iterator[Record]:
    """Every other record that was built anew."""
    for register in built.facts.registers.values():
        yield register.root
        for records in register.by_kind.values():
            yield from records
    yield from built.facts.organisations.values()


_by_key = attrgetter("target.register", "target.key")
