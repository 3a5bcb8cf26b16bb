"""The law tables that come with the program: typed, sourced, and whole."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from policyengine.register.records import Record
from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Table

SHARED = Path(__file__).parents[2].parent / "shared" / "law"
shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the lists of the law that the tables are compared with are absent"
)
DAY = dt.timedelta(days=1)


@cache
def tables() -> dict[str, Table]:
    program, _ = load_program([installed_packs()], [])
    return program.tables


def said(row: Record, column: str) -> object:
    """What a cell says: a value, `none`, or None where it says nothing."""
    statements = row.statements.get(column)
    if statements is None:
        return None
    values = statements[0].values
    return values[0] if values else "none"


def rows(name: str) -> list[Record]:
    return tables()[f"law.{name}"].rows


def listed(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def on(name: str, code: str, when: str) -> list[Record]:
    """The rows of a territory that are in force on a day."""
    at = day(when)
    found = []
    for row in rows(name):
        start, end = said(row, "from"), said(row, "until")
        if said(row, "code") != code or not isinstance(start, dt.date) or start > at:
            continue
        if end == "none" or (isinstance(end, dt.date) and end >= at):
            found.append(row)
    return found


@pytest.mark.parametrize("name", ["adequacy", "territory", "standard-clauses", "timeline"])
def test_every_row_has_a_source_that_was_checked_on_a_day(name: str) -> None:
    for row in rows(name):
        citation = row.existence.citation
        assert citation is not None
        assert citation.source.title
        assert citation.source.checked_on is not None
        assert said(row, "verified")
        assert row.existence.place
        assert row.existence.firm


@pytest.mark.parametrize("name", ["adequacy", "territory"])
def test_what_rules_look_up_is_never_left_open(name: str) -> None:
    """A cell that says nothing would keep `some` from being told false."""
    for row in rows(name):
        assert said(row, "code") is not None
        assert said(row, "from") is not None
        assert said(row, "until") is not None


@shared
def test_no_adequacy_decision_is_lost() -> None:
    there = {said(row, "id"): row for row in rows("adequacy")}
    for given in listed("adequacy_decisions.csv"):
        row = there.pop(given["id"])
        assert said(row, "code") == (given["code"] or "none")
        assert said(row, "territory") == given["name"]
        assert said(row, "adopted") == day(given["adopted"])
        assert said(row, "from") == day(given["in_force_from"] or given["adopted"])
        until = day(given["ended"]) - DAY if given["ended"] else None
        until = day(given["valid_until"]) if given["valid_until"] else until
        assert said(row, "until") == (until or "none")
        assert said(row, "celex") == (given["celex"] or None)
    assert there == {}


@shared
def test_no_membership_is_lost() -> None:
    there = {(said(row, "set"), said(row, "code")): row for row in rows("territory")}
    for given in listed("territory_membership.csv"):
        row = there.pop((given["set"], given["code"]))
        assert said(row, "territory") == given["name"]
        assert said(row, "from") == day(given["member_from"])
        assert said(row, "until") == (day(given["member_until"]) if given["member_until"] else "none")
    assert {kind for kind, _ in there} == {"EU-REGION", "UK-BRIDGE", "EEA"}


@shared
def test_no_set_of_clauses_is_lost() -> None:
    there = {said(row, "id"): row for row in rows("standard-clauses")}
    for given in listed("scc.csv"):
        row = there.pop(given["id"])
        assert given["instrument"].startswith(str(said(row, "instrument")))
        assert said(row, "adopted") == (day(given["adopted"]) if given["adopted"] else "none")
        if given["repealed"]:
            assert said(row, "until") == day(given["repealed"]) - DAY
            assert said(row, "existing_until") == day(given["existing_contracts_valid_until"])
        if given["usable_from"]:
            assert said(row, "from") == day(given["usable_from"])
    assert there == {}


@shared
def test_no_change_of_the_law_is_lost() -> None:
    there = [str(said(row, "day")) for row in rows("timeline")]
    for given in listed("law_timeline.csv"):
        when = given["date"] if len(given["date"]) == len("2018-05-25") else f"{given['date']}-01"
        assert when in there


@pytest.mark.parametrize(
    ("when", "sets"),
    [
        ("2020-01-31", ["EU"]),
        ("2020-02-01", ["EU-TRANSITION"]),
        ("2020-12-31", ["EU-TRANSITION"]),
        ("2021-01-01", ["UK-BRIDGE"]),
        ("2021-06-27", ["UK-BRIDGE"]),
        ("2021-06-28", []),
        ("2026-11-22", []),
    ],
)
def test_the_united_kingdom_by_date(when: str, sets: list[str]) -> None:
    assert [said(row, "set") for row in on("territory", "GB", when)] == sets


@pytest.mark.parametrize(
    ("code", "when", "decisions"),
    [
        ("GB", "2021-06-27", []),
        ("GB", "2021-06-28", ["GB-2021"]),
        ("GB", "2025-12-27", ["GB-2025X", "GB-2025R"]),
        ("GB", "2025-12-28", ["GB-2025R"]),
        ("GB", "2031-12-28", []),
        ("US", "2015-10-05", ["US-SH"]),
        ("US", "2015-10-06", []),
        ("US", "2020-07-15", ["US-PS"]),
        ("US", "2020-07-16", []),
        ("US", "2023-07-09", []),
        ("US", "2023-07-10", ["US-DPF"]),
        ("BR", "2026-01-25", []),
        ("BR", "2026-01-26", ["BR"]),
        ("HU", "2018-05-25", []),
        ("CH", "2026-11-22", ["CH"]),
        ("AU", "2026-11-22", []),
    ],
)
def test_decisions_on_and_around_their_days(code: str, when: str, decisions: list[str]) -> None:
    assert [said(row, "id") for row in on("adequacy", code, when)] == decisions


def test_the_gdpr_reached_the_efta_states_later() -> None:
    for row in rows("territory"):
        expected = "2018-07-20" if said(row, "set") == "EEA-EFTA" else "2018-05-25"
        assert said(row, "gdpr_from") == day(expected)
