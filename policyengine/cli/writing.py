"""`policyengine whatif --write`: what is supposed of facts, written into their files once somebody has seen it."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import complain
from policyengine.cli.streams import say_aside
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.scenarios.making import Written
    from policyengine.scenarios.scenario import Supposed
    from policyengine.scenarios.writing import Rewriting
    from policyengine.source.replacing import Replacement
    from policyengine.source.uncommitted import Kept

_MARK = "\ufeff"
_YES = ("y", "yes")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, as somebody may look at it first."""

    replacements: tuple[Replacement, ...]
    shown: str
    unchecked: tuple[str, ...] = ()
    """Of which files nobody knows whether they are kept elsewhere, and why."""


def add_writing(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said of writing."""
    parser.add_argument(
        "--write",
        action="store_true",
        help="change the YAML files themselves: shows what changes, asks, writes all files or none",
    )
    parser.add_argument("--yes", action="store_true", help="with --write: do not ask")
    parser.add_argument(
        "--source",
        metavar="SOURCE",
        type=_citation,
        default=None,
        help="what is supposed cites this source of the register, such as `contract L12`, instead of the scenario",
    )


def _citation(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a source is expected here, such as `contract` or `contract L12`")
    return " ".join(text.split())


def misused(args: argparse.Namespace, supposed: Sequence[Supposed]) -> str:
    """Why nothing can be written, as far as the command line tells; empty where it can, and where it need not."""
    if not args.write:
        return "`--yes` goes with `--write`" if args.yes else ""
    if args.matrix:
        return "`--matrix` compares several suppositions, of which `--write` cannot write one; leave out either"
    from policyengine.scenarios.scenario import composed
    from policyengine.scenarios.writing import refused
    from policyengine.spans import Files

    everything = composed([one for some in supposed for one in some.scenarios], Files())
    why = refused(everything)
    return "" if why is None else f"nothing was written: {why} ({why.hint})"


def planned(written: Written, supposed: Supposed, as_of: dt.date, registers: Sequence[str]) -> Plan | int:
    """What would be written, of the registers that were judged (all without any); or, having said why nothing can be,
    the exit code.
    """
    from policyengine.scenarios.writing import NotWritable, rewritings
    from policyengine.source.repository import GitRefuses
    from policyengine.source.uncommitted import kept

    try:
        found = rewritings(written, supposed, as_of, registers)
        if wrong := [*_in_the_way(found, written.trees.files.paths[1:])]:
            return _refused(wrong)
        states = kept([Path(one.path) for one in found])
        if wrong := [*_uncommitted(states)]:
            return _refused(wrong)
        return _plan(found, states)
    except NotWritable as why:
        return _refused([f"{why} ({why.hint})"])
    except GitRefuses as why:
        return _refused([f"git was asked whether everything is committed, and refuses: {why}"])
    except OSError as error:
        return _refused([f"`{error.filename}` cannot be read: {(error.strerror or 'no reason given').lower()}"])


def _refused(why: Sequence[str]) -> int:
    for each in why:
        complain(f"nothing was written: {each}")
    return Exit.USAGE


def _in_the_way(found: Sequence[Rewriting], read: Sequence[str]) -> Iterator[str]:
    """Why some files should not be written, whatever would be."""
    names: dict[tuple[int, int], list[str]] = {}
    for path in read:
        about = Path(path).stat()
        names.setdefault((about.st_dev, about.st_ino), []).append(path)
    for one in found:
        about = Path(one.path).stat()
        others = [path for path in names.get((about.st_dev, about.st_ino), ()) if path != one.path]
        if os.path.islink(one.path):  # noqa: PTH114
            yield f"`{one.path}` is a link; give the file to which it leads (nothing is written through links)"
        elif others:
            yield f"`{one.path}` is the same file as `{others[0]}`; remove one of both"
        elif _text(Path(one.path).read_bytes()) != one.before:
            yield f"`{one.path}` has changed since it was read; run it again"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix(_MARK)


def _uncommitted(states: dict[Path, Kept]) -> Iterator[str]:
    from policyengine.source.uncommitted import Kept

    for file, state in states.items():
        if state in (Kept.CHANGED, Kept.NEW):
            yield f"`{file}` is {state}; commit it first, so that both changes can be told apart and taken back"


def _plan(found: Sequence[Rewriting], states: dict[Path, Kept]) -> Plan:
    from policyengine.report.difference.unified import unified
    from policyengine.report.terminal import Paint
    from policyengine.source.replacing import Replacement
    from policyengine.source.uncommitted import Kept

    paint = Paint.for_stream(sys.stderr)
    replacements = []
    for one in found:
        before = Path(one.path).read_bytes()
        mark = _MARK if before.startswith(_MARK.encode()) else ""
        replacements.append(Replacement(Path(one.path), before, f"{mark}{one.after}".encode()))
    shown = "".join(unified(one.path, one.before, one.after, paint) for one in found)
    unchecked = [f"`{file}` is {state}" for file, state in states.items() if state is not Kept.COMMITTED]
    return Plan(tuple(replacements), shown, tuple(unchecked))


def carried_out(plan: Plan, code: int, *, without_asking: bool) -> int:
    """Show what changes, ask, and write; the answer is the exit code, which is `code` where it is written."""
    from policyengine.source.replacing import HalfWritten, HasChanged, replace_all

    if not plan.replacements:
        complain("there is nothing to write: the files say all of this already")
        return code
    say_aside(plan.shown)
    for each in plan.unchecked:
        complain(f"nobody looked whether there are uncommitted changes: {each}")
    if not without_asking and not _agreed(len(plan.replacements)):
        return Exit.USAGE
    try:
        replace_all(plan.replacements)
    except HasChanged as file:
        return _refused([f"`{file}` has changed meanwhile; run it again"])
    except HalfWritten as why:
        complain(f"writing failed, and not all could be put back: {why}")
        return Exit.USAGE
    except OSError as error:
        return _refused([f"`{error.filename}`: {(error.strerror or 'no reason given').lower()}"])
    complain(f"wrote {', '.join(f'`{one.file}`' for one in plan.replacements)}")
    return code


def _agreed(count: int) -> bool:
    """Whether somebody at a terminal says yes; where nobody can be asked, what to do is said."""
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        complain("nothing was written: nobody can be asked here; add `--yes` to write this")
        return False
    say_aside(f"write {'this file' if count == 1 else f'these {count} files'}? [y/N] ")
    if sys.stdin.readline().strip().lower() in _YES:
        return True
    complain("nothing was written")
    return False
