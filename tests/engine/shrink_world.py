"""The smallest world that still shows a disagreement: one rule, as short as it goes, and the register it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from policyengine.engine.shrink import smallest
from policyengine.register.records import Facts, Record
from policyengine.register.writing import as_yaml
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Never,
    Not,
    Operand,
    Plus,
    Some,
)
from policyengine.rules.language import Test as Leaf
from policyengine.rules.program import Breach, Exemption, Program, Rule, Severity, Window
from policyengine.rules.showing import conditions_page
from policyengine.rules.words import in_words

Shows = Callable[[Program, Facts], bool]

_SHORTEST = (AllOf((), 0), Never(0))
_ROUNDS = 4


def smallest_world(program: Program, facts: Facts, shows: Shows) -> tuple[Program, Facts]:
    """The smallest program and facts found for which `shows` still holds."""
    for _ in range(_ROUNDS):
        before = program
        program = _shrunk(program, partial(_with_facts, shows, facts))
        facts = smallest(facts, partial(shows, program))
        if program is before:
            break
    return program, facts


def _with_facts(shows: Shows, facts: Facts, program: Program) -> bool:
    return shows(program, facts)


def _shrunk(program: Program, shows: Callable[[Program], bool]) -> Program:
    """Take the first smaller program that shows it, again and again."""
    while True:
        found = next((smaller for smaller in _smaller(program) if _holds(shows, smaller)), None)
        if found is None:
            return program
        program = found


def _holds(shows: Callable[[Program], bool], program: Program) -> bool:
    try:
        return shows(program)
    except (KeyError, AssertionError):
        # What is asked no longer exists.
        return False


def _smaller(program: Program) -> Iterator[Program]:
    """Programs with something left out, the largest first."""
    rules = list(program.rules)
    if len(rules) > 1:
        yield from (replace(program, rules={name: program.rules[name]}) for name in rules)
    for name in program.definitions:
        yield replace(program, definitions={n: d for n, d in program.definitions.items() if n != name})
    for name, pack in program.packs.items():
        yield from (_with_pack(program, name, when) for when in _less(pack.when))
    for name, rule in program.rules.items():
        yield from (replace(program, rules={**program.rules, name: smaller}) for smaller in _smaller_rules(rule))
    for name, definition in program.definitions.items():
        for holds in _less(definition.holds):
            yield replace(program, definitions={**program.definitions, name: definition._replace(holds=holds)})
    for name, table in program.tables.items():
        for rows in _fewer(tuple(table.rows)):
            yield replace(program, tables={**program.tables, name: replace(table, rows=list(rows))})
        for at, row in enumerate(table.rows):
            for column in row.statements:
                left = {c: s for c, s in row.statements.items() if c != column}
                rows = (*table.rows[:at], _row(row, left), *table.rows[at + 1 :])
                yield replace(program, tables={**program.tables, name: replace(table, rows=list(rows))})


def _row(row: Record, statements: dict) -> Record:  # type: ignore[type-arg]
    return Record(row.kind, row.key, row.register, row.existence, statements)


def _with_pack(program: Program, name: str, when: Condition) -> Program:
    return replace(program, packs={**program.packs, name: program.packs[name]._replace(when=when)})


def _smaller_rules(rule: Rule) -> Iterator[Rule]:
    plain = {"severity": Severity.MEDIUM, "breach_means": Breach.VIOLATED, "in_force": Window(), "breach": None}
    for name, value in plain.items():
        if getattr(rule, name) != value:
            yield rule._replace(**{name: value})  # type: ignore[arg-type]
    for unless in _fewer(rule.unless):
        yield rule._replace(unless=unless)
    for raises in _fewer(rule.raises):
        yield rule._replace(raises=raises)
    yield from (rule._replace(when=when) for when in _less(rule.when))
    yield from (rule._replace(require=require) for require in _less(rule.require))
    if rule.breach is not None:
        yield from (rule._replace(breach=breach) for breach in _less(rule.breach))
    for at, exemption in enumerate(rule.unless):
        for smaller in _smaller_exemptions(exemption):
            yield rule._replace(unless=(*rule.unless[:at], smaller, *rule.unless[at + 1 :]))
    for at, entry in enumerate(rule.raises):
        for when in _less(entry.when):
            yield rule._replace(raises=(*rule.raises[:at], entry._replace(when=when), *rule.raises[at + 1 :]))


def _smaller_exemptions(exemption: Exemption) -> Iterator[Exemption]:
    if exemption.claimed is not None:
        yield exemption._replace(claimed=None)
        yield from (exemption._replace(claimed=claimed) for claimed in _less(exemption.claimed))
    yield from (exemption._replace(when=when) for when in _less(exemption.when))


def _fewer(things: tuple) -> Iterator[tuple]:  # type: ignore[type-arg]
    return (things[:at] + things[at + 1 :] for at in range(len(things)))


def _less(condition: Condition) -> Iterator[Condition]:
    """Conditions that ask less, in the same place."""
    if condition not in _SHORTEST:
        yield from _SHORTEST
    match condition:
        case AllOf() | AnyOf() | AtLeast():
            yield from condition.of
            least = condition.n if isinstance(condition, AtLeast) else 0
            yield from (replace(condition, of=of) for of in _fewer(condition.of) if len(of) >= least)
            for at, part in enumerate(condition.of):
                for smaller in _less(part):
                    yield replace(condition, of=(*condition.of[:at], smaller, *condition.of[at + 1 :]))
        case Not():
            yield condition.of
            yield from (replace(condition, of=smaller) for smaller in _less(condition.of))
        case Some() | Every() | Count():
            yield from (replace(condition, of=smaller) for smaller in _less(condition.of))
            if isinstance(condition, Count):
                yield Some(condition.members, condition.of, condition.bound, 0)
        case Leaf():
            if condition.otherwise is not None:
                yield condition._replace(otherwise=None)
            yield from (condition._replace(operand=operand) for operand in _less_operand(condition.operand))
        case Holds() if condition.path.relations:
            yield Holds(condition.name, condition.path._replace(relations=(), root=""), 0)


def _less_operand(operand: Operand) -> Iterator[Operand]:
    if isinstance(operand, Plus):
        yield operand.start
    if isinstance(operand, Constant) and len(operand.values) > 1:
        yield from (Constant(values) for values in _fewer(operand.values))


def shown(program: Program, facts: Facts) -> str:
    """A small world as a person reads it: the rules in words, the law tables, the register as YAML."""
    lines = []
    for rule in program.rules.values():
        lines += [f"rule {rule.id} for each {rule.for_each}, pack {rule.pack}, {rule.severity.value}"]
        lines += [f"  a breach is {rule.breach_means.value}", *(f"  {line}" for line in conditions_page(rule, program))]
    for name, definition in program.definitions.items():
        lines.append(f"{name}: {in_words(definition.holds, program.definitions)}")
    for table in program.tables.values():
        for row in table.rows:
            cells = {name: [str(v) for v in s[0].values] for name, s in row.statements.items()}
            lines.append(f"{row.key} {cells}")
    return "\n".join(lines) + "\n" + as_yaml(facts)
