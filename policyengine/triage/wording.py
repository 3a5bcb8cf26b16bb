"""Statements, gaps and records in the plain words in which reports speak of them."""

from __future__ import annotations

import re

from policyengine.engine.judgement import Ground, Missing
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.explanation import paths_in

_MOST_NAMED = 4


def value_in_words(value: Value) -> str:
    """A value as people say it: yes or no, words without hyphens, dates and periods as ISO writes them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("-", " ") if re.fullmatch(r"[a-z][a-z-]+", text) else text


def values_in_words(statement: Statement) -> str:
    """What a statement lists, or `none`."""
    return ", ".join(value_in_words(value) for value in statement.values) or "none"


def attribute_in_words(attribute: str) -> str:
    """`large_scale` as `large scale`."""
    return attribute.replace("_", " ")


def tells(ground: Ground) -> str:
    """What a ground says, as a short sentence."""
    about = ground.record.title
    if ground.statement is None:
        return f"presumed: {ground.because}"
    if not ground.attribute:
        return f"{about} is named"
    return f"{about}: {attribute_in_words(ground.attribute)}: {values_in_words(ground.statement)}"


def lacks(missing: Missing) -> str:
    """What nobody states, as a short sentence."""
    return f"{missing.record.title}: {attribute_in_words(missing.attribute)} is not stated"


def several(names: list[str]) -> str:
    """A few names and how many more there are: `a, b and 3 others`."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= _MOST_NAMED:
        return (
            " and ".join(", ".join(unique).rsplit(", ", 1))
            if len(unique) < 3
            else f"{', '.join(unique[:-1])} and {unique[-1]}"
        )
    return f"{', '.join(unique[: _MOST_NAMED - 1])} and {len(unique) - _MOST_NAMED + 1} others"


def fill(template: str, judged: Record) -> str:
    """The message of a rule about one record: each `{judged...}` by the titles or values found there."""
    filled = template
    for path in dict.fromkeys(paths_in(template)):
        filled = filled.replace(f"{{{path}}}", _found(path, judged))
    return filled


def _found(path: str, judged: Record) -> str:
    at: list[Record] = [judged]
    for step in path.split(".")[1:]:
        linked = [link.target for record in at for link in record.links.get(step, ())]
        if not linked:
            stated = [values_in_words(s) for record in at for s in record.statements.get(step, ())]
            return several(stated) if stated else "(not stated)"
        at = list(dict.fromkeys(linked))
    return several([record.title for record in at])
