"""Asking conditions: each is made ready once, and what rests on a record alone is asked of it once.

What conditions mean is said in `leaf`, `joining`, `quantifying` and `meaning`; nothing here may change an answer.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Protocol

from policyengine.engine.judgement import TOLD, Step, Told
from policyengine.engine.looking import Looking
from policyengine.engine.memory import Memory
from policyengine.engine.sameness import Numbering, Sameness
from policyengine.engine.scope import Scope
from policyengine.register.records import Record
from policyengine.rules.language import Condition
from policyengine.rules.program import Table

Quickly = Callable[[Scope], int]
"""What is told of a condition in a scope: the bits alone."""


class Construct(Protocol):
    """One condition as its construct of the language understands it: what is told of it, and why."""

    def told(self, at: Scope) -> int:
        """What is told in the scope `at`. It may stop as soon as the rest cannot change the answer."""

    def proved(self, at: Scope, step: Step) -> int:
        """The same; grounds, missing statements and the steps below are written down, and nothing is left out."""


class Asked:
    """A condition made ready to be asked."""

    __slots__ = ("ask", "condition", "number", "proved", "record_alone", "told", "value_alone")

    def __init__(self, condition: Condition, same: Sameness, construct: Construct, told: Quickly, ask: Quickly) -> None:
        self.condition = condition
        self.number = same.number
        self.record_alone = same.record_alone
        self.value_alone = same.value_alone
        self.proved = construct.proved
        self.told = told
        """What is told in a scope."""
        self.ask = ask
        """The same, from memory where it was told before."""

    def prove(self, at: Scope, above: Step) -> int:
        """The same, with a step of its own below `above`."""
        step = Step(self.condition, at.record, Told.NOT_STATED)
        above.below.append(step)
        told = self.proved(at, step)
        step.told = TOLD[told]
        if len(step.grounds) > 1:
            step.grounds = list(dict.fromkeys(step.grounds))
        if len(step.missing) > 1:
            step.missing = list(dict.fromkeys(step.missing))
        return told


Alone = Callable[[Asked, Record, Scope], int]
"""What is told of a condition that sees nothing but a record, as seen from some scope."""


class Asking(ABC):
    """Asks conditions on one day, under one set of law tables.

    INVARIANT: what is remembered holds for one register and is forgotten before the next.
    """

    def __init__(self, tables: Mapping[str, Table], as_of: dt.date, most: int) -> None:
        self._memory = Memory(most)
        self._looking = Looking(tables, as_of, self._memory)
        self._numbering = Numbering()
        self._asked: dict[int, Asked] = {}
        """By the identity of conditions, which `_numbering` keeps so that it stays theirs."""
        self._often: Set[int] | None = None
        """The numbers of what is asked more than once of a record, if that is known."""

    def expect(self, conditions: Iterable[Condition]) -> None:
        """Expect to be asked all of `conditions` and nothing else: what is asked but once need not be remembered."""
        self._often = self._numbering.often(conditions)

    def forget(self) -> None:
        """Forget what was told of records, before another register comes."""
        self._memory.forget()

    def scope(self, record: Record, register: str, firm: bool = False) -> Scope:
        """Where `record` is judged in a register, with what has been found out about it."""
        return self._memory.alone(record, register, firm)

    def told(self, condition: Condition, at: Scope, above: Step | None = None) -> int:
        """The told bits of `condition` asked in the scope `at`; its step goes below `above`."""
        asked = self.ready(condition)
        return asked.ask(at) if above is None else asked.prove(at, above)

    def ready(self, condition: Condition) -> Asked:
        """`condition` made ready to be asked again and again."""
        asked = self._asked.get(id(condition))
        if asked is None:
            same, construct = self._numbering.of(condition), self._construct(condition)
            told = self._quickly(construct)
            ask = told if self._at_hand(construct) else self._remembering(same, told)
            asked = self._asked[id(condition)] = Asked(condition, same, construct, told, ask)
        return asked

    def _quickest(self, conditions: Iterable[Condition]) -> list[Quickly]:
        """How to ask `conditions`, those first that cost little, because one may settle what they are parts of."""
        return [self.ready(each).ask for each in sorted(conditions, key=lambda each: self._numbering.of(each).cost)]

    @abstractmethod
    def _construct(self, condition: Condition) -> Construct:
        """What a condition means."""

    @abstractmethod
    def _at_hand(self, construct: Construct) -> bool:
        """Whether it takes no longer to be told than to be reminded."""

    def _quickly(self, construct: Construct) -> Quickly:
        return construct.told

    def _remembering(self, same: Sameness, told: Quickly) -> Quickly:
        """`told`, worked out once for all conditions that ask the same of a record and see nothing else."""
        number = same.number
        if self._often is not None and number not in self._often:
            return told

        def remembered(at: Scope) -> int:
            known = at.known.told
            bits = known.get(number)
            if bits is None:
                bits = known[number] = told(at)
            return bits

        def of_judged(at: Scope) -> int:
            return remembered(at) if at.record is at.judged else told(at)

        if same.record_alone:
            return remembered
        return of_judged if same.of_judged else told

    def _told_alone(self, asked: Asked, record: Record, at: Scope) -> int:
        """What is told of a condition that sees nothing but `record`, as seen from the scope `at`."""
        memory, number = self._memory, asked.number
        alone = memory.scopes[at.firm].get(record) or memory.alone(record, at.register, at.firm)
        known = alone.known.told
        told = known.get(number)
        if told is None:
            told = known[number] = asked.told(alone)
        return told
