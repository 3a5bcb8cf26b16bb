"""Facts written down again, whole or with parts left out, as somebody could have written them.

What is worked out is not written, since it is worked out again when the trees are read. Notes, and lines that state
no fact, are left out too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from policyengine.errors import Problem
from policyengine.register.building import Building
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import ValueType
from policyengine.register.problems import TooMany
from policyengine.register.records import Citation, Facts, Grade, Record, Source, Statement, Value
from policyengine.source import tree
from policyengine.source.writing import yaml_of
from policyengine.spans import Files, Place

SHARED = ""
"""Stands for the register of the shared organisations."""
COMPLETE = "complete"
_ROOT = "register"
_OWN_WORDS = "own-words"
"""Cited where something is said by the register itself inside a record that cites another source."""


class Part(NamedTuple):
    """Something that can be left out: a record with all that stands in it, one thing said of it, one value of that.

    The root record stands for its whole register.
    """

    register: str
    key: str
    name: str = ""
    """The attribute or relation, or `complete`."""
    number: int = -1
    """Which of the statements on it."""
    value: int = -1
    """Which value of the statement."""


class Saying(NamedTuple):
    """One statement as it is written: values, or the keys of the records it names."""

    texts: tuple[tree.Scalar, ...]
    statement: Statement


def trees(facts: Facts, without: Set[Part] = frozenset()) -> dict[str, tree.Mapping]:
    """A tree for each register by slug, and one for the organisations that are shared."""
    written = {SHARED: _Writer(SHARED, facts.organisations.values(), without).shared()}
    for slug, register in facts.registers.items():
        if Part(slug, _ROOT) not in without:
            own = (r for kind, records in register.by_kind.items() if kind != "organisation" for r in records)
            written[slug] = _Writer(slug, own, without).register(register.root)
    return written


def read_again(written: Mapping[str, tree.Mapping], files: Files) -> tuple[Facts, list[Problem]]:
    """The facts that the trees state, and what is wrong with them; their places are in `files`."""
    building = Building(files)
    try:
        for slug, one in written.items():
            building.read(slug, one)
        facts = building.finish()
    except TooMany:
        facts = Facts({}, {}, files)
    return facts, building.problems.sorted()


def as_yaml(facts: Facts) -> str:
    """The facts as YAML, each register under a line that names it."""
    pages = []
    for slug, one in trees(facts).items():
        if slug or facts.organisations:
            pages.append(f"# {f'register {slug}' if slug else 'shared organisations'}\n{yaml_of(one)}")
    return "".join(pages)


def sayings(record: Record) -> dict[str, list[Saying]]:
    """What is said of a record under each attribute and each relation that names others, in order."""
    found: dict[str, list[Saying]] = {}
    attributes = attributes_of(record.kind)
    for name, statements in record.statements.items():
        if name in attributes:
            kind = attributes[name].type
            found[name] = [Saying(tuple(_scalar(v, kind, s.place) for v in s.values), s) for s in statements]
        else:
            found[name] = [Saying((), s) for s in statements if not s.values]
    for relation in KINDS[record.kind].relations:
        if not relation.contains and not relation.derived and relation.name in record.links:
            together: dict[int, tuple[Statement, list[str]]] = {}
            for link in record.links[relation.name]:
                together.setdefault(id(link.statement), (link.statement, []))[1].append(link.target.key)
            named = [Saying(tuple(tree.Scalar(k, s.place, True) for k in keys), s) for s, keys in together.values()]
            found[relation.name] = [*named, *found.get(relation.name, ())]
    return found


def _scalar(value: Value, kind: ValueType, place: Place) -> tree.Scalar:
    if isinstance(value, bool):
        return tree.Scalar(str(value).lower(), place, True)
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return tree.Scalar(text, place, kind is not ValueType.TEXT)


class _Inherited(NamedTuple):
    """The source and grade of what stands around."""

    citation: Citation | None = None
    grade: Grade = Grade.STATED


class _Writer:
    """Writes the records of one register."""

    def __init__(self, register: str, records: Iterable[Record], without: Set[Part]) -> None:
        self._register = register
        self._without = without
        self._sources: dict[str, Source | None] = {}
        self._gone = {part.key for part in without if not part.name and part.register in (register, SHARED)}
        self._inside: dict[tuple[str, str], list[Record]] = {}
        self._records = [record for record in records if not KINDS[record.kind].derived and self._kept(record.key)]
        for record in self._records:
            around, _, container = record.key.rpartition(".")[0].rpartition(".")
            self._inside.setdefault((around or _ROOT, container), []).append(record)

    def _kept(self, key: str) -> bool:
        """Whether neither the record nor one in which it stands is left out."""
        while key:
            if key in self._gone:
                return False
            key = key.rpartition(".")[0].rpartition(".")[0]
        return True

    def shared(self) -> tree.Mapping:
        """The organisations, in a file of their own."""
        bodies = {r.key: self._body(r, _Inherited()) for r in self._records}
        return _mapping({"sources": self._declared(), "organisations": _mapping(bodies)})

    def register(self, root: Record) -> tree.Mapping:
        """The register from its root on."""
        body = self._body(root, _Inherited())
        slug = tree.Scalar(self._register, root.existence.place, True)
        return _mapping({_ROOT: slug, "sources": self._declared(), **body.entries}, root.existence.place)

    def _declared(self) -> tree.Mapping:
        declared = {}
        for name, source in sorted(self._sources.items()):
            said = {"kind": tree.Scalar(source.kind if source else "register", 0, True)}
            if source and source.title != source.key:
                said["title"] = tree.Scalar(source.title, 0, False)
            declared[name] = _mapping(said)
        return _mapping(declared)

    def _body(self, record: Record, around: _Inherited) -> tree.Mapping:
        here = _Inherited(record.existence.citation, record.existence.grade)
        body: dict[str, tree.Node] = {**self._qualified(here, around, record.existence.place)}
        for name, said in sayings(record).items():
            nodes = [node for number, one in enumerate(said) if (node := self._said(record, name, number, one, here))]
            if nodes:
                body[name] = nodes[0] if len(nodes) == 1 else tree.Listing(nodes, said[0].statement.place)
        complete = [tree.Scalar(name, record.complete[name].place, True) for name in self._complete(record)]
        if complete:
            body[COMPLETE] = tree.Listing([*complete], complete[0].place)
        for relation in relations_of(record.kind).values():
            inside = self._inside.get((record.key, relation.name))
            if relation.contains and inside:
                body[relation.name] = _mapping({r.slug: self._body(r, here) for r in inside}, inside[0].existence.place)
        return _mapping(body, record.existence.place)

    def _complete(self, record: Record) -> Iterator[str]:
        for number, name in enumerate(sorted(record.complete)):
            if Part(self._register, record.key, COMPLETE, number) not in self._without:
                yield name

    def _said(self, record: Record, name: str, number: int, said: Saying, around: _Inherited) -> tree.Node | None:
        """One statement; None where nothing is left of it."""
        part = Part(self._register, record.key, name, number)
        if part in self._without:
            return None
        names = name not in attributes_of(record.kind)
        texts = [
            text
            for index, text in enumerate(said.texts)
            if part._replace(value=index) not in self._without and not (names and not self._kept(text.text))
        ]
        if said.texts and not texts:
            return None
        place = said.statement.place
        value: tree.Node = tree.Listing([*texts], place)
        if len(texts) < 2:
            value = texts[0] if texts else tree.Scalar("none", place, True)
        qualified = self._qualified(_Inherited(said.statement.citation, said.statement.grade), around, place)
        alone = number == 0 and len(sayings(record)[name]) == 1
        return value if alone and not qualified else _mapping({"value": value, **qualified}, place)

    def _qualified(self, here: _Inherited, around: _Inherited, place: Place) -> dict[str, tree.Scalar]:
        """Source and grade where they are not those of what stands around."""
        found = {}
        if here.citation != around.citation:
            found["source"] = tree.Scalar(self._cited(here.citation), place, True)
        if here.grade is not around.grade:
            found["grade"] = tree.Scalar(here.grade.value, place, True)
        return found

    def _cited(self, citation: Citation | None) -> str:
        """The citation, its source under a name that no other has."""
        if citation is None:
            self._sources[_OWN_WORDS] = None
            return _OWN_WORDS
        name, source = citation.source.key, citation.source
        while self._sources.setdefault(name, source) != source:
            name += "-again"
        return name + str(citation).removeprefix(source.key)


def _mapping(entries: Mapping[str, tree.Node], place: Place = 0) -> tree.Mapping:
    """A mapping without the entries that hold nothing, each at the place of what it holds."""
    kept = {key: node for key, node in entries.items() if not _is_empty_declaration(key, node)}
    return tree.Mapping.of(kept, {key: node.place for key, node in kept.items()}, place)


def _is_empty_declaration(key: str, node: tree.Node) -> bool:
    return key == "sources" and isinstance(node, tree.Mapping) and not node.raw
