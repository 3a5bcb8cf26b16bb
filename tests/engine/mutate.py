"""Break an engine, one small change at a time, and see whether anybody notices: `tests/engine/mutate.py --help`.

The changes are those of mutmut. Each is made in a process of its own, forked from one in which everything but the
engines is already imported and what plain enumeration says of some worlds is known. There the changed engine judges
these worlds; if it says the same, the tests of the engine are run. A change that neither notices has survived.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import libcst as cst
from mutmut.mutation.file_mutation import deep_replace
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[2]
TESTS = Path(__file__).resolve().parent
ENGINE = "policyengine.engine"
SIDES = {
    "interpreter": (
        *("asking", "comparing", "existence", "interpreter", "joining", "judgement", "leaf", "looking", "meaning"),
        *("memory", "nearly", "quantifying", "reading", "said", "sameness", "scope", "statements", "verdict"),
    ),
    "rule engine": ("grounded", "table", "rete", "judgements", "grounder"),
}
"""The modules of either side, below `policyengine/engine`."""
SEEDS = range(7_000_000, 7_000_150)
_AGAIN = ("agreement", "days", "failing", "peers", "properties", "shrink", "sufficient", "worlds")
"""Tests that judge random worlds again, or much else than an engine."""
PROOFS = "test_every_step_of_a_proof_is_as_enumeration_has_it"
COMPARING, TESTING = 15, 90
"""Seconds of processor time after which a change counts as noticed, because nothing comes to an end."""
NOTICED, TESTED, SURVIVED, NEVER_ENDED = 3, 4, 0, -signal.SIGXCPU
ENDS = {NOTICED: "compared", TESTED: "tested", SURVIVED: "survived", NEVER_ENDED: "never ended"}
_UNASKED = re.compile(r", strict=\w+|, (?=\))|(?<=cast\()\"[^\"]*\"|(?<=: TypeAlias = ).*|(?<= = TypeVar\().*")
"""What no run asks for: that lists are as long as each other, which they are, and the names of types."""


class Mutant(NamedTuple):
    """One changed module."""

    side: str
    file: Path
    line: int
    before: str
    after: str
    code: str

    @property
    def matters(self) -> bool:
        """Whether anything that is run differs."""
        return _UNASKED.sub("", self.before) != _UNASKED.sub("", self.after)

    def __str__(self) -> str:
        where = f"{self.file.relative_to(ROOT)}:{self.line}"
        return f"{where}\n    - {self.before.strip()}\n    + {self.after.strip()}"


def mutants(side: str, file: Path) -> list[Callable[[], Mutant | None]]:
    """Every change that mutmut knows for a module, in the order of the text; each is made when it is asked for."""
    source = file.read_text("utf-8")
    module = cst.parse_module(source)

    def made(node: cst.CSTNode, changed: cst.CSTNode) -> Mutant | None:
        code = deep_replace(module, node, changed).code  # type: ignore[attr-defined]
        pairs = enumerate(zip_longest(source.splitlines(), code.splitlines(), fillvalue=""), 1)
        return next((Mutant(side, file, line, a, b, code) for line, (a, b) in pairs if a != b), None)

    return [partial(made, node, changed) for node, changed in _changes(module)]


def _changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
        return
    for types, operator in mutation_operators:
        if isinstance(node, types):
            yield from ((node, changed) for changed in operator(node))
    for child in node.children:
        yield from _changes(child)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from other text than that of its file."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self.name = name
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        where = str(self.mutant.file)
        packaged = [str(self.mutant.file.parent)] if self.mutant.file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, where, loader=self, submodule_search_locations=packaged)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.code, str(self.mutant.file), "exec"), module.__dict__)


class Known(NamedTuple):
    """Worlds, and what enumeration says of each."""

    worlds: list  # type: ignore[type-arg]
    rows: list  # type: ignore[type-arg]


def known() -> Known:
    """The worlds of some seeds, judged by plain enumeration."""
    from random_worlds import world
    from reference_verdicts import enumerate_judgements

    worlds = [world(seed) for seed in SEEDS]
    return Known(worlds, [enumerate_judgements(w.program, w.facts, w.as_of) for w in worlds])


def forget_engines() -> None:
    """Let everything that has to do with the engines be imported again."""
    ours = {path.stem for path in TESTS.glob("*.py")} - {
        "reference",
        "reference_values",
        "reference_verdicts",
        "random_model",
    }
    for name in [name for name in sys.modules if name.startswith(ENGINE) or name in ours]:
        del sys.modules[name]


def notices(mutant: Mutant, expected: Known) -> int:
    """What becomes of a change; to be asked in a process that ends afterwards."""
    forget_engines()
    name = ".".join(mutant.file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    sys.meta_path.insert(0, Changed(name, mutant))
    try:
        # At once, because pytest would import what belongs to its plugins from the file.
        importlib.import_module(name)
        from agreement import engines

        says = engines()[mutant.side]
        for made, rows in zip(expected.worlds, expected.rows, strict=True):
            if says(made.program, made.facts, made.as_of) != rows:
                return NOTICED
    except Exception:
        return NOTICED
    resource.setrlimit(resource.RLIMIT_CPU, (TESTING, -1))
    import pytest

    options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        failed = pytest.main([*options, *_tests(mutant)])
    return TESTED if failed else SURVIVED


def _tests(mutant: Mutant) -> list[str]:
    """The tests of one engine, those of the module first."""
    names = ("grounded", "judgements", "narrowing", "rete", "rolls", "table", "vectors", "weighing")
    ours = {f"test_{name}.py" for name in names}
    again = {f"test_{name}.py" for name in _AGAIN}
    paths = [path for path in TESTS.glob("test_*.py") if path.name not in again]
    paths = [path for path in paths if (path.name in ours) is (mutant.side == "rule engine")]
    paths.sort(key=lambda path: (path.stem != f"test_{mutant.file.stem}", path.name))
    found = [str(path) for path in paths]
    return [*found, f"{TESTS / 'test_properties.py'}::{PROOFS}"] if mutant.side == "interpreter" else found


def run(chosen: Sequence[Mutant], expected: Known, jobs: int) -> dict[Mutant, str]:
    """What became of each."""
    running: dict[int, Mutant] = {}
    ends: dict[Mutant, str] = {}
    waiting = list(reversed(chosen))
    reported = time.monotonic()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            child = os.fork()
            if not child:
                _child(mutant, expected)
            running[child] = mutant
        child, status = os.wait()
        # Whatever else ended it, such as a crash of the library, is noticed.
        mutant = running.pop(child)
        ends[mutant] = ENDS.get(os.waitstatus_to_exitcode(status), ENDS[NOTICED])
        if ends[mutant] == ENDS[SURVIVED] and mutant.before != mutant.after:
            print(mutant, file=sys.stderr)
        if time.monotonic() - reported > 20:
            reported = time.monotonic()
            print(f"{len(ends)} of {len(chosen)}: {dict(Counter(ends.values()))}", file=sys.stderr)
    return ends


def _child(mutant: Mutant, expected: Known) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (COMPARING, -1))
    code = NOTICED
    try:
        code = notices(mutant, expected)
    finally:
        os._exit(code)


def report(ends: dict[Mutant, str]) -> str:
    """A table by module, and every survivor."""
    lines = [
        "| module | changes | noticed by comparing | by the tests | never ended | survived |",
        "|---|---|---|---|---|---|",
    ]
    by_file: dict[Path, Counter[str]] = {}
    for mutant, end in ends.items():
        by_file.setdefault(mutant.file, Counter())[end] += 1
    total = Counter(ends.values())
    rows = [(str(file.relative_to(ROOT / "policyengine")), count) for file, count in sorted(by_file.items())]
    for name, count in [*rows, ("all", total)]:
        cells = (count[ENDS[end]] for end in (NOTICED, TESTED, NEVER_ENDED, SURVIVED))
        lines.append(f"| {name} | {count.total()} | {' | '.join(map(str, cells))} |")
    killed = 1 - total[ENDS[SURVIVED]] / max(1, total.total())
    lines += ["", f"{killed:.1%} noticed", "", *(str(m) for m, end in ends.items() if end == ENDS[SURVIVED])]
    return "\n".join(lines)


def apart(arguments: Sequence[str]) -> int:
    """Run in a copy of the tree, which nobody edits while it runs."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("policyengine", "rules", "facts", "tests/engine", "tests/decisions/facts"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "tests/conftest.py"):
            shutil.copy(ROOT / name, copy / name)
        program = copy / TESTS.relative_to(ROOT) / Path(__file__).name
        environment = {**os.environ, "PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, program, *arguments, "--here"]
        return subprocess.run(command, env=environment, cwd=copy, check=False).returncode


def main() -> int:
    """Read the command line, change, and say who survived."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("side", choices=SIDES, help="whose modules are changed")
    parser.add_argument("--module", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--share", type=float, default=1.0, help="which share of the changes is tried (1.0)")
    parser.add_argument("--seed", type=int, default=0, help="by which chance these are chosen")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--here", action="store_true", help="change this tree, not a copy of it")
    args = parser.parse_args()
    if not args.here:
        return apart(sys.argv[1:])
    os.nice(10)
    paths = [ROOT / "policyengine" / "engine" / name for name in args.module or SIDES[args.side]]
    files = [
        file for path in paths for file in (sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")])
    ]
    everything = [make for file in files for make in mutants(args.side, file)]
    pick = random.Random(args.seed)
    chosen = [m for make in everything if pick.random() < args.share and (m := make()) and m.matters]
    print(f"{len(chosen)} of {len(everything)} changes", file=sys.stderr)
    unchanged = Mutant(args.side, files[0], 1, "", "", files[0].read_text("utf-8"))
    expected = known()
    if run([unchanged], expected, 1)[unchanged] != ENDS[SURVIVED]:
        raise SystemExit("the engine as it is does not pass: mend it, or the tests, first")
    ends = run(chosen, expected, args.jobs)
    print(report(ends))
    return 0 if Counter(ends.values())[ENDS[SURVIVED]] <= 0.1 * len(ends) else 1


if __name__ == "__main__":
    sys.exit(main())
