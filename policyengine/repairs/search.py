"""The cheapest sets of things to do after which given findings are gone and nothing bad has come instead.

Every set is judged before it is believed. What a failed trial teaches is kept: which places of the facts have to be
touched, beside or instead of what was tried, before the verdict that stood in the way can be another. The next set is
the cheapest that does justice to all that is known; so the first that passes is the cheapest there is among the
candidates, which are those that the proofs of all failed trials ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from policyengine.engine.judgement import Judgement, Proof, Verdict
from policyengine.repairs.candidate import Candidate, Edit, Goal, done_once, together
from policyengine.repairs.candidates import walked
from policyengine.repairs.efforts import DEFAULT, Efforts
from policyengine.repairs.knowing import Knowing, Lesson
from policyengine.repairs.looking import Looking
from policyengine.repairs.needs import ANYWHERE, Need, otherwise, resolving
from policyengine.repairs.solver import cheapest
from policyengine.repairs.standing import BAD, About, Looked, Standing, Trial, about, is_worse

MOST_TRIALS = 200
_TIMES, _MORE, _MOST_MORE = 5, 20, 30
"""How much dearer than the cheapest another repair may be: so many times, and at least and at most by so much."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A set of things to do, judged: all that was asked for is gone, and nothing bad has come."""

    deeds: tuple[Candidate, ...]
    """Cheapest first."""
    resolves: tuple[About, ...]
    """Everything that was bad and is satisfied, not applicable or not there any more."""
    opens: tuple[tuple[About, Verdict], ...]
    """What was not open and is."""

    @property
    def cost(self) -> int:
        """What all of it takes."""
        return sum(deed.cost for deed in self.deeds)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What it changes, in the order in which that is done."""
        return together(self.deeds)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    repairs: tuple[Repair, ...]
    """Cheapest first; none has all kinds of deeds that one before it has."""
    complete: bool
    """Whether it is proven that none is cheaper than the first, and that no others are but those much dearer."""
    trials: int
    candidates: tuple[Candidate, ...]
    """Everything that was thought of and can be done."""
    fixed: tuple[Candidate, ...]
    """What the proofs of the goals as they stand ask for and nobody can do."""
    blocked_by: tuple[About, ...]
    """What stood in the way of sets that would have reached the goals."""
    whole: bool = True
    """Whether records are made with all that rules ask of them, as far as it can be said; else nothing was found so."""


class Search:
    """Trials of one case for any goals. What one teaches holds for all."""

    def __init__(self, base: Standing, trial: Trial, table: Efforts = DEFAULT, most: int = MOST_TRIALS) -> None:
        self._base = Looked(base)
        self._trial = trial
        self._table = table
        self._most = most
        self._knowing = Knowing()
        self._fixed: dict[About, list[Candidate]] = {}
        self._known: dict[frozenset[int], _Outcome] = {}
        self._examined: set[int] = set()

    def find(self, goals: Iterable[About], wanted: int = 1, tick: Callable[[], None] = lambda: None) -> Found:
        """The `wanted` cheapest repairs that reach all goals. `tick` is called before each trial."""
        aims = tuple(dict.fromkeys(goals))
        self._begin(aims)
        found = self._find(aims, wanted, tick, self._most, whole=True)
        if found.repairs or found.trials >= self._most or not self._knowing.any_by_half:
            return found
        again = self._find(aims, wanted, tick, self._most - found.trials, whole=False)
        return replace(again, trials=found.trials + again.trials)

    def _find(self, aims: Sequence[About], wanted: int, tick: Callable[[], None], most: int, *, whole: bool) -> Found:
        """The same, where records are made whole or, `whole` being false, perhaps by half."""
        repairs: list[Repair] = []
        kinds: list[frozenset[int]] = []
        blocked: dict[About, None] = {}
        trials, complete = 0, True
        while len(repairs) < wanted:
            ceiling = _ceiling(repairs[0].cost) if repairs else None
            chosen = cheapest(self._knowing.question(aims, kinds, ceiling, whole=whole))
            if chosen is None:
                break
            if trials >= most:
                complete = False
                break
            trials += 1
            tick()
            tried = frozenset(chosen)
            outcome = self._outcome(tried, aims)
            blocked |= dict.fromkeys(outcome.brought if not outcome.left.intersection(aims) else ())
            if not outcome.fails(aims) and not (whole and self._knowing.made_by_half(tried)):
                repair = self._repair(tried, outcome)
                if all(repair.edits != other.edits for other in repairs):
                    repairs.append(repair)
                kinds.append(self._knowing.kinds_of(tried))
        fixed = dict.fromkeys(one for aim in aims for one in self._fixed.get(aim, ()))
        thought_of = self._knowing.candidates(aims, whole=whole)
        return Found(tuple(repairs), complete, trials, thought_of, tuple(fixed), tuple(blocked), whole)

    def _begin(self, aims: Sequence[About]) -> None:
        """Learn from how things stand."""
        fresh = [aim for aim in aims if aim not in self._fixed]
        for aim, judgement in self._base.not_done(fresh).items():
            self._fixed[aim] = self._learn(self._base, judgement, frozenset(), aim, (aim,))

    def _learn(
        self, looked: Looked, judgement: Judgement, tried: frozenset[int], goal: About | None, aims: Sequence[About]
    ) -> list[Candidate]:
        """Keep what a verdict that stands in the way asks for; what of that nobody can do is returned."""
        proof = looked.case.prove(judgement)
        looking = Looking(looked.case, judgement, self._table)
        found = walked(proof, looking, Goal.RESOLVED)
        self._knowing.add((one for one in found if not one.fixed), aims)
        need = resolving(proof, looking) if goal is not None else self._otherwise(proof, looking)
        reads = frozenset(kind for kind, _ in looked.case.program.reach.get(judgement.rule.id, ()))
        self._knowing.learn(Lesson(tried, need, reads | {judgement.record.kind}, goal))
        return [one for one in found if one.fixed]

    def _make_whole(
        self, looked: Looked, tried: frozenset[int], rules: Collection[str], brought: Collection[About]
    ) -> None:
        """Think of the records that a set makes with all that rules ask of them, where that is not said yet."""
        bad = {f"{one.register}:{one.record}" for one in brought}
        for number, one in self._knowing.adding(tried).items():
            paths = [path for path, _ in one.adds.records()] if one.adds is not None else []
            if bad.intersection(paths):
                self._knowing.tolerate([number])
            if number in self._examined:
                continue
            self._examined.add(number)
            asking = looked.open_of(paths, rules)
            if one.adds is not None and asking:
                better = Looking(looked.case, asking[0], self._table).whole(one.adds, asking)
                if better is not None and not better.fixed:
                    self._knowing.better(number, better)

    def _otherwise(self, proof: Proof, looking: Looking) -> Need:
        """What has to change for a verdict to be no worse than before; no proof says why a severity is raised."""
        judgement = proof.judgement
        before = self._base.worth.get(about(judgement))
        if before is not None and before.verdict is judgement.verdict:
            return ANYWHERE
        return otherwise(proof, looking)

    def _outcome(self, tried: frozenset[int], aims: Sequence[About]) -> _Outcome:
        """What comes of a set; where that is no repair, what it teaches is kept."""
        known = self._known.get(tried)
        if known is not None and known.aims.issuperset(aims):
            return known
        edits = together(self._knowing.deeds(tried))
        result = self._trial(edits)
        if result.case is None:
            self._knowing.refuse(tried, {problem.span.path for problem in result.problems})
            outcome = _Outcome(frozenset(aims), refused=True)
        else:
            outcome = self._judged(Looked(result.case), tried, aims)
        self._known[tried] = outcome
        return outcome

    def _judged(self, looked: Looked, tried: frozenset[int], aims: Sequence[About]) -> _Outcome:
        left = looked.not_done(aims)
        brought = {key: j for key, j in looked.bad() if key not in left and is_worse(j, self._base.worth.get(key))}
        for key, judgement in left.items():
            self._learn(looked, judgement, tried, key, (key,))
        for judgement in brought.values():
            self._learn(looked, judgement, tried, None, aims)
        self._make_whole(looked, tried, {aim.rule for aim in aims}, brought)
        was_bad = [key for key, _ in self._base.bad()]
        gone = looked.not_done(was_bad)
        return _Outcome(
            frozenset(aims),
            left=frozenset(left),
            brought=tuple(brought),
            resolves=tuple(key for key in was_bad if key not in gone),
            opens=tuple((key, j.verdict) for key, j in looked.worth.items() if self._opened(key, j)),
        )

    def _opened(self, key: About, judgement: Judgement) -> bool:
        """Whether it is open and was not, or was bad before."""
        before = self._base.worth.get(key)
        return judgement.verdict not in BAD and (before is None or before.verdict in BAD)

    def _repair(self, tried: frozenset[int], outcome: _Outcome) -> Repair:
        deeds = sorted(self._knowing.deeds(tried), key=lambda one: (one.cost, one.edits))
        return Repair(done_once(deeds), outcome.resolves, outcome.opens)


def _ceiling(least: int) -> int:
    return min(max(_TIMES * least, least + _MORE), least + _MOST_MORE)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one set."""

    aims: frozenset[About]
    """The goals that were looked at."""
    left: frozenset[About] = frozenset()
    """Those of them that are not reached."""
    brought: tuple[About, ...] = ()
    resolves: tuple[About, ...] = ()
    opens: tuple[tuple[About, Verdict], ...] = ()
    refused: bool = False

    def fails(self, aims: Iterable[About]) -> bool:
        """Whether it is no repair of these goals."""
        return self.refused or bool(self.brought) or any(aim in self.left for aim in aims)


__all__ = ["Found", "Repair", "Search", "about"]
