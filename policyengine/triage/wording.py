"""Statements, gaps and records in the plain words in which reports speak of them."""

from __future__ import annotations

import re

from policyengine.engine.judgement import Ground, Missing
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.explanation import paths_in

_MOST_NAMED = 4
_MOST_VALUES = 8
_ROW_TEXTS = 3

LAW = "law."
"""How the kinds of the rows of law tables begin."""


def value_in_words(value: Value) -> str:
    """A value as people say it: yes or no, words without hyphens, dates and periods as ISO writes them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("-", " ") if re.fullmatch(r"[a-z][a-z-]+", text) else text


def values_in_words(statement: Statement) -> str:
    """What a statement lists, or `none`; of a long list the first and how many more."""
    shown = [value_in_words(value) for value in statement.values[:_MOST_VALUES]]
    more = len(statement.values) - _MOST_VALUES
    return (", ".join(shown) + (f" and {more} more" if more > 0 else "")) or "none"


def name_of(record: Record) -> str:
    """What a person calls a record; a row of a law table by its table and its first two texts."""
    if not record.kind.startswith(LAW):
        return record.title
    texts = [values_in_words(s) for said in record.statements.values() for s in said[:1] if len(s.values) == 1]
    return f"{record.kind} ({', '.join(texts[:_ROW_TEXTS])})"


def attribute_in_words(attribute: str) -> str:
    """`large_scale` as `large scale`."""
    return attribute.replace("_", " ")


def tells(ground: Ground) -> str:
    """What a ground says, as a short sentence."""
    about = name_of(ground.record)
    if ground.statement is None:
        return f"presumed: {ground.because}"
    if not ground.attribute or names_a_member(ground):
        return f"{about} is named"
    return f"{about}: {attribute_in_words(ground.attribute)}: {values_in_words(ground.statement)}"


def names_a_member(ground: Ground) -> bool:
    """Whether the ground only says that a record is one of a relation's members."""
    said = ground.record.statements.get(ground.attribute, ())
    return ground.statement is not None and not ground.statement.values and ground.statement not in said


def lacks(missing: Missing) -> str:
    """What nobody states, as a short sentence."""
    return f"{name_of(missing.record)}: {attribute_in_words(missing.attribute)} is not stated"


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
