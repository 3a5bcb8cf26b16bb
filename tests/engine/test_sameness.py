"""What is worked out once for many: which conditions are the same, and that forgetting or sharing changes nothing."""

from __future__ import annotations

from dataclasses import replace

import engine_builders as b
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import World, worlds

from policyengine.engine.interpreter import Interpreter, judge
from policyengine.engine.meaning import Meaning
from policyengine.engine.sameness import HERE, JUDGED, Numbering
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import NO, YES
from policyengine.register.model.types import Attribute, ValueType
from policyengine.rules.language import Condition, Members, Path, Stated

PROCESSOR = b.is_("role", "party", "processor")
CODE = Path("", (), "code", "law.t")
TABLE = Members(None, "law.t", "law.t", False)


def compared(root: str = JUDGED) -> Condition:
    """A row has the country of the organisation."""
    operand = Stated(Path(root, ("organisation",), "country", "organisation"))
    return b.asks(CODE, "is", operand=operand)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROCESSOR, PROCESSOR._replace(place=7)),
        (b.not_(PROCESSOR), replace(b.not_(PROCESSOR), place=7)),
        (b.some(b.members("parties", "activity"), PROCESSOR), b.some(b.members("parties", "activity"), PROCESSOR)),
    ],
)
def test_conditions_that_ask_the_same_have_one_number(one: Condition, other: Condition) -> None:
    numbering = Numbering()
    assert numbering.of(one).number == numbering.of(other).number


PARTIES = b.members("parties", "activity")
APART = [
    PROCESSOR,
    b.is_("role", "party", "controller"),
    b.is_("role", "party", "processor", otherwise="processor"),
    b.not_(PROCESSOR),
    b.all_of(PROCESSOR),
    b.any_of(PROCESSOR),
    b.at_least(1, PROCESSOR),
    b.at_least(2, PROCESSOR),
    b.some(PARTIES, PROCESSOR),
    b.every(PARTIES, PROCESSOR),
    b.some(PARTIES, PROCESSOR, "p"),
    b.count(PARTIES, PROCESSOR, 1),
    b.count(PARTIES, PROCESSOR, 1, 1),
    b.holds("party.known"),
    b.holds("party.other"),
    b.NEVER,
]


def test_conditions_that_ask_something_else_have_other_numbers() -> None:
    numbering = Numbering()
    numbers = [numbering.of(condition).number for condition in APART]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("condition", "sees"),
    [
        (PROCESSOR, {HERE}),
        (b.NEVER, set()),
        (compared(), {HERE, JUDGED}),
        (b.some(PARTIES, compared("p"), "p"), {HERE}),
        (b.some(PARTIES, compared("q"), "p"), {HERE, "q"}),
        (b.some(TABLE, compared()), {JUDGED}),
        (b.some(b.members("basis", "purpose"), b.value_is("consent")), {HERE}),
        (b.all_of(PROCESSOR, compared("q")), {HERE, "q"}),
    ],
)
def test_what_a_condition_sees(condition: Condition, sees: set[str]) -> None:
    assert Numbering().of(condition).sees == sees


def test_values_of_different_attributes_compare_differently() -> None:
    """`medical` is below `health` in the tree of categories, and a mere other word elsewhere."""
    data = b.record("data", "d", categories="medical", origin="medical")
    told = Meaning(b.program(), b.AS_OF).told
    scope = Scope(data, "acme")
    assert told(b.some(b.members("origin", "data"), b.value_is("health")), scope) == NO
    assert told(b.some(b.members("categories", "data"), b.value_is("health")), scope) == YES


def test_a_law_table_is_asked_again_where_other_values_are_compared_with_it() -> None:
    rows = b.table("law.t", {"code": Attribute("code", ValueType.TERRITORY, "")}, {"code": "BE"}, {"code": "NL"})
    processed = b.some(b.members("parties", "activity", root=JUDGED), PROCESSOR)
    meaning = Meaning(b.program(tables=(rows,)), b.AS_OF)

    def answer(condition: Condition, country: str, role: str) -> int:
        organisation, activity = b.record("organisation", "o", country=country), b.record("activity", "a")
        b.link(activity, "parties", b.record("party", "a.p", role=role))
        activity.links["organisation"] = (b.Link(organisation, b.said("o")),)
        return meaning.told(condition, Scope(activity, "acme"))

    listed = b.some(TABLE, b.all_of(compared(), processed))
    assert [answer(listed, country, "processor") for country in ("BE", "US", "NL")] == [YES, NO, YES]
    assert answer(listed, "BE", "controller") == 0
    assert answer(b.some(TABLE, b.not_(compared())), "BE", "processor") == YES


@settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(worlds())
def test_forgetting_changes_nothing(world: World) -> None:
    forgetful = Meaning(world.program, world.as_of, most=1)
    forgotten = list(Interpreter(world.program, world.as_of, forgetful).judge(world.facts))
    assert forgotten == list(judge(world.program, world.facts, world.as_of))
