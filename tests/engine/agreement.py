"""Every engine there is, and whether they say the same of a world: same rows, same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import zip_longest
from typing import NamedTuple

from random_worlds import World
from reference import Heard, Row, enumerate_judgements

from policyengine.engine.judgement import Judgement
from policyengine.register.records import Facts
from policyengine.rules.program import Program

Judge = Callable[[Program, Facts, dt.date], list[Judgement]]
Says = Callable[[Program, Facts, dt.date], list[Row]]

ENGINES = {
    "interpreter": "policyengine.engine.interpreter",
}
"""Modules with a function `judge(program, facts, as_of)`; one that is not there, or cannot run here, is left out."""

REFERENCE = "enumeration"
"""The engine of the tests, with which every other has to agree."""


@cache
def engines() -> Mapping[str, Says]:
    """The engines by name, the reference first."""
    found: dict[str, Says] = {REFERENCE: enumerate_judgements}
    for name, module in ENGINES.items():
        if find_spec(module) is not None:
            found[name] = _says(import_module(module).judge)
    return found


def _says(judge: Judge) -> Says:
    return lambda program, facts, as_of: [row(found) for found in judge(program, facts, as_of)]


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

    @property
    def rule(self) -> str:
        """The rule in question, "" where that is not known."""
        return (self.one or self.other or Row("", "", "", "", "", -1, "", False)).rule

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
