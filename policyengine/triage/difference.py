"""The difference of two judgings: what is found on one side only, what is found otherwise, and which facts differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from policyengine.differences import Difference, Shift, Turned, Turning
from policyengine.engine.judgement import Judgement
from policyengine.findings import Finding, Waived
from policyengine.register.comparing import compare
from policyengine.register.records import Register
from policyengine.source.collector import collector_paused
from policyengine.triage.causes import Judged, looked_at
from policyengine.triage.compose import finding_order
from policyengine.triage.fact_changes import fact_changes
from policyengine.triage.grouping import Group, cause, finding, folds, groups_of
from policyengine.triage.turning import Case, Turns

_About = tuple[str, str, str]
"""Register, rule and record: a verdict is known again by these."""
_Judgements = dict[_About, Judgement]
_WORST = ("violated", "contradictory", "not stated", "undetermined")


@collector_paused()
def difference(base: Case, head: Case) -> Difference:
    """What is introduced, resolved and changed from `base` to `head`, worst first, and which facts differ.

    Verdicts are compared record by record; what differs is grouped by its cause as in any report. The other way
    round it is the same with the sides exchanged.
    """
    return _Comparing(base, head).run()


class _Comparing:
    """Both sides, and what is found on each of them."""

    def __init__(self, base: Case, head: Case) -> None:
        self._base, self._head = base, head
        self._facts = compare(base.facts, head.facts)
        self._turns = Turns(base, head, self._facts)
        self._before, self._after = _found(base), _found(head)

    def run(self) -> Difference:
        before, after = self._before, self._after
        # From here on each side also knows what it says where only the other finds something.
        self._before = before | _judged(self._base, after.keys() - before.keys())
        self._after = after | _judged(self._head, before.keys() - after.keys())
        both = [about for about in before if about in after]
        changed = [about for about in both if _state(before[about]) != _state(after[about])]
        return Difference(
            introduced=tuple(self._turned([j for about, j in after.items() if about not in before], self._head)),
            resolved=tuple(self._turned([j for about, j in before.items() if about not in after], self._base)),
            changed=tuple(self._shifts([(before[about], after[about]) for about in changed])),
            unchanged=len(both) - len(changed),
            facts=tuple(fact_changes(self._facts, self._base.places, self._head.places)),
        )

    def _turned(self, only: list[Judgement], case: Case) -> list[Turned]:
        """What is found on one side only."""
        found = []
        for register, mine in _by_register(only, case):
            for waived, some in _apart(looked_at(mine, case.prove), register, case):
                for group in groups_of(some, register):
                    judged = [member.judgement for member in group.members]
                    was = tuple(sorted({self._was(j, case) for j in judged}))
                    as_found = _accepted(finding(group, register, case.places), waived)
                    found.append(Turned(as_found, was, self._turned_by(judged)))
        return sorted(found, key=lambda one: finding_order(one.finding))

    def _was(self, judgement: Judgement, case: Case) -> str:
        """What the other side says of the same record."""
        other, judged = (self._base, self._before) if case is self._head else (self._head, self._after)
        there = judged.get(_about(judgement))
        if there is not None:
            return there.verdict.value
        return "no such rule" if judgement.rule.id not in other.program.rules else "no such record"

    def _turned_by(self, judged: Iterable[Judgement]) -> tuple[Turning, ...]:
        pairs = ((self._before.get(about), self._after.get(about)) for about in map(_about, judged))
        return tuple(dict.fromkeys(turning for before, after in pairs for turning in self._turns.of(before, after)))

    def _shifts(self, pairs: list[tuple[Judgement, Judgement]]) -> list[Shift]:
        """What both sides find, otherwise: one for each rule and cause before and after."""
        olds = _looked(self._base, [old for old, _ in pairs])
        news = _looked(self._head, [new for _, new in pairs])
        terms = self._terms(news)
        together: dict[tuple[object, ...], list[tuple[Judged, Judged]]] = {}
        for old, new in zip(olds, news, strict=True):
            waived = terms.get(id(new))
            key = (new.judgement.register, *self._cause(old, self._base), *self._cause(new, self._head), waived)
            together.setdefault(key, []).append((old, new))
        found = [self._shift(some, terms.get(id(some[0][1]))) for some in together.values()]
        return sorted(found, key=lambda shift: (finding_order(shift.after), finding_order(shift.before)))

    def _terms(self, news: list[Judged]) -> dict[int, Waived]:
        """What was accepted, of verdicts of head, by their identity."""
        found = {}
        for register, mine in _by_register([one.judgement for one in news], self._head):
            wanted = {id(judgement) for judgement in mine}
            looked = [one for one in news if id(one.judgement) in wanted]
            for waived, some in _apart(looked, register, self._head):
                found.update({id(one): waived for one in some if waived is not None})
        return found

    def _cause(self, one: Judged, case: Case) -> tuple[object, ...]:
        return (*cause(one, case.facts.registers[one.judgement.register]), one.judgement.severity)

    def _shift(self, pairs: list[tuple[Judged, Judged]], waived: Waived | None) -> Shift:
        before = self._finding([old for old, _ in pairs], self._base)
        after = _accepted(self._finding([new for _, new in pairs], self._head), waived)
        return Shift(before, after, _worse(pairs), self._turned_by(new.judgement for _, new in pairs))

    def _finding(self, members: list[Judged], case: Case) -> Finding:
        register = case.facts.registers[members[0].judgement.register]
        ordered = sorted(members, key=lambda one: one.judgement.record.key)
        return finding(Group(ordered, folds(ordered[0], register)), register, case.places)


def _found(case: Case) -> _Judgements:
    """Everything of which there is a finding."""
    return {_about(j): j for slug in sorted(case.facts.registers) for j in case.judgements.worth_reading(slug)}


def _judged(case: Case, wanted: Set[_About]) -> _Judgements:
    """What is said of the records and by the rules that are `wanted`, as far as anything is."""
    registers = sorted({register for register, _, _ in wanted} & case.facts.registers.keys())
    return {about: j for slug in registers for j in case.judgements.of(slug) if (about := _about(j)) in wanted}


def _about(judgement: Judgement) -> _About:
    return judgement.register, judgement.rule.id, judgement.record.key


def _state(judgement: Judgement) -> tuple[object, ...]:
    return judgement.verdict, judgement.if_applied, judgement.severity


def _worse(pairs: list[tuple[Judged, Judged]]) -> bool:
    """Whether verdict or severity is worse after; the pairs are alike in both."""
    old, new = (one.judgement for one in pairs[0])
    return _rank(new) < _rank(old) or new.severity.rank < old.severity.rank


def _rank(judgement: Judgement) -> tuple[int, int]:
    applied = judgement.if_applied.value if judgement.if_applied else ""
    return _WORST.index(judgement.verdict.value), _WORST.index(applied) if applied in _WORST else len(_WORST)


def _looked(case: Case, judgements: list[Judgement]) -> list[Judged]:
    return looked_at(judgements, case.prove)


def _apart(judged: list[Judged], register: Register, case: Case) -> list[tuple[Waived | None, list[Judged]]]:
    """What nobody has accepted, and what somebody has, on the same terms together."""
    if case.waiving is None:
        return [(None, judged)]
    rest, accepted = case.waiving.apart(judged, case.judgements.of(register.slug), register.slug)
    return [(None, rest), *accepted]


def _accepted(found: Finding, waived: Waived | None) -> Finding:
    """A finding as somebody accepted it: in full, whatever the sources show."""
    return found if waived is None else replace(found, waiver=waived, folded=False)


def _by_register(judgements: list[Judgement], case: Case) -> Iterator[tuple[Register, list[Judgement]]]:
    apart: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        apart.setdefault(judgement.register, []).append(judgement)
    for slug, mine in sorted(apart.items()):
        yield case.facts.registers[slug], mine
