"""The sentences that reports of repairs have in common."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Finding
from policyengine.proposals import Aside, Deed, Plan, Proposal, Repaired, Repairs

_BAD = ("violated", "contradictory")


def headed(repairs: Repairs) -> str:
    """What this is a report of."""
    return f"Repairs as of {repairs.as_of.isoformat()}: {', '.join(repairs.registers)}"


def deed(one: Deed) -> str:
    """What to do, and what kind of effort it is."""
    return f"{one.words} ({one.effort}, {one.cost})"


def changes(one: Deed) -> Iterator[str]:
    """What it changes, and what it takes for granted."""
    yield from one.changes
    if one.supposes:
        yield f"supposing that {one.supposes}"


def cost(proposal: Proposal) -> str:
    """What it takes, as far as that can be compared."""
    count = len(proposal.deeds)
    return f"effort {proposal.cost}, {'1 thing' if count == 1 else f'{count} things'} to do"


def aside(one: Aside) -> str:
    """A verdict beside the point."""
    return f"{one.verdict}: {one.title} — {one.record} ({one.rule})"


def also(finding: Finding) -> list[str]:
    """What is reported under a finding and as bad: proposals are for all of it."""
    bad = [one for one in finding.related if one.verdict in _BAD]
    return list(dict.fromkeys(f"{one.verdict}: {one.title} ({one.rule})" for one in bad))


def proven(one: Repaired | Plan) -> str:
    """How far it is known that nothing cheaper would do; empty where it is proven."""
    if one.proven:
        return ""
    return f"not proven minimal: the bound of {one.trials} judgings was met before all that is not dearer was ruled out"


def without_others(one: Repaired) -> str:
    """That what is reported under a finding is not resolved with it."""
    if not one.without_others:
        return ""
    others = ", ".join(dict.fromkeys(related.rule for related in one.finding.related))
    return f"this resolves the finding alone, and not what is reported under it ({others})"


def counted(repairs: Repairs) -> str:
    """How many findings can be repaired, and how many cannot."""
    none = len(repairs.none_for)
    if repairs.plans is not None:
        covered = sum(len(plan.covers) for plan in repairs.plans)
    else:
        covered = sum(1 for one in repairs.repaired if one.proposals)
    return f"{covered} {'finding' if covered == 1 else 'findings'} with a proposal, {none} without."
