"""What it takes to make a fact otherwise, by the table `efforts.yaml` beside this module and by what a user says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from policyengine.errors import nearest
from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import COMMON, KINDS, attributes_of, relations_of
from policyengine.register.trees import Trees
from policyengine.scenarios.paths import ANY, ORGANISATIONS, Unknown, targets
from policyengine.source.plain import packaged

SETTLE, CONFIRM, FIXED, RECALL, TURN_OUT = "settle", "confirm", "fixed", "recall", "turn-out"
_ALIKE = ("did you mean", "beginning so")
"""How a hint begins that names something written almost so."""
_HOW = ("set", "add", "remove", "none")


@dataclass(frozen=True, slots=True)
class Effort:
    """One kind of thing to do."""

    name: str
    cost: int
    fixed: bool
    means: str
    words: Mapping[str, str]
    """How it is put, by `set`, `add`, `remove`, `none`."""
    supposes: str
    unstated: str
    settles: bool
    """Where statements disagree, it is found out which of them is so; otherwise somebody decides it all the same."""
    one_look: bool
    """Whoever looks finds out what it is, whichever of several things would do: other proposals do something else."""

    @property
    def is_finding(self) -> bool:
        """Whether it only finds out what is so already."""
        return any(one.unstated == self.name for one in efforts().values())


@cache
def _table() -> Mapping[str, Any]:
    return packaged("policyengine.repairs", "efforts.yaml")


@cache
def efforts() -> Mapping[str, Effort]:
    """Every effort by name, cheapest first."""
    found = [
        Effort(
            name,
            int(entry["cost"]),
            entry.get("fixed") == "true",
            entry["means"],
            _words(entry),
            entry.get("supposes", ""),
            entry.get("unstated", ""),
            entry.get("settles") == "true",
            entry.get("one_look") == "true",
        )
        for name, entry in _table()["efforts"].items()
    ]
    return {one.name: one for one in found}


def _words(entry: Mapping[str, str]) -> dict[str, str]:
    return {how: entry[how] for how in _HOW if how in entry}


def _best(patterns: Iterable[str], name: str) -> str:
    """The longest of the patterns that fit; empty where none does."""
    fitting = (pattern for pattern in patterns if fnmatchcase(name, pattern))
    return max(fitting, key=lambda pattern: (len(pattern.replace("*", "")), pattern), default="")


@cache
def _of_fact(name: str, how: str) -> Effort:
    """The effort of `kind.attribute`, in its own words where it has some; `how` may have an effort of its own."""
    table = _table()["facts"]
    return _effort(table.get(f"{how} {name}") or table[_best(table, name)])


def _effort(entry: str | Mapping[str, str]) -> Effort:
    if isinstance(entry, str):
        return efforts()[entry]
    effort = efforts()[entry["effort"]]
    return replace(
        effort,
        cost=int(entry.get("cost", effort.cost)),
        words={**effort.words, **_words(entry)},
        supposes=entry.get("supposes", effort.supposes),
        unstated=entry.get("unstated", effort.unstated),
    )


@cache
def _never(name: str) -> frozenset[str]:
    table = _table()["never"]
    return frozenset(table.get(_best(table, name), ()))


def _renewing(kind: str, attribute: str) -> Mapping[str, str]:
    found: Mapping[str, str] = _table()["renewed"].get(f"{kind}.{attribute}", {})
    return found


@dataclass(frozen=True, slots=True)
class Efforts:
    """The table, and what a user says instead: by path or by `kind.attribute`, a number, or that it is fixed."""

    costs: Mapping[str, int] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()

    def unknown(self, trees: Trees) -> str:
        """What is wrong with one of the patterns that a user gives of these facts; empty where nothing is."""
        return next(filter(None, (_unknown(pattern, trees) for pattern in (*self.costs, *self.fixed))), "")

    def of_fact(self, kind: str, attribute: str, *, stated: bool, how: str = "set") -> Effort:
        """What it takes to set an attribute or relation, add to it or remove from it; or to state it at all."""
        name = f"{kind}.{attribute}"
        effort = _of_fact(name, how)
        if stated or not effort.unstated:
            return effort
        return _effort(_table()["facts"].get(f"unstated {name}", effort.unstated))

    def of_values(
        self, kind: str, attribute: str, values: Iterable[str], *, taken: bool = False, stated: bool = True
    ) -> Effort | None:
        """What it takes to state these words, or to take all away, where that is another effort than otherwise."""
        tables = _table()["taken" if taken else "values"]
        name = f"{kind}.{attribute}"
        table = {**tables.get(name, {}), **(tables.get(f"unstated {name}", {}) if not stated else {})}
        said = tuple(values)
        found = [_effort(table[value]) for value in said if value in table]
        if not found or (taken and len(found) < len(said)):
            return None
        return max(found, key=lambda each: (each.fixed, each.cost))

    def is_no_aim(self, kind: str, attribute: str, words: Iterable[str]) -> bool:
        """Whether nobody should aim at this; of no words, at there being none."""
        name, aims = f"{kind}.{attribute}", tuple(words)
        return bool(_never(name).intersection(aims)) if aims else not _best(_table()["none"], name)

    def is_found_out(self, kind: str, attribute: str) -> bool:
        """Whether it is a day that nobody may propose once it has passed, not even to be recorded if it was so."""
        return any(fnmatchcase(f"{kind}.{attribute}", pattern) for pattern in _table()["found_out"])

    def said_with(self, kind: str, attribute: str) -> str:
        """The attribute whose day is that of the deed by which this one is said anew; empty where none is."""
        also: str = _renewing(kind, attribute).get("day", "")
        return also

    def ahead(self, kind: str, attribute: str) -> str:
        """How far ahead a day is set that only has to lie ahead, as an ISO period; empty where a day later will do."""
        term: str = _renewing(kind, attribute).get("ahead", "")
        return term

    def anew(self, kind: str) -> str:
        """How it is put that a record is put on the footing that a new one would have; empty where none is."""
        words: str = _table()["anew"].get(kind, {}).get("words", "")
        return words

    def gone_anew(self, kind: str) -> tuple[str, ...]:
        """What is no longer said of such a record where it would not fit what is said instead."""
        return tuple(_table()["anew"].get(kind, {}).get("gone", ()))

    def needs_more(self, kind: str) -> bool:
        """Whether nobody makes such a record by itself, of which nothing is said."""
        return kind in _table()["never_bare"]

    def may_hold(self, holder: str, kind: str, attribute: str, words: Iterable[str]) -> bool:
        """Whether a record of which these words are said may be held or named by one of the kind `holder`."""
        table = _table()["only_for"].get(f"{kind}.{attribute}", {})
        return all(table.get(word, holder) == holder for word in words)

    def two_sided(self, kind: str) -> str:
        """The relation that says whose side is taken in such records; empty where they have no sides."""
        side: str = _table()["two_sided"].get(kind, "")
        return side

    def once_for(self, kind: str, attribute: str) -> str:
        """The relation by which records are the same where a fact of them is brought about once, if there is one."""
        relation: str = _table()["once"].get(f"{kind}.{attribute}", "")
        return relation

    def settled_by(self, kind: str, attribute: str) -> str:
        """The relation that settles a fact where something is named by it; empty where none does."""
        relation: str = _table()["settled"].get(f"{kind}.{attribute}", "")
        return relation

    def of_record(self, verb: str, kind: str) -> Effort:
        """What it takes to `add` or `remove` a record."""
        table = _table()["records"]
        return _effort(table[_best(table, f"{verb} {kind}")])

    def cost(self, effort: Effort, paths: tuple[str, ...], names: tuple[str, ...]) -> tuple[int, bool]:
        """What changing these paths or `kind.attribute` costs, and whether it is fixed; the longest pattern wins."""
        about = (*paths, *names)
        if any(_fits(pattern, one) for pattern in self.fixed for one in about):
            return 0, True
        said = [pattern for pattern in self.costs if any(_fits(pattern, one) for one in about)]
        if said:
            return self.costs[max(said, key=lambda pattern: (len(pattern), pattern))], False
        return max(1, effort.cost), effort.fixed


def _unknown(pattern: str, trees: Trees) -> str:
    """Why a pattern means neither anything that can be said of a kind of records nor a path of these facts."""
    kind, dot, attribute = pattern.partition(".")
    known = (*attributes_of(kind), *relations_of(kind)) if kind in KINDS else ()
    if kind in KINDS and (not dot or any(fnmatchcase(name, attribute) for name in known)):
        return ""
    before, any_part, _ = pattern.partition(ANY)
    # What follows a wildcard may stand anywhere below what is named before it.
    path = before.rpartition(".")[0] if any_part else pattern
    if not path:
        return ""
    try:
        found = targets(trees, path, 0)
        return _misspelt(trees, path) if all(one.what == "record" for one in found) else ""
    except Unknown as why:
        if known:
            return f"`{attribute}` is not known of {kind} records ({nearest(attribute, known)})"
        if why.depth or ":" in pattern:
            return f"{why} ({why.hint})"
        inside = (name for name, relation in relations_of(ROOT).items() if not relation.derived)
        hint = nearest(kind, {*KINDS, *attributes_of(ROOT), *inside, ORGANISATIONS})
        return f"`{pattern}` is neither a path nor `kind.attribute` ({hint})"


def _misspelt(trees: Trees, path: str) -> str:
    """What record is meant by a path at which none stands, but one with a name like it; a proposal may add others."""
    try:
        targets(trees, f"{path}.{COMMON[0].name}", 0)
    except Unknown as why:
        return f"{why} ({why.hint})" if why.hint.startswith(_ALIKE) else ""
    return ""


def _fits(pattern: str, name: str) -> bool:
    """Whether a pattern means the name, with or without the register before it, or something above it."""
    bare = name.partition(":")[2] if ":" in name else name
    return any(fnmatchcase(one, pattern) or one.startswith(f"{pattern}.") for one in (name, bare))


DEFAULT = Efforts()
