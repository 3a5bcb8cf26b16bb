"""What is said, ready to be asked about: values that go together, and a single value at hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from policyengine.engine.judgement import Ground
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Statement


class Reading(NamedTuple):
    """Values or members that go together, whether they are all there are, and who says so.

    No values at all, and whole: that is the statement that there are none. `said` pairs each
    statement with the attribute or relation it is made on.
    """

    values: tuple[Any, ...]
    whole: bool
    said: tuple[tuple[str, Statement], ...] = ()

    def grounds(self, record: Record, told: int) -> list[Ground]:
        """The statements as grounds of a step of which they tell `told`."""
        sides = [tells for tells, bit in ((True, 1), (False, 2)) if told & bit]
        return [Ground(record, name, tells, statement) for tells in sides for name, statement in self.said]


class Held(NamedTuple):
    """One value of an attribute of a record, at hand in a quantifier over its values."""

    record: Record
    attribute: Attribute
    reading: Reading
