"""Why a rule does not find a record at fault, and the smallest change of facts under which it would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyengine.engine.interpreter import prove
from policyengine.engine.judgement import Proof, Verdict
from policyengine.engine.judgements import Listed
from policyengine.register.records import Facts, Record
from policyengine.repairs.breaking import breaking
from policyengine.repairs.candidate import Candidate, Edit, Goal, clash, path_below, supposed, together
from policyengine.repairs.candidates import candidates
from policyengine.repairs.wanted import PLACEHOLDER
from policyengine.rules.program import Rule
from policyengine.scenarios.making import make
from policyengine.source.collector import let_go
from policyengine.triage.answers import Failing, Fails, WhyNot
from policyengine.triage.evidence import Places
from policyengine.triage.far import far
from policyengine.triage.otherwise import Changed, otherwise
from policyengine.triage.turning import Case
from policyengine.triage.why_not import told_false, why_not
from policyengine.whatif import Given, suppose

MOST_JUDGED = 300
"""How many suppositions are judged before the search ends."""
MOST_CHANGES = 3
"""How many changes are supposed at once."""
_MOST_FOLLOWED, _MOST_ADDED = 8, 16
"""Of how many suppositions more is supposed, and how much more of each."""
_MOST_SHOWN = 3
_LET_GO = 60
"""After how many suppositions the facts that were made for them are freed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Why not, and what would make it fail; None where it fails already or is not asked on the day."""

    why: WhyNot
    fails: Fails | None


def ask(given: Given, rule: Rule, record: Record) -> Answer:
    """The answer for a record of the kind that the rule is asked of. Pure."""
    program, facts, day = given.loaded.program, given.loaded.facts, given.asked.as_of
    proof = prove(program, facts, day, rule, record)
    why = why_not(proof, program, Places(facts.files, program.files), day)
    fails = proof.judgement.verdict.value == rule.breach_means.value and told_false(proof)
    if fails or not rule.in_force.contains(day):
        return Answer(why, None)
    return Answer(why, _Search(given, proof).fails())


@dataclass(frozen=True, slots=True)
class _State:
    """Changes, and what is judged where they are made."""

    done: tuple[Candidate, ...]
    facts: Facts
    proof: Proof
    away: int
    """How far it is from a breach."""


class _Search:
    """Tries single changes, then what each of these makes possible, and so on up to `MOST_CHANGES` at once."""

    def __init__(self, given: Given, proof: Proof) -> None:
        self._given = given
        self._about = proof.judgement
        self._start = _State((), given.loaded.facts, proof, far(proof))
        self._goal = Verdict(proof.judgement.rule.breach_means.value)
        self._tried: set[tuple[Edit, ...]] = set()
        self._shaky = False
        """Whether anything made it a breach but for what is not firm."""
        self._nearer: dict[tuple[Edit, ...], int] = {}
        """How much nearer to a breach each change brought it where it was first made."""

    def fails(self) -> Fails:
        """The smallest changes that are found, the likeliest first."""
        states, size = [self._start], 0
        while states and size < MOST_CHANGES and len(self._tried) < MOST_JUDGED:
            size += 1
            nearest = sorted(states, key=lambda state: state.away)[:_MOST_FOLLOWED]
            states = [state for at in nearest for state in self._next(at)]
            found = [state for state in states if self._is_breach(state.proof)]
            shown, size = self._shown(found, size)
            if shown:
                return Fails(self._goal.value, self._found(shown, size), shown, len(self._tried))
        return Fails(self._goal.value, self._none(size), (), len(self._tried))

    def _is_breach(self, proof: Proof) -> bool:
        return proof.judgement.verdict is self._goal and told_false(proof)

    def _next(self, at: _State) -> Iterator[_State]:
        """What is judged after each change more that the proof asks for; after the first those that bring it nearer."""
        case = self._case(at)
        asked_for = [*candidates(at.proof, case, Goal.VIOLATED), *breaking(at.proof, case)]
        if at.done:
            asked_for = sorted(asked_for, key=lambda one: -self._nearer.get(one.edits, 1))[:_MOST_ADDED]
        for candidate in asked_for:
            done = (*at.done, candidate)
            edits = together(done)
            if edits in self._tried or any(clash(candidate, one) for one in at.done):
                continue
            if len(self._tried) >= MOST_JUDGED:
                return
            self._tried.add(edits)
            if not len(self._tried) % _LET_GO:
                let_go()
            judged = self._judge(edits)
            if judged is not None:
                state = _State(done, *judged, far(judged[1]))
                self._nearer.setdefault(candidate.edits, at.away - state.away)
                self._shaky |= state.proof.judgement.not_firm
                yield state

    def _case(self, at: _State) -> Case:
        """What is judged, as far as it concerns this one judgement."""
        program, day = self._given.loaded.program, self._given.asked.as_of
        return Case(program, at.facts, day, Listed([at.proof.judgement]), lambda _: at.proof)

    def _judge(self, edits: Sequence[Edit]) -> tuple[Facts, Proof] | None:
        """What the rule says of the record where this is changed; None where it cannot be, or the record is gone.

        The one place where suppositions are judged: on one record, by one rule.
        """
        program, day, about = self._given.loaded.program, self._given.asked.as_of, self._about
        wanted, problems = supposed(edits)
        made = make(self._given.written, wanted, day)
        register = made.facts.registers.get(about.register)
        if problems or made.problems or register is None:
            return None
        record = next((one for one in register.of(about.record.kind) if one.key == about.record.key), None)
        if record is None:
            return None
        return made.facts, prove(program, made.facts, day, about.rule, record, about.register)

    def _shown(self, found: Sequence[_State], size: int) -> tuple[tuple[Failing, ...], int]:
        """The likeliest few, one for each place at which something is changed, and how many things each changes.

        Each is judged once more among all facts. Where one takes several changes, those that it does without are left
        out, and it alone is shown.
        """
        shown: dict[tuple[str, ...], Failing] = {}
        for state in sorted(found, key=self._rank):
            done = self._least(state.done)
            edits = together(done)
            about = tuple(sorted(edit.path for edit in edits))
            if about not in shown and self._holds(edits):
                shown[about] = self._failing(edits)
                if size > 1:
                    return (*shown.values(),), len(done)
            if len(shown) == _MOST_SHOWN:
                break
        return (*shown.values(),), size

    def _least(self, done: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """As few of several changes as still make it fail: what one makes possible may not need it."""
        for number in range(len(done) if len(done) > 1 else 0):
            fewer = (*done[:number], *done[number + 1 :])
            judged = self._judge(together(fewer))
            if judged is not None and self._is_breach(judged[1]):
                return self._least(fewer)
        return done

    def _rank(self, state: _State) -> tuple[int, int, int, int, tuple[Edit, ...]]:
        """Few changes, near the record that is judged, of what may well be so."""
        edits = together(state.done)
        here = path_below(self._about.record, "")
        away = sum(not edit.path.startswith(here) for edit in edits)
        unlikely = sum(one.fixed for one in state.done) + sum(PLACEHOLDER in edit.value for edit in edits)
        return len(edits), unlikely, away, sum(one.cost for one in state.done), edits

    def _holds(self, edits: Sequence[Edit]) -> bool:
        """Whether a what-if of all facts says the same."""
        case = suppose(self._given, supposed(edits)[0]).case
        about = self._about
        return case is not None and any(
            one.verdict is self._goal and one.rule.id == about.rule.id and one.record.key == about.record.key
            for one in case.judgements.of(about.register)
        )

    def _failing(self, edits: Sequence[Edit]) -> Failing:
        facts = self._start.facts
        words = tuple(otherwise(Changed(*edit), facts) for edit in edits)
        return Failing(words, tuple((f"--{edit.verb.value}", edit.flag) for edit in edits))

    def _found(self, shown: Sequence[Failing], size: int) -> str:
        less = "one thing" if size == 1 else f"{_NUMBERS[size]} things"
        which = f"{less} were otherwise" if len(shown) == 1 else f"{less} were otherwise, in any of these ways"
        return f"it would be {_WOULD_BE.get(self._goal, self._goal.value)} if {which}"

    def _none(self, size: int) -> str:
        tried = len(self._tried)
        if not tried:
            return f"nothing that the proof turns on can be stated so that it would be {self._goal.value}"
        if tried == 1:
            return f"the one change that the proof asks for does not make it {self._goal.value}"
        changes = "one change" if size == 1 else f"up to {_NUMBERS[size]} changes"
        nothing = f"none of the {tried} suppositions that were tried, of {changes} each, makes it {self._goal.value}"
        return f"{nothing}{_SHAKY if self._shaky else ''}"


_WOULD_BE = {Verdict.NOT_STATED: "told otherwise, which this rule calls not stated,"}
_SHAKY = "; some would, but for what is only presumed or publicly known"
_NUMBERS = ("no", "one", "two", "three")
