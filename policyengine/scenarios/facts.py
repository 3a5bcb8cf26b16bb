"""Scenarios applied to facts as they are written: each change on the trees, in order, and nothing read or written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from policyengine.errors import nearest
from policyengine.register.trees import Part, Trees
from policyengine.rules.reading import Reading, Refused
from policyengine.scenarios.around import around
from policyengine.scenarios.citing import KIND, cited, dated, declared, origins_in
from policyengine.scenarios.paths import SOURCES, Target, targets
from policyengine.scenarios.scenario import Change, Origin, Verb
from policyengine.scenarios.values import less, raws_of, values_of, with_value, without_value
from policyengine.source.changing import changed, standing
from policyengine.source.plain import plain
from policyengine.source.tree import Mapping, Node, Raw, Scalar, node_of
from policyengine.spans import Files

_NEEDS_WHAT_IS_THERE = (Verb.UNSET, Verb.REMOVE, Verb.REPLACE)


class _Changing:
    """The trees as the changes so far have left them."""

    def __init__(self, trees: Trees, files: Files, as_of: dt.date) -> None:
        self._original = trees
        self.trees = replace(trees, files=files)
        self._as_of = as_of
        self._origins: dict[str, Origin] = {}

    def change(self, change: Change) -> None:
        """Make one change wherever its path leads. Raises `Refused`."""
        found = targets(self.trees, change.path, change.place)
        if change.verb in _NEEDS_WHAT_IS_THERE and not _adds_or_takes(change):
            stated = [target for target in found if self._raws(target)]
            if not stated:
                raise Refused(change.place, f"nothing is stated of `{change.path}`", self._stated_beside(found[0]))
            found = stated
        self._origins[change.origin.key] = change.origin
        for target in self._fitting(change, found):
            self._at(target, change)

    def finished(self) -> Trees:
        """The trees with every scenario among the sources of the files in which it states something."""
        parts = []
        for part, old in zip(self.trees.parts, self._original.parts, strict=True):
            keys = origins_in(part.tree, old.tree, self._origins) if part.tree is not old.tree else set()
            cites = {key: self._origins[key] for key in sorted(keys) if self._is_new(key, old)}
            parts.append(Part(part.slug, declared(part.tree, cites, 0)) if cites else part)
        return replace(self.trees, parts=tuple(parts))

    def _is_new(self, key: str, part: Part) -> bool:
        """Whether an origin is not among the sources of a file yet: what has been written before stays as it is."""
        if not self._origins[key].new:
            return False
        beside = [one for one in self._original.parts if one is part or (part.slug and one.slug == part.slug)]
        kinds = [standing(one.tree, (SOURCES, key, "kind")) for one in beside]
        return all(kind is None or kind[0] != KIND for kind in kinds)

    def _fitting(self, change: Change, found: list[Target]) -> list[Target]:
        """The targets at which the verb can do its work; raises `Refused` where it cannot."""
        one, verb = found[0], change.verb
        if verb is Verb.SET and one.what in ("record", "container"):
            there = [target for target in found if self._raws(target)]
            hint = f"write `{Verb.REPLACE if there else Verb.ADD}`, or set what is said of it, such as `....owner`"
            raise Refused(change.place, f"`{change.path}` is no value but a {one.what}", hint)
        if verb is Verb.UNSET and one.what == "record":
            raise Refused(change.place, f"`{change.path}` is a record", f"write `{Verb.REMOVE}`")
        if verb is not Verb.ADD:
            return found
        if one.what == "value":
            if not one.many:
                raise Refused(change.place, f"`{change.path}` takes one value", f"write `{Verb.SET}`")
            if change.value is None:
                raise Refused(change.place, f"`{Verb.ADD}` of `{change.path}` has no value", "name the value")
            return found
        there = [target for target in found if self._raws(target)]
        if there:
            message = f"`{there[0].shown}` is there already"
            raise Refused(change.place, message, f"write `{Verb.REPLACE}`, or set what is said of it")
        if len(found) > 1 and len({target.register for target in found}) > 1:
            names = ", ".join(f"`{target.shown}`" for target in found[:3])
            raise Refused(change.place, f"`{change.path}` may be added to {len(found)} registers", f"such as {names}")
        return found

    def _stated_beside(self, target: Target) -> str:
        bodies = [part.tree for part in self._parts(target)]
        above = [raw[0] for body in bodies if (raw := standing(body, target.steps[:-1])) is not None]
        return nearest(target.steps[-1], {key for inner in above if isinstance(inner, Mapping) for key in inner.raw})

    def _at(self, target: Target, change: Change) -> None:
        raws = self._raws(target)
        if _adds_or_takes(change) and target.what == "value":
            if len(raws) > 1 and (target.open or change.verb is Verb.REMOVE):
                self._apart(target, change, raws)
            else:
                self._put(target, self._with_or_without(target, change, raws))
            return
        if change.verb in (Verb.UNSET, Verb.REMOVE):
            self._put(target, None)
            return
        given = None if change.value is None else dated(change.value, self._as_of)
        self._put(target, self._again(target, given) or cited(given, target, change.origin, change.place))

    def _apart(self, target: Target, change: Change, raws: Sequence[Raw]) -> None:
        """One value more or less where several files state some: what each says stays in it, with its source."""
        whole = self._with_or_without(target, change, raws)
        if change.verb is Verb.REMOVE and (whole is None or not values_of([whole])):
            self._put(target, whole)
            return
        parts = list(self.trees.parts)
        for i in self._indices(target):
            here = raws_of([parts[i].tree], target.steps)
            if not here:
                continue
            edit = with_value if change.verb is Verb.ADD else less
            new = edit(here, change, target, around(parts, parts[i], target.steps))
            parts[i] = Part(parts[i].slug, changed(parts[i].tree, target.steps, new))
            if change.verb is Verb.ADD:
                break
        self.trees = replace(self.trees, parts=tuple(parts))

    def _with_or_without(self, target: Target, change: Change, raws: Sequence[Raw]) -> Raw | None:
        """What is stated with one value more or less; as it was, where that comes to the same."""
        assert change.value is not None  # noqa: S101 - INVARIANT: `_adds_or_takes`
        edit = with_value if change.verb is Verb.ADD else without_value
        stating = [part for part in self._parts(target) if raws_of([part.tree], target.steps)]
        here = around(self.trees.parts, stating[0], target.steps) if len(stating) == 1 else None
        new = edit(raws, change, target, here)
        old = self._originals(target)
        if len(old) == 1 and raws and raws != old and new is not None and values_of([new]) == values_of(old):
            return old[0]
        return new

    def _again(self, target: Target, given: Node | None) -> Raw | None:
        """What the register itself says, where that has been changed and is now supposed in the same words."""
        old = self._originals(target)
        if len(old) != 1 or self._raws(target) == old:
            return None
        said = {} if given is None else plain(given)
        before = plain(node_of(old[0]))
        nothing = not before and not said
        return old[0] if nothing or said == before else None

    def _put(self, target: Target, new: Raw | None) -> None:
        """`new` in the one file that says it, else in the one that says most of what is around it."""
        old, taken_back = self._originals(target), False
        places = self._indices(target)
        stating = [i for i in places if standing(self.trees.parts[i].tree, target.steps) is not None]
        home = stating[0] if stating else self._home(places, target.steps[:-1])
        if len(old) == 1 and new is old[0]:
            home = next(i for i in places if standing(self._original.parts[i].tree, target.steps) is new)
            taken_back = True
        parts = list(self.trees.parts)
        for i in stating:
            if i != home or new is None:
                parts[i] = Part(parts[i].slug, changed(parts[i].tree, target.steps, None))
        if new is not None:
            parts[home] = Part(parts[home].slug, changed(parts[home].tree, target.steps, new))
        if taken_back and _same(parts[home].tree, self._original.parts[home].tree):
            parts[home] = self._original.parts[home]
        self.trees = replace(self.trees, parts=tuple(parts))

    def _home(self, places: Sequence[int], above: tuple[str, ...]) -> int:
        """The first file that says anything of the nearest thing around; of shared files before those of a register."""
        shared_first = sorted(places, key=lambda i: bool(self.trees.parts[i].slug))
        for length in range(len(above), -1, -1):
            for i in shared_first:
                found = standing(self.trees.parts[i].tree, above[:length])
                if found is not None and (isinstance(found[0], Mapping) or _is_null(found)):
                    return i
        return shared_first[0]

    def _indices(self, target: Target) -> list[int]:
        return [i for i, part in enumerate(self.trees.parts) if not target.register or part.slug == target.register]

    def _parts(self, target: Target) -> list[Part]:
        return [self.trees.parts[i] for i in self._indices(target)]

    def _raws(self, target: Target) -> list[Raw]:
        return raws_of([part.tree for part in self._parts(target)], target.steps)

    def _originals(self, target: Target) -> list[Raw]:
        return raws_of([self._original.parts[i].tree for i in self._indices(target)], target.steps)


def _adds_or_takes(change: Change) -> bool:
    """Whether a change is about one of several values."""
    return change.verb in (Verb.ADD, Verb.REMOVE) and change.value is not None


def _is_null(raw: Raw) -> bool:
    node = node_of(raw)
    return isinstance(node, Scalar) and node.is_null


def _same(one: Mapping, other: Mapping) -> bool:
    """Whether two trees are the same but for the order of keys: what they hold is the very same."""
    if one.raw.keys() != other.raw.keys():
        return False
    return all(
        raw == other.raw[key]
        or (isinstance(raw[0], Mapping) and isinstance(other.raw[key][0], Mapping) and _same(raw[0], other.raw[key][0]))
        for key, raw in one.raw.items()
    )


def apply(trees: Trees, changes: Sequence[Change], files: Files, as_of: dt.date) -> tuple[Trees, Reading]:
    """The trees with all changes made, and what is wrong with these."""
    reading = Reading(files)
    facts = _Changing(trees, files, as_of)
    for change in changes:
        try:
            facts.change(change)
        except Refused as refused:
            reading.refused(refused)
    return facts.finished(), reading
