"""Repairs as a person reads them in a terminal: each finding, then what could be done, cheapest first."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Finding
from policyengine.proposals import CRITERION, Plan, Proposal, Repaired, Repairs
from policyengine.report.block import advice, law
from policyengine.report.repair.wording import also, aside, changes, cost, counted, deed, headed, proven, without_others
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint

_COLOURS = {"violated": "red", "contradictory": "yellow", "not stated": "blue", "undetermined": "blue"}
_MOST_ASIDE = 5


def text(repairs: Repairs, paint: Paint) -> str:
    """The whole report."""
    lines = [*paint.wrapped(headed(repairs), ""), *paint.wrapped(CRITERION, ""), ""]
    for plan in repairs.plans or ():
        lines += _plan(plan, paint)
    register = ""
    for one in sorted(repairs.repaired, key=lambda one: one.finding.register):
        if one.finding.register != register:
            register = one.finding.register
            lines += [paint.rule(register), ""]
        lines += _repaired(one, paint)
    lines += [paint.rule("Counts"), "", counted(repairs)]
    return "\n".join(inert(line.rstrip()) for line in lines) + "\n"


def _plan(plan: Plan, paint: Paint) -> Iterator[str]:
    yield paint.rule(f"{plan.register}: one plan")
    yield ""
    if plan.proposal is not None:
        count = len(plan.covers)
        yield from paint.wrapped(f"resolves {'1 finding' if count == 1 else f'{count} findings'}", "")
        for finding in plan.covers:
            yield from paint.wrapped(
                f"{finding.verdict} {finding.severity} {finding.title} ({finding.rule})", "  - ", "    "
            )
        yield ""
        yield from _proposal(plan.proposal, "Plan", paint)
    for why in plan.why_none:
        yield from _note("no plan", why, paint)
    yield from _note("bound", proven(plan), paint)
    yield ""


def _repaired(one: Repaired, paint: Paint) -> Iterator[str]:
    yield from _finding(one.finding, paint)
    for number, proposal in enumerate(one.proposals, 1):
        yield from _proposal(proposal, str(number), paint)
    for why in one.why_none:
        yield from _note("none", why, paint)
    if one.why_none and one.finding.remedy:
        yield from _note("law asks", one.finding.remedy, paint)
    yield from _note("decided", one.note, paint)
    yield from _note("alone", without_others(one), paint)
    yield from _note("bound", proven(one), paint)
    yield ""


def _finding(finding: Finding, paint: Paint) -> Iterator[str]:
    verdict = paint(finding.verdict, _COLOURS[finding.verdict], "bold")
    yield f"{verdict} {finding.severity} {paint(safe(finding.rule), 'bold')}{advice(finding)}"
    yield from paint.wrapped(f"{finding.title} ({law(finding.provisions)})", "  ")
    yield from paint.wrapped(finding.message, "  ")
    yield f"  --> {finding.location}"
    for said in also(finding):
        yield from _note("also", said, paint)


def _proposal(proposal: Proposal, name: str, paint: Paint) -> Iterator[str]:
    yield f"  {paint(name, 'bold')}. {cost(proposal)}"
    for one in proposal.deeds:
        yield from paint.wrapped(deed(one), "     - ", "       ")
        for line in changes(one):
            yield from paint.wrapped(line, "         ", "           ")
    for heading, some in (("resolves", proposal.resolves), ("opens", proposal.opens)):
        for each in some[:_MOST_ASIDE]:
            yield from paint.wrapped(aside(each), f"     = {heading:<8} ")
        if len(some) > _MOST_ASIDE:
            yield f"     = {heading:<8} {len(some) - _MOST_ASIDE} more"


def _note(name: str, said: str, paint: Paint) -> list[str]:
    return paint.wrapped(said, f"   = {name:<8} ") if said else []
