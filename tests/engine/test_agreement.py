"""All engines say the same of random worlds, and the worlds reach every verdict and both halves of every quantifier.

`make agree N=1000000` does the same for long, on all cores.
"""

from __future__ import annotations

from agreement import disagreements, engines
from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import World, worlds
from reference_verdicts import Row
from shares import Shares

WORLDS = 130
"""About 8,000 cases."""


def test_engines_agree_and_shares_suffice() -> None:
    shares = Shares()

    @settings(
        max_examples=WORLDS,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agree(world: World) -> None:
        rows: list[Row] = []
        found = list(disagreements(world, engines(), shares.heard, rows))
        assert not found, f"{world}: " + "\n".join(map(str, found))
        shares.judged(rows)

    agree()
    print(shares.table())  # noqa: T201 - shown with `pytest -s`, and where the test fails
    assert not shares.small()
