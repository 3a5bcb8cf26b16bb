"""`policyengine explain --why-not`: the other side of a verdict, and the smallest fact that would make it fail."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from policyengine.cli.common import asked, complain, opened, read_by
from policyengine.cli.outputs import Output, overwriting, paint, written, wrong
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.why_not import Answer
    from policyengine.workspace import Asked


def run(args: argparse.Namespace) -> int:
    """Say why not, and what would make it fail; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs) or overwriting([each.file for each in outputs], read_by(args)):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.facts)
    workspace = opened(wanted, trees=True)
    if isinstance(workspace, int):
        return workspace
    from policyengine.workspace import Unknown

    try:
        answer = workspace.why_not(args.rule_id, args.record)
    except Unknown as why:
        complain(str(why))
        return Exit.USAGE
    command = _command(args, wanted)
    return written([(each, _report(each, answer, command)) for each in outputs], 0)


def _command(args: argparse.Namespace, wanted: Asked) -> list[str]:
    """The what-if that asks about the same facts by the same law on the same day, up to what it supposes."""
    command = ["policyengine", "whatif", *map(str, wanted.paths)]
    for option, given in (("--as-of", args.as_of), ("--policy", args.policy)):
        command += [option, str(given)] if given is not None else []
    for option, several in (("--pack", args.pack), ("--rules", args.rules)):
        command += [word for one in several for word in (option, str(one))]
    return [*command, *(["--no-installed-rules"] if args.no_installed_rules else [])]


def _report(wanted: Output, answer: Answer, command: list[str]) -> str:
    from policyengine.report.why_not import why_not_json, why_not_text

    if wanted.name == "json":
        return why_not_json(answer.why, answer.fails, command)
    return why_not_text(answer.why, answer.fails, command, paint(wanted))
