"""`policyengine rules`: what it prints, and how it ends."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from rule_builders import rule, write

from policyengine.cli import rules as verb


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    keys = {"provisions": '["GDPR 28(3)", "GDPR 28(4)", "GDPR 28(9)"]', "when": "party.adequate"}
    exception = '[{provision: "GDPR 28(3)", when: {by_legal_act: true}, because: an act binds it}]'
    tests = "rule: a-rule\nas_of: 2026-11-22\ntests:\n"
    tests += "  - {name: no country, facts: {parties: {a: {role: source}}}, record: parties.a, expect: undetermined}\n"
    files = {
        "p/a-rule.yaml": rule(**keys, unless=exception, remedy="Conclude one."),
        "p/a-rule.test.yaml": tests,
        "p/b-rule.yaml": rule("b-rule", severity="critical", title="Another title"),
    }
    return write(tmp_path / "rules", files)


def run(*words: str, rules: str = "rules") -> int:
    parser = argparse.ArgumentParser()
    verb.configure(parser)
    return verb.run(parser.parse_args([*words, "--rules", rules]))


def test_list(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    assert capsys.readouterr().out == (
        "a-rule  high      GDPR 28(3), GDPR 28(4) +1  A title\n"
        "b-rule  critical  GDPR 5(1)(a)               Another title\n"
    )


def test_show(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "a-rule") == 0
    assert (
        capsys.readouterr().out
        == """\
a-rule  high
  A title

law         GDPR 28(3), GDPR 28(4), GDPR 28(9)
rests on    law
decided by  facts
for each    party
repair      Conclude one.
file        rules/p/a-rule.yaml:1:1

applies where
  the party: established where protection is adequate (GDPR 45(1))

unless an act binds it (GDPR 28(3))
  by legal act is yes

requires
  role is processor

tests
  undetermined    no country
"""
    )


def test_show_a_rule_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "c-rule") == 2
    assert "there is no rule `c-rule`; did you mean" in capsys.readouterr().err


def test_one_pack_is_tested_as_others_amend_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "q").mkdir()
    (root / "q" / "pack.yaml").write_text("title: Q\noptional: true\n")
    amending = "id: c-amends\namends: a-rule\ntitle: C\nreplace: {severity: low}\n"
    (root / "q" / "c-amends.yaml").write_text(amending)
    (root / "q" / "d-rule.yaml").write_text(rule("d-rule", title="Of the optional pack"))
    assert run("list", "--pack", "q") == 0
    assert capsys.readouterr().out == "d-rule  high  GDPR 5(1)(a)  Of the optional pack\n"
    assert run("list", "--pack", "p", "--pack", "q") == 0
    assert "a-rule  low" in capsys.readouterr().out
    assert run("test", "--pack", "p") == 0
    assert run("test", "--pack", "q") == 4


def test_a_pack_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test", "--pack", "pp") == 2
    assert "no pack is called `pp` (did you mean `p`?)" in capsys.readouterr().err


def test_test(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test") == 0
    assert capsys.readouterr().out == "1 tests of 1 rules, 0 failed\n"


def test_test_that_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "p" / "a-rule.test.yaml"
    file.write_text(file.read_text().replace("undetermined", "violated"))
    assert run("test", "a-rule") == 1
    assert capsys.readouterr().out == (
        "rules/p/a-rule.test.yaml:4:5: a-rule: no country: verdict is `undetermined`, expected `violated`\n"
        "1 tests of 1 rules, 1 failed\n"
    )


def test_test_without_tests(root: Path) -> None:
    (root / "p" / "a-rule.test.yaml").unlink()
    assert run("test") == 4
    assert run("test", "b-rule") == 3


def test_lint(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("lint") == 1
    out = capsys.readouterr().out
    assert "rules/p/b-rule.yaml:1:1: error: the rule `b-rule` has no tests (write `b-rule.test.yaml`)\n" in out
    assert out.endswith(
        "checks 4 of 195 provisions that can be checked on a register (S 2 of 116, D 1 of 55, J 1 of 24)\n"
    )


def test_rules_that_cannot_be_used(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "p" / "b-rule.yaml").write_text(rule("b-rule", require="{rol: source}"))
    for words in (("list",), ("show", "a-rule"), ("test",), ("lint",)):
        assert run(*words) == 3
        assert capsys.readouterr().err == (
            "rules/p/b-rule.yaml:6:11: `party` has no attribute or relation `rol` (did you mean `role`?)\n"
        )


def test_no_rules(tmp_path: Path) -> None:
    write(tmp_path / "empty", {})
    assert run("list", rules=str(tmp_path / "empty")) == 4


def test_new_writes_a_rule_that_works(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "p/processor-contract") == 0
    assert capsys.readouterr().out == (
        "wrote rules/p/processor-contract.yaml\nwrote rules/p/processor-contract.test.yaml\n"
    )
    assert run("test", "processor-contract") == 0
    assert "0 failed" in capsys.readouterr().out
    run("lint")
    assert "processor-contract" not in capsys.readouterr().out


@pytest.mark.parametrize("there", ["new-rule.yaml", "new-rule.test.yaml"])
def test_new_overwrites_nothing(root: Path, there: str) -> None:
    (root / "p" / there).write_text("mine\n")
    before = sorted((root / "p").iterdir())
    assert run("new", "p/new-rule") == 2
    assert sorted((root / "p").iterdir()) == before
    assert (root / "p" / there).read_text() == "mine\n"


@pytest.mark.parametrize("name", ["p", "p/", "/x", "p/../x", "p/A", "p/x.test", "q/x", "p/x/y"])
def test_new_refuses_names(root: Path, name: str) -> None:
    before = sorted(root.rglob("*"))
    assert run("new", name) == 2
    assert sorted(root.rglob("*")) == before
