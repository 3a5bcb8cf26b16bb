"""What could be stated at the places that a proof looks at: of a record, of a value of it, of the members of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policyengine.engine.comparing import later
from policyengine.engine.judgement import Judgement, Told
from policyengine.register.model.kinds import KINDS, LIFETIME, attributes_of, relations_of
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Facts, Grade, Record, Statement, Value
from policyengine.repairs.adding import Adding
from policyengine.repairs.candidate import Candidate
from policyengine.repairs.deeds import Deeds
from policyengine.repairs.drafting import Added, New
from policyengine.repairs.efforts import Efforts
from policyengine.repairs.standing import Standing
from policyengine.repairs.synthesis import Synthesis
from policyengine.repairs.wanted import NONE, Asked, Home, Wish, others, wishes
from policyengine.rules.language import (
    AsOf,
    Comparison,
    Constant,
    Count,
    Every,
    Not,
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.parts import parts

_IN_FORCE = next(one.name for one in LIFETIME if one.derived)
_FIRST, _LAST = (one.name for one in LIFETIME if not one.derived)
_MOST_DROPPED = 4
"""Where more members stand in the way, nobody is told to do without them."""
_HOME = "jurisdiction"
"""The attribute of a register that says where it is at home."""


def opposite(told: Told) -> Told:
    """What a negation asks of what it negates."""
    return Told.NO if told is Told.YES else Told.YES


@dataclass(frozen=True, slots=True)
class At:
    """Where a condition is asked: what is judged, the record at hand, and members that have a name."""

    judged: Record
    record: Record | None = None
    names: Mapping[str, Record] = field(default_factory=dict)

    def of(self, record: Record) -> At:
        """The same with `record` at hand."""
        return replace(self, record=record)

    def bound(self, name: str, member: Record) -> At:
        """Inside a quantifier that calls its member so."""
        return replace(self, names={**self.names, name: member}) if name else self

    def start(self, path: Path) -> Record | None:
        """The record at which a path starts; None where it is one that does not stand in a proof by itself."""
        if path.root:
            return self.judged if path.root == "judged" else self.names.get(path.root)
        return self.record or self.judged


class Looking:
    """Looks at one case for one judgement."""

    def __init__(self, case: Standing, judgement: Judgement, table: Efforts) -> None:
        self._as_of = case.as_of
        self._register = judgement.register
        self._deeds = Deeds(table, case.as_of)
        self._home = Home(case.as_of, _territory(case.facts, judgement.register))
        self._adding = Adding(table, case.as_of)
        self._synthesis = Synthesis(case.program, self._home, self._empty, self._adding.may_say)

    def _empty(self, kind: str) -> Record:
        return Record(kind, "", self._register, Statement((), None, Grade.STATED, 0))

    def test(self, test: Test, want: Told, at: At) -> Iterator[Candidate]:
        """What could be stated where a test looks, and at what it compares that with."""
        asked = Asked(test.comparison, self._values(test.operand, at), test.period, want)
        for end in self.ends(at.start(test.path), test.path.relations):
            if end.kind in KINDS:
                yield from self._stated(end, test.path.attribute, asked)
        if isinstance(test.operand, Stated) and test.comparison in (Comparison.IS, Comparison.IN, Comparison.COVERS):
            yield from self._other_side(test, test.operand.path, want, at)

    def _other_side(self, test: Test, path: Path, want: Told, at: At) -> Iterator[Candidate]:
        """What a fact could be so that it is what it is compared with; of territories that at home, where it is one."""
        here = [value for end in self.ends(at.start(test.path), test.path.relations) for value in _said(end, test)]
        for end in self.ends(at.start(path), path.relations):
            attribute = attributes_of(end.kind).get(path.attribute) if end.kind in KINDS else None
            if attribute is None or attribute.derived:
                continue
            if attribute.type is ValueType.TERRITORY and test.path.kind not in KINDS:
                here = [self._home.territory] if self._home.territory else []
            asked = Asked(Comparison.IS, tuple(dict.fromkeys(here)), None, want)
            yield from self._wished(end, attribute, asked)

    def _stated(self, record: Record, name: str, asked: Asked) -> Iterator[Candidate]:
        """What could be stated of an attribute or relation."""
        attribute = attributes_of(record.kind).get(name)
        if attribute is None:
            if asked.want is Told.YES:
                yield from _there(self._adding.added(record, name, New(relations_of(record.kind)[name].target)))
            else:
                yield from self._no_members(record, name)
        elif attribute.derived:
            yield from self._lifetime(record, asked)
        else:
            yield from self._wished(record, attribute, asked)

    def _wished(self, record: Record, attribute: Attribute, asked: Asked) -> Iterator[Candidate]:
        home = replace(self._home, ahead=self._deeds.ahead(record, attribute.name))
        for wish in wishes(record, attribute, asked, home):
            yield from _there(self._deeds.fact(record, attribute.name, wish))

    def _lifetime(self, record: Record, asked: Asked) -> Iterator[Candidate]:
        """That a record is in force, or is not."""
        in_force = (True in asked.operand) is (asked.want is Told.YES)
        if in_force:
            yield from _there(self._deeds.fact(record, _LAST, Wish(NONE)))
            yield from _there(self._deeds.fact(record, _FIRST, Wish("set", (self._as_of,))))
        else:
            yield from _there(self._deeds.fact(record, _LAST, Wish("set", (self._as_of - dt.timedelta(days=1),))))

    def _no_members(self, record: Record, relation: str) -> Iterator[Candidate]:
        one = relations_of(record.kind)[relation]
        members = [link.target for link in record.links.get(relation, ())]
        for member in members:
            yield from _there(self._deeds.dropped(record, relation, member))
        if not members and not one.contains and not one.derived:
            yield from _there(self._deeds.fact(record, relation, Wish(NONE)))
        elif relation not in record.complete:
            yield from _there(self._deeds.confirmed(record, relation))

    def values(self, over: Some | Every | Count, want: Told, at: At) -> Iterator[Candidate]:
        """What could be stated of an attribute of which each value is asked something."""
        path = over.members.path
        if path is None:
            return
        wanted = (Told.YES, Told.NO) if isinstance(over, Count) else (want,)
        for inner, flipped in _leaves(over.of):
            for one in wanted:
                told = opposite(one) if flipped else one
                asked = Asked(inner.comparison, self._values(inner.operand, at), inner.period, told)
                for end in self.ends(at.start(path), path.relations):
                    attribute = attributes_of(end.kind).get(path.attribute)
                    if attribute is not None:
                        yield from self._wished(end, attribute, asked)
                        yield from self._all_but(end, attribute, asked, every=isinstance(over, Every))
                        if isinstance(over, Every) and told is Told.NO:
                            yield from self._instead(end, attribute, asked)

    def _instead(self, end: Record, attribute: Attribute, asked: Asked) -> Iterator[Candidate]:
        """Of a list of which every value meets something: another value instead that does not."""
        stated = tuple(value for s in end.statements.get(attribute.name, ()) for value in s.values)
        for wish in others(attribute, asked, stated) if stated and attribute.many else ():
            yield from _there(self._deeds.fact(end, attribute.name, wish))

    def _all_but(self, end: Record, attribute: Attribute, asked: Asked, *, every: bool) -> Iterator[Candidate]:
        """Of a list of which every value has to meet something: only those that do."""
        if not every or asked.want is not Told.YES or asked.comparison not in (Comparison.IS, Comparison.IN):
            return
        stated = dict.fromkeys(value for s in end.statements.get(attribute.name, ()) for value in s.values)
        others = tuple(value for value in stated if value not in asked.operand)
        if others and len(others) < len(stated):
            yield from _there(self._deeds.fact(end, attribute.name, Wish("remove", others, whole=attribute.open)))
        elif attribute.open and attribute.name not in end.complete:
            yield from _there(self._deeds.confirmed(end, attribute.name))

    def rows(self, over: Some | Every | Count, want: Told, at: At) -> Iterator[Candidate]:
        """What facts could be so that a row of the law fits, or fits no longer."""
        if isinstance(over, Every):
            return
        for inner, flipped in _leaves(over.of):
            told = opposite(want) if flipped else want
            if inner.path.kind in KINDS:
                yield from self.test(inner, told, at)
            elif isinstance(inner.operand, Stated):
                yield from self._other_side(inner, inner.operand.path, told, at)

    def one_more(self, over: Some | Every | Count, want: Told, at: At) -> Iterator[Candidate]:
        """One more member, of which the condition is told as wanted."""
        path = over.members.path
        if path is None:
            return
        for end in self.ends(at.start(path), path.relations):
            for new in self._synthesis.of(over, want, end, at.judged, at.names):
                yield from self._adding.anew(end, path.attribute, new)
                yield from _there(self._adding.added(end, path.attribute, new))

    def whole(self, added: Added, asking: Sequence[Judgement]) -> Candidate | None:
        """A new record with what these verdicts on it, and on those in it, ask for beside; None if that is nothing."""
        asked = [(f"{one.register}:{one.record.key}", one) for one in asking]
        new = self._synthesis.whole(added, asked, self._adding.takes)
        return None if new == added.new else self._adding.added(added.owner, added.relation, new)

    def fewer(self, over: Some | Every | Count, spoiling: Sequence[Record], at: At) -> Iterator[Candidate]:
        """Those members gone of which the condition is not told as wanted, and no others."""
        path = over.members.path
        if path is None:
            return
        for end in self.ends(at.start(path), path.relations):
            linked = [link.target for link in end.links.get(path.attribute, ())]
            for member in spoiling if len(spoiling) <= _MOST_DROPPED else ():
                if any(member is one for one in linked):
                    yield from _there(self._deeds.dropped(end, path.attribute, member))
            if not linked:
                yield from self._no_members(end, path.attribute)
            elif path.attribute not in end.complete:
                yield from _there(self._deeds.confirmed(end, path.attribute))

    def ended(self, record: Record) -> Iterator[Candidate]:
        """The record is there no more, or what it stands in has ended."""
        if not KINDS[record.kind].over:
            yield from _there(self._deeds.removed(record))
        above = [link.target for links in record.links.values() for link in links if _holds(record, link.target)]
        for one in (record, *above):
            yield from self._deeds.over(one)

    def rewritten(self) -> Iterator[Candidate]:
        """Of lists from which several things have to go: all of them at once, which is one thing to do."""
        return self._deeds.rewritten()

    def ends(self, start: Record | None, relations: Sequence[str]) -> list[Record]:
        """Where relations lead, whoever says so."""
        ends = [] if start is None else [start]
        for relation in relations:
            ends = [
                link.target
                for record in ends
                for link in record.links.get(relation, ())
                if link.target.register in ("", self._register)
            ]
        return list(dict.fromkeys(ends))

    def _values(self, operand: Operand, at: At) -> tuple[Value, ...]:
        """The values on the right of a comparison, as far as they are stated."""
        match operand:
            case Constant():
                return operand.values
            case AsOf():
                return (self._as_of,)
            case Stated(path=path):
                ends = self.ends(at.start(path), path.relations)
                said = (s for end in ends for s in end.statements.get(path.attribute, ()))
                return tuple(dict.fromkeys(value for s in said for value in s.values))
            case Plus():
                days = self._values(operand.start, at)
                return tuple(later(day, operand.period) for day in days if isinstance(day, dt.date))


def _there(candidate: Candidate | None) -> Iterator[Candidate]:
    if candidate is not None:
        yield candidate


def _said(record: Record, test: Test) -> list[Value]:
    return [value for s in record.statements.get(test.path.attribute, ()) for value in s.values]


def _leaves(condition: object, flipped: bool = False) -> Iterator[tuple[Test, bool]]:
    """The tests of a condition that are asked of the record or row at hand, and whether they are negated."""
    if isinstance(condition, Test):
        yield condition, flipped
    elif isinstance(condition, Not):
        yield from _leaves(condition.of, not flipped)
    elif not isinstance(condition, Some | Every | Count):
        for part in parts(condition):  # type: ignore[arg-type]
            yield from _leaves(part, flipped)


def _holds(record: Record, other: Record) -> bool:
    """Whether the record stands inside of the other."""
    return bool(other.key) and record.key.startswith(f"{other.key}.") and bool(KINDS[other.kind].over)


def _territory(facts: Facts, slug: str) -> str:
    """The first territory that the register says it is at home in."""
    register = facts.registers.get(slug)
    said = () if register is None else register.root.statements.get(_HOME, ())
    return next((str(value) for s in said for value in s.values), "")
