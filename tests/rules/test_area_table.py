"""The area without transfers is kept as a set for each period; it must agree with the table of territories."""

from __future__ import annotations

import datetime as dt

from policyengine.register.records import Record
from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs

CHANGES = (
    "2018-05-25",
    "2018-07-19",
    "2018-07-20",
    "2020-01-31",
    "2020-02-01",
    "2021-06-27",
    "2021-06-28",
    "2026-11-22",
)


def _day(row: Record, column: str, otherwise: dt.date) -> dt.date:
    said = row.statements.get(column, ())
    value = said[0].values[0] if said and said[0].values else otherwise
    assert isinstance(value, dt.date)
    return value


def _runs(row: Record, day: dt.date) -> bool:
    return _day(row, "from", dt.date.min) <= day <= _day(row, "until", dt.date.max)


def test_the_area_is_the_territories_of_each_period() -> None:
    program, problems = load_program([installed_packs()])
    assert not problems
    for text in CHANGES:
        day = dt.date.fromisoformat(text)
        territories = {
            row.statements["code"][0].values[0]
            for row in program.tables["law.territory"].rows
            if _runs(row, day) and _day(row, "gdpr_from", dt.date.min) <= day
        }
        areas = [set(row.statements["members"][0].values) for row in program.tables["law.area"].rows if _runs(row, day)]
        assert areas == [territories], text
