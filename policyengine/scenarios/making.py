"""From facts and law as they are written, and what is supposed, to the facts and the program that this makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from policyengine.engine.interpreter import Interpreter
from policyengine.errors import Problem, nearest
from policyengine.register.draft import ROOT
from policyengine.register.model.kinds import KINDS
from policyengine.register.patching import Patches
from policyengine.register.records import Facts, Record
from policyengine.register.touched import Touched
from policyengine.register.trees import Trees
from policyengine.rules.load import Law
from policyengine.rules.program import Program
from policyengine.scenarios.facts import apply
from policyengine.scenarios.law import apply_law, is_law
from policyengine.scenarios.paths import ORGANISATIONS
from policyengine.scenarios.scenario import Change, Supposed, Wherever
from policyengine.source.changing import joined, moved
from policyengine.source.tree import Mapping, Raw, Scalar, raw_of
from policyengine.spans import Place


@dataclass(frozen=True)
class Written:
    """Facts and law as they are written, beside what they come to."""

    trees: Trees
    facts: Facts
    law: Law
    program: Program

    @cached_property
    def _patches(self) -> Patches:
        return Patches(self.trees, self.facts)

    def patched(self, trees: Trees) -> tuple[Facts, list[Problem], Touched | None]:
        """The facts that other trees state, with what is wrong with them, and what that touches if it is little."""
        patched = self._patches.patched(trees)
        return (patched.facts, [], patched.touched) if patched is not None else (*trees.facts(), None)


@dataclass(frozen=True, slots=True)
class Made:
    """What facts and law come to under a supposition; with any problem nothing should be judged."""

    facts: Facts
    program: Program
    trees: Trees
    """What states the facts."""
    problems: tuple[Problem, ...] = ()
    touched: Touched | None = None
    """Everything of which something else is said, where that is known to be all."""


def make(written: Written, supposed: Supposed, as_of: dt.date) -> Made:
    """Facts and law with everything changed that is supposed. Pure; what is not changed is the very same object.

    `as_of` is the day on which it will be judged.
    """
    return _Making(written, supposed, as_of).made()


class _Making:
    """Collects changes, of facts and of law apart, and applies them from the beginning whenever somebody looks."""

    def __init__(self, written: Written, supposed: Supposed, as_of: dt.date) -> None:
        self._written = written
        self._supposed = supposed
        self._as_of = as_of
        self._fact_files, self._fact_shift = joined(written.trees.files, supposed.files)
        self._law_files, self._law_shift = joined(written.law.files, supposed.files)
        self._of_facts: list[Change] = []
        self._of_law: list[Change] = []
        self._selections = 0

    def made(self) -> Made:
        for step in self._supposed.steps:
            if isinstance(step, Change):
                self._collect(step)
                continue
            found = self._selected(step)
            if isinstance(found, Made):
                return found
            self._of_facts += found
        return self._now()

    def _collect(self, change: Change) -> None:
        if is_law(change.path):
            self._of_law.append(_moved(change, self._law_shift))
        else:
            self._of_facts.append(_moved(change, self._fact_shift))

    def _now(self, selection: tuple[str, Wherever] | None = None) -> Made:
        """What all changes so far come to, with the definition by which a selection asks."""
        written = self._written
        facts, program = written.facts, written.program
        problems: list[Problem] = []
        made, touched = written.trees, None
        if self._of_facts:
            trees, reading = apply(written.trees, self._of_facts, self._fact_files, self._as_of)
            problems += reading.problems
            if not reading.problems:
                made = trees
                facts, wrong, touched = written.patched(trees)
                problems += wrong
        if self._of_law or selection:
            law, reading = apply_law(written.law, self._of_law, self._law_files, self._as_of)
            problems += reading.problems
            if selection:
                law = _with_definition(law, *selection, self._law_shift)
            if not reading.problems:
                program, wrong = law.program()
                problems += wrong
        return Made(facts, program, made, tuple(sorted({*problems})), touched)

    def _selected(self, step: Wherever) -> list[Change] | Made:
        """The changes of every record that is meant; or what is wrong with saying which."""
        written = [name for name, kind in KINDS.items() if not kind.derived]
        if step.for_each not in written:
            return self._wrong(
                step.place, f"no records are of the kind `{step.for_each}`", nearest(step.for_each, written)
            )
        for change in step.changes:
            if is_law(change.path):
                message = f"`{change.path}` does not begin at a record"
                return self._wrong(change.place, message, "change the law outside of `wherever`")
        self._selections += 1
        name = f"{step.for_each}.supposed-{self._selections}"
        now = self._now((name, step))
        if now.problems:
            return now
        interpreter = Interpreter(now.program, self._as_of)
        meant = [record for record in _of_kind(now.facts, step.for_each) if interpreter.holds(name, record).true]
        moved_changes = [_moved(change, self._fact_shift) for change in step.changes]
        return [replace(change, path=_path(record, change.path)) for record in meant for change in moved_changes]

    def _wrong(self, place: Place, message: str, hint: str) -> Made:
        problem = Problem(self._supposed.files.span(place), message, hint)
        return Made(self._written.facts, self._written.program, self._written.trees, (problem,))


def _moved(change: Change, by: Place) -> Change:
    value = None if change.value is None else moved(change.value, by)
    return replace(change, place=change.place + by, value=value)


def _with_definition(law: Law, name: str, step: Wherever, by: Place) -> Law:
    """The law with one more definition: the condition of a selection."""
    place = step.place + by
    when = moved(step.when, by)
    text: Raw = raw_of(Scalar("what is supposed", place, True), place)
    inner = Mapping({"means": text, "provision": text, "holds": raw_of(when, place)}, place)
    file = Path(f"{name}.yaml")
    found = replace(law.found, definitions=[*law.found.definitions, file])
    return law._replace(found=found, nodes={**law.nodes, file: Mapping({name: (inner, place, 0, False)}, place)})


def _of_kind(facts: Facts, kind: str) -> Iterator[Record]:
    if kind == "organisation":
        yield from facts.organisations.values()
        return
    for _, register in sorted(facts.registers.items()):
        yield from register.of(kind)


def _path(record: Record, below: str) -> str:
    """The path of what is said of a record."""
    if not record.register:
        return f"{ORGANISATIONS}.{record.key}.{below}"
    return f"{record.register}:{below}" if record.key == ROOT else f"{record.register}:{record.key}.{below}"
