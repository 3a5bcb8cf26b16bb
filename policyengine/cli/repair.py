"""`policyengine repair`: what could be done about findings, cheapest first, each proposal judged."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import (
    add_law,
    add_paths,
    add_registers,
    asked,
    complain,
    missing,
    opened,
    path,
    read_by,
    refuse,
)
from policyengine.cli.outputs import Output, add_format, overwriting, paint, written, wrong
from policyengine.cli.progress import shown
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.proposals import Repairs
    from policyengine.register.trees import Trees
    from policyengine.repairs.efforts import Efforts
    from policyengine.workspace import Workspace

_SCENARIO = "scenario"
FORMATS = ("text", "json", "markdown", _SCENARIO)
_MOST = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine repair`."""
    add_paths(parser)
    add_law(parser)
    add_registers(parser)
    parser.add_argument(
        "--finding",
        metavar="WHAT",
        action="append",
        default=[],
        help="a rule, a record, or RULE@RECORD, whatever the verdict (default: all that is violated or "
        "contradictory); repeatable",
    )
    parser.add_argument("--all", action="store_true", help="one plan for each register, instead of one by one")
    parser.add_argument(
        "--effort",
        metavar="WHAT=N",
        type=_effort,
        action="append",
        default=[],
        help="what it takes to change a PATH or KIND.ATTRIBUTE, `*` for any part; repeatable",
    )
    parser.add_argument(
        "--fixed",
        metavar="WHAT",
        action="append",
        default=[],
        help="a PATH or KIND.ATTRIBUTE that cannot be changed; repeatable",
    )
    parser.add_argument(
        "--efforts", metavar="FILE", type=path, default=None, help="a file of both: `WHAT: N` or `WHAT: fixed`"
    )
    parser.add_argument(
        "--alternatives", metavar="N", type=_number, default=3, help="proposals for each finding (default: 3)"
    )
    parser.add_argument(
        "--most", metavar="N", type=_number, default=_MOST, help=f"judgings for each finding (default: {_MOST})"
    )
    parser.add_argument(
        "--write-scenarios", metavar="DIR", type=path, default=None, help="each proposal as a scenario file in DIR"
    )
    add_format(parser, FORMATS)
    parser.epilog = (
        "A proposal is what has to be done, not what should be written down: stating a fact that is not so repairs "
        "nothing. Exit 0 if there is a proposal for every finding, 1 if there is none for some. Needs the extra "
        "`repair`."
    )


def _effort(text: str) -> tuple[str, int]:
    """What stands after `--effort`."""
    what, equals, number = text.rpartition("=")
    if not what or not equals:
        raise argparse.ArgumentTypeError(f"`{text}` says no effort; write `WHAT=N`, such as `notice.claims=2`")
    return what, _number(number)


def _number(text: str) -> int:
    """A whole number above 0."""
    if not (text.isascii() and text.isdigit() and int(text) > 0 and len(text) < 7):
        raise argparse.ArgumentTypeError(f"`{text}` is no whole number from 1 to 999999")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Find repairs and report them; the answer is the exit code."""
    from policyengine.repairs.solver import MissingSolverError, need_solver

    outputs: list[Output] = args.format or [Output("text")]
    try:
        need_solver()
    except MissingSolverError as why:
        complain(str(why))
        return Exit.USAGE
    files = [*(each.file for each in outputs), args.write_scenarios]
    if why_not := wrong(outputs) or _no_folder(args.write_scenarios) or overwriting(files, read_by(args)):
        complain(why_not)
        return Exit.USAGE
    workspace = opened(asked(args, args.paths), trees=True)
    return workspace if isinstance(workspace, int) else _repair(args, workspace, outputs)


def _no_folder(folder: Path | None) -> str:
    """Why scenarios cannot be written there; empty where they can."""
    if folder is None or folder.is_dir():
        return ""
    return f"there is no folder `{folder}` to write scenarios in; make it first"


def _repair(args: argparse.Namespace, workspace: Workspace, outputs: list[Output]) -> int:
    from policyengine.refusals import Unknown
    from policyengine.repairs.choosing import Wanted

    table = _table(args, workspace.given.written.trees)
    if isinstance(table, int):
        return table
    wanted = Wanted(tuple(args.finding), table, args.alternatives, args.most, args.all)
    with shown():
        if not len(workspace.base.judgements):
            complain("nothing was judged: no rule met any record")
            return Exit.NOTHING_JUDGED
        try:
            made = workspace.repair(wanted=wanted)
        except Unknown as why:
            for each in str(why).splitlines():
                complain(each)
            return Exit.USAGE
    return _written(args, made, outputs)


def _table(args: argparse.Namespace, trees: Trees) -> Efforts | int:
    """What the file of efforts says, and before it the options; or, having said what is wrong, the exit code."""
    from policyengine.repairs.effortfile import read_efforts
    from policyengine.repairs.efforts import Efforts
    from policyengine.rules.reading import Reading
    from policyengine.source.read import shown_path
    from policyengine.spans import Files

    table = Efforts()
    if args.efforts is not None:
        if missing([args.efforts]):
            return Exit.USAGE
        reading = Reading(Files())
        table = read_efforts(args.efforts, shown_path(args.efforts), reading, trees)
        if reading.problems:
            return refuse(reading.problems, reading.files)
    said = dict(args.effort)
    fixed = [what for what in table.fixed if what not in said]
    return Efforts({**table.costs, **said}, (*fixed, *args.fixed))


def _written(args: argparse.Namespace, made: Repairs, outputs: list[Output]) -> int:
    scenarios = made.proposals
    if any(each.name == _SCENARIO for each in outputs) and len(scenarios) != 1:
        count = f"{len(scenarios)} proposals" if scenarios else "no proposal"
        complain(
            f"`--format scenario` writes one proposal, and there are {count}; use `--write-scenarios DIR`, or "
            "`--finding` with `--alternatives 1`"
        )
        return Exit.USAGE
    reports = [(each, _report(each, made)) for each in outputs]
    if args.write_scenarios is not None:
        files = {args.write_scenarios / f"{one.name}.yaml": one.scenario for one in scenarios}
        if there := [file for file, text in files.items() if _says_otherwise(file, text)]:
            named = ", ".join(f"`{file}`" for file in there)
            complain(f"nothing was written: {named} would be replaced; name another folder, or remove what is there")
            return Exit.USAGE
        reports += [(Output(_SCENARIO, file), text) for file, text in files.items()]
    return written(reports, Exit.FINDINGS if made.none_for else 0)


def _says_otherwise(file: Path, text: str) -> bool:
    """Whether there is something in the place of a scenario that an earlier run has not written just so."""
    try:
        return os.path.lexists(file) and file.read_bytes() != text.encode("utf-8", "backslashreplace")
    except OSError:
        return True


def _report(wanted: Output, made: Repairs) -> str:
    """The text of one report; formats are imported when they are asked for."""
    if wanted.name == _SCENARIO:
        return made.proposals[0].scenario
    if wanted.name == "json":
        from policyengine.report.repair.json import json

        return json(made)
    if wanted.name == "markdown":
        from policyengine.report.repair.markdown import markdown

        return markdown(made)
    from policyengine.report.repair.text import text

    return text(made, paint(wanted))
