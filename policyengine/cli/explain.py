"""`policyengine explain`: a rule in words, the proof of what it says of a record, or why it finds nothing wrong."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from policyengine.cli.common import NO_RULES, add_facts, add_law, asked, complain, opened, refuse, say
from policyengine.cli.outputs import add_format
from policyengine.report.sanitise import visible
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.report.terminal import Paint
    from policyengine.workspace import Asked, Workspace

WHY_NOT_FORMATS = ("text", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine explain`."""
    parser.add_argument("rule_id", metavar="RULE", help="the rule")
    parser.add_argument(
        "record", metavar="RECORD", nargs="?", help="a record: its key, `register:key`, or the end of its key"
    )
    add_facts(parser)
    parser.add_argument(
        "--why-not",
        action="store_true",
        help="why the rule does not apply, is met or stays open, and the smallest fact that would make it fail",
    )
    add_format(parser, WHY_NOT_FORMATS, "with --why-not, ")
    add_law(parser)


def run(args: argparse.Namespace) -> int:
    """Show the rule, prove its verdict, or say why it finds nothing wrong."""
    if args.why_not and args.record is not None:
        from policyengine.cli import why_not

        return why_not.run(args)
    if args.why_not or args.format:
        complain("`--why-not` is asked of a record; name it" if args.why_not else "`--format` is of `--why-not`")
        return Exit.USAGE
    wanted = asked(args, args.facts)
    if wanted.policy.problems:
        return refuse(wanted.policy.problems, wanted.policy.files)
    if not wanted.rule_roots:
        complain(NO_RULES)
        return Exit.USAGE
    if args.record is None:
        return _rule(args.rule_id, wanted)
    workspace = opened(wanted)
    return workspace if isinstance(workspace, int) else _proof(args.rule_id, args.record, workspace)


def _rule(name: str, wanted: Asked) -> int:
    from policyengine.errors import nearest
    from policyengine.report.terminal import Paint
    from policyengine.rules.finding import find_packs
    from policyengine.rules.load import read_program
    from policyengine.rules.showing import rule_page
    from policyengine.rules.testfiles import read_tests
    from policyengine.spans import Files

    roots = wanted.rule_roots
    packs = find_packs(roots)
    program, problems = read_program(packs, packs.wanted(wanted.packs))
    if name not in program.rules and not problems:
        complain(f"no rule is called `{name}` ({nearest(name, program.rules)})")
        return Exit.USAGE
    tested = Files()
    tests, wrong = read_tests(roots, [name], tested)
    if problems or wrong:
        return refuse([*problems, *wrong], program.files, tested)
    paint = Paint.for_stream(sys.stdout)
    page = rule_page(program.rules[name], program, tests)
    lines = [part for line in page for part in _folded(line, paint)]
    say("\n".join(line.rstrip() for line in lines) + "\n")
    return 0


def _folded(line: str, paint: Paint) -> list[str]:
    """A line of the page of a rule: what is said of it stands in a second column, conditions are merely indented."""
    if line.startswith("file "):
        return [visible(line)]
    return paint.folded(line, 2 if line.startswith(" ") else 14)


def _proof(rule_id: str, record_name: str, workspace: Workspace) -> int:
    from policyengine.report.terminal import Paint
    from policyengine.workspace import Unknown

    try:
        explained = workspace.explain(rule_id, record_name)
    except Unknown as why:
        complain(str(why))
        return Exit.USAGE
    say(explained.text(Paint.for_stream(sys.stdout)))
    return 0
