"""`policyengine check`: judge registers and say what is found."""

from __future__ import annotations

import argparse
from dataclasses import replace

from policyengine.cli.common import add_fail_on, add_selection, asked, complain, loaded_or_exit, nothing_judged, path
from policyengine.cli.outputs import FORMATS, Output, documented, in_full, output, write, wrong
from policyengine.cli.streams import say_aside
from policyengine.engine import ENGINES
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
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default="",
        help="what judges (default: rete, the rule engine, or the interpreter where that is not installed); "
        "with both they are compared",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        type=path,
        default=None,
        help="an earlier report made with `--format json`: only what is new beside it is reported, and fails the run",
    )
    parser.add_argument(
        "--sarif-include-waived",
        action="store_true",
        help="keep what is waived in `sarif`, marked as suppressed; GitHub would show it as open",
    )
    parser.add_argument(
        "--sarif-without-absent",
        action="store_true",
        help="leave out of `sarif` what is gone since the baseline; GitHub would show it as open",
    )
    add_fail_on(parser)


def run(args: argparse.Namespace) -> int:
    """Judge; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    outputs = [
        replace(each, include_waived=args.sarif_include_waived, without_absent=args.sarif_without_absent)
        for each in outputs
    ]
    if why := wrong(outputs):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.paths, every_verdict=args.all, in_full=in_full(outputs), documented=documented(outputs))
    loaded = loaded_or_exit(wanted)
    if isinstance(loaded, int):
        return loaded
    from policyengine.check import run as judge
    from policyengine.engine.judging import DisagreementError
    from policyengine.register.writing import as_yaml

    try:
        outcome = judge(wanted, loaded)
    except DisagreementError as found:
        complain(f"our bug, not your input: {found}; please report it with these facts, which are enough to show it")
        say_aside(as_yaml(found.smallest()))
        return Exit.OUR_BUG
    if nothing := nothing_judged(outcome, loaded):
        complain(nothing)
        return Exit.NOTHING_JUDGED
    if failed := write(outputs, outcome, every_verdict=args.all):
        complain(failed)
        return Exit.USAGE
    return loaded.gate.ended(outcome)
