"""The template of a rule's message, typed against the model."""

from __future__ import annotations

from policyengine.rules.language import Path
from policyengine.rules.paths import ToRecord, ToRecords, resolve
from policyengine.rules.reading import Reading, Refused
from policyengine.rules.shapes import Scope
from policyengine.rules.template import paths_in
from policyengine.spans import Place


def check_explanation(template: str, scope: Scope, reading: Reading, place: Place) -> None:
    """Note every path of the template that does not start at `judged` or that the model does not know.

    Unlike in conditions, a path may lead through any number of records: all are named.
    """
    if template.count("{") != template.count("}"):
        reading.problem(place, "a brace in `explain` is not closed")
    for text in paths_in(template):
        try:
            _walk(text, scope, place)
        except Refused as refused:
            reading.refused(refused)


def _walk(text: str, scope: Scope, place: Place) -> None:
    steps = text.split(".")
    if steps[0] != "judged":
        raise Refused(place, f"`{{{text}}}` does not start at the judged record", f"write `{{judged.{text}}}`")
    at: Path = scope.names["judged"]
    for index, step in enumerate(steps[1:], 1):
        found = resolve(step, scope.within(at), place)
        if isinstance(found, ToRecord):
            at = found.record
        elif isinstance(found, ToRecords):
            at = Path("", (), "", found.relation.target)
        elif index < len(steps) - 1:
            raise Refused(place, f"`{step}` is a value, so `{{{text}}}` cannot go on after it")
