"""`waivable` in rule files: which words it takes, that packs may change it, and which of our rules say it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rule_builders import rule, write

from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Enforcement

PACK = {"p/pack.yaml": "title: P\n"}


@pytest.mark.parametrize(("said", "waivable"), [("", True), ("waivable: true\n", True), ("waivable: false\n", False)])
def test_what_a_rule_says(said: str, waivable: bool, tmp_path: Path) -> None:
    program, problems = load_program([write(tmp_path, {**PACK, "p/a-rule.yaml": rule() + said})])
    assert problems == []
    assert program.rules["a-rule"].waivable is waivable


@pytest.mark.parametrize("word", ["no", "False", "never", "[]", "''"])
def test_other_words_are_refused(word: str, tmp_path: Path) -> None:
    _, problems = load_program([write(tmp_path, {**PACK, "p/a-rule.yaml": f"{rule()}waivable: {word}\n"})])
    assert len(problems) == 1
    assert problems[0].message.startswith("`waivable`")


def test_a_pack_may_take_it_away(tmp_path: Path) -> None:
    amends = "id: b-rule\namends: a-rule\ntitle: Ours\nreplace: {waivable: false}\n"
    files = {**PACK, "p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/b-rule.yaml": amends}
    program, problems = load_program([write(tmp_path, files)])
    assert problems == []
    assert not program.rules["a-rule"].waivable


def test_how_rules_are_enforced_is_not_for_their_files_to_say(tmp_path: Path) -> None:
    _, problems = load_program([write(tmp_path, {**PACK, "p/a-rule.yaml": f"{rule()}enforcement: hard\n"})])
    assert [problem.message for problem in problems] == ["a rule has no key `enforcement`"]
    program, _ = load_program([installed_packs()])
    assert {one.enforcement for one in program.rules.values()} == {Enforcement.SOFT}


def test_only_what_nobody_in_the_house_can_accept_is_out_of_reach() -> None:
    program, _ = load_program([installed_packs()])
    never = [name for name, one in program.rules.items() if not one.waivable]
    assert never == ["gdpr-18-2-frozen", "gdpr-21-3-stop", "gdpr-34-1-people-told", "gdpr-7-3-stop"]
    assert all(program.rules[name].for_each == "event" for name in never)
