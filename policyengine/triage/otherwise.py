"""A change of facts in words: what would be said, and instead of what."""

from __future__ import annotations

import re
from typing import NamedTuple

from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import relations_of
from policyengine.register.records import Facts, Record
from policyengine.scenarios.paths import ORGANISATIONS
from policyengine.scenarios.scenario import Verb
from policyengine.triage.wording import attribute_in_words, name_of, several, values_in_words

_NONE = "none"
_COMPLETE = "complete"
_WORD = re.compile(r"[a-z][a-z-]+")
_YES_NO = {"true": "yes", "false": "no"}


class Changed(NamedTuple):
    """One change as a what-if takes it: what it does, at which path, and the value as YAML, which may be empty."""

    verb: Verb
    path: str
    value: str


def otherwise(change: Changed, facts: Facts) -> str:
    """What `change` supposes, in words. `facts` are those in which it is made."""
    record, rest = _found(change.path, facts)
    if record is None:
        return f"{change.verb} {change.path}" + (f" = {change.value}" if change.value else "")
    if not rest:
        return f"without {name_of(record)}"
    if len(rest) > 1:
        return _new(change, record, rest[0], rest[-1])
    return _said(change, record, rest[0], facts)


def _found(path: str, facts: Facts) -> tuple[Record | None, list[str]]:
    """The record that a path begins with, the longest there is, and the keys that are left."""
    slug, _, below = path.rpartition(":")
    keys = below.split(".")
    if keys[0] == ORGANISATIONS and len(keys) > 1:
        return facts.organisations.get(keys[1]), keys[2:]
    if slug not in facts.registers:
        return None, keys
    register = facts.registers[slug]
    known = {record.key: record for records in register.by_kind.values() for record in records}
    for length in range(len(keys), 0, -1):
        key = ".".join(keys[:length])
        if key in known and key != ROOT:
            return known[key], keys[length:]
    return register.root, keys


def _new(change: Changed, owner: Record, container: str, slug: str) -> str:
    """A record that is not there."""
    relation = relations_of(owner.kind).get(container)
    kind = (relation.target if relation else container).replace("-", " ")
    of = "" if owner.kind == "register" else f" of {name_of(owner)}"
    said = change.value.strip("{}")
    return f"one more {kind}{of}, `{slug}`" + (f" ({_in_words(said)})" if said else "")


def _said(change: Changed, record: Record, name: str, facts: Facts) -> str:
    """Something else of an attribute or relation."""
    attribute, of = attribute_in_words(name), name_of(record)
    value = _value(change.value, record, name, facts)
    if name == _COMPLETE:
        return (
            f"no other {several([attribute_in_words(one) for one in _items(change.value)])} of {of} than those listed"
        )
    match change.verb:
        case Verb.UNSET:
            return f"nobody says {attribute} of {of}"
        case Verb.ADD:
            return f"{attribute} of {of}: {value} as well"
        case Verb.REMOVE:
            return f"{attribute} of {of}: not {value}"
        case _:
            return f"{attribute} of {of}: {value}{_instead(record, name, value)}"


def _instead(record: Record, name: str, value: str) -> str:
    """What is said now; of a relation who is named."""
    named = [name_of(link.target) for link in record.links.get(name, ())]
    stated = [values_in_words(statement) for statement in record.statements.get(name, ())]
    now = list(dict.fromkeys(named or stated))
    if not now:
        return " (now not stated)"
    return " (now too, but not firmly)" if now == [value] else f" (now {several(now)})"


def _value(text: str, record: Record, name: str, facts: Facts) -> str:
    """A value as people say it; of a relation the record that is named."""
    relation = relations_of(record.kind).get(name)
    if relation is None or text == _NONE:
        return _in_words(text)
    return several([_named(slug, relation.target, record, facts) for slug in _items(text)])


def _named(slug: str, kind: str, record: Record, facts: Facts) -> str:
    register = facts.registers.get(record.register)
    there = [*(register.of(kind) if register else ()), *facts.organisations.values()]
    found = [one for one in there if one.kind == kind and slug in (one.key, one.slug)]
    return name_of(found[0]) if len(found) == 1 else f"`{slug}`"


def _items(text: str) -> list[str]:
    return [part.strip() for part in text.strip("[]").split(",")]


def _in_words(text: str) -> str:
    """YAML on one line as people say it: yes and no, words without hyphens; the rest as it is written."""
    if text.startswith("[{value: "):
        return " and, by another source, ".join(
            map(_in_words, text[len("[{value: ") : -len("}]")].split("}, {value: "))
        )
    parts = re.split(r"([\[\]{},:] ?)", text.replace("_", " ") if ":" in text and "T" not in text else text)
    shown = (_YES_NO.get(part, part.replace("-", " ") if _WORD.fullmatch(part) else part) for part in parts)
    return "".join(shown).strip("[]")
