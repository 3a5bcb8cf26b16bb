"""Conditions that nothing can meet: one record cannot be two things at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from policyengine.register.model.kinds import KINDS, attributes_of
from policyengine.register.model.types import Attribute
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Value
from policyengine.rules.language import AllOf, Comparison, Condition, Constant, Not, Path, Test
from policyengine.rules.parts import walk
from policyengine.rules.words import in_one_line

_EQUAL = (Comparison.IS, Comparison.IN)


def contradictions(condition: Condition) -> Iterator[tuple[Test, str]]:
    """Each test that contradicts another one in the same `all`, with the sentence that says so.

    Only attributes that hold one value are looked at, and only what is compared with constants.
    """
    whole = {id(condition)} if not isinstance(condition, AllOf) else set()
    for at in walk(condition):
        if isinstance(at, AllOf) and id(at) not in whole:
            inner = list(_together(at.of, whole))
            yield from _among(inner)


def contradict(one: Condition, other: Condition) -> bool:
    """Whether two conditions, asked of the same record, can never both hold."""
    return any(True for _ in _among(list(_together((one, other), set()))))


def _together(parts: Iterable[Condition], seen: set[int]) -> Iterator[tuple[Test, bool]]:
    """The tests that all have to hold, with whether they are asked as they stand or negated."""
    for part in parts:
        if isinstance(part, AllOf):
            seen.add(id(part))
            yield from _together(part.of, seen)
        elif isinstance(part, Test):
            yield part, True
        elif isinstance(part, Not) and isinstance(part.of, Test):
            yield part.of, False


def _among(tests: list[tuple[Test, bool]]) -> Iterator[tuple[Test, str]]:
    for index, (test, plain) in enumerate(tests):
        for earlier, earlier_plain in tests[:index]:
            if test.path == earlier.path and _single(test.path) and _exclude(earlier, earlier_plain, test, plain):
                first = in_one_line(earlier if earlier_plain else Not(earlier, earlier.place))
                second = in_one_line(test if plain else Not(test, test.place))
                yield test, f"`{first}` and `{second}` can never hold together"


def _single(path: Path) -> Attribute | None:
    """The attribute at the end of a path, if it holds one value."""
    if path.kind not in KINDS:
        return None
    attribute = attributes_of(path.kind).get(path.attribute)
    return attribute if attribute is not None and not attribute.many and not attribute.open else None


def _exclude(one: Test, one_plain: bool, other: Test, other_plain: bool) -> bool:
    if not isinstance(one.operand, Constant) or not isinstance(other.operand, Constant):
        return False
    if one_plain and other_plain:
        return _apart(one, other, one.operand.values, other.operand.values)
    if one_plain == other_plain or one.comparison not in _EQUAL or other.comparison not in _EQUAL:
        return False
    asked, denied = (one, other) if one_plain else (other, one)
    values, excluded = asked.operand, denied.operand
    assert isinstance(values, Constant)  # noqa: S101 - looked at above
    assert isinstance(excluded, Constant)  # noqa: S101
    return all(any(_covers(asked.path, broad, value) for broad in excluded.values) for value in values.values)


def _apart(one: Test, other: Test, left: tuple[Value, ...], right: tuple[Value, ...]) -> bool:
    if one.comparison in _EQUAL and other.comparison in _EQUAL:
        return not any(_covers(one.path, a, b) or _covers(one.path, b, a) for a in left for b in right)
    orders = {one.comparison: left[0], other.comparison: right[0]}
    if set(orders) == {Comparison.BEFORE, Comparison.AFTER}:
        before, after = orders[Comparison.BEFORE], orders[Comparison.AFTER]
        if isinstance(before, int) and isinstance(after, int):
            return before <= after + 1
        if type(before) is dt.date and type(after) is dt.date:
            return before <= after + dt.timedelta(days=1)
    return False


def _covers(path: Path, broad: Value, narrow: Value) -> bool:
    attribute = _single(path)
    if attribute is not None and attribute.vocabulary:
        return vocabulary(attribute.vocabulary).covers(str(broad), str(narrow))
    return broad == narrow
