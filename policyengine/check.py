"""The whole way through: load facts and law, judge, and compose what somebody should read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policyengine.engine import judging
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgements import Judgements
from policyengine.errors import Problem, nearest
from policyengine.findings import Outcome
from policyengine.register.load import load_facts
from policyengine.register.records import Facts
from policyengine.rules.finding import Found, find_packs
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program
from policyengine.spans import Files
from policyengine.triage.causes import Prove
from policyengine.triage.compose import compose, in_full
from policyengine.triage.exits import FailOn, Gate
from policyengine.triage.policy import NO_POLICY, Policy
from policyengine.triage.waivers import Known, Waivers, not_to_be_waived, read_waivers

if TYPE_CHECKING:
    from policyengine.triage.baseline import Baseline
    from policyengine.triage.turning import Case
    from policyengine.triage.waiving import Waiving


class Asked(NamedTuple):
    """What a run is asked to judge; empty selections mean everything."""

    paths: tuple[Path, ...]
    as_of: dt.date
    packs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()
    rule_roots: tuple[Path, ...] = ()
    every_verdict: bool = False
    in_full: bool = False
    """Whether a report for machines is asked for, which shows verdicts and rules as well."""
    documented: bool = False
    """Whether a report to keep is asked for, which shows proofs, drawings, law tables and sources as well."""
    baseline: Path | None = None
    """An earlier report; then only what is new beside it is reported."""
    policy: Policy = NO_POLICY
    """What the house wants of every run, as far as the fields above do not say it."""
    waivers: Path | None = None
    """A file that says which findings somebody has accepted for a time."""
    fail_on: FailOn | None = None
    """What fails the run, whatever the policy says."""
    engine: str = ""
    """Which engine judges; empty for the rule engine, or the interpreter where that cannot be imported."""
    keep: bool = False
    """Whether compiled packs may be taken from an earlier run, and kept for a later one."""


@dataclass(slots=True)
class Loaded:
    """Facts and law, or the problems that keep them from being used, or names nobody knows."""

    facts: Facts
    program: Program
    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    baseline: Baseline | None = None
    waivers: Waivers = field(default_factory=Waivers)
    known: Known = field(default_factory=lambda: Known((), ()))
    """All rules and registers by name, those included that are not judged."""
    gate: Gate = field(default_factory=lambda: NO_POLICY.gate({}))
    """What fails the run."""

    @property
    def read(self) -> tuple[Files, ...]:
        """The files that were read, for places in them."""
        return self.facts.files, self.program.files, self.waivers.files


class Judged(NamedTuple):
    """Every judgement, and how each is proved."""

    judgements: Judgements
    prove: Prove
    engine: str


def load(asked: Asked) -> Loaded:
    """Read facts, law and waivers. All problems are collected; with any of them nothing should be judged.

    Packs that are not chosen are read as well, because they may amend those that are; optional ones
    only where they are chosen by name.
    """
    facts, problems = load_facts(asked.paths)
    found = packs_of(asked)
    program, wrong = _read(asked, found)
    return assembled(asked, facts, program, found, problems + wrong)


def _read(asked: Asked, found: Found) -> tuple[Program, list[Problem]]:
    """The wanted packs and what is wrong with them.

    Where compiled packs are kept, what reads rules is not imported, and where none are, what keeps them is not.
    """
    if asked.keep:
        from policyengine.source.cache import cache

        here = cache()
        if here is not None:
            from policyengine.rules.kept import kept_program

            return kept_program(here, found, found.wanted(asked.packs))
    from policyengine.rules.load import read_program

    return read_program(found, found.wanted(asked.packs))


def packs_of(asked: Asked) -> Found:
    """The packs there are where they are said to stand; those installed, if nothing is said."""
    return find_packs(asked.rule_roots or (installed_packs(),))


def assembled(asked: Asked, facts: Facts, program: Program, packs: Found, problems: Sequence[Problem]) -> Loaded:
    """Facts and law that have been read, with the waivers, as they are asked for; and whatever is wrong."""
    loaded = Loaded(facts, asked.policy.enforced(program))
    wrong = [*asked.policy.problems, *_waivers_and_names(asked, loaded, packs)]
    if asked.baseline is not None:
        from policyengine.triage.baseline import baseline_from

        loaded.baseline, unusable = baseline_from(asked.baseline)
        wrong += unusable
    loaded.problems = sorted({*problems, *wrong})
    if not loaded.problems:
        loaded.unknown = [
            *unknown("pack", asked.packs, packs.headers),
            *unknown("rule", asked.rules, program.rules),
            *unknown("register", asked.registers, facts.registers),
        ]
        loaded.gate = asked.policy.gate(program.rules, asked.fail_on)
        loaded.program = chosen_rules(loaded.program, asked)
        loaded.facts = chosen_registers(facts, asked.registers)
        if loaded.baseline is not None and not loaded.unknown:
            loaded.unknown = loaded.baseline.wrong(loaded.facts.registers)
    return loaded


def _waivers_and_names(asked: Asked, loaded: Loaded, packs: Found) -> list[Problem]:
    """Read the waivers, and what is wrong with them or with the packs and rules that the policy names."""
    if asked.waivers is None and asked.policy is NO_POLICY:
        return []
    loaded.known = Known(loaded.program.rules.keys() | packs.rule_names(), frozenset(loaded.facts.registers))
    problems = asked.policy.wrong(loaded.program, packs.headers, loaded.known.rules)
    if asked.waivers is not None and (asked.waivers != asked.policy.waivers or os.path.lexists(asked.waivers)):
        loaded.waivers = read_waivers(asked.waivers, asked.policy.longest_days)
        problems += [*loaded.waivers.problems, *not_to_be_waived(loaded.waivers.entries, loaded.program)]
    return problems


def waiving(asked: Asked, loaded: Loaded) -> Waiving | None:
    """What resolves the waivers against judgements; None where there are none."""
    if not loaded.waivers.entries:
        return None
    from policyengine.triage.waiving import Waiving

    return Waiving(loaded.waivers.entries, loaded.program, loaded.facts, asked.as_of, loaded.known)


def judge(asked: Asked, loaded: Loaded) -> Judged:
    """Judge what was loaded; whatever engine does, the interpreter proves.

    Raises `rete.UnavailableError` where the engine that is asked for is not installed, and
    `judging.DisagreementError` where two engines judge differently.
    """
    engine = judging.usable(asked.engine)
    judgements = judging.judge(loaded.program, loaded.facts, asked.as_of, engine)
    interpreter = Interpreter(loaded.program, asked.as_of)
    return Judged(judgements, lambda j: interpreter.proof(j, loaded.facts.registers[j.register]), engine)


def judged_case(asked: Asked, loaded: Loaded) -> Case:
    """What was loaded as one side of a comparison, judged as `judge` does and with what is waived on that side."""
    from policyengine.triage.turning import Case

    judged = judge(asked, loaded)
    return Case(loaded.program, loaded.facts, asked.as_of, judged.judgements, judged.prove, waiving(asked, loaded))


def run(asked: Asked, loaded: Loaded) -> Outcome:
    """Judge what was loaded and compose the outcome. Pure but for the files whose lines are shown."""
    judged = judge(asked, loaded)
    outcome = compose(
        loaded.program,
        loaded.facts,
        asked.as_of,
        judged.judgements,
        judged.prove,
        judged.engine,
        every_verdict=asked.every_verdict,
        baseline=loaded.baseline,
        waiving=waiving(asked, loaded),
    )
    outcome = replace(outcome, only_chosen=bool(asked.rules))
    if asked.in_full:
        outcome = in_full(outcome, loaded.program, loaded.facts, judged.judgements)
    return _documented(outcome, loaded, judged) if asked.documented else outcome


def _documented(outcome: Outcome, loaded: Loaded, judged: Judged) -> Outcome:
    """The outcome with everything that a report to keep shows; what that takes is imported here and nowhere else."""
    from policyengine.diagram.pictures import pictures
    from policyengine.triage.dossier import documented

    known = documented(outcome, loaded.program, loaded.facts, judged.judgements, judged.prove)
    found = [*outcome.findings, *(outcome.compared.known if outcome.compared else ())]
    drawn = pictures(loaded.program, loaded.facts, outcome.as_of, found)
    return replace(known, dossier=replace(known.dossier, pictures=drawn) if known.dossier else None)


def unknown(what: str, names: Sequence[str], known: Collection[str]) -> list[str]:
    """What is said of each of `names` that is not `known`."""
    return [f"no {what} is called `{name}` ({nearest(name, known)})" for name in names if name not in known]


def chosen_rules(program: Program, asked: Asked) -> Program:
    """The program with the chosen rules alone; itself, where none is chosen."""
    if not asked.rules and not asked.packs:
        return program
    rules = {
        name: rule
        for name, rule in program.rules.items()
        if (not asked.rules or name in asked.rules) and (not asked.packs or rule.pack in asked.packs)
    }
    return replace(program, rules=rules)


def chosen_registers(facts: Facts, chosen: Sequence[str]) -> Facts:
    """The facts of the chosen registers; of all, where none is chosen."""
    registers = {slug: register for slug, register in facts.registers.items() if not chosen or slug in chosen}
    return Facts(registers, facts.organisations, facts.files)
