"""Findings of two judgings, and what is supposed, as every JSON report of a difference shows them."""

from __future__ import annotations

from typing import Any

from policyengine.differences import Reliance, Shift, Supposition, Turned, Turning
from policyengine.report.difference.relying import relied
from policyengine.report.objects import finding_object, place_object


def supposition_object(one: Supposition) -> dict[str, Any]:
    """A scenario, with every change and its place."""
    return {
        "name": one.name,
        "title": one.title,
        "status": one.status,
        "source": one.source,
        **({"checked_on": one.checked_on.isoformat()} if one.checked_on else {}),
        "note": one.note,
        **({"as_of": one.as_of.isoformat()} if one.as_of else {}),
        "changes": [{"text": line, "location": place_object(span)} for line, span in one.lines],
    }


def reliance_object(found: Reliance | None) -> dict[str, Any]:
    """How far anything rests on the law that is otherwise, as an entry; none where the law is the same."""
    if found is None:
        return {}
    told = {
        "says": relied(found),
        "tables": list(found.tables),
        "changed": list(found.changed),
        "rules": found.rules,
        "turned": found.turned,
        "base": {"verdicts": found.verdicts, "open": found.undecided},
        "head": {"verdicts": found.verdicts_supposed, "open": found.undecided_supposed},
    }
    return {"reliance": told}


def turned_object(one: Turned) -> dict[str, Any]:
    """A finding of one side only, with what turned it."""
    turned_by = [_turning(turning) for turning in one.turned_by]
    return {"finding": finding_object(one.finding), "other_side": list(one.was), "turned_by": turned_by}


def shift_object(shift: Shift) -> dict[str, Any]:
    """What both sides find otherwise."""
    return {
        "worse": shift.worse,
        "before": finding_object(shift.before),
        "after": finding_object(shift.after),
        "turned_by": [_turning(turning) for turning in shift.turned_by],
    }


def _turning(turning: Turning) -> dict[str, Any]:
    place = {"location": place_object(turning.span)} if turning.span is not None else {}
    day = {"day": turning.day.isoformat()} if turning.day is not None else {}
    return {"text": turning.text, "side": turning.side, "law": turning.law, **day, **place}
