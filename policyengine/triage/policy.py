"""What a house wants of every run: where facts and rules are, what fails, how rules are enforced, who may waive."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from policyengine.errors import Problem, nearest
from policyengine.rules.program import Enforcement, Program, Rule
from policyengine.spans import Files, Place
from policyengine.triage.exits import DEFAULT, FailOn, Gate
from policyengine.triage.waivers import LONGEST_DAYS

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Apart(Generic[_T]):
    """Something said of all rules, of those of some packs, and of single ones: the narrowest counts."""

    of_all: _T | None = None
    packs: Mapping[str, _T] = field(default_factory=dict)
    rules: Mapping[str, _T] = field(default_factory=dict)

    def own(self, rule: Rule) -> _T | None:
        """What is said of `rule` or its pack; None where nothing is."""
        return self.rules.get(rule.id, self.packs.get(rule.pack))


@dataclass(frozen=True, slots=True)
class Named:
    """A pack or rule that the policy file names, and where."""

    what: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy file as read, paths as seen from the working directory; what is not said is empty."""

    facts: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    installed_rules: bool = True
    packs: tuple[str, ...] = ()
    as_of: dt.date | None = None
    fail_on: Apart[FailOn] = Apart()
    enforcement: Apart[Enforcement] = Apart()
    fail_on_place: Place = 0
    waivers: Path | None = None
    waivers_place: Place = 0
    longest_days: int = LONGEST_DAYS
    named: tuple[Named, ...] = ()
    files: Files = field(default_factory=Files)
    problems: tuple[Problem, ...] = ()

    def enforced(self, program: Program) -> Program:
        """`program` with its rules enforced as the policy wants it."""
        general = self.enforcement.of_all or Enforcement.SOFT
        rules = {
            name: replace(rule, enforcement=self.enforcement.own(rule) or general)
            for name, rule in program.rules.items()
        }
        return replace(program, rules=rules)

    def gate(self, rules: Mapping[str, Rule], given: FailOn | None = None) -> Gate:
        """What fails a run: what is `given` on the command line for every rule, else what the policy says of each."""
        if given is not None:
            return Gate(given)
        own = {name: wanted for name, rule in rules.items() if (wanted := self.fail_on.own(rule)) is not None}
        return Gate(self.fail_on.of_all or FailOn.parse(DEFAULT), own)

    def wrong(self, program: Program, packs: Collection[str], rules: Collection[str]) -> list[Problem]:
        """What cannot be followed: packs and rules that are not there, and hard rules that could never fail.

        `packs` and `rules` are the names of all that there are, loaded or not; `program` is what is loaded.
        """
        known = {"pack": packs, "rule": rules}
        problems = [
            Problem(
                self.files.span(one.place), f"no {one.what} is called `{one.name}`", nearest(one.name, known[one.what])
            )
            for one in self.named
            if one.name not in known[one.what]
        ]
        enforced, gate = self.enforced(program), self.gate(program.rules)
        hard = [name for name, rule in enforced.rules.items() if rule.enforcement is Enforcement.HARD]
        never = [name for name in hard if not gate.by_rule.get(name, gate.of_all).from_rank]
        if never:
            more = f", like {len(never) - 1} more," if len(never) > 1 else ""
            message = f"`{never[0]}`{more} is enforced as hard, and `fail_on` says that it never fails"
            hint = "say from which severity on it fails, or enforce it as advisory"
            problems.append(Problem(self.files.span(self.fail_on_place), message, hint))
        if self.waivers is not None and not os.path.lexists(self.waivers):
            hint = "`policyengine waivers add` makes it"
            problems.append(Problem(self.files.span(self.waivers_place), f"there is no `{self.waivers}`", hint))
        return problems


NO_POLICY = Policy()
"""Nothing is said."""

__all__ = ["NO_POLICY", "Apart", "Named", "Policy"]
