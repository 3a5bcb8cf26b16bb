"""Statements, gaps and records in the plain words in which reports speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policyengine.engine.judgement import Ground, Missing
from policyengine.register.records import Record, Statement, Value
from policyengine.rules.template import paths_in

_MOST_NAMED = 4
_MOST_VALUES = 8
_ROW_TEXTS = 3

_JOINING = {
    "use": (("data", "purpose"), " for "),
    "hop": (("exporter", "importer"), " to "),
    "coverage": (("notice", "activity"), " on "),
}
"""Kinds that are worked out: the records they join, and the word between these."""

_NONE_BY = {("activity", "coverage"): ("register", "notices"), ("hop", "transfer"): ("importer", "transfers")}
"""Relations that are worked out, and where it is stated that there are none to work them out from."""

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
    """What a person calls a record.

    One that is worked out is called after the records that it joins, a row of a law table after its
    table and its first texts.
    """
    if record.kind.startswith(LAW):
        texts = [values_in_words(s) for said in record.statements.values() for s in said[:1] if len(s.values) == 1]
        return f"{record.kind} ({', '.join(texts[:_ROW_TEXTS])})"
    if record.kind in _JOINING:
        relations, joint = _JOINING[record.kind]
        ends = [link.target.title for relation in relations for link in record.links.get(relation, ())[:1]]
        return joint.join(ends) if ends else record.title
    return record.title


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
    if ground.statement is ground.record.complete.get(ground.attribute):
        return f"no other {attribute_in_words(ground.attribute)} of {about} than those listed"
    return f"{attribute_in_words(ground.attribute)} of {about}: {values_in_words(ground.statement)}"


def names_a_member(ground: Ground) -> bool:
    """Whether the ground only says that a record is one of a relation's members."""
    said = ground.record.statements.get(ground.attribute, ())
    return ground.statement is not None and not ground.statement.values and ground.statement not in said


def lacks(missing: Missing) -> str:
    """What nobody states: a value, or, where some are listed, that there are others or none."""
    return f"{_open_part(missing)} of {name_of(missing.record)}"


def _open_part(missing: Missing) -> str:
    """The attribute or relation; of a list that has members, that it may have others."""
    listed = missing.record.links.get(missing.attribute) or missing.record.statements.get(missing.attribute)
    return f"{'other ' if listed else ''}{attribute_in_words(missing.attribute)}"


def lacking(gaps: Iterable[Missing]) -> list[str]:
    """What nobody states, one phrase for what is missing of the same records: `form and starts of orders`."""
    about: dict[str, list[str]] = {}
    for gap in gaps:
        about.setdefault(_open_part(gap), []).append(name_of(gap.record))
    alike: dict[tuple[str, ...], list[str]] = {}
    for attribute, names in about.items():
        alike.setdefault(tuple(sorted(set(names))), []).append(attribute)
    return [f"{several(attributes)} of {several(list(names))}" for names, attributes in alike.items()]


def several(names: list[str]) -> str:
    """A few names and how many more there are: `a, b and 3 others`; semicolons between them where one has a comma."""
    unique = list(dict.fromkeys(names))
    more = len(unique) - _MOST_NAMED
    if more > 0:
        unique, last = unique[: _MOST_NAMED - 1], f"{more + 1} others"
    else:
        unique, last = unique[:-1], "".join(unique[-1:])
    if any("," in name for name in (*unique, last)):
        return "; ".join((*unique, last))
    return f"{', '.join(unique)} and {last}" if unique else last


def fill(template: str, judged: Record) -> str:
    """The message of a rule about one record: each `{judged...}` by the titles or values found there."""
    filled = template
    for path in dict.fromkeys(paths_in(template)):
        filled = filled.replace(f"{{{path}}}", _found(path, judged))
    return filled.replace("((not stated))", "(not stated)")


def _found(path: str, judged: Record) -> str:
    at: list[Record] = [judged]
    if path == "judged":
        return name_of(judged)
    for step in path.split(".")[1:]:
        linked = [link.target for record in at for link in record.links.get(step, ())]
        if not linked:
            stated = [values_in_words(s) for record in at for s in _said(record, step)]
            return several(stated) if stated else "(not stated)"
        at = list(dict.fromkeys(linked))
    return several([name_of(record) for record in at])


def _said(record: Record, step: str) -> Iterator[Statement]:
    """What is said of an attribute or relation; of one that is worked out, that there are none where that is stated."""
    yield from record.statements.get(step, ())
    relation, list_of = _NONE_BY.get((record.kind, step), ("", ""))
    for link in record.links.get(relation, ()):
        yield from (said for said in link.target.statements.get(list_of, ()) if not said.values)
