"""Which provisions exist, and how many of the checkable ones are checked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from rule_builders import load, rule

from policyengine.rules.coverage import Coverage, checked
from policyengine.rules.provisions import load_provisions

SHARED = Path(__file__).parents[2].parent / "shared" / "law" / "COVERAGE.md"


def test_195_provisions_can_be_checked() -> None:
    table = load_provisions().table
    assert len(table) == 204
    assert Counter(provision.kind for provision in table) == {"S": 116, "D": 55, "J": 24, "O": 9}
    assert len(load_provisions().checkable) == 195


@pytest.mark.skipif(not SHARED.is_file(), reason="the table of provisions that this is compared with is absent")
def test_the_table_is_the_one_that_was_agreed() -> None:
    pattern = r"^\| (\d+) \| (\S+) \| (\S+) \| ([SDJO]) \| (.*?) \|"
    agreed = re.findall(pattern, SHARED.read_text("utf-8"), re.MULTILINE)
    ours = [
        (str(p.row), p.cites.removeprefix("GDPR "), ",".join(p.addressees), p.kind, p.duty)
        for p in load_provisions().table
    ]
    assert ours == agreed


def test_every_checkable_provision_exists() -> None:
    known = load_provisions()
    assert [provision.cites for provision in known.table if not known.exists(provision.cites)] == []


@pytest.mark.parametrize(
    "citation",
    ["GDPR 5", "GDPR 5(1)", "GDPR 5(1)(f)", "GDPR 14(2)(g)", "GDPR 4(16)(b)", "GDPR 4(26)", "GDPR 32(1)(d)", "GDPR 99",
     "GDPR 47(2)(n)", "GDPR 50(d)", "ePD 5(3)", "ePD 4(1a)", "UAVG 46", "BE Act 30-07-2018 10/2", "CJEU C-311/18"],
)  # fmt: skip
def test_provisions_that_exist(citation: str) -> None:
    assert load_provisions().exists(citation)


@pytest.mark.parametrize(
    "citation",
    ["GDPR 100", "GDPR 5(3)", "GDPR 5(1)(g)", "GDPR 13(2)(g)", "GDPR 28(3)(i)", "GDPR 10(1)", "GDPR 4(27)", "GDPR",
     "GDPR 5(1)a", "ePD 13(7)", "AVG 5", "GDPR5"],
)  # fmt: skip
def test_provisions_that_do_not(citation: str) -> None:
    assert not load_provisions().exists(citation)


def covered(root: Path, provisions: str, **keys: str) -> list[int]:
    program, problems = load(root, {"p/a-rule.yaml": rule(provisions=provisions, **keys)})
    assert problems == []
    return [provision.row for provision in checked(program).checked]


def test_a_citation_counts_for_the_narrowest_provision_only(tmp_path: Path) -> None:
    assert covered(tmp_path, '["GDPR 28(3)(a)"]') == [109]
    assert covered(tmp_path, '["GDPR 28(3)"]') == [108]


def test_a_point_counts_for_its_paragraph_where_that_is_one_unit(tmp_path: Path) -> None:
    assert covered(tmp_path, '["GDPR 35(7)(c)"]') == [153]
    assert covered(tmp_path, '["GDPR 47(1)(a)"]') == [185]


def test_a_whole_article_counts_for_none_of_its_paragraphs(tmp_path: Path) -> None:
    assert covered(tmp_path, '["GDPR 5", "GDPR 4(5)", "UAVG 46"]') == []


def test_one_citation_with_two_duties_goes_by_what_decides(tmp_path: Path) -> None:
    assert covered(tmp_path, '["GDPR 5(1)(b)"]', decided_by="facts") == [2]
    assert covered(tmp_path, '["GDPR 5(1)(b)"]', decided_by="assessment") == [3]
    assert covered(tmp_path, '["GDPR 5(1)(b)"]', decided_by="document") == []


def test_what_is_not_observable_is_not_counted(tmp_path: Path) -> None:
    assert covered(tmp_path, '["GDPR 12(7)"]') == []


def counted(root: Path, tested: set[str] | None) -> Coverage:
    files = {
        "p/a-rule.yaml": rule(provisions='["GDPR 44", "GDPR 5(2)"]'),
        "p/b-rule.yaml": rule("b-rule", provisions='["GDPR 44"]'),
    }
    program, _ = load(root, files)
    return checked(program, tested=tested)


def test_counts_by_class_and_what_is_left(tmp_path: Path) -> None:
    coverage = counted(tmp_path, None)
    assert coverage.by_class() == {"S": (1, 116), "D": (1, 55), "J": (0, 24)}
    assert (len(coverage.checked), len(coverage.unchecked), coverage.checkable) == (2, 193, 195)
    assert {p.cites: rules for p, rules in coverage.checked.items()}["GDPR 44"] == ("a-rule", "b-rule")
    assert str(coverage) == "checks 2 of 195 provisions that can be checked on a register"


def test_only_tested_rules_count_where_that_is_asked(tmp_path: Path) -> None:
    assert [p.cites for p in counted(tmp_path, {"b-rule"}).checked] == ["GDPR 44"]
