"""`policyengine whatif`: what would hold if facts, law or the day were otherwise."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyengine.cli.common import add_fail_on, add_selection, asked, complain, day, opened, read_by, refuse, say
from policyengine.cli.comparing import FORMATS, Compared, UnusableError, matrix_report, reports, wrong
from policyengine.cli.outputs import Output, add_format, overwriting, written
from policyengine.cli.writing import add_writing, carried_out, misused, planned
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.errors import Problem
    from policyengine.scenarios.scenario import Supposed
    from policyengine.spans import Files
    from policyengine.workspace import Workspace

_SCENARIO = "scenario"
_FLAG = "--"
_Asked = list[tuple[str, str]]
"""`scenario` or a verb, and what stands after it, in the order of the command line."""


class _InOrder(argparse.Action):
    """Keeps scenarios and changes in the order in which they are given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        so_far: _Asked = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*so_far, ((option_string or "").lstrip("-"), str(values))])


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine whatif`."""
    add_selection(parser)
    for option, metavar, about in (
        ("scenario", "NAME|FILE", "a scenario: ready-made, in scenarios/, or a file"),
        ("set", "PATH=VALUE", "state this instead of what is stated"),
        ("unset", "PATH", "nothing is said of it"),
        ("add", "PATH[=VALUE]", "a record that is not there, or one more value"),
        ("remove", "PATH[=VALUE]", "without a record, or without one of the values"),
        ("replace", "PATH=VALUE", "another record or value in the place of one that is there"),
    ):
        parser.add_argument(
            f"--{option}", metavar=metavar, action=_InOrder, dest="supposed", default=[], help=f"{about}; repeatable"
        )
    parser.add_argument("--on", metavar="DATE", type=day, default=None, help="judge what is supposed on this day")
    parser.add_argument(
        "--matrix", action="store_true", help="scenarios side by side, each by itself, and the changes as one more"
    )
    parser.add_argument("--list", action="store_true", help="list the scenarios that can be named, and end")
    add_format(parser, FORMATS)
    add_fail_on(parser)
    add_writing(parser)
    parser.epilog = (
        "Changes are made in the order given. A path names a fact (activities.newsletter.purposes.news.basis), a row "
        "of a law table (law.adequacy.us-dpf.until), a rule (rules.ID.severity) or a pack (packs.NAME); `slug:` before "
        "it chooses a register, `*` stands for any record. Findings that would be introduced decide about the exit "
        "code, and those that would change for the worse. Nothing is written unless --write says so."
    )


def run(args: argparse.Namespace) -> int:
    """Suppose, judge and compare; the answer is the exit code."""
    if args.list:
        return _listed()
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs, matrix=args.matrix) or overwriting([each.file for each in outputs], read_by(args)):
        complain(why)
        return Exit.USAGE
    named = _named(args.supposed)
    if isinstance(named, int):
        return named
    if args.source:
        named = _citing(named, args.source)
    if why := misused(args, [supposed for _, supposed in named]):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.paths)
    workspace = opened(wanted, trees=True)
    if isinstance(workspace, int):
        return workspace
    return (_matrix if args.matrix else _single)(args, workspace, named, outputs)


def _citing(named: list[tuple[str, Supposed]], source: str) -> list[tuple[str, Supposed]]:
    from policyengine.scenarios.writing import citing

    return [(name, citing(supposed, source)) for name, supposed in named]


def _listed() -> int:
    from policyengine.rules.reading import Reading
    from policyengine.scenarios.scenario import STATUS
    from policyengine.scenarios.shelf import known, read_named
    from policyengine.spans import Files

    reading = Reading(Files())
    lines = [
        f"{name}\n  {one.title}\n  {STATUS[one.status]}" + (f"; {one.source}" if one.source else "")
        for name, some in zip(known(), read_named(known(), reading), strict=True)
        for one in some[-1:]
    ]
    say("\n".join(lines) + "\n")
    return refuse(reading.problems, reading.files) if reading.problems else 0


def _named(given: _Asked) -> list[tuple[str, Supposed]] | int:
    """Each scenario, and each run of changes between them, by name; or, having said what is wrong, the exit code."""
    from policyengine.refusals import Invalid, Unknown
    from policyengine.scenarios.scenario import Verb
    from policyengine.supposing import Flags, read_each

    changes: list[str | Flags] = []
    for is_scenario, some in itertools.groupby(given, key=lambda one: one[0] == _SCENARIO):
        texts = [*some]
        changes += [text for _, text in texts] if is_scenario else [Flags(tuple((Verb(v), text) for v, text in texts))]
    try:
        return read_each(changes)
    except Unknown as why:
        complain(str(why))
        return Exit.USAGE
    except Invalid as refused:
        return _refuse(refused.problems, *refused.read)


def _refuse(problems: Sequence[Problem], *files: Files, only_flags: bool = False) -> int:
    """Say what is wrong; the exit code says whether it is the command line or a file.

    What flags alone make of facts is theirs, wherever it shows: a record that others name may not be removed.
    """
    code = refuse(problems, *files)
    flagged = only_flags or any(problem.span.path.startswith(_FLAG) for problem in problems)
    return Exit.USAGE if flagged else code


def _only_flags(supposed: Supposed) -> bool:
    from policyengine.scenarios.reading import FLAGS

    return all(scenario.title == FLAGS.title for scenario in supposed.scenarios)


def _single(
    args: argparse.Namespace, workspace: Workspace, named: list[tuple[str, Supposed]], outputs: list[Output]
) -> int:
    from policyengine.supposing import in_turn

    supposed, name = in_turn(named)
    result = workspace.suppose(supposed, args.on)
    if result.case is None:
        return _refuse(result.problems, *result.loaded.read, supposed.files, only_flags=_only_flags(supposed))
    comparison = workspace.compared(result, supposed, name)
    if not comparison.judged:
        complain("nothing would be judged: no rule that was chosen would meet any record")
        return Exit.NOTHING_JUDGED
    day = args.on or supposed.day(workspace.asked.as_of)
    plan = planned(workspace.given.written, supposed, day, workspace.asked.registers) if args.write else None
    if isinstance(plan, int):
        return plan
    try:
        made = reports(outputs, Compared(comparison, workspace.base, result.case, bool(args.register)))
    except UnusableError as why:
        complain(str(why))
        return Exit.USAGE
    code = result.loaded.gate.exit(comparison.difference.failing)
    ended = written(made, code)
    return ended if plan is None or ended != code else carried_out(plan, code, without_asking=args.yes)


def _matrix(
    args: argparse.Namespace, workspace: Workspace, named: list[tuple[str, Supposed]], outputs: list[Output]
) -> int:
    if not named:
        complain("`--matrix` has nothing to compare; name scenarios with `--scenario`")
        return Exit.USAGE
    columns, codes = [], []
    for name, supposed in named:
        result = workspace.suppose(supposed, args.on)
        if result.case is None:
            return _refuse(result.problems, *result.loaded.read, supposed.files, only_flags=_only_flags(supposed))
        columns.append((name, supposed, result))
        failing = workspace.compared(result, supposed, name).difference.failing
        codes.append(result.loaded.gate.exit(failing))
    found = workspace.side_by_side(columns)
    return written([(each, matrix_report(each, found)) for each in outputs], max(codes))
