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
    alone = [] if words[0] == "new" else ["--no-installed-rules"]
    return verb.run(parser.parse_args([*words, "--rules", rules, *alone]))


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

law           GDPR 28(3), GDPR 28(4), GDPR 28(9)
rests on      law
decided by    facts
for each      party
repair        Conclude one.
file          rules/p/a-rule.yaml:1:1

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
    assert capsys.readouterr().out == "1 test of 1 rule, 0 failed\n"


def test_test_that_fails(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "p" / "a-rule.test.yaml"
    file.write_text(file.read_text().replace("undetermined", "violated"))
    assert run("test", "a-rule") == 1
    assert capsys.readouterr().out == (
        "rules/p/a-rule.test.yaml:4:5: a-rule: no country: verdict is `undetermined`, expected `violated`\n"
        "1 test of 1 rule, 1 failed\n"
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
        "test it: policyengine rules test processor-contract --rules rules\n"
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


@pytest.mark.parametrize("name", ["p", "p/", "/x", "p/../x", "p/A", "p/x.test", "gdpr/x", "p/x/y"])
def test_new_refuses_names(root: Path, name: str) -> None:
    before = sorted(root.rglob("*"))
    assert run("new", name) == 2
    assert sorted(root.rglob("*")) == before


def test_new_begins_a_pack_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser()
    verb.configure(parser)
    assert verb.run(parser.parse_args(["new", "our-policy/mailers"])) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [
        "wrote rules/our-policy/pack.yaml",
        "wrote rules/our-policy/mailers.yaml",
        "wrote rules/our-policy/mailers.test.yaml",
    ]
    assert "title: Our policy\n" in (tmp_path / "rules" / "our-policy" / "pack.yaml").read_text()
    beside = verb.run(parser.parse_args(["test", "mailers", "--rules", "rules"]))
    assert (beside, capsys.readouterr().out) == (0, "6 tests of 1 rule, 0 failed\n")
    assert run("lint") == 0


def test_new_never_writes_into_the_installed_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(verb.__file__).parent.parent
    before = sorted(package.rglob("*.yaml"))
    assert run("new", "our-policy/mailers", rules=str(package / "packs")) == 2
    assert sorted(package.rglob("*.yaml")) == before
    monkeypatch.chdir(tmp_path)
    assert run("new", "gdpr/mailers") == 2
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("policyengine.rules.writing._write_new", full)
    assert run("new", "ours/x", rules=str(tmp_path / "rules")) == 2
    assert list(tmp_path.iterdir()) == []


def test_test_a_rule_that_is_not_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("test", "a-rul") == 2
    assert "there is no rule `a-rul`; did you mean `a-rule`?" in capsys.readouterr().err


def test_lint_of_one_pack_says_nothing_of_others(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(root, {"q/pack.yaml": "title: Q\n", "q/c-rule.yaml": rule("c-rule")})
    assert run("lint", "--pack", "q") == 1
    out = capsys.readouterr().out
    assert "`c-rule` has no tests" in out
    assert "b-rule" not in out
    assert "party.adequate" not in out


@pytest.mark.parametrize(
    ("folder", "said"), [("nosuch", "there is no `nosuch`"), ("rules/p/a-rule.yaml", "is not a folder")]
)
def test_rules_that_are_no_folder(root: Path, folder: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("list", rules=folder)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_without_the_installed_rules_some_have_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    verb.configure(parser)
    assert verb.run(parser.parse_args(["list", "--no-installed-rules"])) == 2
    assert "leaves no rules" in capsys.readouterr().err
