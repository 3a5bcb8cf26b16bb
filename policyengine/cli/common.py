"""What the verbs that judge have in common: their options, loading, and saying what is wrong."""

from __future__ import annotations

import argparse
import atexit
import datetime as dt
import gc
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.streams import say, say_aside
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.check import Asked, Loaded
    from policyengine.errors import Problem
    from policyengine.spans import Files


NO_RULES = "`--no-installed-rules` leaves no rules; name a folder of packs with `--rules DIR`"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str) -> dt.date:
    """A day from the command line, `YYYY-MM-DD` and no other of the forms that ISO 8601 knows."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a day such as {dt.date.today().isoformat()}") from None


def path(text: str) -> Path:
    """A file or folder from the command line."""
    if not text:
        raise argparse.ArgumentTypeError("a path cannot be empty; `.` is the folder you are in")
    return Path(text)


def pack_folder(text: str) -> Path:
    """What stands after `--rules`."""
    folder = path(text)
    if not os.path.lexists(folder):
        raise argparse.ArgumentTypeError(f"there is no `{text}`; it names a folder of packs")
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"`{text}` is not a folder; name the folder of packs, not one of its files")
    return folder


def add_packs(parser: argparse.ArgumentParser) -> None:
    """The options that say which packs there are, and which of them are wanted."""
    parser.add_argument(
        "--pack", metavar="NAME", action="append", default=[], help="only rules of this pack; repeatable"
    )
    parser.add_argument(
        "--rules",
        metavar="DIR",
        type=pack_folder,
        action="append",
        default=[],
        help="a folder of your own packs, beside those installed; repeatable",
    )
    parser.add_argument(
        "--no-installed-rules", action="store_true", help="leave out the packs that come with the program"
    )


def rule_roots(args: argparse.Namespace) -> list[Path]:
    """Where packs stand: those installed first, then those that `--rules` adds; none twice."""
    from policyengine.rules.packs import installed_packs

    roots = [*([] if args.no_installed_rules else [installed_packs()]), *args.rules]
    return list({root.resolve(): root for root in reversed(roots)}.values())[::-1]


def add_selection(parser: argparse.ArgumentParser) -> None:
    """The options that say what is judged, and as of when."""
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="facts (default: facts/)")
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
    add_packs(parser)


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
        rule_roots=tuple(rule_roots(args)),
        every_verdict=every_verdict,
        in_full=in_full,
    )


def loaded_or_exit(wanted: Asked) -> Loaded | int:
    """Facts and law; or, having said what is wrong, the exit code."""
    if missing(wanted.paths):
        return Exit.USAGE
    if not wanted.rule_roots:
        complain(NO_RULES)
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


def missing(paths: Sequence[Path]) -> bool:
    """Whether one of these facts is not there, which is said."""
    for each in paths:
        if not os.path.lexists(each):
            hint = "; `policyengine init` writes a register to start from" if [*paths] == [Path("facts")] else ""
            complain(f"there is no `{each}`{hint}")
            return True
    return False


def refuse(problems: Sequence[Problem], *read: Files) -> int:
    """Say everything that is wrong with facts or rules, each at its place in one of the files that were read."""
    from policyengine.report.problems import problems_text
    from policyengine.report.terminal import Paint

    say_aside(problems_text(sorted(set(problems)), read, Paint.for_stream(sys.stderr)))
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    complain(f"{count}; nothing was judged")
    return Exit.INVALID


def complain(message: str) -> None:
    """Say on standard error what is wrong."""
    from policyengine.report.sanitise import safe

    say_aside(f"policyengine: {safe(message)}\n")


__all__ = [
    "NO_RULES",
    "add_law",
    "add_packs",
    "add_selection",
    "asked",
    "complain",
    "day",
    "loaded_or_exit",
    "missing",
    "path",
    "refuse",
    "rule_roots",
    "say",
]
