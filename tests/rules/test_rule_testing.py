"""Running the tests that stand beside rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_builders import load, rule

from policyengine.engine.interpreter import judge
from policyengine.rules.testing import TestResult, run_tests

RULE = rule(
    when="{group_company: {is: false}}",
    severity="low",
    unless='[{provision: "GDPR 28(3)", when: {by_legal_act: true}, because: x}]',
)
HEAD = "rule: a-rule\nas_of: 2026-11-22\ntests:\n"


def results(root: Path, text: str, only: list[str] | None = None) -> tuple[list[TestResult], list[str]]:
    program, problems = load(root, {"p/a-rule.yaml": RULE, "p/a-rule.test.yaml": text})
    assert problems == []
    found, problems = run_tests(program, [root], judge, only)
    return found, [str(problem) for problem in problems]


def run(root: Path, test: str) -> str:
    """What the only test has otherwise than expected."""
    found, problems = results(root, f"{HEAD}  - {{name: one, {test}}}\n")
    assert problems == []
    (result,) = found
    return result.failed


MINE = "record: parties.a"
SOURCE = f"facts: {{parties: {{a: {{role: source, group_company: false}}}}}}, {MINE}"
PROCESSOR = f"facts: {{parties: {{a: {{role: processor, group_company: false}}}}}}, {MINE}"
BY_ACT = f"facts: {{parties: {{a: {{group_company: false, by_legal_act: true}}}}}}, {MINE}"


@pytest.mark.parametrize(
    ("test", "failed"),
    [
        (f"{PROCESSOR}, expect: satisfied", ""),
        (
            f"{SOURCE}, expect: satisfied",
            "verdict is `violated`, expected `satisfied`",
        ),
        (
            f"{SOURCE}, expect: violated, severity: low",
            "",
        ),
        (
            f"{SOURCE}, expect: violated, severity: high",
            "severity is `low`, expected `high`",
        ),
        (
            f"{BY_ACT}, expect: satisfied, by: GDPR 28(3)",
            "",
        ),
        (
            f"{BY_ACT}, expect: satisfied",
            "it is satisfied by the exception of `GDPR 28(3)`, expected by its requirement; add `by`",
        ),
        (
            f"{PROCESSOR}, expect: satisfied, by: GDPR 28(3)",
            "exception is `none`, expected `GDPR 28(3)`",
        ),
        (f"facts: {{parties: {{a: {{role: source}}}}}}, {MINE}, expect: undetermined, if_applied: violated", ""),
        (
            f"facts: {{parties: {{a: {{role: source}}}}}}, {MINE}, expect: undetermined, if_applied: satisfied",
            "verdict if it applied is `violated`, expected `satisfied`",
        ),
        (
            "facts: {parties: {a: {role: source}}}, record: parties.b, expect: violated",
            "no party `parties.b` was judged; did you mean `parties.a`?",
        ),
        ("facts: {activities: {a: {}}}, record: parties.b, expect: violated", "no party `parties.b` was judged"),
    ],
)
def test_what_a_test_says(tmp_path: Path, test: str, failed: str) -> None:
    assert run(tmp_path, test) == failed


def test_a_test_may_look_at_another_day(tmp_path: Path) -> None:
    facts = "facts: {parties: {a: {access_from: US}}}, record: parties.a"
    asked = "{some: {in: law.decisions, in_force: true, code: {is: {path: judged.access_from}}}}"
    files = {
        "p/a-rule.yaml": rule(require=asked),
        "p/a-rule.test.yaml": f"{HEAD}  - {{name: now, {facts}, expect: violated}}\n"
        f"  - {{name: then, {facts}, as_of: 2019-01-01, expect: satisfied}}\n",
    }
    program, problems = load(tmp_path, files)
    assert problems == []
    found, problems = run_tests(program, [tmp_path], judge)
    assert problems == []
    assert [result.failed for result in found] == ["", ""]


REFUSED = {
    "unknown verdict": ("{name: x, facts: {}, record: a, expect: »broken}", "`expect` cannot be `broken`"),
    "unknown key": ("{name: x, facts: {}, record: a, expect: violated, »expects: x}", "did you mean `expect`?"),
    "no record": ("»{name: x, facts: {}, expect: violated}", "the test has no `record`"),
    "by": ("{name: x, facts: {}, record: a, expect: violated, by: »x}", "names the exception that satisfies"),
    "if_applied": ("{name: x, facts: {}, record: a, expect: violated, if_applied: »x}", "cannot be `x`"),
    "facts": ("{name: x, facts: {»partys: {}}, record: a, expect: violated}", "did you mean `parties`?"),
}


@pytest.mark.parametrize(("marked", "part"), REFUSED.values(), ids=REFUSED.keys())
def test_test_refused(tmp_path: Path, marked: str, part: str) -> None:
    column = len("  - ") + marked.index("»") + 1
    _, problems = results(tmp_path, f"{HEAD}  - {marked.replace('»', '')}\n")
    assert len(problems) == 1
    assert f"a-rule.test.yaml:4:{column}: " in problems[0]
    assert part in problems[0]


def test_tests_of_another_rule(tmp_path: Path) -> None:
    _, problems = results(tmp_path, HEAD.replace("a-rule", "b-rule") + "  - {name: x}\n")
    assert "the rule `b-rule` is not the name of the file (write `a-rule`)" in problems[0]


def test_two_tests_of_one_name(tmp_path: Path) -> None:
    one = f"  - {{name: one, facts: {{parties: {{a: {{role: source}}}}}}, {MINE}, expect: undetermined}}\n"
    _, problems = results(tmp_path, HEAD + one + one)
    assert "two tests are called `one`" in problems[0]


def test_only_the_rules_asked_for(tmp_path: Path) -> None:
    one = f"  - {{name: one, facts: {{parties: {{a: {{role: source}}}}}}, {MINE}, expect: undetermined}}\n"
    assert len(results(tmp_path, HEAD + one, ["a-rule"])[0]) == 1
    found, problems = results(tmp_path, HEAD + one, ["a-rul"])
    assert found == []
    assert "there is no rule `a-rul` (did you mean `a-rule`?)" in problems[0]


def test_a_rule_asked_for_that_has_no_tests(tmp_path: Path) -> None:
    program, _ = load(tmp_path, {"p/a-rule.yaml": RULE})
    _, problems = run_tests(program, [tmp_path], judge, ["a-rule"])
    assert [problem.message for problem in problems] == ["the rule `a-rule` has no tests"]


def test_an_amending_file_brings_tests_of_the_rule_it_amends(tmp_path: Path) -> None:
    facts = "{parties: {a: {group_company: true}}}"
    files = {
        "p/a-rule.yaml": rule(),
        "p/b-amends.yaml": "id: b-amends\namends: a-rule\ntitle: T\n"
        "unless: [{provision: UAVG 41, when: {group_company: true}, because: x}]\n",
        "p/b-amends.test.yaml": HEAD + f"  - {{name: one, facts: {facts}, {MINE}, expect: satisfied, by: UAVG 41}}\n",
    }
    program, problems = load(tmp_path, files)
    assert problems == []
    found, problems = run_tests(program, [tmp_path], judge)
    assert problems == []
    assert [result.failed for result in found] == [""]
