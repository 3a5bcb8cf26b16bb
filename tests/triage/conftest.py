"""Judges a register and rules that are written in the test itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from policyengine.check import Asked, load, run
from policyengine.findings import Outcome

AS_OF = dt.date(2026, 11, 22)
_RULE = """
id: {id}
title: Title of {id}
provisions: ["GDPR 5(1)(a)"]
severity: high
expects: something
remedy: Do something.
"""

Judge = Callable[..., Outcome]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """`judge(facts, rule_name="for_each: ...")`: what comes of these rules on that register."""

    def go(facts: str, everything: bool = True, **rules: str) -> Outcome:
        (tmp_path / "facts").mkdir(exist_ok=True)
        (tmp_path / "facts" / "register.yaml").write_text("register: club\n" + facts, "utf-8")
        pack = tmp_path / "law" / "made-up"
        pack.mkdir(parents=True, exist_ok=True)
        (pack / "pack.yaml").write_text("title: Made-up law\n", "utf-8")
        for name, text in rules.items():
            slug = name.replace("_", "-")
            given = {line.partition(":")[0] for line in text.splitlines()}
            common = [line for line in _RULE.format(id=slug).splitlines() if line.partition(":")[0] not in given]
            (pack / f"{slug}.yaml").write_text("\n".join([*common, text]), "utf-8")
        asked = Asked(
            (tmp_path / "facts" / "register.yaml",), AS_OF, rule_roots=(tmp_path / "law",), every_verdict=everything
        )
        loaded = load(asked)
        assert loaded.problems == []
        return run(asked, loaded)

    return go
