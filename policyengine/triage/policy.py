"""What a house wants of every run: where facts and rules are, what fails, how rules are enforced, who may waive."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

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


class Named(NamedTuple):
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
        """`program` with its rules enforced as the policy wants it; itself where nothing is said."""
        if self.enforcement == Apart():
            return program
        general = self.enforcement.of_all or Enforcement.SOFT
        rules = {
            name: rule._replace(enforcement=self.enforcement.own(rule) or general)
            for name, rule in program.rules.items()
        }
        return replace(program, rules=rules)

    def gate(self, rules: Mapping[str, Rule], given: FailOn | None = None) -> Gate:
        """What fails a run: what is `given` on the command line for every rule, else what the policy says of each.

        Of a rule that is enforced as hard every breach fails it, whatever its severity and whoever says otherwise.
        """
        general = given or self.fail_on.of_all or FailOn.parse(DEFAULT)
        own = {name: given or self.fail_on.own(rule) or general for name, rule in rules.items()}
        own |= {name: own[name].with_every_breach() for name in self._hard(rules)}
        return Gate(general, {name: wanted for name, wanted in own.items() if wanted is not general})

    def _hard(self, rules: Mapping[str, Rule]) -> list[str]:
        general = self.enforcement.of_all
        return [name for name, rule in rules.items() if (self.enforcement.own(rule) or general) is Enforcement.HARD]

    def wrong(self, program: Program, packs: Collection[str], rules: Collection[str]) -> list[Problem]:
        """What cannot be followed: packs and rules that are not there, and hard ones that are said never to fail.

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
        own = {name: self.fail_on.own(program.rules[name]) for name in self._hard(program.rules)}
        never = [name for name, wanted in own.items() if wanted is not None and not wanted.from_rank]
        if never:
            more = f", like {len(never) - 1} more," if len(never) > 1 else ""
            message = f"`{never[0]}`{more} is enforced as hard, and `fail_on` says that it never fails"
            hint = "leave out one of the two"
            problems.append(Problem(self.files.span(self.fail_on_place), message, hint))
        if self.waivers is not None and not os.path.lexists(self.waivers):
            hint = "`policyengine waivers add` makes it"
            problems.append(Problem(self.files.span(self.waivers_place), f"there is no `{self.waivers}`", hint))
        return problems


NO_POLICY = Policy()
"""Nothing is said."""

__all__ = ["NO_POLICY", "Apart", "Named", "Policy"]
