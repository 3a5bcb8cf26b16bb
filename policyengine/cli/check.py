"""`policyengine check`: judge registers and say what is found."""

from __future__ import annotations

import argparse
import sys

from policyengine.cli.common import NOTHING, add_selection, asked, complain, loaded_or_exit, say

_FAIL_ON = ("critical", "high", "medium", "low", "info", "never")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine check`."""
    add_selection(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    parser.add_argument("--all", action="store_true", help="every verdict on every record as well")
    parser.add_argument("--engine", choices=("interpreter",), default="interpreter", help="what judges")
    parser.add_argument(
        "--fail-on",
        choices=_FAIL_ON,
        default="high",
        help="exit 1 on violated or contradictory findings of at least this severity (default: high)",
    )


def run(args: argparse.Namespace) -> int:
    """Judge; the answer is the exit code."""
    wanted = asked(args, args.paths, every_verdict=args.all)
    loaded = loaded_or_exit(wanted)
    if isinstance(loaded, int):
        return loaded
    from policyengine.check import run as judge
    from policyengine.triage.exits import FailOn

    outcome = judge(wanted, loaded)
    if not sum(outcome.counts.values()):
        complain("nothing was judged: no rule met any record")
        return NOTHING
    if args.format == "json":
        from policyengine.report.json import json

        say(json(outcome))
    else:
        from policyengine.report.terminal import Paint
        from policyengine.report.text import text

        say(text(outcome, Paint.for_stream(sys.stdout)))
    return FailOn.parse(args.fail_on).exit(outcome.findings)
