"""The difference of two judgings: what is found on one side only, what is found otherwise, and which facts differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from policyengine.differences import Difference, Shift, Turned, Turning
from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import worth_reading
from policyengine.findings import Finding, Waived
from policyengine.register.comparing import compare
from policyengine.register.records import Register
from policyengine.source.collector import collector_paused
from policyengine.triage.causes import Judged, each_looked_at
from policyengine.triage.compose import finding_order
from policyengine.triage.fact_changes import fact_changes
from policyengine.triage.grouping import Group, cause, finding, folds, groups_of
from policyengine.triage.turning import Case, Turns

_About = tuple[str, str, str]
"""Register, rule and record: a verdict is known again by these."""
_Judgements = dict[_About, Judgement]
_Looked = dict[_About, Judged]
_WORST = ("violated", "contradictory", "not stated", "undetermined")


@collector_paused(stays=False)
def difference(base: Case, head: Case, *, only_named: bool = False) -> Difference:
    """What is introduced, resolved and changed from `base` to `head`, worst first, and which facts differ.

    Verdicts are compared record by record; what differs is grouped by its cause as in any report. The other way
    round it is the same with the sides exchanged, but that of a record that is gone only that is told. With
    `only_named` organisations that no register names are left out.
    """
    found = _Comparing(base, head).run()
    if not only_named:
        return found
    named = {one.key for side in (base, head) for r in side.facts.registers.values() for one in r.of("organisation")}
    return replace(found, facts=tuple(fact for fact in found.facts if fact.register or fact.record.key in named))


class _Comparing:
    """Both sides, and what is found on each of them."""

    def __init__(self, base: Case, head: Case) -> None:
        self._base, self._head = base, head
        since = head.since if head.since is not None and head.since.base is base else None
        self._since = since
        self._facts = compare(base.facts, head.facts) if since is None else since.differs
        self._turns = Turns(base, head, self._facts)
        self._before: _Looked = {}
        self._after: _Looked = {}

    def run(self) -> Difference:
        since = self._since
        before, after, alike = self._found()
        both = [about for about in before if about in after]
        changed = [about for about in both if _state(before[about]) != _state(after[about])]
        resolved = [about for about in before if about not in after]
        introduced = [about for about in after if about not in before]
        differing = {*changed, *resolved, *introduced}
        self._before = _looked(self._base, before, differing, None if since is None else since.before)
        self._after = _looked(self._head, after, differing, None if since is None else since.after)
        return Difference(
            introduced=tuple(self._turned([self._after[about] for about in introduced], self._head)),
            resolved=tuple(self._turned([self._before[about] for about in resolved], self._base)),
            changed=tuple(self._shifts(changed)),
            unchanged=alike + len(both) - len(changed),
            facts=tuple(fact_changes(self._facts, self._base.places, self._head.places)),
        )

    def _found(self) -> tuple[_Judgements, _Judgements, int]:
        """Findings on both sides; where little was judged again, of that alone, with how many others there are."""
        since = self._since
        if since is None:
            return _found(self._base), _found(self._head), 0
        before, after = ({_about(j): j for j in some if worth_reading(j)} for some in (since.before, since.after))
        everything = sum(self._base.judgements.worth_counting(slug) for slug in self._base.facts.registers)
        return before, after, everything - len(before)

    def _turned(self, only: list[Judged], case: Case) -> list[Turned]:
        """What is found on one side only."""
        found = []
        for register, waived, some in _apart(only, case):
            for group in groups_of(some, register):
                abouts = [_about(member.judgement) for member in group.members]
                was = tuple(sorted({self._was(about, case) for about in abouts}))
                as_found = _accepted(finding(group, register, case.places), waived)
                found.append(Turned(as_found, was, self._turned_by(abouts)))
        return sorted(found, key=lambda one: finding_order(one.finding))

    def _was(self, about: _About, case: Case) -> str:
        """What the other side says of the same record."""
        other, looked = (self._base, self._before) if case is self._head else (self._head, self._after)
        if about in looked:
            return looked[about].judgement.verdict.value
        rule = other.program.rules.get(about[1])
        if rule is None:
            return "no such rule"
        return "no such record" if rule.in_force.contains(other.as_of) else "rule not in force"

    def _turned_by(self, abouts: Iterable[_About]) -> tuple[Turning, ...]:
        pairs = ((self._before.get(about), self._after.get(about)) for about in abouts)
        return tuple(dict.fromkeys(turning for before, after in pairs for turning in self._turns.of(before, after)))

    def _shifts(self, changed: list[_About]) -> list[Shift]:
        """What both sides find, otherwise: one for each rule and cause before and after."""
        together: dict[tuple[object, ...], list[_About]] = {}
        accepted: dict[tuple[object, ...], Waived | None] = {}
        for register, waived, some in _apart([self._after[about] for about in changed], self._head):
            for new in some:
                about = _about(new.judgement)
                old = _cause(self._before[about], self._base.facts.registers[register.slug])
                key = (register.slug, old, _cause(new, register), waived)
                together.setdefault(key, []).append(about)
                accepted[key] = waived
        found = [self._shift(abouts, accepted[key]) for key, abouts in together.items()]
        return sorted(found, key=lambda shift: (finding_order(shift.after), finding_order(shift.before)))

    def _shift(self, abouts: list[_About], waived: Waived | None) -> Shift:
        old, new = [self._before[about] for about in abouts], [self._after[about] for about in abouts]
        before, after = _as_one(old, self._base), _accepted(_as_one(new, self._head), waived)
        return Shift(before, after, _worse(old[0].judgement, new[0].judgement), self._turned_by(abouts))


def _as_one(members: list[Judged], case: Case) -> Finding:
    """What is alike, as one finding."""
    register = case.facts.registers[members[0].judgement.register]
    ordered = sorted(members, key=lambda one: one.judgement.record.key)
    return finding(Group(ordered, folds(ordered[0], register)), register, case.places)


def _cause(one: Judged, register: Register) -> tuple[object, ...]:
    return (*cause(one, register), one.judgement.severity)


def _found(case: Case) -> _Judgements:
    """Everything of which there is a finding."""
    return {_about(j): j for slug in sorted(case.facts.registers) for j in case.judgements.worth_reading(slug)}


def _looked(
    case: Case, found: _Judgements, differing: Set[_About], again: Sequence[Judgement] | None = None
) -> _Looked:
    """All that is said where the sides differ, findings or not, with its cause; `again` is where to look for it."""
    beside = differing - found.keys()
    registers = sorted({register for register, _, _ in beside} & case.facts.registers.keys())
    everything = (j for slug in registers for j in case.judgements.of(slug)) if again is None else again
    judged = [j for j in everything if _about(j) in beside]
    judged += [found[about] for about in found if about in differing]
    return {_about(one.judgement): one for one in each_looked_at(judged, case.prove)}


def _about(judgement: Judgement) -> _About:
    return judgement.register, judgement.rule.id, judgement.record.key


def _state(judgement: Judgement) -> tuple[object, ...]:
    return judgement.verdict, judgement.if_applied, judgement.severity


def _worse(old: Judgement, new: Judgement) -> bool:
    """Whether verdict or severity is worse after."""
    return _rank(new) < _rank(old) or new.severity.rank < old.severity.rank


def _rank(judgement: Judgement) -> tuple[int, int]:
    applied = judgement.if_applied.value if judgement.if_applied else ""
    return _WORST.index(judgement.verdict.value), _WORST.index(applied) if applied in _WORST else len(_WORST)


def _apart(judged: list[Judged], case: Case) -> Iterator[tuple[Register, Waived | None, list[Judged]]]:
    """Register by register: what nobody has accepted, and what somebody has, on the same terms together."""
    by_register: dict[str, list[Judged]] = {}
    for one in judged:
        by_register.setdefault(one.judgement.register, []).append(one)
    for slug, mine in sorted(by_register.items()):
        register = case.facts.registers[slug]
        if case.waiving is None:
            yield register, None, mine
            continue
        rest, accepted = case.waiving.apart(mine, case.judgements.of(slug), slug)
        yield register, None, rest
        yield from ((register, waived, some) for waived, some in accepted)


def _accepted(found: Finding, waived: Waived | None) -> Finding:
    """A finding as somebody accepted it: in full, whatever the sources show."""
    return found if waived is None else found._replace(waiver=waived, folded=False)
