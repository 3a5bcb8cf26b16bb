"""Facts of which little is written otherwise: what that touches is built anew, everything else is as it was loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Link, Record
from policyengine.register.seen import Built, View
from policyengine.register.touched import Touched, touched
from policyengine.register.trees import Part, Trees
from policyengine.register.units import CONTAINER, ORGANISATIONS, Homes, Unit, crossings, name_of, unit_of
from policyengine.source.tree import Mapping, Raw

_SHARED = "organisations"
_SOURCES = "sources"
_INHERITED = ("register", "source", "grade", "note", "not_facts")
"""Keys at the top of a file of which too much below depends to build a part of it."""


@dataclass(frozen=True, slots=True)
class Patched:
    """Facts that are otherwise, and everything of which something else is said."""

    facts: Facts
    touched: Touched


class Patches:
    """Makes facts of trees that differ from those that were loaded, building no more than is touched."""

    def __init__(self, trees: Trees, facts: Facts) -> None:
        self._trees = trees
        self._homes = Homes(facts)

    def patched(self, trees: Trees) -> Patched | None:
        """The facts of `trees`; None where all have to be built, such as where anything is wrong with them."""
        changed = self._changed(trees)
        if changed is None:
            return None
        otherwise = self._otherwise(changed)
        whole = self._whole(otherwise)
        facts, problems = Trees(tuple(self._pruned(trees, whole)), trees.files).facts()
        if problems:
            return None
        built = Built(facts, frozenset(whole), frozenset(otherwise))
        if not self._by_itself(built):
            return None
        view = View(self._homes, built)
        return Patched(view.facts(), touched(view, self._homes, built))

    def _changed(self, trees: Trees) -> set[Unit] | None:
        """The units of which something else is written; None where that cannot be told apart."""
        found: set[Unit] = set()
        for old, new in zip(self._trees.parts, trees.parts, strict=True):
            if old.tree is not new.tree:
                for key, before, after in _differing(old.tree, new.tree):
                    if key in _INHERITED or (key == _SOURCES and not _only_added(before, after)):
                        return None
                    if key == _SHARED:
                        found.add(ORGANISATIONS)
                    elif key == CONTAINER:
                        slugs = _differing_below(before, after)
                        if slugs is None:
                            return None
                        found |= {Unit(new.slug, slug) for slug in slugs}
                    elif key != _SOURCES and new.slug:
                        found.add(Unit(new.slug))
        return found

    def _otherwise(self, changed: set[Unit]) -> set[Unit]:
        """What hangs together with what is `changed`."""
        found = set(changed)
        for unit in changed:
            if unit.activity:
                home = self._homes.of(unit.register)
                found |= {Unit(unit.register, other) for other in home.together(unit.activity)}
                if unit.activity in home.chained:
                    found.add(Unit(unit.register))
        return found

    def _whole(self, otherwise: set[Unit]) -> set[Unit]:
        """What has to be built in order to know all about what is `otherwise`."""
        found = {ORGANISATIONS, *otherwise}
        for slug in {unit.register for unit in otherwise if unit.register}:
            home = self._homes.of(slug)
            chained = home.chained if Unit(slug) in otherwise else ()
            found.add(Unit(slug))
            for activity in (*home.entered, *chained):
                found |= {Unit(slug, other) for other in home.together(activity)}
        return found

    def _pruned(self, trees: Trees, whole: set[Unit]) -> Iterator[Part]:
        """The files without whatever is not built."""
        stating = {part.slug for part in trees.parts if _SHARED in part.tree.raw}
        for part in trees.parts:
            if not part.slug:
                yield part
            elif Unit(part.slug) in whole:
                raw = part.tree.raw
                if CONTAINER not in raw:
                    yield part
                    continue
                activities = self._activities(part.slug, raw[CONTAINER], whole)
                yield Part(part.slug, Mapping({**raw, CONTAINER: activities}, part.tree.place))
            elif part.slug in stating:
                kept = {key: part.tree.raw[key] for key in (*_INHERITED, _SOURCES, _SHARED) if key in part.tree.raw}
                yield Part(part.slug, Mapping(kept, part.tree.place))

    def _activities(self, slug: str, raw: Raw, whole: set[Unit]) -> Raw:
        """Those activities that are built, and the keys of those that are named outside of them."""
        node, place, distance, plain = raw
        if not isinstance(node, Mapping):
            return raw
        wanted = {unit.activity for unit in whole if unit.register == slug and unit.activity}
        named = self._homes.of(slug).named - wanted
        kept = {one: node.raw[one] for one in sorted(wanted & node.raw.keys())}
        for one in sorted(named & node.raw.keys()):
            body, at, _, _ = node.raw[one]
            kept[one] = (Mapping({}, body.place if isinstance(body, Mapping) else at), at, 0, False)
        return Mapping(kept, node.place), place, distance, plain

    def _by_itself(self, built: Built) -> bool:
        """Whether what was built anew has no bearing on anything that was not."""
        if ORGANISATIONS in built.otherwise and self._homes.facts.organisations.keys() - built.facts.organisations:
            return False
        for register in built.facts.registers.values():
            for kind, records in register.by_kind.items():
                if kind != _ORGANISATION and not all(self._record_by_itself(record, built) for record in records):
                    return False
        if any(self._covered_otherwise(unit, built) for unit in built.otherwise if unit.activity):
            return False
        outside = [unit for unit in built.otherwise if unit.register and not unit.activity]
        return all(self._same_bearing(built, unit) for unit in outside)

    def _covered_otherwise(self, unit: Unit, built: Built) -> bool:
        """Whether an activity itself names other notices: one that names no activity any more covers them all."""
        name = unit.register, _ACTIVITY, f"{CONTAINER}.{unit.activity}"
        new = [one for one in built.facts.registers[unit.register].of(_ACTIVITY) if name_of(one) == name]
        before, after = (
            {name_of(link.target) for one in some if one is not None for link in one.links.get(_NOTICES, ())}
            for some in ([self._homes.record(name)], new)
        )
        return before != after

    def _record_by_itself(self, record: Record, built: Built) -> bool:
        """Whether what it has a bearing on was built anew as well, if it was itself."""
        unit = unit_of(name_of(record))
        return unit not in built.otherwise or all(other in built.otherwise for other in crossings(record, unit))

    def _same_bearing(self, built: Built, outside: Unit) -> bool:
        """Whether what stands outside of activities has the same bearing on those that were not built.

        Who controls them, which notices cover them, how long the chains are that pass through them, and what names
        them is worked out of what stands outside.
        """
        new = built.facts.registers[outside.register]
        before = {name_of(record): record for record in self._homes.unit(outside)}
        after = {name_of(r): r for some in new.by_kind.values() for r in some if r.register == outside.register}
        after = {name: record for name, record in after.items() if unit_of(name) == outside}
        both = before.keys() & after.keys()
        for name in before.keys() ^ after.keys():
            one = before.get(name) or after[name]
            if one.kind in _PASSES or KINDS[one.kind].derived or self._homes.of(outside.register).others_called(one):
                return False
            if any(_bears(one, link, built) for links in one.links.values() for link in links):
                return False
        return all(_bearing(before[name], built) == _bearing(after[name], built) for name in both)


_ORGANISATION, _ACTIVITY = "organisation", "activity"
_NOTICE, _NOTICES = "notice", "notices"
_PASSES = ("party", "notice", "purpose", "data")
"""The kinds of which something is worked out for others."""


def _bearing(record: Record, built: Built) -> tuple[object, ...]:
    """All of a record outside of activities on which something in an activity may depend."""
    links = [
        (relation, name_of(link.target), link.statement)
        for relation, some in record.links.items()
        for link in some
        if _bears(record, link, built)
    ]
    role = record.statements.get("role", ()) if record.kind == "party" else ()
    return record.existence, role, sorted(links, key=lambda one: one[:2])


def _bears(record: Record, link: Link, built: Built) -> bool:
    """Whether a link says which activities a notice covers, names something in one, or is one of a chain or a use."""
    target = link.target
    unit = unit_of(name_of(target))
    if record.kind in _PASSES and target.kind in _PASSES:
        return unit in built.whole
    if record.kind == _NOTICE and target.kind == _ACTIVITY:
        return True
    return bool(unit.activity) and unit not in built.otherwise and target.key in link.statement.values


def _differing(old: Mapping, new: Mapping) -> Iterator[tuple[str, Raw | None, Raw | None]]:
    """The keys under which something else stands."""
    for key in dict.fromkeys((*old.raw, *new.raw)):
        before, after = old.raw.get(key), new.raw.get(key)
        if before is not after and before != after:
            yield key, before, after


def _differing_below(before: Raw | None, after: Raw | None) -> Sequence[str] | None:
    """The keys of which something else stands below; None where no mappings stand there."""
    nodes = [raw[0] for raw in (before, after) if raw is not None]
    if not all(isinstance(node, Mapping) for node in nodes):
        return None
    old, new = (raw[0] if raw is not None else Mapping({}, 0) for raw in (before, after))
    return [key for key, _, _ in _differing(old, new)]


def _only_added(before: Raw | None, after: Raw | None) -> bool:
    """Whether sources are only added to those that there are."""
    if after is None or not isinstance(after[0], Mapping):
        return False
    if before is None or not isinstance(before[0], Mapping):
        return before is None
    return all(key in after[0].raw and after[0].raw[key] == raw for key, raw in before[0].raw.items())
