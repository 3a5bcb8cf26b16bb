"""New records that a condition asks for, with those at the ends of their relations: what would have to be said of them.

A condition is gone through as if it were asked of a draft of which nothing is said yet. Where it looks at something
that the draft does not say, that is said; where a relation of it has to lead to something, there is one more draft;
rows of the law and records that are there are only compared with. Whether the outcome does what is hoped, judging says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from policyengine.engine.judgement import Judgement, Told, Verdict
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Value
from policyengine.repairs.comparing import compared, said_of
from policyengine.repairs.drafting import Added, Draft, Drafts, New, begun, finished, saying
from policyengine.repairs.reaching import Unsaid, Where, ends, member, values_of
from policyengine.repairs.wanted import Asked, Home, wishes
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Count,
    Every,
    Holds,
    Not,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.program import Program

_MOST_NEW = 6
"""So many different records are thought of for one condition."""
_MOST_DRAFTS = 64
_MOST_WAYS = 2
"""In so many ways is a new record made whole."""
_MOST_WISHES = 4

MaySay = Callable[[str, str, tuple[Value, ...]], bool]
"""Whether somebody who makes a record of a kind may aim at saying these values of an attribute."""

Takes = Callable[[New], tuple[int, ...]]
"""What it takes to make a record; the less, the better."""


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

    def whole(self, added: Added, asked: Sequence[tuple[str, Judgement]], takes: Takes) -> New:
        """New records with what rules ask of them beside, as cheaply as can be, and with as little more.

        Each verdict is on the record at a path. What cannot be said so is left as it is.
        """
        drafts, numbers = begun(added)
        found: dict[New, Drafts] = {added.new: drafts}
        for path, judgement in asked:
            at = Where(numbers[path], numbers[path])
            more = {new: drafts for old in found for new, drafts in self._decided(judgement, at, found[old], old.nones)}
            best = sorted(more, key=takes)[:_MOST_WAYS]
            found = {new: more[new] for new in best} or found
        return next(iter(found))

    def _decided(self, judgement: Judgement, at: Where, drafts: Drafts, nones: int) -> Iterator[tuple[New, Drafts]]:
        """What would decide an open verdict well: that the rule is met, or that it does not apply as things are."""
        rule = judgement.rule
        for condition in (rule.require, *(exemption.when for exemption in rule.unless)):
            met = islice(self._told(condition, Told.YES, at, drafts), _MOST_WAYS)
            yield from ((finished(more), more) for more in met)
        if judgement.verdict is Verdict.UNDETERMINED:
            out = ((finished(more), more) for more in self._told(rule.when, Told.NO, at, drafts))
            yield from islice((one for one in out if one[0].nones == nones), _MOST_WAYS)

    def _told(self, condition: Condition, want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        """The drafts with what makes the condition told `want`, in every way in which that can be done."""
        match condition:
            case Test():
                yield from self._test(condition, want, where, drafts)
            case Not(of=inner):
                yield from self._told(inner, Told.NO if want is Told.YES else Told.YES, where, drafts)
            case Holds(name=name, path=path):
                holds = self._program.definitions[name].holds
                for end in ends(path, where, drafts):
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
        if path is None:
            return
        if not over.members.kind:
            # Of an attribute of which one value is said, that is every and some of its values.
            if isinstance(over.of, Test):
                yield from self._test(over.of._replace(path=path), want, where, drafts)
            return
        for end in ends(path, where, drafts):
            if isinstance(end, Record):
                members = [link.target for link in end.links.get(path.attribute, ())]
                if by_one or path.attribute in end.complete:
                    yield from self._over(members, over, want, where, drafts, by_one=by_one)
            elif by_one:
                for one, more in member(end, path.attribute, drafts):
                    yield from self._told(over.of, want, where.bound(over.bound, one), more)

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

    def _test(self, test: Test, want: Told, where: Where, drafts: Drafts) -> Iterator[Drafts]:
        operand = values_of(test.operand, where, drafts, self._home.as_of)
        for end in ends(test.path, where, drafts):
            if isinstance(end, Record):
                yield from self._of_record(end, test, operand, want, drafts)
            elif test.path.attribute in attributes_of(drafts[end].kind):
                yield from self._of_draft(end, test, operand, want, drafts)
            elif want is Told.YES:
                yield from (more for _, more in member(end, test.path.attribute, drafts))

    def _of_record(
        self, record: Record, test: Test, operand: tuple[Value, ...] | Unsaid, want: Told, drafts: Drafts
    ) -> Iterator[Drafts]:
        """What is there already is compared, or what it is compared with is made to be the same."""
        attribute = self._attribute(record.kind, test.path.attribute)
        said = said_of(record, test.path.attribute, self._home.as_of)
        if isinstance(operand, Unsaid):
            if want is Told.YES and said and test.comparison in (Comparison.IS, Comparison.IN):
                for value in said:
                    yield from self._saying(operand.number, operand.attribute, (value,), drafts)
        elif attribute is not None and compared(attribute, said, test, operand) is want:
            yield drafts

    def _of_draft(
        self, number: int, test: Test, operand: tuple[Value, ...] | Unsaid, want: Told, drafts: Drafts
    ) -> Iterator[Drafts]:
        one, name = drafts[number], test.path.attribute
        attribute = attributes_of(one.kind)[name]
        said = one.said.get(name)
        if attribute.derived:
            # Whether it is in force: of a record of which no end is stated, the law presumes it where the rule says so.
            if want is Told.YES and test.otherwise is not None and test.otherwise.value is True:
                yield drafts
        elif isinstance(operand, Unsaid):
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


def _turns(condition: Condition) -> int:
    """What is compared with other records comes after what is said by itself."""
    if isinstance(condition, Test):
        return int(isinstance(condition.operand, Stated | Plus))
    return 2
