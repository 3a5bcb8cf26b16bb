"""Tests, the leaves of conditions: what is told of one comparison at one path."""

from __future__ import annotations

from collections.abc import Sequence

from policyengine.engine.asking import Alone, Asked, Quickly
from policyengine.engine.comparing import Pairwise, met, pairwise, taken_in
from policyengine.engine.judgement import Ground, Missing, Step
from policyengine.engine.looking import Found, Looking, Way, missing_at, said_here, silent
from policyengine.engine.said import Held, Reading
from policyengine.engine.sameness import JUDGED
from policyengine.engine.scope import Scope
from policyengine.engine.verdict import NO, NOT_STATED, YES
from policyengine.register.model.types import Attribute
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.language import NONE, Comparison, Constant, Path, Test

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
        self._here = said_here(test.path)
        self._silence: int | None = None
        """What is told where nothing is said, once known; with a constant operand it is the same for every record."""
        self._pair: Pairwise | None = None
        self._constant = Reading(test.operand.values, True) if isinstance(test.operand, Constant) else None
        self._presumption = None if test.otherwise is None else _presumed(test.otherwise.value, self._attribute)
        self._known: dict[tuple[object, bool], int] = {}
        """What readings tell when compared with constants: the same for every record."""
        self._plainly: dict[tuple[Value, ...], int] = {}
        self.plain = self._constant is not None and _is_plain(test.path, self._attribute)
        """It asks of a closed attribute of the record at hand, against constants, as most tests do."""
        self.told: Quickly = self._told_plainly if self.plain else self._told_soon
        """What the statements tell of the test, without steps."""

    def proved(self, at: Scope, step: Step) -> int:
        """What the statements tell of the test, with those that do so as grounds."""
        if self._here and silent(at.record, self._here):
            return self._presumed(at, step, [missing_at(at.record, self._here, self._attribute)])
        return self._said(at, step)

    def _said(self, at: Scope, step: Step | None) -> int:
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
        """The same; most tests ask of what nobody says anything."""
        if self._here and silent(at.record, self._here):
            return self._told_by_silence(at)
        return self._said(at, None)

    def _told_plainly(self, at: Scope) -> int:
        """The same for the commonest of tests: of a closed attribute of the record at hand, against constants."""
        said: Sequence[Statement] = at.record.statements.get(self._here, ())
        if at.firm and said:
            said = at.statements(at.record, self._here)
        if not said:
            silence = self._silence
            return self._told_by_silence(at) if silence is None else silence
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


class Beyond:
    """A test at the end of to-one relations: where these lead to one record, the rest of it is asked there."""

    __slots__ = ("_alone", "_judged", "_looking", "_relations", "_rest", "_said", "proved")

    def __init__(self, leaf: Leaf, test: Test, rest: Asked, looking: Looking, alone: Alone) -> None:
        self._relations = test.path.relations
        self._judged = test.path.root == JUDGED
        self._rest = rest
        self._looking = looking
        self._alone = alone
        self._said = leaf.told
        self.proved = leaf.proved

    def told(self, at: Scope) -> int:
        """What the statements tell of the test."""
        start = at.judged if self._judged else at.record
        found = at.known.ends.get(self._relations) if start is at.record else None
        ends, _, nones = found or self._looking.ends(start, self._relations, at, None)
        if len(ends) == 1 and not nones:
            return self._alone(self._rest, ends[0], at)
        return self._said(at)


def leads_away(test: Test) -> bool:
    """Whether nothing but the record at the end of some relations enters into what is told."""
    path = test.path
    return (path.root == JUDGED or (not path.root and bool(path.relations))) and isinstance(test.operand, Constant)
