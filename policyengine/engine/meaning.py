"""The meaning of the rule language: what is told of a condition, by walking it over the facts.

Each construct has one method that says what is told of it, tests have `Leaf`. The same method judges
and proves: with a `Step` it writes down grounds, missing statements and the steps below, and leaves
nothing out; without one it stops as soon as the rest cannot change the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeAlias

from policyengine.engine.asking import Asked, Asking, Quickly, Telling
from policyengine.engine.existence import Existence
from policyengine.engine.judgement import TOLD, Ground, Missing, Step, Told
from policyengine.engine.leaf import Way
from policyengine.engine.memory import MOST
from policyengine.engine.nearly import only_the_day_is_wrong, steps_of
from policyengine.engine.said import Held, Reading
from policyengine.engine.sameness import Outside
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import (
    CONTRADICTORY,
    NO,
    NOT_STATED,
    YES,
    at_least,
    both,
    either,
    opposite,
)
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
)
from policyengine.rules.program import Program

Quantifier: TypeAlias = Some | Every | Count

Answer = Callable[[int, int, int, bool], int]
"""What members tell of a quantifier: how many are told true, told false, how many there are, whether all."""


_NOTHING = -1
"""No answer of one member settles a count."""


class Meaning(Asking):
    """What conditions mean under one program on one day; of `most` records it is remembered at a time."""

    def __init__(self, program: Program, as_of: dt.date, most: int = MOST) -> None:
        super().__init__(program.tables, as_of, most)
        self._program = program
        self._outside: dict[int, tuple[Outside, ...] | None] = {}
        self._law: dict[Hashable, list[int]] = {}
        self._proved: dict[tuple[str, Record], Step] = {}
        self._meaning: dict[type, Callable[[Any, Scope, Step | None], int]] = {
            AllOf: self._all_of,
            AnyOf: self._any_of,
            Not: self._not,
            AtLeast: self._at_least,
            Never: self._never,
            Holds: self._holds,
        }

    @property
    def existence(self) -> Existence:
        """Which records do not exist on the day."""
        return self._looking.existence

    def forget(self) -> None:
        """Forget what was told and proved of records, before another register comes."""
        super().forget()
        self._proved.clear()
        self._looking.existence.forget()

    def _telling(self, condition: Condition) -> tuple[Telling, Quickly]:
        if isinstance(condition, Some | Every | Count):
            answer, settled = _answering(condition)
            meaning: Telling = partial(self._over, condition, answer=answer, settled=settled)
        else:
            meaning = partial(self._meaning[type(condition)], condition)
        if isinstance(condition, AllOf):
            return meaning, partial(self._all_quickly, self._quickest(condition))
        if isinstance(condition, AnyOf):
            return meaning, partial(self._any_quickly, self._quickest(condition))
        return meaning, lambda at: meaning(at, None)

    def _all_of(self, condition: AllOf, at: Scope, step: Step | None) -> int:
        """Told true if all are, told false if one is."""
        told = YES
        for part in condition.of:
            told = both(told, self.told(part, at, step))
        return told

    def _all_quickly(self, parts: Sequence[Asked], at: Scope) -> int:
        """The same; a plain no settles it."""
        told = YES
        for asked in parts:
            bits = self._ask(asked, at)
            if bits != YES:
                told = both(told, bits)
                if told == NO:
                    break
        return told

    def _any_of(self, condition: AnyOf, at: Scope, step: Step | None) -> int:
        """Told true if one is, told false if all are."""
        told = NO
        for part in condition.of:
            told = either(told, self.told(part, at, step))
        return told

    def _any_quickly(self, parts: Sequence[Asked], at: Scope) -> int:
        """The same; a plain yes settles it."""
        told = NO
        for asked in parts:
            bits = self._ask(asked, at)
            if bits != NO:
                told = either(told, bits)
                if told == YES:
                    break
        return told

    def _not(self, condition: Not, at: Scope, step: Step | None) -> int:
        return opposite(self.told(condition.of, at, step))

    def _at_least(self, condition: AtLeast, at: Scope, step: Step | None) -> int:
        """Told true if `n` are, told false if so many are told false that `n` cannot be left."""
        told = [self.told(part, at, step) for part in condition.of]
        return at_least(condition.n, sum(bits & 1 for bits in told), sum(bits >> 1 for bits in told), len(told), True)

    def _never(self, condition: Never, at: Scope, step: Step | None) -> int:  # noqa: ARG002
        return NO

    def _over(self, condition: Quantifier, at: Scope, step: Step | None, answer: Answer, *, settled: int) -> int:
        """What is told of a quantifier.

        Each reading of the list of members answers by itself, so that sources that disagree may
        tell both: members listed beside the statement that there are none, or two records at the
        end of a relation that leads to one. A member told just `settled` settles its reading,
        whatever the others are.
        """
        path = condition.members.path
        if step is None and path is not None and self._looking.silent(path, at):
            return NOT_STATED
        way = None if step is None else Way([], [])
        found = self._looking.members(condition.members, at, way)
        told = NOT_STATED
        for owner, reading in found:
            asked = self._each(condition, owner, reading, at, settled if step is None else _NOTHING)
            both_told = asked.count(CONTRADICTORY)
            true, false = asked.count(YES) + both_told, asked.count(NO) + both_told
            bits = answer(true, false, len(reading.values), reading.whole)
            told |= bits
            if step is not None:
                # Only what is told because there are no other members rests on the list itself.
                step.grounds += reading.grounds(owner, bits & ~answer(true, false, len(reading.values), False))
                members = [self._member(condition, owner, reading, member, at) for member in reading.values]
                self._prove_members(condition, owner, list(zip(members, asked, strict=True)), settled, step)
        if step is not None and way is not None and path is not None and told == NOT_STATED:
            lists = [Missing(owner, path.attribute) for owner, reading in found if not reading.whole]
            step.missing += [*way.missing, *lists]
        return told

    def _each(self, condition: Quantifier, owner: Record, reading: Reading, at: Scope, settled: int) -> list[int]:
        """What is told of each member, up to the first told just `settled`."""
        if condition.members.table:
            return self._rows(condition, reading, at)
        asked: list[int] = []
        alone = condition.members.kind and self._numbering.of(condition.of).record_alone
        for member in reading.values:
            if alone:
                bits = self._told_alone(condition.of, member, at)
            else:
                bits = self.told(condition.of, self._member(condition, owner, reading, member, at))
            asked.append(bits)
            if bits == settled:
                break
        return asked

    def _rows(self, condition: Quantifier, rows: Reading, at: Scope) -> list[int]:
        """What is told of each row of a law table: the same wherever the same values are compared with them."""
        number = self._numbering.of(condition).number
        if number not in self._outside:
            self._outside[number] = self._numbering.outside(condition.of, condition.bound)
        outside = self._outside[number]
        if outside is None:
            return [self.told(condition.of, at.at(row, condition.bound)) for row in rows.values]
        key = (number, at.firm, *(self._said_outside(part, at) for part in outside))
        if key not in self._law:
            self._law[key] = [self.told(condition.of, at.at(row, condition.bound)) for row in rows.values]
        return self._law[key]

    def _said_outside(self, part: Outside, at: Scope) -> Hashable:
        """What there is for rows to be compared with: the values at a path, or what is told of a condition."""
        if not isinstance(part, Path):
            return self.told(part, at)
        found = self._looking.at(part, self._looking.attribute(part), at, None)
        return tuple(reading[:2] for _, reading in found)

    def _member(self, condition: Quantifier, owner: Record, reading: Reading, member: Any, at: Scope) -> Scope:
        """Where the inner condition is asked of `member`, one of `reading` of `owner`."""
        path = condition.members.path
        attribute = None if path is None else self._looking.attribute(path)
        if attribute is None:
            return at.at(member, condition.bound)
        said = tuple(pair for pair in reading.said if member in pair[1].values)
        return at.at_value(Held(owner, attribute, Reading((member,), True, said)), condition.bound)

    def _prove_members(
        self, condition: Quantifier, owner: Record, asked: list[tuple[Scope, int]], settled: int, step: Step
    ) -> None:
        """Add the steps of the members, each under one that says why it is a member.

        Of a law table only the rows that stand out are shown, not the scores that tell nothing but
        what is dull. Where none stands out the facts that the rows are compared with are the ground; the
        first row shows which those are, because all rows are asked the same; and rows are shown that
        would fit on another day.
        """
        table, dull = condition.members.table, YES if settled == NO else NO
        alike = {bits for _, bits in asked}
        if table and alike in ({dull}, {NOT_STATED}):
            first = Step(None, owner, Told.NOT_STATED)
            self.told(condition.of, asked[0][0], first)
            step.grounds += [g for s in steps_of(first) for g in s.grounds if g.record.kind != table]
            step.missing += [m for s in steps_of(first) for m in s.missing if m.record.kind != table]
            if alike == {NO}:
                for inner, _ in asked:
                    row = self._proved_member(condition, owner, inner)
                    if only_the_day_is_wrong(row, table, self._looking.attribute):
                        step.below.append(row)
            return
        for inner, bits in asked:
            if not table or bits != dull:
                step.below.append(self._proved_member(condition, owner, inner))

    def _proved_member(self, condition: Quantifier, owner: Record, inner: Scope) -> Step:
        path = condition.members.path
        label = inner.record.key if inner.held is None else str(inner.held.reading.values[0])
        wrapped = Step(None, inner.record, Told.NOT_STATED, label)
        if path is not None and inner.held is None:
            links = [link for link in inner.links(owner, path.attribute) if link.target is inner.record]
            wrapped.grounds = [Ground(owner, path.attribute, True, link.statement) for link in links]
        wrapped.told = TOLD[self.told(condition.of, inner, wrapped)]
        return wrapped

    def _holds(self, condition: Holds, at: Scope, step: Step | None) -> int:
        """What is told of a definition of the record at the end of the path."""
        ends, stops, nones = self._looking.ends(at.start_record(condition.path), condition.path.relations, at, None)
        told = NO if nones else NOT_STATED
        for end in ends:
            told |= self._definition(condition.name, end, at, step)
        if step is not None:
            step.grounds += nones
            step.missing += stops if told == NOT_STATED else ()
        return told

    def _definition(self, name: str, record: Record, at: Scope, step: Step | None) -> int:
        """A definition sees nothing but its record, so it is worked out and proved once for each."""
        definition = self._program.definitions[name]
        if step is None:
            return self._told_alone(definition.holds, record, at)
        proved = self._proved.get((name, record))
        if proved is None:
            proved = self._proved[name, record] = Step(None, record, Told.NOT_STATED, name)
            proved.told = TOLD[self.told(definition.holds, at.about(record), proved)]
        step.below.append(proved)
        return proved.told


def _answering(condition: Quantifier) -> tuple[Answer, int]:
    """What members come to, and the answer of one member that settles it.

    `some` is the `any` and `every` the `all` of the members and, in an open list, of others that nobody named;
    a count is at least `least`, and not at least one more than `most`.
    """
    if isinstance(condition, Some):
        return partial(at_least, 1), YES
    if isinstance(condition, Every):
        return lambda true, false, among, whole: opposite(at_least(1, false, true, among, whole)), NO
    least, most = condition.least, condition.most

    def answer(true: int, false: int, among: int, whole: bool) -> int:
        enough = at_least(least, true, false, among, whole)
        return enough if most < 0 else both(enough, opposite(at_least(most + 1, true, false, among, whole)))

    return answer, _NOTHING
