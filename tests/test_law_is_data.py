"""No article number, country code, date or rule id stands in Python outside docstrings: law is data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from policyengine.register.model.territories import territories

PACKAGE = Path(__file__).parent.parent / "policyengine"
RULES = PACKAGE.parent / "rules"
LAW = re.compile(r"\b(?:Art(?:icle|\.)? ?\d|(?:GDPR|ePD|UAVG) ?\d|\d+\(\d+\))")
DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")


def _docstrings(tree: ast.AST) -> set[int]:
    """The ids of the nodes that are docstrings, those below an assignment included."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            found |= {id(s.value) for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)}
    return found


def _variables(tree: ast.AST) -> set[int]:
    """The ids of the nodes that name variables of the environment, of which one is called as a country is."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {id(call.args[0]) for call in calls if ast.unparse(call.func) == "os.environ.get"}


def _strings(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    apart = _docstrings(tree) | _variables(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.lineno, node.value


def law_in(source: str, rule_ids: frozenset[str]) -> list[str]:
    """What of the law stands in the strings and dates of a Python source."""
    found = []
    for line, text in _strings(source):
        if LAW.search(text) or DAY.search(text) or text in territories() or text in rule_ids:
            found.append(f"{line}: {text[:60]!r}")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "date",
            "datetime",
        ):
            years = [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, int)]
            found += [f"{node.lineno}: a date in {year}" for year in years if year > 1]
    return found


def _rule_ids() -> frozenset[str]:
    files = (file for pack in RULES.glob("*/pack.yaml") for file in pack.parent.glob("*.yaml"))
    return frozenset(file.stem for file in files if file.stem != "pack" and not file.stem.endswith(".test"))


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda f: str(f.relative_to(PACKAGE)))
def test_no_law_in_python(file: Path) -> None:
    assert law_in(file.read_text("utf-8"), _rule_ids()) == []


@pytest.mark.parametrize(
    "source",
    [
        'x = "GDPR 28(3)"',
        'x = "BE"',
        'x = "2023-07-10"',
        "import datetime\nx = datetime.date(2023, 7, 10)",
        'x = "a-rule"',
    ],
)
def test_the_check_finds_what_it_looks_for(source: str) -> None:
    assert law_in(source, frozenset({"a-rule"}))


def test_docstrings_may_cite_the_law() -> None:
    assert law_in('def f():\n    """See GDPR 28(3), in force since 2018-05-25."""\n', frozenset()) == []
