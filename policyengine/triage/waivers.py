"""Waivers: who accepts which finding of which record, why and until when; read from a file, with all its mistakes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

from policyengine.errors import Problem
from policyengine.findings import Waived
from policyengine.rules.constants import day
from policyengine.rules.program import Enforcement, Program, Rule
from policyengine.rules.reading import Reading, Refused, as_mapping, as_text, as_word, needed
from policyengine.source.read import read_file, shown_path
from policyengine.source.tree import Listing, Node, Scalar
from policyengine.source.tree import Mapping as Tree
from policyengine.spans import Files

LONGEST_DAYS = 180
"""From `added` to `expires`, unless a policy file says otherwise."""

ENTRIES = "waivers"
KEYS = ("rule", "record", "verdict", "reason", "owner", "approved_by", "added", "expires", "facts")
"""Of an entry, in the order in which `waivers add` writes them; all are compulsory."""

VERDICTS = ("violated", "contradictory", "not stated", "undetermined")
"""What can be accepted: what there is a finding of."""

HASH = "[0-9a-f]{16}"
_T = TypeVar("_T")
_WILD = frozenset("*?[]{}")
_HOW_TO_HASH = "`policyengine waivers add` writes the facts that the rule reads, each with its hash"


class Waiver(NamedTuple):
    """One entry of the file."""

    rule: str
    register: str
    key: str
    """Of the record, as `policyengine facts` shows it."""
    verdict: str
    added: dt.date
    facts: Mapping[str, str]
    """What the rule read when it was approved, as `facts_read` gives it."""
    terms: Waived

    @property
    def record(self) -> str:
        """The record with its register, as it is written."""
        return f"{self.register}:{self.key}"


@dataclass(slots=True)
class Waivers:
    """What stands in a file of waivers; with any problem nothing should be judged."""

    entries: tuple[Waiver, ...] = ()
    files: Files = field(default_factory=Files)
    problems: list[Problem] = field(default_factory=list)


class Known(NamedTuple):
    """The names of all rules and registers, those included that are not judged this time."""

    rules: Collection[str]
    registers: Collection[str]


def read_waivers(file: Path, longest_days: int = LONGEST_DAYS) -> Waivers:
    """The waivers in `file`, in the order written, and everything that is wrong with them.

    None may last longer than `longest_days` from the day on which it was added.
    """
    files = Files()
    node, problems = read_file(file, shown_path(file), files)
    reading = Reading(files, problems)
    entries: list[Waiver] = []
    try:
        for item in _items(node, reading) if node is not None else ():
            entries += _entry(item, longest_days, reading)
    except Refused as refused:
        reading.refused(refused)
    reading.problems += _twice(entries)
    reading.problems.sort()
    return Waivers(tuple(entries), files, reading.problems)


def _items(node: Node, reading: Reading) -> list[Node]:
    """The nodes of the entries; a list may be empty."""
    hint = "write `waivers:` and below it `- rule: ...`"
    top = as_mapping(node, "a file of waivers", hint)
    reading.check_keys(top, (ENTRIES,), "a file of waivers")
    if ENTRIES not in top.entries:
        raise Refused(top.place, "the file has no `waivers`", hint)
    listed = top.entries[ENTRIES]
    if isinstance(listed, Scalar) and listed.is_null:
        return []
    if not isinstance(listed, Listing):
        raise Refused(listed.place, "`waivers` must be a list", "write `- rule: ...` for each of them")
    return listed.items


def _entry(node: Node, longest_days: int, reading: Reading) -> list[Waiver]:
    """The waiver that an entry holds; none where anything is wrong with it, which is noted."""
    before = len(reading.problems)
    try:
        entry = as_mapping(node, "each entry of `waivers`", "`- rule: ...` and the other keys below it")
    except Refused as refused:
        reading.refused(refused)
        return []
    reading.check_keys(entry, KEYS, "a waiver")
    fields = _Fields(entry, reading)
    rule = fields.read("rule", _rule, "")
    record = fields.read("record", _record, "")
    verdict = fields.read("verdict", lambda node: as_word(node, VERDICTS, "`verdict`"), "")
    reason, owner, approved_by = (fields.read(name, _text(name), "") for name in ("reason", "owner", "approved_by"))
    added = fields.read("added", lambda node: day(node, "`added`"), dt.date.min)
    expires = fields.read("expires", lambda node: day(node, "`expires`"), dt.date.min)
    nothing: dict[str, str] = {}
    facts = fields.read("facts", _facts, nothing)
    if len(reading.problems) == before:
        _check_term(added, expires, longest_days, entry, reading)
    if len(reading.problems) > before:
        return []
    register, _, key = record.partition(":")
    place = reading.files.span(entry.place)
    return [Waiver(rule, register, key, verdict, added, facts, Waived(reason, owner, approved_by, expires, place))]


class _Fields:
    """Reads the keys of one entry; what is wrong or missing is noted, and a stand-in given."""

    def __init__(self, entry: Tree, reading: Reading) -> None:
        self._entry = entry
        self._reading = reading

    def read(self, key: str, as_type: Callable[[Node], _T], missing: _T) -> _T:
        """What stands under `key`."""
        try:
            return as_type(needed(self._entry, key, "the waiver"))
        except Refused as refused:
            self._reading.refused(refused)
            return missing


def _text(name: str) -> Callable[[Node], str]:
    return lambda node: as_text(node, f"`{name}`")


def _rule(node: Node) -> str:
    return _without_wildcard(node, "rule")


def _record(node: Node) -> str:
    record = _without_wildcard(node, "record")
    register, colon, key = record.partition(":")
    if not (register and colon and key) or record != "".join(record.split()):
        hint = "write `register:key`, such as `acme:activities.newsletter.parties.mailer`"
        raise Refused(node.place, f"`{record}` does not name a record with its register", hint)
    return record


def _without_wildcard(node: Node, name: str) -> str:
    text = as_text(node, f"`{name}`")
    if _WILD.intersection(text):
        hint = f"write an entry for each {name}, so that somebody has looked at each"
        raise Refused(node.place, f"`{text}` is a pattern, and a waiver is for one {name}", hint)
    return text


def _facts(node: Node) -> dict[str, str]:
    facts = as_mapping(node, "`facts`", _HOW_TO_HASH).entries
    if not facts:
        raise Refused(node.place, "`facts` is empty", _HOW_TO_HASH)
    for name, stated in facts.items():
        if not isinstance(stated, Scalar) or not re.fullmatch(HASH, stated.text):
            raise Refused(
                stated.place, f"what `facts` says of `{name}` is not a hash of 16 hexadecimal digits", _HOW_TO_HASH
            )
    return {name: stated.text for name, stated in facts.items() if isinstance(stated, Scalar)}


def _check_term(added: dt.date, expires: dt.date, longest_days: int, entry: Tree, reading: Reading) -> None:
    place = entry.entries["expires"].place
    if expires < added:
        hint = "`expires` is the last day on which it holds"
        reading.problem(place, f"the waiver expires on {expires}, before it is added on {added}", hint)
    elif (expires - added).days > longest_days:
        latest = added + dt.timedelta(days=longest_days)
        message = f"the waiver lasts {(expires - added).days} days, and {longest_days} is the most"
        reading.problem(place, message, f"write `{latest}` or a day before it")


def _twice(entries: Iterable[Waiver]) -> list[Problem]:
    first: dict[tuple[str, str], Waiver] = {}
    problems = []
    for entry in entries:
        other = first.setdefault((entry.rule, entry.record), entry)
        if other is not entry:
            message = f"`{entry.rule}` is waived twice for `{entry.record}`"
            problems.append(
                Problem(entry.terms.location, message, f"first at {other.terms.location}; keep one of them")
            )
    return problems


def not_to_be_waived(entries: Iterable[Waiver], program: Program) -> list[Problem]:
    """The entries for rules of `program` of which nobody can accept a finding, as the rule or the policy file says."""
    rules = {name: why for name, rule in program.rules.items() if (why := why_not(rule))}
    return [
        Problem(entry.terms.location, f"`{entry.rule}` cannot be waived: {rules[entry.rule]}", "remove the entry")
        for entry in entries
        if entry.rule in rules
    ]


def why_not(rule: Rule) -> str:
    """Why a finding of `rule` cannot be accepted; empty where it can."""
    if rule.enforcement is Enforcement.HARD:
        return "the policy file enforces it as hard"
    return "" if rule.waivable else "the rule says `waivable: false`"
