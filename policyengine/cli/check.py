"""`policyengine check`: judge registers and say what is found."""

from __future__ import annotations

import argparse

from policyengine.cli.common import add_fail_on, add_selection, asked, complain, loaded_or_exit, nothing_judged, path
from policyengine.cli.outputs import FORMATS, Output, documented, in_full, output, write, wrong
from policyengine.triage.exits import Exit


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
        "--baseline",
        metavar="FILE",
        type=path,
        default=None,
        help="an earlier report made with `--format json`: only what is new beside it is reported, and fails the run",
    )
    add_fail_on(parser)


def run(args: argparse.Namespace) -> int:
    """Judge; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.paths, every_verdict=args.all, in_full=in_full(outputs), documented=documented(outputs))
    loaded = loaded_or_exit(wanted)
    if isinstance(loaded, int):
        return loaded
    from policyengine.check import run as judge

    outcome = judge(wanted, loaded)
    if nothing := nothing_judged(outcome, loaded):
        complain(nothing)
        return Exit.NOTHING_JUDGED
    if failed := write(outputs, outcome, every_verdict=args.all):
        complain(failed)
        return Exit.USAGE
    return loaded.gate.ended(outcome)
