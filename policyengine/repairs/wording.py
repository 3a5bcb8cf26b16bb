"""Candidates put into words: what has to be done, to which record, and the values as people say them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policyengine.register.model.kinds import attributes_of, relations_of
from policyengine.register.records import Record, Value
from policyengine.repairs.candidate import Candidate, Edit
from policyengine.repairs.efforts import Effort, Efforts
from policyengine.repairs.touching import Touches
from policyengine.repairs.wanted import NONE, PLACEHOLDER

_CITED = re.compile(r" \([^()]*\d[^()]*(\([^()]*\)[^()]*)*\)$")
"""What is cited at the end of a description."""


class Change(NamedTuple):
    """What is changed, and what is otherwise then."""

    edits: tuple[Edit, ...]
    touches: Touches


def made(
    table: Efforts,
    effort: Effort,
    how: str,
    about: tuple[Record, str],
    said: Mapping[str, str],
    change: Change,
    more: tuple[str, ...] = (),
) -> Candidate:
    """What it takes to change something `about` a record, in the words of an effort; `more` names what else changes."""
    record, name = about
    describes = _describes(record.kind, name)
    filled = {
        "record": record.title,
        "attribute": name.replace("_", " ") or record.kind,
        "kept": "",
        "describes": describes,
        "asks": _asks(record, name),
        **said,
        "value": said.get("value") or NONE,
    }
    template = effort.words.get(how) or next(iter(effort.words.values()))
    paths = tuple(edit.path for edit in change.edits)
    cost, fixed = table.cost(effort, paths, (f"{record.kind}.{name}" if name else record.kind, *more))
    words, supposes = template.format_map(filled), effort.supposes.format_map(filled)
    return Candidate(change.edits, words, effort.name, cost, fixed, change.touches, supposes)


def _describes(kind: str, name: str) -> str:
    """What the model says of an attribute or relation, without what it cites at the end."""
    one = attributes_of(kind).get(name) or relations_of(kind).get(name)
    return _CITED.sub("", one.describes) if one is not None else ""


def _asks(record: Record, name: str) -> str:
    """What counsel would ask about it; where the model knows no question, what it says of it."""
    one = attributes_of(record.kind).get(name) or relations_of(record.kind).get(name)
    if one is not None and one.question:
        return one.question.replace("{record}", record.title)
    return f"{_describes(record.kind, name)} ({record.title})"


def in_words(values: Sequence[Value]) -> str:
    """Values as people say them."""
    if PLACEHOLDER in values:
        return "something that can be named"
    return ", ".join(_word(value) for value in values)


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text.replace("-", " ") if re.fullmatch(r"[a-z][a-z-]+", text) else text
