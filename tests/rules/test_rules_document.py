"""`docs/rules.md` shows only what is true: its examples load, and what it takes from files stands there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from textwrap import indent

import pytest
from rule_builders import rule, write

from policyengine.rules.lint import lint
from policyengine.rules.load import load_program
from policyengine.rules.program import Program
from policyengine.rules.provisions import load_provisions
from policyengine.rules.rulefile import KEYS
from policyengine.rules.testfiles import VERDICTS, read_test_files
from policyengine.spans import Files

CHECKOUT = Path(__file__).parents[2]
TEXT = (CHECKOUT / "docs" / "rules.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n# ([^\n]+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
TAKEN = [(head, body) for head, body in BLOCKS if head.startswith("rules/")]
OWN = [(head, body) for head, body in BLOCKS if not head.startswith("rules/")]


@cache
def installed() -> list[Path]:
    return sorted((CHECKOUT / "rules" / "definitions").glob("*.yaml")) + sorted(
        (CHECKOUT / "rules" / "law").glob("*.yaml")
    )


def loaded(root: Path, files: dict[str, str]) -> Program:
    """A program with the definitions and law tables that come with ours, and `files`."""
    taken = {file.relative_to(CHECKOUT / "rules").as_posix(): file.read_text("utf-8") for file in installed()}
    for name, text in {"p/pack.yaml": "title: A pack\n", **taken, **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    program, problems = load_program([root])
    assert problems == []
    return program


def test_every_example_says_what_it_is() -> None:
    assert len(BLOCKS) == TEXT.count("```yaml") > 20


@pytest.mark.parametrize(("file", "body"), TAKEN, ids=[f"{n} {head}" for n, (head, _) in enumerate(TAKEN)])
def test_what_is_taken_from_a_file_stands_there(file: str, body: str) -> None:
    assert body in (CHECKOUT / file).read_text("utf-8")


@pytest.mark.parametrize(("head", "body"), OWN, ids=[f"{n} {head}" for n, (head, _) in enumerate(OWN)])
def test_examples_load(tmp_path: Path, head: str, body: str) -> None:
    if head == "condition on a party":
        loaded(tmp_path, {"p/a-rule.yaml": rule(require="\n" + indent(body, "  "))})
    elif head == "definitions":
        assert "data.hidden-from-recipients" in loaded(tmp_path, {"definitions/ours.yaml": body}).definitions
    elif head == "law table":
        assert "law.ours" in loaded(tmp_path, {"law/ours.yaml": body}).tables
    elif head == "a rule of your own":
        name = body.partition("\n")[0].removeprefix("id: ")
        program = loaded(tmp_path, {f"p/{name}.yaml": body})
        assert [r.message for r in lint(program, [tmp_path])[0] if not r.warning] == [f"the rule `{name}` has no tests"]
    elif head == "pack":
        assert "ours" in loaded(tmp_path, {"ours/pack.yaml": body}).packs
    else:
        assert head == "amends a rule for each party"
        name = body.partition("\n")[0].removeprefix("id: ")
        before = rule("the-rule")
        program = loaded(tmp_path, {"p/the-rule.yaml": before, f"p/{name}.yaml": body})
        assert program != loaded(tmp_path / "before", {"p/the-rule.yaml": before})


def test_every_key_of_a_rule_is_explained() -> None:
    table = TEXT.partition("### Every key")[2].partition("## How")[0]
    explained = {
        word for row in table.splitlines() for word in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert explained - {"key"} == set(KEYS)


def test_every_verdict_is_explained() -> None:
    table = TEXT.partition("## How a verdict comes about")[2].partition("## Conditions")[0]
    assert set(re.findall(r"\*\*([a-z ]+)\*\*", table)) == set(VERDICTS)


def test_the_figures_are_those_of_the_table() -> None:
    provisions = load_provisions()
    counts = [sum(p.kind == kind for p in provisions.table) for kind in "SDJ"]
    said = re.search(r"own: (\d+), of which (\d+) .*?\((\d+) by facts, (\d+) by a document, (\d+) by", TEXT, re.DOTALL)
    assert said is not None
    assert [int(n) for n in said.groups()] == [len(provisions.table), len(provisions.checkable), *counts]


def compulsory(what: str) -> list[str]:
    """The keys that the page says `what` has to have."""
    (said,) = re.findall(rf"{what} has to have ([^;.]*)[;.]", TEXT)
    return re.findall(r"`(\w+)`", said)


def without(text: str, key: str) -> str:
    left = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", text, flags=re.MULTILINE)
    assert left != text
    return left


@pytest.mark.parametrize("key", KEYS)
def test_which_keys_of_a_rule_are_compulsory(key: str, tmp_path: Path) -> None:
    (body,) = [body for head, body in OWN if head == "a rule of your own"]
    if f"\n{key}:" not in f"\n{body}":
        assert key not in compulsory("A rule")
        return
    files = {"p/pack.yaml": "title: P\n", "p/acme-owners.yaml": without(body, key)}
    _, problems = load_program([write(tmp_path, files)])
    assert bool(problems) == (key in compulsory("A rule"))


TEST = "rule: r\nas_of: 2026-11-22\ntests:\n"
CASE = "name: a case\nfacts: {}\nrecord: register\nexpect: satisfied\n"


def test_which_keys_of_a_test_are_compulsory(tmp_path: Path) -> None:
    files = {
        "p/pack.yaml": "title: P\n",
        "p/r.yaml": "id: r\n",
        "p/r.test.yaml": f"{TEST}- {indent(CASE, '  ').lstrip()}",
    }
    assert read_test_files([write(tmp_path, files)], Files())[1] == []
    for key in compulsory("A file of tests"):
        (tmp_path / "p" / "r.test.yaml").write_text(without(files["p/r.test.yaml"], key), "utf-8")
        assert read_test_files([tmp_path], Files())[1], key
    for key in compulsory("a test"):
        case = indent(without(CASE, key), "  ").lstrip()
        (tmp_path / "p" / "r.test.yaml").write_text(f"{TEST}- {case}", "utf-8")
        assert read_test_files([tmp_path], Files())[1], key
    assert (compulsory("A file of tests"), compulsory("a test")) == (
        ["rule", "as_of", "tests"],
        ["name", "facts", "record", "expect"],
    )
