"""Asking conditions of facts of which little is otherwise: what was told before is taken over wherever it still holds.

What a condition reads is known, and what is touched is known; only where one leads to the other is it asked again. Of
a list with thousands of members, those few are counted again of which something else may be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from policyengine.engine.existence import Existence
from policyengine.engine.judgement import Step
from policyengine.engine.meaning import Answer, Meaning, Quantifier
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import CONTRADICTORY, NO, NOT_STATED, YES
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Record
from policyengine.register.seen import Seen
from policyengine.register.touched import EXISTS, Touched
from policyengine.register.units import Name, name_of
from policyengine.rules.dependence import Dependence, Way, walked_back
from policyengine.rules.language import Condition
from policyengine.rules.program import Program

Touches = Mapping[Record, set[str]]
"""Of some records, what is touched; `EXISTS` included of all that come and go with one that does."""


@dataclass(slots=True)
class Otherwise:
    """What is otherwise in the facts that are asked about, beside those of before."""

    touched: Touched
    sides: tuple[tuple[Facts, Touches], tuple[Facts, Touches]]
    """Facts and touches, before and after."""

    def reached(self, readers: list[tuple[Way, str]]) -> set[Name]:
        """The records, before or after, of which something that is read leads to what is touched."""
        found: set[Name] = set()
        for facts, touches in self.sides:
            for record, names in touches.items():
                for way, name in readers:
                    if name in names and way.end == record.kind:
                        found.update(map(name_of, walked_back(record, way, facts)))
        return found

    def coming_or_going(self) -> set[Name]:
        """The records that may exist on one side only."""
        return {name_of(r) for _, touches in self.sides for r, names in touches.items() if EXISTS in names}


class _Tally(NamedTuple):
    """What was told of the members of one reading of a list."""

    told: Mapping[Name, int]
    counts: tuple[int, int, int, int]
    """How often each of the four answers, by its bits."""
    whole: bool


class MeaningBeside(Meaning):
    """Asks as `Meaning` does, and takes over what `before` was told of the same records."""

    def __init__(self, program: Program, as_of: dt.date, before: Meaning, dependence: Dependence) -> None:
        super().__init__(program, as_of)
        self._before = before
        self._dependence = dependence
        self._otherwise: Otherwise | None = None
        self._reached: dict[tuple[int, str], set[Name]] = {}
        self._reads: dict[tuple[int, str], list[tuple[Way, str]]] = {}
        self._tallies: dict[tuple[int, Name, str, bool], list[_Tally]] = {}
        """What was told before of the members of lists: kept for all that is asked later."""
        self._existence = ExistenceBeside(as_of, before.existence)
        self._looking.existence = self._existence

    def turn_to(self, otherwise: Otherwise) -> None:
        """Ask about other facts from now on; `before` stands for the same ones as ever."""
        self.forget()
        self._otherwise = otherwise
        self._reached.clear()
        self._existence.coming_or_going = otherwise.coming_or_going()

    def _told_alone(self, condition: Condition, record: Record, at: Scope) -> int:
        asked = self._asked.get(id(condition)) or self._ready(condition)
        known = self._memory.of(record, at.firm)
        told = known.told.get(asked.number)
        if told is None:
            if isinstance(record, Seen) and record.before is not None:
                reached = self._of_which(condition, asked.number, record.kind)
                if name_of(record) not in reached:
                    told = known.told[asked.number] = self._before._told_alone(condition, record.before, at)
                    return told
            inner = at.about(record)
            inner.known = known
            told = known.told[asked.number] = asked.meaning(inner, None)
        return told

    def _of_which(self, condition: Condition, number: int, kind: str) -> set[Name]:
        """The records of a kind of which something else may be told when a condition is asked of them alone."""
        key = (number, kind)
        found = self._reached.get(key)
        if found is None:
            if key not in self._reads:
                self._reads[key] = self._dependence.of_condition(condition, kind)
            assert self._otherwise is not None  # noqa: S101 - INVARIANT: it was turned to some facts
            found = self._reached[key] = self._otherwise.reached(self._reads[key])
        return found

    def _over(self, condition: Quantifier, at: Scope, step: Step | None, answer: Answer, *, settled: int) -> int:
        owner = self._owner(condition, at) if step is None else None
        if owner is None:
            return super()._over(condition, at, step, answer, settled=settled)
        told = NOT_STATED
        for tally in self._counted(condition, owner, at):
            counts, among = list(tally.counts), len(tally.told)
            number = self._numbering.of(condition.of).number
            for name in self._of_which(condition.of, number, condition.members.kind):
                if name in tally.told:
                    counts[tally.told[name]] -= 1
                    counts[self._told_alone(condition.of, self._after(name), at)] += 1
            true, false = counts[YES] + counts[CONTRADICTORY], counts[NO] + counts[CONTRADICTORY]
            told |= answer(true, false, among, tally.whole)
        return told

    def _owner(self, condition: Quantifier, at: Scope) -> Seen | None:
        """Whose members a quantifier ranges over, where these are the same as before and asked by themselves."""
        path = condition.members.path
        if path is None or condition.members.kind not in KINDS or not self._numbering.of(condition.of).record_alone:
            return None
        start = at.start(path)
        if not isinstance(start, Seen):
            return None
        ends, _, nones = self._looking.ends(start, path.relations, at, None)
        owner = ends[0] if len(ends) == 1 and not nones else None
        if not isinstance(owner, Seen) or owner.before is None or self._listed_otherwise(owner, path.attribute):
            return None
        return owner

    def _listed_otherwise(self, owner: Seen, relation: str) -> bool:
        assert self._otherwise is not None and owner.before is not None  # noqa: S101, PT018 - INVARIANT: as above
        (_, before), (_, after) = self._otherwise.sides
        if relation in before.get(owner.before, ()) or relation in after.get(owner, ()):
            return True
        coming = self._existence.coming_or_going
        return bool(coming) and any(name_of(link.target) in coming for link in owner.before.links.get(relation, ()))

    def _counted(self, condition: Quantifier, owner: Seen, at: Scope) -> list[_Tally]:
        """What was told before of every member, counted once and for all."""
        assert owner.before is not None and condition.members.path is not None  # noqa: S101, PT018 - INVARIANT: `_owner`
        relation, number = condition.members.path.attribute, self._numbering.of(condition.of).number
        key = (number, name_of(owner), relation + at.register, at.firm)
        if key not in self._tallies:
            before = self._before
            found = before._looking._read(owner.before, relation, None, at.about(owner.before), None)
            tallies = []
            for _, reading in found:
                told = {name_of(r): before._told_alone(condition.of, r, at) for r in reading.values}
                bits = list(told.values())
                tallies.append(_Tally(told, tuple(map(bits.count, range(4))), reading.whole))  # type: ignore[arg-type]
            self._tallies[key] = tallies
        return self._tallies[key]

    def _after(self, name: Name) -> Record:
        assert self._otherwise is not None  # noqa: S101 - INVARIANT: as above
        found = self._otherwise.touched.both(name)[1]
        assert found is not None  # noqa: S101 - INVARIANT: it is a member as before
        return found


class ExistenceBeside(Existence):
    """Which records do not exist on the day, as it was told before but of those that may come or go."""

    def __init__(self, as_of: dt.date, before: Existence) -> None:
        super().__init__(as_of)
        self._before = before
        self.coming_or_going: set[Name] = set()

    def gone(self, record: Record, at: Scope) -> bool:
        """Whether `record`, or something that it stands in, plainly does not exist."""
        if isinstance(record, Seen) and record.before is not None and name_of(record) not in self.coming_or_going:
            return self._before.gone(record.before, at)
        return super().gone(record, at)
