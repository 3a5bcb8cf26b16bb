"""What can be asked of a record: the kinds of the model, and the law tables as further kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from policyengine.register.model.kinds import attributes_of, relations_of
from policyengine.register.model.types import Attribute, Relation, ValueType
from policyengine.register.model.vocabulary import vocabularies
from policyengine.rules.language import Path


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind as conditions see it.

    `words` holds the words of those columns of a law table that declare words of their own.
    """

    name: str
    attributes: Mapping[str, Attribute]
    relations: Mapping[str, Relation]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def values(self, attribute: Attribute) -> Values:
        """What `attribute` may hold."""
        words = self.words.get(attribute.name)
        if words is None and attribute.type is ValueType.WORD:
            words = _words(attribute.vocabulary)
        return Values(attribute, words or frozenset())


class Values(NamedTuple):
    """The values an attribute may hold; `words` is empty unless they are words of a closed list."""

    attribute: Attribute
    words: frozenset[str]

    @property
    def type(self) -> ValueType:
        """How a scalar is read; words of a table's own count as words."""
        return ValueType.WORD if self.words else self.attribute.type


@cache
def _words(vocabulary: str) -> frozenset[str]:
    return frozenset(vocabularies()[vocabulary].words)


@cache
def shape_of(kind: str) -> Shape:
    """The shape of a kind of the model."""
    return Shape(kind, attributes_of(kind), relations_of(kind))


@dataclass(slots=True)
class Model:
    """Everything a condition may name: kinds, law tables by `law.<name>`, definitions with their kind."""

    tables: dict[str, Shape] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)

    def shape(self, kind: str) -> Shape:
        """The shape of a kind or a law table."""
        return self.tables[kind] if kind in self.tables else shape_of(kind)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition stands: the record at hand, and the records that have a name.

    `at` and `names` hold paths that end at a record (`attribute` is empty); `names` always has
    `judged`. In a definition that is the record of which it is asked. Among the values of an
    attribute `at.kind` is empty. `values` are the names that stand for one such value.
    """

    model: Model
    at: Path
    names: Mapping[str, Path]
    values: Mapping[str, Values] = field(default_factory=dict)
    depth: int = 0

    @classmethod
    def of(cls, model: Model, kind: str, prefix: tuple[str, ...] = ()) -> Scope:
        """The scope of a whole condition on a record of `kind`, reached over `prefix` from the judged one."""
        return cls(model, Path("", prefix, "", kind), {"judged": Path("judged", prefix, "", kind)})

    def within(self, at: Path) -> Scope:
        """The scope of a condition nested under a to-one relation."""
        return Scope(self.model, at, self.names, self.values, self.depth + 1)

    def member(self, kind: str, bound: str) -> Scope:
        """The scope of a condition on the members of a quantifier."""
        names = {**self.names, bound: Path(bound, (), "", kind)} if bound else self.names
        return Scope(self.model, Path("", (), "", kind), names, self.values, self.depth + 1)

    def value(self, values: Values, bound: str) -> Scope:
        """The scope of a condition on one value of an attribute."""
        names = {**self.values, bound: values} if bound else self.values
        return Scope(self.model, Path("", (), "", ""), self.names, names, self.depth + 1)

    def deeper(self) -> Scope:
        """The scope of a condition inside `all`, `any`, `not` or `at_least`."""
        return Scope(self.model, self.at, self.names, self.values, self.depth + 1)
