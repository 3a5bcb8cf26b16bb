"""What differs between the law of two programs, as far as it can turn a verdict: rules, definitions, rows of tables."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.differences import Side, Turning
from policyengine.engine.judgement import Ground
from policyengine.register.records import Record
from policyengine.rules.parts import conditions_of, definitions_in
from policyengine.rules.program import Definition, Program, Rule
from policyengine.rules.showing import conditions_page
from policyengine.rules.words import in_words
from policyengine.spans import Place

_Row = tuple[object, ...]


class LawChange:
    """Answers what of the law is otherwise; nothing is where both sides are judged by the very same program.

    Rules and definitions are compared by what they say in words, rows by their values, wherever they stand.
    """

    def __init__(self, base: Program, head: Program) -> None:
        self._programs: dict[Side, Program] = {"head": head, "base": base}
        self.same = base is head
        self._known: dict[str, tuple[Turning, ...]] = {}
        self._rows = {} if self.same else {side: _rows(program) for side, program in self._programs.items()}

    def has_row(self, side: Side, ground: Ground) -> bool:
        """Whether a row of a law table, on which something rests, stands on that side as well.

        Where that side has it with other cells, it is whether the very cell on which something rests is the same.
        """
        if self.same:
            return True
        row, there = _row(ground.record), self._rows[side]
        if row in there:
            return True
        only = there - self._rows["base" if side == "head" else "head"]
        # More than half alike: a row that was amended, not another that came while this one went.
        amended = [other for other in only if other[0] == row[0] and 2 * len({*other[1:]} & {*row[1:]}) > len(row) - 1]
        cells = {cell for cell in row[1:] if isinstance(cell, tuple) and cell[0] == ground.attribute}
        return any(cells <= {*other} for other in amended)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of which some row is new, gone or otherwise, by name."""
        if self.same:
            return ()
        return tuple(sorted({str(row[0]) for row in self._rows["base"] ^ self._rows["head"]}))

    def of(self, rule: str) -> tuple[Turning, ...]:
        """That a rule is new or gone, or asks otherwise, itself or through a definition."""
        if self.same:
            return ()
        if rule not in self._known:
            self._known[rule] = tuple(self._turnings(rule))
        return self._known[rule]

    def _turnings(self, rule: str) -> Iterator[Turning]:
        head, base = self._programs["head"], self._programs["base"]
        new, old = head.rules.get(rule), base.rules.get(rule)
        if new is None or old is None:
            yield from self._one_sided("rule", rule, new, old)
            return
        if _asks(new, head) != _asks(old, base):
            yield self._turning(f"the rule {rule} asks otherwise", "head", new.place)
        for name in sorted(_definitions(new, head) | _definitions(old, base)):
            there, was = head.definitions.get(name), base.definitions.get(name)
            if there is None or was is None:
                yield from self._one_sided("definition", name, there, was)
            elif in_words(there.holds) != in_words(was.holds):
                yield self._turning(f"the definition {name} holds otherwise", "head", there.place)

    def _one_sided(
        self, what: str, name: str, new: Rule | Definition | None, old: Rule | Definition | None
    ) -> Iterator[Turning]:
        if new is not None:
            yield self._turning(f"the {what} {name} is new", "head", new.place)
        if old is not None:
            yield self._turning(f"the {what} {name} is gone", "base", old.place)

    def _turning(self, text: str, side: Side, place: Place) -> Turning:
        span = self._programs[side].files.span(place)
        return Turning(text, side, span if span.path else None, law=True)


def _asks(rule: Rule, program: Program) -> tuple[object, ...]:
    """A rule in words, without its places."""
    return (rule.severity, rule.breach_means, rule.in_force, *conditions_page(rule, program))


def _definitions(rule: Rule, program: Program) -> set[str]:
    """Every definition that a rule asks, directly or through others."""
    conditions = [*conditions_of(rule), program.packs[rule.pack].when]
    waiting = [name for condition in conditions for name in definitions_in(condition)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += definitions_in(program.definitions[name].holds)
    return found


def _rows(program: Program) -> frozenset[_Row]:
    return frozenset(_row(row) for table in program.tables.values() for row in table.rows)


def _row(row: Record) -> _Row:
    """What a row of a law table says, wherever it stands."""
    return (row.kind, *sorted((name, *map(repr, said[0].values)) for name, said in row.statements.items() if said))
