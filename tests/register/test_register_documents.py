"""The schema, the register to start from and the page of reference agree with what is read."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
from register_reading import attempt, by_key, register
from test_register_refusals import CASES, HEAD

from policyengine.register.load import load_facts
from policyengine.register.model.kinds import KINDS
from policyengine.register.model.territories import territories
from policyengine.register.reference import reference
from policyengine.register.schema import json_schema
from policyengine.register.skeleton import skeleton
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Node, Scalar
from policyengine.spans import Files

ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

# What an editor cannot see: words that only the loader can look up, days that no calendar has, texts that are
# written twice or stand for several types.
NOT_SEEN = re.compile(
    "reference|undeclared|declared nowhere|organisation$|two organisations|wrong way round|line 0|none beside"
    "|^date$|past midnight|alias|same record|quoted none|5,000|other digits|instant that is a day|period of nothing"
    "|before it (was|began)|before anybody|ends before"
)
WRAPPED = {
    "organisation": "organisations:\n",
    "consent": "purposes:\n  p:\n",
    "transfer": "parties:\n  p:\n",
    "right": "notices:\n  n:\n",
}


def example(kind: str) -> str:
    """The example of a kind as a register that holds all it refers to."""
    text = KINDS[kind].example
    if text.startswith("register:"):
        return text
    if kind in WRAPPED:
        depth = WRAPPED[kind].count("\n")
        text = WRAPPED[kind] + "".join("  " * depth + line + "\n" for line in text.splitlines())
    return "register: x\n" + text


def json_of(node: Node) -> object:
    """A tree as an editor sees it, by the core schema of YAML 1.2."""
    if isinstance(node, Listing):
        return [json_of(item) for item in node.items]
    if not isinstance(node, Scalar):
        return {key: json_of(value) for key, value in node.entries.items()}
    if node.is_null:
        return None
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and re.fullmatch(r"-?[0-9]{1,300}", node.text):
        return int(node.text)
    if node.plain and re.fullmatch(r"-?[0-9]+\.[0-9]+", node.text):
        return float(node.text)
    return node.text


def wrong(text: str) -> list[str]:
    node, _ = read_text(text, "x.yaml", Files())
    assert node is not None
    return [error.message for error in VALIDATOR.iter_errors(json_of(node))]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema() == json_schema()


@pytest.mark.parametrize("file", sorted((ROOT / "facts").rglob("*.yaml")), ids=lambda file: file.name)
def test_our_own_facts_pass_the_schema(file: Path) -> None:
    assert wrong(file.read_text("utf-8")) == []


@pytest.mark.parametrize("name", [name for name in CASES if not NOT_SEEN.search(name)])
def test_what_is_refused_fails_the_schema(name: str) -> None:
    assert wrong(HEAD + CASES[name][0])


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.example])
def test_examples_load_and_pass_the_schema(kind: str) -> None:
    _, problems = attempt(example(kind))
    problems = [p for p in problems if "there is no" not in p.message and "is not declared" not in p.message]
    assert not problems, "\n".join(map(str, problems))
    assert wrong(example(kind)) == []


def test_every_kind_that_is_written_has_an_example() -> None:
    assert [kind.name for kind in KINDS.values() if not kind.derived and not kind.example] == []


def test_the_register_to_start_from() -> None:
    text = skeleton("acme-benelux")
    one = register(text)
    assert (one.slug, one.root.title) == ("acme-benelux", "Acme benelux")
    assert {"hop", "use", "coverage", "contract", "consent"} <= one.by_kind.keys()
    assert wrong(text) == []


def test_the_page_of_reference_is_fresh() -> None:
    page = (ROOT / "docs" / "facts.md").read_text("utf-8")
    assert page == reference(), "run `python -m policyengine.register.reference > docs/facts.md`"


def test_the_page_of_reference_names_everything() -> None:
    page = reference()
    for kind in KINDS.values():
        assert f"### {kind.name}\n" in page
        for said in (*kind.attributes, *kind.relations):
            assert f"| `{said.name}` |" in page


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", reference().split("## Kinds")[0], re.DOTALL))
def test_the_introductions_examples_load(block: str) -> None:
    assert by_key(register(block))


def test_territories() -> None:
    assert len(territories()) == 250
    assert territories()["NO"] == "Norway"
    assert all(re.fullmatch("[A-Z]{2}|EEA", code) for code in territories())


def test_two_skeletons_do_not_share_organisations(tmp_path: Path) -> None:
    for slug, country in (("bakery", "BE"), ("butcher", "NL")):
        (tmp_path / slug).mkdir()
        text = skeleton(slug).replace("country: IE", f"country: {country}")
        (tmp_path / slug / "register.yaml").write_text(text, "utf-8")
    facts, problems = load_facts([tmp_path])
    assert problems == []
    assert [*facts.organisations] == ["bakery", "bakery-mail-service", "butcher", "butcher-mail-service"]
