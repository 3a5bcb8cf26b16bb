"""A record that a condition asks for, where it asks for simple things: what would have to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from policyengine.engine.judgement import Told
from policyengine.register.model.kinds import attributes_of
from policyengine.register.records import Record, Value
from policyengine.repairs.wanted import Asked, Home, wishes
from policyengine.rules.language import AllOf, AnyOf, AtLeast, Comparison, Condition, Holds, Not, Operand, Test
from policyengine.rules.program import Definition

Said = dict[str, tuple[Value, ...]]
"""What is said of the new record; no values: that there is none."""
Values = Callable[[Operand], Sequence[Value]]
"""The values of an operand, as far as they are known without the record."""


_OF_VALUES = (Comparison.IS, Comparison.IN, Comparison.STATED)


class Synthesis:
    """Works out what to say of records of which nothing is said yet."""

    def __init__(self, definitions: Mapping[str, Definition], home: Home, empty: Callable[[str], Record]) -> None:
        self._definitions = definitions
        self._home = home
        self._empty = empty

    def of(self, condition: Condition, kind: str, values: Values) -> Said | None:
        """What a new record of `kind` needs for `condition` to be told true; None where that takes more than values."""
        said: Said = {}
        return said if self._told(condition, Told.YES, kind, values, said) else None

    def _told(self, condition: Condition, want: Told, kind: str, values: Values, said: Said) -> bool:
        """Add to `said` what makes the condition told `want`; whether that can be done."""
        match condition:
            case Test():
                return self._test(condition, want, kind, values, said)
            case Not(of=inner):
                return self._told(inner, Told.NO if want is Told.YES else Told.YES, kind, values, said)
            case Holds(name=name, path=path) if not path.relations:
                return self._told(self._definitions[name].holds, want, kind, values, said)
            case AllOf(of=parts) | AnyOf(of=parts):
                if isinstance(condition, AllOf) is (want is Told.YES):
                    return all(self._told(part, want, kind, values, said) for part in parts)
                return self._one(parts, want, kind, values, said)
            case AtLeast(of=parts) if want is Told.YES:
                return all(self._told(part, want, kind, values, said) for part in parts)
            case _:
                return False

    def _one(self, parts: Sequence[Condition], want: Told, kind: str, values: Values, said: Said) -> bool:
        """The first part that can be had."""
        for part in parts:
            tried = dict(said)
            if self._told(part, want, kind, values, tried):
                said.update(tried)
                return True
        return False

    def _test(self, test: Test, want: Told, kind: str, values: Values, said: Said) -> bool:
        attribute = attributes_of(kind).get(test.path.attribute)
        if test.path.relations or test.path.root == "judged" or attribute is None:
            return False
        if attribute.derived:
            # Whether it is in force: of a record of which no end is stated, the law presumes it where the rule says so.
            return want is Told.YES and test.otherwise is not None and test.otherwise.value is True
        asked = Asked(test.comparison, tuple(values(test.operand)), test.period, want)
        if attribute.name in said:
            return test.comparison in _OF_VALUES and self._fits(said, asked, attribute.name)
        if test.otherwise is not None and self._presumed(asked, test.otherwise.value):
            return True
        for wish in wishes(self._empty(kind), attribute, asked, self._home):
            said[attribute.name] = wish.values
            return True
        return False

    def _fits(self, said: Said, asked: Asked, name: str) -> bool:
        met = bool(said[name]) if asked.comparison is Comparison.STATED else any(v in asked.operand for v in said[name])
        return met is (asked.want is Told.YES)

    def _presumed(self, asked: Asked, value: Value) -> bool:
        """Whether what the law presumes tells it so already."""
        if asked.comparison not in (Comparison.IS, Comparison.IN):
            return asked.want is Told.YES
        return (value in asked.operand) is (asked.want is Told.YES)
