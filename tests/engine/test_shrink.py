"""Registers written down again judge alike, and shrink to what shows something."""

from __future__ import annotations

import pytest
from agreement import row
from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import World, world, worlds
from reference_verdicts import Row

from policyengine.engine.interpreter import judge
from policyengine.engine.shrink import smallest
from policyengine.register.records import Facts, Grade
from policyengine.register.writing import as_yaml, read_again, trees
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files

QUIETLY = settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def rows(made: World, facts: Facts) -> list[Row]:
    return [row(found) for found in judge(made.program, facts, made.as_of)]


@QUIETLY
@given(worlds())
def test_facts_written_and_read_again_are_judged_alike(made: World) -> None:
    again, problems = read_again(trees(made.facts), Files())
    assert not problems
    assert rows(made, again) == rows(made, made.facts)


@QUIETLY
@given(worlds())
def test_so_are_facts_read_from_the_yaml(made: World) -> None:
    files = Files()
    read: dict[str, Mapping] = {}
    for page in as_yaml(made.facts).split("# ")[1:]:
        heading, text = page.split("\n", 1)
        node, problems = read_text(text, heading, files)
        assert not problems
        assert isinstance(node, Mapping)
        read[heading.removeprefix("register ") if heading.startswith("register ") else ""] = node
    again, problems = read_again(read, files)
    assert not problems
    assert rows(made, again) == rows(made, made.facts)


def test_nothing_is_left_but_what_shows_it() -> None:
    """Of all that a register says, two parties of which one engages the other, and one value of a set.

    A qualification, which is a source and a grade, may be left on each, or on what they lie in.
    """

    def shows(facts: Facts) -> bool:
        parties = [record for register in facts.registers.values() for record in register.of("party")]
        engaged = [party for party in parties if party.key.count("sub_parties") == 1]
        return any(
            "processor" in said.values and said.grade is Grade.PRESUMED
            for party in engaged
            for said in party.statements.get("role", ())
        )

    made = next(made for made in map(world, range(10_000)) if shows(made.facts))
    lines = as_yaml(smallest(made.facts, shows)).splitlines()
    assert sum(line.startswith("# register") for line in lines) == 1
    assert sum("role" in line for line in lines) == 1
    assert "".join(lines).count("processor") == "".join(lines).count("presumed") == 1
    assert "".join(lines).count("party-") == 2
    assert len(lines) <= 9, lines


def test_facts_that_never_show_it_are_given_back() -> None:
    made = world(1)
    assert smallest(made.facts, lambda _: False) is made.facts


@pytest.mark.parametrize("tries", [0, 3])
def test_it_stops_after_so_many_tries(tries: int) -> None:
    asked = []

    def shows(facts: Facts) -> bool:
        asked.append(facts)
        return True

    smallest(world(2).facts, shows, tries)
    assert len(asked) <= tries + 2
