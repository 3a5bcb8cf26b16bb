"""What the tests of repairs share: cases made of texts and of random worlds, and how these are judged."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random
from unittest import mock

from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgements import Listed
from policyengine.register.records import Facts
from policyengine.register.trees import Part, Trees
from policyengine.repairs.candidate import Edit
from policyengine.repairs.standing import Trial, Tried
from policyengine.rules.program import Program
from policyengine.rules.reading import Reading
from policyengine.scenarios.facts import apply
from policyengine.scenarios.reading import read_flags
from policyengine.scenarios.scenario import Change
from policyengine.source.changing import joined
from policyengine.source.tree import Mapping
from policyengine.spans import Files
from policyengine.triage.turning import Case
from tests.scenarios.conftest import AS_OF, five, written

import random_registers  # isort: skip - beside the tests of the engines, which that conftest lets be found
from random_model import sketch  # isort: skip
from random_worlds import Rules  # isort: skip


def judged(program: Program, facts: Facts, as_of: dt.date) -> Case:
    interpreter = Interpreter(program, as_of)
    return Case(
        program,
        facts,
        as_of,
        Listed(interpreter.judge(facts)),
        lambda j: interpreter.proof(j, facts.registers[j.register]),
    )


def tried(trees: Trees, program: Program, as_of: dt.date, edits: tuple[Edit, ...]) -> Tried:
    """Everything read and judged from the beginning."""
    reading = Reading(Files())
    changes = [one for one in read_flags([(e.verb, e.flag) for e in edits], reading).steps if isinstance(one, Change)]
    assert reading.problems == [], edits
    files, _ = joined(trees.files, reading.files)
    after, reading = apply(trees, changes, files, as_of)
    facts, problems = after.facts()
    if reading.problems or problems:
        return Tried(None, (*reading.problems, *problems))
    return Tried(judged(program, facts, as_of))


def world(seed: int, rules: int) -> tuple[Case, Trial]:
    """A random register, random rules, and how changes of it are judged."""
    parts: list[Part] = []

    class Keeping(random_registers.Building):
        def read(self, slug: str, tree: Mapping) -> None:
            parts.append(Part(slug, tree))
            super().read(slug, tree)

    pick = Random(seed)
    drawn = sketch(pick)
    with mock.patch.object(random_registers, "Building", Keeping):
        random_registers.Writer(pick, drawn).facts()
    trees = Trees(tuple(parts), Files())
    facts, problems = trees.facts()
    assert problems == []
    program = Rules(pick, drawn, facts).program(rules)
    return judged(program, facts, drawn.as_of), partial(tried, trees, program, drawn.as_of)


__all__ = ["AS_OF", "Case", "five", "judged", "tried", "world", "written"]
