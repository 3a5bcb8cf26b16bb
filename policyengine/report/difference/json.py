"""A difference as JSON, in the form that `docs/diff.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.differences import Comparison, FactChange, Said, Side, StatementChange, Version
from policyengine.report.difference.objects import reliance_object, shift_object, supposition_object, turned_object
from policyengine.report.objects import place_object
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
        "introduced": [turned_object(one) for one in found.introduced],
        "changed": [shift_object(one) for one in found.changed],
        "resolved": [turned_object(one) for one in found.resolved],
        "unchanged": found.unchanged,
        "facts": [_fact(fact) for fact in found.facts],
    }
    return printable_json(document)


def _supposed(comparison: Comparison) -> dict[str, Any]:
    """What only a what-if has."""
    if comparison.supposed is None:
        return {}
    day = comparison.head_as_of or comparison.as_of
    return {
        "head_as_of": day.isoformat(),
        "supposed": [supposition_object(one) for one in comparison.supposed],
        **reliance_object(comparison.reliance),
    }


def _version(version: Version) -> dict[str, str]:
    return {"name": version.name, "commit": version.commit} if version.commit else {"name": version.name}


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
