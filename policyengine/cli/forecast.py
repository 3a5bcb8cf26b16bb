"""`policyengine forecast`: the days on which findings will change if nothing is done."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from policyengine.cli.common import add_fail_on, add_selection, asked, complain, day, opened, read_by, refuse
from policyengine.cli.outputs import Output, add_format, overwriting, paint, written, wrong
from policyengine.cli.progress import shown
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.forecasts import Forecast

FORMATS = ("text", "json", "markdown", "ics")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine forecast`."""
    add_selection(parser)
    parser.add_argument("--until", metavar="DATE", type=day, required=True, help="the last day that is looked at")
    parser.add_argument(
        "--scenario",
        metavar="NAME|FILE",
        action="append",
        default=[],
        help="forecast what is supposed: a scenario as of `policyengine whatif`; repeatable",
    )
    parser.add_argument(
        "--on", metavar="DATE", type=day, default=None, help="what `as_of` means in a scenario (default: its own day)"
    )
    add_format(parser, FORMATS)
    add_fail_on(parser)
    parser.epilog = (
        "Contracts, listings and assessments end, waivers expire, law begins and ends: each day on which that changes "
        "a finding is shown with the date that does it. Findings that will be new, worse or no longer waived decide "
        "about the exit code."
    )


def run(args: argparse.Namespace) -> int:
    """Judge day by day; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs) or overwriting([each.file for each in outputs], read_by(args)):
        complain(why)
        return Exit.USAGE
    if args.on is not None and not args.scenario:
        complain("`--on` says when a scenario begins, and none is named; name one with `--scenario`")
        return Exit.USAGE
    wanted = asked(args, args.paths)
    if args.until <= wanted.as_of:
        complain(f"`--until {args.until}` is not after the day of judging, {wanted.as_of}; name a later day")
        return Exit.USAGE
    workspace = opened(wanted, trees=bool(args.scenario))
    if isinstance(workspace, int):
        return workspace
    from policyengine.refusals import Invalid, Unknown

    try:
        with shown():
            made, gate = workspace.foreseen(args.until, *args.scenario, on=args.on)
    except Unknown as why:
        complain(str(why))
        return Exit.USAGE
    except Invalid as refused:
        return refuse(refused.problems, *refused.read)
    if not (made.judged or made.days):
        complain("nothing was judged: no rule that was chosen met any record")
        return Exit.NOTHING_JUDGED
    return written([(each, _report(each, made)) for each in outputs], gate.exit(made.failing))


def _report(wanted: Output, made: Forecast) -> str:
    """The text of one report; formats are imported when they are asked for."""
    if wanted.name == "json":
        from policyengine.report.forecast.json import json

        return json(made)
    if wanted.name == "markdown":
        from policyengine.report.forecast.markdown import markdown

        return markdown(made)
    if wanted.name == "ics":
        from policyengine.report.forecast.ics import ics

        return ics(made)
    from policyengine.report.forecast.text import text

    return text(made, paint(wanted))
