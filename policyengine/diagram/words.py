"""What records say, in the words and with the certainty in which a drawing shows it."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.diagram.drawing import Certainty
from policyengine.register.model.kinds import attributes_of
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Record, Statement

ORDER = tuple(Certainty)
"""The certainties, the firmest first."""


def certainty_of(statements: Iterable[Statement]) -> Certainty:
    """The best grade among statements; presumed where there are none."""
    grades = [Certainty(statement.grade.value) for statement in statements]
    return min(grades, key=ORDER.index, default=Certainty.PRESUMED)


def weaker(*certainties: Certainty) -> Certainty:
    """The weakest of several: what rests on all of them is no firmer."""
    return max(certainties, key=ORDER.index)


def words_of(record: Record, attribute: str) -> list[str]:
    """The words stated for an attribute, in order, each once."""
    found: dict[str, None] = {}
    for statement in record.statements.get(attribute, ()):
        found.update(dict.fromkeys(str(value) for value in statement.values))
    return list(found)


def spoken(word: str) -> str:
    """A word of a vocabulary as people say it: `national-number` as `national number`."""
    return word.replace("-", " ")


def in_words(record: Record, attribute: str) -> list[str]:
    """The words stated for an attribute that its vocabulary knows, as people say them."""
    known = vocabulary(attributes_of(record.kind)[attribute].vocabulary).words
    return [spoken(word) for word in words_of(record, attribute) if word in known]


def linked(record: Record, relation: str) -> list[Record]:
    """The records at the other end of a relation, each once."""
    return list(dict.fromkeys(link.target for link in record.links.get(relation, ())))


def saying(records: Iterable[Record], attributes: Iterable[str], words: Iterable[str]) -> list[Statement]:
    """The statements of these attributes that name one of the words."""
    asked = frozenset(words)
    return [
        statement
        for record in records
        for attribute in attributes
        for statement in record.statements.get(attribute, ())
        if asked.intersection(map(str, statement.values))
    ]


def sides(record: Record, attribute: str) -> list[list[str]]:
    """The sets of words that statements give to an attribute with one answer; more than one contradict each other."""
    found: list[list[str]] = []
    for statement in record.statements.get(attribute, ()):
        words = [str(value) for value in statement.values]
        if words and sorted(words) not in [sorted(known) for known in found]:
            found.append(words)
    return found
