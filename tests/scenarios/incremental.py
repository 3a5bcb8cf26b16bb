"""What is judged again because it is touched, beside everything judged from the beginning: never another answer."""

from __future__ import annotations

import argparse
from collections import Counter
from functools import cache
from random import Random
from unittest import mock

import random_registers
from random_model import sketch
from random_worlds import Rules

from policyengine import whatif
from policyengine.engine.interpreter import judge
from policyengine.engine.judgements import Listed, Overlaid
from policyengine.engine.judging import said
from policyengine.engine.rejudging import Rejudging
from policyengine.register.building import Building
from policyengine.register.comparing import compare
from policyengine.register.patching import Patches
from policyengine.register.trees import Part, Trees
from policyengine.scenarios.facts import apply
from policyengine.scenarios.scenario import Scenario, Supposed
from policyengine.source.tree import Mapping
from policyengine.spans import Files
from policyengine.triage.difference import difference
from tests.scenarios.conftest import five
from tests.scenarios.random_changes import Changes


class _Keeping(Building):
    """Keeps the trees of which facts are built."""

    parts: list[Part]

    def read(self, slug: str, tree: Mapping) -> None:
        _Keeping.parts.append(Part(slug, tree))
        super().read(slug, tree)


def differs(seed: int) -> list[str]:
    """How much of a random world was judged again after random changes of it; without those that cannot be made."""
    pick = Random(seed)
    drawn = sketch(pick)
    _Keeping.parts = []
    with mock.patch.object(random_registers, "Building", _Keeping):
        random_registers.Writer(pick, drawn).facts()
    trees = Trees(tuple(_Keeping.parts), Files())
    facts, problems = trees.facts()
    assert problems == []
    program = Rules(pick, drawn, facts).program(12)
    changes = Changes(trees)
    if not changes.values and not changes.records:
        return []
    patches, rejudging = Patches(trees, facts), Rejudging(program, facts, drawn.as_of)
    base = judge(program, facts, drawn.as_of)
    met: list[str] = []
    # One supposition after the other, so that what is kept of one meets the next.
    for _ in range(3):
        steps = [changes.draw(pick) for _ in range(pick.choice((1, 1, 1, 2)))]
        after, reading = apply(trees, steps, Files(), drawn.as_of)
        whole, problems = after.facts()
        if reading.problems or problems:
            continue
        patched = patches.patched(after)
        if patched is None:
            met.append("all")
            continue
        assert list(map(repr, patched.touched.differs)) == list(map(repr, compare(facts, whole))), seed
        again = rejudging.again(patched.touched, patched.facts)
        mine = Overlaid(Listed(base), again.before, again.after)
        assert list(map(said, mine)) == list(map(said, judge(program, whole, drawn.as_of))), seed
        met.append("some" if again.before or again.after else "none")
    return met


@cache
def changes() -> Changes:
    return Changes(five().written.trees)


def of_the_five(seed: int) -> bool:
    """Whether a random change of the five registers can be made, and comes to the same difference both ways."""
    given = five()
    step = changes().draw(Random(seed))
    supposed = Supposed((Scenario("test", "test", (step,)),), given.written.trees.files)
    result = whatif.suppose(given, supposed)
    with mock.patch.object(Patches, "patched", return_value=None):
        whole = whatif.suppose(given, supposed)
    assert result.problems == whole.problems, seed
    if result.case is None or whole.case is None:
        return False
    assert difference(given.base, result.case) == difference(given.base, whole.case), seed
    assert list(map(said, result.case.judgements)) == list(map(said, whole.case.judgements)), seed
    return result.case.since is not None


def main() -> None:
    """Compare as many random changes as are asked for, from the seed on that is given, and say what was met."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("changes", type=int, nargs="?", default=10_000)
    asked.add_argument("--seed", type=int, default=1_000_000)
    args = asked.parse_args()
    met: Counter[str] = Counter()
    made, seed = 0, args.seed
    while made < args.changes:
        found = differs(seed)
        met.update(found)
        made += len(found)
        seed += 1
    print(f"{made:,} changes of random registers, no difference: judged again")
    print(f"  in part, {met['some']:,}; not at all, {met['none']:,}; all of it, {met['all']:,}")


if __name__ == "__main__":
    main()
