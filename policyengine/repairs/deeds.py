"""From what should be stated to what has to be done: candidates with their changes, words and efforts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.period import Period
from policyengine.register.records import Record, Value
from policyengine.repairs.candidate import COMPLETE, Candidate, Edit, path_below, record_path
from policyengine.repairs.efforts import CONFIRM, FIXED, RECALL, SETTLE, Efforts, efforts
from policyengine.repairs.touching import NOTHING, of_fact, of_gone, of_whole
from policyengine.repairs.wanted import AT_ONCE, NONE, Wish, is_past, listed, written
from policyengine.repairs.wording import Change, in_words, made
from policyengine.scenarios.scenario import Verb


class Deeds:
    """Puts wishes into candidates, by one table of efforts."""

    def __init__(self, table: Efforts, as_of: dt.date | None = None) -> None:
        self._table = table
        self._as_of = as_of
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
        if effort.is_finding and name in record.statements:
            # That there is none is stated: nobody finds out that there is one all the same.
            effort = self._table.of_fact(record.kind, name, stated=True, how=how)
        if taken or (how in ("set", "add") and not wish.settles):
            words = [written(value, None) for value in wish.values]
            effort = self._table.of_values(record.kind, name, words, taken=taken, stated=stated) or effort
        aims: Sequence[str] = () if wish.how == NONE else [written(value, None) for value in wish.values]
        if wish.settles and effort.settles:
            effort = efforts()[SETTLE]
        elif self._is_no_aim(record, name, wish.how, aims) or self._is_settled(record, name):
            effort = efforts()[FIXED]
        elif not wish.settles and not effort.fixed and is_past(wish.values, self._as_of):
            # Nor does anybody find out a day because it would suit.
            found_out = effort.is_finding or self._table.is_found_out(record.kind, name)
            effort = efforts()[FIXED if found_out or name in record.statements else RECALL]
        if taken:
            self._taken.setdefault((record.key, name), (record, []))[1].append(wish)
        edits = self._edits(record, name, wish, listed(wish.values, attribute) if wish.values else "")
        touches = of_fact(record, name) | (of_whole(record, name) if wish.whole else NOTHING)
        if also := self._said_with(record, name, wish):
            edits, touches = (*edits, *also), touches | of_fact(record, self._table.said_with(record.kind, name))
        said = {"value": in_words(wish.values), "kept": _kept(record, name, wish.values) if taken else ""}
        found = made(self._table, effort, how, (record, name), said, Change(edits, touches))
        return replace(found, once=self._once(record, name, edits))

    def _once(self, record: Record, name: str, edits: Sequence[Edit]) -> str:
        """What is the same where it is done once for several records; empty where it is done for each."""
        same = record.links.get(self._table.once_for(record.kind, name), ())
        return " ".join((record.register, name, *(link.target.key for link in same), edits[0].value)) if same else ""

    def _is_no_aim(self, record: Record, name: str, how: str, words: Sequence[str]) -> bool:
        """Whether nobody should aim at this, or not where it is."""
        if how in ("set", "add") and not self._is_for(record, name, words):
            return True
        return how != "remove" and self._table.is_no_aim(record.kind, name, words)

    def _is_for(self, record: Record, name: str, words: Sequence[str]) -> bool:
        """Whether what names the record is such that these words may be said of it."""
        kinds = {link.target.kind for links in record.links.values() for link in links} or {""}
        return any(self._table.may_hold(kind, record.kind, name, words) for kind in kinds)

    def _is_settled(self, record: Record, name: str) -> bool:
        """Whether what else is said of a record leaves no question."""
        return name not in record.statements and bool(record.links.get(self._table.settled_by(record.kind, name)))

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
        return made(self._table, efforts()[CONFIRM], "add", (record, name), {}, Change((edit,), of_whole(record, name)))

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
        change = Change(edits, of_fact(owner, relation))
        return made(self._table, effort, "remove", (owner, relation), {"value": member.title}, change)

    def removed(self, record: Record) -> Candidate | None:
        """The record is there no more."""
        if KINDS[record.kind].derived or not record.register or record.kind == "register":
            return None
        path = record_path(record)
        effort = self._table.of_record("remove", record.kind)
        edits = (*dict.fromkeys(_unnamed(record)), Edit(Verb.REMOVE, path))
        return made(self._table, effort, "remove", (record, ""), {}, Change(edits, of_gone(record)))

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

    def _said_with(self, record: Record, name: str, wish: Wish) -> tuple[Edit, ...]:
        """The day of the deed itself, where something that is stated is said anew."""
        day = self._table.said_with(record.kind, name)
        if not day or name not in record.statements or wish.settles or self._as_of is None:
            return ()
        return (Edit(Verb.SET, path_below(record, day), self._as_of.isoformat()),)

    def ahead(self, record: Record, name: str) -> Period:
        """How far ahead a day lies that only has to lie ahead."""
        term = self._table.ahead(record.kind, name)
        return Period.parse(term) if term else AT_ONCE


def _kept(record: Record, name: str, taken: Sequence[Value]) -> str:
    """What stays in a list, in brackets."""
    stated = dict.fromkeys(value for said in record.statements.get(name, ()) for value in said.values)
    kept = in_words([value for value in stated if value not in taken])
    return f" (but still by {kept})" if kept else ""


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
