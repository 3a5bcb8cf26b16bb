"""Looking things up: what can be read at paths and operands, and what quantifiers range over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from policyengine.engine.comparing import later
from policyengine.engine.existence import Existence, sheds
from policyengine.engine.judgement import Ground, Missing
from policyengine.engine.memory import Memory
from policyengine.engine.said import Held, Reading
from policyengine.engine.scope import Reach, Scope
from policyengine.engine.statements import IN_FORCE, attribute_of, readings, related
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record
from policyengine.rules.language import AsOf, Constant, Operand, Path, Plus, Stated
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

    def rows(self, table: str) -> Reading:
        """The rows of a law table, which are all there are."""
        return self._rows[table]

    def at(self, path: Path, attribute: Attribute | None, at: Scope, way: Way | None) -> Found:
        """What is read at `path`, which ends at `attribute`.

        Following to-one relations may lead to several records, if sources disagree: each is read.
        Where a relation on the way is stated to be none, there is none of what lies beyond it.
        """
        start = at.start(path)
        if isinstance(start, Held):
            return [(start.record, start.reading)]
        if not path.relations:
            return self.read(start, path.attribute, attribute, at, way)
        ends, stops, nones = self.ends(start, path.relations, at, way)
        if way is not None:
            way.missing.extend(stops)
        found = [(g.record, Reading((), True, ((g.attribute, g.statement),))) for g in nones if g.statement]
        for end in ends:
            found += self.read(end, path.attribute, attribute, at, way)
        return found

    def ends(self, start: Record, relations: tuple[str, ...], at: Scope, way: Way | None) -> Reach:
        """Where to-one `relations` lead from `start`; the statements followed are added to the grounds of `way`."""
        if way is not None:
            return at.reach(start, relations, way.grounds)
        known = self.memory.known(start, at)
        found = known.ends.get(relations)
        if found is None:
            found = known.ends[relations] = at.reach(start, relations, None)
        return found

    def read(self, end: Record, name: str, attribute: Attribute | None, at: Scope, way: Way | None) -> Found:
        """What is read of the attribute or relation `name` of one record."""
        if way is not None:
            found = self._found(end, name, attribute, at)
            if not found:
                way.missing.append(missing_at(end, name, attribute))
            return found
        known = self.memory.known(end, at)
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


def said_here(path: Path) -> str:
    """What a path asks of the record at hand and of no other; empty where it leads elsewhere, or to what is derived."""
    here = not path.root and not path.relations and path.attribute != IN_FORCE.name
    return path.attribute if here else ""


def silent(record: Record, name: str) -> bool:
    """Whether nothing whatever is said on `name`, as on most things: worth asking before it is read."""
    return name not in record.statements and name not in record.links and name not in record.complete


def missing_at(record: Record, name: str, attribute: Attribute | None) -> Missing:
    """The statement on `name` that would decide what is open; of `in_force` that is the end."""
    derived = attribute is not None and attribute.derived
    return Missing(record, "until" if derived else name)


def _moved(reading: Reading, plus: Plus) -> Reading:
    days = tuple(later(day, plus.period) for day in reading.values if isinstance(day, dt.date))
    return reading._replace(values=days)
