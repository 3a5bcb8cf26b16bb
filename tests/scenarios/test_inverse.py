"""A change and its inverse come to nothing, on every path of the five registers and on registers made at random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from unittest import mock

import random_registers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_model import sketch

from policyengine import whatif
from policyengine.engine.interpreter import judge
from policyengine.engine.judging import said
from policyengine.register.building import Building
from policyengine.register.comparing import compare
from policyengine.register.draft import ROOT
from policyengine.register.plan import Inside, Plan, plans
from policyengine.register.trees import Part, Trees
from policyengine.register.values import Readings
from policyengine.scenarios.facts import apply
from policyengine.scenarios.paths import targets
from policyengine.scenarios.scenario import Change, Origin, Supposed, Verb
from policyengine.source.changing import standing
from policyengine.source.tree import Mapping, Node, Scalar, node_of
from policyengine.spans import Files
from tests.scenarios.conftest import AS_OF, differs, five

ORIGIN = Origin("what-if", "a test")
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def paths(trees: Trees) -> list[tuple[str, bool]]:
    """Every path that leads to a value or record which one file alone states; whether it is a record."""
    made = plans(Readings())
    found: set[tuple[str, bool]] = set()
    for part in trees.parts:
        if part.slug:
            found |= {(f"{part.slug}:{path}", record) for path, record in _below(part.tree, made[ROOT], "")}
        inner = part.tree.entries.get("organisations")
        if isinstance(inner, Mapping):
            for slug, node in inner.entries.items():
                found.add((f"organisations.{slug}", True))
                if isinstance(node, Mapping):
                    found |= {*_below(node, made["organisation"], f"organisations.{slug}.")}
    return sorted(one for one in found if _stated(trees, one[0]) == 1)


def _stated(trees: Trees, path: str) -> int:
    (target,) = targets(trees, path, 0)
    parts = [part for part in trees.parts if not target.register or part.slug == target.register]
    return sum(standing(part.tree, target.steps) is not None for part in parts)


def _below(tree: Mapping, plan: Plan, before: str) -> Iterator[tuple[str, bool]]:
    for key, node in tree.entries.items():
        entry = plan.keys.get(key)
        if isinstance(entry, Inside):
            for slug, inner in node.entries.items() if isinstance(node, Mapping) else ():
                yield f"{before}{key}.{slug}", True
                if isinstance(inner, Mapping):
                    yield from _below(inner, entry.plan, f"{before}{key}.{slug}.")
        elif entry is not None and not (isinstance(node, Scalar) and node.is_null):
            yield f"{before}{key}", False


def there(trees: Trees, path: str) -> Node:
    (target,) = targets(trees, path, 0)
    found = [
        standing(part.tree, target.steps) for part in trees.parts if not target.register or part.slug == target.register
    ]
    return next(node_of(raw) for raw in found if raw is not None)


def there_and_back(draw: st.DrawFn, trees: Trees, path: str, *, record: bool) -> list[Change]:
    """A change of what stands at `path`, and the change that takes it back."""
    node = there(trees, path)
    other = Scalar("none", 0, True)

    def change(verb: Verb, value: Node | None = None, at: str = path) -> Change:
        return Change(verb, at, 0, value, ORIGIN)

    if record:
        body = None if isinstance(node, Scalar) else node
        new = f"{path}-and-another"
        return draw(
            st.sampled_from(
                [
                    [change(Verb.REMOVE), change(Verb.ADD, body)],
                    [change(Verb.ADD, None, new), change(Verb.REMOVE, None, new)],
                    [change(Verb.REPLACE, Mapping({}, 0)), change(Verb.REPLACE, body)],
                ]
            )
        )
    back = draw(st.sampled_from([Verb.SET, Verb.REPLACE]))
    return draw(
        st.sampled_from(
            [
                [change(Verb.UNSET), change(Verb.SET, node)],
                [change(Verb.SET, other), change(back, node)],
                [change(Verb.REPLACE, other), change(Verb.UNSET), change(Verb.SET, node)],
            ]
        )
    )


@cache
def known() -> list[tuple[str, bool]]:
    return paths(five().written.trees)


@QUICK
@given(st.data())
def test_on_the_five_registers(data: st.DataObject) -> None:
    trees = five().written.trees
    drawn = [data.draw(st.sampled_from(known())) for _ in range(data.draw(st.integers(1, 3)))]
    changes = [change for path, record in drawn for change in there_and_back(data.draw, trees, path, record=record)]
    after, reading = apply(trees, changes, trees.files, AS_OF)
    assert reading.problems == []
    # What holds nothing that is supposed says the same, to the last statement.
    facts, problems = after.facts()
    assert problems == []
    assert compare(five().written.facts, facts) == []


def test_there_are_paths_of_every_sort() -> None:
    assert len([path for path, record in known() if record]) > 200
    assert len([path for path, record in known() if not record]) > 500
    assert any(path.startswith("organisations.") for path, _ in known())


class _Keeping(Building):
    """Keeps the trees of which facts are built."""

    parts: list[Part]

    def read(self, slug: str, tree: Mapping) -> None:
        _Keeping.parts.append(Part(slug, tree))
        super().read(slug, tree)


def at_random(seed: int) -> Trees:
    pick = Random(seed)
    _Keeping.parts = []
    with mock.patch.object(random_registers, "Building", _Keeping):
        random_registers.Writer(pick, sketch(pick)).facts()
    return Trees(tuple(_Keeping.parts), Files())


@QUICK
@given(st.integers(0, 2**32), st.data())
def test_on_registers_made_at_random(seed: int, data: st.DataObject) -> None:
    trees = at_random(seed)
    there_are = paths(trees)
    if not there_are:
        return
    drawn = [data.draw(st.sampled_from(there_are)) for _ in range(2)]
    changes = [change for path, record in drawn for change in there_and_back(data.draw, trees, path, record=record)]
    after, reading = apply(trees, changes, Files(), AS_OF)
    assert reading.problems == []
    before, _ = trees.facts()
    facts, problems = after.facts()
    assert problems == []
    assert compare(before, facts) == []
    program = five().written.program
    assert [said(j) for j in judge(program, facts, AS_OF)] == [said(j) for j in judge(program, before, AS_OF)]


def test_no_change_is_no_difference() -> None:
    base = five()
    result = whatif.suppose(base, Supposed())
    assert (result.loaded.facts, result.loaded.program) == (base.loaded.facts, base.loaded.program)
    found = differs(base)
    assert (found.introduced, found.resolved, found.changed, found.facts) == ((), (), (), ())


def test_the_law_is_taken_back_as_well() -> None:
    for changes in (
        (("set", "law.adequacy.us-dpf.until=2020-01-01"), ("set", "law.adequacy.us-dpf.until=none")),
        (("unset", "law.consent-age.be.age"), ("set", "law.consent-age.be.age=13")),
        (("remove", "rules.gdpr-12-6-identity"), ("add", "rules.gdpr-12-6-identity")),
        (("remove", "packs.be"), ("add", "packs.be")),
        (("add", "packs.house"), ("remove", "packs.house")),
    ):
        found = differs(five(), *changes)
        assert (found.introduced, found.resolved, found.changed, found.facts) == ((), (), (), ())
