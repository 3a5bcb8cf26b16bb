"""Facts and law opened once, and everything that can be asked of them: what Python programs and the command line use.

import policyengine

workspace = policyengine.open("facts")
for finding in workspace.check().findings:
    print(finding.verdict, finding.rule, finding.location)
moved = {"set": {"activities.newsletter.parties.mailer.organisation": "flexmail"}}
print(workspace.what_if(moved).difference.resolved)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from policyengine import check
from policyengine.check import Asked, Loaded
from policyengine.errors import nearest
from policyengine.refusals import Invalid, Unknown, is_day
from policyengine.source.collector import collector_paused

if TYPE_CHECKING:
    import networkx

    from policyengine.diagram.drawing import Drawing
    from policyengine.differences import Comparison
    from policyengine.engine.judgement import Judgement, Proof
    from policyengine.findings import Outcome, WaiverState
    from policyengine.forecasts import Forecast
    from policyengine.matrices import Matrix
    from policyengine.proposals import Repairs
    from policyengine.register.records import Facts, Record
    from policyengine.repairs.choosing import Wanted
    from policyengine.report.terminal import Paint
    from policyengine.rules.program import Program, Rule
    from policyengine.scenarios.scenario import Supposed
    from policyengine.supposing import Supposing
    from policyengine.triage.exits import Gate
    from policyengine.triage.turning import Case
    from policyengine.whatif import Given, Result
    from policyengine.why_not import Answer

__all__ = ["Asked", "Explained", "Invalid", "Loaded", "Unknown", "Workspace"]


class Explained(NamedTuple):
    """What a rule says of a record, every step that leads to it, and whether somebody has accepted it for a time."""

    proof: Proof
    waiver: WaiverState | None
    program: Program
    facts: Facts

    def __str__(self) -> str:
        """The whole in plain text, as `policyengine explain` prints it where nobody looks."""
        from policyengine.report.terminal import Paint

        return self.text(Paint(False))

    def text(self, paint: Paint) -> str:
        """The whole as text, painted as the terminal wants it."""
        from policyengine.report.proof import proof_text
        from policyengine.report.waived import state_lines
        from policyengine.triage.evidence import Places

        shown = proof_text(self.proof, self.program, Places(self.facts.files, self.program.files), paint)
        if self.waiver is None:
            return shown
        lines = ["", paint("Whether it is waived", "bold"), *state_lines(self.waiver, paint)]
        return shown + "".join(f"{line}\n" for line in lines)


class Workspace:
    """Facts and law, read when something is first asked of them and judged as little as possible after that.

    What is asked is never written anywhere. A workspace does not notice that its files change: open another.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def given(self) -> Given:
        """Facts and law with the trees of which others are made; what is wrong stands in `loaded`."""
        from policyengine import whatif

        return whatif.load(self.asked)

    @cached_property
    def loaded(self) -> Loaded:
        """Facts and law, or the problems that keep them from being used."""
        return self.given.loaded if "given" in self.__dict__ else check.load(self.asked)

    @property
    def base(self) -> Case:
        """Every judgement as things stand, and how each is proved."""
        self.usable(trees=True)
        return self.given.base

    def check(self, jobs: int = 1) -> Outcome:
        """Every finding, as `policyengine check` reports it; `jobs` processes share the registers, 0 one a processor.

        Raises `judging.DisagreementError` where two engines are asked that judge differently.
        """
        from policyengine import jobs as sharing

        return sharing.run(self.asked, self.usable(), jobs or sharing.cores())

    def judgement(self, rule: Rule, record: Record, register: str) -> Judgement | None:
        """What a rule says of a record in a register; None where it is not in force on the day."""
        judged = check.judge(self.asked, self.usable()).judgements
        return next((j for j in judged.of(register) if j.rule is rule and j.record is record), None)

    def what_if(self, *changes: Supposing, on: dt.date | None = None) -> Comparison:
        """What would be found if all of this were so, on that day, beside what is found as things stand.

        Only what the changes touch is judged again. Raises `Invalid` where a change cannot be made, with the nearest
        that could, and `Unknown` where no scenario has the name.
        """
        from policyengine.supposing import read_supposed

        with collector_paused(stays=False):
            supposed, name = read_supposed(changes)
            result = self._judged(supposed, on)
            comparison = self.compared(result, supposed, name)
            result.forget()
        return comparison

    def suppose(self, supposed: Supposed, on: dt.date | None = None) -> Result:
        """The judging of what is supposed; or what is wrong with it."""
        from policyengine import whatif

        self.usable(trees=True)
        return whatif.suppose(self.given, supposed, on)

    def compared(self, result: Result, supposed: Supposed, name: str) -> Comparison:
        """What is found on one side only, of a supposition that was judged, called by `name`."""
        from policyengine import whatif

        return whatif.compare(self.given, self.base, result, supposed, name)

    def matrix(self, *columns: Supposing, on: dt.date | None = None) -> Matrix:
        """Each of these by itself, side by side, as far as any of them changes a finding. Raises as `what_if` does."""
        from policyengine.supposing import read_each

        read = read_each(columns)
        return self.side_by_side([(name, supposed, self._judged(supposed, on)) for name, supposed in read])

    def side_by_side(self, columns: Sequence[tuple[str, Supposed, Result]]) -> Matrix:
        """The same of suppositions that were judged, each with a name."""
        from policyengine import whatif

        return whatif.matrix(self.base, columns)

    def explain(self, rule: str, record: str) -> Explained:
        """What a rule says of a record and why; `record` is a key, `register:key`, or how a key ends.

        Raises `Unknown`.
        """
        from policyengine.engine.interpreter import prove
        from policyengine.register.naming import asked_of

        loaded = self.usable()
        one = self.rule(rule)
        found = asked_of(record, loaded.facts, one.for_each)
        if isinstance(found, str):
            raise Unknown(found)
        proof = prove(loaded.program, loaded.facts, self.asked.as_of, one, found)
        return Explained(proof, self._waiver_of(proof), loaded.program, loaded.facts)

    def _waiver_of(self, proof: Proof) -> WaiverState | None:
        """Whether somebody has accepted what is proved, for a time; None where nobody has."""
        from policyengine.engine.judgements import worth_reading

        waivers = check.waiving(self.asked, self.loaded)
        judged = proof.judgement
        return None if waivers is None else waivers.state_of(judged, open_or_bad=worth_reading(judged))

    def why_not(self, rule: str, record: str) -> Answer:
        """Why a rule finds nothing wrong with a record, and what would make it do so. Raises `Unknown`."""
        from policyengine import why_not
        from policyengine.register.naming import asked_of

        facts = self.usable(trees=True).facts
        one = self.rule(rule)
        found = asked_of(record, facts, one.for_each)
        if isinstance(found, str):
            raise Unknown(found)
        return why_not.ask(self.given, one, found)

    def forecast(self, until: dt.date, *changes: Supposing, on: dt.date | None = None) -> Forecast:
        """The days up to and with `until` on which a finding changes if nothing is done, and why.

        With changes it is what would happen if these were so; `on` is the day on which they are made. Raises as
        `what_if` does.
        """
        return self.foreseen(until, *changes, on=on)[0]

    def foreseen(self, until: dt.date, *changes: Supposing, on: dt.date | None = None) -> tuple[Forecast, Gate]:
        """The same, and what fails a run by the law that judges then: what is supposed may bring rules of its own."""
        is_day(until, "until")
        if until <= self.asked.as_of:
            raise ValueError(f"{until} is not after the day of judging, {self.asked.as_of}")
        from policyengine.forecast import forecast
        from policyengine.supposing import read_supposed
        from policyengine.triage.supposition import described

        if not changes:
            return forecast(self.asked, self.usable(), until), self.loaded.gate
        supposed, _ = read_supposed(changes)
        loaded = self._judged(supposed, on).loaded
        return forecast(self.asked, loaded, until, described(supposed)), loaded.gate

    def repair(self, *names: str, wanted: Wanted | None = None) -> Repairs:
        """What could be done, at least, about these findings; about all that are violated or contradictory without any.

        A name is that of a rule, the key of a record, or `rule@record`. `wanted` says what anything costs, what must
        stay, and how long to look. Every proposal has been judged. Raises `Unknown`, and `MissingSolverError` where
        the extra `repair` is not installed.
        """
        from policyengine.repair import findings, repairs
        from policyengine.repairs.choosing import Wanted
        from policyengine.repairs.solver import need_solver

        need_solver()
        self.usable(trees=True)
        wanted = wanted or Wanted()
        wanted = replace(wanted, chosen=(*wanted.chosen, *names))
        if wrong := wanted.table.unknown(self.given.written.trees):
            raise Unknown(wrong)
        some, unknown = findings(self.given, wanted)
        if unknown:
            raise Unknown("\n".join(unknown))
        return repairs(self.given, some, wanted)

    def draw(self, *, findings: Outcome | None = None) -> dict[str, Drawing]:
        """Who gets which data: a drawing of each register by its slug, with these findings marked."""
        from policyengine.diagram.compose import compose
        from policyengine.diagram.position import Law

        loaded = self.usable()
        law = Law(loaded.program, self.asked.as_of)
        drawings = {}
        for slug, register in sorted(loaded.facts.registers.items()):
            mine = None if findings is None else [one for one in findings.findings if one.register == slug]
            drawings[slug] = compose(register, self.asked.as_of, law, mine)
        return drawings

    def graph(self, register: str = "") -> networkx.MultiDiGraph[str]:
        """Who gives which data to whom in a register, with what is found, as a graph of networkx (extra `graph`).

        Nodes are those of the drawing: `name`, `role`, `position` (of their territory in law), `certainty`, `records`,
        `verdict`. Edges have `data`, `purposes`, `safeguards`, `subjects`, `certainty`, `records`, `verdict`. Without
        `register` it is the only one there is. Raises `Unknown`.
        """
        from policyengine.diagram.graph import graph

        registers = self.usable().facts.registers
        slug = register or next(iter(registers))
        if slug not in registers:
            raise Unknown(f"no register is called `{slug}` ({nearest(slug, registers)})")
        if not register and len(registers) > 1:
            raise Unknown(f"there are {len(registers)} registers; name one of {', '.join(sorted(registers))}")
        return graph(self.draw(findings=self.check())[slug])

    def rule(self, name: str) -> Rule:
        """The rule of that name. Raises `Unknown`."""
        rules = self.loaded.program.rules
        if name not in rules:
            raise Unknown(f"no rule is called `{name}` ({nearest(name, rules)})")
        return rules[name]

    def _judged(self, supposed: Supposed, on: dt.date | None) -> Result:
        if on is not None:
            is_day(on, "on")
        result = self.suppose(supposed, on)
        if result.case is None:
            raise Invalid(result.problems, *result.loaded.read, supposed.files)
        return result

    def usable(self, *, trees: bool = False) -> Loaded:
        """Facts and law, which are fine. Raises `Invalid`, and `Unknown` for a name that was chosen."""
        loaded = self.given.loaded if trees else self.loaded
        if loaded.problems:
            raise Invalid(loaded.problems, *loaded.read, self.asked.policy.files)
        if loaded.unknown:
            raise Unknown("; ".join(loaded.unknown))
        return loaded
