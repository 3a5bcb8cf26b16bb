"""`policyengine rules`: list, show, test, lint and begin rules."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from policyengine.cli.common import NO_RULES, add_packs, path, policy_of, rule_roots
from policyengine.cli.streams import say, say_aside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.errors import Problem
    from policyengine.rules.program import Program

_DONE, _FAILED, _USAGE, _INVALID, _NOTHING = 0, 1, 2, 3, 4


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be said after `policyengine rules`."""
    common = argparse.ArgumentParser(add_help=False)
    add_packs(common)
    verbs = parser.add_subparsers(dest="rules_verb", metavar="VERB", required=True)
    verbs.add_parser("list", parents=[common], help="every rule: id, severity, provisions, title")
    show = verbs.add_parser("show", parents=[common], help="one rule: the law, its conditions in words, its tests")
    show.add_argument("rule", metavar="RULE")
    test = verbs.add_parser("test", parents=[common], help="run the tests of rules")
    test.add_argument("rule", metavar="RULE", nargs="*")
    verbs.add_parser("lint", parents=[common], help="what is doubtful in rules that load")
    new = verbs.add_parser("new", help="write a commented rule and its tests, in a pack of your own")
    new.add_argument("name", metavar="PACK/SLUG")
    new.add_argument("--rules", metavar="DIR", type=path, default=Path("rules"), help="where packs stand (rules/)")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; the answer is the exit code."""
    if args.rules_verb == "new":
        return _new(args)
    from policyengine.errors import nearest
    from policyengine.rules.finding import find_packs
    from policyengine.rules.load import read_program

    policy = policy_of(args)
    if policy.problems:
        return _complain(policy.problems)
    args.pack = args.pack or list(policy.packs)
    roots, chosen = rule_roots(args), args.pack
    if not roots:
        _say_wrong(NO_RULES)
        return _USAGE
    packs = find_packs(roots)
    for name in chosen:
        if name not in packs.headers:
            _say_wrong(f"no pack is called `{name}` ({nearest(name, packs.headers)})")
            return _USAGE
    whole, problems = read_program(packs, packs.wanted(chosen))
    program = _only(whole, chosen)
    if problems:
        return _complain(problems)
    if not program.rules:
        _say_wrong("there are no rules here")
        return _NOTHING
    if args.rules_verb == "lint":
        return _lint(args, whole, program)
    verbs = {"list": _list, "show": _show, "test": _test}
    return verbs[args.rules_verb](args, program)


def _only(program: Program, packs: list[str]) -> Program:
    """`program` with the rules of `packs` alone, or of all, as the other packs amend them."""
    from dataclasses import replace

    return replace(
        program, rules={name: rule for name, rule in program.rules.items() if not packs or rule.pack in packs}
    )


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
    tests, problems = read_tests(rule_roots(args), [rule.id], Files())
    if problems:
        return _complain(problems)
    _say(rule_page(rule, program, tests))
    return _DONE


def _test(args: argparse.Namespace, program: Program) -> int:
    from policyengine.engine.interpreter import judge
    from policyengine.errors import nearest
    from policyengine.rules.testing import run_tests

    for name in args.rule:
        if name not in program.rules:
            _say_wrong(f"there is no rule `{name}`; {nearest(name, program.rules)}")
            return _USAGE
    results, problems = run_tests(program, rule_roots(args), judge, args.rule or None)
    if problems:
        return _complain(problems)
    failed = [result for result in results if not result.passed]
    _say(f"{result.span}: {result.rule}: {result.name}: {result.failed}" for result in failed)
    rules = len({result.rule for result in results})
    _say([f"{_counted(len(results), 'test')} of {_counted(rules, 'rule')}, {len(failed)} failed"])
    if not results:
        _say_wrong("nothing was tested: no rule that is chosen has a test; write `RULE.test.yaml` beside the rule")
        return _NOTHING
    return _FAILED if failed else _DONE


def _lint(args: argparse.Namespace, whole: Program, program: Program) -> int:
    """Look at everything, as packs use each other's definitions; say what is about the rules of `program`."""
    from policyengine.rules.coverage import checked
    from policyengine.rules.lint import lint

    remarks, problems = lint(whole, rule_roots(args))
    if problems:
        return _complain(problems)
    remarks = [remark for remark in remarks if not args.pack or remark.about in program.rules]
    wrong = sum(not remark.warning for remark in remarks)
    _say(str(remark) for remark in remarks)
    coverage = checked(program)
    classes = ", ".join(f"{kind} {done} of {there}" for kind, (done, there) in coverage.by_class().items())
    counts = ((len(program.rules), "rule"), (wrong, "error"), (len(remarks) - wrong, "warning"))
    _say([", ".join(_counted(number, what) for number, what in counts), f"{coverage} ({classes})"])
    return _FAILED if wrong else _DONE


def _new(args: argparse.Namespace) -> int:
    from policyengine.rules.packs import comes_with_the_program
    from policyengine.rules.writing import SLUG, new_rule

    pack, _, slug = args.name.partition("/")
    if not SLUG.fullmatch(pack) or not SLUG.fullmatch(slug):
        _say_wrong(f"`{args.name}` is not PACK/SLUG; use small letters, digits and hyphens")
        return _USAGE
    if why := comes_with_the_program(args.rules, pack):
        _say_wrong(f"{why}; write a pack of your own, such as `our-policy/{slug}`")
        return _USAGE
    try:
        written = new_rule(args.rules / pack, slug)
    except FileExistsError as error:
        _say_wrong(f"`{error.filename2 or error.filename}` is there already; nothing was written")
        return _USAGE
    except OSError as error:
        _say_wrong(f"`{slug}` cannot be written: {(error.strerror or 'no reason given').lower()}")
        return _USAGE
    _say(f"wrote {file}" for file in written)
    _say([f"test it: policyengine rules test {slug} --rules {args.rules}"])
    return _DONE


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _say(lines: Iterable[str]) -> None:
    say("".join(line.rstrip() + "\n" for line in lines))


def _say_wrong(text: str) -> None:
    from policyengine.report.sanitise import safe

    say_aside(f"policyengine rules: {safe(text)}\n")


def _complain(problems: Iterable[Problem]) -> int:
    from policyengine.report.sanitise import inert, safe

    say_aside("".join(f"{inert(safe(str(problem)))}\n" for problem in problems))
    return _INVALID
