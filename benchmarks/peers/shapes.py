"""Told true and told false as SHACL shapes: every condition is two of them, because a shape knows only one answer.

By hand, in Turtle, the twelve rules would be thousands of lines; `python -m benchmarks.peers.in_shacl` prints them.
A record has for each attribute a node for each reading: with `has` (words or records), `day`, `part` (there may be
more) and `perhaps` (words that one of them may turn out to be). A relation to one record leads there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

NS = Namespace("urn:peers:")
Shape = Node


class Shapes:
    """Makes shapes in a graph."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.graph.bind("", NS)

    def _shape(self, *said: tuple[Node, Node]) -> Shape:
        shape = BNode()
        for predicate, value in said:
            self.graph.add((shape, predicate, value))
        return shape

    def _list(self, *members: Node) -> Node:
        head = BNode()
        Collection(self.graph, head, list(members))
        return head

    def path(self, path: str) -> Node:
        """The RDF path for names with dots; `|` stands between the last of several."""
        steps = [
            self._shape((SH.alternativePath, self._list(*(NS[name] for name in step.split("|")))))
            if "|" in step
            else NS[step]
            for step in path.split(".")
        ]
        return steps[0] if len(steps) == 1 else self._list(*steps)

    def all_of(self, *shapes: Shape) -> Shape:
        """What conforms to all."""
        return self._joined(SH["and"], shapes)

    def any_of(self, *shapes: Shape) -> Shape:
        """What conforms to one of them."""
        return self._joined(SH["or"], shapes)

    def _joined(self, by: Node, shapes: tuple[Shape, ...]) -> Shape:
        """Shapes joined; those that are joined in the same way already stand beside the others."""
        members: list[Node] = []
        for shape in shapes:
            inner = self.graph.value(shape, by)
            members += [shape] if inner is None else Collection(self.graph, inner)
        return self._shape((by, self._list(*members)))

    def not_(self, shape: Shape) -> Shape:
        """What does not conform."""
        return self._shape((SH["not"], shape))

    def among(self, words: tuple[str, ...]) -> Shape:
        """One of some words."""
        return self._shape((SH["in"], self._list(*map(Literal, words))))

    def pattern(self, pattern: str) -> Shape:
        """A text in which a pattern is found."""
        return self._shape((SH.pattern, Literal(pattern)))

    def day(self, bound: Node, day: dt.date) -> Shape:
        """A day on one side of another; `bound` is one of SHACL's four."""
        return self._shape((bound, Literal(day)))

    def some(self, path: str, shape: Shape) -> Shape:
        """Whatever has at the end of `path` at least one that conforms."""
        return self._property(path, (SH.qualifiedValueShape, shape), (SH.qualifiedMinCount, Literal(1)))

    def none(self, path: str, shape: Shape) -> Shape:
        """Whatever has none that conforms."""
        return self._property(path, (SH.qualifiedValueShape, shape), (SH.qualifiedMaxCount, Literal(0)))

    def anything(self, path: str) -> Shape:
        """Whatever has anything at the end of `path`."""
        return self._property(path, (SH.minCount, Literal(1)))

    def nothing(self, path: str) -> Shape:
        """Whatever has nothing there."""
        return self._property(path, (SH.maxCount, Literal(0)))

    def _property(self, path: str, *said: tuple[Node, Node]) -> Shape:
        return self._shape((SH.property, self._shape((SH.path, self.path(path)), *said)))

    def where(self, pattern: str) -> Shape:
        """Whatever matches a SPARQL pattern: for values that are compared with each other."""
        query = f"PREFIX : <{NS}> SELECT $this WHERE {{ FILTER NOT EXISTS {{ {pattern} }} }}"
        return self._shape((SH.sparql, self._shape((RDF.type, SH.SPARQLConstraint), (SH.select, Literal(query)))))


@dataclass(frozen=True, slots=True)
class Told:
    """A condition: the shape of what it is told true of, and of what it is told false of."""

    shapes: Shapes
    yes: Shape
    no: Shape

    def __and__(self, other: Told) -> Told:
        return Told(self.shapes, self.shapes.all_of(self.yes, other.yes), self.shapes.any_of(self.no, other.no))

    def __or__(self, other: Told) -> Told:
        return Told(self.shapes, self.shapes.any_of(self.yes, other.yes), self.shapes.all_of(self.no, other.no))

    def __invert__(self) -> Told:
        return Told(self.shapes, self.no, self.yes)


class Conditions(Shapes):
    """The tests and quantifiers that the twelve rules need."""

    def always(self) -> Told:
        """What is told true of everything."""
        return Told(self, self.nothing("unheard-of"), self.anything("unheard-of"))

    def is_in(self, path: str, *words: str, otherwise: bool | None = None) -> Told:
        """One of the values is one of some words, or narrower; `otherwise` is presumed where nothing is stated."""
        words_are = self.among(words)
        no = self.some(path, self.all_of(self.nothing("part"), self.none("has|perhaps", words_are)))
        return self._presumed(path, Told(self, self.some(f"{path}.has", words_are), no), otherwise)

    def every(self, path: str, *words: str) -> Told:
        """There are values of a closed attribute, and all of them are."""
        others = self.not_(self.among(words))
        any_there = Told(self, self.some(path, self.anything("has")), self.some(path, self.nothing("has")))
        return any_there & Told(self, self.some(path, self.none("has", others)), self.some(f"{path}.has", others))

    def covers(self, path: str, *words: str) -> Told:
        """The values take in all of some words."""
        each = [self.among((word,)) for word in words]
        yes = self.some(path, self.all_of(*(self.some("has", word) for word in each)))
        lacks = self.any_of(*(self.none("has", word) for word in each))
        return Told(self, yes, self.some(path, self.all_of(self.nothing("part"), lacks)))

    def stated(self, path: str) -> Told:
        """Anything but `none` is stated."""
        return Told(self, self.anything(f"{path}.has|day"), self.some(path, self.nothing("has|day")))

    def matches(self, path: str, pattern: str) -> Told:
        """One of the values of a closed attribute matches a pattern."""
        fits = self.pattern(pattern)
        return Told(self, self.some(f"{path}.has", fits), self.some(path, self.none("has", fits)))

    def before(self, path: str, day: dt.date, otherwise: bool | None = None) -> Told:
        """A day lies before another."""
        return self._presumed(path, self._dated(path, self.day(SH.maxExclusive, day)), otherwise)

    def after(self, path: str, day: dt.date) -> Told:
        """A day lies after another."""
        return self._dated(path, self.day(SH.minExclusive, day))

    def member(self, path: str, of: Told) -> Told:
        """`some` over a relation to many."""
        no = self.some(path, self.all_of(self.nothing("part"), self.none("has", self.not_(of.no))))
        return Told(self, self.some(f"{path}.has", of.yes), no)

    def several(self, path: str) -> Told:
        """At least two members of a relation to many; nothing tells that there are fewer."""
        two = self._property(f"{path}.has", (SH.minCount, Literal(2)))
        return Told(self, two, self.always().no)

    def one(self, path: str, of: Told) -> Told:
        """The record at the end of a relation to one."""
        return Told(self, self.some(path, of.yes), self.some(path, of.no))

    def in_force(self, as_of: dt.date, begins: str = "") -> Told:
        """Begun, by `from` or by the attribute it `begins` with, and ending later or never."""
        began, begins_later = self.day(SH.maxInclusive, as_of), self.day(SH.minExclusive, as_of)
        begun = [self.some("from.day", began), self.some("from", self.nothing("day"))]
        not_begun = [self.some("from.day", begins_later)]
        if begins:
            or_signed = self.any_of(self.some(f"{begins}.day", began), self.nothing(f"{begins}.day"))
            begun.append(self.all_of(self.nothing("from"), or_signed))
            not_begun.append(self.all_of(self.nothing("from"), self.some(f"{begins}.day", begins_later)))
        else:
            begun.append(self.nothing("from"))
        ends_later = self.some("until.day", self.day(SH.minInclusive, as_of))
        lasts = self.any_of(ends_later, self.some("until", self.nothing("day")))
        no = self.any_of(*not_begun, self.some("until.day", self.day(SH.maxExclusive, as_of)))
        return Told(self, self.all_of(self.any_of(*begun), lasts), no)

    def presumably(self, told: Told) -> Told:
        """Yes where nothing is told."""
        return Told(self, self.any_of(told.yes, self.not_(told.no)), told.no)

    def _dated(self, path: str, fits: Shape) -> Told:
        return Told(self, self.some(f"{path}.day", fits), self.some(path, self.none("day", fits)))

    def _presumed(self, path: str, told: Told, otherwise: bool | None) -> Told:
        if otherwise is None:
            return told
        silent = self.nothing(path)
        if otherwise:
            return Told(self, self.any_of(silent, told.yes), told.no)
        return Told(self, told.yes, self.any_of(silent, told.no))
