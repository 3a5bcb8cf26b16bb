"""`policyengine rules`: list, show, test, lint and begin rules."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.errors import Problem
    from policyengine.rules.program import Program

_DONE, _FAILED, _USAGE, _INVALID, _NOTHING = 0, 1, 2, 3, 4


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine rules`."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--rules",
        metavar="DIR",
        type=Path,
        action="append",
        help="folder of packs (default: those installed); repeatable",
    )
    common.add_argument("--pack", metavar="NAME", action="append", help="only this pack; repeatable")
    verbs = parser.add_subparsers(dest="rules_verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[common], help="every rule: id, severity, provisions, title")
    show = verbs.add_parser("show", parents=[common], help="one rule: the law, its conditions in words, its tests")
    show.add_argument("rule", metavar="RULE")
    test = verbs.add_parser("test", parents=[common], help="run the tests of rules")
    test.add_argument("rule", metavar="RULE", nargs="*")
    verbs.add_parser("lint", parents=[common], help="what is doubtful in rules that load")
    new = verbs.add_parser("new", parents=[common], help="write a commented rule and its tests")
    new.add_argument("name", metavar="PACK/SLUG")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; the answer is the exit code."""
    if args.rules_verb == "new":
        return _new(args)
    from policyengine.errors import nearest
    from policyengine.rules.load import load_program, packs_below, with_optional

    packs, chosen = packs_below(_roots(args)), args.pack or []
    for name in chosen:
        if name not in packs:
            _say_wrong(f"no pack is called `{name}` ({nearest(name, packs)})")
            return _USAGE
    program, problems = load_program(_roots(args), with_optional(packs, chosen))
    program = _only(program, chosen)
    if problems:
        return _complain(problems)
    if not program.rules:
        _say_wrong("there are no rules here")
        return _NOTHING
    verbs = {"list": _list, "show": _show, "test": _test, "lint": _lint}
    return verbs[args.rules_verb](args, program)


def _only(program: Program, packs: list[str]) -> Program:
    """`program` with the rules of `packs` alone, or of all, as the other packs amend them."""
    from dataclasses import replace

    return replace(
        program, rules={name: rule for name, rule in program.rules.items() if not packs or rule.pack in packs}
    )


def _roots(args: argparse.Namespace) -> list[Path]:
    from policyengine.rules.packs import installed_packs

    return args.rules or [installed_packs()]


def _list(args: argparse.Namespace, program: Program) -> int:  # noqa: ARG001 - every verb is called alike
    from policyengine.rules.showing import rule_table

    _say(rule_table(program))
    return _DONE


def _show(args: argparse.Namespace, program: Program) -> int:
    from policyengine.errors import nearest
    from policyengine.rules.showing import rule_page
    from policyengine.rules.testfiles import read_tests
    from policyengine.spans import Files

    rule = program.rules.get(args.rule)
    if rule is None:
        _say_wrong(f"there is no rule `{args.rule}`; {nearest(args.rule, program.rules)}")
        return _USAGE
    tests, problems = read_tests(_roots(args), [rule.id], Files())
    if problems:
        return _complain(problems)
    _say(rule_page(rule, program, tests))
    return _DONE


def _test(args: argparse.Namespace, program: Program) -> int:
    from policyengine.engine.interpreter import judge
    from policyengine.rules.testing import run_tests

    results, problems = run_tests(program, _roots(args), judge, args.rule or None)
    if problems:
        return _complain(problems)
    failed = [result for result in results if not result.passed]
    _say(f"{result.span}: {result.rule}: {result.name}: {result.failed}" for result in failed)
    rules = len({result.rule for result in results})
    _say([f"{len(results)} tests of {rules} rules, {len(failed)} failed"])
    if not results:
        return _NOTHING
    return _FAILED if failed else _DONE


def _lint(args: argparse.Namespace, program: Program) -> int:
    from policyengine.rules.coverage import checked
    from policyengine.rules.lint import lint

    remarks, problems = lint(program, _roots(args))
    if problems:
        return _complain(problems)
    wrong = sum(not remark.warning for remark in remarks)
    _say(str(remark) for remark in remarks)
    coverage = checked(program)
    classes = ", ".join(f"{kind} {done} of {there}" for kind, (done, there) in coverage.by_class().items())
    _say([f"{len(program.rules)} rules, {wrong} errors, {len(remarks) - wrong} warnings", f"{coverage} ({classes})"])
    return _FAILED if wrong else _DONE


def _new(args: argparse.Namespace) -> int:
    from policyengine.rules.writing import SLUG, new_rule

    pack, _, slug = args.name.partition("/")
    if not SLUG.fullmatch(pack) or not SLUG.fullmatch(slug):
        _say_wrong(f"`{args.name}` is not PACK/SLUG; use small letters, digits and hyphens")
        return _USAGE
    folder = _roots(args)[0] / pack
    if not (folder / "pack.yaml").is_file():
        _say_wrong(
            f"there is no pack `{pack}` in {_roots(args)[0]}; write {folder / 'pack.yaml'} with a `title:` first"
        )
        return _USAGE
    try:
        written = new_rule(folder, slug)
    except FileExistsError:
        _say_wrong(f"`{slug}` is there already; nothing was written")
        return _USAGE
    except OSError as error:
        _say_wrong(f"`{slug}` cannot be written: {(error.strerror or 'no reason given').lower()}")
        return _USAGE
    _say(f"wrote {file}" for file in written)
    return _DONE


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line.rstrip() + "\n")


def _say_wrong(text: str) -> None:
    sys.stderr.write(f"policyengine rules: {text}\n")


def _complain(problems: Iterable[Problem]) -> int:
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return _INVALID
