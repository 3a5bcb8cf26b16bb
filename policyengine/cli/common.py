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
from policyengine.triage.exits import DEFAULT, Exit, FailOn

if TYPE_CHECKING:
    from policyengine.check import Asked, Loaded
    from policyengine.errors import Problem
    from policyengine.findings import Outcome
    from policyengine.spans import Files


NO_RULES = "`--no-installed-rules` leaves no rules; name a folder of packs with `--rules DIR`"
_NO_RECORDS = frozenset(("register", "source", "organisation"))
"""What even a register that says nothing of any processing may have."""
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


def add_fail_on(parser: argparse.ArgumentParser) -> None:
    """The option that says what ends a run with 1."""
    parser.add_argument(
        "--fail-on",
        metavar="WHAT",
        type=_fail_on,
        default=FailOn.parse(DEFAULT),
        help="exit 1 from this severity on, if violated or contradictory (default: high); or VERDICT:SEVERITY, "
        "such as not-stated:critical, several with commas, or never",
    )


def _fail_on(text: str) -> FailOn:
    """What stands after `--fail-on`."""
    try:
        return FailOn.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


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
        baseline=getattr(args, "baseline", None),
    )


def loaded_or_exit(wanted: Asked) -> Loaded | int:
    """Facts and law; or, having said what is wrong, the exit code."""
    if missing(wanted.paths):
        return Exit.USAGE
    if wanted.baseline is not None and not _is_report(wanted.baseline):
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
    if nothing := nothing_to_judge(loaded, wanted.paths):
        for each in nothing:
            complain(each)
        return Exit.NOTHING_JUDGED
    return loaded


def nothing_to_judge(loaded: Loaded, paths: Iterable[Path]) -> list[str]:
    """Why these facts cannot be judged though nothing is wrong with them; empty where they can."""
    if not loaded.facts.registers:
        return [f"nothing to judge: no register in {', '.join(f'`{path}`' for path in paths)}"]
    empty = (slug for slug, register in loaded.facts.registers.items() if register.by_kind.keys() <= _NO_RECORDS)
    return [
        f"nothing to judge: the register `{slug}` states no party, no activity and no other record" for slug in empty
    ]


def nothing_judged(outcome: Outcome, loaded: Loaded) -> str:
    """Why no rule met any record; empty where one did."""
    if sum(outcome.counts.values()):
        return ""
    kinds = sorted({rule.for_each for rule in loaded.program.rules.values()})
    if not kinds:
        return "nothing was judged: no rule was chosen"
    return (
        "nothing was judged: the register states nothing that a rule asks about, or no rule is in force on that day "
        f"(they are asked of: {', '.join(kinds)})"
    )


def _is_report(baseline: Path) -> bool:
    """Whether there is something to read as a baseline; where there is not, that is said. A pipe may hold one."""
    if os.path.lexists(baseline) and not baseline.is_dir():
        return True
    hint = "make it with `policyengine check --format json=FILE`"
    complain(f"`{baseline}` is no report; {hint}" if baseline.is_dir() else f"there is no `{baseline}`; {hint}")
    return False


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
    "add_fail_on",
    "add_law",
    "add_packs",
    "add_selection",
    "asked",
    "complain",
    "day",
    "loaded_or_exit",
    "missing",
    "nothing_judged",
    "nothing_to_judge",
    "path",
    "refuse",
    "rule_roots",
    "say",
]
