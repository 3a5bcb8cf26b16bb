"""Repairs as JSON, in the form that `docs/repair.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.proposals import CRITERION, Aside, Deed, Plan, Proposal, Repaired, Repairs
from policyengine.report.objects import finding_object
from policyengine.report.printable import printable_json

SCHEMA = "policyengine/repair/1"


def json(repairs: Repairs) -> str:
    """All of it; the same repairs give the same bytes."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": repairs.as_of.isoformat(),
        "registers": list(repairs.registers),
        "criterion": CRITERION,
        "repaired": [_repaired(one) for one in repairs.repaired],
    }
    if repairs.plans is not None:
        document["plans"] = [_plan(plan) for plan in repairs.plans]
    return printable_json(document)


def _repaired(one: Repaired) -> dict[str, Any]:
    found: dict[str, Any] = {
        "finding": finding_object(one.finding),
        "proposals": [_proposal(proposal) for proposal in one.proposals],
        "why_none": list(one.why_none),
        "proven_minimal": one.proven,
        "judgings": one.trials,
        "thought_of": one.thought_of,
        "without_related": one.without_others,
    }
    if one.note:
        found["note"] = one.note
    return found


def _plan(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = {
        "register": plan.register,
        "title": plan.title,
        "covers": [finding_object(finding) for finding in plan.covers],
        "left": [finding_object(finding) for finding in plan.left],
        "why_none": list(plan.why_none),
        "proven_minimal": plan.proven,
        "judgings": plan.trials,
    }
    if plan.proposal is not None:
        found["proposal"] = _proposal(plan.proposal)
    return found


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "name": proposal.name,
        "cost": proposal.cost,
        "deeds": [_deed(one) for one in proposal.deeds],
        "resolves": [_aside(one) for one in proposal.resolves],
        "opens": [_aside(one) for one in proposal.opens],
        "scenario": proposal.scenario,
    }


def _deed(one: Deed) -> dict[str, Any]:
    found: dict[str, Any] = {
        "words": one.words,
        "effort": one.effort,
        "means": one.means,
        "cost": one.cost,
        "changes": list(one.changes),
    }
    if one.supposes:
        found["supposes"] = one.supposes
    return found


def _aside(one: Aside) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "title": one.title,
        "register": one.register,
        "key": one.key,
        "record": one.record,
        "verdict": one.verdict,
    }
