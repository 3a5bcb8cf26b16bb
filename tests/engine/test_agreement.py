"""All engines say the same of random worlds, and the worlds reach every verdict and both halves of every quantifier.

`make agree N=1000000` does the same for long, on all cores.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from agree import explain
from agreement import ENGINES, disagreements, engines
from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import World, world, worlds
from reference_verdicts import Row
from shares import Shares

from policyengine.engine import interpreter
from policyengine.engine.judgement import Judgement, Verdict
from policyengine.register.records import Facts
from policyengine.rules.program import Program

WORLDS = 200
"""About 12,000 cases."""


def test_engines_agree_and_shares_suffice() -> None:
    shares = Shares()

    @settings(
        max_examples=WORLDS,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agree(world: World) -> None:
        rows: list[Row] = []
        found = list(disagreements(world, engines(), shares.heard, rows))
        assert not found, f"{world}: {explain(world.seed, found[0])}"
        shares.judged(rows)

    agree()
    print(shares.table())  # noqa: T201 - shown with `pytest -s`, and where the test fails
    assert not shares.small()


@pytest.fixture
def _with_a_wrong_engine() -> Iterator[None]:
    """An engine that takes no breach by a party for firm."""

    def judge(program: Program, facts: Facts, as_of: dt.date) -> Iterator[Judgement]:
        for found in interpreter.judge(program, facts, as_of):
            wrong = found.verdict is Verdict.VIOLATED and found.record.kind == "party"
            yield replace(found, not_firm=True) if wrong else found

    ENGINES["wrong"] = judge
    engines.cache_clear()
    yield
    del ENGINES["wrong"]
    engines.cache_clear()


@pytest.mark.usefixtures("_with_a_wrong_engine")
def test_a_wrong_engine_is_caught_and_shown_by_the_smallest_world() -> None:
    found = ((seed, found) for seed in range(100) for found in disagreements(world(seed), engines()))
    lines = explain(*next(found)).splitlines()
    assert lines[1].startswith("enumeration: ")
    assert "not_firm=False" in lines[1]
    assert lines[2].startswith("wrong: ")
    register = lines[next(n for n, line in enumerate(lines) if line.startswith("# register ")) :]
    assert len(register) <= 4, "one party, and what is right above it"
    assert len(lines) - len(register) <= 9, "one rule, and what it asks"
