"""What a command costs from nothing: whole processes, from the start of Python to its end.

    python benchmarks/cold.py [runs]

Printed are the median and the least of the runs, in seconds by the clock and of processor time; the least says what the
program costs, the median what else the machine was doing. The runs take turns, and Python that does nothing
is measured beside them. Nothing is kept from run to run, except in the lines that say so: there the compiled packs are
kept, as they are wherever a cache folder outlives a run, and what was found is forgotten, as it is when facts change.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15
HOME = Path(__file__).resolve().parent.parent
AS_OF = ("--as-of", "2026-11-22")
OURS = (sys.executable, "-m", "policyengine")

KEPT = ", packs kept"
"""Ends the names of commands that find compiled packs."""

COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "policyengine --help": (*OURS, "--help"),
    "check, two registers": (*OURS, "check", "facts/partena-marketing", "facts/kmo-verzekeringen", *AS_OF),
    "check, all five": (*OURS, "check", "facts", *AS_OF),
    f"check, all five{KEPT}": (*OURS, "check", "facts", *AS_OF),
    "check, all five, JSON": (*OURS, "check", "facts", *AS_OF, "--format", "json", "--all"),
}

_ANSWERS = (0, 1)
"""Exit codes of runs that did what they were asked to; 1 says that something was found."""


def once(command: tuple[str, ...], cache: str = "off") -> tuple[float, float]:
    """Seconds by the clock and of processor time that one process takes with this cache folder."""
    before, start = os.times(), time.perf_counter()
    ended = subprocess.run(
        command, cwd=HOME, env={**os.environ, "POLICYENGINE_CACHE": cache}, stdout=subprocess.DEVNULL, check=False
    )
    clock, after = time.perf_counter() - start, os.times()
    if ended.returncode not in _ANSWERS:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return clock, used


def with_packs(command: tuple[str, ...], cache: Path) -> tuple[float, float]:
    """The same where the cache folder holds the compiled packs and nothing else."""
    for entry in cache.iterdir():
        if not entry.name.startswith("program-"):
            entry.unlink()
    return once(command, str(cache))


def main(runs: int) -> None:
    """Measure all commands and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        for command in COMMANDS.values():
            once(command, folder)  # so that files are in memory, and compiled
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
        for _ in range(runs):
            for name, command in COMMANDS.items():
                found[name].append(with_packs(command, cache) if name.endswith(KEPT) else once(command))
    print(f"seconds, median of {runs} (least)    clock            processor")
    for name, times in found.items():
        clock, used = zip(*times, strict=True)
        medians = statistics.median(clock), statistics.median(used)
        print(f"    {name:<30} {medians[0]:.3f} ({min(clock):.3f})    {medians[1]:.2f} ({min(used):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
