"""What judging costs, and what a whole check costs, on generated registers; and how cost grows with size.

    python benchmarks/judging.py [activities ...]

Each run is a process of its own, measured in seconds of processor time, so that other work on the
machine counts little. Printed are medians of the runs: loading facts and law, judging every rule in
force on every record, composing (proofs, grouping, questions) and the report as text. The slope is
the power of the size with which the cost of judging and composing grew since the size before: 1 is linear.
Memory is that of the process with everything in it.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_root

AS_OF = dt.date(2026, 11, 22)
RUNS = 5
PARTS = ("load", "judge", "compose", "text")


def measure(root: Path) -> dict[str, float]:
    """Seconds for each part of a check of `root`, how many verdicts it gives, and megabytes."""
    from policyengine.check import Asked, load
    from policyengine.engine.interpreter import Interpreter
    from policyengine.report.terminal import Paint
    from policyengine.report.text import text
    from policyengine.triage.compose import compose

    moments = [time.process_time()]
    loaded = load(Asked((root,), AS_OF))
    if loaded.problems:
        raise SystemExit(str(loaded.problems[0]))
    moments.append(time.process_time())
    interpreter = Interpreter(loaded.program, AS_OF)
    judgements = interpreter.judge(loaded.facts)
    moments.append(time.process_time())
    outcome = compose(
        loaded.program,
        loaded.facts,
        AS_OF,
        judgements,
        lambda j: interpreter.proof(j, loaded.facts.registers[j.register]),
    )
    moments.append(time.process_time())
    text(outcome, Paint(False))
    moments.append(time.process_time())
    spent = {part: after - before for part, before, after in zip(PARTS, moments, moments[1:], strict=False)}
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**spent, "verdicts": len(judgements), "megabytes": megabytes}


def once(root: Path) -> dict[str, float]:
    """The same in a process of its own."""
    call = [sys.executable, __file__, "--once", str(root)]
    found: dict[str, float] = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return found


def main(sizes: list[int]) -> None:
    """Measure each size and print a table."""
    before: tuple[int, dict[str, float]] | None = None
    for activities in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_root(root, activities)
            runs = [once(root) for _ in range(RUNS if activities <= 2_000 else 1)]
        median = {what: statistics.median(run[what] for run in runs) for what in runs[0]}
        spent = ", ".join(f"{part} {median[part]:.2f} s" for part in PARTS)
        print(f"{activities:>7,} activities, {median['verdicts']:,.0f} verdicts, median of {len(runs)}")
        print(
            f"    {spent}; together {sum(median[part] for part in PARTS):.2f} s; {median['megabytes']:,.0f} MB at most"
        )
        if before is not None:
            ratio = math.log(activities / before[0])
            slopes = (f"{part} {math.log(median[part] / before[1][part]) / ratio:.2f}" for part in ("judge", "compose"))
            print(f"    slope: {', '.join(slopes)}")
        before = (activities, median)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [100, 1_000, 10_000])
