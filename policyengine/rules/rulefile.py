"""One rule file: everything a rule says, typed into a `Rule`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from policyengine.errors import nearest
from policyengine.register.model.kinds import KINDS
from policyengine.register.model.vocabulary import vocabulary
from policyengine.rules.conditions import condition
from policyengine.rules.constants import day
from policyengine.rules.explanation import check_explanation
from policyengine.rules.language import AllOf, Condition
from policyengine.rules.program import Breach, Exemption, Raise, Rule, Severity, Window
from policyengine.rules.reading import Reading, Refused, as_listing, as_mapping, as_text, as_texts, as_word, needed
from policyengine.rules.shapes import Model, Scope
from policyengine.source.tree import Mapping, Node

KEYS = (
    "id", "title", "provisions", "for_each", "severity", "raise", "decided_by", "rests_on", "shown_by", "in_force",
    "when", "unless", "require", "breach", "breach_means", "explain", "expects", "remedy", "follows_from", "tags",
    "waivable", "reviewed",
)  # fmt: skip
DECIDED_BY = ("facts", "document", "assessment")
RESTS_ON = ("law", "case-law", "guidance", "policy")
BINDING = ("law", "case-law")
"""What a rule may rest on to say `violated` in a pack that states the law."""

_T = TypeVar("_T")


class Home(NamedTuple):
    """Where a rule file stands: its pack, whether the pack states the law, and the name of the file."""

    pack: str
    law: bool
    stem: str


class RuleReader:
    """Reads the keys of one rule file; problems are noted and a stand-in is given for what is wrong."""

    def __init__(self, node: Mapping, scope: Scope, reading: Reading) -> None:
        self.node = node
        self.scope = scope
        self.reading = reading

    def key(self, key: str, read: Callable[[Node], _T], missing: _T) -> _T:
        """What `read` makes of the entry `key`; `missing` where there is none or it is wrong."""
        if key not in self.node.entries:
            return missing
        try:
            return read(self.node.entries[key])
        except Refused as refused:
            self.reading.refused(refused)
            return missing

    def text(self, key: str) -> str:
        """A text, empty where there is none."""
        return self.key(key, lambda node: as_text(node, f"`{key}`"), "")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return self.key(key, lambda node: as_texts(node, f"`{key}`"), ())

    def word(self, key: str, known: tuple[str, ...], missing: str) -> str:
        """One of the words `known`."""
        return self.key(key, lambda node: as_word(node, known, f"`{key}`"), missing)

    def day(self, key: str) -> dt.date | None:
        """A day, None where there is none."""
        node = self.node.entries.get(key)
        if node is None:
            return None
        try:
            return day(node, f"`{key}`")
        except Refused as refused:
            self.reading.refused(refused)
            return None

    def condition(self, key: str) -> Condition | None:
        """A condition on the judged record."""
        node = self.node.entries.get(key)
        return None if node is None else condition(node, self.scope, self.reading)

    def each(self, key: str, read: Callable[[Mapping], _T]) -> tuple[_T, ...]:
        """A list of mappings, each read by `read`."""
        none: list[Node] = []
        found: list[_T] = []
        for item in self.key(key, lambda node: as_listing(node, f"`{key}`").items, none):
            try:
                found.append(read(as_mapping(item, f"each entry of `{key}`")))
            except Refused as refused:
                self.reading.refused(refused)
        return tuple(found)

    def exemptions(self) -> tuple[Exemption, ...]:
        """The entries of `unless`."""
        return self.each("unless", self._exemption)

    def _exemption(self, node: Mapping) -> Exemption:
        self.reading.check_keys(node, ("provision", "when", "because", "claimed"), "an exception")
        claimed = node.entries.get("claimed")
        return Exemption(
            as_text(needed(node, "provision", "the exception"), "`provision`"),
            condition(needed(node, "when", "the exception"), self.scope, self.reading),
            as_text(needed(node, "because", "the exception"), "`because`"),
            node.place,
            None if claimed is None else condition(claimed, self.scope, self.reading),
        )

    def raises(self) -> tuple[Raise, ...]:
        """The entries of `raise`."""
        return self.each("raise", self._raise)

    def _raise(self, node: Mapping) -> Raise:
        self.reading.check_keys(node, ("to", "when"), "an entry of `raise`")
        to = as_word(needed(node, "to", "the entry"), tuple(Severity), "`to`")
        return Raise(Severity(to), condition(needed(node, "when", "the entry"), self.scope, self.reading))

    def explanation(self) -> str:
        """The template of the message, its paths checked."""
        text = self.text("explain")
        if text:
            check_explanation(text, self.scope, self.reading, self.node.entries["explain"].place)
        return text

    def window(self) -> Window:
        """The days on which the rule applies."""
        return self.key("in_force", lambda node: window(node, self.reading), Window())

    def shown_by(self) -> tuple[str, ...]:
        """The kinds of source that would show it."""
        words = tuple(vocabulary("source-kind").words)

        def read(node: Node) -> tuple[str, ...]:
            return tuple(as_word(item, words, "`shown_by`") for item in as_listing(node, "`shown_by`").items)

        return self.key("shown_by", read, ())


def window(node: Node, reading: Reading) -> Window:
    """`{from: day, until: day}`, either left out; raises `Refused` where it ends before it begins."""
    entries = as_mapping(node, "`in_force`", "`{from: ..., until: ...}`")
    reading.check_keys(entries, ("from", "until"), "`in_force`")
    start, end = entries.entries.get("from"), entries.entries.get("until")
    first = None if start is None else day(start, "`from`")
    last = None if end is None else day(end, "`until`")
    if first is not None and last is not None and last < first:
        raise Refused(node.place, f"`in_force` ends on {last}, before it begins on {first}")
    return Window(first, last)


def read_rule(node: Mapping, home: Home, model: Model, reading: Reading) -> Rule:
    """The rule in a file. Raises `Refused` where not even its kind of record is known."""
    reading.check_keys(node, KEYS, "a rule")
    kind_node = needed(node, "for_each", "the rule")
    kind = as_text(kind_node, "`for_each`")
    if kind not in KINDS:
        raise Refused(kind_node.place, f"no kind of record is called `{kind}`", nearest(kind, KINDS))
    reader = RuleReader(node, Scope.of(model, kind), reading)
    for key in ("title", "provisions", "severity", "require"):
        if key not in node.entries:
            reading.problem(node.place, f"the rule has no `{key}`", f"add `{key}:`")
    when = reader.condition("when")
    require = reader.condition("require")
    on, against = _reviewed(reader)
    rule = Rule(
        id=identity(node, home, reading),
        pack=home.pack,
        title=reader.text("title"),
        provisions=reader.texts("provisions"),
        for_each=kind,
        severity=Severity(reader.word("severity", tuple(Severity), Severity.HIGH)),
        when=AllOf((), node.place) if when is None else when,
        require=AllOf((), node.place) if require is None else require,
        place=node.place,
        unless=reader.exemptions(),
        breach=reader.condition("breach"),
        breach_means=Breach(reader.word("breach_means", tuple(Breach), Breach.VIOLATED)),
        raises=reader.raises(),
        decided_by=reader.word("decided_by", DECIDED_BY, "facts"),
        rests_on=reader.word("rests_on", RESTS_ON, "law"),
        shown_by=reader.shown_by(),
        in_force=reader.window(),
        explain=reader.explanation(),
        expects=reader.text("expects"),
        remedy=reader.text("remedy"),
        follows_from=reader.texts("follows_from"),
        tags=reader.texts("tags"),
        reviewed_on=on,
        reviewed_against=against,
        waivable=reader.word("waivable", ("true", "false"), "true") == "true",
    )
    if home.law:
        check_rests_on(rule, node, reading)
    return rule


def _reviewed(reader: RuleReader) -> tuple[dt.date | None, str]:
    if "reviewed" not in reader.node.entries:
        return None, ""
    node = reader.node.entries["reviewed"]
    if not isinstance(node, Mapping):
        reader.reading.problem(node.place, "`reviewed` must be a mapping", "`{on: ..., against: ...}`")
        return None, ""
    reader.reading.check_keys(node, ("on", "against"), "`reviewed`")
    inner = RuleReader(node, reader.scope, reader.reading)
    return inner.day("on"), inner.text("against")


def identity(node: Mapping, home: Home, reading: Reading) -> str:
    """The id of a rule or amendment, which is also the name of its file."""
    try:
        stands = needed(node, "id", "the rule")
        name = as_text(stands, "`id`")
    except Refused as refused:
        reading.refused(refused)
        return home.stem
    if name != home.stem:
        reading.problem(stands.place, f"the id `{name}` is not the name of its file", f"write `{home.stem}`")
    return home.stem


def check_rests_on(rule: Rule, node: Mapping, reading: Reading) -> None:
    """In a pack that states the law, only law and case law can make a record `violated`."""
    if rule.rests_on in BINDING or rule.breach_means is not Breach.VIOLATED:
        return
    place = node.entries["rests_on"].place if "rests_on" in node.entries else rule.place
    message = f"a rule that rests on {rule.rests_on} cannot say `violated` in a pack that states the law"
    reading.problem(place, message, "add `breach_means: not stated` or `contradictory`, or move it to another pack")
