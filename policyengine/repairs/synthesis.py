"""New records that a condition asks for, with those at the ends of their relations: what would have to be said of them.

A condition is gone through as if it were asked of a draft of which nothing is said yet. Where it looks at something
that the draft does not say, that is said; where a relation of it has to lead to something, there is one more draft;
rows of the law and records that are there are only compared with. Whether the outcome does what is hoped, judging says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from policyengine.engine.judgement import Told
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Value
from policyengine.repairs.comparing import compared, later_by, said_of
from policyengine.repairs.drafting import Added, Draft, Drafts, New, Ref, begun, finished, holding, saying
from policyengine.repairs.wanted import Asked, Home, wishes
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AsOf,
    AtLeast,
    Comparison,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Not,
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.program import Program, Rule

_MOST_NEW = 6
"""So many different records are thought of for one condition."""
_MOST_DRAFTS = 64
_MOST_WAYS = 2
"""In so many ways is a new record made whole."""
_DEEPEST = 2
"""So far do relations lead from the first new record to others."""
_MOST_WISHES = 4

MaySay = Callable[[str, str, tuple[Value, ...]], bool]
"""Whether somebody who makes a record of a kind may aim at saying these values of an attribute."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a condition is asked."""

    judged: Ref
    here: Ref
    names: Mapping[str, Ref] = field(default_factory=dict)

    def bound(self, name: str, member: Ref) -> Where:
        """Inside of a quantifier, at one of its members."""
        return Where(self.judged, member, {**self.names, name: member} if name else self.names)

    def start(self, path: Path) -> Ref | None:
        """Where a path starts."""
        if path.root:
            return self.judged if path.root == "judged" else self.names.get(path.root)
        return self.here


@dataclass(frozen=True, slots=True)
class _Unsaid:
    """What is compared with is an attribute of a draft that says nothing of it yet."""

    number: int
    attribute: str


class Synthesis:
    """Works out what to say of records of which nothing is said yet."""

    def __init__(self, program: Program, home: Home, empty: Callable[[str], Record], may_say: MaySay) -> None:
        self._program = program
        self._home = home
        self._empty = empty
        self._may_say = may_say

    def of(
        self, over: Some | Every | Count, want: Told, owner: Record, judged: Record, names: Mapping[str, Record]
    ) -> list[New]:
        """New members of a relation of `owner` of which the condition of a quantifier would be told `want`."""
        path = over.members.path
        if path is None:
            return []
        relation = relations_of(owner.kind)[path.attribute]
        first = Draft(relation.target, owner, relation.inverse)
        where = Where(judged, judged, names).bound(over.bound, 0)
        found = islice(self._told(over.of, want, where, (first,)), _MOST_DRAFTS)
        likest: dict[object, New] = {}
        for new in map(finished, found):
            likest.setdefault(new.sort, new)
        return list(likest.values())[:_MOST_NEW]

    def whole(self, added: Added, asked: Sequence[tuple[str, Rule]]) -> New:
        """New records with what rules ask of them beside, and as little more as can be.

        Each rule is asked of the record at a path. What cannot be said so is left as it is.
        """
        drafts, numbers = begun(added)
        found: list[New] = [added.new]
        ways: dict[New, Drafts] = {added.new: drafts}
        for path, rule in asked:
            at = Where(numbers[path], numbers[path])
            conditions = (rule.require, *(exemption.when for exemption in rule.unless))
            more = {
                finished(new): new
                for old in found
                for condition in conditions
                for new in islice(self._told(condition, Told.YES, at, ways[old]), _MOST_WAYS)
            }
            ways |= more
            found = sorted(more, key=_length)[:_MOST_WAYS] or found
        return found[0]

    def _told(self, condition: Condition, want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        """The drafts with what makes the condition told `want`, in every way in which that can be done."""
        match condition:
            case Test():
                yield from self._test(condition, want, where, drafts)
            case Not(of=inner):
                yield from self._told(inner, Told.NO if want is Told.YES else Told.YES, where, drafts)
            case Holds(name=name, path=path):
                holds = self._program.definitions[name].holds
                for end in self._ends(path, where, drafts):
                    yield from self._told(holds, want, Where(end, end), drafts)
            case AllOf(of=parts) | AnyOf(of=parts):
                if isinstance(condition, AllOf) is (want is Told.YES):
                    yield from self._all(sorted(parts, key=_turns), want, where, drafts)
                else:
                    for part in parts:
                        yield from self._told(part, want, where, drafts)
            case AtLeast(of=parts) if want is Told.YES:
                yield from self._all(sorted(parts, key=_turns), want, where, drafts)
            case Some() | Every():
                yield from self._quantified(condition, want, where, drafts)
            case Count(least=least, most=most) if want is Told.YES and least <= 1 and most < 0:
                yield from self._quantified(condition, want, where, drafts)
            case _:
                return

    def _all(self, parts: Sequence[Condition], want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        if not parts:
            yield drafts
            return
        for found in self._told(parts[0], want, where, drafts):
            yield from self._all(parts[1:], want, where, found)

    def _quantified(self, over: Some | Every | Count, want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        by_one = isinstance(over, Every) is not (want is Told.YES)
        if over.members.table:
            rows = self._program.tables[over.members.table].rows
            yield from self._over(rows, over, want, where, drafts, by_one=by_one)
            return
        path = over.members.path
        if path is None or not over.members.kind:
            return
        for end in self._ends(path, where, drafts):
            if isinstance(end, Record):
                members = [link.target for link in end.links.get(path.attribute, ())]
                if by_one or path.attribute in end.complete:
                    yield from self._over(members, over, want, where, drafts, by_one=by_one)
            elif by_one:
                for member, more in self._member(end, path.attribute, drafts):
                    yield from self._told(over.of, want, where.bound(over.bound, member), more)

    def _over(
        self,
        members: Sequence[Record],
        over: Some | Every | Count,
        want: Told,
        where: Where,
        drafts: Drafts,
        *,
        by_one: bool,
    ) -> Iterator[Drafts]:
        """One member, or all of them."""
        if by_one:
            for member in members:
                yield from self._told(over.of, want, where.bound(over.bound, member), drafts)
        elif not members:
            yield drafts
        else:
            for found in self._told(over.of, want, where.bound(over.bound, members[0]), drafts):
                yield from self._over(members[1:], over, want, where, found, by_one=False)

    def _member(self, number: int, relation: str, drafts: Drafts) -> Iterator[tuple[Ref, Drafts]]:
        """Where a relation of a draft leads: to what there is, or to one more draft."""
        one = drafts[number]
        if relation == one.inverse:
            yield one.holder, drafts
        elif relation in one.held:
            yield one.held[relation], drafts
        elif one.depth < _DEEPEST and self._may_hold(one, relation):
            yield len(drafts), holding(drafts, number, relation)

    @staticmethod
    def _may_hold(one: Draft, relation: str) -> bool:
        """Whether the model lets somebody write a record there: in it, or at a place of the register for such."""
        to = relations_of(one.kind)[relation]
        places = relations_of("register").values()
        written = to.contains or any(place.contains and place.target == to.target for place in places)
        return written and not to.derived and not KINDS[to.target].derived

    def _ends(self, path: Path, where: Where, drafts: Drafts) -> list[Ref]:
        """Where the relations of a path lead by what there is already."""
        start = where.start(path)
        ends: list[Ref] = [] if start is None else [start]
        for relation in path.relations:
            found: list[Ref] = []
            for end in ends:
                if isinstance(end, Record):
                    found += [link.target for link in end.links.get(relation, ())]
                elif relation == drafts[end].inverse:
                    found.append(drafts[end].holder)
                elif relation in drafts[end].held:
                    found.append(drafts[end].held[relation])
            ends = found
        return ends

    def _test(self, test: Test, want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        operand = self._operand(test.operand, where, drafts)
        for end in self._ends(test.path, where, drafts):
            if isinstance(end, Record):
                yield from self._of_record(end, test, operand, want, drafts)
            elif test.path.attribute in attributes_of(drafts[end].kind):
                yield from self._of_draft(end, test, operand, want, drafts)
            elif want is Told.YES:
                yield from (more for _, more in self._member(end, test.path.attribute, drafts))

    def _of_record(
        self, record: Record, test: Test, operand: tuple[Value, ...] | _Unsaid, want: Told, drafts: Drafts
    ) -> Iterator[Drafts]:
        """What is there already is compared, or what it is compared with is made to be the same."""
        attribute = self._attribute(record.kind, test.path.attribute)
        said = said_of(record, test.path.attribute, self._home.as_of)
        if isinstance(operand, _Unsaid):
            if want is Told.YES and said and test.comparison in (Comparison.IS, Comparison.IN):
                for value in said:
                    yield from self._saying(operand.number, operand.attribute, (value,), drafts)
        elif attribute is not None and compared(attribute, said, test, operand) is want:
            yield drafts

    def _of_draft(
        self, number: int, test: Test, operand: tuple[Value, ...] | _Unsaid, want: Told, drafts: Drafts
    ) -> Iterator[Drafts]:
        one, name = drafts[number], test.path.attribute
        attribute = attributes_of(one.kind)[name]
        said = one.said.get(name)
        if attribute.derived:
            # Whether it is in force: of a record of which no end is stated, the law presumes it where the rule says so.
            if want is Told.YES and test.otherwise is not None and test.otherwise.value is True:
                yield drafts
        elif isinstance(operand, _Unsaid):
            if want is Told.YES and said and test.comparison in (Comparison.IS, Comparison.IN):
                yield from self._saying(operand.number, operand.attribute, said, drafts)
        elif compared(attribute, said, test, operand) is want:
            yield drafts
        elif said is None:
            asked = Asked(test.comparison, operand, test.period, want)
            for wish in islice(wishes(self._empty(one.kind), attribute, asked, self._home), _MOST_WISHES):
                yield from self._saying(number, name, wish.values, drafts)

    def _saying(self, number: int, name: str, values: tuple[Value, ...], drafts: Drafts) -> Iterator[Drafts]:
        kind = drafts[number].kind
        attribute = attributes_of(kind).get(name)
        if attribute is not None and not attribute.derived and self._may_say(kind, name, values):
            yield saying(drafts, number, name, values)

    def _attribute(self, kind: str, name: str) -> Attribute | None:
        if kind in KINDS:
            return attributes_of(kind).get(name)
        table = self._program.tables.get(kind)
        return None if table is None else table.columns.get(name)

    def _operand(self, operand: Operand, where: Where, drafts: Drafts) -> tuple[Value, ...] | _Unsaid:
        """The values on the right of a comparison, as far as they are known."""
        match operand:
            case Constant():
                return operand.values
            case AsOf():
                return (self._home.as_of,)
            case Plus():
                days = self._operand(operand.start, where, drafts)
                return days if isinstance(days, _Unsaid) else later_by(days, operand.period)
            case Stated():
                return self._stated(operand.path, where, drafts)

    def _stated(self, path: Path, where: Where, drafts: Drafts) -> tuple[Value, ...] | _Unsaid:
        found: list[Value] = []
        for end in self._ends(path, where, drafts):
            if isinstance(end, Record):
                found += said_of(end, path.attribute, self._home.as_of) or ()
            elif path.attribute in drafts[end].said:
                found += drafts[end].said[path.attribute]
            else:
                return _Unsaid(end, path.attribute)
        return tuple(found)


def _length(new: New) -> int:
    """How much is said."""
    return sum(1 + len(values) for _, values in new.said) + sum(1 + _length(held) for _, held in new.held)


def _turns(condition: Condition) -> int:
    """What is compared with other records comes after what is said by itself."""
    if isinstance(condition, Test):
        return int(isinstance(condition.operand, Stated | Plus))
    return 2


__all__ = ["MaySay", "Synthesis"]
