"""What is said of the days on which a record exists touches whatever lists it."""

from __future__ import annotations

import engine_builders as b
import pytest
from random_registers import tree

from policyengine.engine.interpreter import judge
from policyengine.engine.judgement import Verdict
from policyengine.engine.rejudging import Rejudging
from policyengine.register.patching import Patches
from policyengine.register.trees import Part, Trees
from policyengine.scenarios.facts import apply
from policyengine.scenarios.reading import Reading, read_flags
from policyengine.scenarios.scenario import Change, Verb
from policyengine.spans import Files


@pytest.mark.parametrize("said", ["from=2027-01-01", "until=2020-01-01"])
def test_days_of_a_member_touch_what_is_asked_of_its_owner(said: str) -> None:
    """Of the only activity of a register it is said that it has not begun, or is over."""
    text = {"register": "acme", "complete": ["activities"], "activities": {"a": {}}}
    trees = Trees((Part("acme", tree(text)),), Files())
    some = b.some(b.members("activities", "register"), b.all_of())
    program = b.program(b.rule(some, for_each="register"))
    facts, _ = trees.facts()
    (before,) = judge(program, facts, b.AS_OF)
    assert before.verdict is Verdict.SATISFIED
    reading = Reading(Files())
    steps = read_flags([(Verb.SET, f"acme:activities.a.{said}")], reading).steps
    supposed, _ = apply(trees, [step for step in steps if isinstance(step, Change)], reading.files, b.AS_OF)
    patched = Patches(trees, facts).patched(supposed)
    assert patched is not None
    (after,) = Rejudging(program, facts, b.AS_OF).again(patched.touched, patched.facts).after
    (whole,) = judge(program, supposed.facts()[0], b.AS_OF)
    assert after.verdict is whole.verdict is Verdict.VIOLATED
