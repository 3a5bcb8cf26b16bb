"""What is in play in one random world: kinds, a few attributes of each with their values, law tables, the day.

Registers and rules draw from the same few attributes and values, so that they meet. Over many worlds every
kind, attribute, type and relation of the model has its turn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import NamedTuple

from policyengine.register.model.kinds import COMMON, KINDS, LIFETIME, relations_of
from policyengine.register.model.types import Attribute, Relation, ValueType
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Citation, Grade, Record, Source, Statement, Value
from policyengine.register.values import converter
from policyengine.rules.program import Table

DAYS = tuple(dt.date.fromisoformat(day) for day in ("2026-11-22", "2024-02-29", "2026-01-31", "2025-12-31"))
"""Days as of which worlds are judged: months end on some, one is the day that few years have."""
DATED = (ValueType.DATE, ValueType.INSTANT)
_AWAY = (-400, -31, -30, -2, -1, 0, 0, 1, 2, 30, 31, 400)
_BEGUN = (-400, -31, -30, -30, -2, -1, 0, 0, 1, 30)
_AHEAD = (-31, -1, 0, 0, 1, 2, 30, 31, 400, 400)
_ENDS = frozenset(("until",))
_BEGINNINGS = frozenset(("from", *(name for kind in KINDS.values() for name in kind.begins)))
"""Most of what is recorded exists on the day; what does not is not judged."""
_TIMES = ("T00:00:00Z", "T12:00:00Z", "T23:30:00+01:00", "T00:30:00+02:00")
PERIODS = ("P1D", "P30D", "P31D", "P1M", "P27D", "P28D", "P1Y", "P12M", "PT72H", "P3D", "P365D")
_NUMBERS = ("0", "1", "2", "249", "250", "251")
_TEXTS = ("Alpha nv", "beta BV", "gamma", "alphabet")
PATTERNS = ("alpha", "n\\.?v", "^b", "bv$", "a")
_TERRITORIES = ("BE", "NL", "US", "EEA", "NO")
END_DAYS = ("0001-01-01", "9999-12-31")
END_NIGHTS = ("0001-01-01T00:30:00+01:00", "9999-12-31T23:30:00+01:00")
ALWAYS_IN_PLAY = ("register", "organisation", "activity", "party")
_RARELY = ("contract", "transfer", "purpose", "data", "notice", "assessment", "event")
"""Kinds that most rules are about are in play more often than the others."""


_DENSITIES = (0.97, 0.9, 0.8, 0.6, 0.3, 0.05)
_CONTESTED = (0.1, 0.2, 0.3, 0.5, 0.9)


class Pool(NamedTuple):
    """An attribute in play: what it is stated to be, as written and as read; how often at all, and how often twice."""

    attribute: Attribute
    texts: tuple[str, ...]
    values: tuple[Value, ...]
    density: float
    contested: float
    words: bool = False
    """A column of a law table with words of its own."""

    def compares_with(self, other: Pool) -> bool:
        """Whether the loader of rules lets the one be compared with the other."""
        one, two = self.attribute, other.attribute
        if one.type in DATED and two.type in DATED:
            return True
        return one.type is two.type and one.vocabulary == two.vocabulary and self.words == other.words


@dataclass(frozen=True)
class At:
    """Where a condition stands: the kind at hand ("" among values), the judged kind, and what names stand for."""

    kind: str
    judged: str
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Pool] = field(default_factory=dict)
    held: Pool | None = None

    def member(self, kind: str, bound: str) -> At:
        return replace(self, kind=kind, names={**self.names, bound: kind} if bound else self.names, held=None)

    def value(self, held: Pool, bound: str) -> At:
        return replace(self, kind="", values={**self.values, bound: held} if bound else self.values, held=held)


@dataclass
class Sketch:
    """What is in play in one world."""

    as_of: dt.date
    pools: dict[str, dict[str, Pool]] = field(default_factory=dict)
    """By kind or law table, and by attribute."""
    tables: dict[str, Table] = field(default_factory=dict)

    def relations(self, kind: str) -> list[Relation]:
        """The relations of a kind that lead to kinds in play."""
        return [relation for relation in _relations(kind) if relation.target in self.pools]


@cache
def _relations(kind: str) -> tuple[Relation, ...]:
    return tuple(relations_of(kind).values()) if kind in KINDS else ()


def sketch(pick: Random) -> Sketch:
    """What is in play in one world."""
    drawn = Sketch(pick.choice(DAYS))
    kinds = [
        kind
        for kind in KINDS
        if kind in ALWAYS_IN_PLAY or KINDS[kind].derived or pick.random() < (0.45 if kind in _RARELY else 0.12)
    ]
    for kind in kinds:
        drawn.pools[kind] = {a.name: pool(pick, a, drawn.as_of) for a in _attributes(pick, kind)}
    for number in range(pick.choice((1, 1, 2))):
        _table(pick, f"law.table-{number}", drawn)
    return drawn


def _attributes(pick: Random, kind: str) -> list[Attribute]:
    """Some of the attributes of a kind; those that say when it exists, more often."""
    known = KINDS[kind]
    own = [a for a in known.attributes if not a.derived]
    when = {"from", "until", *known.begins, *known.over}
    chosen = [a for a in own if a.name in when and pick.random() < 0.35]
    rest = [a for a in own if a.name not in when]
    chosen += pick.sample(rest, min(len(rest), pick.choice((2, 3, 3, 4))))
    sets = [a for a in rest if a.many and a not in chosen]
    if sets:
        chosen.append(pick.choice(sets))
    if not known.derived and (pick.random() < 0.15 or not chosen):
        chosen.append(COMMON[1])
    return chosen


def pool(pick: Random, attribute: Attribute, as_of: dt.date, texts: Sequence[str] = (), words: bool = False) -> Pool:
    """A few values that the attribute takes in this world."""
    texts = tuple(dict.fromkeys(texts or _texts(pick, attribute, as_of)))
    values = tuple(value_of(attribute, text) for text in texts)
    return Pool(attribute, texts, values, pick.choice(_DENSITIES), pick.choice(_CONTESTED), words)


def value_of(attribute: Attribute, text: str) -> Value:
    """A text read as a value of the attribute."""
    return converter(attribute.type, attribute.vocabulary)(text)


def _texts(pick: Random, attribute: Attribute, as_of: dt.date) -> Sequence[str]:
    match attribute.type:
        case ValueType.WORD:
            return _words(pick, attribute.vocabulary)
        case ValueType.BOOLEAN:
            return ("true", "false")
        case ValueType.TEXT:
            return pick.sample(_TEXTS, 3)
        case ValueType.DATE:
            aways = _AHEAD if attribute.name in _ENDS else _BEGUN if attribute.name in _BEGINNINGS else _AWAY
            days = [str(as_of + dt.timedelta(days=away)) for away in pick.sample(aways, 3)]
            return [*days, pick.choice(END_DAYS)] if pick.random() < 0.1 else days
        case ValueType.INSTANT:
            aways = _BEGUN if attribute.name in _BEGINNINGS else _AWAY
            nights = [f"{as_of + dt.timedelta(days=pick.choice(aways))}{pick.choice(_TIMES)}" for _ in range(3)]
            nights.append(_elsewhere(nights[0]))
            return [*nights, pick.choice(END_NIGHTS)] if pick.random() < 0.1 else nights
        case ValueType.PERIOD:
            return pick.sample(PERIODS, 3)
        case ValueType.NUMBER:
            return pick.sample(_NUMBERS, 3)
        case ValueType.TERRITORY:
            return pick.sample(_TERRITORIES, 3)


def _elsewhere(instant: str) -> str:
    """The same moment as it is written where it falls on another day."""
    moment = dt.datetime.fromisoformat(instant)
    zones = (dt.timezone(dt.timedelta(hours=hours)) for hours in (-12, 12))
    return next(there.isoformat() for zone in zones if (there := moment.astimezone(zone)).date() != moment.date())


def _words(pick: Random, name: str) -> list[str]:
    """Words of a vocabulary, where it is a tree a line of it and a word beside."""
    known = vocabulary(name)
    words = list(known.words)
    first = pick.choice(words)
    line = [word for word in words if word != first and not known.disjoint(first, word)]
    chosen = [first, *pick.sample(line, min(len(line), 2))]
    return [*chosen, *pick.sample(words, min(len(words), 2))][:4]


_SOURCE = Citation(Source("law", "public-knowledge", "an official journal", own=True))
_FREE = ("all", "listed", "some")


def _table(pick: Random, name: str, drawn: Sketch) -> None:
    """A law table whose columns can be compared with attributes in play, and perhaps have a window."""
    in_play = [pool.attribute for kind in sorted(drawn.pools) for pool in drawn.pools[kind].values()]
    like = pick.sample(in_play, min(len(in_play), 2))
    columns = {
        f"column_{n}": pool(pick, _column(f"column_{n}", a), drawn.as_of, _shared(a, drawn)) for n, a in enumerate(like)
    }
    if pick.random() < 0.4:
        columns["reach"] = pool(pick, Attribute("reach", ValueType.TEXT, "for whom"), drawn.as_of, _FREE, words=True)
    if pick.random() < 0.6:
        window = LIFETIME[: pick.choice((1, 2, 2))]
        columns |= {a.name: pool(pick, a, drawn.as_of) for a in window}
    attributes = {column: pool.attribute for column, pool in columns.items()}
    if "from" in columns:
        # The loader adds it wherever there is a window.
        attributes["in_force"] = LIFETIME[2]
    rows = [_row(pick, name, number, columns) for number in range(pick.choice((1, 2, 2, 3, 4)))]
    drawn.pools[name] = columns
    drawn.tables[name] = Table(name, name, attributes, rows, None, 0)


def _column(name: str, like: Attribute) -> Attribute:
    return Attribute(name, like.type, "", like.vocabulary, many=like.many)


def _shared(attribute: Attribute, drawn: Sketch) -> Sequence[str]:
    """The texts that the attribute takes in facts, so that rows fit some."""
    return next(
        (p.texts for kind in sorted(drawn.pools) for p in drawn.pools[kind].values() if p.attribute is attribute), ()
    )


def _row(pick: Random, table: str, number: int, columns: dict[str, Pool]) -> Record:
    row = Record(table, f"{table}.{number}", "", Statement((), _SOURCE, Grade.STATED, 0))
    for name, column in columns.items():
        chance = pick.random()
        if chance < 0.08:
            continue
        most = 2 if column.attribute.many else 1
        values = (
            () if chance < 0.2 else tuple(pick.sample(column.values, pick.randint(1, min(most, len(column.values)))))
        )
        row.statements[name] = (Statement(values, _SOURCE, Grade.STATED, 0),)
    return row
