"""Which packs judge: optional ones only by name, the others always, whichever are shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, Run

RULE = """\
id: bylaws-1-owner
title: Somebody answers for every party
provisions: ["By-laws 1"]
for_each: party
severity: low
decided_by: facts
rests_on: policy
require: {owner: {stated: true}}
explain: "{judged}"
expects: an owner
"""
LIGHTER = "id: light-2-contract\namends: club-2-contract\ntitle: Taken more lightly\nreplace: {severity: info}\n"


@pytest.fixture
def law(tmp_path: Path) -> tuple[str, ...]:
    """The rules of the club, an optional pack of by-laws, and a pack that amends the club's rules."""
    root = tmp_path / "law"
    shutil.copytree(HERE / "law", root)
    for pack, header, name, rule in (
        ("bylaws", "title: By-laws\noptional: true\n", "bylaws-1-owner", RULE),
        ("light", "title: Lighter\n", "light-2-contract", LIGHTER),
    ):
        (root / pack).mkdir()
        (root / pack / "pack.yaml").write_text(header, "utf-8")
        (root / pack / f"{name}.yaml").write_text(rule, "utf-8")
    return ("--rules", str(root), "--no-installed-rules", "--as-of", "2026-11-22")


def test_an_optional_pack_judges_nobody_who_does_not_name_it(run: Run, law: tuple[str, ...]) -> None:
    assert "bylaws-1-owner" not in run("check", "facts", *law).out


def test_an_optional_pack_that_is_named_judges_alone(run: Run, law: tuple[str, ...]) -> None:
    ran = run("check", "facts", "--pack", "bylaws", *law)
    assert "not stated low bylaws-1-owner" in ran.out
    assert "club-2-contract" not in ran.out


def test_an_optional_pack_beside_another(run: Run, law: tuple[str, ...]) -> None:
    ran = run("check", "facts", "--pack", "bylaws", "--pack", "club", *law)
    assert "bylaws-1-owner" in ran.out
    assert "club-2-contract" in ran.out


def test_a_pack_is_shown_alone_as_others_amend_it(run: Run, law: tuple[str, ...]) -> None:
    for chosen in ((), ("--pack", "club")):
        assert "violated info club-2-contract" in run("check", "facts", *chosen, *law).out


def test_the_name_of_an_optional_pack_is_suggested(run: Run, law: tuple[str, ...]) -> None:
    ran = run("check", "facts", "--pack", "bylaw", *law)
    assert (ran.code, ran.out) == (2, "")
    assert "no pack is called `bylaw` (did you mean `bylaws`?)" in ran.err


def test_a_rule_of_an_optional_pack_is_explained_when_the_pack_is_named(run: Run, law: tuple[str, ...]) -> None:
    assert run("explain", "bylaws-1-owner", *law).code == 2
    assert "Somebody answers for every party" in run("explain", "bylaws-1-owner", "--pack", "bylaws", *law).out
