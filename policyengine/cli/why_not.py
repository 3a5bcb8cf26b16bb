"""`policyengine explain --why-not`: the other side of a verdict, and the smallest fact that would make it fail."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from policyengine.cli.common import asked, complain, loaded_or_exit
from policyengine.cli.outputs import Output, write_all, wrong
from policyengine.triage.exits import Exit

if TYPE_CHECKING:
    from policyengine.check import Asked, Loaded
    from policyengine.whatif import Given
    from policyengine.why_not import Answer


def run(args: argparse.Namespace) -> int:
    """Say why not, and what would make it fail; the answer is the exit code."""
    outputs: list[Output] = args.format or [Output("text")]
    if why := wrong(outputs):
        complain(why)
        return Exit.USAGE
    wanted = asked(args, args.facts)
    found: list[Given] = []
    loaded = loaded_or_exit(wanted, partial(_load, found))
    if isinstance(loaded, int):
        return loaded
    answer = _answer(args.rule_id, args.record, found[0])
    if isinstance(answer, str):
        complain(answer)
        return Exit.USAGE
    command = _command(args, wanted)
    if failed := write_all([(each, _report(each, answer, command)) for each in outputs]):
        complain(failed)
        return Exit.USAGE
    return 0


def _load(found: list[Given], wanted: Asked) -> Loaded:
    from policyengine.whatif import load

    found.append(load(wanted))
    return found[0].loaded


def _answer(rule_id: str, record_name: str, given: Given) -> Answer | str:
    """The answer, or what to tell the person who asked."""
    from policyengine.errors import nearest
    from policyengine.register.naming import asked_instead, find
    from policyengine.why_not import ask

    program, facts = given.loaded.program, given.loaded.facts
    rule = program.rules.get(rule_id)
    if rule is None:
        return f"no rule is called `{rule_id}` ({nearest(rule_id, program.rules)})"
    record = find(record_name, facts, rule.for_each)
    if not isinstance(record, str):
        return ask(given, rule, record)
    other = find(record_name, facts)
    if isinstance(other, str):
        return f"{record}; the rule is asked of each {rule.for_each}"
    return asked_instead(other, rule.for_each, facts)


def _command(args: argparse.Namespace, wanted: Asked) -> list[str]:
    """The what-if that asks about the same facts by the same law on the same day, up to what it supposes."""
    command = ["policyengine", "whatif", *map(str, wanted.paths)]
    for option, given in (("--as-of", args.as_of), ("--policy", args.policy)):
        command += [option, str(given)] if given is not None else []
    for option, several in (("--pack", args.pack), ("--rules", args.rules)):
        command += [word for one in several for word in (option, str(one))]
    return [*command, *(["--no-installed-rules"] if args.no_installed_rules else [])]


def _report(wanted: Output, answer: Answer, command: list[str]) -> str:
    from policyengine.report.terminal import Paint
    from policyengine.report.why_not import why_not_json, why_not_text

    if wanted.name == "json":
        return why_not_json(answer.why, answer.fails, command)
    paint = Paint(False) if wanted.file else Paint.for_stream(sys.stdout)
    return why_not_text(answer.why, answer.fails, command, paint)
