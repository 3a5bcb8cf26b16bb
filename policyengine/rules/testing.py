"""Runs the tests of rules: each test is a small register that is judged by one rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from policyengine.errors import Problem, nearest
from policyengine.register.load import facts_from
from policyengine.register.records import Facts, Record
from policyengine.rules.program import Exemption, Program, Rule, Severity
from policyengine.rules.testfiles import RuleTest, read_tests
from policyengine.spans import Files, Span


class Judged(Protocol):
    """What the engine says of one rule and one record, as far as tests look at it."""

    @property
    def rule(self) -> Rule: ...  # noqa: D102 - the names say it
    @property
    def record(self) -> Record: ...  # noqa: D102
    @property
    def verdict(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> Severity: ...  # noqa: D102
    @property
    def if_applied(self) -> str | None: ...  # noqa: D102
    @property
    def exception(self) -> Exemption | None: ...  # noqa: D102


Judge = Callable[[Program, Facts, dt.date], Iterable[Judged]]
"""The engine, handed in by whoever runs the tests."""


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went; `failed` says in words what differs, and is empty where nothing does."""

    __test__ = False

    rule: str
    name: str
    span: Span
    failed: str = ""

    @property
    def passed(self) -> bool:
        """Whether the rule said what the test expects."""
        return not self.failed


def run_tests(
    program: Program, roots: Sequence[Path], judge: Judge, only: Iterable[str] | None = None
) -> tuple[list[TestResult], list[Problem]]:
    """Run the tests below `roots` of the rules in `program`, or of the rules `only`.

    Results come in the order of rules and of the tests in their files. Tests of rules that the
    program does not have are passed over, unless `only` asks for them: then that is a problem.
    """
    files = Files()
    tests, problems = read_tests(roots, only, files)
    results = [_run(test, program, judge, files, problems) for test in tests if test.rule in program.rules]
    for name in sorted(set(only or ()) - program.rules.keys()):
        problems.append(Problem(Span("", 1, 1), f"there is no rule `{name}`", nearest(name, program.rules)))
    for name in sorted(set(only or ()) & program.rules.keys() - {test.rule for test in tests}):
        span = program.files.span(program.rules[name].place)
        problems.append(Problem(span, f"the rule `{name}` has no tests", f"write `{name}.test.yaml` beside it"))
    return results, sorted(problems)


def _run(test: RuleTest, program: Program, judge: Judge, files: Files, problems: list[Problem]) -> TestResult:
    span = files.span(test.place)
    facts, wrong = facts_from(test.facts, files)
    problems += wrong
    if wrong:
        return TestResult(test.rule, test.name, span, "its facts cannot be read")
    alone = replace(program, rules={test.rule: program.rules[test.rule]})
    judgements = list(judge(alone, facts, test.as_of))
    found = [judged for judged in judgements if judged.record.key == test.record]
    if not found:
        keys = sorted({judged.record.key for judged in judgements})
        kind = program.rules[test.rule].for_each
        failed = f"no {kind} `{test.record}` was judged; {nearest(test.record, keys)}".removesuffix("; ")
        return TestResult(test.rule, test.name, span, failed)
    return TestResult(test.rule, test.name, span, _difference(test, found[0]))


def _difference(test: RuleTest, judged: Judged) -> str:
    """What the judgement has otherwise than the test expects."""
    by = judged.exception.provision if judged.exception is not None else ""
    pairs = (
        ("verdict", test.expect, str(judged.verdict)),
        ("exception", test.by, by),
        ("verdict if it applied", test.if_applied, str(judged.if_applied or "")),
        ("severity", test.severity, str(judged.severity)),
    )
    wrong = [
        f"{what} is `{got or 'none'}`, expected `{expected}`"
        for what, expected, got in pairs
        if expected not in ("", got)
    ]
    if test.expect == "satisfied" and not test.by and by and not wrong:
        wrong.append(f"it is satisfied by the exception of `{by}`, expected by its requirement; add `by`")
    return "; ".join(wrong)
