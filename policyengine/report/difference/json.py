"""A difference as JSON, in the form that `docs/diff.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.differences import (
    Comparison,
    FactChange,
    Said,
    Shift,
    Side,
    StatementChange,
    Supposition,
    Turned,
    Turning,
    Version,
)
from policyengine.report.objects import finding_object, place_object
from policyengine.report.printable import printable_json

SCHEMA = "policyengine/diff/1"


def json(comparison: Comparison) -> str:
    """The whole difference; the same difference gives the same bytes."""
    found = comparison.difference
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": comparison.as_of.isoformat(),
        "base": _version(comparison.base),
        "head": _version(comparison.head),
        **_supposed(comparison),
        "rules": comparison.rules,
        "introduced": [_turned(one) for one in found.introduced],
        "changed": [_shift(one) for one in found.changed],
        "resolved": [_turned(one) for one in found.resolved],
        "unchanged": found.unchanged,
        "facts": [_fact(fact) for fact in found.facts],
    }
    return printable_json(document)


def _supposed(comparison: Comparison) -> dict[str, Any]:
    """What only a what-if has."""
    if comparison.supposed is None:
        return {}
    day = comparison.head_as_of or comparison.as_of
    return {"head_as_of": day.isoformat(), "supposed": [supposition_object(one) for one in comparison.supposed]}


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


def _version(version: Version) -> dict[str, str]:
    return {"name": version.name, "commit": version.commit} if version.commit else {"name": version.name}


def _turned(one: Turned) -> dict[str, Any]:
    turned_by = [_turning(turning) for turning in one.turned_by]
    return {"finding": finding_object(one.finding), "other_side": list(one.was), "turned_by": turned_by}


def _shift(shift: Shift) -> dict[str, Any]:
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


def _fact(fact: FactChange) -> dict[str, Any]:
    return {
        "change": fact.change,
        "register": fact.register,
        "kind": fact.record.kind,
        "key": fact.record.key,
        "title": fact.record.title,
        "side": fact.side,
        **({"location": place_object(fact.record.span)} if fact.record.span.path else {}),
        "statements": [_statement(change) for change in fact.statements],
    }


def _statement(change: StatementChange) -> dict[str, Any]:
    sides: tuple[tuple[Side, tuple[Said, ...]], ...] = (("base", change.before), ("head", change.after))
    return {"attribute": change.attribute, **{side: [_said(said) for said in some] for side, some in sides}}


def _said(said: Said) -> dict[str, Any]:
    return {
        "text": said.text,
        "source": said.source,
        "grade": said.grade,
        "firm": said.firm,
        "location": place_object(said.span),
    }
