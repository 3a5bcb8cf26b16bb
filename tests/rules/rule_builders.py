"""Packs for tests, written as text and loaded from a temporary folder."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from policyengine.errors import Problem
from policyengine.rules.language import Condition
from policyengine.rules.load import load_program
from policyengine.rules.program import Program

HEAD = """\
id: a-rule
title: A title
provisions: ["GDPR 5(1)(a)"]
for_each: party
severity: high
"""

TABLE = """\
title: Decisions
checked_on: 2026-11-22
columns:
  code: {type: territory, describes: the territory}
  scope: {type: word, words: {whole: everybody, listed: those on a list}, describes: who}
  clauses: {type: word, vocabulary: clause-set, many: true, describes: which sets}
  from: {type: date, describes: first day}
  until: {type: date, describes: last day}
rows:
  - {code: CH, scope: whole, clauses: [scc-2010, scc-2004], from: 2000-07-26, until: none, source: a decision}
  - {code: US, scope: listed, from: 2016-07-12, until: 2020-07-15, source: another, checked_on: 2026-01-01}
"""

DEFINITIONS = """\
party.adequate:
  means: established where protection is adequate
  provision: GDPR 45(1)
  holds: {some: {in: law.decisions, as: row, in_force: true, code: {is: {path: judged.organisation.country}}}}
data.hidden:
  means: hidden behind a code
  provision: GDPR 4(5)
  holds: {technique: [hash, token]}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    """Write `files` below `root`, and whatever a root needs that they do not give."""
    whole = {
        "p/pack.yaml": "title: A pack\n",
        "law/decisions.yaml": TABLE,
        "definitions/all.yaml": DEFINITIONS,
        **files,
    }
    for name, text in whole.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def load(root: Path, files: dict[str, str], packs: list[str] | None = None) -> tuple[Program, list[Problem]]:
    """The program of `files`."""
    return load_program([write(root, files)], packs)


def rule(name: str = "a-rule", **keys: str) -> str:
    """A rule file; `keys` replace or add keys, an empty text takes one out."""
    given = {
        "id": name,
        "title": "A title",
        "provisions": '["GDPR 5(1)(a)"]',
        "for_each": "party",
        "severity": "high",
        "require": "{role: {is: processor}}",
        **keys,
    }
    return "".join(f"{key}: {value}\n" for key, value in given.items() if value)


def condition(root: Path, text: str, for_each: str = "party") -> Condition:
    """The condition that `text` writes, which has to be without problems."""
    body = indent(dedent(text).strip(), "  ")
    program, problems = load(root, {"p/a-rule.yaml": rule(for_each=for_each, require=f"\n{body}")})
    assert problems == []
    return program.rules["a-rule"].require
