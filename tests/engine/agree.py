"""Compare all engines on random worlds for as long as it takes: `python tests/engine/agree.py 1000000`.

A case is one rule judged on one record. All cores are used; rate and shares are printed, and the seed with which the
same worlds can be made again. Exit 1 with the smallest world that shows it where engines disagree, or where a share
is smaller than it may be.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import itertools
import multiprocessing
import os
import secrets
import sys
import time
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from agreement import Disagreement, Says, disagreements, engines
from random_worlds import World, world
from reference_verdicts import Row
from shares import Shares
from shrink_world import shown, smallest_world

from policyengine.register.records import Facts
from policyengine.rules.program import Program

WORLDS = 50
"""Worlds that one process compares before it reports."""
REPORTED = 10.0
"""Seconds between lines of progress."""


class Batch(NamedTuple):
    """What came of some worlds: cases, shares, and the first world in which engines disagree."""

    cases: int
    shares: Shares
    seed: int
    disagreement: Disagreement | None


def batch(first: int) -> Batch:
    """Compare the worlds of some seeds."""
    gc.disable()
    shares = Shares()
    cases = 0
    for seed in range(first, first + WORLDS):
        rows: list[Row] = []
        found = next(disagreements(world(seed), engines(), shares.heard, rows), None)
        cases += len(rows)
        shares.judged(rows)
        if found is not None:
            return Batch(cases, shares, seed, found)
    gc.collect()
    return Batch(cases, shares, first, None)


def explain(seed: int, found: Disagreement) -> str:
    """The smallest world found that shows a disagreement between the same two engines."""
    made = world(seed)
    pair: dict[str, Says] = {name: engines()[name] for name in (found.first, found.second)}

    def compared(program: Program, facts: Facts) -> Disagreement | None:
        return next(disagreements(World(seed, program, facts, made.as_of, made.sketch), pair), None)

    def shows(program: Program, facts: Facts) -> bool:
        again = compared(program, facts)
        return again is not None and bool(again.fell) == bool(found.fell)

    program, facts = smallest_world(made.program, made.facts, shows)
    return f"as of {made.as_of}\n{compared(program, facts)}\n{shown(program, facts)}"


def batches(seed: int, jobs: int) -> Iterator[Batch]:
    """Batch after batch without end, in the order of their seeds, worked out by so many processes."""
    starts = itertools.count(seed, WORLDS)
    with multiprocessing.Pool(jobs, maxtasksperchild=200) as pool:
        # Not `imap`, which would read all the seeds there are before it begins.
        waiting = deque(pool.apply_async(batch, (next(starts),)) for _ in range(2 * jobs))
        while True:
            waiting.append(pool.apply_async(batch, (next(starts),)))
            yield waiting.popleft().get()


def run(cases: int, seed: int, jobs: int) -> int:
    """Compare until so many cases are done; the exit code."""
    print(f"{', '.join(engines())}; {cases:,} cases wanted; seed {seed}; {jobs} processes", flush=True)
    shares, done = Shares(), 0
    started = reported = time.monotonic()
    with contextlib.closing(batches(seed, jobs)) as found:
        while done < cases:
            one = next(found)
            done += one.cases
            shares.add(one.shares)
            if one.disagreement is not None:
                print(f"engines disagree in the world of seed {one.seed}, after {done:,} cases", flush=True)
                print(explain(one.seed, one.disagreement))
                return 1
            if time.monotonic() - reported > REPORTED:
                reported = time.monotonic()
                print(f"{done:12,} cases, {done / (reported - started):,.0f} a second", file=sys.stderr)
    spent = time.monotonic() - started
    print(f"{done:,} cases without disagreement in {spent:,.0f} s, {done / spent:,.0f} a second")
    print(shares.table())
    small = shares.small()
    print("\n".join(f"too small a share: {line}" for line in small) or "every share is large enough")
    return 1 if small else 0


def main() -> int:
    """Read the command line and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cases", type=int, nargs="?", default=200_000, help="how many cases to compare (200000)")
    parser.add_argument("--seed", type=int, help="the first seed (one that nobody has seen)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    args = parser.parse_args()
    return run(args.cases, secrets.randbits(40) if args.seed is None else args.seed, args.jobs)


if __name__ == "__main__":
    sys.exit(main())
