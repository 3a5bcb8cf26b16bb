"""Changes of the law: rows of tables by name, rules, packs, and the day."""

from __future__ import annotations

import datetime as dt

import pytest

from policyengine import whatif
from policyengine.scenarios.rows import find_row, row_names
from policyengine.source.tree import Listing, Mapping
from tests.scenarios.conftest import Flag, Write, differs, five, supposing, wrong

RULE = "gdpr-12-6-identity"


def rows(table: str) -> list[Mapping]:
    law = five().written.law
    node = law.nodes[law.found.tables[f"law.{table}"]]
    assert isinstance(node, Mapping)
    listing = node.entries["rows"]
    assert isinstance(listing, Listing)
    return [row for row in listing.items if isinstance(row, Mapping)]


def test_every_row_of_every_table_has_a_name_of_its_own() -> None:
    for table in five().written.program.tables:
        names = row_names(rows(table.removeprefix("law.")))
        assert len({*names}) == len(names)
        assert all(name and "." not in name for name in names)
        assert [find_row(name, rows(table.removeprefix("law."))) for name in names] == [*range(len(names))]


def test_rows_are_named_by_id_code_or_instrument() -> None:
    adequacy = rows("adequacy")
    assert find_row("us-dpf", adequacy) == find_row("US-DPF", adequacy) == find_row("(EU) 2023/1795", adequacy)
    assert find_row("GB", adequacy) is None
    assert find_row("be", rows("consent-age")) == 1


def test_only_the_cell_that_is_set_differs() -> None:
    result = whatif.suppose(five(), supposing(("set", "law.adequacy.us-dpf.until=2027-03-01")))
    before, after = (program.tables["law.adequacy"].rows for program in (five().written.program, result.loaded.program))
    changed = [(one, other) for one, other in zip(before, after, strict=True) if _cells(one) != _cells(other)]
    ((one, other),) = changed
    assert {name for name in one.statements if _cells(one)[name] != _cells(other)[name]} == {"until"}
    assert other.statements["until"][0].values == (dt.date(2027, 3, 1),)
    citation = other.statements["until"][0].citation
    assert citation is not None
    assert citation.source.title.startswith("supposed: what the command line supposes; otherwise eur-lex")


def _cells(row: object) -> dict[str, object]:
    return {name: said[0].values for name, said in row.statements.items()}  # type: ignore[attr-defined]


def test_rows_come_and_go() -> None:
    decision = "{id: IN, code: IN, scope: whole, instrument: supposed, from: 2026-01-01, until: none}"
    result = whatif.suppose(five(), supposing(("remove", "law.adequacy.us-dpf"), ("add", f"law.adequacy={decision}")))
    ids = [row.statements["id"][0].values for row in result.loaded.program.tables["law.adequacy"].rows]
    assert ("US-DPF",) not in ids
    assert ids[-1] == ("IN",)


def test_a_rule_is_switched_off_changed_and_added() -> None:
    found = differs(five(), ("remove", f"rules.{RULE}"))
    assert {one.finding.rule for one in found.resolved} == {RULE}
    assert {one.was for one in found.resolved} == {("no such rule",)}
    found = differs(five(), ("set", f"rules.{RULE}.severity=low"))
    assert {shift.after.severity for shift in found.changed} == {"low"}
    assert {shift.after.rule for shift in found.changed} == {RULE}
    exception = "{provision: GDPR 12(6), when: {offered: true}, because: it is supposed}"
    found = differs(five(), ("add", f"rules.{RULE}.unless={exception}"))
    assert {one.finding.rule for one in found.resolved} <= {RULE}
    new = (
        "{title: New, provisions: [GDPR 5(1)(a)], for_each: register, severity: low, require: never, "
        "expects: it, remedy: Do it.}"
    )
    found = differs(five(), ("add", f"rules.brand-new={new}"))
    assert {one.finding.rule for one in found.introduced} == {"brand-new"}
    assert {one.was for one in found.introduced} == {("no such rule",)}


def test_packs_are_switched_on_and_off() -> None:
    found = differs(five(), ("add", "packs.house"))
    assert found.introduced
    assert all(one.finding.rule.startswith("house-") for one in found.introduced)
    found = differs(five(), ("remove", "packs.nl"))
    assert not found.introduced
    assert differs(five(), ("remove", "packs.nl"), ("add", "packs.nl")).resolved == ()


def test_the_day_is_that_of_the_flag_then_of_the_scenario() -> None:
    given = five()
    shield = supposing(("set", "law.adequacy.us-dpf.until={day_before: as_of}"))
    result = whatif.suppose(given, shield, dt.date(2030, 1, 2))
    (row,) = [
        r for r in result.loaded.program.tables["law.adequacy"].rows if r.statements["id"][0].values == ("US-DPF",)
    ]
    assert row.statements["until"][0].values == (dt.date(2030, 1, 1),)
    assert result.case is not None
    assert result.case.as_of == dt.date(2030, 1, 2)


def test_a_scenario_may_say_the_day(scenario: Write) -> None:
    given = five()
    supposed = supposing(str(scenario("later", "title: Later\nas_of: 2031-12-28\n")))
    result = whatif.suppose(given, supposed)
    assert result.case is not None
    assert result.case.as_of == dt.date(2031, 12, 28)
    assert result.loaded.program is given.loaded.program
    comparison = whatif.compare(given, given.base, result, supposed, "later")
    assert (comparison.as_of, comparison.head_as_of) == (dt.date(2026, 11, 22), dt.date(2031, 12, 28))


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (("set", "law.adequacy.us-dfp.until=2027-01-01"), "has no row `us-dfp`|did you mean `us-dpf`?"),
        (("set", "law.adequcy.us-dpf.until=2027-01-01"), "no law table `adequcy`|did you mean `adequacy`?"),
        (("set", "law.adequacy.us-dpf.untill=2027-01-01"), "no column `untill`|did you mean `until`?"),
        (("set", "law.adequacy.us-dpf.until=soon"), "`soon`|"),
        (("set", "law.adequacy.us-dpf=x"), "is a row|"),
        (("remove", "law.adequacy"), "is a law table|"),
        (("unset", "law.adequacy.ad.note"), "nothing is stated of|"),
        (("set", "law=x"), "is no path into the law|"),
        (
            ("remove", "rules.gdpr-12-6-identy"),
            "there is no rule `gdpr-12-6-identy`|did you mean `gdpr-12-6-identity`?",
        ),
        (("set", "rules.gdpr-12-6-identity.sevrity=low"), "has no key `sevrity`|did you mean `severity`?"),
        (("set", "rules.gdpr-12-6-identity.severity=lo"), "`lo`|did you mean `low`?"),
        (("unset", "rules.gdpr-12-6-identity.severity"), "cannot be done|"),
        (("add", "packs.huose"), "there is no pack `huose`|did you mean `house`?"),
        (("add", "packs.gdpr"), "is switched on already|"),
    ],
)
def test_law_that_is_not_there_is_told_with_the_nearest(flag: Flag, expected: str) -> None:
    problems = wrong(five(), flag)
    assert all(problem.startswith(f"--{flag[0]} {flag[1]}:1:") for problem in problems)
    for part in expected.split("|"):
        assert part in problems[0]
