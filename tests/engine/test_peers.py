"""The engines that we are compared with find what we find; each is skipped where it is not installed."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.peers.ours import ENGINES, every_verdict
from benchmarks.peers.world import AS_OF, KIND_OF, RULES, Findings, World, plain, read_world, write_world
from policyengine.engine.judgement import Verdict

MANY = 400
"""So many activities that each of the rules is broken somewhere."""

Known = tuple[Findings, World, World]


@cache
def known(activities: int) -> Known:
    """Every verdict of the interpreter, and the facts as peers are given them."""
    with TemporaryDirectory() as name:
        write_world(Path(name), activities)
        program, facts = read_world(Path(name))
    verdicts = every_verdict(program, facts, AS_OF)
    assert all(_bad(judge(program, facts, AS_OF)) == _bad(verdicts) for judge in ENGINES.values())
    return verdicts, plain(program, facts, firm=False), plain(program, facts, firm=True)


def _bad(found: Findings) -> Findings:
    return {pair: verdict for pair, verdict in found.items() if verdict in ("violated", "contradictory")}


def test_the_facts_reach_every_verdict_and_the_rules_are_asked_of_their_kinds() -> None:
    verdicts, told, _ = known(MANY)
    assert set(verdicts.values()) == {verdict.value for verdict in Verdict}
    assert {rule for rule, _ in _bad(verdicts)} == set(RULES)
    assert all(key in told[KIND_OF[rule]] for rule, key in verdicts)


@pytest.mark.parametrize(
    ("peer", "distribution", "activities"),
    [("duckdb", "duckdb", MANY), ("clingo", "clingo", MANY), ("rego", "regopy", 30)],
)
@pytest.mark.filterwarnings("default")
def test_gives_every_verdict_that_the_interpreter_gives(peer: str, distribution: str, activities: int) -> None:
    pytest.importorskip(distribution)
    module = importlib.import_module(f"benchmarks.peers.in_{peer}")
    verdicts, told, firm = known(activities)
    assert module.judge(module.load(told, firm), every=True) == verdicts
    assert module.judge(module.load(told, firm)) == _bad(verdicts)


@pytest.mark.filterwarnings("default")
def test_shapes_are_broken_where_the_interpreter_finds_something() -> None:
    pytest.importorskip("pyshacl")
    module = importlib.import_module("benchmarks.peers.in_shacl")
    verdicts, told, firm = known(12)
    assert module.judge(module.load(told, firm)) == _bad(verdicts)
