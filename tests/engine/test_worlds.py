"""The same seed gives the same world, whichever process makes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
SEEDS = 12
SHOW = f"""
from random_worlds import question, world
from shrink_world import shown

for seed in range({SEEDS}):
    made, asked = world(seed), question(seed)
    print("world", seed, made.as_of, [record.key for record in made.facts.records()])
    print(shown(made.program, made.facts))
    print(asked.record.key, asked.conditions, asked.quantifier)
"""


def _shown(seed: str) -> str:
    """Some worlds as they are printed, made where texts hash by this seed."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{TESTS.parents[1]}{os.pathsep}{TESTS}"}
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_seed_gives_the_same_world_however_texts_hash() -> None:
    first, second = _shown("1"), _shown("2")
    assert first.count("world ") == SEEDS
    assert first == second
