"""`policyengine check`: judge registers and say what is found."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from policyengine.cli.common import (
    add_fail_on,
    add_selection,
    asked,
    complain,
    default_day,
    nothing_judged,
    opened,
    path,
    read_by,
)
from policyengine.cli.outputs import (
    Output,
    add_format,
    documented,
    in_full,
    made,
    overwriting,
    summary_file,
    written,
    wrong,
)
from policyengine.cli.progress import shown
from policyengine.cli.streams import say_aside
from policyengine.engine import ENGINES
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.cli.remembered import Remembered
    from policyengine.findings import Outcome
    from policyengine.spans import Files


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine check`."""
    add_selection(parser)
    add_format(parser)
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
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=jobs,
        default=1,
        help="judge registers side by side in so many processes (default: 1; 0 or `auto`: one a processor)",
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="judge anew, and keep nothing for a later run over the same files"
    )
    add_fail_on(parser)


def jobs(text: str) -> int:
    """What stands after `--jobs`; 0 is one a processor."""
    if text == "auto":
        return 0
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of processes from 0 to 999, or `auto`")
    return int(text)


class _Judged(NamedTuple):
    """What a run came to, how it ends, and from which files."""

    outcome: Outcome
    code: int
    read: tuple[Files, ...]


def run(args: argparse.Namespace) -> int:
    """Judge; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    outputs = [
        each._replace(include_waived=args.sarif_include_waived, without_absent=args.sarif_without_absent)
        for each in outputs
    ]
    if why := wrong(outputs) or overwriting([each.file for each in outputs], read_by(args)):
        complain(why)
        return Exit.USAGE
    # Said once, so that what is kept is kept of the day that was judged.
    args.as_of = args.as_of or default_day(args)
    known = None if args.no_cache else _remembered(args, outputs)
    again = known.reports(outputs) if known is not None and summary_file(outputs) is None else None
    if again is not None:
        reports, code = again
        return written(reports, code)
    return _made(args, outputs, known)


def _remembered(args: argparse.Namespace, outputs: Sequence[Output]) -> Remembered | None:
    """What the cache may know of this run; None where nothing may be known or kept of it."""
    from policyengine.source.cache import cache

    here = cache()
    if here is None:
        return None
    from policyengine.cli.question import question
    from policyengine.cli.remembered import Remembered

    asked_for = question(args, documented=documented(outputs), in_full=in_full(outputs))
    return Remembered(here, asked_for) if asked_for is not None else None


def _made(args: argparse.Namespace, outputs: Sequence[Output], known: Remembered | None) -> int:
    """Make the reports of the outcome, known or judged now, and keep them."""
    judged: _Judged | int | None = None
    if known is not None and (found := known.outcome()) is not None:
        judged = _Judged(*found, ())
    fresh = judged is None
    if judged is None:
        if known is not None:
            known.asked.forget_contents()
        judged = _judge(args, outputs)
    if isinstance(judged, int):
        return judged
    reports = made(outputs, judged.outcome, every_verdict=args.all)
    summaries = summary_file(outputs)
    asked_for = judged.outcome if args.all else replace(judged.outcome, verdicts=[])
    code = written(reports, judged.code, (summaries, asked_for) if summaries else None)
    if known is not None and code == judged.code and (not fresh or known.keep(judged.outcome, code, judged.read)):
        known.keep_reports(reports, code)
    return code


def _judge(args: argparse.Namespace, outputs: Sequence[Output]) -> _Judged | int:
    """Load and judge; or, having said what is wrong, the exit code."""
    wanted = asked(args, args.paths, every_verdict=args.all, in_full=in_full(outputs), documented=documented(outputs))
    workspace = opened(wanted)
    if isinstance(workspace, int):
        return workspace
    from policyengine.engine.judging import DisagreementError

    try:
        with shown():
            outcome = workspace.check(args.jobs)
    except DisagreementError as found:
        from policyengine.register.writing import as_yaml

        complain(f"our bug, not your input: {found}; please report it with these facts, which are enough to show it")
        say_aside(as_yaml(found.smallest()))
        return Exit.OUR_BUG
    loaded = workspace.loaded
    if nothing := nothing_judged(outcome, loaded):
        complain(nothing)
        return Exit.NOTHING_JUDGED
    return _Judged(outcome, loaded.gate.ended(outcome), (*loaded.read, wanted.policy.files))
