"""Repairs in Markdown, for a page or a comment."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.proposals import CRITERION, Plan, Proposal, Repaired, Repairs
from policyengine.report.block import law
from policyengine.report.repair.wording import also, aside, changes, cost, counted, deed, headed, proven, without_others
from policyengine.report.sanitise import in_markdown as _text


def markdown(repairs: Repairs) -> str:
    """The whole report."""
    lines = [f"## {_text(headed(repairs))}", "", _text(CRITERION), "", counted(repairs), ""]
    for plan in repairs.plans or ():
        lines += _plan(plan)
    register = ""
    for one in sorted(repairs.repaired, key=lambda one: one.finding.register):
        if one.finding.register != register:
            register = one.finding.register
            lines += [f"### {_text(register)}", ""]
        lines += _repaired(one)
    return "\n".join(lines).rstrip() + "\n"


def _plan(plan: Plan) -> Iterator[str]:
    yield f"### {_text(plan.title)}: one plan"
    yield ""
    if plan.proposal is not None:
        yield from _proposal(plan.proposal, "Resolves")
        for finding in plan.covers:
            yield f"  - resolves {finding.verdict}: {_text(finding.title)} ({_text(finding.rule)})"
    for said in (*plan.why_none, proven(plan)):
        if said:
            yield f"- {_text(said)}"
    yield ""


def _repaired(one: Repaired) -> Iterator[str]:
    finding = one.finding
    yield f"#### {_text(finding.title)}"
    yield ""
    yield f"{finding.verdict}, {finding.severity}; {_text(law(finding.provisions))}; {_text(str(finding.location))}<br>"
    yield f"{_text(finding.message)}"
    yield ""
    for said in also(finding):
        yield f"- also {_text(said)}"
    for number, proposal in enumerate(one.proposals, 1):
        yield from _proposal(proposal, f"{number}")
    asked = f"the law asks: {finding.remedy}" if one.why_none and finding.remedy else ""
    for said in (*one.why_none, asked, one.note, without_others(one), proven(one)):
        if said:
            yield f"- {_text(said)}"
    yield ""


def _proposal(proposal: Proposal, name: str) -> Iterator[str]:
    yield f"- **{name}** ({cost(proposal)})"
    for one in proposal.deeds:
        yield f"  - {_text(deed(one))}"
        for line in changes(one):
            yield f"    - {_text(line)}"
    for heading, some in (("resolves", proposal.resolves), ("opens", proposal.opens)):
        for each in some:
            yield f"  - {heading} {_text(aside(each))}"
