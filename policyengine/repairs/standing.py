"""What repairs are looked for in: facts, the law that judges them, every judgement and how each is proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from policyengine.engine.judgement import Judgement, Proof, Verdict
from policyengine.engine.judgements import Judgements
from policyengine.errors import Problem
from policyengine.register.records import Facts
from policyengine.repairs.candidate import Edit
from policyengine.rules.program import Program

BAD = (Verdict.VIOLATED, Verdict.CONTRADICTORY)
"""What no repair may bring about."""
DONE = (Verdict.SATISFIED, Verdict.NOT_APPLICABLE)
"""What a repair turns verdicts into."""


class Standing(Protocol):
    """What is judged, by which law and on which day; the cases of a what-if are such."""

    program: Program
    facts: Facts
    as_of: dt.date
    judgements: Judgements

    @property
    def prove(self) -> Callable[[Judgement], Proof]:
        """How each judgement is proved."""


class About(NamedTuple):
    """By what a verdict is known, whatever it is."""

    register: str
    rule: str
    record: str
    """The key of the record."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Facts with some changes, judged; or why these changes cannot be made."""

    case: Standing | None
    problems: tuple[Problem, ...] = ()


Trial = Callable[[tuple[Edit, ...]], Tried]
"""Judges facts with some changes made, all else being as it stands."""


def about(judgement: Judgement) -> About:
    """What it is about."""
    return About(judgement.register, judgement.rule.id, judgement.record.key)


class Looked:
    """Every judgement of a case that is open or bad, and any other that is asked for."""

    def __init__(self, case: Standing) -> None:
        self.case = case
        self.worth = {about(j): j for slug in sorted(case.facts.registers) for j in case.judgements.worth_reading(slug)}

    def bad(self) -> Iterator[tuple[About, Judgement]]:
        """What is violated or contradictory."""
        return ((key, j) for key, j in self.worth.items() if j.verdict in BAD)

    def not_done(self, goals: Iterable[About]) -> dict[About, Judgement]:
        """Those goals that are neither satisfied nor not applicable; where the record is gone, nothing is left."""
        found: dict[About, Judgement] = {}
        unseen: set[About] = set()
        for goal in goals:
            if goal in self.worth:
                found[goal] = self.worth[goal]
            else:
                unseen.add(goal)
        for slug in sorted({goal.register for goal in unseen} & self.case.facts.registers.keys()):
            found |= {key: j for j in self.case.judgements.of(slug) if (key := about(j)) in unseen}
        return {key: j for key, j in found.items() if j.verdict not in DONE}

    def open_of(self, paths: Collection[str], rules: Collection[str]) -> list[Judgement]:
        """What is open of records given by their paths, in the order of these.

        Whether a rule applies may be open too, where it follows from one of `rules`.
        """
        order = {path: number for number, path in enumerate(paths)}
        registers = dict.fromkeys(path.partition(":")[0] for path in paths)
        judgements = (judgement for register in registers for judgement in self.case.judgements.of(register))
        found = [
            one
            for one in judgements
            if f"{one.register}:{one.record.key}" in order
            and (one.verdict is Verdict.NOT_STATED or _follows(one, rules))
        ]
        return sorted(found, key=lambda each: order[f"{each.register}:{each.record.key}"])


def _follows(judgement: Judgement, rules: Collection[str]) -> bool:
    follows = any(rule in rules for rule in judgement.rule.follows_from)
    return judgement.verdict is Verdict.UNDETERMINED and follows


def is_worse(new: Judgement, old: Judgement | None) -> bool:
    """Whether a bad judgement is worse than what was said before: nothing bad, a mere contradiction, or less severe."""
    if old is None or old.verdict not in BAD:
        return True
    return BAD.index(new.verdict) < BAD.index(old.verdict) or new.severity.rank < old.severity.rank
