"""The rules that are compared, and the facts in a form that no engine has made: dictionaries of plain values.

Of every record stands there what can be read of each attribute and relation that one of the rules asks for. What
the conversion knows is the model (which lists are open, which words are narrower), never a rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import write_root
from benchmarks.peers.disputes import write_disputes
from policyengine.check import Asked, load
from policyengine.register.model.kinds import attributes_of, relations_of
from policyengine.register.model.period import Period
from policyengine.register.model.types import ValueType
from policyengine.register.model.vocabulary import Vocabulary, vocabulary
from policyengine.register.records import Facts, Link, Record, Statement
from policyengine.rules.program import Program

AS_OF = dt.date(2026, 11, 22)

RULES = (
    "gdpr-5-1-e-storage-term",  # exceptions, one of which has to be claimed; stated, matches; not some, not every
    "gdpr-6-1-b-party",  # every, over the values of a closed attribute
    "gdpr-6-1-legal-basis",  # in; a presumption at the end of a path
    "gdpr-7-1-consent-demonstrable",  # some, over an open list; a breach of its own
    "gdpr-9-2-special-data",  # a definition; a tree of words in an open list
    "gdpr-13-1-c-same-basis",  # a path compared with a path; what is broken is contradictory
    "gdpr-13-1-time",  # days compared with a constant and with each other; some, two relations away
    "gdpr-28-10-own-purposes",  # is; an exception
    "gdpr-28-3-contract",  # four exceptions; definitions; what is in force on the day
    "gdpr-28-3-terms",  # covers, over an open list; a presumption in an exception
    "gdpr-35-1-impact-assessment",  # definitions upon definitions; not; before and plus, with presumptions
    "gdpr-46-transfer-assessed",  # decisions on adequacy, by territory and date, from a law table
)

KIND_OF = {
    "gdpr-5-1-e-storage-term": "retention",
    "gdpr-6-1-b-party": "purpose",
    "gdpr-6-1-legal-basis": "purpose",
    "gdpr-7-1-consent-demonstrable": "purpose",
    "gdpr-9-2-special-data": "use",
    "gdpr-13-1-c-same-basis": "purpose",
    "gdpr-13-1-time": "coverage",
    "gdpr-28-10-own-purposes": "party",
    "gdpr-28-3-contract": "party",
    "gdpr-28-3-terms": "contract",
    "gdpr-35-1-impact-assessment": "activity",
    "gdpr-46-transfer-assessed": "transfer",
}
"""The kind of record that each rule is asked of."""

READ = {
    "register": "scope_exception",
    "activity": "processes_for_others likely_high_risk large_scale systematic_monitoring profiling from"
    " purposes data uses decisions assessments",
    "purpose": "activity basis class condition profiling contract_with_subject consents",
    "data": "categories reveals_health origin",
    "use": "activity purpose data",
    "consent": "logged",
    "party": "organisation role by_legal_act separate_person uses_for_own_purposes contract transfers",
    "contract": "kind clauses modules signed from until annexes_complete modified terms",
    "transfer": "importer to ground from until human_resources_data contract assessment",
    "assessment": "kind outcome author date expires",
    "retention": "activity form period starts criteria tells_end review purposes",
    "decision": "effect",
    "notice": "first_given",
    "coverage": "notice activity",
    "organisation": "country in_adequacy_scope public_authority dpf dpf_since dpf_covers_hr",
}
"""What the rules ask for, by kind of record."""

TABLE = "adequacy"
COLUMNS = "code scope relied_on_as from until"


class Reading(NamedTuple):
    """Values that go together, whether they are all there are, and words that some of them may turn out to be.

    Of words in a tree the broader ones stand among the values, and the narrower ones are `perhaps`.
    Empty and whole: that is the statement that there are none.
    """

    values: tuple[str | dt.date, ...]
    whole: bool = True
    perhaps: tuple[str, ...] = ()


Entry = dict[str, list[Reading]]
World = dict[str, dict[str, Entry]]
"""Kind, key, name of an attribute or relation: what is read there, one reading for each that contradicts another."""

Finding = tuple[str, str]
"""Rule and record."""
Findings = dict[Finding, str]
"""The verdict of each finding."""


class Shape(StrEnum):
    """What is read of an attribute or relation, in the narrowest form that the model admits."""

    ONE = "a record"
    MANY = "records"
    DAY = "a day"
    WORD = "a word, or another single value"
    WORDS = "words"


def shapes() -> dict[str, dict[str, Shape]]:
    """The shape of everything that the rules ask for, by kind and name."""
    found = {kind: {name: _shape(kind, name) for name in names.split()} for kind, names in READ.items()}
    days = dict.fromkeys(("from", "until"), Shape.DAY)
    return {**found, TABLE: {**dict.fromkeys(COLUMNS.split(), Shape.WORD), **days}}


def _shape(kind: str, name: str) -> Shape:
    attribute = attributes_of(kind).get(name)
    if attribute is None:
        return Shape.MANY if relations_of(kind)[name].many else Shape.ONE
    if attribute.many:
        return Shape.WORDS
    return Shape.DAY if attribute.type is ValueType.DATE else Shape.WORD


def write_world(folder: Path, activities: int) -> None:
    """A generated register with disputes in it."""
    write_root(folder, activities)
    write_disputes(folder, activities)


def read_world(folder: Path) -> tuple[Program, Facts]:
    """The program, restricted to the rules that are compared, and the facts."""
    loaded = load(Asked((folder,), AS_OF))
    if loaded.problems:
        raise SystemExit(str(loaded.problems[0]))
    return restricted(loaded.program), loaded.facts


def restricted(program: Program) -> Program:
    """The program with no more than the rules that are compared."""
    return replace(program, rules={name: program.rules[name] for name in RULES})


def plain(program: Program, facts: Facts, *, firm: bool) -> World:
    """The facts, or the firm ones alone, and the law table, as plain values."""
    (register,) = facts.registers.values()
    world: World = {
        kind: {record.key: _entry(record, names.split(), firm) for record in register.of(kind)}
        for kind, names in READ.items()
    }
    world["register"] = {"register": _entry(register.root, READ["register"].split(), firm)}
    world[TABLE] = {
        row.key: {name: [_closed(s) for s in row.statements.get(name, ())] for name in COLUMNS.split()}
        for row in program.tables[f"law.{TABLE}"].rows
    }
    return world


def _entry(record: Record, names: list[str], firm: bool) -> Entry:
    return {name: found for name in names if (found := list(_readings(record, name, firm)))}


def _readings(record: Record, name: str, firm: bool) -> Iterator[Reading]:
    """What is read of one attribute or relation: each statement by itself, or all on an open list together."""
    attribute = attributes_of(record.kind).get(name)
    said = [s for s in record.statements.get(name, ()) if s.firm or not firm]
    words = vocabulary(attribute.vocabulary) if attribute and attribute.vocabulary else None
    if attribute is not None and not attribute.open:
        yield from (_closed(statement, words) for statement in said)
        return
    yield from (Reading(()) for statement in said if not statement.values)
    links = [link for link in record.links.get(name, ()) if not firm or _is_firm(link)]
    listed = [link.target.key for link in links] if attribute is None else [v for s in said for v in s.values]
    whole = name in record.complete and (record.complete[name].firm or not firm)
    if listed or whole:
        yield _read(tuple(dict.fromkeys(listed)), whole, words)


def _is_firm(link: Link) -> bool:
    return link.statement.firm and link.target.existence.firm


def _closed(statement: Statement, words: Vocabulary | None = None) -> Reading:
    return _read(statement.values, True, words)


def _read(values: tuple[object, ...], whole: bool, words: Vocabulary | None) -> Reading:
    """A reading with the broader words of each word, and those that it may turn out to be."""
    shown = tuple(_shown(value) for value in values)
    if words is None:
        return Reading(shown, whole)
    above = {broad for value in shown for broad in words.ancestors[value]}
    below = {word for word in words.words if words.ancestors[word] & set(shown)} - set(shown)
    return Reading((*shown, *sorted(above - set(shown))), whole, tuple(sorted(below)))


def _shown(value: object) -> str | dt.date:
    """Days as they are; yes and no as words; of a period or an instant the rules ask only whether it is stated."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, dt.date | str) and not isinstance(value, Period) else str(value)
