"""Random registers, written as people write them and read by the real loader, which works out what follows.

What is written is a nested mapping; its scalars are texts, as YAML has them. So every register can be loaded, and
chains, uses, coverage, controllers and lists are derived as they always are.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random
from typing import TypeAlias

from random_model import Pool, Sketch

from policyengine.register.building import Building
from policyengine.register.model.kinds import KINDS
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.plan import Inside, Named, Plan, plans
from policyengine.register.records import Facts
from policyengine.register.values import Readings
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Files

Written: TypeAlias = "str | list[Written] | dict[str, Written]"

_SOURCES: Written = {
    "notice": {"kind": "notice"},
    "log": {"kind": "log"},
    "public": {"kind": "public-knowledge"},
}
_MOST_RECORDS = 26
_DEEPEST = 4


@cache
def _plans() -> dict[str, Plan]:
    return dict(plans(Readings()))


class Writer:
    """Writes the registers of one world: first all records, then what each says, so that it can name any of them."""

    def __init__(self, pick: Random, drawn: Sketch) -> None:
        self._pick = pick
        self._drawn = drawn
        self._keys: dict[str, list[str]] = {}
        """By kind, the keys of the records of the register at hand."""
        self._organisations: list[str] = []
        self._left = 0

    def facts(self) -> Facts:
        """Registers that share some organisations, read."""
        pick = self._pick
        self._organisations = [f"org-{n}" for n in range(pick.choice((1, 2, 2, 3)))]
        self._keys = {"organisation": self._organisations}
        shared: dict[str, Written] = {slug: {} for slug in self._organisations}
        for body in shared.values():
            self._state("organisation", "", body)
        building = Building(Files())
        building.read("", tree({"sources": _SOURCES, "organisations": shared}))
        for slug in ("acme", "beta")[: 1 if pick.random() < 0.75 else 2]:
            building.read(slug, tree(self._register(slug)))
        facts = building.finish()
        if problems := building.problems.sorted():
            raise AssertionError(f"the generated register cannot be read: {problems[0]}")
        return facts

    def _register(self, slug: str) -> dict[str, Written]:
        self._keys = {"organisation": self._organisations}
        self._left = _MOST_RECORDS
        root: dict[str, Written] = {"register": slug, "sources": _SOURCES}
        bodies: list[tuple[str, str, dict[str, Written]]] = [("register", "", root)]
        self._contain("register", "", root, 1, bodies)
        for kind, key, body in bodies:
            self._state(kind, key, body)
        return root

    def _contain(
        self,
        kind: str,
        key: str,
        body: dict[str, Written],
        depth: int,
        bodies: list[tuple[str, str, dict[str, Written]]],
    ) -> None:
        """Records inside this one, and inside these."""
        pick = self._pick
        insides = [entry for entry in _plans()[kind].keys.values() if isinstance(entry, Inside)]
        pick.shuffle(insides)
        for entry in sorted(insides, key=lambda entry: entry.relation.target != "activity"):
            relation = entry.relation
            if relation.target not in self._drawn.pools:
                continue
            if pick.random() < 0.05:
                body[relation.name] = "none"
                continue
            wanted = pick.choice((1, 2, 2, 3)) if relation.target == "activity" else pick.choice((0, 1, 1, 1, 2))
            inside: dict[str, Written] = {}
            for _ in range(min(wanted, self._left) if depth < _DEEPEST else 0):
                self._left -= 1
                slug = self._slug(relation.target)
                below: dict[str, Written] = {}
                inside[slug] = below
                at = f"{key}.{relation.name}.{slug}" if key else f"{relation.name}.{slug}"
                self._keys.setdefault(relation.target, []).append(at)
                bodies.append((relation.target, at, below))
                self._contain(relation.target, at, below, depth + 1, bodies)
            if inside:
                body[relation.name] = inside

    def _slug(self, kind: str) -> str:
        number = len(self._keys.get(kind, ()))
        if kind == "right":
            words = list(vocabulary("right").words)
            return words[number] if self._pick.random() < 0.7 and number < len(words) else f"right-{number}"
        return f"{kind}-{number}"

    def _state(self, kind: str, key: str, body: dict[str, Written]) -> None:
        """What one record says of itself and of others."""
        pick = self._pick
        if key:
            self._qualify(body, 0.2)
        for name, pool in self._drawn.pools[kind].items():
            if pick.random() < pool.density:
                body[name] = self._said(pool)
        _keep_in_order(kind, body)
        for entry in _plans()[kind].keys.values():
            if isinstance(entry, Named) and self._keys.get(entry.relation.target) and pick.random() < 0.55:
                body[entry.relation.name] = self._named(entry)
        complete: list[Written] = [name for name in sorted(_plans()[kind].completable) if pick.random() < 0.4]
        if complete:
            body["complete"] = complete

    def _qualify(self, body: dict[str, Written], chance: float) -> dict[str, Written]:
        """Perhaps a source or a grade, for what stands in `body`."""
        if self._pick.random() < chance:
            body["source"] = self._pick.choice(("notice", "notice L3-4", "log", *["public"] * 5))
        if self._pick.random() < chance:
            body["grade"] = self._pick.choice(("stated", "implied", *["presumed"] * 4))
        return body

    def _said(self, pool: Pool) -> Written:
        pick = self._pick
        if pick.random() < pool.contested:
            return [self._qualify({"value": self._values(pool, none=0.06)}, 0.5) for _ in range(2)]
        chance = pick.random()
        if chance < 0.08:
            return "none"
        return self._values(pool) if chance < 0.5 else [self._qualify({"value": self._values(pool)}, 0.5)]

    def _values(self, pool: Pool, none: float = 0) -> Written:
        """One value, or several of a set."""
        pick = self._pick
        if none and pick.random() < none:
            return "none"
        if not pool.attribute.many:
            return pick.choice(pool.texts)
        return list(pick.sample(pool.texts, min(len(pool.texts), pick.choice((1, 1, 2)))))

    def _named(self, entry: Named) -> Written:
        pick = self._pick
        keys = self._keys[entry.relation.target]
        chance = pick.random()
        if chance < 0.08:
            return "none"
        if entry.relation.many:
            said: Written = pick.sample(keys, min(len(keys), pick.choice((1, 1, 2))))  # type: ignore[assignment]
        else:
            said = pick.choice(keys)
        if chance < 0.6:
            return said
        first = self._qualify({"value": said}, 0.5)
        return [first] if chance < 0.85 else [first, self._qualify({"value": pick.choice((*keys, "none"))}, 0.5)]


def _keep_in_order(kind: str, body: dict[str, Written]) -> None:
    """Put right what the loader refuses: a day before the one that it cannot lie before."""
    for later, earlier in KINDS[kind].not_before:
        second, first = body.get(later), body.get(earlier)
        if isinstance(second, str) and isinstance(first, str) and second != "none" != first:
            if first.startswith("P"):
                del body[later]
            elif _moment(second, first) < _moment(first, second):
                body[later] = first if len(first) == len(second) else "none"
        elif second is not None and first is not None and "none" not in (second, first):
            # Said with a source or twice: which of them stands alone is not worth working out.
            del body[later]


def _moment(text: str, beside: str) -> dt.date:
    """A day or instant as the loader compares it with another."""
    instants = "T" in text and "T" in beside
    return dt.datetime.fromisoformat(text) if instants else dt.date.fromisoformat(text[:10])


def tree(written: Written) -> Mapping:
    """What is written as the tree that YAML would give."""
    node = _node(written)
    assert isinstance(node, Mapping)
    return node


def _node(written: Written) -> Node:
    if isinstance(written, str):
        return Scalar(written, 0, True)
    if isinstance(written, list):
        return Listing([_node(item) for item in written], 0)
    raw = {
        key: (value, 0, 0, True) if isinstance(value, str) else (_node(value), 0, 0, False)
        for key, value in written.items()
    }
    return Mapping(raw, 0)  # type: ignore[arg-type]
