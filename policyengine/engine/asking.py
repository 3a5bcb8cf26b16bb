"""Asking conditions: each is made ready once, and what rests on a record alone is asked of it once.

What conditions mean is said in `meaning` and `leaf`; nothing here may change an answer.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from policyengine.engine.judgement import TOLD, Step, Told
from policyengine.engine.leaf import Leaf, Looking
from policyengine.engine.memory import Memory
from policyengine.engine.sameness import Numbering, Sameness
from policyengine.engine.scope import Scope
from policyengine.register.records import Record
from policyengine.rules.language import AllOf, AnyOf, Condition, Constant, Test
from policyengine.rules.program import Table

Telling = Callable[[Scope, Step | None], int]
"""What is told of a condition in a scope; with a step, how it comes to be told."""


Quickly = Callable[[Scope], int]
"""The same without steps."""


class Asked:
    """A condition made ready to be asked: with what it shares its answers, and how they are found."""

    __slots__ = ("condition", "meaning", "number", "of_judged", "quickly", "record_alone")

    def __init__(self, condition: Condition, same: Sameness, meaning: Telling, quickly: Quickly) -> None:
        self.condition = condition
        self.meaning = meaning
        self.quickly = quickly
        self.number = same.number
        self.record_alone = same.record_alone
        self.of_judged = same.of_judged


class Asking(ABC):
    """Asks conditions on one day, under one set of law tables.

    INVARIANT: what is remembered holds for one register and is forgotten before the next.
    """

    def __init__(self, tables: Mapping[str, Table], as_of: dt.date, most: int) -> None:
        self._memory = Memory(most)
        self._looking = Looking(tables, as_of, self._memory)
        self._numbering = Numbering()
        self._asked: dict[int, Asked] = {}
        self._leaves: dict[int, Leaf] = {}
        self._ordered: dict[int, list[Asked]] = {}
        self._rests: dict[int, Test] = {}

    def forget(self) -> None:
        """Forget what was told of records, before another register comes."""
        self._memory.forget()

    def told(self, condition: Condition, at: Scope, above: Step | None = None) -> int:
        """The told bits of `condition` asked in the scope `at`; its step goes below `above`.

        What rests on the record at hand alone is worked out once for all conditions that ask the same.
        """
        asked = self._asked.get(id(condition)) or self._ready(condition)
        return self._ask(asked, at) if above is None else self._prove(asked, at, above)

    def _ask(self, asked: Asked, at: Scope) -> int:
        """The same without steps."""
        if not (asked.record_alone or (asked.of_judged and at.record is at.judged)):
            return asked.quickly(at)
        known = at.known
        if known is None:
            known = at.known = self._memory.of(at.record, at.firm)
        told = known.told.get(asked.number)
        if told is None:
            told = known.told[asked.number] = asked.quickly(at)
        return told

    def _told_alone(self, condition: Condition, record: Record, at: Scope) -> int:
        """The told bits of a condition that sees nothing but `record`, seen from the scope `at`."""
        asked = self._asked.get(id(condition)) or self._ready(condition)
        known = self._memory.of(record, at.firm)
        told = known.told.get(asked.number)
        if told is None:
            inner = at.about(record)
            inner.known = known
            told = known.told[asked.number] = asked.quickly(inner)
        return told

    def _ready(self, condition: Condition) -> Asked:
        same = self._numbering.of(condition)
        if isinstance(condition, Test):
            if same.number not in self._leaves:
                self._leaves[same.number] = Leaf(condition, self._looking)
            leaf = self._leaves[same.number]
            quickly = partial(self._beyond, leaf, condition) if _leads_away(condition) else leaf.quickly
            asked = Asked(condition, same, leaf.told, quickly)
        else:
            asked = Asked(condition, same, *self._telling(condition))
        self._asked[id(condition)] = asked
        return asked

    @abstractmethod
    def _telling(self, condition: Condition) -> tuple[Telling, Quickly]:
        """How it is found out what is told of a condition that is no test, with steps and without."""

    def _prove(self, asked: Asked, at: Scope, above: Step) -> int:
        """The same, with every step."""
        step = Step(asked.condition, at.record, Told.NOT_STATED)
        above.below.append(step)
        told = asked.meaning(at, step)
        step.told = TOLD[told]
        if len(step.grounds) > 1:
            step.grounds = list(dict.fromkeys(step.grounds))
        if len(step.missing) > 1:
            step.missing = list(dict.fromkeys(step.missing))
        return told

    def _beyond(self, leaf: Leaf, test: Test, at: Scope) -> int:
        """A test at the end of to-one relations: where these lead to one record, the rest of it is asked there."""
        ends, _, nones = self._looking.ends(at.record, test.path.relations, at, None)
        if len(ends) == 1 and not nones:
            return self._told_alone(self._rest(test), ends[0], at)
        return leaf.told(at, None)

    def _rest(self, test: Test) -> Test:
        """`test` as it is asked of the record to which its relations lead."""
        if id(test) not in self._rests:
            self._rests[id(test)] = replace(test, path=replace(test.path, relations=()))
        return self._rests[id(test)]

    def _quickest(self, condition: AllOf | AnyOf) -> Sequence[Asked]:
        """The parts, those first that are asked quickly, because one may settle it."""
        ordered = self._ordered.get(id(condition))
        if ordered is None:
            parts = sorted(condition.of, key=lambda part: self._numbering.of(part).cost)
            ordered = self._ordered[id(condition)] = [self._asked.get(id(p)) or self._ready(p) for p in parts]
        return ordered


def _leads_away(test: Test) -> bool:
    """Whether nothing but the record at the end of some relations enters into what is told."""
    return bool(test.path.relations) and not test.path.root and isinstance(test.operand, Constant)
