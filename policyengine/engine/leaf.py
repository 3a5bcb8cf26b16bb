"""Tests, the leaves of conditions: what is told of one comparison at one path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from policyengine.engine.comparing import Pairwise, later, met, pairwise, taken_in
from policyengine.engine.existence import Existence, sheds
from policyengine.engine.judgement import Ground, Missing, Step
from policyengine.engine.memory import Memory
from policyengine.engine.said import Held, Reading
from policyengine.engine.scope import Reach, Scope
from policyengine.engine.statements import IN_FORCE, attribute_of, readings, related
from policyengine.engine.verdict import NO, NOT_STATED, YES
from policyengine.register.model.types import Attribute
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.language import NONE, AsOf, Comparison, Constant, Members, Operand, Path, Plus, Stated, Test
from policyengine.rules.program import Table

Found = list[tuple[Record, Reading]]
"""Readings and whose they are."""


class Way(NamedTuple):
    """What a proof wants of the way to a reading: the statements that lead there, and those that are missing."""

    grounds: list[Ground]
    missing: list[Missing]


class Looking:
    """Looks up what can be read at paths and operands on one day, under one set of law tables."""

    def __init__(self, tables: Mapping[str, Table], as_of: dt.date, memory: Memory) -> None:
        self.memory = memory
        self._tables = tables
        self._as_of = as_of
        self.existence = Existence(as_of)
        self._rows = {name: Reading(tuple(table.rows), True) for name, table in tables.items()}

    def attribute(self, path: Path) -> Attribute | None:
        """The attribute that `path` ends at; None where it ends at a relation or a value at hand."""
        table = self._tables.get(path.kind)
        if table is None:
            return attribute_of(path.kind, path.attribute)
        return table.columns.get(path.attribute, IN_FORCE)

    def silent(self, path: Path, at: Scope) -> bool:
        """Whether nothing whatever is said at `path`, as of most things: worth asking before it is read."""
        if path.root or path.relations or not path.attribute or path.attribute == IN_FORCE.name:
            return False
        name, record = path.attribute, at.record
        return name not in record.statements and name not in record.links and name not in record.complete

    def at(self, path: Path, attribute: Attribute | None, at: Scope, way: Way | None) -> Found:
        """What is read at `path`.

        Following to-one relations may lead to several records, if sources disagree: each is read.
        Where a relation on the way is stated to be none, there is none of what lies beyond it.
        """
        start = at.start(path)
        if isinstance(start, Held):
            return [(start.record, start.reading)]
        if not path.relations:
            return self._read(start, path.attribute, attribute, at, way)
        ends, stops, nones = self.ends(start, path.relations, at, way)
        if way is not None:
            way.missing.extend(stops)
        found = [(g.record, Reading((), True, ((g.attribute, g.statement),))) for g in nones if g.statement]
        for end in ends:
            found += self._read(end, path.attribute, attribute, at, way)
        return found

    def ends(self, start: Record, relations: tuple[str, ...], at: Scope, way: Way | None) -> Reach:
        """Where to-one `relations` lead from `start`; the statements followed are added to the grounds of `way`."""
        if way is not None:
            return at.reach(start, relations, way.grounds)
        known = at.known if at.known is not None and start is at.record else self.memory.of(start, at.firm)
        found = known.ends.get(relations)
        if found is None:
            found = known.ends[relations] = at.reach(start, relations, None)
        return found

    def _read(self, end: Record, name: str, attribute: Attribute | None, at: Scope, way: Way | None) -> Found:
        if way is not None:
            found = self._found(end, name, attribute, at)
            if not found:
                way.missing.append(missing_at(end, name, attribute))
            return found
        known = at.known if at.known is not None and end is at.record else self.memory.of(end, at.firm)
        remembered = known.read.get(name)
        if remembered is None:
            remembered = known.read[name] = self._found(end, name, attribute, at)
        return remembered

    def _found(self, end: Record, name: str, attribute: Attribute | None, at: Scope) -> Found:
        if attribute is None:
            read = related(end, name, at, self.existence.gone if sheds(end.kind, name) else None)
        else:
            read = readings(end, attribute, at, self._as_of)
        return [(end, reading) for reading in read]

    def members(self, members: Members, at: Scope, way: Way | None) -> Found:
        """What a quantifier ranges over; the rows of a law table are all there are."""
        path = members.path
        if path is None:
            return [(at.record, self._rows[members.table])]
        return self.at(path, self.attribute(path), at, way)

    def operand(self, operand: Operand, at: Scope, way: Way | None) -> Found:
        """What is read of `operand`; a reading whose record is the one at hand if it is computed."""
        match operand:
            case Constant():
                return [(at.record, Reading(operand.values, True))]
            case AsOf():
                return [(at.record, Reading((self._as_of,), True))]
            case Stated():
                return self.at(operand.path, self.attribute(operand.path), at, way)
            case Plus():
                found = self.operand(operand.start, at, way)
                return [(record, _moved(reading, operand)) for record, reading in found]


def missing_at(record: Record, name: str, attribute: Attribute | None) -> Missing:
    """The statement on `name` that would decide what is open; of `in_force` that is the end."""
    derived = attribute is not None and attribute.derived
    return Missing(record, "until" if derived else name)


def _moved(reading: Reading, plus: Plus) -> Reading:
    days = tuple(later(day, plus.period) for day in reading.values if isinstance(day, dt.date))
    return reading._replace(values=days)


_UNKNOWN = Reading((), False)
"""An operand of which nothing is stated: there may be values, and none is known."""


def _presumed(value: Value, attribute: Attribute | None) -> Reading:
    """What is presumed, which may be that there is nothing."""
    words = vocabularies().get(attribute.vocabulary) if attribute else None
    nothing = value == NONE and (words is None or NONE not in words.words)
    return Reading(() if nothing else (value,), True)


def _is_plain(path: Path, attribute: Attribute | None) -> bool:
    """Whether what is read at `path` is what single statements on the record at hand say."""
    return not (path.root or path.relations or attribute is None or attribute.open or attribute.derived)


class Leaf:
    """One test, made ready once: its attribute found, its comparison chosen."""

    def __init__(self, test: Test, looking: Looking) -> None:
        self._test = test
        self._looking = looking
        self._attribute = looking.attribute(test.path)
        self._silence: int | None = None
        """What is told where nothing is said, once known; with a constant operand it is the same for every record."""
        self._pair: Pairwise | None = None
        self._constant = Reading(test.operand.values, True) if isinstance(test.operand, Constant) else None
        self._presumption = None if test.otherwise is None else _presumed(test.otherwise.value, self._attribute)
        self._known: dict[tuple[object, bool], int] = {}
        """What readings tell when compared with constants: the same for every record."""
        self._plainly: dict[tuple[Value, ...], int] = {}
        plain = self._constant is not None and _is_plain(test.path, self._attribute)
        self.quickly: Callable[[Scope], int] = self._told_plainly if plain else self._told_soon
        """The same as `told` without a step."""

    def told(self, at: Scope, step: Step | None) -> int:
        """What the statements tell of the test.

        Told true if some reading of the path compares true with some reading of the operand, told
        false if some compares false: where sources disagree, both. An operand of which nothing is
        stated tells nothing, unless the path is stated to be none, which tells every test false.
        Where nothing at all is stated at the path, not even that there is none, the presumption of
        the law stands in, if there is one. What is left open is noted in `step` as missing.
        """
        way = None if step is None else Way(step.grounds, [])
        found = self._looking.at(self._test.path, self._attribute, at, way)
        if not found:
            return self._presumed(at, step, [] if way is None else way.missing)
        others = self._others(at, way) or [(at.record, _UNKNOWN)]
        told = NOT_STATED
        for record, reading in found:
            for other_record, other in others:
                bits = self._compared(reading, other, at)
                told |= bits
                if step is not None:
                    step.grounds += [
                        *self._telling(reading, record, other, bits, at),
                        *other.grounds(other_record, bits),
                    ]
        if step is not None and way is not None and not told:
            step.missing += way.missing or [self._vague(record, at) for record, _ in found]
        return told

    def _told_soon(self, at: Scope) -> int:
        return self._told_by_silence(at) if self._looking.silent(self._test.path, at) else self.told(at, None)

    def _told_plainly(self, at: Scope) -> int:
        """The same for the commonest of tests: of a closed attribute of the record at hand, against constants."""
        said: Sequence[Statement] = at.record.statements.get(self._test.path.attribute, ())
        if at.firm and said:
            said = at.statements(at.record, self._test.path.attribute)
        if not said:
            return self._told_by_silence(at)
        told = NOT_STATED
        for statement in said:
            bits = self._plainly.get(statement.values)
            if bits is None:
                (found,) = self._others(at, None)
                bits = self._plainly[statement.values] = self._weighed(Reading(statement.values, True), found[1], at)
            told |= bits
        return told

    def _told_by_silence(self, at: Scope) -> int:
        """What is told where nothing is said."""
        if self._silence is None or self._constant is None:
            self._silence = self._presumed(at, None, [])
        return self._silence

    def _others(self, at: Scope, way: Way | None) -> Found:
        """What stands on the right of the comparison."""
        if self._constant is not None:
            return [(at.record, self._constant)]
        return self._looking.operand(self._test.operand, at, way)

    def _telling(self, reading: Reading, record: Record, other: Reading, bits: int, at: Scope) -> list[Ground]:
        """The statements that tell it: of an open list those that do by themselves, or all where it takes all."""
        grounds = reading.grounds(record, bits)
        if len(reading.said) < 2:
            return grounds
        by_itself = {
            statement: self._compared(Reading(statement.values, False), other, at) for _, statement in reading.said
        }
        own = [g for g in grounds if g.statement and by_itself[g.statement] & (YES if g.tells else NO)]
        return own or grounds

    def _presumed(self, at: Scope, step: Step | None, missing: list[Missing]) -> int:
        """What the presumption tells; without one nothing, and with an unknown operand only that there is none."""
        presumption = self._test.otherwise
        if presumption is None or self._presumption is None:
            if step is not None:
                step.missing += missing
            return NOT_STATED
        way = None if step is None else Way(step.grounds, [])
        told = NOT_STATED
        for _, other in self._others(at, way) or [(at.record, _UNKNOWN)]:
            told |= self._compared(self._presumption, other, at)
        if step is not None and way is not None:
            sides = [tells for tells, bit in ((True, YES), (False, NO)) if told & bit]
            step.grounds += [
                Ground(m.record, m.attribute, t, None, presumption.because) for t in sides for m in missing
            ]
            if not told:
                step.missing += way.missing or missing
        return told

    def _vague(self, record: Record, at: Scope) -> Missing:
        """What would have to be said more precisely."""
        start = at.start(self._test.path)
        return missing_at(
            record, start.attribute.name if isinstance(start, Held) else self._test.path.attribute, self._attribute
        )

    def _compared(self, reading: Reading, other: Reading, at: Scope) -> int:
        if self._constant is None:
            return self._weighed(reading, other, at)
        key = reading[:2]
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._weighed(reading, other, at)
        return known

    def _weighed(self, reading: Reading, other: Reading, at: Scope) -> int:
        """What one reading tells, compared with one of the operand."""
        comparison = self._test.comparison
        if not reading.values:
            return NO
        if comparison is Comparison.STATED:
            return YES
        if self._pair is None:
            start = at.start(self._test.path)
            attribute = start.attribute if isinstance(start, Held) else self._attribute
            self._pair = pairwise(comparison, attribute.vocabulary if attribute else "", self._test.period)
        weigh = taken_in if comparison is Comparison.COVERS else met
        return weigh(self._pair, reading, other)
