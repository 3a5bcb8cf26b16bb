"""Rule files with anything in them: problems with places, never a traceback, whatever was mangled."""

from __future__ import annotations

import tempfile
from importlib.resources import files
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from rule_builders import DEFINITIONS, TABLE, load, rule

from policyengine.rules.testfiles import read_tests
from policyengine.spans import Files

RULE = files("policyengine.rules").joinpath("new", "rule.yaml").read_text("utf-8").replace("NAME", "a-rule")
TESTS = files("policyengine.rules").joinpath("new", "rule.test.yaml").read_text("utf-8").replace("NAME", "a-rule")
TEXTS = {
    "p/a-rule.yaml": RULE,
    "p/a-rule.test.yaml": TESTS,
    "p/pack.yaml": "title: A pack\nlaw: true\nwhen: {jurisdiction: {is: BE}}\n",
    "law/decisions.yaml": TABLE,
    "definitions/all.yaml": DEFINITIONS,
    "p/b-rule.yaml": "id: b-rule\namends: a-rule\ntitle: T\nreplace: {severity: low, require: never}\n",
}
WORDS = (
    *[
        "none",
        "null",
        "true",
        "as_of",
        "never",
        "judged",
        "{}",
        "[]",
        "[[]]",
        "-1",
        "''",
        "1e999",
        "é",
        "P1M",
        "law.decisions",
        "party.adequate",
    ],
    *("{a: b}", "{is: {path: judged}}", "{some: {in: law.decisions}}", "{all: [{}]}", "{otherwise: x}"),
)
"""What stands in for a value: right words in wrong places, mostly."""
LEAVES = ["role", "data", "organisation", "judged", "as_of", "never", "party.adequate", "true", "none", "x", "P1M"]
KEYS = [
    "all",
    "any",
    "not",
    "at_least",
    "n",
    "of",
    "some",
    "every",
    "count",
    "where",
    "as",
    "in",
    "is",
    "stated",
    "role",
    "data",
    "organisation",
    "country",
    "path",
    "plus",
    "within",
    "otherwise",
    "holds",
    "matches",
    "judged",
    "judged.role",
    "data.hidden",
    "at_most",
    "covers",
    "before",
]

scalars = st.sampled_from(WORDS)
node = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        ),
    ),
    max_leaves=12,
)


def check(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        program, problems = load(root, files)
        assert all(problem.span.line > 0 and problem.span.column > 0 and problem.message for problem in problems)
        assert problems or program.reach.keys() == program.rules.keys()
        read_tests([root], None, Files())


@settings(max_examples=120)
@given(condition=node, key=st.sampled_from(("require", "when", "breach")))
def test_any_condition(condition: str, key: str) -> None:
    check({"p/a-rule.yaml": rule(**{key: condition})})


@settings(max_examples=120)
@given(name=st.sampled_from(sorted(TEXTS)), line=st.integers(0, 60), word=scalars)
def test_any_value_replaced(name: str, line: int, word: str) -> None:
    lines = TEXTS[name].splitlines()
    at = line % len(lines)
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}{colon} {word}"
    check({**TEXTS, name: "\n".join(lines) + "\n"})


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(TEXTS)), start=st.integers(0, 400), length=st.integers(1, 40))
def test_any_part_cut_out(name: str, start: int, length: int) -> None:
    text = TEXTS[name]
    at = start % len(text)
    check({**TEXTS, name: text[:at] + text[at + length :]})
