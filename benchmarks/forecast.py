"""What a forecast of two years costs, beside judging once, on generated registers in which some things have an end.

    python benchmarks/forecast.py [--activities N]

Seconds of processor time. Of each kind some records get a first or last day within the span; the columns say how many
days were judged, on how many of them findings change, how many findings that are, and what a day costs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from pathlib import Path

from generate import SEED, write_root

from policyengine.check import Asked, Loaded, judge, load
from policyengine.forecast import forecast
from policyengine.register.records import Grade, Statement
from policyengine.triage.days import Days

AS_OF = dt.date(2026, 11, 22)
UNTIL = dt.date(2028, 11, 22)
DATED = (("contract", "until", 8), ("party", "since", 50), ("activity", "until", 50))


def put(loaded: Loaded, kind: str, attribute: str, records: int, pick: random.Random) -> None:
    """State a day within the span of some records of a kind."""
    for register in loaded.facts.registers.values():
        for record in pick.sample(register.of(kind), min(records, len(register.of(kind)))):
            day = AS_OF + dt.timedelta(days=pick.randrange(1, (UNTIL - AS_OF).days))
            said = Statement((day,), None, Grade.STATED, record.existence.place)
            record.statements = {**record.statements, attribute: (said,)}


def measured(root: Path, dated: tuple[tuple[str, str, int], ...]) -> None:
    """Print one line."""
    asked = Asked((root,), AS_OF)
    loaded, pick = load(asked), random.Random(SEED)
    for kind, attribute, records in dated:
        put(loaded, kind, attribute, records, pick)
    began = time.process_time()
    judge(asked, loaded)
    once = time.process_time() - began
    days = len(Days(loaded.program).candidates(loaded.facts, (), AS_OF, UNTIL))
    began = time.process_time()
    found = forecast(asked, loaded, UNTIL)
    took = time.process_time() - began
    changes = sum(len(day.introduced) + len(day.changed) + len(day.resolved) for day in found.days)
    what = ", ".join(f"{records} × {kind}" for kind, _, records in dated) or "as it is"
    print(f"{what:<40} {once:7.2f} {took:9.2f} {days:5} {len(found.days):8} {changes:8} {took / max(days, 1):8.3f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=1000)
    print(f"{'dated':<40} {'judging':>7} {'forecast':>9} {'days':>5} {'changing':>8} {'findings':>8} {'a day':>8}")
    with tempfile.TemporaryDirectory() as folder:
        write_root(Path(folder), parser.parse_args().activities)
        for dated in (*((each,) for each in DATED), DATED):
            measured(Path(folder), dated)
    measured(Path("facts"), ())


if __name__ == "__main__":
    main()
