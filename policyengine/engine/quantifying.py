"""The meaning of quantifiers: what members tell of `some`, `every` and `count`, and of lists that may go on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, TypeAlias

from policyengine.engine.asking import Alone, Asked, Quickly
from policyengine.engine.judgement import TOLD, Ground, Missing, Step, Told
from policyengine.engine.looking import Found, Looking, Way, said_here, silent
from policyengine.engine.nearly import agrees, steps_of
from policyengine.engine.said import Held, Reading
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import CONTRADICTORY, NO, NOT_STATED, YES, at_least, both, opposite
from policyengine.register.records import Record, Value
from policyengine.rules.language import Count, Every, Some

Quantifier: TypeAlias = Some | Every | Count

Answer = Callable[[int, int, int, bool], int]
"""What members tell of a quantifier: how many are told true, told false, how many there are, whether all."""

_NOTHING = -1
"""No answer of one member settles a count."""


class Quantified:
    """A quantifier over records or values.

    Each reading of the list of members answers by itself, so that sources that disagree may
    tell both: members listed beside the statement that there are none, or two records at the
    end of a relation that leads to one. A member told just what settles it settles its reading,
    whatever the others are.
    """

    def __init__(self, condition: Quantifier, inner: Asked, looking: Looking, alone: Alone) -> None:
        path = condition.members.path
        self.condition = condition
        self.answer, self._settled = _answering(condition)
        self._inner = inner
        self._looking = looking
        self._path = path
        self._attribute = None if path is None else looking.attribute(path)
        self._here = "" if path is None else said_here(path)
        self._alone = alone
        self._by_itself = bool(condition.members.kind) and inner.record_alone
        self._value_alone = inner.value_alone and not condition.members.kind
        self._of_values: dict[Value, int] = {}
        """What is told of values, where nothing else enters into it: the same whoever states them."""

    def told(self, at: Scope) -> int:
        """What is told of the quantifier, asking members up to the first that settles it."""
        told, settled = NOT_STATED, self._settled
        for owner, reading in self._members_told(at):
            asked = self._each(owner, reading, at, settled)
            told |= settled if settled in asked else self._counted(asked, reading, reading.whole)
        return told

    def proved(self, at: Scope, step: Step) -> int:
        """The same, with the steps of every member."""
        way = Way([], [])
        found = self._members(at, way)
        told = NOT_STATED
        for owner, reading in found:
            asked = self._each(owner, reading, at, _NOTHING)
            bits = self._counted(asked, reading, reading.whole)
            told |= bits
            # Only what is told because there are no other members rests on the list itself.
            step.grounds += reading.grounds(owner, bits & ~self._counted(asked, reading, False))
            members = [self._member(owner, reading, member, at) for member in reading.values]
            self._prove_members(owner, list(zip(members, asked, strict=True)), step)
        if self._path is not None and told == NOT_STATED:
            lists = [Missing(owner, self._path.attribute) for owner, reading in found if not reading.whole]
            step.missing += [*way.missing, *lists]
        return told

    def _members_told(self, at: Scope) -> Found:
        """The members, without the way to them; of most lists nobody says anything."""
        here = self._here
        if not here:
            return self._members(at, None)
        found = at.known.read.get(here)
        if found is None:
            found = [] if silent(at.record, here) else self._looking.read(at.record, here, self._attribute, at, None)
        return found

    def _members(self, at: Scope, way: Way | None) -> Found:
        assert self._path is not None  # noqa: S101 - INVARIANT: what has none is `OfLaw`
        return self._looking.at(self._path, self._attribute, at, way)

    def _counted(self, asked: Sequence[int], reading: Reading, whole: bool) -> int:
        """What members come to of which this is told."""
        both_told = asked.count(CONTRADICTORY)
        return self.answer(asked.count(YES) + both_told, asked.count(NO) + both_told, len(reading.values), whole)

    def _each(self, owner: Record, reading: Reading, at: Scope, settled: int) -> Sequence[int]:
        """What is told of each member, up to the first told just `settled`."""
        asked: list[int] = []
        inner, alone, by_itself, of_values = self._inner, self._alone, self._by_itself, self._of_values
        for member in reading.values:
            if by_itself:
                bits = alone(inner, member, at)
            elif member in of_values:
                bits = of_values[member]
            else:
                bits = inner.ask(self._member(owner, reading, member, at))
                if self._value_alone:
                    of_values[member] = bits
            asked.append(bits)
            if bits == settled:
                break
        return asked

    def _member(self, owner: Record, reading: Reading, member: Any, at: Scope) -> Scope:
        """Where the inner condition is asked of `member`, one of `reading` of `owner`."""
        if self._attribute is None:
            return at.at(member, self.condition.bound, self._looking.memory.known(member, at))
        said = tuple(pair for pair in reading.said if member in pair[1].values)
        held = Held(owner, self._attribute, Reading((member,), True, said))
        return at.at_value(held, self.condition.bound, self._looking.memory.known(owner, at))

    def _prove_members(self, owner: Record, asked: Sequence[tuple[Scope, int]], step: Step) -> None:
        """Add the steps of the members, each under one that says why it is a member."""
        naming: dict[Record, list[Ground]] = {}
        if asked and self._path is not None and self._attribute is None:
            name = self._path.attribute
            for link in asked[0][0].links(owner, name):
                naming.setdefault(link.target, []).append(Ground(owner, name, True, link.statement))
        for inner, _ in asked:
            step.below.append(self._proved_member(inner, naming.get(inner.record, [])))

    def _proved_member(self, inner: Scope, naming: list[Ground]) -> Step:
        label = inner.record.key if inner.held is None else str(inner.held.reading.values[0])
        wrapped = Step(None, inner.record, Told.NOT_STATED, label, naming)
        wrapped.told = TOLD[self._inner.prove(inner, wrapped)]
        return wrapped


class OfLaw(Quantified):
    """A quantifier over the rows of a law table, which are all there are.

    Where nothing but the values of a row enters into what is asked of it, the same is told wherever the same is
    `compared` with the rows; `told_before` keeps that by what was compared.
    """

    def __init__(
        self,
        condition: Quantifier,
        inner: Asked,
        looking: Looking,
        alone: Alone,
        compared: Sequence[Callable[[Scope], Hashable]] | None,
        told_before: dict[Hashable, list[int]],
        beside_the_day: Sequence[Quickly],
    ) -> None:
        super().__init__(condition, inner, looking, alone)
        self._rows = looking.rows(condition.members.table)
        self._compared = compared
        self._told_before = told_before
        self._beside_the_day = beside_the_day

    def _members(self, at: Scope, way: Way | None) -> Found:  # noqa: ARG002
        return [(at.record, self._rows)]

    def _each(self, owner: Record, reading: Reading, at: Scope, settled: int) -> Sequence[int]:  # noqa: ARG002
        """What is told of each row."""
        if self._compared is None:
            return [self._inner.ask(self._member(owner, reading, row, at)) for row in reading.values]
        key = (at.firm, *[compared(at) for compared in self._compared])
        told = self._told_before.get(key)
        if told is None:
            told = [self._inner.ask(self._member(owner, reading, row, at)) for row in reading.values]
            self._told_before[key] = told
        return told

    def _prove_members(self, owner: Record, asked: Sequence[tuple[Scope, int]], step: Step) -> None:
        """Add the steps of the rows that stand out, not of the scores that tell nothing but what is dull.

        Where none stands out the facts that the rows are compared with are the ground; the first row shows which
        those are, because all rows are asked the same; and rows are shown that would fit on another day.
        """
        table, dull = self.condition.members.table, YES if self._settled == NO else NO
        alike = {bits for _, bits in asked}
        if alike not in ({dull}, {NOT_STATED}):
            super()._prove_members(owner, [(row, bits) for row, bits in asked if bits != dull], step)
            return
        first = Step(None, owner, Told.NOT_STATED)
        self._inner.prove(asked[0][0], first)
        step.grounds += [g for s in steps_of(first) for g in s.grounds if g.record.kind != table]
        step.missing += [m for s in steps_of(first) for m in s.missing if m.record.kind != table]
        if alike == {NO}:
            for inner, _ in asked:
                if all(ask(inner) != NO for ask in self._beside_the_day):
                    row = self._proved_member(inner, [])
                    step.below += [row] if agrees(row, table) else []


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
