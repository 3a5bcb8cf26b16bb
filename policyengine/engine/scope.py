"""Where a condition is asked: the record at hand, the judged one, names, and which statements count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policyengine.engine.judgement import Ground, Missing
from policyengine.engine.said import Held, Reading
from policyengine.register.model.kinds import KINDS, relations_of
from policyengine.register.records import Link, Record, Statement
from policyengine.rules.language import Path


class Known:
    """What has been found out about one record, seen alone.

    Told bits by number of the condition, where relations lead, and what is read by name of the attribute or relation.
    """

    __slots__ = ("ends", "read", "told")

    def __init__(self) -> None:
        self.told: dict[int, int] = {}
        self.ends: dict[tuple[str, ...], Reach] = {}
        self.read: dict[str, list[tuple[Record, Reading]]] = {}


class Scope:
    """What a condition can see.

    `record` is at hand, `judged` is what the rule is asked of, `names` are the members bound by
    `as`. Inside a quantifier over values, `held` is the value at hand, and `record` stays the one
    whose value it is. With `firm`, only firm statements and
    firm memberships count. `register` keeps registers apart: from a shared organisation no path
    leads into another register, so that a register is judged alike alone and among others. `known` is
    what has been found out about the record alone.
    """

    __slots__ = ("firm", "held", "judged", "known", "names", "record", "register")

    def __init__(self, record: Record, register: str, firm: bool = False, known: Known | None = None) -> None:
        self.record = record
        self.judged = record
        self.register = register
        self.firm = firm
        self.names: Mapping[str, Record | Held] = _NO_NAMES
        self.held: Held | None = None
        self.known = known or Known()

    def at(self, record: Record, name: str, known: Known | None = None) -> Scope:
        """The scope inside a quantifier, `record` being the member, of which something is `known`."""
        inner = Scope(record, self.register, self.firm, known)
        inner.judged = self.judged
        inner.names = {**self.names, name: record} if name else self.names
        return inner

    def at_value(self, held: Held, name: str, known: Known | None = None) -> Scope:
        """The scope inside a quantifier over values."""
        inner = self.at(held.record, "", known)
        inner.held = held
        inner.names = {**self.names, name: held} if name else self.names
        return inner

    def start(self, path: Path) -> Record | Held:
        """What the root of `path` stands for; without any step, the value at hand if there is one."""
        if path.root:
            return self.judged if path.root == "judged" else self.names[path.root]
        return self.record if self.held is None or path.attribute or path.relations else self.held

    def start_record(self, path: Path) -> Record:
        """The record at which `path` starts, where the typing of rules excludes a value."""
        start = self.start(path)
        if isinstance(start, Record):
            return start
        raise TypeError(f"`{path}` starts at a value")

    def statements(self, record: Record, name: str) -> Sequence[Statement]:
        """What counts of the statements of `record` on an attribute or relation.

        The rows of law tables are law and always count, whatever source they cite.
        """
        found = record.statements.get(name, ())
        if self.firm and record.kind in KINDS:
            return [statement for statement in found if statement.firm]
        return found

    def whole(self, record: Record, name: str) -> Statement | None:
        """The assertion that the list of `name` is complete, if one counts."""
        said = record.complete.get(name)
        return None if said is None or (self.firm and not said.firm) else said

    def links(self, record: Record, relation: str) -> Sequence[Link]:
        """The members of a relation that count."""
        found = record.links.get(relation, ())
        if found and (self.firm or not record.register):
            return [link for link in found if self.counts(record, link)]
        return found

    def counts(self, record: Record, link: Link) -> bool:
        """Whether one link of `record` is among those that count."""
        if self.firm and not (link.statement.firm and link.target.existence.firm):
            return False
        return bool(record.register) or link.target.register in ("", self.register)

    def reach(self, start: Record, relations: tuple[str, ...], way: list[Ground] | None) -> Reach:
        """Follow to-one `relations` from `start`.

        Several targets mean that sources disagree on who is meant: all of them are ends. A relation
        that nobody states leads nowhere and tells nothing (`stops`); one stated to be none tells
        false whatever is asked beyond it (`nones`). The statements followed are added to `way`, but for
        those relations that nobody writes.
        """
        if not relations:
            return (start,), (), ()
        ends, stops, nones = [start], [], []
        for relation in relations:
            found: list[Record] = []
            for record in ends:
                links = self.links(record, relation)
                for link in links:
                    if link.target not in found:
                        found.append(link.target)
                denied = [s for s in self.statements(record, relation) if not s.values]
                if denied:
                    nones += [Ground(record, relation, False, statement) for statement in denied]
                if not links and not denied:
                    stops.append(Missing(record, relation))
                if way is not None and not relations_of(record.kind)[relation].derived:
                    way += [Ground(record, relation, True, link.statement) for link in links]
            ends = found
        return ends, stops, nones


_NO_NAMES: Mapping[str, Record | Held] = {}
"""Most scopes bind none."""

Reach = tuple[Sequence[Record], Sequence[Missing], Sequence[Ground]]
