"""A forecast as JSON, in the form that `docs/forecast.schema.json` describes."""

from __future__ import annotations

from typing import Any

from policyengine.forecasts import ChangeDay, Endless, Forecast, WaiverTurn, Written
from policyengine.report.difference.objects import shift_object, supposition_object, turned_object
from policyengine.report.objects import finding_object, place_object, terms_object
from policyengine.report.printable import printable_json

SCHEMA = "policyengine/forecast/1"


def json(forecast: Forecast) -> str:
    """The whole forecast; the same forecast gives the same bytes."""
    supposed = forecast.supposed
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": forecast.as_of.isoformat(),
        "until": forecast.until.isoformat(),
        "registers": list(forecast.registers),
        **({"supposed": [supposition_object(one) for one in supposed]} if supposed is not None else {}),
        "days": [_day(day) for day in forecast.days],
        "quiet": [_written(one) for one in forecast.quiet],
        "beyond": [_written(one) for one in forecast.beyond],
        "without_end": [_endless(one) for one in forecast.endless],
    }
    return printable_json(document)


def _day(day: ChangeDay) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "introduced": [turned_object(one) for one in day.introduced],
        "changed": [shift_object(shift) for shift in day.changed],
        "resolved": [turned_object(one) for one in day.resolved],
        "waivers": [_waiver(turn) for turn in day.waivers],
        "law": [_written(one) for one in day.law],
    }


def _waiver(turn: WaiverTurn) -> dict[str, Any]:
    return {
        "finding": finding_object(turn.finding),
        "was": turn.was,
        "now": turn.now,
        "why": turn.why,
        "visible_again": turn.ends,
        "terms": terms_object(turn.terms),
    }


def _written(one: Written) -> dict[str, Any]:
    place = {"location": place_object(one.span)} if one.span.path else {}
    return {"day": one.day.isoformat(), "text": one.text, "law": one.law, **place}


def _endless(one: Endless) -> dict[str, Any]:
    return {"kind": one.kind, "attribute": one.attribute, "records": one.records, "of": one.of}
