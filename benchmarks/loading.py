"""What loading costs, against the bare loop over libyaml's events of the same text.

    python benchmarks/loading.py [activities ...]

Each run is a process of its own, measured in seconds of processor time, so that other work on the
machine counts little. Printed are medians of the runs, the least in brackets, and the ratio of the
leasts, which noise disturbs least, to the bare loop in both of its forms: with Python's cyclic
collector paused, as loading does, and as it comes.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_root

RUNS = 5


def bare(root: Path, *, paused: bool) -> float:
    """Seconds to loop over all events of all files."""
    from yaml._yaml import CParser

    texts = [file.read_bytes() for file in sorted(root.rglob("*.yaml"))]
    if paused:
        gc.disable()
    start = time.process_time()
    for text in texts:
        following = CParser(text).get_event
        while following() is not None:
            pass
    return time.process_time() - start


def tree(root: Path) -> float:
    """Seconds to read all files to located trees, keeping one at a time."""
    from policyengine.source.read import find_yaml, read_file
    from policyengine.spans import Files

    start = time.process_time()
    files = Files()
    for file in find_yaml(root)[0]:
        _, problems = read_file(file, file.name, files)
        if problems:
            raise SystemExit(str(problems[0]))
    return time.process_time() - start


def load(root: Path) -> float:
    """Seconds to load facts, validation, links and derived records included."""
    from policyengine.register.load import load_facts

    start = time.process_time()
    facts, problems = load_facts([root])
    seconds = time.process_time() - start
    if problems or not facts.registers:
        raise SystemExit(str(problems[:1]))
    return seconds


def _once(what: str, root: Path) -> None:
    seconds = {
        "paused": lambda: bare(root, paused=True),
        "running": lambda: bare(root, paused=False),
        "tree": lambda: tree(root),
        "load": lambda: load(root),
    }[what]()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, megabytes]))


def _measure(what: str, root: Path) -> tuple[float, float]:
    call = [sys.executable, __file__, "--once", what, str(root)]
    seconds, megabytes = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return seconds, megabytes


def main(sizes: list[int]) -> None:
    """Measure each size and print a table."""
    for activities in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_root(root, activities)
            size = sum(file.stat().st_size for file in root.rglob("*.yaml")) / 1e6
            runs = RUNS if activities <= 20_000 else 1
            found: dict[str, list[tuple[float, float]]] = {}
            # In turns, so that whatever else the machine does falls on all alike.
            for _ in range(runs):
                for what in ("paused", "running", "tree", "load"):
                    found.setdefault(what, []).append(_measure(what, root))
            times = {what: [seconds for seconds, _ in measured] for what, measured in found.items()}
            least = {what: min(seconds) for what, seconds in times.items()}
            shown = {what: f"{statistics.median(times[what]):.2f} ({least[what]:.2f}) s" for what in times}
            memory = max(megabytes for _, megabytes in found["load"])
            print(f"{activities:>7,} activities, {size:6.1f} MB, median (least) of {runs}")
            print(f"    bare {shown['paused']} paused, {shown['running']} running; tree {shown['tree']}")
            print(
                f"    load {shown['load']} = {least['load'] / least['paused']:.2f} x paused, "
                f"{least['load'] / least['running']:.2f} x as it comes; {memory:,.0f} MB at most"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        _once(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000])
