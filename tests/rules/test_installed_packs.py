"""The packs that come with the program: they load, every test of every rule holds, nothing is doubtful."""

from __future__ import annotations

from functools import cache

from policyengine.engine.interpreter import judge
from policyengine.errors import Problem
from policyengine.rules.finding import find_packs
from policyengine.rules.lint import lint
from policyengine.rules.load import load_program, read_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program
from policyengine.rules.testing import run_tests


@cache
def installed() -> tuple[Program, list[Problem]]:
    """All of them, the optional ones too."""
    packs = find_packs([installed_packs()])
    return read_program(packs, list(packs.headers))


def test_they_load() -> None:
    program, problems = installed()
    assert [str(problem) for problem in problems] == []
    assert {"gdpr", "eprivacy", "be", "nl", "house"} <= program.packs.keys()


def test_an_example_of_a_policy_judges_nobody_by_default() -> None:
    program, problems = load_program([installed_packs()])
    assert problems == []
    assert "house" not in program.packs


def test_every_test_of_every_rule_holds() -> None:
    results, problems = run_tests(installed()[0], [installed_packs()], judge)
    assert [str(problem) for problem in problems] == []
    assert [f"{result.span}: {result.name}: {result.failed}" for result in results if not result.passed] == []
    assert len({result.rule for result in results}) == len(installed()[0].rules)


def test_nothing_is_wrong_with_them() -> None:
    remarks, problems = lint(installed()[0], [installed_packs()])
    assert problems == []
    assert [str(remark) for remark in remarks if not remark.warning] == []
