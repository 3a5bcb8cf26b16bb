"""What is supposed, as reports say it: each scenario with its changes, their places and what nobody should believe."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.differences import Supposition
from policyengine.scenarios.scenario import STATUS, Change, Scenario, Supposed, Wherever
from policyengine.source.plain import plain
from policyengine.source.tree import Node
from policyengine.spans import Place

_LONGEST = 120


def described(supposed: Supposed) -> tuple[Supposition, ...]:
    """Every scenario in order, each change in one line."""
    return tuple(_described(scenario, supposed) for scenario in supposed.scenarios)


def _described(scenario: Scenario, supposed: Supposed) -> Supposition:
    return Supposition(
        name=scenario.name,
        title=scenario.title,
        status=scenario.status,
        status_means=STATUS[scenario.status],
        source=scenario.source,
        checked_on=scenario.checked_on,
        note=scenario.note,
        as_of=scenario.as_of,
        lines=tuple((line, supposed.files.span(place)) for step in scenario.steps for line, place in _step(step)),
    )


def _step(step: Change | Wherever) -> Iterator[tuple[str, Place]]:
    if isinstance(step, Change):
        yield _change(step), step.place
        return
    for change in step.changes:
        yield f"{_change(change)}, of each {step.for_each} where {_shown(step.when)}", change.place


def _change(change: Change) -> str:
    return f"{change.verb} {change.path}" + ("" if change.value is None else f" = {_shown(change.value)}")


def _shown(node: Node) -> str:
    """A value on one line, as somebody might write it; long ones are cut."""
    text = _flow(plain(node))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)
