"""Every engine there is, and whether they say the same of a world: same rows, same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import zip_longest
from typing import NamedTuple

from random_worlds import World
from reference import Heard
from reference_verdicts import Row, enumerate_judgements

from policyengine.engine import grounded, interpreter, rete
from policyengine.engine.judgement import Judgement
from policyengine.register.records import Facts
from policyengine.rules.program import Program

Says = Callable[[Program, Facts, dt.date], list[Row]]

ENGINES: dict[str, Callable[[Program, Facts, dt.date], Iterable[Judgement]]] = {
    "interpreter": interpreter.judge,
    "rule engine": grounded.judge,
}
REFERENCE = "enumeration"
"""The engine of the tests, with which every other has to agree."""


@cache
def engines() -> Mapping[str, Says]:
    """The engines by name, the reference first; without the rule engine where its library is not there."""
    found: dict[str, Says] = {REFERENCE: enumerate_judgements}
    for name, judge in ENGINES.items():
        if judge is not grounded.judge or rete.available():
            found[name] = partial(_says, judge)
    return found


def _says(
    judge: Callable[[Program, Facts, dt.date], Iterable[Judgement]], program: Program, facts: Facts, as_of: dt.date
) -> list[Row]:
    return [row(found) for found in judge(program, facts, as_of)]


def row(found: Judgement) -> Row:
    """A judgement as plain words."""
    exceptions = [number for number, exemption in enumerate(found.rule.unless) if exemption is found.exception]
    return Row(
        found.register,
        found.rule.id,
        found.record.key,
        found.verdict.value,
        found.if_applied.value if found.if_applied else "",
        exceptions[0] if exceptions else -1,
        found.severity.value,
        found.not_firm,
    )


class Disagreement(NamedTuple):
    """Two engines, and the first rows in which they differ; None where one has no more rows or fell over."""

    first: str
    second: str
    one: Row | None
    other: Row | None
    fell: str = ""
    """What an engine died of."""

    def __str__(self) -> str:
        return f"{self.first}: {self.one}\n{self.second}: {self.other or self.fell}"


def disagreements(
    world: World, says: Mapping[str, Says], heard: Heard | None = None, rows: list[Row] | None = None
) -> Iterator[Disagreement]:
    """The first disagreement of each engine with the first; `rows` is filled with what that one says."""
    (first, says_first), *others = says.items()
    if first == REFERENCE:
        expected = enumerate_judgements(world.program, world.facts, world.as_of, heard)
    else:
        expected = says_first(world.program, world.facts, world.as_of)
    if rows is not None:
        rows += expected
    for name, says_other in others:
        try:
            found = says_other(world.program, world.facts, world.as_of)
        except Exception as error:
            yield Disagreement(first, name, None, None, f"{type(error).__name__}: {error}")
            continue
        if found != expected:
            one, other = next((a, b) for a, b in zip_longest(expected, found) if a != b)
            yield Disagreement(first, name, one, other)
