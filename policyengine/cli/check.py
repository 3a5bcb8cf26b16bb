"""`policyengine check`: judge registers and say what is found."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from policyengine.cli.common import add_selection, asked, complain, loaded_or_exit
from policyengine.cli.outputs import FORMATS, Output, in_full, output, write, wrong
from policyengine.triage.exits import DEFAULT, Exit, FailOn

if TYPE_CHECKING:
    from policyengine.check import Loaded


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine check`."""
    add_selection(parser)
    parser.add_argument(
        "--format",
        metavar="NAME[=FILE]",
        type=output,
        action="append",
        help=f"how to report: {', '.join(FORMATS)} (default: text); one is printed, `=FILE` writes; repeatable",
    )
    parser.add_argument("--all", action="store_true", help="every verdict on every record and every question as well")
    parser.add_argument("--engine", choices=("interpreter",), default="interpreter", help="what judges")
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


def run(args: argparse.Namespace) -> int:
    """Judge; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.paths, every_verdict=args.all, in_full=in_full(outputs))
    loaded = loaded_or_exit(wanted)
    if isinstance(loaded, int):
        return loaded
    from policyengine.check import run as judge

    outcome = judge(wanted, loaded)
    if not sum(outcome.counts.values()):
        complain(f"nothing was judged: {_why_nothing(loaded)}")
        return Exit.NOTHING_JUDGED
    if failed := write(outputs, outcome, every_verdict=args.all):
        complain(failed)
        return Exit.USAGE
    fail_on: FailOn = args.fail_on
    return fail_on.exit(outcome.findings)


def _why_nothing(loaded: Loaded) -> str:
    """Why no rule met any record."""
    kinds = sorted({rule.for_each for rule in loaded.program.rules.values()})
    if not kinds:
        return "no rule was chosen"
    asked_of = f"they are asked of: {', '.join(kinds)}"
    return f"the register states nothing that a rule asks about, or no rule is in force on that day ({asked_of})"
