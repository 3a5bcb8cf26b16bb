"""From verdicts to findings: one cause, one finding, and what only follows from another stands under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.findings import Finding, Related
from policyengine.register.records import Record, Register
from policyengine.rules.program import Severity
from policyengine.spans import Span
from policyengine.triage.causes import Judged
from policyengine.triage.evidence import Places, evidence
from policyengine.triage.wording import fill, lacks, several

_WORST = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED, Verdict.UNDETERMINED)


@dataclass(slots=True)
class Group:
    """Judgements of one rule with one verdict and one cause, in one register."""

    members: list[Judged]
    related: list[Related] = field(default_factory=list)

    @property
    def first(self) -> Judgement:
        """The judgement the group is shown by: the most severe, the first by key."""
        return min(self.members, key=lambda m: (m.judgement.severity.rank, m.judgement.record.key)).judgement

    @property
    def records(self) -> list[Record]:
        """The records concerned, by key."""
        return sorted((m.judgement.record for m in self.members), key=lambda record: record.key)

    @property
    def severity(self) -> Severity:
        """The worst severity of its members."""
        return self.first.severity

    def order(self) -> tuple[int, int, str, str]:
        """Worst first: by verdict, severity, rule and first record."""
        first = self.first
        return (_WORST.index(first.verdict), self.severity.rank, first.rule.id, self.records[0].key)


def groups_of(judged: Iterable[Judged]) -> list[Group]:
    """The groups of one register, worst first, each with what follows from it."""
    together: dict[object, Group] = {}
    for one in judged:
        j = one.judgement
        key = (j.rule.id, j.verdict, j.if_applied, one.cause)
        together.setdefault(key, Group([])).members.append(one)
    ordered = sorted(together.values(), key=Group.order)
    return _following(_conflicting(ordered))


def _relate(group: Group, to: Group) -> None:
    j = group.first
    to.related.append(Related(j.rule.id, j.verdict.value, j.rule.title))
    to.related.extend(group.related)


def _conflicting(groups: list[Group]) -> list[Group]:
    """Report each conflict between statements once, under the worst finding that meets it."""
    kept: list[Group] = []
    met: dict[object, Group] = {}
    for group in groups:
        conflict = group.members[0].cause.conflict
        if conflict and conflict in met:
            _relate(group, met[conflict])
            continue
        if conflict:
            met[conflict] = group
        kept.append(group)
    return kept


def _following(groups: list[Group]) -> list[Group]:
    """Put under its root whatever a rule says that follows from another, unless it says worse."""
    by_rule: dict[str, list[Group]] = {}
    for group in groups:
        by_rule.setdefault(group.first.rule.id, []).append(group)
    kept = []
    for group in groups:
        roots = [root for rule in group.first.rule.follows_from for root in by_rule.get(rule, ())]
        root = next((r for r in roots if _at_least_as_bad(r, group) and _touch(r, group)), None)
        if root is None:
            kept.append(group)
        else:
            _relate(group, root)
    return kept


def _at_least_as_bad(root: Group, group: Group) -> bool:
    """Neither the verdict nor the severity is worse than the root's, so that nothing bad hides under it."""
    verdicts = _WORST.index(root.first.verdict) <= _WORST.index(group.first.verdict)
    return verdicts and root.severity.rank <= group.severity.rank


def _touch(root: Group, group: Group) -> bool:
    """Whether every record of a group is one of the root's, its owner or part, or linked to one."""
    keys = [record.key for record in root.records]
    linked = {id(link.target) for record in root.records for links in record.links.values() for link in links}
    return all(
        id(record) in linked or any(_near(record.key, key) for key in keys) or record.kind in ("register", "notice")
        for record in group.records
    )


def _near(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def finding(group: Group, register: Register, places: Places) -> Finding:
    """The finding as reports show it."""
    first = group.first
    rule = first.rule
    grounds = [ground for member in group.members for ground in member.grounds]
    missing = [gap for member in group.members for gap in member.missing]
    return Finding(
        rule=rule.id,
        title=rule.title,
        verdict=first.verdict.value,
        severity=group.severity.value,
        provisions=rule.provisions,
        register=register.slug,
        records=tuple(places.name(record) for record in group.records),
        message=_message(group, [lacks(gap) for gap in missing]),
        expects=rule.expects,
        remedy=rule.remedy,
        location=_location(group, places),
        evidence=evidence(grounds, places),
        related=tuple(dict.fromkeys(group.related)),
        if_applied=first.if_applied.value if first.if_applied else "",
        folded=_folded(first, register),
    )


def _message(group: Group, gaps: list[str]) -> str:
    first = group.first
    if len(group.members) == 1 and first.rule.explain:
        said = fill(first.rule.explain, first.record)
    else:
        said = several([record.title for record in group.records])
    if first.not_firm:
        said += "; so it is only by what is presumed or publicly known"
    if gaps and first.verdict in (Verdict.NOT_STATED, Verdict.UNDETERMINED):
        said += f" ({gaps[0]}{f', and {len(set(gaps)) - 1} more' if len(set(gaps)) > 1 else ''})"
    return said


def _location(group: Group, places: Places) -> Span:
    """The statement that decides, where it is about a record of the group, else the record itself."""
    judged = group.first.record
    for member in group.members:
        for ground in member.grounds:
            if ground.record is judged and ground.attribute and ground.statement is not None:
                return places.span(judged, ground.statement.place)
    return places.span(judged, judged.existence.place)


def _folded(judgement: Judgement, register: Register) -> bool:
    """Whether the register's sources never show what is missing, such as a contract in a notice.

    What is violated by a presumption or by public knowledge is never folded: something is stated.
    """
    if judgement.not_firm or judgement.verdict not in (Verdict.NOT_STATED, Verdict.UNDETERMINED) or not judgement.rule.shown_by:
        return False
    at_hand = {source.kind for source in register.sources.values() if source.own}
    return bool(at_hand) and not at_hand & set(judgement.rule.shown_by)
