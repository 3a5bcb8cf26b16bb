"""What a rule reads of the facts about one record, as a hash of each attribute that it reads anything of.

Not the whole record: a breach of a transfer may rest on the country of a shared organisation or on the end of a
contract, which stand elsewhere, while a change of the record's owner changes nothing that anybody has accepted. So
the conditions of the rule are followed from the record along every path that they name, whatever the answers are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policyengine.engine.existence import standing_in
from policyengine.engine.scope import Scope
from policyengine.register.model.kinds import KINDS, LIFETIME
from policyengine.register.records import Record, Register, Statement
from policyengine.rules.language import Condition, Count, Every, Holds, Members, Operand, Path, Plus, Some, Stated, Test
from policyengine.rules.parts import conditions_of, parts
from policyengine.rules.program import Program, Rule

_LENGTH = 16
_DERIVED = tuple(attribute.name for attribute in LIFETIME if attribute.derived)
_Names = Mapping[str, tuple[Record, ...]]
"""The records at hand (under the empty name), the judged one, and those bound by `as`."""


@dataclass(frozen=True, slots=True)
class FactsRead:
    """`hashes` by `kind.attribute`, or by the kind alone for which of its records there are; in order of the names.

    What nothing is stated of has no entry, so that the first statement of it is a change, too. Values, who says
    them, how firmly, and which records they lead to count; lines, files, notes and the order of anything do not.
    """

    hashes: dict[str, str]
    records: dict[str, tuple[str, ...]]
    """The keys of the records of which each entry tells."""


def facts_read(rule: Rule, program: Program, register: Register, record: Record) -> FactsRead:
    """What `rule` of `program` reads of the facts where it is asked of `record` in `register`."""
    reader = _Reader(program, register)
    reader.exists(record)
    reader.follow(program.packs[rule.pack].when, _asked_of(register.root))
    for condition in conditions_of(rule):
        reader.follow(condition, _asked_of(record))
    return reader.read()


def _asked_of(*records: Record) -> _Names:
    return {"": records, "judged": records}


class _Reader:
    """Walks conditions and keeps what stands at every path that they name."""

    def __init__(self, program: Program, register: Register) -> None:
        self._definitions = program.definitions
        self._register = register
        self._found: dict[str, dict[str, object]] = {}
        self._known: set[Record] = set()
        self._held: set[tuple[str, frozenset[Record]]] = set()

    def read(self) -> FactsRead:
        """Everything that was met."""
        found = sorted(self._found.items())
        return FactsRead(
            {name: _hash(said) for name, said in found}, {name: tuple(sorted(said)) for name, said in found}
        )

    def follow(self, condition: Condition, names: _Names) -> None:
        """Read what `condition` reads, every part of it, whichever would settle the answer."""
        match condition:
            case Test():
                self._path(condition.path, names)
                self._operand(condition.operand, names)
            case Holds():
                self._definition(condition.name, self._ends(condition.path, names))
            case Some() | Every() | Count():
                inside = self._members(condition.members, names)
                bound = {condition.bound: inside} if condition.bound else {}
                # Inside a quantifier over values the record at hand stays the one whose values they are.
                at_hand = inside if condition.members.kind else names[""]
                self.follow(condition.of, {**names, **bound, "": at_hand})
            case _:
                for part in parts(condition):
                    self.follow(part, names)

    def _definition(self, name: str, records: tuple[Record, ...]) -> None:
        asked = (name, frozenset(records))
        if records and asked not in self._held:
            self._held.add(asked)
            self.follow(self._definitions[name].holds, _asked_of(*records))

    def _operand(self, operand: Operand, names: _Names) -> None:
        if isinstance(operand, Plus):
            self._operand(operand.start, names)
        elif isinstance(operand, Stated):
            self._path(operand.path, names)

    def _members(self, members: Members, names: _Names) -> tuple[Record, ...]:
        """The records that a quantifier ranges over: none where it is over values, or over rows of the law."""
        if members.path is None:
            return ()
        targets = self._path(members.path, names)
        return targets if members.kind else ()

    def _path(self, path: Path, names: _Names) -> tuple[Record, ...]:
        """Read the attribute or relation at the end of `path`; the answer is the records that it leads to."""
        ends = self._ends(path, names)
        return self._step(ends, path.attribute) if path.attribute else ends

    def _ends(self, path: Path, names: _Names) -> tuple[Record, ...]:
        records = names[path.root]
        for relation in path.relations:
            records = self._step(records, relation)
        return records

    def _step(self, records: Iterable[Record], name: str) -> tuple[Record, ...]:
        """Read `name` of each record; of a relation, also which of its members there are."""
        targets: dict[Record, None] = {}
        for record in records:
            if record.kind not in KINDS or name in _DERIVED:
                continue
            links = Scope(record, self._register.slug).links(record, name)
            linked = sorted([link.target.kind, link.target.key, link.statement.firm] for link in links)
            self._keep(record, name, linked)
            targets.update((link.target, None) for link in links)
        for target in targets:
            self.exists(target)
        return tuple(targets)

    def _keep(self, record: Record, name: str, linked: list[list[object]]) -> None:
        said = _distinct(record.statements.get(name, ()))
        whole = _distinct([record.complete[name]] if name in record.complete else ())
        if said or whole or linked:
            self._found.setdefault(f"{record.kind}.{name}", {})[record.key] = [said, whole, linked]

    def exists(self, record: Record) -> None:
        """Read what tells whether `record`, and what it stands in, exists on a day."""
        if record in self._known or record.kind not in KINDS:
            return
        self._known.add(record)
        self._found.setdefault(record.kind, {})[record.key] = record.existence.firm
        kind = KINDS[record.kind]
        if kind.lasts or kind.begins:
            for name in ("from", "until", *kind.begins, *kind.over):
                self._keep(record, name, [])
        for relation in standing_in(record.kind):
            for link in record.links.get(relation, ()):
                self.exists(link.target)


def _distinct(statements: Iterable[Statement]) -> list[list[object]]:
    """What is stated, each once, in an order that nothing but its content decides."""
    return sorted({json.dumps(_stated(statement)): _stated(statement) for statement in statements}.values(), key=str)


def _stated(statement: Statement) -> list[object]:
    source = None if statement.citation is None else statement.citation.source
    values = sorted(f"{type(value).__name__} {value}" for value in statement.values)
    return [values, "" if source is None else source.key, source is None or source.own, statement.grade.value]


def _hash(stated: Mapping[str, object]) -> str:
    """64 bits in hexadecimal: enough against chance, which is what it guards against."""
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()[:_LENGTH]


def changes(before: Mapping[str, str], now: FactsRead) -> list[str]:
    """What differs from the facts that were `before`, in words; nothing where they are the same."""
    names = sorted(name for name in {*before, *now.hashes} if before.get(name) != now.hashes.get(name))
    return [_changed(name, now.records.get(name, ())) for name in names]


def _changed(name: str, keys: tuple[str, ...]) -> str:
    kind, _, attribute = name.partition(".")
    if not keys:
        what = f"`{attribute}` of {KINDS[kind].plural}" if kind in KINDS and attribute else f"`{name}`"
        return f"{what}, where nothing is stated any more"
    if not attribute:
        return f"which {KINDS[kind].plural} there are"
    about = f"`{keys[0]}`" if len(keys) == 1 else f"{len(keys)} {KINDS[kind].plural}"
    return f"`{attribute}` of {about}"


__all__ = ["FactsRead", "changes", "facts_read"]
