"""Why not, case by case: the least that decides, and the smallest change that would make it fail."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from policyengine.check import Asked
from policyengine.triage.answers import Reason
from policyengine.whatif import load
from policyengine.why_not import Answer, ask

AS_OF = dt.date(2026, 11, 22)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "why_not.yaml").read_text("utf-8"))
RULE = {"id": "a-rule", "title": "A rule", "provisions": ["GDPR 5(1)(a)"], "severity": "high"}
SOURCES = {"public": {"title": "Public knowledge", "kind": "public-knowledge"}}


def asked(case: dict[str, Any], folder: Path) -> Answer:
    """The answer to a case, its facts and its law being written into a folder and read again."""
    law = case.get("law", {})
    files = {
        "facts/register.yaml": {"register": "club", "sources": SOURCES, **case["facts"]},
        "law/made-up/pack.yaml": {"title": "Made-up law", **({"when": law["when"]} if "when" in law else {})},
        "law/made-up/a-rule.yaml": {**RULE, **case["rule"]},
        **({"law/definitions/all.yaml": law["definitions"]} if "definitions" in law else {}),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    given = load(Asked((folder / "facts" / "register.yaml",), AS_OF, rule_roots=(folder / "law",)))
    assert given.loaded.problems == []
    rule = given.loaded.program.rules["a-rule"]
    records = given.loaded.facts.registers["club"].of(rule.for_each)
    return ask(given, rule, next(record for record in records if record.key == case["record"]))


def shown(reason: Reason) -> str:
    answer = f"[{reason.answer}] " if reason.answer else ""
    likewise = f"; likewise {', '.join(reason.likewise)}" if reason.likewise else ""
    return f"{answer}{reason.asked}: {'; '.join(said.text for said in reason.said)}{likewise}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_why_not(case: dict[str, Any], tmp_path: Path) -> None:
    answer, expect = asked(case, tmp_path), case["expect"]
    why, fails = answer.why, answer.fails
    assert (why.verdict, why.turns_on) == (expect["verdict"], expect["turns_on"])
    assert [shown(reason) for reason in why.reasons] == expect.get("reasons", [])
    assert list(why.missing) == expect.get("missing", [])
    assert why.others == expect.get("others", 0)
    if "because" in expect:
        assert why.because == expect["because"]
    assert (fails is None) == ("fails" not in expect and "takes" not in expect)
    if fails is None:
        return
    if "fails" in expect:
        flags = [" ".join(word for flag in one.flags for word in flag) for one in fails.found]
        assert flags == expect["fails"], fails.says
    takes = expect.get("takes", "one thing")
    assert f" if {takes} were otherwise" in fails.says if fails.found else fails.says.startswith("none of the ")
    assert fails.says.startswith(expect.get("fails_says", ""))


def test_every_statement_has_its_place_and_what_is_presumed_has_none(tmp_path: Path) -> None:
    for number, case in enumerate(CASES):
        for reason in asked(case, tmp_path / str(number)).why.reasons:
            for said in reason.said:
                assert (said.span is None) == said.text.startswith("presumed: ")
