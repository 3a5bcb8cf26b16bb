"""Records that are not there yet: while they are thought of, draft by draft, and as they would be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.records import Record, Value
from policyengine.repairs.candidate import path_below

Said: TypeAlias = tuple[tuple[str, tuple[Value, ...]], ...]
"""What is said of a new record, attribute by attribute; no values: that there is none."""


@dataclass(frozen=True, slots=True)
class New:
    """A record that is not there yet, with others that it holds or names and that are not there either."""

    kind: str
    said: Said = ()
    held: tuple[tuple[str, New], ...] = ()
    """By relation."""
    slug: str = ""
    """Empty until it is decided where it is written."""
    named: str = ""
    """What kind of thing it is, where its kind says so by the slug."""
    gone: tuple[str, ...] = ()
    """Where it is a record that is there: what is said of it no more."""

    @property
    def values(self) -> tuple[Value, ...]:
        """What kind of thing it is, where it says that by itself."""
        return dict(self.said).get("kind", ())

    def all(self) -> Iterator[New]:
        """It and those in it."""
        yield self
        for _, held in self.held:
            yield from held.all()

    @property
    def length(self) -> int:
        """How much is said of it and of those in it."""
        return sum(1 + len(values) for new in self.all() for _, values in new.said) + sum(1 for _ in self.all())

    @property
    def nones(self) -> int:
        """Of how much it is said that there is none."""
        return sum(not values for new in self.all() for _, values in new.said)

    @property
    def sort(self) -> tuple[object, ...]:
        """What sort of record it is, with those in it, whatever else is said of them."""
        from_key = next((each.name for each in attributes_of(self.kind).values() if each.from_key), "")
        named = self.named or str(*dict(self.said).get(from_key, ())[:1])
        return self.kind, self.values, named, tuple((relation, held.sort) for relation, held in self.held)


@dataclass(frozen=True, slots=True)
class Added:
    """A new record as a member of a relation of one that is there; or one that is there, put on such a footing."""

    owner: Record
    relation: str
    new: New

    @property
    def there(self) -> Record | None:
        """The record that is there already, where it is put on another footing."""
        members = (link.target for link in self.owner.links.get(self.relation, ()))
        return next((one for one in members if one.slug == self.new.slug), None)

    @property
    def path(self) -> str:
        """Where it is written."""
        return _path(
            self.owner.register, path_below(self.owner, self.relation), self.owner.kind, self.relation, self.new
        )

    def records(self) -> Iterator[tuple[str, New]]:
        """It and those in it, each with the path at which it is written."""
        yield from _records(self.owner.register, self.path, self.new)


def _path(register: str, below: str, kind: str, relation: str, new: New) -> str:
    if relations_of(kind)[relation].contains:
        return f"{below}.{new.slug}"
    return f"{register}:{KINDS[new.kind].plural}.{new.slug}"


def _records(register: str, path: str, new: New) -> Iterator[tuple[str, New]]:
    yield path, new
    for relation, held in new.held:
        yield from _records(register, _path(register, f"{path}.{relation}", new.kind, relation, held), held)


Ref: TypeAlias = "int | Record"
"""A draft by its number, or a record that is there, such as a row of the law."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record while it is thought of."""

    kind: str
    holder: Ref
    inverse: str
    """The relation that leads back to what holds it."""
    depth: int = 0
    said: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    slug: str = ""
    named: str = ""
    gone: tuple[str, ...] = ()


Drafts: TypeAlias = Sequence[Draft]


def saying(drafts: Drafts, number: int, name: str, values: tuple[Value, ...]) -> Drafts:
    """With something said of one of them."""
    one = drafts[number]
    changed = replace(one, said={**one.said, name: values})
    return (*drafts[:number], changed, *drafts[number + 1 :])


def holding(drafts: Drafts, number: int, relation: str) -> Drafts:
    """With one more, to which a relation of one of them leads; the new one is the last."""
    one = drafts[number]
    to = relations_of(one.kind)[relation]
    changed = replace(one, held={**one.held, relation: len(drafts)})
    more = Draft(to.target, number, to.inverse, one.depth + 1)
    return (*drafts[:number], changed, *drafts[number + 1 :], more)


def finished(drafts: Drafts, number: int = 0) -> New:
    """A draft as it would be written."""
    one = drafts[number]
    held = tuple((relation, finished(drafts, member)) for relation, member in one.held.items())
    return New(one.kind, tuple(one.said.items()), held, one.slug, one.named, one.gone)


def begun(added: Added) -> tuple[Drafts, dict[str, int]]:
    """Drafts of records that were thought of already, and the number of each by its path."""
    relation = relations_of(added.owner.kind)[added.relation]
    drafts: list[Draft] = []
    _begin(added.new, added.owner, relation.inverse, 0, drafts)
    return tuple(drafts), {path: number for number, (path, _) in enumerate(added.records())}


def _begin(new: New, holder: Ref, inverse: str, depth: int, drafts: list[Draft]) -> int:
    number = len(drafts)
    drafts.append(Draft(new.kind, holder, inverse, depth, dict(new.said), {}, new.slug, new.named, new.gone))
    held = {
        relation: _begin(one, number, relations_of(new.kind)[relation].inverse, depth + 1, drafts)
        for relation, one in new.held
    }
    drafts[number] = replace(drafts[number], held=held)
    return number
