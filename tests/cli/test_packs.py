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


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A pack of ones own that stands beside the law."""
    pack = tmp_path / "rules" / "acme"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("title: Acme\n", "utf-8")
    (pack / "acme-1-owner.yaml").write_text(RULE.replace("bylaws-1-owner", "acme-1-owner"), "utf-8")
    return tmp_path / "rules"


def test_own_packs_are_judged_beside_the_law(run: Run, own: Path) -> None:
    on = ("--as-of", "2026-11-22")
    beside = run("rules", "list", "--rules", str(own)).out
    assert "acme-1-owner" in beside
    assert "gdpr-28-3-contract" in beside
    assert run("rules", "list", "--rules", str(own), "--no-installed-rules").out.count("\n") == 1
    found = run("check", "facts", "--rules", str(own), "--all", *on).out
    assert "acme-1-owner" in found
    assert "gdpr-28-3-contract" in found
    assert "Somebody answers" in run("explain", "acme-1-owner", "--rules", str(own)).out


def test_a_folder_that_is_named_twice_is_read_once(run: Run, own: Path) -> None:
    folders = ("--rules", str(own), "--rules", f"{own}/../rules", "--no-installed-rules")
    assert run("rules", "list", *folders).out.count("acme-1-owner") == 1


@pytest.mark.parametrize("verb", [("check",), ("questions",), ("diagram",), ("explain", "acme-1-owner")])
def test_folders_that_are_none_are_a_matter_of_usage(verb: tuple[str, ...], run: Run, own: Path) -> None:
    for folder, said in (
        (f"{own}/acme/pack.yaml", "is not a folder; name the folder of packs"),
        ("nosuch", "no `nosuch`"),
    ):
        ran = run(*verb, "--rules", folder)
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err
    ran = run(*verb, "--no-installed-rules")
    assert (ran.code, ran.out) == (2, "")
    assert "leaves no rules" in ran.err
