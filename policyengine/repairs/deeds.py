"""From what should be stated to what has to be done: candidates with their changes, words and efforts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Value
from policyengine.repairs.candidate import COMPLETE, Candidate, Edit, path_below, record_path
from policyengine.repairs.efforts import CONFIRM, FIXED, SETTLE, Effort, Efforts, efforts
from policyengine.repairs.touching import NOTHING, Touches, of_fact, of_gone, of_new, of_whole
from policyengine.repairs.wanted import NONE, PLACEHOLDER, Wish, listed
from policyengine.scenarios.scenario import Verb

Content = Mapping[str, tuple[Value, ...]]
"""What is said of a new record, attribute by attribute; no values: that there is none."""

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60


class Deeds:
    """Puts wishes into candidates, by one table of efforts."""

    def __init__(self, table: Efforts) -> None:
        self._table = table
        self._taken: dict[tuple[str, str], tuple[Record, list[Wish]]] = {}

    def fact(self, record: Record, name: str, wish: Wish) -> Candidate | None:
        """What it takes to state this of an attribute of a record; None where nobody writes the record."""
        if KINDS[record.kind].derived:
            return None
        attribute = attributes_of(record.kind).get(name)
        stated = any(s.values for s in record.statements.get(name, ()))
        if wish.how == "whole":
            return self.confirmed(record, name)
        taken = wish.how == "remove" or (wish.how == NONE and bool(wish.values) and not wish.settles)
        how = "remove" if taken else wish.how
        effort = self._table.of_fact(record.kind, name, stated=stated, how=how)
        if taken or (how in ("set", "add") and not wish.settles):
            words = map(str, wish.values)
            effort = self._table.of_values(record.kind, name, words, taken=taken, stated=stated) or effort
        aims = () if wish.how == NONE else map(str, wish.values)
        if wish.settles and effort.settles:
            effort = efforts()[SETTLE]
        elif wish.how != "remove" and self._table.is_no_aim(record.kind, name, aims):
            effort = efforts()[FIXED]
        if taken:
            self._taken.setdefault((record.key, name), (record, []))[1].append(wish)
        edits = self._edits(record, name, wish, listed(wish.values, attribute) if wish.values else "")
        touches = of_fact(record, name) | (of_whole(record, name) if wish.whole else NOTHING)
        said = {"value": in_words(wish.values), "kept": _kept(record, name, wish.values) if taken else ""}
        return self._made(effort, how, record, name, said, edits, touches)

    def rewritten(self) -> Iterator[Candidate]:
        """Where several things were to be taken away from one list: all of them at once, for a little more than one."""
        for (_, name), (record, wishes) in list(self._taken.items()):
            values = tuple(sorted({value for wish in wishes for value in wish.values}, key=str))
            stated = {value for said in record.statements.get(name, ()) for value in said.values}
            if all(len(wish.values) < len(values) for wish in wishes):
                whole = any(wish.whole for wish in wishes)
                wish = Wish("remove", values, whole=whole) if len(values) < len(stated) else Wish(NONE, values)
                one = self.fact(record, name, wish)
                if one is not None:
                    yield replace(one, cost=one.cost + len(values) - 1)

    def confirmed(self, record: Record, name: str) -> Candidate | None:
        """That a list leaves nothing out."""
        if KINDS[record.kind].derived:
            return None
        edit = _whole(record, name)
        return self._made(efforts()[CONFIRM], "add", record, name, {}, (edit,), of_whole(record, name))

    def added(self, owner: Record, relation: str, content: Content) -> Candidate | None:
        """A new record of which `content` is said, as a member of a relation of `owner`."""
        one = relations_of(owner.kind)[relation]
        if one.derived or not owner.register or KINDS[owner.kind].derived or KINDS[one.target].derived:
            return None
        attributes = attributes_of(one.target)
        from_key = next((a.name for a in attributes.values() if a.from_key), "")
        value = _described(one.target, content)
        if content.get(from_key):
            slug = str(content[from_key][0])
            content = {name: values for name, values in content.items() if name != from_key}
        else:
            slug = _slug(owner, one.target, content)
        said = ", ".join(f"{name}: {_inside(values, attributes[name])}" for name, values in content.items())
        if one.contains:
            path = path_below(owner, f"{relation}.{slug}")
            edits: tuple[Edit, ...] = (Edit(Verb.ADD, path, f"{{{said}}}"),)
        else:
            path = f"{owner.register}:{KINDS[one.target].plural}.{slug}"
            verb = Verb.ADD if one.many else Verb.SET
            edits = (Edit(Verb.ADD, path, f"{{{said}}}"), Edit(verb, path_below(owner, relation), slug))
        asked = [
            self._table.of_values(one.target, name, map(str, values))
            or self._table.of_fact(one.target, name, stated=True)
            for name, values in content.items()
        ]
        if any(self._table.is_no_aim(one.target, name, map(str, values)) for name, values in content.items() if values):
            return None
        effort = max(
            (self._table.of_record("add", one.target), *(each for each in asked if not each.fixed)),
            key=lambda each: (each.fixed, each.cost),
        )
        sides = self._others_beside(owner, self._table.two_sided(one.target))
        if sides == []:
            return None
        named = ", ".join(each.title for each in sides or (owner,))
        words = {"value": value, "record": named}
        return self._made(effort, "add", owner, relation, words, edits, of_new(owner, relation, path))

    @staticmethod
    def _others_beside(owner: Record, side: str) -> list[Record] | None:
        """Who else is on the side on which the owner is itself; None where it is on the other side."""
        holders = [link.target for links in owner.links.values() for link in links]
        found = [link.target for holder in holders for link in holder.links.get(side, ())]
        own = [one for one in found if one is owner or _same(one, owner)]
        return list(dict.fromkeys(one for one in found if one not in own)) if own else None

    def dropped(self, owner: Record, relation: str, member: Record) -> Candidate | None:
        """A member that is no longer one: it is gone, or is no longer named."""
        one = relations_of(owner.kind)[relation]
        if one.contains or one.derived:
            return self.removed(member)
        if KINDS[owner.kind].derived:
            return None
        effort = self._table.of_fact(owner.kind, relation, stated=True)
        path = path_below(owner, relation)
        edits = (Edit(Verb.REMOVE, path, member.slug),) if one.many else (Edit(Verb.SET, path, NONE),)
        return self._made(effort, "remove", owner, relation, {"value": member.title}, edits, of_fact(owner, relation))

    def removed(self, record: Record) -> Candidate | None:
        """The record is there no more."""
        if KINDS[record.kind].derived or not record.register or record.kind == "register":
            return None
        path = record_path(record)
        effort = self._table.of_record("remove", record.kind)
        edits = (*dict.fromkeys(_unnamed(record)), Edit(Verb.REMOVE, path))
        return self._made(effort, "remove", record, "", {}, edits, of_gone(record))

    def over(self, record: Record) -> list[Candidate]:
        """That it has ended, said by the word that its kind has for it."""
        found = (self.fact(record, name, Wish("set", (word,))) for name, word in KINDS[record.kind].over.items())
        return [one for one in found if one is not None]

    def _edits(self, record: Record, name: str, wish: Wish, value: str) -> tuple[Edit, ...]:
        path = path_below(record, name)
        if wish.how == NONE:
            return (Edit(Verb.SET, path, NONE),)
        edit = Edit(Verb(wish.how), path, value)
        return (edit, _whole(record, name)) if wish.whole else (edit,)

    def _made(
        self,
        effort: Effort,
        how: str,
        record: Record,
        name: str,
        said: Mapping[str, str],
        edits: tuple[Edit, ...],
        touches: Touches,
    ) -> Candidate:
        attribute = attributes_of(record.kind).get(name)
        filled = {
            "record": record.title,
            "attribute": name.replace("_", " ") or record.kind,
            "kept": "",
            "describes": attribute.describes if attribute is not None else "",
            **said,
            "value": said.get("value") or NONE,
        }
        template = effort.words.get(how) or next(iter(effort.words.values()))
        paths = tuple(edit.path for edit in edits)
        cost, fixed = self._table.cost(effort, paths, (f"{record.kind}.{name}",) if name else (record.kind,))
        words, supposes = template.format_map(filled), effort.supposes.format_map(filled)
        return Candidate(edits, words, effort.name, cost, fixed, touches, supposes)


def _kept(record: Record, name: str, taken: Sequence[Value]) -> str:
    """What stays in a list, in brackets."""
    stated = dict.fromkeys(value for said in record.statements.get(name, ()) for value in said.values)
    kept = in_words([value for value in stated if value not in taken])
    return f" (but still by {kept})" if kept else ""


def _same(one: Record, other: Record) -> bool:
    """Whether two parties are the same organisation."""
    who, whom = ([link.target.key for link in each.links.get("organisation", ())] for each in (one, other))
    return bool(who) and who == whom


def _unnamed(record: Record) -> Iterator[Edit]:
    """That a record, and whatever stands in it, is no longer named by others."""
    for name, links in record.links.items():
        relation = relations_of(record.kind)[name]
        for link in links:
            other = link.target
            if relation.contains:
                yield from _unnamed(other)
            elif record.key in link.statement.values and not other.key.startswith(f"{record.key}."):
                one = relations_of(other.kind)[relation.inverse]
                path = path_below(other, one.name)
                yield Edit(Verb.REMOVE, path, record.slug) if one.many else Edit(Verb.UNSET, path)


def _whole(record: Record, name: str) -> Edit:
    names = sorted({*record.complete, name})
    return Edit(Verb.SET, path_below(record, COMPLETE), f"[{', '.join(names)}]")


def _inside(values: tuple[Value, ...], attribute: Attribute) -> str:
    return listed(values, attribute) if values else NONE


def _slug(owner: Record, kind: str, content: Content) -> str:
    """After the owner and what kind of thing it is."""
    kinds = [str(value) for value in content.get("kind", ())][:1] or [kind]
    return _NO_SLUG.sub("-", f"{owner.slug}-{kinds[0]}".lower())[:_LONGEST_SLUG].strip("-")


def _described(kind: str, content: Content) -> str:
    """A new record in words: what kind of thing it is, and what else is said of it."""
    if len(content) == 1 and attributes_of(kind)[next(iter(content))].from_key:
        return in_words(next(iter(content.values())))
    words = [f"{name.replace('_', ' ')}: {in_words(values) or NONE}" for name, values in content.items()]
    return f"{kind.replace('-', ' ')} ({'; '.join(words)})" if words else kind.replace("-", " ")


def in_words(values: Sequence[Value]) -> str:
    """Values as people say them."""
    if PLACEHOLDER in values:
        return "something that can be named"
    return ", ".join(_word(value) for value in values)


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("-", " ") if re.fullmatch(r"[a-z][a-z-]+", text) else text
