"""The language of rules as data: operands, tests, conditions.

Everything is typed against the model when a pack loads, so that whoever walks a condition need not
doubt it. A condition is a closed union: whoever handles it handles every member.

Nothing of it ever changes. What is made up of other conditions is a dataclass and no named tuple, because field by
field `all` would be equal to `any`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from policyengine.register.model.period import Period
from policyengine.register.records import Value
from policyengine.spans import Place

NONE = "none"
"""What `otherwise` writes where the law presumes that there is nothing; equal to no value."""


class Path(NamedTuple):
    """Where to look: `root` is "" for the record at hand, `judged`, or a name bound by `as`.

    `relations` lead, one record at a time, to the record of kind `kind` whose `attribute` or
    relation is meant; `attribute` is "" where the path ends at a record. Written
    `judged.activity.large_scale`.
    """

    root: str
    relations: tuple[str, ...]
    attribute: str
    kind: str

    def __str__(self) -> str:
        return ".".join(part for part in (self.root, *self.relations, self.attribute) if part)


class Presumption(NamedTuple):
    """What the law presumes where nothing is stated."""

    value: Value
    because: str


class Constant(NamedTuple):
    """Values written in the rule."""

    values: tuple[Value, ...]


class Stated(NamedTuple):
    """The values that are stated at a path."""

    path: Path


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day as of which facts and law are read."""


class Plus(NamedTuple):
    """A day or instant some period after another, or before it where the period goes back."""

    start: Operand
    period: Period


Operand: TypeAlias = Constant | Stated | AsOf | Plus


class Comparison(StrEnum):
    """What a test asks of the values at a path.

    `IS` and `IN` ask whether one of the values is (below, in a tree) one of the operand's. `COVERS`
    asks whether the values take in all of the operand's, a broad category its narrower ones.
    `BEFORE`, `AFTER` are strict; `WITHIN` asks for a day from the operand on to `period` later,
    both included. `STATED` asks whether anything at all is stated other than none. `MATCHES` asks
    whether a text contains a match of the pattern (Python's `re`, case ignored).
    """

    IS = "is"
    IN = "in"
    STATED = "stated"
    COVERS = "covers"
    BEFORE = "before"
    AFTER = "after"
    WITHIN = "within"
    MATCHES = "matches"


class Test(NamedTuple):
    """A leaf: compare what is stated at `path`."""

    path: Path
    comparison: Comparison
    operand: Operand
    place: Place
    otherwise: Presumption | None = None
    period: Period | None = None
    """Only for `WITHIN`."""


class Members(NamedTuple):
    """What a quantifier ranges over: the relation or set-valued attribute at a path, or a law table.

    Exactly one of `path` and `table` is given. `kind` is the kind of the members: a kind of the
    model, the table's name, or "" where the members are values of an attribute (then the inner
    condition consists of tests whose path is empty).
    """

    path: Path | None
    table: str
    kind: str
    open: bool
    """Whether there may be more members than are stated."""

    @property
    def relation(self) -> str:
        """The relation, or set-valued attribute, at the end of the path; empty for a law table."""
        return self.path.attribute if self.path is not None else ""


@dataclass(frozen=True, slots=True)
class Some:
    """Told true by one member, told false only if all members are and there can be no more."""

    members: Members
    of: Condition
    bound: str
    place: Place


@dataclass(frozen=True, slots=True)
class Every:
    """Told false by one member, told true only if all members are and there can be no more."""

    members: Members
    of: Condition
    bound: str
    place: Place


@dataclass(frozen=True, slots=True)
class Count:
    """How many members satisfy a condition: at least `least`, at most `most` (-1 for no bound)."""

    members: Members
    of: Condition
    bound: str
    least: int
    most: int
    place: Place


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conjunction; of nothing it is told true."""

    of: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Disjunction; of nothing it is told false."""

    of: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Not:
    """Told true and told false change places."""

    of: Condition
    place: Place


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `n` of the conditions."""

    n: int
    of: tuple[Condition, ...]
    place: Place


class Never(NamedTuple):
    """Told false, always: the requirement of a bare prohibition."""

    place: Place


class Holds(NamedTuple):
    """The definition `name`, asked of the record at the end of `path` (attribute empty)."""

    name: str
    path: Path
    place: Place


Condition: TypeAlias = Test | Some | Every | Count | AllOf | AnyOf | Not | AtLeast | Never | Holds
