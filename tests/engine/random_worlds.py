"""Random registers and random rules, built from the dataclasses and well typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import engine_builders as b
from hypothesis import strategies as st

from policyengine.register.model.kinds import relations_of
from policyengine.register.model.period import Period
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Grade, Record, Statement, Value
from policyengine.rules.language import (
    AsOf,
    Comparison,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Members,
    Path,
    Plus,
    Presumption,
    Some,
    Stated,
)
from policyengine.rules.language import Test as Leaf
from policyengine.rules.program import Breach, Definition, Exemption, Program, Rule

DAYS = tuple(b.AS_OF + dt.timedelta(days=n) for n in (-40, -1, 0, 1, 40))
WORDS: dict[str, dict[str, tuple[Value, ...]]] = {
    "activity": {
        "large_scale": (True, False),
        "from": DAYS,
        "until": DAYS,
        "status": ("active", "ended"),
    },
    "purpose": {
        "basis": ("consent", "contract", "legal-obligation"),
        "class": ("direct-marketing", "newsletter", "prospecting", "analytics"),
    },
    "data": {"categories": ("special", "health", "medical", "email", "contact"), "reveals_health": (True, False)},
    "party": {"role": ("processor", "controller", "recipient"), "since": DAYS, "group_company": (True, False)},
    "organisation": {"country": ("BE", "NL", "US"), "public_authority": (True, False)},
}
"""The attributes in play, and the values they take."""
DATES = {"from", "until", "since"}
RELATIONS: dict[str, tuple[str, ...]] = {
    "activity": ("purposes", "data", "parties"),
    "purpose": ("activity", "data"),
    "data": ("activity", "purposes"),
    "party": ("activity", "organisation", "data"),
    "organisation": ("appears_as",),
}
COUNTRIES = b.table(
    "law.countries",
    {"code": Attribute("code", ValueType.TERRITORY, "")},
    {"code": "BE"},
    {"code": "NL"},
)


@dataclass(repr=False)
class World:
    """A register, and rules to judge on it."""

    program: Program
    records: list[Record]


def statements(values: tuple[Value, ...], single: bool) -> st.SearchStrategy[Statement]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=1 if single else 3, unique=True)
    said = st.one_of(some, some, some, some, st.just([]))
    firmness = st.sampled_from([(Grade.STATED, b.OWN)] * 4 + [(Grade.PRESUMED, b.OWN), (Grade.IMPLIED, b.PUBLIC)])
    return st.builds(lambda v, f: Statement(tuple(v), f[1], f[0], 0), said, firmness)


FIRMNESS = st.sampled_from([b.said()] * 5 + [b.presumed()])


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    made: list[Record] = []
    for kind in WORDS:
        for number in range(draw(st.integers(1, 2))):
            register = "" if kind == "organisation" else "acme"
            made.append(b.record(kind, f"{kind}{number}", register, draw(FIRMNESS)))
    for record in made:
        for name, values in WORDS[record.kind].items():
            single = name in DATES or isinstance(values[0], bool) or name in ("country", "status")
            stated = draw(st.lists(statements(values, single), max_size=2))
            if stated:
                b.state(record, name, stated)
    _connect(draw, made)
    return made


def _connect(draw: st.DrawFn, made: list[Record]) -> None:
    for record in made:
        for name in RELATIONS[record.kind]:
            relation = relations_of(record.kind)[name]
            if not relation.derived:
                targets = [other for other in made if other.kind == relation.target]
                for target in draw(st.lists(st.sampled_from(targets), max_size=2)):
                    b.link(record, name, target, statement=draw(FIRMNESS))
            if draw(st.integers(0, 9)) == 0:
                b.state(record, name, draw(FIRMNESS))
        for name in ("categories", *RELATIONS[record.kind]):
            if draw(st.integers(0, 2)) == 0:
                b.complete(record, name, statement=draw(FIRMNESS))


@st.composite
def leaves(draw: st.DrawFn, kind: str, judged: str) -> Condition:
    where = draw(paths(kind, judged))
    values = WORDS[where.kind][where.attribute]
    if where.attribute in DATES:
        comparison = draw(st.sampled_from([Comparison.BEFORE, Comparison.AFTER, Comparison.WITHIN, Comparison.STATED]))
        if comparison is Comparison.STATED:
            return Leaf(where, comparison, Constant((True,)), 0)
        other = Stated(Path("judged", (), draw(st.sampled_from(_dated(judged))), judged)) if _dated(judged) else AsOf()
        right = draw(st.sampled_from([AsOf(), Plus(AsOf(), Period(days=2)), Plus(other, Period(days=1)), other]))
        return Leaf(where, comparison, right, 0, _presumption(draw, values), Period(months=1))
    comparison = draw(st.sampled_from([Comparison.IS, Comparison.IN, Comparison.STATED, Comparison.COVERS]))
    chosen = Constant(tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))))
    same = Stated(Path("judged", (), where.attribute, judged)) if where.attribute in WORDS[judged] else chosen
    if comparison is Comparison.STATED:
        return Leaf(where, comparison, chosen, 0)
    return Leaf(where, comparison, draw(st.sampled_from([chosen, chosen, same])), 0, _presumption(draw, values))


def _presumption(draw: st.DrawFn, values: tuple[Value, ...]) -> Presumption | None:
    return Presumption(values[0], "presumed") if draw(st.integers(0, 5)) == 0 else None


def _dated(kind: str) -> list[str]:
    return [name for name in WORDS[kind] if name in DATES]


@st.composite
def paths(draw: st.DrawFn, kind: str, judged: str) -> Path:
    """A path to an attribute, over at most one relation that leads to one record."""
    root = draw(st.sampled_from(["", "", "judged"]))
    at, steps = judged if root else kind, ()
    to_one = [name for name in RELATIONS[at] if not relations_of(at)[name].many]
    if to_one and draw(st.booleans()):
        steps = (draw(st.sampled_from(to_one)),)
        at = relations_of(at)[steps[0]].target
    return Path(root, steps, draw(st.sampled_from(sorted(WORDS[at]))), at)


@st.composite
def quantifiers(draw: st.DrawFn, kind: str, judged: str, depth: int) -> Condition:
    if draw(st.integers(0, 5)) == 0:
        code = Path("", (), "code", "law.countries")
        by_fact = judged in ("organisation", "party")
        relations = ("organisation",) if judged == "party" else ()
        country = Stated(Path("judged", relations, "country", "organisation")) if by_fact else Constant(("NL",))
        row = Leaf(code, Comparison.IS, country, 0)
        return _quantifier(draw, Members(None, "law.countries", "law.countries", False), row, "")
    many_valued = [name for name in WORDS[kind] if name in ("basis", "class", "categories", "role")]
    if many_valued and draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(many_valued))
        value = Leaf(Path("", (), "", ""), Comparison.IS, Constant((draw(st.sampled_from(WORDS[kind][name])),)), 0)
        return _quantifier(draw, b.members(name, kind), value, "")
    name = draw(st.sampled_from(RELATIONS[kind]))
    target = relations_of(kind)[name].target
    return _quantifier(draw, b.members(name, kind), draw(conditions(target, judged, depth - 1)), "")


def _quantifier(draw: st.DrawFn, members: Members, of: Condition, bound: str) -> Condition:
    word = draw(st.sampled_from(["some", "every", "count"]))
    if word == "count":
        least = draw(st.integers(0, 2))
        return Count(members, of, bound, least, draw(st.sampled_from([-1 if least else 1, least, least + 1])), 0)
    return Some(members, of, bound, 0) if word == "some" else Every(members, of, bound, 0)


@st.composite
def conditions(draw: st.DrawFn, kind: str, judged: str, depth: int = 2) -> Condition:
    word = draw(
        st.sampled_from(["leaf", "leaf", "all", "any", "not", "n", "quantifier", "quantifier", "holds", "never"])
    )
    if depth <= 0 or word == "leaf":
        return draw(leaves(kind, judged))
    inner = conditions(kind, judged, depth - 1)
    match word:
        case "all":
            return b.all_of(*draw(st.lists(inner, max_size=3)))
        case "any":
            return b.any_of(*draw(st.lists(inner, max_size=3)))
        case "not":
            return b.not_(draw(inner))
        case "n":
            parts = draw(st.lists(inner, min_size=1, max_size=3))
            return b.at_least(draw(st.integers(1, len(parts))), *parts)
        case "holds":
            return Holds(f"{kind}.defined", Path("", (), "", kind), 0)
        case "never":
            return b.NEVER
        case _:
            return draw(quantifiers(kind, judged, depth))


@st.composite
def rules(draw: st.DrawFn, name: str) -> Rule:
    kind = draw(st.sampled_from(["party", "activity", "purpose", "data", "organisation"]))
    exemptions = [
        Exemption("x", draw(conditions(kind, kind, 1)), "", 0, draw(st.none() | leaves(kind, kind)))
        for _ in range(draw(st.integers(0, 2)))
    ]
    return b.rule(
        draw(conditions(kind, kind, 3)),
        draw(st.just(b.ALWAYS) | conditions(kind, kind, 1)),
        *exemptions,
        id_=name,
        for_each=kind,
        breach=draw(st.none() | st.none() | leaves(kind, kind)),
        breach_means=draw(st.sampled_from([Breach.VIOLATED, Breach.VIOLATED, *Breach])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    definitions = tuple(Definition(f"{k}.defined", k, "", "", draw(leaves(k, k)), 0) for k in WORDS)
    when = draw(st.sampled_from([b.ALWAYS, b.ALWAYS, b.is_("jurisdiction", "register", "BE")]))
    made = [draw(rules(f"rule-{n}")) for n in range(5)]
    program = b.program(*made, definitions=definitions, tables=(COUNTRIES,), when=when)
    root = b.record("register", "register")
    stated = draw(st.lists(statements(("BE", "NL"), True), max_size=2))
    if stated:
        b.state(root, "jurisdiction", stated)
    return World(program, [*draw(records()), root])
