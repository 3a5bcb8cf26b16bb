"""What changes from one set of facts to another, under the same law or each under its own: load, judge, compare."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from policyengine.check import Asked, Loaded, chosen_registers, judged_case, load, unknown
from policyengine.differences import Comparison, Version
from policyengine.errors import Problem
from policyengine.register.load import load_facts
from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program
from policyengine.triage.difference import difference
from policyengine.triage.turning import Case

_INSTALLED = "the installed rules judge both sides"
_GIVEN = "the same rules judge both sides"
_OWN = "each side is judged by its own rules"


@dataclass(frozen=True, slots=True)
class Tree:
    """One side as it stands in files. Places are shown as seen from `folder`."""

    version: Version
    folder: Path
    paths: tuple[Path, ...]
    """Facts, as seen from `folder` or whole."""
    rule_roots: tuple[Path, ...] = ()
    """Where this side has packs of its own; empty where it has none."""
    waivers: Path | None = None
    problems: tuple[Problem, ...] = ()
    """What is wrong with the files before anything is read."""


@dataclass(slots=True)
class Pair:
    """Both sides, or what keeps them from being judged."""

    base: Loaded
    head: Loaded
    rules: str
    """Which rules judge, in a sentence."""
    unknown: list[str] = field(default_factory=list)


def load_both(asked: Asked, base: Tree, head: Tree) -> Pair:
    """Read both sides, every problem of each. Registers and rules need only be known to one of them.

    While a side is read, its folder is the working directory: this is nothing for one of several threads.

    Where no side has packs of its own, both are judged by the very same program; a pack that only one
    side has is still the law of that side. What is accepted for a time is read on the side of head.
    """
    own = bool(base.rule_roots or head.rule_roots)
    after = _load(asked, head, head.waivers)
    # Packs and rules that the policy names need not have been there before.
    then = asked._replace(policy=replace(asked.policy, named=())) if asked.policy.named else asked
    before = _load(then, base, None) if own else _facts_under(after.program, base)
    pair = Pair(before, after, _rules(asked, own=own))
    if not (before.problems or after.problems):
        known = sorted(before.facts.registers.keys() | after.facts.registers.keys())
        pair.unknown = [*_on_both(before, after, own=own), *unknown("register", asked.registers, known)]
        for side in (before, after):
            side.facts = chosen_registers(side.facts, asked.registers)
    return pair


def judge_both(asked: Asked, pair: Pair) -> tuple[Case, Case]:
    """Base and head, judged."""
    return judged_case(asked, pair.base), judged_case(asked, pair.head)


def compare(asked: Asked, sides: tuple[Case, Case], pair: Pair, base: Version, head: Version) -> Comparison:
    """Say what differs between both sides as they were judged. Pure but for the files whose lines are shown."""
    before, after = sides
    return Comparison(
        as_of=asked.as_of,
        base=base,
        head=head,
        rules=pair.rules,
        judged=len(after.judgements),
        difference=difference(before, after, only_named=bool(asked.registers)),
        registers=len(before.facts.registers.keys() | after.facts.registers.keys()),
    )


def _load(asked: Asked, tree: Tree, waivers: Path | None) -> Loaded:
    roots = (*asked.rule_roots, *tree.rule_roots)
    if not roots:
        nothing, _ = load_program(())
        return _facts_under(nothing, tree)
    # Where the policy's waivers are has been settled, and the policy would look for them from here.
    policy = replace(asked.policy, waivers=None) if asked.policy.waivers else asked.policy
    wanted = asked._replace(paths=tree.paths, rule_roots=roots, registers=(), policy=policy, waivers=waivers)
    with contextlib.chdir(tree.folder):
        loaded = load(wanted)
    loaded.problems = sorted({*loaded.problems, *tree.problems})
    return loaded


def _facts_under(program: Program, tree: Tree) -> Loaded:
    """The facts of a tree, with law that is loaded already."""
    with contextlib.chdir(tree.folder):
        facts, problems = load_facts(tree.paths)
    return Loaded(facts, program, sorted({*problems, *tree.problems}))


def _rules(asked: Asked, *, own: bool) -> str:
    if own:
        return _OWN
    return _INSTALLED if asked.rule_roots in ((), (installed_packs(),)) else _GIVEN


def _on_both(before: Loaded, after: Loaded, *, own: bool) -> Iterator[str]:
    """Names of packs and rules that neither side knows, as head says it."""
    there = {message.partition(" (")[0] for message in before.unknown}
    return (message for message in after.unknown if not own or message.partition(" (")[0] in there)
