"""What judging costs, by both engines, and what a whole check costs, on generated registers; how cost grows with size.

    python benchmarks/judging.py [--interpreter-to N] [activities ...]

Each size is judged in processes of their own, measured in seconds of processor time, so that other work on the
machine counts little; printed are the least and the median of the runs. `few` shapes that come again and again are what
`generate.py` writes, `many` is `varied.py`, in which hardly anything repeats. The columns:

    load      facts and law, from YAML
    ground    what all statements tell of the parts of every rule, on every record
    weigh     the same on firm statements where there is a breach, and the verdicts
    rules     of `weigh`, what durable-rules takes; `vectors` is how many different ones it is asked about
    rete      ground and weigh, from loaded facts to verdicts
    interp    the same by the interpreter
    explain   proofs of a hundred verdicts that somebody should look at, all their steps made
    compose   proofs, grouping, questions; then the report as text
    MB        memory of the process with everything in it; `engine`, what judging by rete added at most

The slope is the power of the size with which cost grew since the size before: 1 is linear.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from generate import write_root
from varied import write_varied

AS_OF = dt.date(2026, 11, 22)
WRITERS: dict[str, Callable[[Path, int], None]] = {"few": write_root, "many": write_varied}
COLUMNS = ("load", "ground", "weigh", "rules", "rete", "interp", "explain", "compose")
SLOPES = ("load", "rete", "interp", "compose")


class Watch:
    """Seconds of processor time, lap by lap."""

    def __init__(self) -> None:
        self._last = time.process_time()

    def lap(self) -> float:
        """Seconds since the lap before."""
        before, self._last = self._last, time.process_time()
        return self._last - before


def megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(root: Path, *, interpreted: bool) -> dict[str, float]:
    """Seconds for each part of a check of `root`, how many verdicts it gives, and megabytes."""
    from policyengine.check import Asked, load
    from policyengine.engine import rete
    from policyengine.engine.grounded import Judging
    from policyengine.engine.interpreter import Interpreter
    from policyengine.report.terminal import Paint
    from policyengine.report.text import text
    from policyengine.source.collector import collector_paused
    from policyengine.triage.compose import compose

    found: dict[str, float] = {"rules": 0.0}
    match = rete.Matcher.matches

    def matches(matcher: rete.Matcher, facts: list[dict[str, str]]) -> list[list[int]]:
        watch = Watch()
        try:
            return match(matcher, facts)
        finally:
            found["rules"] += watch.lap()

    rete.Matcher.matches = matches  # type: ignore[method-assign,assignment]
    watch = Watch()
    loaded = load(Asked((root,), AS_OF))
    if loaded.problems:
        raise SystemExit(str(loaded.problems[0]))
    found["load"] = watch.lap()
    before = megabytes()
    with collector_paused():
        watch.lap()
        judging = Judging(loaded.program, loaded.facts, AS_OF)
        parts = judging.ground()
        found["ground"] = watch.lap()
        judgements = judging.weighed(parts)
        found["weigh"] = watch.lap()
    found["rete"] = found["ground"] + found["weigh"]
    found |= {"vectors": judging.vectors, "verdicts": len(judgements), "engine": megabytes() - before}
    interpreter = Interpreter(loaded.program, AS_OF)
    if interpreted:
        watch.lap()
        interpreter.judge(loaded.facts)
        found["interp"] = watch.lap()
    looked = [each for slug in loaded.facts.registers for each in judgements.worth_reading(slug)][:100]
    watch.lap()
    for each in looked:
        _ = interpreter.proof(each, loaded.facts.registers[each.register]).steps
    found["explain"] = watch.lap()
    outcome = compose(
        loaded.program,
        loaded.facts,
        AS_OF,
        judgements,
        lambda j: interpreter.proof(j, loaded.facts.registers[j.register]),
        "rete",
    )
    text(outcome, Paint(False))
    found["compose"] = watch.lap()
    return {**found, "megabytes": megabytes()}


def once(root: Path, *, interpreted: bool) -> dict[str, float]:
    """The same in a process of its own."""
    call = [sys.executable, __file__, "--once", str(root), "--interpreter-to", str(int(interpreted))]
    found: dict[str, float] = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return found


def main(sizes: list[int], interpreter_to: int, runs: int) -> None:
    """Measure each size of each shape and print a table."""
    for shapes, write in WRITERS.items():
        before: tuple[int, dict[str, float]] | None = None
        for activities in sizes:
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                write(root, activities)
                each = [
                    once(root, interpreted=activities <= interpreter_to)
                    for _ in range(runs if activities <= 2_000 else min(runs, 3))
                ]
            least = {what: min(run[what] for run in each) for what in each[0]}
            middle = {what: statistics.median(run[what] for run in each) for what in each[0]}
            print(
                f"{shapes} shapes, {activities:,} activities, {least['verdicts']:,.0f} verdicts, "
                f"{least['vectors']:,.0f} vectors; {least['megabytes']:,.0f} MB, engine {least['engine']:,.0f}; "
                f"least (median) of {len(each)}"
            )
            print("    " + ", ".join(f"{c} {least[c]:.3f} ({middle[c]:.3f})" for c in COLUMNS if c in least))
            if before is not None:
                power = math.log(activities / before[0])
                slopes = ((c, math.log(least[c] / before[1][c]) / power) for c in SLOPES if c in least)
                print("    slope: " + ", ".join(f"{c} {slope:.2f}" for c, slope in slopes), flush=True)
            before = (activities, least)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("activities", type=int, nargs="*", default=[10, 100, 1_000, 10_000])
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--interpreter-to", type=int, default=10_000, metavar="N", help="the most it is to judge")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    if asked.once:
        print(json.dumps(measure(asked.once, interpreted=bool(asked.interpreter_to))))
    else:
        main(asked.activities, asked.interpreter_to, asked.runs)
