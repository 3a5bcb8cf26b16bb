"""Short ways to build records, conditions and rules straight from the dataclasses."""

from __future__ import annotations

import datetime as dt

from policyengine.engine.judgement import Step, Told
from policyengine.register.model.kinds import attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.records import Citation, Facts, Grade, Link, Record, Register, Source, Statement, Value
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Comparison,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Members,
    Never,
    Not,
    Operand,
    Path,
    Presumption,
    Some,
    Test,
)
from policyengine.rules.program import Definition, Exemption, Pack, Program, Rule, Severity, Table
from policyengine.spans import Files

AS_OF = dt.date(2026, 11, 22)
OWN = Citation(Source("notice", "notice", "Notice", own=True))
PUBLIC = Citation(Source("public", "public-knowledge", "Public knowledge", own=False))
ALWAYS = AllOf((), 0)


def said(*values: Value, grade: Grade = Grade.STATED, citation: Citation | None = OWN, place: int = 0) -> Statement:
    return Statement(values, citation, grade, place)


def none() -> Statement:
    return said()


def presumed(*values: Value) -> Statement:
    return said(*values, grade=Grade.PRESUMED)


def record(
    kind: str, key: str, register: str = "acme", existence: Statement | None = None, **attributes: object
) -> Record:
    """A record; an attribute is a value, a statement, or a list of statements. A trailing `_` is cut off a name."""
    found = Record(kind, key, register, existence or said())
    for name, value in attributes.items():
        state(found, name.rstrip("_"), value)
    return found


def state(owner: Record, name: str, value: object) -> Record:
    statements = value if isinstance(value, list) else [value if isinstance(value, Statement) else said(value)]
    owner.statements[name] = (*owner.statements.get(name, ()), *statements)
    return owner


def link(owner: Record, relation: str, *targets: Record, statement: Statement | None = None) -> None:
    """Link both ways, as the loader does."""
    made = statement or said(*(target.key for target in targets))
    owner.links[relation] = (*owner.links.get(relation, ()), *(Link(target, made) for target in targets))
    inverse = relations_of(owner.kind)[relation].inverse
    for target in targets:
        if inverse:
            target.links[inverse] = (*target.links.get(inverse, ()), Link(owner, made))


def complete(owner: Record, *names: str, statement: Statement | None = None) -> Record:
    owner.complete |= {name: statement or said() for name in names}
    return owner


def facts(*records: Record, slug: str = "acme") -> Facts:
    """One register of these records; its root is the record of kind `register`, made if there is none."""
    root = next((r for r in records if r.kind == "register"), None) or record("register", "register", slug)
    by_kind: dict[str, list[Record]] = {"register": [root]}
    for one in records:
        if one is not root:
            by_kind.setdefault(one.kind, []).append(one)
            one.links["register"] = (Link(root, one.existence),)
    organisations = {r.key: r for r in by_kind.get("organisation", [])}
    return Facts({slug: Register(slug, root, {}, by_kind)}, organisations, Files())


def path(text: str, kind: str, root: str = "") -> Path:
    """`path("organisation.country", "organisation")`: `kind` is the kind at the end."""
    *relations, attribute = text.split(".")
    return Path(root, tuple(relations), attribute, kind)


def asks(
    where: Path, comparison: str, *values: Value, otherwise: Value | None = None, operand: Operand | None = None
) -> Test:
    presumption = None if otherwise is None else Presumption(otherwise, "the law presumes it")
    return Test(where, Comparison(comparison), operand or Constant(values or (True,)), 0, presumption)


def is_(text: str, kind: str, *values: Value, otherwise: Value | None = None) -> Test:
    return asks(path(text, kind), "is", *values, otherwise=otherwise)


def value_is(*values: Value) -> Test:
    return asks(Path("", (), "", ""), "in", *values)


def members(text: str, owner: str, *, is_open: bool | None = None, root: str = "") -> Members:
    """The members of a relation or attribute of the kind `owner`."""
    where = path(text, owner, root)
    attribute = attributes_of(owner).get(where.attribute)
    if attribute is not None:
        return Members(where, "", "", attribute.open)
    relation = relations_of(owner)[where.attribute]
    return Members(where, "", relation.target, relation.many if is_open is None else is_open)


def some(who: Members, of: Condition, name: str = "") -> Some:
    return Some(who, of, name, 0)


def every(who: Members, of: Condition, name: str = "") -> Every:
    return Every(who, of, name, 0)


def count(who: Members, of: Condition, least: int = 0, most: int = -1) -> Count:
    return Count(who, of, "", least, most, 0)


def all_of(*of: Condition) -> AllOf:
    return AllOf(of, 0)


def any_of(*of: Condition) -> AnyOf:
    return AnyOf(of, 0)


def not_(of: Condition) -> Not:
    return Not(of, 0)


def at_least(n: int, *of: Condition) -> AtLeast:
    return AtLeast(n, of, 0)


def holds(name: str, *relations: str) -> Holds:
    return Holds(name, Path("", relations, "", name.partition(".")[0]), 0)


def define(name: str, condition: Condition) -> Definition:
    return Definition(name, name.partition(".")[0], "", "", condition, 0)


def unless(when: Condition, claimed: Condition | None = None, provision: str = "GDPR 1") -> Exemption:
    return Exemption(provision, when, "", 0, claimed)


def table(name: str, columns: dict[str, Attribute], *rows: dict[str, Value]) -> Table:
    made = [record(name, f"{name}.{n}", "", **row) for n, row in enumerate(rows)]
    return Table(name, name, columns, made, None, 0)


def rule(
    require: Condition,
    when: Condition = ALWAYS,
    *exemptions: Exemption,
    id_: str = "a-rule",
    for_each: str = "party",
    **more: object,
) -> Rule:
    base: dict[str, object] = {"pack": "gdpr", "title": id_, "provisions": (), "severity": Severity.MEDIUM, "place": 0}
    return Rule(id=id_, for_each=for_each, when=when, require=require, unless=exemptions, **(base | more))  # type: ignore[arg-type]


def program(
    *rules: Rule, definitions: tuple[Definition, ...] = (), tables: tuple[Table, ...] = (), when: Condition = ALWAYS
) -> Program:
    packs = {r.pack: Pack(r.pack, r.pack, when, 0) for r in rules} or {"gdpr": Pack("gdpr", "gdpr", when, 0)}
    return Program(
        packs, {r.id: r for r in rules}, {d.name: d for d in definitions}, {t.name: t for t in tables}, Files()
    )


NEVER = Never(0)


def step(subject: Record) -> Step:
    """A step under which a condition can be proved."""
    return Step(None, subject, Told.NOT_STATED)
