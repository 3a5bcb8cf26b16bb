"""What to do about findings: the cheapest changes of facts after which they are gone, each judged before shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from policyengine.differences import subjects
from policyengine.errors import nearest
from policyengine.findings import Finding
from policyengine.proposals import Plan, Repaired, Repairs
from policyengine.register.naming import asked_of
from policyengine.repairs.candidate import Edit, supposed
from policyengine.repairs.choosing import Wanted
from policyengine.repairs.search import Found, Search
from policyengine.repairs.standing import BAD, About, Tried
from policyengine.source.doing import NOW
from policyengine.triage.compose import compose
from policyengine.triage.proposing import Proposing
from policyengine.whatif import Given, suppose

_BAD = tuple(verdict.value for verdict in BAD)


def findings(given: Given, wanted: Wanted) -> tuple[list[Finding], list[str]]:
    """The findings that are meant, worst first, and what is wrong with how they were named."""
    base = given.base
    outcome = compose(
        base.program, base.facts, base.as_of, base.judgements, base.prove, given.asked.engine, waiving=base.waiving
    )
    if not wanted.chosen:
        return [one for one in outcome.findings if one.verdict in _BAD and one.waiver is None], []
    meant: dict[int, None] = {}
    unknown = []
    for name in wanted.chosen:
        found = [index for index, one in enumerate(outcome.findings) if _is_meant(name, one)]
        if not found:
            unknown.append(_unknown(name, given))
        meant |= dict.fromkeys(found)
    return [outcome.findings[index] for index in sorted(meant)], unknown


def repairs(given: Given, some: Sequence[Finding], wanted: Wanted) -> Repairs:
    """What could be done about these findings. Judges many times; nothing is written."""
    base = given.base
    search = Search(base, trial(given), wanted.table, wanted.most)
    proposing = Proposing(base)
    NOW.begin("looking for repairs", len(some), "findings")
    repaired = []
    for number, finding in enumerate(some):
        NOW.done = number
        found, without_others = _found(search, finding, 1 if wanted.together else wanted.alternatives)
        repaired.append(proposing.repaired(finding, found, goals(finding), without_others=without_others))
    plans = None
    if wanted.together:
        plans = tuple(_plans(search, proposing, repaired, wanted.most))
        repaired = [one for one in repaired if not one.proposals]
    return Repairs(base.as_of, tuple(sorted(base.facts.registers)), tuple(repaired), plans)


def goals(finding: Finding, *, alone: bool = False) -> list[About]:
    """What has to be satisfied or not applicable: its own records, and what is reported under it and as bad."""
    own = [About(finding.register, finding.rule, record.key) for record in finding.records]
    others = [About(one.register, one.rule, one.record) for one in subjects(finding) if one.verdict in _BAD]
    return own if alone else list(dict.fromkeys([*own, *others]))


def trial(given: Given) -> Callable[[tuple[Edit, ...]], Tried]:
    """Judges facts with some changes made, as a what-if does. The only place where repairs are judged."""

    def judged(edits: tuple[Edit, ...]) -> Tried:
        wanted, problems = supposed(edits)
        if problems:
            return Tried(None, tuple(problems))
        result = suppose(given, wanted)
        return Tried(result.case, result.problems)

    return judged


def _found(search: Search, finding: Finding, alternatives: int) -> tuple[Found, bool]:
    """Repairs of a finding with all that is reported under it; where there are none, of the finding alone."""
    everything, own = goals(finding), goals(finding, alone=True)
    found = search.find(everything, alternatives)
    if found.repairs or everything == own:
        return found, False
    alone = search.find(own, alternatives)
    return (alone, True) if alone.repairs else (found, False)


def _plans(search: Search, proposing: Proposing, repaired: Sequence[Repaired], most: int) -> Iterator[Plan]:
    """For each register one set of things to do, in which what several findings need is done once."""
    for register in sorted({one.finding.register for one in repaired}):
        mine = [one for one in repaired if one.finding.register == register]
        some = [one for one in mine if one.proposals]
        aims = [goal for one in some for goal in goals(one.finding, alone=one.without_others)]
        NOW.begin(f"looking for a plan for {register}", most, "judgings at most")
        found = search.find(aims, 1, _judged_one)
        yield proposing.plan(register, mine, found, aims)


def _judged_one() -> None:
    NOW.done += 1


def _is_meant(name: str, finding: Finding) -> bool:
    rule, at, record = name.partition("@")
    if not at:
        return name == finding.rule or _names_record(name, finding)
    return rule == finding.rule and _names_record(record, finding)


def _names_record(name: str, finding: Finding) -> bool:
    return any(_is_called(name, finding.register, record.key) for record in finding.records)


def _is_called(name: str, register: str, key: str) -> bool:
    """Whether `name` is the key of a record or the end of it, perhaps behind its register."""
    chosen, _, end = name.rpartition(":")
    return chosen in ("", register) and (key == end or key.endswith((f".{end}", f"+{end}")))


def _unknown(name: str, given: Given) -> str:
    """Why a name is that of no finding: there is no such rule or record, or nothing is found."""
    rules, facts = given.base.program.rules, given.base.facts
    rule, at, record = name.partition("@")
    if at and rule not in rules:
        return f"no rule is called `{rule}` ({nearest(rule, rules)})"
    if at:
        kind = rules[rule].for_each
        if not any(one.kind == kind and _is_called(record, one.register, one.key) for one in facts.records()):
            return str(asked_of(record, facts, kind))
    elif rule not in rules and not any(_is_called(name, one.register, one.key) for one in facts.records()):
        known = {*rules, *(part for one in facts.records() for part in (one.key, one.slug))}
        return f"no rule or record is called `{name}` ({nearest(name, known)})"
    if rule in rules:
        return f"`{name}` has found nothing: the rule is satisfied or does not apply"
    return f"nothing is found of `{name}`"
