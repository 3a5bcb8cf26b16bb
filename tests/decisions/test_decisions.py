"""Published decisions: their facts can be judged, and docs/decisions.md says what the rules say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.decisions.measuring import HERE, Decision, answer, decisions, page

PAGE = HERE.parents[1] / "docs" / "decisions.md"


def test_every_decision_has_its_facts_and_all_facts_a_decision() -> None:
    assert [each.name for each in sorted(decisions())] == sorted(file.stem for file in Path(HERE / "facts").iterdir())


@pytest.mark.parametrize("decision", list(decisions()), ids=lambda each: each.name)
def test_what_was_found_respected_is_not_raised(decision: Decision) -> None:
    assert answer(decision).wrongly == ()


def test_the_page_says_what_is_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(map(answer, decisions())), "run `make docs`"
