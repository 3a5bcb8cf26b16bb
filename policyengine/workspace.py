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
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from policyengine import check
from policyengine.check import Asked, Loaded
from policyengine.differences import Comparison
from policyengine.errors import Problem, nearest
from policyengine.findings import Outcome
from policyengine.matrices import Matrix
from policyengine.rules.packs import installed_packs
from policyengine.spans import Files

if TYPE_CHECKING:
    import networkx

    from policyengine.diagram.drawing import Drawing
    from policyengine.engine.judgement import Proof
    from policyengine.findings import WaiverState
    from policyengine.forecasts import Forecast
    from policyengine.register.records import Record
    from policyengine.rules.program import Rule
    from policyengine.scenarios.scenario import Supposed
    from policyengine.whatif import Given, Result
    from policyengine.why_not import Answer

Supposing: TypeAlias = "str | Path | Mapping[str, object] | Supposed"
"""A scenario by its name or file; changes as a scenario file would hold them, such as `{"set": {path: value}}`."""
_NO_CHANGE = "no change"


class Invalid(Exception):  # noqa: N818 - what was given is wrong, not the program
    """Facts, law or changes cannot be used; `problems` says of each why, where, and what would be right."""

    def __init__(self, problems: Iterable[Problem], *read: Files) -> None:
        self.problems = tuple(sorted({*problems}))
        self.read = read
        """The files in which places count."""
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unknown(LookupError):  # noqa: N818 - the same
    """A rule, record, register, pack or scenario that nobody knows; the text says so, with the nearest known one."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What a rule says of a record, every step that leads to it, and whether somebody has accepted it for a time."""

    proof: Proof
    waiver: WaiverState | None
    text: str
    """The whole in plain text, as `policyengine explain` prints it."""


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

    def check(self, jobs: int = 1) -> Outcome:
        """Every finding, as `policyengine check` reports it; registers are shared out among so many processes.

        Raises `judging.DisagreementError` where two engines are asked that judge differently.
        """
        from policyengine import jobs as sharing

        return sharing.run(self.asked, self._usable(), jobs)

    def what_if(self, *changes: Supposing, on: dt.date | None = None) -> Comparison:
        """What would be found if all of this were so, on that day, beside what is found as things stand.

        Only what the changes touch is judged again. Raises `Invalid` where a change cannot be made, with the nearest
        that could, and `Unknown` where no scenario has the name.
        """
        from policyengine import whatif

        supposed, name = self._supposed(changes)
        result = self.suppose(supposed, on)
        if result.case is None:
            raise Invalid(result.problems, *result.loaded.read, supposed.files)
        return whatif.compare(self.given, self.given.base, result, supposed, name)

    def suppose(self, supposed: Supposed, on: dt.date | None = None) -> Result:
        """The judging of what is supposed; or what is wrong with it."""
        from policyengine import whatif

        self._usable(trees=True)
        return whatif.suppose(self.given, supposed, on)

    def matrix(self, *columns: Supposing, on: dt.date | None = None) -> Matrix:
        """Each of these by itself, side by side, as far as any of them changes a finding. Raises as `what_if` does."""
        from policyengine import whatif

        made = []
        for each in columns:
            supposed, name = self._supposed([each])
            result = self.suppose(supposed, on)
            if result.case is None:
                raise Invalid(result.problems, *result.loaded.read, supposed.files)
            made.append((name, supposed, result))
        return whatif.matrix(self.given.base, made)

    def explain(self, rule: str, record: str) -> Explained:
        """What a rule says of a record and why; `record` is a key, `register:key`, or how a key ends.

        Raises `Unknown`.
        """
        from policyengine.engine.interpreter import prove
        from policyengine.report.proof import proof_text
        from policyengine.report.terminal import Paint
        from policyengine.triage.evidence import Places

        loaded = self._usable()
        one = self.rule(rule)
        proof = prove(loaded.program, loaded.facts, self.asked.as_of, one, self.record(record, one.for_each))
        text = proof_text(proof, loaded.program, Places(loaded.facts.files, loaded.program.files), Paint(False))
        return Explained(proof, self.waiver_of(proof), text)

    def waiver_of(self, proof: Proof) -> WaiverState | None:
        """Whether somebody has accepted what is proved, for a time; None where nobody has."""
        from policyengine.engine.judgements import worth_reading

        waivers = check.waiving(self.asked, self.loaded)
        judged = proof.judgement
        return None if waivers is None else waivers.state_of(judged, open_or_bad=worth_reading(judged))

    def why_not(self, rule: str, record: str) -> Answer:
        """Why a rule finds nothing wrong with a record, and what would make it do so. Raises `Unknown`."""
        from policyengine import why_not

        self._usable(trees=True)
        one = self.rule(rule)
        return why_not.ask(self.given, one, self.record(record, one.for_each))

    def forecast(self, until: dt.date) -> Forecast:
        """The days up to and with `until` on which a finding changes if nothing is done, and why."""
        from policyengine.forecast import forecast

        return forecast(self.asked, self._usable(), until)

    def draw(self, *, findings: Outcome | None = None) -> dict[str, Drawing]:
        """Who gets which data: a drawing of each register by its slug, with these findings marked."""
        from policyengine.diagram.compose import compose
        from policyengine.diagram.position import Law

        loaded = self._usable()
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

        registers = self._usable().facts.registers
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

    def record(self, name: str, kind: str = "") -> Record:
        """The one record that is meant, of a kind if one is given. Raises `Unknown`."""
        from policyengine.register.naming import find

        found = find(name, self.loaded.facts, kind)
        if isinstance(found, str):
            raise Unknown(found)
        return found

    def _usable(self, *, trees: bool = False) -> Loaded:
        loaded = self.given.loaded if trees else self.loaded
        if loaded.problems:
            raise Invalid(loaded.problems, *loaded.read, self.asked.policy.files)
        if loaded.unknown:
            raise Unknown("; ".join(loaded.unknown))
        return loaded

    def _supposed(self, changes: Sequence[Supposing]) -> tuple[Supposed, str]:
        """All of these one after the other, and what to call them."""
        from policyengine.rules.reading import Reading
        from policyengine.scenarios.reading import FLAGS, read_changes
        from policyengine.scenarios.scenario import Scenario, Supposed, composed
        from policyengine.scenarios.shelf import NoScenario, read_named

        if len(changes) == 1 and isinstance(changes[0], Supposed):
            return changes[0], _named(changes[0])
        reading = Reading(Files())
        scenarios: list[Scenario] = []
        try:
            for each in changes:
                if isinstance(each, Supposed):
                    raise TypeError("what is read already stands alone")
                if isinstance(each, Mapping):
                    scenarios.append(read_changes(each, reading))
                else:
                    scenarios += read_named([os.fspath(each)], reading)[0]
        except NoScenario as why:
            raise Unknown(f"{why} ({why.hint})") from None
        if reading.problems:
            raise Invalid(reading.problems, reading.files)
        supposed = composed(scenarios, reading.files)
        names = (FLAGS.title if one.title == FLAGS.title else one.name for one in scenarios)
        return supposed, ", then ".join(dict.fromkeys(names)) or _NO_CHANGE


def _named(supposed: Supposed) -> str:
    return ", then ".join(scenario.name for scenario in supposed.scenarios) or _NO_CHANGE


def open(  # noqa: A001, PLR0913 - called `policyengine.open`
    *paths: str | Path,
    as_of: dt.date | None = None,
    packs: Collection[str] = (),
    rules: Collection[str] = (),
    registers: Collection[str] = (),
    rule_roots: Collection[str | Path] = (),
    installed_rules: bool = True,
    waivers: str | Path | None = None,
    policy: str | Path | None = None,
    engine: str = "",
) -> Workspace:
    """Open facts: roots with a folder for each register, folders of registers, or files; without any, `facts`.

    Law and facts are those of `as_of`, today if nothing is said. `packs`, `rules` and `registers` choose, where they
    are not empty. `rule_roots` are folders of packs of your own beside those installed; `waivers` and `policy` are
    files. Everything is read and checked here: raises `FileNotFoundError`, `Invalid`, and `Unknown` for a name.
    """
    from policyengine.triage.policy import NO_POLICY
    from policyengine.triage.policyfile import read_policy

    given = [Path(path) for path in paths] or [Path("facts")]
    for path in (*given, *map(Path, rule_roots), *(Path(one) for one in (waivers, policy) if one is not None)):
        if not os.path.lexists(path):
            raise FileNotFoundError(f"there is no `{path}`")
    workspace = Workspace(
        Asked(
            paths=tuple(given),
            as_of=as_of or dt.date.today(),
            packs=tuple(packs),
            rules=tuple(rules),
            registers=tuple(registers),
            rule_roots=(*([installed_packs()] if installed_rules else []), *map(Path, rule_roots)),
            policy=NO_POLICY if policy is None else read_policy(Path(policy)),
            waivers=None if waivers is None else Path(waivers),
            engine=engine,
            keep=True,
        )
    )
    workspace._usable(trees=True)
    return workspace
