"""What is known while repairs are looked for: what can be done, what excludes what, and what trials have taught."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from policyengine.repairs.candidate import Candidate, Edit, clash
from policyengine.repairs.efforts import RECALL, efforts
from policyengine.repairs.needs import All, Need, Touch
from policyengine.repairs.solver import Junction, Question
from policyengine.repairs.standing import About
from policyengine.repairs.touching import Place
from policyengine.scenarios.scenario import Verb


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a trial taught: before a verdict is another, this has to change beside what was tried."""

    tried: frozenset[int]
    need: Need
    reads: frozenset[str]
    """The kinds of which the rule reads anything."""
    goal: About | None
    """The goal that was not reached; None where something bad had come, which no set may do."""


class Knowing:
    """Candidates are numbered from 1, in the order in which they are thought of."""

    def __init__(self) -> None:
        self._candidates: list[Candidate] = []
        self._numbers: dict[tuple[Edit, ...], int] = {}
        self._at: dict[Place, list[int]] = {}
        self._under: dict[str, list[int]] = {}
        self._of_kind: dict[str, list[int]] = {}
        self._kinds: dict[object, int] = {}
        self._kind_of: list[int] = []
        self._asked_by: dict[int, set[About]] = {}
        self._adding: dict[str, list[int]] = {}
        self._clashes: list[tuple[int, ...]] = []
        self._refused: dict[frozenset[int], None] = {}
        self._banned: dict[int, None] = {}
        self._lessons: list[Lesson] = []
        self._by_half: dict[int, int] = {}
        self._tolerated: set[int] = set()
        self._junctions: dict[int, tuple[int, Junction]] = {}

    def candidates(self, goals: Collection[About], *, whole: bool) -> tuple[Candidate, ...]:
        """Everything that was thought of for these goals and can be done."""
        return tuple(self._candidates[number - 1] for number in self._usable(goals, whole=whole))

    def _usable(self, goals: Collection[About], *, whole: bool) -> list[int]:
        wanted = set(goals)
        never = {*self._banned, *self._by_half} if whole else self._banned
        return [n for n, by in self._asked_by.items() if n not in never and not by.isdisjoint(wanted)]

    def deeds(self, chosen: Iterable[int]) -> list[Candidate]:
        """The candidates of these numbers, in their order."""
        return [self._candidates[number - 1] for number in sorted(chosen)]

    def adding(self, chosen: Iterable[int]) -> dict[int, Candidate]:
        """Those of them that make a record, by number."""
        found = {number: self._candidates[number - 1] for number in sorted(chosen)}
        return {number: one for number, one in found.items() if one.adds is not None}

    def kinds_of(self, chosen: Iterable[int]) -> frozenset[int]:
        """The kinds of deeds among them."""
        return frozenset(self._kind_of[number - 1] for number in chosen)

    def add(self, candidates: Iterable[Candidate], goals: Collection[About]) -> None:
        """Think of these as well, where one of the goals is to be reached."""
        for one in candidates:
            if one.edits not in self._numbers:
                if any(self._undoes(edit, one) for edit in one.edits):
                    continue
                self._add(one)
            self._asked_by[self._numbers[one.edits]].update(goals)

    def _undoes(self, edit: Edit, one: Candidate) -> bool:
        """Whether it takes back what another adds, or looks what has been of a record that is only made then."""
        if edit.verb is Verb.REMOVE and edit.path in self._adding:
            return True
        record = edit.path.rpartition(".")[0]
        return record in self._adding and (efforts()[one.effort].is_finding or one.effort == RECALL)

    def _add(self, one: Candidate) -> None:
        number = len(self._candidates) + 1
        self._clashes += [(other, number) for other, old in enumerate(self._candidates, 1) if clash(old, one)]
        self._candidates.append(one)
        self._numbers[one.edits] = number
        self._asked_by[number] = set()
        self._kind_of.append(self._kinds.setdefault(_signature(one), len(self._kinds)))
        for place in sorted(one.touches.places):
            self._at.setdefault(place, []).append(number)
        for record in sorted(one.touches.under):
            self._under.setdefault(record, []).append(number)
        for kind in sorted(one.touches.kinds):
            self._of_kind.setdefault(kind, []).append(number)
        for edit in one.edits:
            if edit.verb is Verb.ADD and edit.value.startswith("{"):
                self._adding.setdefault(edit.path, []).append(number)

    def made_by_half(self, chosen: Iterable[int]) -> bool:
        """Whether one of them makes a record that another makes more wholly."""
        return not self._by_half.keys().isdisjoint(chosen)

    @property
    def any_by_half(self) -> bool:
        """Whether anything that was thought of makes a record by half."""
        return bool(self._by_half)

    def better(self, number: int, instead: Candidate) -> None:
        """Think of another instead of one that makes the same record, but by half."""
        if number not in self._tolerated:
            self.add([instead], self._asked_by[number])
            self._by_half[number] = self._numbers[instead.edits]

    def tolerate(self, whole: Collection[int]) -> None:
        """Of records that are bad when they are made so, allow those that are made by half."""
        for number in [half for half, better in self._by_half.items() if better in whole]:
            del self._by_half[number]
            self._tolerated.add(number)

    def learn(self, lesson: Lesson) -> None:
        """Keep a lesson."""
        self._lessons.append(lesson)

    def refuse(self, tried: frozenset[int], culprits: Collection[str]) -> None:
        """Never again try a set that cannot be made; nor a candidate that by itself is to blame."""
        blamed = [
            number
            for number in tried
            if any(f"--{edit.verb} {edit.flag}" in culprits for edit in self._candidates[number - 1].edits)
        ]
        if len(tried) == 1 or len(blamed) == 1:
            self._banned |= dict.fromkeys(blamed or tried)
        self._refused[tried] = None

    def question(
        self, goals: Collection[About], kinds_done: Sequence[frozenset[int]], ceiling: int | None, *, whole: bool
    ) -> Question:
        """Which set should be tried next for these goals, at a cost that is not above `ceiling`.

        `whole`: nothing may be made by half that can be made whole.
        """
        once = [(one.once, one.cost) if one.once else None for one in self._candidates]
        question = Question([one.cost for one in self._candidates], self._kind_of, ceiling=ceiling, once=once)
        usable = set(self._usable(goals, whole=whole))
        everything = range(1, len(self._candidates) + 1)
        question.never_together = [(number,) for number in everything if number not in usable]
        question.never_together += [pair for pair in self._clashes if usable.issuperset(pair)]
        for refused in self._refused:
            if refused <= usable:
                question.never_together.append(tuple(n if n in refused else -n for n in everything))
        question.never_all_kinds = [tuple(sorted(kinds)) for kinds in kinds_done]
        question.holds = [
            self._junction(index, lesson)
            for index, lesson in enumerate(self._lessons)
            if lesson.goal is None or lesson.goal in goals
        ]
        question.holds += self._required()
        return question

    def _required(self) -> list[Junction]:
        """What is said of a record that is only there if another candidate adds it needs that one as well."""
        if not self._adding:
            return []
        found = []
        for number, one in enumerate(self._candidates, 1):
            own = {edit.path for edit in one.edits}
            for path, adding in self._adding.items():
                if path not in own and any(edit.path.startswith(f"{path}.") for edit in one.edits):
                    found.append(Junction(False, (-number, *adding)))
        return found

    def _junction(self, index: int, lesson: Lesson) -> Junction:
        """What a lesson comes to, with all the candidates that there are by now."""
        known = self._junctions.get(index)
        size = len(self._candidates)
        if known is None or known[0] != size:
            everywhere = dict.fromkeys(n for kind in sorted(lesson.reads) for n in self._of_kind.get(kind, ()))
            met = self._met(lesson.need, lesson.tried)
            known = size, Junction(False, _toggled(everywhere, lesson.tried), (met,))
            self._junctions[index] = known
        return known[1]

    def _met(self, need: Need, tried: frozenset[int]) -> Junction:
        if isinstance(need, Touch):
            if need.places is None:
                return Junction(False, _toggled(range(1, len(self._candidates) + 1), tried))
            touching = {n for one in need.places for place in (one, one.of_any) for n in self._at.get(place, ())}
            touching |= {n for one in need.places for line in one.lines for n in self._under.get(line, ())}
            return Junction(False, _toggled(sorted(touching), tried))
        return Junction(isinstance(need, All), (), tuple(self._met(one, tried) for one in need.of))


def _toggled(numbers: Iterable[int], tried: frozenset[int]) -> tuple[int, ...]:
    """That one of these is done that was not, or is not done that was."""
    return tuple(-number if number in tried else number for number in numbers)


def _signature(one: Candidate) -> tuple[object, ...]:
    """What kind of deed it is, whichever record it is done to."""
    if one.adds is not None:
        return one.adds.relation, one.adds.new.sort
    if efforts()[one.effort].one_look:
        return tuple(_kind_of(edit)[:2] for edit in one.edits)
    return tuple(_kind_of(edit) for edit in one.edits)


def _kind_of(edit: Edit) -> tuple[str, ...]:
    steps = edit.path.replace(":", ".").split(".")
    if edit.value.startswith("{") or (edit.verb is Verb.REMOVE and not edit.value):
        return edit.verb.value, *steps[-2:-1], edit.value
    return edit.verb.value, steps[-1], edit.value
