"""What is told of many rows at once comes to the vectors that one row after the other comes to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policyengine.engine.grounder import lanes
from policyengine.engine.grounder.vectors import numbered

_BITS = st.integers(0, 3)


@st.composite
def _columns(draw: st.DrawFn) -> list[list[int]]:
    """What is told of some parts, a column each: few vectors that come again, or more than a byte can number."""
    parts = draw(st.integers(2, 10))
    few = draw(st.lists(st.lists(_BITS, min_size=parts, max_size=parts), min_size=1, max_size=6))
    rows = draw(st.lists(st.sampled_from(few), min_size=1, max_size=40))
    if draw(st.booleans()):
        chance = draw(st.randoms(use_true_random=False))
        rows += [[chance.randrange(4) for _ in range(parts)] for _ in range(400)]
    return [list(column) for column in zip(*rows, strict=True)]


@given(_columns())
def test_each_row_has_the_vector_of_what_is_told_of_it(columns: list[list[int]]) -> None:
    size = len(columns[0])
    rows, vectors = numbered([lanes.packed(column) for column in columns], size)
    assert [vectors[number] for number in rows] == [tuple(map(str, row)) for row in zip(*columns, strict=True)]
    assert set(vectors) == set(rows)
    assert len(set(vectors.values())) == len(vectors)


@given(st.binary(max_size=60))
def test_what_occurs_in_a_column_is_found_once(column: bytes) -> None:
    assert sorted(lanes.distinct(column)) == sorted(set(column))


@given(st.lists(st.integers(0, 5), max_size=8))
def test_entries_are_those_that_are_asked_for_however_few(keys: list[int]) -> None:
    table = {number: number * 7 % 5 for number in range(6)}
    assert list(lanes.looked_up(table, keys)) == [table[key] for key in keys]
    assert list(lanes.entries(table, bytes(keys))) == list(lanes.entries(table, keys)) == [table[key] for key in keys]
