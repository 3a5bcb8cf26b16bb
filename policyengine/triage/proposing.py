"""From sets of changes that were judged to proposals as people read them, or to why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyengine.findings import Finding
from policyengine.proposals import Aside, Deed, Plan, Proposal, Repaired
from policyengine.repairs.candidate import Candidate
from policyengine.repairs.efforts import efforts
from policyengine.repairs.search import Found, Repair
from policyengine.repairs.standing import About
from policyengine.repairs.writing import scenario
from policyengine.rules.program import Rule
from policyengine.triage.turning import Case
from policyengine.triage.wording import name_of, several

_DOCUMENT, _ASSESSMENT = "document", "assessment"
_LONGEST_NAME = 80
_MOST_FIXED = 4


class Proposing:
    """Puts what was found into words, for one case."""

    def __init__(self, base: Case) -> None:
        self._base = base
        self._used: dict[str, int] = {}
        self._names = {(r.register, r.key): name_of(r) for r in base.facts.records()}

    def repaired(self, finding: Finding, found: Found, goals: Sequence[About], *, without_others: bool) -> Repaired:
        """What could be done about a finding."""
        names = self._numbered(f"{finding.register}-{finding.rule}", len(found.repairs))
        title = f"Repair of {finding.rule} in {self._base.facts.registers[finding.register].root.title}"
        proposals = [self._proposal(name, title, one, goals) for name, one in zip(names, found.repairs, strict=True)]
        rule = self._base.program.rules[finding.rule]
        return Repaired(
            finding=finding,
            proposals=tuple(proposals),
            why_none=() if proposals else tuple(self._why_none(found)),
            note=_note(rule),
            without_others=without_others,
            proven=found.complete,
            trials=found.trials,
            thought_of=len(found.candidates),
        )

    def _numbered(self, name: str, count: int) -> list[str]:
        """Names that nothing else has."""
        base = name[:_LONGEST_NAME]
        first = self._used.get(base, 0) + 1
        self._used[base] = first + count - 1
        return [f"{base}-{number}" for number in range(first, first + count)]

    def plan(self, register: str, repaired: Sequence[Repaired], found: Found, goals: Sequence[About]) -> Plan:
        """What could be done about everything in a register at once."""
        root = self._base.facts.registers[register].root
        covers = [one.finding for one in repaired if one.proposals]
        left = [one.finding for one in repaired if not one.proposals]
        proposal = None
        if found.repairs:
            title = f"Repair of {len(covers)} findings in {root.title}"
            proposal = self._proposal(f"{register}-all", title, found.repairs[0], goals)
        return Plan(
            register=register,
            title=root.title,
            proposal=proposal,
            covers=tuple(covers) if proposal else (),
            left=tuple(left if proposal else [one.finding for one in repaired]),
            why_none=() if proposal or not covers else tuple(self._why_none(found)),
            proven=found.complete,
            trials=found.trials,
        )

    def _proposal(self, name: str, title: str, repair: Repair, goals: Sequence[About]) -> Proposal:
        deeds = tuple(_deed(one) for one in repair.deeds)
        note = [
            f"{deed.words} ({deed.effort})" + (f"; supposing that {deed.supposes}" if deed.supposes else "")
            for deed in deeds
        ]
        aims = set(goals)
        before = dict(self._before(repair.resolves))
        return Proposal(
            name=name,
            deeds=deeds,
            resolves=tuple(self._aside(key, before[key]) for key in repair.resolves if key not in aims),
            opens=tuple(self._aside(key, verdict.value) for key, verdict in repair.opens),
            scenario=scenario(title, note, repair.edits),
        )

    def _before(self, some: Iterable[About]) -> Iterable[tuple[About, str]]:
        wanted = set(some)
        for slug in sorted({about.register for about in wanted}):
            for judgement in self._base.judgements.worth_reading(slug):
                about = About(slug, judgement.rule.id, judgement.record.key)
                if about in wanted:
                    yield about, judgement.verdict.value

    def _aside(self, about: About, verdict: str) -> Aside:
        name = self._names.get((about.register, about.record)) or self._names.get(("", about.record)) or about.record
        title = self._base.program.rules[about.rule].title
        return Aside(about.rule, title, about.register, name, about.record, verdict)

    def _why_none(self, found: Found) -> Iterable[str]:
        """Why nothing is proposed."""
        if found.blocked_by:
            rules = [self._base.program.rules[about.rule].title for about in found.blocked_by]
            yield f"whatever would resolve it brings something as bad: {several(rules)}"
        if not found.complete:
            yield f"none was found in {found.trials} judgings; there may be one all the same"
        elif found.candidates:
            yield f"no set of the {len(found.candidates)} things that could be done resolves it"
        else:
            yield "nothing that could be done by stating other facts resolves it"
        # What somebody is, or what the table knows as no aim, is no reason: the rule's own remedy says more.
        would = list(dict.fromkeys(one.words for one in found.fixed if not efforts()[one.effort].fixed))
        if would:
            more = f"; and {len(would) - _MOST_FIXED} more" if len(would) > _MOST_FIXED else ""
            yield f"it would take what nobody can do: {'; '.join(would[:_MOST_FIXED])}{more}"


def _deed(one: Candidate) -> Deed:
    changes = tuple(str(edit) for edit in one.edits)
    return Deed(one.words, one.effort, efforts()[one.effort].means, one.cost, changes, one.supposes)


def _note(rule: Rule) -> str:
    """Who or what decides where facts do not."""
    if rule.decided_by == _ASSESSMENT:
        return "somebody qualified has to assess it: what is stated here decides only once that is recorded"
    if rule.decided_by == _DOCUMENT:
        shown = f" ({', '.join(rule.shown_by)})" if rule.shown_by else ""
        return f"the document decides it{shown}: it has to be changed, and then read again"
    return ""
