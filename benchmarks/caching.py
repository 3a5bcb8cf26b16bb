"""What the cache and several processes save: whole processes, on registers of any size.

    python benchmarks/caching.py [activities ...]

For the five registers under `facts/` and for generated ones: a run without the cache, one that finds nothing in it
and keeps what it finds out, one more, and one that asks for another report. Then the same number of activities in eight
registers, by one process and by two. Printed are seconds by the clock and of processor time, the children's apart:
what the parent took is what a machine with idle processors would need.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import write_root

SIZES = (1_000, 10_000)
REGISTERS = 8
HOME = Path(__file__).resolve().parent.parent
MEASURED = """
import os, sys
from policyengine.cli import main
main(sys.argv[1:])
used = os.times()
print(used.user + used.system, used.children_user + used.children_system, file=sys.stderr)
"""


def once(facts: Path, *words: str, cache: str) -> str:
    """Measure one run."""
    command = (sys.executable, "-c", MEASURED, "check", str(facts), "--as-of", "2026-11-22", *words)
    start = time.perf_counter()
    ran = subprocess.run(
        command,
        cwd=HOME,
        env={**os.environ, "POLICYENGINE_CACHE": cache},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    clock = time.perf_counter() - start
    own, children = map(float, ran.stderr.split()[-2:])
    return f"{clock:7.2f} {own:9.2f} {children:9.2f}"


def cached(name: str, facts: Path, folder: Path) -> None:
    """Runs over one register, before and after something is kept of it."""
    kept = str(folder / f"cache-{name}")
    print(f"{name:<40}   clock       own  children")
    print(f"    without the cache                   {once(facts, cache='off')}")
    print(f"    nothing kept yet                    {once(facts, cache=kept)}")
    print(f"    again                               {once(facts, cache=kept)}")
    print(f"    again, as JSON for the first time   {once(facts, '--format', 'json', cache=kept)}")
    print(f"    again, as JSON                      {once(facts, '--format', 'json', cache=kept)}")


def side_by_side(activities: int, folder: Path) -> None:
    """Several registers, by one process and by two."""
    facts = folder / f"several-{activities}"
    for number in range(REGISTERS):
        one = folder / "one"
        write_root(one, activities // REGISTERS, slug=f"register-{number}")
        shutil.copytree(one, facts, dirs_exist_ok=True)
        shutil.rmtree(one)
    for jobs in ("1", "2"):
        print(f"    in {REGISTERS} registers, --jobs {jobs}           {once(facts, '--jobs', jobs, cache='off')}")


def main(sizes: list[int]) -> None:
    """Measure the five registers, and generated ones of each size."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cached("five registers", HOME / "facts", folder)
        for size in sizes:
            facts = folder / str(size)
            write_root(facts, size)
            cached(f"{size:,} activities", facts, folder)
            side_by_side(size, folder)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
