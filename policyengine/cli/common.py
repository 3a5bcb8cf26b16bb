"""What the verbs that judge have in common: their options, loading, and saying what is wrong."""

from __future__ import annotations

import argparse
import atexit
import datetime as dt
import gc
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.check import Asked, Loaded
    from policyengine.errors import Problem
    from policyengine.spans import Files


def day(text: str) -> dt.date:
    """An ISO day from the command line."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a day such as {dt.date.today().isoformat()}") from None


def add_selection(parser: argparse.ArgumentParser) -> None:
    """The options that say what is judged, and as of when."""
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="*", help="facts (default: facts/)")
    add_law(parser)
    parser.add_argument("--rule", metavar="RULE", action="append", default=[], help="only this rule; repeatable")
    parser.add_argument(
        "--register", metavar="SLUG", action="append", default=[], help="only this register; repeatable"
    )


def add_law(parser: argparse.ArgumentParser) -> None:
    """The options that say by which law, and as of when."""
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, default=None, help="read facts and law on this day (default: today)"
    )
    parser.add_argument(
        "--pack", metavar="NAME", action="append", default=[], help="only rules of this pack; repeatable"
    )
    parser.add_argument(
        "--rules",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="folder of packs (default: those installed)",
    )


def asked(
    args: argparse.Namespace, paths: Iterable[Path] = (), *, every_verdict: bool = False, in_full: bool = False
) -> Asked:
    """What the command line asks. The clock is read here and nowhere else."""
    from policyengine.check import Asked

    return Asked(
        paths=tuple(paths) or (Path("facts"),),
        as_of=args.as_of or dt.date.today(),
        packs=tuple(args.pack),
        rules=tuple(getattr(args, "rule", None) or ()) if isinstance(getattr(args, "rule", None), list) else (),
        registers=tuple(getattr(args, "register", None) or ()),
        rule_roots=tuple(args.rules),
        every_verdict=every_verdict,
        in_full=in_full,
    )


def loaded_or_exit(wanted: Asked) -> Loaded | int:
    """Facts and law; or, having said what is wrong, the exit code."""
    for path in wanted.paths:
        if not path.exists():
            default = wanted.paths == (Path("facts"),)
            hint = "; `policyengine init` writes a register to start from" if default else ""
            complain(f"there is no `{path}`{hint}")
            return Exit.USAGE
    from policyengine.check import load

    # Python's last collection would walk all that was built, only to let it go: a sixth of a check.
    atexit.register(gc.freeze)
    loaded = load(wanted)
    if loaded.problems:
        return refuse(loaded.problems, loaded.facts.files, loaded.program.files)
    if loaded.unknown:
        for name in loaded.unknown:
            complain(name)
        return Exit.USAGE
    if not loaded.facts.registers:
        complain(f"nothing to judge: no register in {', '.join(f'`{path}`' for path in wanted.paths)}")
        return Exit.NOTHING_JUDGED
    return loaded


def refuse(problems: Sequence[Problem], *read: Files) -> int:
    """Say everything that is wrong with facts or rules, each at its place in one of the files that were read."""
    from policyengine.report.problems import problems_text
    from policyengine.report.terminal import Paint

    sys.stderr.write(problems_text(sorted(set(problems)), read, Paint.for_stream(sys.stderr)))
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    complain(f"{count}; nothing was judged")
    return Exit.INVALID


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    from policyengine.report.sanitise import safe

    print(f"policyengine: {safe(message)}", file=sys.stderr)  # noqa: T201


def say(text: str) -> None:
    """Write a report to standard output as it is."""
    sys.stdout.write(text)
