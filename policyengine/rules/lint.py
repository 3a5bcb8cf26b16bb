"""What is doubtful in rules that load: what can never hold, what does not exist, what is not tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from policyengine.errors import Problem, nearest
from policyengine.rules.language import Condition, Count, Every
from policyengine.rules.parts import conditions_of, definitions_in, walk
from policyengine.rules.program import Program, Rule
from policyengine.rules.provisions import PROVISIONS, Provisions, load_provisions
from policyengine.rules.reachable import reachable_verdicts
from policyengine.rules.testfiles import TestFile, read_test_files
from policyengine.rules.unreachable import contradict, contradictions
from policyengine.spans import Files, Place, Span


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """One doubtful thing; a `warning` may be meant, anything else is to be mended."""

    span: Span
    about: str
    """The rule or definition."""
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        word = "warning" if self.warning else "error"
        return f"{self.span}: {word}: {self.message}" + (f" ({self.hint})" if self.hint else "")


def lint(
    program: Program, roots: Sequence[Path], provisions: Provisions | None = None
) -> tuple[list[Remark], list[Problem]]:
    """Everything doubtful in `program`, whose tests stand below `roots`; and test files that cannot be read."""
    files, problems = read_test_files(roots, Files())
    by_rule: dict[str, list[TestFile]] = {}
    for file in files:
        by_rule.setdefault(file.rule, []).append(file)
    looking = _Looking(program, provisions or load_provisions())
    remarks = [*looking.definitions()]
    for name, rule in program.rules.items():
        remarks += looking.rule(rule)
        remarks += looking.tests(rule, by_rule.get(name, []))
    return sorted(set(remarks)), sorted(problems)


class _Looking:
    def __init__(self, program: Program, provisions: Provisions) -> None:
        self.program = program
        self.provisions = provisions

    def remark(self, place: Place, about: str, message: str, hint: str = "", *, warning: bool = False) -> Remark:
        return Remark(self.program.files.span(place), about, message, hint, warning)

    def definitions(self) -> Iterator[Remark]:
        """Definitions that nobody uses, that cite what is not there, or that cannot hold."""
        program = self.program
        used = {name for rule in program.rules.values() for c in conditions_of(rule) for name in definitions_in(c)}
        used |= {name for pack in program.packs.values() for name in definitions_in(pack.when)}
        used |= {name for definition in program.definitions.values() for name in definitions_in(definition.holds)}
        lawful = self._used_by_law()
        for name, definition in program.definitions.items():
            if name not in used:
                yield self.remark(definition.place, name, f"no rule uses the definition `{name}`", warning=True)
            law = name in lawful or name not in used
            yield from self.cited((definition.provision,), definition.place, name, law=law)
            yield from self.conditions((definition.holds,), name)

    def _used_by_law(self) -> set[str]:
        """The definitions that rules of law packs rest on, however far away."""
        program = self.program
        rules = [rule for rule in program.rules.values() if program.packs[rule.pack].law]
        waiting = [name for rule in rules for c in conditions_of(rule) for name in definitions_in(c)]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += definitions_in(program.definitions[name].holds)
        return found

    def rule(self, rule: Rule) -> Iterator[Remark]:
        """Provisions that do not exist, and conditions that cannot hold."""
        law = self.program.packs[rule.pack].law
        yield from self.cited(rule.provisions, rule.place, rule.id, law=law)
        for exemption in rule.unless:
            yield from self.cited((exemption.provision,), exemption.place, rule.id, law=law)
            if contradict(rule.when, exemption.when):
                message = "the exception can never hold where the rule applies"
                yield self.remark(exemption.place, rule.id, message)
        yield from self.conditions(conditions_of(rule), rule.id)

    def cited(self, provisions: Iterable[str], place: Place, about: str, *, law: bool) -> Iterator[Remark]:
        """Citations of what no act has. Whoever does not state the law may cite a policy that no list knows."""
        for citation in provisions:
            act = self.provisions.act_of(citation)
            if not act and not law:
                hint = nearest(citation.partition(" ")[0], self.provisions.titles)
                if hint.startswith("did you mean"):
                    yield self.remark(place, about, f"`{citation}` names no act that is known", hint, warning=True)
            elif not act:
                hint = f"name it in {PROVISIONS}.yaml of the law tables"
                yield self.remark(place, about, f"`{citation}` names no act that is known", hint)
            elif not self.provisions.exists(citation):
                hint = nearest(citation, self.provisions.of_act(act))
                yield self.remark(place, about, f"there is no provision `{citation}`", hint)

    def conditions(self, conditions: Iterable[Condition], about: str) -> Iterator[Remark]:
        """Contradictions, and quantifiers that ask for a whole list where nobody says it is whole."""
        for condition in conditions:
            for test, message in contradictions(condition):
                yield self.remark(test.place, about, message)
            for at in walk(condition):
                if isinstance(at, (Every, Count)) and at.members.open and (isinstance(at, Every) or at.most >= 0):
                    yield self._open(at, about)

    def _open(self, at: Every | Count, about: str) -> Remark:
        what = at.members.path.attribute if at.members.path is not None else at.members.table
        word = "every" if isinstance(at, Every) else "at_most"
        message = f"`{word}` over the open list `{what}` is only told true where the facts say `complete: [{what}]`"
        return self.remark(at.place, about, message, "turn it round with `some`, if that is meant", warning=True)

    def tests(self, rule: Rule, files: Sequence[TestFile]) -> Iterator[Remark]:
        """Verdicts and exceptions that no test of the rule expects."""
        tests = [test for file in files for test in file.tests]
        if not tests:
            yield self.remark(rule.place, rule.id, f"the rule `{rule.id}` has no tests", f"write `{rule.id}.test.yaml`")
            return
        expected = {test.expect for test in tests if not test.by}
        excused = {verdict for file in files for verdict in file.unreachable}
        for verdict in reachable_verdicts(rule, self.program.definitions):
            if verdict not in expected | excused:
                hint = "write one, or say under `unreachable` why the verdict cannot be"
                yield self.remark(rule.place, rule.id, f"no test of `{rule.id}` expects `{verdict}`", hint)
        wanted = Counter(exemption.provision for exemption in rule.unless)
        there = Counter(test.by for test in tests)
        for provision, number in sorted(wanted.items()):
            if there[provision] < number:
                message = f"the exception of `{provision}` has {there[provision]} of {number} tests"
                yield self.remark(rule.place, rule.id, message, f"expect `satisfied` and add `by: {provision}`")
