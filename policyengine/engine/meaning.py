"""The meaning of the rule language: what is told of a condition, by walking it over the facts.

Each construct is a class of its own: tests are in `leaf`, joined conditions in `joining`, quantifiers in
`quantifying`, definitions here. It says twice over what is told: without steps, stopping as soon as the rest cannot
change the answer; and with them, leaving nothing out. What parts or members come to stands once, for both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable

from policyengine.engine.asking import Alone, Asked, Asking, Construct
from policyengine.engine.existence import Existence
from policyengine.engine.joining import Denied, Forbidden, Joined, SoMany
from policyengine.engine.judgement import TOLD, Step, Told
from policyengine.engine.leaf import Beyond, Leaf, leads_away
from policyengine.engine.looking import Looking
from policyengine.engine.memory import MOST
from policyengine.engine.nearly import beside_the_day
from policyengine.engine.quantifying import OfLaw, Quantified, Quantifier
from policyengine.engine.sameness import Outside
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import NO, NOT_STATED
from policyengine.register.records import Record
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Count,
    Every,
    Holds,
    Never,
    Not,
    Path,
    Some,
    Test,
)
from policyengine.rules.program import Program


class Meaning(Asking):
    """What conditions mean under one program on one day; of `most` records it is remembered at a time."""

    def __init__(self, program: Program, as_of: dt.date, most: int = MOST) -> None:
        super().__init__(program.tables, as_of, most)
        self._program = program
        self._leaves: dict[int, Leaf] = {}
        self._law: dict[int, dict[Hashable, list[int]]] = {}
        """What is told of rows, by the number of the quantifier and by what is compared with them."""
        self._proved: dict[tuple[str, Record], Step] = {}

    @property
    def existence(self) -> Existence:
        """Which records do not exist on the day."""
        return self._looking.existence

    def forget(self) -> None:
        """Forget what was told and proved of records, before another register comes."""
        super().forget()
        self._proved.clear()
        self._looking.existence.forget()

    def _construct(self, condition: Condition) -> Construct:
        match condition:
            case Test():
                return self._test(condition)
            case AllOf() | AnyOf():
                parts = [self.ready(part) for part in condition.of]
                return Joined(parts, self._quickest(condition.of), every=isinstance(condition, AllOf))
            case Not():
                return Denied(self.ready(condition.of))
            case AtLeast():
                return SoMany(condition.n, [self.ready(part) for part in condition.of])
            case Never():
                return Forbidden()
            case Holds():
                definition = self.ready(self._program.definitions[condition.name].holds)
                return Defined(condition, definition, self._looking, self._told_alone, self._proved)
            case Some() | Every() | Count():
                return self._quantified(condition)

    def _at_hand(self, construct: Construct) -> bool:
        return isinstance(construct, Leaf) and construct.plain

    def _test(self, test: Test) -> Construct:
        number = self._numbering.of(test).number
        if number not in self._leaves:
            self._leaves[number] = Leaf(test, self._looking)
        leaf = self._leaves[number]
        if not leads_away(test):
            return leaf
        rest = self.ready(test._replace(path=test.path._replace(root="", relations=())))
        return Beyond(leaf, test, rest, self._looking, self._told_alone)

    def _quantified(self, condition: Quantifier) -> Construct:
        inner = self.ready(condition.of)
        if not condition.members.table:
            return Quantified(condition, inner, self._looking, self._told_alone)
        outside = self._numbering.outside(condition.of, condition.bound)
        compared = None if outside is None else [self._said_outside(each) for each in outside]
        before = self._law.setdefault(self._numbering.of(condition).number, {})
        beside = self._quickest(beside_the_day(condition.of, condition.members.table, self._looking.attribute))
        return OfLaw(condition, inner, self._looking, self._told_alone, compared, before, beside)

    def _said_outside(self, part: Outside) -> Callable[[Scope], Hashable]:
        """What there is for rows to be compared with: the values at a path, or what is told of a condition."""
        if not isinstance(part, Path):
            return self.ready(part).ask
        attribute = self._looking.attribute(part)

        def values(at: Scope) -> Hashable:
            return tuple(
                [(reading.values, reading.whole) for _, reading in self._looking.at(part, attribute, at, None)]
            )

        return values


class Defined:
    """What is told of a definition of the record at the end of a path: it sees nothing but that record."""

    def __init__(
        self,
        condition: Holds,
        definition: Asked,
        looking: Looking,
        alone: Alone,
        proved: dict[tuple[str, Record], Step],
    ) -> None:
        self._condition = condition
        self._definition = definition
        self._looking = looking
        self._alone = alone
        self._proved = proved
        self._here = not condition.path.root and not condition.path.relations

    def told(self, at: Scope) -> int:
        """What is told of the definition, worked out once for each record."""
        if self._here:
            return self._alone(self._definition, at.record, at)
        path = self._condition.path
        ends, _, nones = self._looking.ends(at.start_record(path), path.relations, at, None)
        told = NO if nones else NOT_STATED
        for end in ends:
            told |= self._alone(self._definition, end, at)
        return told

    def proved(self, at: Scope, step: Step) -> int:
        """The same, proved once for each record too."""
        path = self._condition.path
        ends, stops, nones = self._looking.ends(at.start_record(path), path.relations, at, None)
        told = NO if nones else NOT_STATED
        for end in ends:
            told |= self._unfolded(end, at, step)
        step.grounds += nones
        step.missing += stops if told == NOT_STATED else ()
        return told

    def _unfolded(self, record: Record, at: Scope, step: Step) -> int:
        key = self._condition.name, record
        proved = self._proved.get(key)
        if proved is None:
            proved = self._proved[key] = Step(None, record, Told.NOT_STATED, self._condition.name)
            proved.told = TOLD[self._definition.prove(self._looking.memory.alone(record, at.register, at.firm), proved)]
        step.below.append(proved)
        return proved.told
