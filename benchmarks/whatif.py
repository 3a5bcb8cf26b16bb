"""What one more what-if costs once a register is open, by the Python API: random changes of generated registers.

    python benchmarks/whatif.py [--changes N] [activities ...]

Every change is of another record; what is measured is `Workspace.what_if`, from the change as somebody writes it to the
difference with its proofs, in milliseconds of processor time. `warm` is after as many changes of the same sorts before;
`whole` is what the same changes cost where everything is built and judged anew, of a few of them. The sorts:

    value       another value of an attribute, or none any more
    relation    another organisation, contract, purpose or category of data named
    record      a record put into an activity, or taken out
    activity    a whole activity put in, or taken out
    outside     a value of something that stands outside of all activities, of an organisation included
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

from generate import BASES, CLASSES, COUNTRIES, VENDORS, write_root

AS_OF = dt.date(2026, 11, 22)
SEED = 20261122
SORTS = ("value", "relation", "record", "activity", "outside")


class Changes:
    """Draws changes of a generated register, by sort."""

    def __init__(self, root: Path) -> None:
        from policyengine.register.load import load_facts

        facts, problems = load_facts([root])
        assert not problems
        (register,) = facts.registers.values()
        self._keys = {kind: [record.key for record in register.of(kind)] for kind in register.by_kind}
        self._contracts = [key.rpartition(".")[2] for key in self._keys["contract"]]
        self._new = 0

    def draw(self, pick: random.Random, sort: str) -> Mapping[str, object]:
        """One change, as a scenario file would hold it."""
        return getattr(self, f"_{sort}")(pick)

    def _of(self, pick: random.Random, kind: str) -> str:
        return pick.choice([key for key in self._keys[kind] if key.startswith("activities.")])

    def _value(self, pick: random.Random) -> Mapping[str, object]:
        purpose, party, activity = (self._of(pick, kind) for kind in ("purpose", "party", "activity"))
        return pick.choice(
            [
                {"set": {f"{purpose}.basis": pick.choice(BASES)}},
                {"set": {f"{purpose}.class": pick.choice(CLASSES)}},
                {"set": {f"{party}.role": pick.choice(["processor", "recipient"])}},
                {"set": {f"{party}.access_from": [pick.choice(COUNTRIES)]}},
                {"set": {f"{activity}.large_scale": pick.choice([True, False])}},
                {"set": {f"{self._of(pick, 'data')}.categories": ["health", "email"]}},
                {"unset": [f"{self._of(pick, 'data')}.categories"]},
            ]
        )

    def _relation(self, pick: random.Random) -> Mapping[str, object]:
        party = self._of(pick, "party")
        return pick.choice(
            [
                {"set": {f"{party}.organisation": pick.choice(VENDORS)}},
                {"set": {f"{party}.contract": [pick.choice(self._contracts)]}},
            ]
        )

    def _record(self, pick: random.Random) -> Mapping[str, object]:
        self._new += 1
        said = {"role": "processor", "organisation": pick.choice(VENDORS)}
        added = {"add": {f"{self._of(pick, 'activity')}.parties.new-{self._new}": said}}
        return pick.choice([added, {"remove": [self._of(pick, "purpose")]}])

    def _activity(self, pick: random.Random) -> Mapping[str, object]:
        self._new += 1
        purposes = {"new": {"class": pick.choice(CLASSES), "basis": pick.choice(BASES)}}
        added = {"add": {f"activities.new-{self._new}": {"purposes": purposes}}}
        return pick.choice([added, {"remove": [self._of(pick, "activity")]}])

    def _outside(self, pick: random.Random) -> Mapping[str, object]:
        contract = pick.choice(self._keys["contract"])
        return pick.choice(
            [
                {"set": {f"{contract}.signed": "2026-12-01"}},
                {"set": {"notices.site.effective": "2025-06-01"}},
                {"set": {f"organisations.{pick.choice(VENDORS)}.country": pick.choice(COUNTRIES)}},
            ]
        )


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    begun = time.process_time()
    ask()
    return 1000 * (time.process_time() - begun)


def measure(size: int, count: int) -> None:
    """Print the figures of one size."""
    import policyengine
    from policyengine.register.patching import Patches

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "facts"
        root.mkdir()
        write_root(root, size)
        pick, changes = random.Random(SEED), Changes(root)
        opened = timed(lambda: globals().update(workspace=policyengine.open(root, as_of=AS_OF)))
        workspace: policyengine.Workspace = globals()["workspace"]
        first = timed(workspace.check)
        begun = timed(lambda: workspace.what_if({"set": {"title": "Another title"}}))
        print(f"{size:,} activities: opened in {opened:,.0f} ms, checked in {first:,.0f}, first what-if {begun:,.0f}")
        drawn = {sort: [changes.draw(pick, sort) for _ in range(2 * count)] for sort in SORTS}
        for sort in SORTS:
            for change in drawn[sort][:count]:
                workspace.what_if(change)
        everything: list[float] = []
        print(f"  {'':10} {'median':>8} {'90 of 100':>10} {'most':>8} {'whole':>8}")
        for sort in SORTS:
            warm = sorted(timed(lambda one=one: workspace.what_if(one)) for one in drawn[sort][count:])
            with mock.patch.object(Patches, "patched", return_value=None):
                whole = [timed(lambda one=one: workspace.what_if(one)) for one in drawn[sort][count : count + 5]]
            # What was built whole is not left to be walked while the next sort is measured.
            gc.collect()
            everything += warm
            _row(sort, warm, statistics.median(whole))
        _row("all", sorted(everything))


def _row(name: str, warm: list[float], whole: float | None = None) -> None:
    beyond = f" {whole:8.0f}" if whole is not None else ""
    print(f"  {name:10} {statistics.median(warm):8.1f} {warm[len(warm) * 9 // 10]:10.1f} {warm[-1]:8.0f}{beyond}")


def main() -> None:
    """Measure each size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("sizes", metavar="activities", type=int, nargs="*", default=[1000])
    asked.add_argument("--changes", type=int, default=60, help="of each sort, before and while measuring")
    args = asked.parse_args()
    for size in args.sizes:
        measure(size, args.changes)


if __name__ == "__main__":
    main()
