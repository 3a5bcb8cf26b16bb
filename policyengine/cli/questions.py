"""`policyengine questions`: what is worth asking next."""

from __future__ import annotations

import argparse
import sys

from policyengine.cli.common import add_selection, asked, complain, nothing_judged, opened, say
from policyengine.triage.exits import Exit


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine questions`."""
    add_selection(parser)
    parser.add_argument("--all", action="store_true", help="also those that decide little")


def run(args: argparse.Namespace) -> int:
    """Print the questions, the most decisive first."""
    wanted = asked(args, args.paths, every_verdict=args.all)
    workspace = opened(wanted)
    if isinstance(workspace, int):
        return workspace
    from policyengine.report.terminal import Paint
    from policyengine.report.text import question_lines

    paint = Paint.for_stream(sys.stdout)
    outcome = workspace.check()
    if nothing := nothing_judged(outcome, workspace.loaded):
        complain(nothing)
        return Exit.NOTHING_JUDGED
    for question in outcome.questions:
        say("\n".join(question_lines(question, paint)) + "\n")
    if outcome.questions_left_out:
        say(f"{outcome.questions_left_out} more decide less (`--all`)\n")
    if not outcome.questions:
        say("nothing is open that a single statement would decide\n")
    return 0
