"""Random changes of facts: values and records taken away, put in, and exchanged for what stands elsewhere."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from policyengine.register.draft import ROOT
from policyengine.register.plan import Inside, Plan, plans
from policyengine.register.trees import Trees
from policyengine.register.values import Readings
from policyengine.scenarios.scenario import Change, Origin, Verb
from policyengine.source.tree import Mapping, Node, Scalar

ORIGIN = Origin("what-if", "a test")
_WORDS = ("none", "true", "false", "US", "BE", "2020-01-01", "2026-11-22", "2030-06-30", "controller", "processor")


class Changes:
    """Draws changes of some trees; most of them are fine."""

    def __init__(self, trees: Trees) -> None:
        self.values: list[tuple[str, str, str]] = []
        """Path, kind and attribute or relation of everything that is stated."""
        self.records: list[tuple[str, str]] = []
        """Path and kind of every record."""
        self._bodies: dict[str, list[Node]] = defaultdict(list)
        self._said: dict[tuple[str, str], list[Node]] = defaultdict(list)
        self._plans = plans(Readings())
        for part in trees.parts:
            if part.slug:
                self._look(part.tree, self._plans[ROOT], f"{part.slug}:", outermost=True)
            shared = part.tree.entries.get("organisations")
            if isinstance(shared, Mapping):
                self._inside(shared, self._plans["organisation"], "organisations")

    def _look(self, tree: Mapping, plan: Plan, before: str, *, outermost: bool = False) -> None:
        for key, node in tree.entries.items():
            entry = plan.keys.get(key)
            if isinstance(entry, Inside):
                if isinstance(node, Mapping):
                    self._inside(node, entry.plan, f"{before}{key}")
            elif entry is not None and (key != "title" or not outermost):
                self.values.append((f"{before}{key}", plan.kind, key))
                self._said[plan.kind, key].append(node)

    def _inside(self, node: Mapping, plan: Plan, container: str) -> None:
        for slug, body in node.entries.items():
            self.records.append((f"{container}.{slug}", plan.kind))
            if isinstance(body, Mapping):
                self._bodies[plan.kind].append(body)
                self._look(body, plan, f"{container}.{slug}.")

    def draw(self, pick: Random) -> Change:
        """One change."""
        if not self.records or (self.values and pick.random() < 0.7):
            return self._of_value(pick)
        path, kind = pick.choice(self.records)
        what = pick.random()
        if what < 0.35:
            return _change(Verb.REMOVE, path)
        body = pick.choice(self._bodies[kind]) if self._bodies[kind] else None
        if what < 0.7:
            return _change(Verb.ADD, f"{path}-too", body)
        if what < 0.8 or body is None:
            return self._anew(pick, path, kind)
        return _change(Verb.REPLACE, path, body)

    def _anew(self, pick: Random, path: str, kind: str) -> Change:
        """Something that is said of records of the kind elsewhere, said of this one."""
        names = sorted(name for of, name in self._said if of == kind)
        if not names:
            return _change(Verb.REMOVE, path)
        name = pick.choice(names)
        return _change(Verb.SET, f"{path}.{name}", pick.choice(self._said[kind, name]))

    def _of_value(self, pick: Random) -> Change:
        path, kind, name = pick.choice(self.values)
        what = pick.random()
        if what < 0.2:
            return _change(Verb.UNSET, path)
        if what < 0.35:
            return _change(Verb.SET, path, Scalar(pick.choice(_WORDS), 0, True))
        return _change(Verb.SET, path, pick.choice(self._said[kind, name]))


def _change(verb: Verb, path: str, value: Node | None = None) -> Change:
    return Change(verb, path, 0, value, ORIGIN)
