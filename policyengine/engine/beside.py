"""Asking conditions of facts of which little is otherwise: what was told before is taken over wherever it still holds.

What a condition reads is known, and what is touched is known; only where one leads to the other is it asked again. Of
a list with thousands of members, those few are counted again of which something else may be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from policyengine.engine.asking import Asked, Construct, Quickly
from policyengine.engine.existence import Existence, sheds
from policyengine.engine.meaning import Meaning
from policyengine.engine.quantifying import Quantified, Quantifier
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import CONTRADICTORY, NO, NOT_STATED, YES
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Facts, Record
from policyengine.register.seen import Seen
from policyengine.register.touched import EXISTS, Touched
from policyengine.register.units import Name, name_of
from policyengine.rules.dependence import Dependence, Way, walked_back
from policyengine.rules.language import AllOf, Condition, Members
from policyengine.rules.program import Program

Touches = Mapping[Record, Set[str]]
"""Of some records as they were before, what is touched; `EXISTS` included of all that may come or go with one."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is otherwise in the facts that are asked about, beside those of before."""

    touched: Touched
    facts: Facts
    """Those of before."""
    touches: Touches

    def reached(self, reads: Iterable[tuple[Way, str]]) -> set[Name]:
        """The records that were there before, of which something that is read leads to what is touched, or now may.

        Where a way is new, the first link of it that is new is touched and begins at what was there before.
        """
        return {
            name_of(reached)
            for way, name in reads
            for record, names in self.touches.items()
            if name in names and way.end == record.kind
            for reached in walked_back(record, way, self.facts)
        }

    def coming_or_going(self) -> set[Name]:
        """The records that were there before and may not exist any more, or exist now."""
        return {name_of(record) for record, names in self.touches.items() if EXISTS in names}

    def of_kind(self, kind: str) -> set[Name]:
        """Every record of a kind of which anything is touched, before or after."""
        found = (one.before or one.after for one in self.touched.records if one.kind == kind)
        return {name_of(one) for one in found if one is not None} | {
            name_of(record) for record in self.touches if record.kind == kind
        }


class _Tally(NamedTuple):
    """What was told of the members of one reading of a list."""

    told: Mapping[Name, int]
    counts: tuple[int, int, int, int]
    """How often each of the four answers, by its bits."""
    whole: bool
    left: frozenset[Name]
    """Those that were not told no."""


class MeaningBeside(Meaning):
    """Asks as `Meaning` does, and takes over what `before` was told of the same records."""

    def __init__(self, program: Program, as_of: dt.date, before: Meaning, dependence: Dependence) -> None:
        super().__init__(program, as_of)
        self._before = before
        self._dependence = dependence
        self._otherwise: Otherwise | None = None
        self._reached: dict[tuple[int, str], set[Name]] = {}
        self._reads: dict[tuple[int, str], list[tuple[Way, str]]] = {}
        self._screens: dict[int, Condition] = {}
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

    def _told_alone(self, asked: Asked, record: Record, at: Scope) -> int:
        known = self._memory.known(record, at).told
        told = known.get(asked.number)
        if told is None and isinstance(record, Seen) and record.before is not None:
            reached = self._of_which(asked.condition, asked.number, record.kind)
            if name_of(record) not in reached:
                before = self._before.ready(asked.condition)
                told = known[asked.number] = self._before._told_alone(before, record.before, at)
        return super()._told_alone(asked, record, at) if told is None else told

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

    def _quickly(self, construct: Construct) -> Quickly:
        return partial(self._over, construct) if isinstance(construct, Quantified) else construct.told

    def _over(self, quantified: Quantified, at: Scope) -> int:
        condition = quantified.condition
        owner = self._owner(condition, at)
        moved = None if owner is None else self._moved(owner, condition.members)
        if owner is None or moved is None:
            return quantified.told(at)
        tallies = self._counted(condition, owner, at)
        if moved and sum(bool(tally.told) for tally in tallies) != 1:
            return quantified.told(at)
        told = NOT_STATED
        screened = self._alone(condition) is not condition.of
        recounted = self._asked_of_each if screened else self._recounted
        for tally in tallies:
            counts = recounted(tally, condition, owner, moved, at) if tally.told else tally.counts
            among = sum(counts)
            if tally.told and not among:
                return quantified.told(at)
            true, false = counts[YES] + counts[CONTRADICTORY], counts[NO] + counts[CONTRADICTORY]
            told |= quantified.answer(true, false, among, tally.whole)
        return told

    def _recounted(
        self, tally: _Tally, condition: Quantifier, owner: Seen, moved: Set[Name], at: Scope
    ) -> tuple[int, ...]:
        """The answers of all members, asked again of those of which another may be told, or that come or go."""
        counts = list(tally.counts)
        number, relation = self._numbering.of(condition.of).number, condition.members.relation
        reached = self._of_which(condition.of, number, condition.members.kind)
        for name in moved | (reached & tally.told.keys()):
            if name in tally.told:
                counts[tally.told[name]] -= 1
            if name not in moved or self._is_member(name, relation, owner, at):
                counts[self._told_alone(self.ready(condition.of), self._after(name), at)] += 1
        return tuple(counts)

    def _asked_of_each(
        self, tally: _Tally, condition: Quantifier, owner: Seen, moved: Set[Name], at: Scope
    ) -> tuple[int, ...]:
        """The same where more enters into what members are asked: without those that a part by itself rules out."""
        alone = self._alone(condition)
        relation, kind = condition.members.relation, condition.members.kind
        reached = self._of_which(alone, self._numbering.of(alone).number, kind) & tally.told.keys()
        counts = [0, 0, 0, 0]
        among = len(tally.told.keys() - moved)
        for name in (tally.left - moved) | reached | moved:
            if name in moved:
                if not self._is_member(name, relation, owner, at):
                    continue
                among += 1
            member = self._after(name)
            if self._told_alone(self.ready(alone), member, at) != NO:
                counts[self.told(condition.of, at.at(member, condition.bound, self._memory.known(member, at)))] += 1
        counts[NO] += among - sum(counts)
        return tuple(counts)

    def _alone(self, condition: Quantifier) -> Condition:
        """What members are asked that nothing else enters into: all of it, or those parts of which each must hold."""
        inner = condition.of
        if not isinstance(inner, AllOf) or self._numbering.of(inner).record_alone:
            return inner
        if id(inner) not in self._screens:
            parts = tuple(part for part in inner.of if self._numbering.of(part).record_alone)
            self._screens[id(inner)] = AllOf(parts, inner.place) if parts else inner
        return self._screens[id(inner)]

    def _is_member(self, name: Name, relation: str, owner: Seen, at: Scope) -> bool:
        link = owner.link(relation, name)
        if link is None or not at.counts(owner, link):
            return False
        return not (sheds(owner.kind, relation) and self._existence.gone(link.target, at))

    def _owner(self, condition: Quantifier, at: Scope) -> Seen | None:
        """Whose members a quantifier ranges over, where one record has them and each is asked by itself."""
        path = condition.members.path
        if path is None or condition.members.kind not in KINDS:
            return None
        if not self._numbering.of(self._alone(condition)).record_alone:
            return None
        start = at.start(path)
        if not isinstance(start, Seen):
            return None
        ends, _, nones = self._looking.ends(start, path.relations, at, None)
        owner = ends[0] if len(ends) == 1 and not nones else None
        return owner if isinstance(owner, Seen) and owner.before is not None else None

    def _moved(self, owner: Seen, members: Members) -> Set[Name] | None:
        """The records that may have become members, or are no longer; None where more than that is otherwise."""
        assert self._otherwise is not None and owner.before is not None  # noqa: S101, PT018 - INVARIANT: `_owner`
        relation, before = members.relation, owner.before
        here = self._otherwise.touches.get(before, frozenset())
        moved = self._otherwise.of_kind(members.kind)
        if relation not in here and moved.isdisjoint(self._existence.coming_or_going):
            return frozenset()
        same_list = owner.statements.get(relation) == before.statements.get(relation)
        same_end = owner.complete.get(relation) == before.complete.get(relation)
        if not (same_list and same_end and relations_of(owner.kind)[relation].many):
            return None
        return moved

    def _counted(self, condition: Quantifier, owner: Seen, at: Scope) -> list[_Tally]:
        """What was told before of every member, counted once and for all."""
        assert owner.before is not None  # noqa: S101 - INVARIANT: `_owner`
        alone = self._alone(condition)
        relation, number = condition.members.relation, self._numbering.of(alone).number
        key = (number, name_of(owner), relation + at.register, at.firm)
        if key not in self._tallies:
            before = self._before
            found = before._looking.read(owner.before, relation, None, at, None)
            asked = before.ready(alone)
            tallies = []
            for _, reading in found:
                told = {name_of(r): before._told_alone(asked, r, at) for r in reading.values}
                bits = list(told.values())
                left = frozenset(name for name, one in told.items() if one != NO)
                counts: Any = tuple(map(bits.count, range(4)))
                tallies.append(_Tally(told, counts, reading.whole, left))
            self._tallies[key] = tallies
        return self._tallies[key]

    def _after(self, name: Name) -> Record:
        assert self._otherwise is not None  # noqa: S101 - INVARIANT: as above
        found = self._otherwise.touched.after(name)
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
