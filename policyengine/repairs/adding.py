"""A new record with all that is said of it as one thing to do: where it is written, in words, and what it takes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.records import Record, Value
from policyengine.repairs.candidate import Candidate, Edit, path_below
from policyengine.repairs.drafting import Added, New
from policyengine.repairs.efforts import FIXED, Effort, Efforts
from policyengine.repairs.touching import of_fact, of_held, of_new
from policyengine.repairs.wanted import NONE, PLACEHOLDER, is_past, listed, written
from policyengine.repairs.wording import Change, in_words, made
from policyengine.scenarios.scenario import Verb

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60


class Adding:
    """Puts new records into candidates, by one table of efforts."""

    def __init__(self, table: Efforts, as_of: dt.date) -> None:
        self._table = table
        self._as_of = as_of

    def may_say(self, kind: str, name: str, values: tuple[Value, ...]) -> bool:
        """Whether somebody who makes a record now may aim at saying so of it: on no day that has passed."""
        if is_past(values, self._as_of):
            return False
        if values and self._table.is_no_aim(kind, name, _words(values)):
            return False
        return self._asked(kind, name, values).name != FIXED

    def added(self, owner: Record, relation: str, new: New) -> Candidate | None:
        """A new record as a member of a relation of `owner`; None where nobody writes it, or nobody should."""
        one = relations_of(owner.kind)[relation]
        derived = one.derived or KINDS[owner.kind].derived or KINDS[one.target].derived
        if derived or not owner.register:
            return None
        return self._made(Added(owner, relation, _placed(owner, new)))

    def anew(self, owner: Record, relation: str, new: New) -> Iterator[Candidate]:
        """Each member that is there put on the footing that a new one would have; as little as will do goes from it."""
        if not self._table.anew(new.kind) or not relations_of(owner.kind)[relation].contains:
            return
        for link in owner.links.get(relation, ()):
            said = dict(new.said)
            gone = [name for name in self._table.gone_anew(new.kind) if name not in said]
            stated = tuple(name for name in gone if name in link.target.statements)
            for some in dict.fromkeys(((), stated)):
                made = self.added(owner, relation, replace(new, slug=link.target.slug, gone=some))
                if made is not None:
                    yield made

    def _made(self, added: Added) -> Candidate | None:
        owner, relation, records = added.owner, added.relation, [new for _, new in added.records()]
        if not all(self.may_say(new.kind, name, values) for new in records for name, values in new.said):
            return None
        if not all(self._may_be_made(holder, new) for holder, new in _with_holders(owner.kind, added.new)):
            return None
        sides = self._sides(owner, records)
        if sides == []:
            return None
        touches = of_new(owner, relation, added.path)
        for kind, held, path in _held(added):
            touches |= of_held(kind, held, path)
        named = ", ".join(each.title for each in sides or (_whom(owner),))
        more = tuple(f"{new.kind}.{name}" for new in records for name, _ in (*new.said, *new.held))
        if added.there is not None:
            for name in added.new.gone:
                touches |= of_fact(added.there, name)
        change = Change(tuple(_edits(added)), touches)
        parts = [
            made(self._table, effort, "add", (owner, relation), {"value": value, "record": named}, change, more)
            for effort, value in self._efforts(records)
        ]
        worst = max(parts, key=lambda one: (one.fixed, one.cost))
        rest = [self._table.anew(added.new.kind).format(record=added.there.title)] if added.there is not None else []
        return replace(
            worst,
            words=", and ".join((*(one.words for one in parts), *rest)),
            cost=sum(one.cost for one in parts),
            supposes="; ".join(dict.fromkeys(one.supposes for one in parts if one.supposes)),
            adds=added,
        )

    def takes(self, new: New) -> tuple[int, int, int]:
        """What it takes to add a record, of how much nobody can bring it about, and how much is said."""
        said = [self._asked(one.kind, name, values) for one in new.all() for name, values in one.said]
        cost = sum(effort.cost for effort, _ in self._efforts([*new.all()]))
        return cost, sum(effort.fixed for effort in said), new.length

    def _efforts(self, records: Sequence[New]) -> list[tuple[Effort, str]]:
        """What has to be done: of one sort of efforts the dearest, dearest first, and for which records."""
        sorts: dict[str, list[tuple[Effort, New]]] = {}
        for new in records:
            effort = self._of_record(new)
            sorts.setdefault(effort.name, []).append((effort, new))
        found = [
            (max((effort for effort, _ in some), key=_weight), ", with ".join(_described(new) for _, new in some))
            for some in sorts.values()
        ]
        return sorted(found, key=lambda one: _weight(one[0]), reverse=True)

    def _of_record(self, new: New) -> Effort:
        asked = [self._asked(new.kind, name, values) for name, values in new.said]
        return max((self._table.of_record("add", new.kind), *(one for one in asked if not one.fixed)), key=_weight)

    def _asked(self, kind: str, name: str, values: tuple[Value, ...]) -> Effort:
        of_values = self._table.of_values(kind, name, _words(values))
        return of_values or self._table.of_fact(kind, name, stated=True)

    def _sides(self, owner: Record, records: Sequence[New]) -> list[Record] | None:
        """With whom something two-sided is concluded; None where nothing is, or the owner is on the other side."""
        sides = [side for new in records if (side := self._table.two_sided(new.kind))]
        return _others_beside(owner, sides[0]) if sides else None

    def _may_be_made(self, holder: str, new: New) -> bool:
        """Whether anybody makes such a record for what holds or names it: not by itself, nor for what it is not for."""
        if self._table.needs_more(new.kind) and not new.said and not new.held:
            return False
        return all(self._table.may_hold(holder, new.kind, name, _words(values)) for name, values in new.said)


def _words(values: Sequence[Value]) -> list[str]:
    """Values as the table of efforts writes them."""
    return [written(value, None) for value in values]


def _with_holders(kind: str, new: New) -> Iterator[tuple[str, New]]:
    """A new record and those in it, each with the kind of what holds or names it."""
    yield kind, new
    for _, held in new.held:
        yield from _with_holders(new.kind, held)


def _weight(effort: Effort) -> tuple[bool, int]:
    return effort.fixed, effort.cost


def _whom(owner: Record) -> Record:
    """Whom it is about: the party in which the owner stands, or itself."""
    around = (link.target for links in owner.links.values() for link in links)
    found = (one for one in around if one.kind == "party" and owner.key.startswith(f"{one.key}."))
    return next(found, owner)


def _others_beside(owner: Record, side: str) -> list[Record] | None:
    """Who else is on the side on which the owner is itself; None where it is on the other side."""
    holders = [link.target for links in owner.links.values() for link in links]
    found = [link.target for holder in holders for link in holder.links.get(side, ())]
    own = [one for one in found if one is owner or _same(one, owner)]
    return list(dict.fromkeys(one for one in found if one not in own)) if own else None


def _same(one: Record, other: Record) -> bool:
    """Whether two parties are the same organisation."""
    who, whom = ([link.target.key for link in each.links.get("organisation", ())] for each in (one, other))
    return bool(who) and who == whom


def _placed(owner: Record, new: New) -> New:
    """With a name for each record: after the owner and what kind of thing it is, or what its kind is called by."""
    from_key = next((a.name for a in attributes_of(new.kind).values() if a.from_key), "")
    said = dict(new.said)
    named = str(said.pop(from_key)[0]) if said.get(from_key) else ""
    held = tuple((relation, _placed(owner, one)) for relation, one in new.held)
    slug = new.slug or named or _slug(owner, new)
    return New(new.kind, tuple(said.items()), held, slug, new.named or named, new.gone)


def _slug(owner: Record, new: New) -> str:
    kinds = [str(value) for value in new.values][:1] or [new.kind]
    return _NO_SLUG.sub("-", f"{owner.slug}-{kinds[0]}".lower())[:_LONGEST_SLUG].strip("-")


def _edits(added: Added) -> Iterator[Edit]:
    """The records that others name, the record itself, and who names it."""
    owner, relation = added.owner, relations_of(added.owner.kind)[added.relation]
    paths = {id(new): path for path, new in added.records()}
    for _, new in added.records():
        for name, held in new.held:
            if not relations_of(new.kind)[name].contains:
                yield Edit(Verb.ADD, paths[id(held)], _braces(held))
    if added.there is not None:
        yield from _said_anew(added)
        return
    yield Edit(Verb.ADD, added.path, _braces(added.new))
    if not relation.contains:
        verb = Verb.ADD if relation.many else Verb.SET
        yield Edit(verb, path_below(owner, relation.name), added.new.slug)


def _said_anew(added: Added) -> Iterator[Edit]:
    """What is said of a record that is there instead of what was."""
    new, attributes = added.new, attributes_of(added.new.kind)
    yield from (Edit(Verb.UNSET, f"{added.path}.{name}") for name in new.gone)
    for name, values in new.said:
        yield Edit(Verb.SET, f"{added.path}.{name}", listed(values, attributes[name]) if values else NONE)
    for name, held in new.held:
        if relations_of(new.kind)[name].contains:
            yield Edit(Verb.ADD, f"{added.path}.{name}.{held.slug}", _braces(held))
        else:
            yield Edit(Verb.SET, f"{added.path}.{name}", held.slug)


def _braces(new: New) -> str:
    attributes = attributes_of(new.kind)
    said = [f"{name}: {listed(values, attributes[name]) if values else NONE}" for name, values in new.said]
    for name, held in new.held:
        contains = relations_of(new.kind)[name].contains
        said.append(f"{name}: {{{held.slug}: {_braces(held)}}}" if contains else f"{name}: {held.slug}")
    return f"{{{', '.join(said)}}}"


def _held(added: Added) -> Iterator[tuple[str, str, str]]:
    """For each record in a new one: the kind of what holds it, the relation, and its path."""
    paths = {id(one): path for path, one in added.records()}
    for _, new in added.records():
        yield from ((new.kind, relation, paths[id(held)]) for relation, held in new.held)


def _described(new: New) -> str:
    """A new record in words: what kind of thing it is, and what else is said of it."""
    kind = (new.named or new.kind).replace("-", " ")
    told = [(name, values) for name, values in new.said if PLACEHOLDER not in values]
    words = [f"{name.replace('_', ' ')}: {in_words(values) or NONE}" for name, values in told]
    return f"{kind} ({'; '.join(words)})" if words else kind
