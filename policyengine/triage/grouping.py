"""From verdicts to findings: one cause, one finding, and what only follows from another stands under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.findings import Finding, Related
from policyengine.register.records import Record, Register
from policyengine.rules.program import Enforcement
from policyengine.spans import Span
from policyengine.triage.causes import Conflict, Judged
from policyengine.triage.evidence import Places, evidence, goes_without_saying
from policyengine.triage.folding import folded
from policyengine.triage.wording import LAW, fill, lacking, name_of, several

_WORST = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED, Verdict.UNDETERMINED)


@dataclass(slots=True)
class Group:
    """Judgements of one rule with one verdict and one cause, in one register; `members` by severity and key."""

    members: list[Judged]
    folded: bool = False
    related: list[Related] = field(default_factory=list)

    @property
    def first(self) -> Judgement:
        """The judgement the group is shown by: the most severe, the first by key."""
        return self.members[0].judgement

    @property
    def records(self) -> list[Record]:
        """The records concerned, by key."""
        return sorted((member.judgement.record for member in self.members), key=lambda record: record.key)

    @property
    def conflicts(self) -> frozenset[Conflict]:
        """Every conflict that a member meets."""
        return frozenset().union(*(member.conflicts for member in self.members))

    def order(self) -> tuple[int, int, str, str]:
        """Worst first: by verdict, severity, rule and first record."""
        first = self.first
        return (_WORST.index(first.verdict), first.severity.rank, first.rule.id, first.record.key)


def groups_of(judged: Iterable[Judged], register: Register) -> list[Group]:
    """The groups of one register, worst first, each with what follows from it."""
    together: dict[tuple[object, ...], Group] = {}
    for one in sorted(judged, key=lambda one: (one.judgement.severity.rank, one.judgement.record.key)):
        together.setdefault(cause(one, register), Group([], folds(one, register))).members.append(one)
    return _under_roots(_conflicts_once(sorted(together.values(), key=Group.order)))


def folds(one: Judged, register: Register) -> bool:
    """Whether it is only counted, because the sources at hand never show what is missing."""
    # What somebody states is not what the sources fail to show, however the rule names a breach of it.
    return bool(one.missing) and folded(one.judgement, register)


def cause(one: Judged, register: Register) -> tuple[object, ...]:
    """What judgements share that are one finding."""
    j = one.judgement
    # Of what the sources never show, only how much there is of it will be told, not its causes.
    return (j.rule.id, j.verdict, j.if_applied, folds(one, register) or one.shape)


def _relate(group: Group, to: Group) -> None:
    j = group.first
    keys = tuple(record.key for record in group.records)
    to.related.append(
        Related(j.rule.id, j.verdict.value, j.rule.title, j.severity.value, advice=_advice(group), records=keys)
    )
    to.related.extend(group.related)


def _conflicts_once(groups: list[Group]) -> list[Group]:
    """Report each conflict between statements once, under the worst finding that meets it."""
    kept: list[Group] = []
    met: dict[Conflict, Group] = {}
    for group in groups:
        conflicts = group.conflicts
        if conflicts and conflicts <= met.keys():
            root = next(other for other in kept if not other.conflicts.isdisjoint(conflicts))
            if _at_least_as_bad(root, group):
                if root.first.rule is group.first.rule:
                    root.members.extend(group.members)
                else:
                    _relate(group, root)
                continue
        met.update((conflict, group) for conflict in conflicts if conflict not in met)
        kept.append(group)
    return kept


def _under_roots(groups: list[Group]) -> list[Group]:
    """Put under its root whatever a rule says that follows from another, unless it says worse."""
    by_rule: dict[str, list[Group]] = {}
    for group in groups:
        by_rule.setdefault(group.first.rule.id, []).append(group)
    under: dict[int, Group] = {}
    for group in groups:
        roots = [root for rule in group.first.rule.follows_from for root in by_rule.get(rule, ())]
        root = next((root for root in roots if _carries(root, group)), None)
        if root is not None:
            under[id(group)] = root
    kept = [group for group in groups if id(group) not in under]
    for group in groups:
        if id(group) in under:
            _relate(group, _topmost(group, under))
    return kept


def _topmost(group: Group, under: dict[int, Group]) -> Group:
    """The root of the root, and so on up. INVARIANT: rules follow from each other in no ring, or they do not load."""
    while id(group) in under:
        group = under[id(group)]
    return group


def _carries(root: Group, group: Group) -> bool:
    """Whether `group` can be read under `root`: about the same records, no worse, and no less folded."""
    return _at_least_as_bad(root, group) and (group.folded or not root.folded) and _touch(root, group)


def _at_least_as_bad(root: Group, group: Group) -> bool:
    """Neither verdict nor severity is worse than the root's, nor is it more than advice, so that nothing bad hides."""
    verdicts = _WORST.index(root.first.verdict) <= _WORST.index(group.first.verdict)
    return verdicts and root.first.severity.rank <= group.first.severity.rank and _advice(root) <= _advice(group)


def _advice(group: Group) -> bool:
    """Whether it fails no run, as the policy of the house wants it."""
    return group.first.rule.enforcement is Enforcement.ADVISORY


def _touch(root: Group, group: Group) -> bool:
    """Whether every record of a group is one of the root's, its owner or part, or linked to one."""
    keys = {record.key for record in root.records}
    above = {part for key in keys for part in _line(key)}
    linked = {id(link.target) for record in root.records for links in record.links.values() for link in links}

    def near(key: str) -> bool:
        return key in above or not keys.isdisjoint(_line(key))

    return all(
        id(record) in linked or near(record.key) or record.kind in ("register", "notice") for record in group.records
    )


def _line(key: str) -> Iterator[str]:
    """A key and those of everything that the record is a part of."""
    while key:
        yield key
        key = key.rpartition(".")[0]


def finding(group: Group, register: Register, places: Places) -> Finding:
    """The finding as reports show it."""
    first = group.first
    rule = first.rule
    grounds = [ground for member in group.members for ground in member.grounds]
    missing = [gap for member in group.members for gap in member.missing]
    open_verdict = first.verdict in (Verdict.NOT_STATED, Verdict.UNDETERMINED)
    return Finding(
        rule=rule.id,
        title=rule.title,
        verdict=first.verdict.value,
        severity=first.severity.value,
        provisions=rule.provisions,
        register=register.slug,
        records=tuple(places.name(record) for record in group.records),
        message=_message(group),
        expects=rule.expects,
        remedy=rule.remedy,
        location=_location(group, places),
        evidence=evidence(grounds, places),
        related=_once(group.related),
        if_applied=first.if_applied.value if first.if_applied else "",
        folded=group.folded,
        advice=_advice(group),
        missing=tuple(lacking(missing)) if open_verdict else (),
    )


def _once(related: Iterable[Related]) -> tuple[Related, ...]:
    """What one rule says in the same words, together, with all its records."""
    keys: dict[Related, list[str]] = {}
    for one in related:
        keys.setdefault(one._replace(records=()), []).extend(one.records)
    return tuple(one._replace(records=tuple(sorted({*records}))) for one, records in keys.items())


def _message(group: Group) -> str:
    """What the rule says of the first record, and which others it says the like of."""
    first = group.first
    said = fill(first.rule.explain, first.record) if first.rule.explain else name_of(first.record)
    others = [name for name in map(name_of, group.records) if name != name_of(first.record)]
    if others:
        said += f"; likewise {several(others)}"
    if first.not_firm:
        said += "; so it is only by what is presumed or publicly known"
    return said


def _location(group: Group, places: Places) -> Span:
    """Of a breach or conflict the statement that decides, best about the first record itself; else that record."""
    judged = group.first.record
    decisive = [
        (ground.record, ground.statement)
        for ground in group.members[0].grounds
        if ground.statement is not None and not goes_without_saying(ground) and not ground.record.kind.startswith(LAW)
    ]
    own = [(record, said) for record, said in decisive if record is judged]
    if group.first.verdict in (Verdict.VIOLATED, Verdict.CONTRADICTORY):
        own += decisive
    record, said = own[0] if own else (judged, judged.existence)
    return places.span(record, said.place)
