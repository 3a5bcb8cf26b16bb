"""What `rules lint` says of rules that load, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_builders import load, rule

from policyengine.rules.lint import Remark, lint

TESTS = """\
rule: a-rule
as_of: 2026-11-22
tests:
  - {name: one, facts: {parties: {a: {role: processor}}}, record: parties.a, expect: satisfied}
  - {name: two, facts: {parties: {a: {role: source}}}, record: parties.a, expect: violated}
  - {name: three, facts: {parties: {a: {}}}, record: parties.a, expect: not stated}
"""
USED = "party.adequate:\n  means: x\n  provision: GDPR 45(1)\n  holds: {role: source}\n"


def remarks(root: Path, files: dict[str, str]) -> list[Remark]:
    program, problems = load(root, {"definitions/all.yaml": "{}\n", **files})
    assert problems == []
    found, problems = lint(program, [root])
    assert problems == []
    return found


def doubts(root: Path, text: str, tests: str = TESTS) -> list[str]:
    found = remarks(root, {"p/a-rule.yaml": text, "p/a-rule.test.yaml": tests})
    return [remark.message for remark in found if "no test" not in remark.message]


def test_nothing_to_say_of_a_tested_rule(tmp_path: Path) -> None:
    assert remarks(tmp_path, {"p/a-rule.yaml": rule(), "p/a-rule.test.yaml": TESTS}) == []


CONTRADICTIONS = {
    "two words": "{all: [{control: joint}, {control: independent}]}",
    "yes and no": "{group_company: true, not: {group_company: true}}",
    "in lists without a common word": "{organisation: {all: [{dpf: [listed]}, {dpf: [not-listed, lapsed]}]}}",
    "over the same path": "{organisation.country: BE, organisation: {country: NL}}",
    "a word and no word above it": "{all: [{organisation.dpf: listed}, {not: {organisation.dpf: [listed, lapsed]}}]}",
    "numbers": "{organisation: {all: [{headcount: {before: 10}}, {headcount: {after: 250}}]}}",
    "days": "{all: [{since: {before: 2020-01-01}}, {since: {after: 2021-01-01}}]}",
    "deep inside": "{any: [{role: source}, {not: {all: [{control: joint}, {all: [{control: independent}]}]}}]}",
}


@pytest.mark.parametrize("text", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_what_can_never_hold_together(tmp_path: Path, text: str) -> None:
    found = doubts(tmp_path, rule(require=text))
    assert len(found) == 1
    assert "can never hold together" in found[0]


POSSIBLE = {
    "two roles at once": "{all: [{role: processor}, {role: controller}]}",
    "either": "{any: [{control: joint}, {control: independent}]}",
    "a word and one below it": "{purposes: {some: {all: [{class: prospecting}, {class: direct-marketing}]}}}",
    "two records": "{organisation.country: BE, engaged_by: {organisation.country: NL}}",
    "two members": "{data: {some: {relinkable: true}}, purposes: {some: {further_processing: true}}}",
    "lists with a common word": "{organisation: {all: [{dpf: [listed, lapsed]}, {dpf: [not-listed, lapsed]}]}}",
    "a range": "{organisation: {all: [{headcount: {after: 10}}, {headcount: {before: 250}}]}}",
    "growing lists": "{all: [{subjects: customer}, {subjects: patient}]}",
}


@pytest.mark.parametrize("text", POSSIBLE.values(), ids=POSSIBLE.keys())
def test_what_can(tmp_path: Path, text: str) -> None:
    assert doubts(tmp_path, rule(require=text)) == []


def test_an_exception_that_can_never_meet_the_rule(tmp_path: Path) -> None:
    text = rule(when="{control: joint}", unless='[{provision: "GDPR 26(1)", when: {control: independent}, because: x}]')
    assert "the exception can never hold where the rule applies" in doubts(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{data: {every: {relinkable: false}}}", "every"),
        ("{data: {count: {at_most: 2, where: {relinkable: false}}}}", "at_most"),
        ("{subjects: {every: {is: customer}}}", "every"),
    ],
)
def test_every_over_an_open_list_is_a_warning(tmp_path: Path, text: str, word: str) -> None:
    found = [one for one in remarks(tmp_path, {"p/a-rule.yaml": rule(require=text)}) if "no test" not in one.message]
    assert [remark.warning for remark in found] == [True]
    assert found[0].message.startswith(f"`{word}` over the open list")


@pytest.mark.parametrize(
    "text",
    [
        "{role: {every: {is: processor}}}",
        "{every: {in: law.decisions, scope: whole}}",
        "{data: {count: {at_least: 2}}}",
    ],
)
def test_a_whole_list_is_none(tmp_path: Path, text: str) -> None:
    assert doubts(tmp_path, rule(require=text)) == []


def test_provisions_that_do_not_exist(tmp_path: Path) -> None:
    text = rule(
        provisions='["GDPR 5(1)(g)", "AVG 5"]',
        unless='[{provision: "GDPR 28(11)", when: {by_legal_act: true}, because: x}]',
    )
    definitions = USED.replace("45(1)", "45(10)")
    found = remarks(tmp_path, {"p/a-rule.yaml": text, "p/a-rule.test.yaml": TESTS, "definitions/all.yaml": definitions})
    shown = sorted(remark.message for remark in found if "provision `" in remark.message or "act" in remark.message)
    assert shown == [
        "`AVG 5` names no act that is known",
        "there is no provision `GDPR 28(11)`",
        "there is no provision `GDPR 45(10)`",
        "there is no provision `GDPR 5(1)(g)`",
    ]


def test_a_definition_that_nobody_uses(tmp_path: Path) -> None:
    files = {"p/a-rule.yaml": rule(), "p/a-rule.test.yaml": TESTS, "definitions/all.yaml": USED}
    (remark,) = remarks(tmp_path, files)
    assert remark.message == "no rule uses the definition `party.adequate`"
    assert remark.warning
    files["p/a-rule.yaml"] = rule(when="party.adequate")
    assert not any("uses" in remark.message for remark in remarks(tmp_path, files))


# Missing tests


def missing(root: Path, text: str, tests: str = TESTS) -> list[str]:
    found = remarks(root, {"p/a-rule.yaml": text, "p/a-rule.test.yaml": tests})
    return [remark.message.rpartition(" expects ")[2].strip("`") for remark in found]


def test_a_rule_without_tests(tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, {"p/a-rule.yaml": rule()})
    assert (remark.message, remark.hint) == ("the rule `a-rule` has no tests", "write `a-rule.test.yaml`")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, []),
        ({"when": "{group_company: true}"}, ["not applicable", "undetermined"]),
        ({"when": "{group_company: {otherwise: {value: true, because: x}}}"}, ["not applicable"]),
        ({"breach_means": "contradictory"}, ["contradictory"]),
        ({"breach_means": "not stated"}, []),
        ({"require": "never"}, []),
        ({"require": "{register.named_parties: {every: {role: source}}}"}, []),
    ],
)
def test_verdicts_that_need_a_test(tmp_path: Path, keys: dict[str, str], expected: list[str]) -> None:
    assert [one for one in missing(tmp_path, rule(**keys)) if "over the open list" not in one] == expected


def test_a_list_that_nobody_can_complete_is_never_told_whole(tmp_path: Path) -> None:
    tests = "".join(line + "\n" for line in TESTS.splitlines() if "satisfied" not in line)
    text = rule(require="{not: {register: {named_parties: {some: {role: source}}}}}")
    assert missing(tmp_path, text, tests) == []
    assert missing(tmp_path, rule(), tests) == ["satisfied"]


def test_each_exception_needs_a_test(tmp_path: Path) -> None:
    entry = '{provision: "GDPR 28(3)", when: {by_legal_act: true}, because: x}'
    text = rule(unless=f"[{entry}, {entry.replace('by_legal_act', 'group_company')}]")
    by = "  - {name: n, facts: {}, record: parties.a, expect: satisfied, by: GDPR 28(3)}\n"
    files = {"p/a-rule.yaml": text, "p/a-rule.test.yaml": TESTS + by}
    (remark,) = remarks(tmp_path, files)
    assert remark.message == "the exception of `GDPR 28(3)` has 1 of 2 tests"
    files["p/a-rule.test.yaml"] += by.replace("name: n", "name: m")
    assert remarks(tmp_path, files) == []


def test_a_verdict_that_cannot_be_is_excused_with_a_reason(tmp_path: Path) -> None:
    tests = "".join(line + "\n" for line in TESTS.splitlines() if "not stated" not in line)
    assert missing(tmp_path, rule(), tests) == ["not stated"]
    assert missing(tmp_path, rule(), f"unreachable: {{not stated: everybody says it}}\n{tests}") == []


def test_remarks_are_at_their_place(tmp_path: Path) -> None:
    program, _ = load(tmp_path, {"p/a-rule.yaml": rule(require="{control: joint, not: {control: joint}}")})
    found, _ = lint(program, [tmp_path])
    (contradiction,) = [remark for remark in found if "hold together" in remark.message]
    assert (contradiction.span.line, contradiction.span.column) == (6, 33)
    assert str(contradiction).startswith(f"{contradiction.span}: error: `control is joint` and `control is not joint`")


POLICY = {
    "p/a-rule.yaml": rule(provisions='["Acme policy 1"]', require="party.adequate"),
    "p/a-rule.test.yaml": TESTS,
    "definitions/all.yaml": USED.replace("GDPR 45(1)", "Acme policy 2"),
}


def test_a_policy_may_cite_itself(tmp_path: Path) -> None:
    assert remarks(tmp_path, POLICY) == []


def test_a_pack_of_law_may_cite_no_policy(tmp_path: Path) -> None:
    found = remarks(tmp_path, {**POLICY, "p/pack.yaml": "title: P\nlaw: true\n"})
    assert [remark.message for remark in found if not remark.warning] == [
        "`Acme policy 2` names no act that is known",
        "`Acme policy 1` names no act that is known",
    ]


def test_an_act_that_a_policy_misspells_is_doubtful(tmp_path: Path) -> None:
    (remark,) = remarks(tmp_path, {**POLICY, "p/a-rule.yaml": rule(provisions='["GDRP 5"]', require="party.adequate")})
    assert (remark.message, remark.hint) == ("`GDRP 5` names no act that is known", "did you mean `GDPR`?")
    assert remark.warning
