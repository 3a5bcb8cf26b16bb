"""Paths as rules write them: `judged.activity.large_scale`, typed step by step."""

from __future__ import annotations

from typing import NamedTuple

from policyengine.errors import nearest
from policyengine.register.model.types import Relation
from policyengine.rules.language import Path
from policyengine.rules.reading import Refused
from policyengine.rules.shapes import Scope, Values
from policyengine.spans import Place


class ToValues(NamedTuple):
    """A path that ends at an attribute."""

    path: Path
    values: Values


class ToRecord(NamedTuple):
    """A path that ends at one record; `record` leads to it.

    `path` names the relation as the last step, or equals `record` where no relation is followed.
    """

    path: Path
    record: Path


class ToRecords(NamedTuple):
    """A path whose last step is a to-many relation."""

    path: Path
    relation: Relation


Resolved = ToValues | ToRecord | ToRecords


def resolve(text: str, scope: Scope, place: Place) -> Resolved:
    """What the path `text` leads to from the record at hand.

    Raises `Refused` for a step that the model does not know, that goes on after a value, or that
    leads through a to-many relation.
    """
    steps = text.split(".")
    if steps[0] in scope.values:
        if len(steps) > 1:
            raise Refused(place, f"`{steps[0]}` is a value, so the path `{text}` cannot go on with `{steps[1]}`")
        return ToValues(Path(text, (), "", ""), scope.values[text])
    at = scope.at
    if steps[0] in scope.names:
        at = scope.names[steps[0]]
        steps = steps[1:]
    found: Resolved = ToRecord(at, at)
    for index, step in enumerate(steps):
        if isinstance(found, ToValues):
            raise Refused(place, f"`{steps[index - 1]}` is a value, so the path `{text}` cannot go on with `{step}`")
        if isinstance(found, ToRecords):
            many = steps[index - 1]
            rest = ".".join(steps[index:])
            hint = f"use some or every: `{many}: {{some: {{{rest}: ...}}}}`"
            raise Refused(place, f"`{many}` leads to any number of records, so it cannot stand inside a path", hint)
        found = _step(found.record, step, scope, place)
    return found


def _step(at: Path, step: str, scope: Scope, place: Place) -> Resolved:
    if not at.kind:
        raise Refused(place, f"a value has no `{step}`", "start the path with `judged` or a name bound by `as`")
    shape = scope.model.shape(at.kind)
    path = Path(at.root, at.relations, step, at.kind)
    if step in shape.attributes:
        return ToValues(path, shape.values(shape.attributes[step]))
    relation = shape.relations.get(step)
    if relation is None:
        known = {*shape.attributes, *shape.relations}
        if at is scope.at:
            definitions = scope.model.definitions
            known |= {*scope.names, *scope.values, *(name for name, kind in definitions.items() if kind == at.kind)}
        raise Refused(place, f"`{at.kind}` has no attribute or relation `{step}`", nearest(step, known))
    if relation.many:
        return ToRecords(path, relation)
    return ToRecord(path, Path(at.root, (*at.relations, step), "", relation.target))
