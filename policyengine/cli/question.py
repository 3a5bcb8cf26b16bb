"""All that the outcome of `policyengine check` depends on, as one number.

INVARIANT: anything the outcome depends on is one of these. Anything that is not certain is no number at all.

* the program: every file of the package but what Python compiled, the packs that come with it, its version
* what it runs on: Python, its build, machine and optimisation; which distributions are installed in which versions;
  where `yaml`, `pydantic`, `pydantic_core` and `durable_rules_engine` are found, and of the last its content
* what is asked: every word of the command line but where reports go, how many processes work and whether to keep
  anything; an option that is added counts by itself. The day is that of the run, where none is given; whether a
  report for machines is asked for, for which the outcome holds more
* what is read: the policy file, the waivers, the baseline, everything below the facts and the packs, the shared
  organisations beside a register; by name, real path and content, and that they are not there
* the working directory, because places are named from there

Not asked of the cache at all: `--engine both`, which is a comparison, and reports to keep, whose drawings depend on
Graphviz; the rule engine where it is not installed; pipes and whatever else is not a regular file.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from policyengine.cli.options import default_facts, fail_on_given, policy_file, rule_roots, waivers_file
from policyengine.engine import BOTH, INTERPRETER
from policyengine.source.fingerprint import Changing, Fingerprint
from policyengine.version import __version__

PACKAGE = Path(__file__).resolve().parent.parent
SHARED = "organisations.yaml"
"""As the reader of facts calls it."""
NOT_ASKED = frozenset(("format", "no_cache", "jobs", "verb", "policy_read"))
"""What on the command line changes no outcome. The policy counts as the file that it is."""
_RULE_ENGINE = "durable_rules_engine"
_LIBRARIES = ("yaml", "pydantic", "pydantic_core", _RULE_ENGINE)


def question(args: argparse.Namespace, *, documented: bool, in_full: bool) -> Fingerprint | None:
    """What `args` ask, the day included, of the files as they stand; None where nothing should be kept of the run."""
    if args.engine == BOTH or documented:
        return None
    asked = Fingerprint()
    try:
        if args.engine != INTERPRETER and find_spec(_RULE_ENGINE) is None:
            return None
        _program(asked)
        asked.add(*(each for item in sorted(vars(args).items()) if item[0] not in NOT_ASKED for each in item))
        asked.add(in_full, fail_on_given(args) is not None)
        _read(asked, args)
    except (Changing, OSError, ImportError, ValueError, RecursionError):
        return None
    return asked


def _program(asked: Fingerprint) -> None:
    asked.add(__version__, sys.version, sys.implementation.name, sys.flags.optimize, sys.platform)
    asked.add(getattr(os, "uname", lambda: ("",) * 5)()[4], str(Path.cwd()))
    asked.add(*_distributions(sys.path))
    asked.code(PACKAGE)
    for name in _LIBRARIES:
        spec = find_spec(name)
        origin = spec.origin if spec is not None else None
        asked.add(name, origin)
        if name == _RULE_ENGINE and origin is not None:
            asked.file(origin)


def _distributions(folders: Iterable[str]) -> list[str]:
    """What is installed, by the names of its metadata, which have the version in them."""
    found: set[str] = set()
    for folder in folders:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - as names
            found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
    return sorted(found)


def _read(asked: Fingerprint, args: argparse.Namespace) -> None:
    """Let count what the run is going to read. Raises `Changing`."""
    from policyengine.rules.packs import installed_packs

    policy = policy_file(args)
    for name, file in (("policy", policy), ("waivers", waivers_file(args)), ("baseline", args.baseline)):
        asked.add(name, file is not None)
        if file is not None:
            asked.file(file)
    for path in args.paths or default_facts(args):
        asked.add("facts")
        asked.tree(path)
        _shared(asked, path)
    roots = rule_roots(args)
    asked.add("rules", *map(str, roots))
    for root in dict.fromkeys((installed_packs(), *roots)):
        asked.tree(root)


def _shared(asked: Fingerprint, path: Path) -> None:
    """The organisations beside a register or a file of one, which are read with it."""
    is_folder = os.path.isdir(path)  # noqa: PTH112
    folder = path if is_folder else path.parent
    beside = [Path(folder.absolute()).parent / SHARED]
    for file in beside if is_folder else [folder / SHARED, *beside]:
        asked.file(file)
