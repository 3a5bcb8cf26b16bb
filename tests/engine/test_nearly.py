"""Where no row of a table fits, the proof shows those that would have fitted on another day."""

from __future__ import annotations

import datetime as dt

import engine_builders as b

from policyengine.engine.interpreter import prove
from policyengine.engine.judgement import Part, Step, Told
from policyengine.engine.reading import decisive, grounds
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record
from policyengine.rules.language import Condition, Members, Path, Some, Stated

COUNTRY = Path("judged", (), "country", "organisation")
DECISIONS = b.table(
    "law.decisions",
    {"code": Attribute("code", ValueType.TERRITORY, ""), "until": Attribute("until", ValueType.DATE, "")},
    {"code": "GB", "until": dt.date(2025, 12, 27)},
    {"code": "US", "until": dt.date(2020, 7, 15)},
    {"code": "CH", "until": dt.date(2030, 1, 1)},
)
SAME_CODE = b.asks(Path("", (), "code", "law.decisions"), "is", operand=Stated(COUNTRY))
ENDED = b.asks(Path("", (), "until", "law.decisions"), "before", dt.date(2026, 11, 22))
IN_FORCE = b.asks(Path("", (), "in_force", "law.decisions"), "is", True)


def proved(country: str, *conditions: Condition) -> tuple[Step, list[Step], Record]:
    row = Some(Members(None, "law.decisions", "law.decisions", False), b.all_of(*conditions), "", 0)
    rule = b.rule(row, for_each="organisation")
    asked = b.record("organisation", "o", "", country=country)
    proof = prove(b.program(rule, tables=(DECISIONS,)), b.facts(asked), b.AS_OF, rule, asked)
    return proof.part(Part.REQUIRES)[0], decisive(proof), asked


def test_rows_that_fail_by_their_dates_alone_are_shown_beside_the_fact() -> None:
    for last_day in (b.not_(ENDED), IN_FORCE):
        step, leaves, asked = proved("GB", SAME_CODE, last_day)
        assert step.told is Told.NO
        assert [row.label for row in step.below] == ["law.decisions.0"]
        found = {(ground.record.key, ground.attribute) for ground in grounds(leaves)}
        assert found == {(asked.key, "country"), ("law.decisions.0", "until")}


def test_rows_that_fail_otherwise_are_not_shown() -> None:
    assert proved("IN", SAME_CODE, IN_FORCE)[0].below == []
    never = b.asks(Path("", (), "code", "law.decisions"), "is", "AQ")
    assert proved("GB", SAME_CODE, IN_FORCE, never)[0].below == []
    assert proved("GB", b.not_(ENDED), ENDED)[0].below == []


def test_rows_of_which_something_else_than_the_row_is_wrong_are_not_shown() -> None:
    elsewhere = b.asks(COUNTRY, "is", "AQ")
    assert proved("GB", SAME_CODE, IN_FORCE, elsewhere)[0].below == []
    assert proved("GB", SAME_CODE, IN_FORCE, b.any_of(elsewhere))[0].below == []


def test_rows_that_agree_with_no_fact_are_not_shown() -> None:
    before_all = b.asks(Path("", (), "until", "law.decisions"), "before", dt.date(2019, 1, 1))
    assert proved("IN", b.not_(SAME_CODE), before_all)[0].below == [], "they differ from the fact"
    code = Path("", (), "code", "law.decisions")
    for one in (COUNTRY, code):
        itself = b.asks(one, "is", operand=Stated(one))
        assert proved("GB", itself, before_all)[0].below == [], "nothing of the row is compared with a fact"
    of_the_law_alone = b.asks(code, "is", "GB")
    assert proved("GB", of_the_law_alone, IN_FORCE)[0].below == []


def test_where_a_row_fits_only_that_one_is_shown() -> None:
    step, _, _ = proved("CH", SAME_CODE, IN_FORCE)
    assert (step.told, [row.label for row in step.below]) == (Told.YES, ["law.decisions.2"])
