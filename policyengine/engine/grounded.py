"""Judging on the rule engine: the grounder says what is told, durable-rules which row of the verdict table holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from policyengine.engine.grounder.grounding import Grounding
from policyengine.engine.grounder.lanes import chosen, entries, unpacked
from policyengine.engine.grounder.places import Facts as Said
from policyengine.engine.grounder.places import Places
from policyengine.engine.grounder.rolls import Rolls
from policyengine.engine.grounder.vectors import Parts, Vectors, shape_of
from policyengine.engine.judgement import Verdict
from policyengine.engine.judgements import Column, Columns, Result
from policyengine.engine.rete import Matcher, UnreliableError
from policyengine.engine.table import Outcome, Shape, Vector, rows, widened
from policyengine.register.records import Facts
from policyengine.rules.program import Program, Rule, Severity
from policyengine.source.collector import collector_paused


@collector_paused()
def judge(program: Program, facts: Facts, as_of: dt.date) -> Columns:
    """What every rule in force on `as_of` says of every record it is asked of: as the interpreter says it.

    Raises `rete.UnavailableError` where durable-rules cannot be imported.
    """
    return Judging(program, facts, as_of).judgements()


class _Weighed(NamedTuple):
    """One rule on all records of its kind: the outcome by number, and the number of each row."""

    rule: Rule
    rows: Sequence[int]
    outcomes: dict[int, Outcome]


class Judging:
    """One program over some facts on one day."""

    def __init__(self, program: Program, facts: Facts, as_of: dt.date) -> None:
        self._rules = [rule for _, rule in sorted(program.rules.items()) if rule.in_force.contains(as_of)]
        self._compiled = program.compiled
        self._registers = sorted(facts.registers)
        self.rolls = Rolls(facts, program.tables)
        said = Said(self.rolls, self._compiled, program.tables)
        places = Places(said, as_of)
        self._all = Vectors(Grounding(self._compiled, places))
        firmly = Grounding(self._compiled, Places(said, as_of, places), self._all.grounding)
        self._firm = Vectors(firmly)
        self._shape = Shape.over(shape_of(self._compiled.rules[rule.id]) for rule in self._rules)
        self._outcomes: dict[Vector, Outcome] = {}
        """By vectors of that shape: so there is one set of patterns, and what is alike is asked once."""

    @property
    def vectors(self) -> int:
        """How many distinct vectors the rule engine was asked about."""
        return len(self._outcomes)

    def judgements(self) -> Columns:
        """The judgements of all registers."""
        return self.weighed(self.ground())

    def ground(self) -> list[tuple[Rule, Parts]]:
        """What all statements tell of the parts of each rule."""
        return [(rule, self._all.parts(self._compiled.rules[rule.id])) for rule in self._rules]

    def weighed(self, grounded: list[tuple[Rule, Parts]]) -> Columns:
        """What that comes to; where it is a breach, on firm grounds."""
        weighed = self._weighed(grounded)
        firm = self._on_firm_grounds(weighed)
        return Columns([self._column(each, firm.get(each.rule.id, {})) for each in weighed], self._registers)

    def _weighed(self, parts: Sequence[tuple[Rule, Parts]]) -> list[_Weighed]:
        """The outcome of each vector that occurs; the rule engine is asked about all of them together."""
        self._ask(each for _, each in parts)
        return [_Weighed(rule, each.rows, self._found(each)) for rule, each in parts]

    def _found(self, parts: Parts) -> dict[int, Outcome]:
        """What vectors that were asked about came to, by their numbers."""
        vectors = zip(parts.vectors, self._widened(parts), strict=True)
        return {number: self._outcomes[vector] for number, vector in vectors}

    def _widened(self, parts: Parts) -> list[Vector]:
        return [widened(vector, parts.shape, self._shape) for vector in parts.vectors.values()]

    def _ask(self, parts: Iterable[Parts]) -> None:
        """Let the rule engine find the row of each vector that is new."""
        shape = self._shape
        vectors = sorted({vector for each in parts for vector in self._widened(each)} - self._outcomes.keys())
        told = [dict(zip(shape.properties, vector, strict=True)) for vector in vectors]
        for vector, found in zip(vectors, _matcher(shape).matches(told), strict=True):
            if len(found) != 1:
                raise UnreliableError(f"{len(found)} rows of the verdict table hold for {vector}")
            self._outcomes[vector] = rows(shape)[found[0]].outcome

    def _on_firm_grounds(self, weighed: list[_Weighed]) -> dict[str, dict[int, Verdict]]:
        """For each rule the rows in which it is violated, and what is left of that on firm grounds alone."""
        chosen = [(each.rule, _violated(each)) for each in weighed]
        parts = {
            (rule.id, is_open): self._firm.parts(self._compiled.rules[rule.id], supposed=is_open)
            for rule, mine in chosen
            for is_open in sorted(set(mine.values()))
        }
        self._ask(parts.values())
        found: dict[str, dict[int, Verdict]] = {}
        for rule, mine in chosen:
            for is_open in set(mine.values()):
                each = parts[rule.id, is_open]
                left = {number: self._left(rule, outcome) for number, outcome in self._found(each).items()}
                those = [row for row in mine if mine[row] is is_open]
                found.setdefault(rule.id, {}).update((row, left[each.rows[row]]) for row in those)
        return found

    def _left(self, rule: Rule, firm: Outcome) -> Verdict:
        """What a breach comes to that firm statements weigh so."""
        verdict = Verdict.UNDETERMINED if firm.open else _verdict(rule, firm)
        if verdict is Verdict.VIOLATED:
            return Verdict.VIOLATED
        return Verdict.CONTRADICTORY if verdict is Verdict.SATISFIED else Verdict.NOT_STATED

    def _column(self, weighed: _Weighed, firm: Mapping[int, Verdict]) -> Column:
        rule = weighed.rule
        asked = self._compiled.rules[rule.id]
        roll = self.rolls.roll(asked.kind)
        results: dict[Result, int] = {}
        by_number = {
            number: results.setdefault(_result(rule, outcome), len(results))
            for number, outcome in weighed.outcomes.items()
        }
        numbers = bytearray(entries(by_number, weighed.rows))
        left: dict[tuple[int, Verdict], int] = {}
        for row, verdict in firm.items():
            number = left.get((numbers[row], verdict))
            if number is None:
                result = _left(list(results)[numbers[row]], verdict)
                number = left[numbers[row], verdict] = results.setdefault(result, len(results))
            numbers[row] = number
        numbers = self._raised(rule, numbers, results)
        return Column(rule, list(results), bytes(numbers), roll.records, roll.spans)

    def _raised(self, rule: Rule, numbers: bytearray, results: dict[Result, int]) -> bytearray:
        """Let severities rise where firm facts plainly say so and the rule is neither satisfied nor not applicable."""
        for word, lanes in self._firm.raised(self._compiled.rules[rule.id]):
            table = bytearray(range(256))
            for number in set(compress(numbers, unpacked(lanes, len(numbers)))):
                result = list(results)[number]
                if result.verdict not in (Verdict.SATISFIED, Verdict.NOT_APPLICABLE):
                    severity = min((Severity(word), result.severity), key=lambda each: each.rank)
                    table[number] = results.setdefault(result._replace(severity=severity), len(results))
            numbers = bytearray(chosen(lanes, numbers.translate(table), numbers))
        return numbers


@lru_cache(maxsize=64)
def _matcher(shape: Shape) -> Matcher:
    """The rows of a shape, compiled once."""
    return Matcher([row.checks for row in rows(shape)])


def _violated(weighed: _Weighed) -> dict[int, bool]:
    """The rows that are violated, or (then true) would be if the rule applied."""
    bad = {number: o.open for number, o in weighed.outcomes.items() if _verdict(weighed.rule, o) is Verdict.VIOLATED}
    return {row: bad[number] for row, number in enumerate(weighed.rows) if number in bad} if bad else {}


def _left(result: Result, verdict: Verdict) -> Result:
    """A breach by all statements, with what is left of it on firm grounds."""
    result = result._replace(not_firm=verdict is not Verdict.VIOLATED)
    if result.verdict is Verdict.UNDETERMINED:
        return result._replace(if_applied=verdict)
    return result._replace(verdict=verdict)


def _verdict(rule: Rule, outcome: Outcome) -> Verdict:
    """The line of the table as a verdict."""
    return Verdict(rule.breach_means.value if outcome.line == "breach" else outcome.line)


def _result(rule: Rule, outcome: Outcome) -> Result:
    verdict = _verdict(rule, outcome)
    if outcome.open:
        return Result(Verdict.UNDETERMINED, rule.severity, verdict)
    exception = rule.unless[outcome.exception] if outcome.exception >= 0 else None
    return Result(verdict, rule.severity, None, exception)
