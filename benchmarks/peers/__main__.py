"""What twelve rules cost in policyengine and in other engines, on the same facts, in one run.

    python -m benchmarks.peers [activities ...] [--runs N] [--engine NAME ...]

Each run is a process of its own. Timed is the way from facts in memory to findings (rule and record, violated or
contradictory): for us from the loaded facts, for each peer from its own store of them, which is filled first and
timed apart; compiling or planning the rules counts as judging, except in Rego, where it is part of filling. Every
run has to give the findings of our interpreter; the first that does not ends it all. Printed are medians in seconds
of processor time, with seconds by the clock, memory and how many times our time the others take.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import json
import pickle
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.peers.ours import ENGINES
from benchmarks.peers.world import AS_OF, Findings, plain, read_world, write_world

PEERS = {
    "DuckDB": ("in_duckdb", "duckdb", 100_000),
    "clingo": ("in_clingo", "clingo", 100_000),
    "Rego (regopy)": ("in_rego", "regopy", 10_000),
    "pySHACL": ("in_shacl", "pyshacl", 1_000),
}
"""Module here, distribution, and the largest number of activities that anybody wants to wait for."""

YARDSTICK = list(ENGINES)[-1]
ENOUGH = 60.0
"""Seconds of runs of one engine after which there are no more."""

CALL = (sys.executable, "-W", "ignore", "-m", "benchmarks.peers")

Measured = dict[str, float]


def once(engine: str, folder: Path) -> Measured:
    """One run of one engine; its findings are written beside the facts."""
    if engine in ENGINES:
        program, facts = read_world(folder / "facts")
        load: Callable[[], object] = lambda: None  # noqa: E731
        judge: Callable[[object], Findings] = lambda _: ENGINES[engine](program, facts, AS_OF)  # noqa: E731
    else:
        peer = importlib.import_module(f"benchmarks.peers.{PEERS[engine][0]}")
        told, firm = pickle.loads((folder / "plain.pickle").read_bytes())
        load, judge = (lambda: peer.load(told, firm)), peer.judge
    moments = [(time.process_time(), time.perf_counter())]
    state = load()
    moments.append((time.process_time(), time.perf_counter()))
    found = judge(state)
    moments.append((time.process_time(), time.perf_counter()))
    (folder / "found.json").write_text(json.dumps(_listed(found)), "utf-8")
    begun, filled, ended = moments
    return {
        "load": filled[0] - begun[0],
        "judge": ended[0] - filled[0],
        "clock": ended[1] - filled[1],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def repeated(engine: str, folder: Path, runs: int) -> Measured:
    """Medians of runs that all find what the interpreter finds."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    measured: list[Measured] = []
    while len(measured) < runs and sum(run["load"] + run["judge"] for run in measured) < ENOUGH:
        call = [*CALL, "--once", engine, str(folder)]
        measured.append(json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True).stdout))
        found = json.loads((folder / "found.json").read_text("utf-8"))
        if found != expected:
            differing = sorted(map(str, {*map(tuple, found)} ^ {*map(tuple, expected)}))
            raise SystemExit(f"{engine} disagrees with the interpreter on {len(differing)} findings: {differing[:3]}")
    return {**{what: statistics.median(run[what] for run in measured) for what in measured[0]}, "runs": len(measured)}


def prepare(folder: Path, activities: int) -> None:
    """Write the facts, as YAML and as plain values, and what has to be found in them."""
    (folder / "facts").mkdir()
    write_world(folder / "facts", activities)
    program, facts = read_world(folder / "facts")
    worlds = plain(program, facts, firm=False), plain(program, facts, firm=True)
    (folder / "plain.pickle").write_bytes(pickle.dumps(worlds))
    expected = _listed(next(iter(ENGINES.values()))(program, facts, AS_OF))
    (folder / "expected.json").write_text(json.dumps(expected), "utf-8")


def _listed(found: Findings) -> list[list[str]]:
    return sorted([rule, key, verdict] for (rule, key), verdict in found.items())


def installed() -> dict[str, str]:
    """The peers that are there, with their versions."""
    found = {}
    for name, (_, distribution, _) in PEERS.items():
        try:
            found[name] = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            print(f"{name} is left out: `{distribution}` is not installed (pip install --group bench)", file=sys.stderr)
    return found


def compare(sizes: list[int], runs: int, engines: list[str]) -> None:
    """Measure all engines at each size and print a table in the form of the documentation."""
    versions = installed()
    wanted = [name for name in (*ENGINES, *versions) if not engines or name in (YARDSTICK, *engines)]
    print(f"{time.strftime('%Y-%m-%d')}, {platform.platform()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    print(f"\n| activities | findings | engine | filling | judging | by the clock | times {YARDSTICK} | MB | runs |")
    print("|---|---|---|---|---|---|---|---|---|")
    for activities in sizes:
        with tempfile.TemporaryDirectory() as name:
            # In a process of its own, because the memory of this one would be counted as that of its children.
            subprocess.run([*CALL, "--prepare", name, str(activities)], check=True)
            findings = len(json.loads((Path(name) / "expected.json").read_text("utf-8")))
            measured = {
                engine: repeated(engine, Path(name), runs)
                for engine in wanted
                if engine in ENGINES or activities <= PEERS[engine][2]
            }
        ours = measured[YARDSTICK]["judge"]
        for engine, m in measured.items():
            spent = " | ".join(f"{m[what]:.3f}" for what in ("load", "judge", "clock"))
            rest = f"{m['judge'] / ours:.2f} | {m['megabytes']:,.0f} | {m['runs']}"
            print(f"| {activities:,} | {findings:,} | {engine} | {spent} | {rest} |", flush=True)


def main() -> None:
    """Read the command line."""
    if sys.argv[1:2] == ["--once"]:
        print(json.dumps(once(sys.argv[2], Path(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["--prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("activities", nargs="*", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--engine", action="append", default=[])
    asked = parser.parse_args()
    compare(asked.activities, asked.runs, asked.engine)


if __name__ == "__main__":
    main()
