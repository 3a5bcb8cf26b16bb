"""Short forms in which kinds are declared; each returns an `Attribute` or a `Relation`."""

from __future__ import annotations

from policyengine.register.model.types import Attribute, Relation, ValueType


def word(name: str, vocabulary: str, describes: str, question: str = "", *, from_key: bool = False) -> Attribute:
    """One word of `vocabulary`."""
    return Attribute(name, ValueType.WORD, describes, vocabulary, question=question, from_key=from_key)


def words(name: str, vocabulary: str, describes: str, question: str = "") -> Attribute:
    """A set of words; a statement lists them all."""
    return Attribute(name, ValueType.WORD, describes, vocabulary, many=True, question=question)


def growing(name: str, vocabulary: str, describes: str, question: str = "") -> Attribute:
    """An open set of words, stated line by line; only `complete` or `none` tells others false."""
    return Attribute(name, ValueType.WORD, describes, vocabulary, many=True, open=True, question=question)


def yes_no(name: str, describes: str, question: str = "", *, derived: bool = False) -> Attribute:
    """True or false."""
    return Attribute(name, ValueType.BOOLEAN, describes, question=question, derived=derived)


def text(name: str, describes: str, question: str = "") -> Attribute:
    """Free text, one line or several."""
    return Attribute(name, ValueType.TEXT, describes, question=question)


def texts(name: str, describes: str, question: str = "") -> Attribute:
    """An open list of texts."""
    return Attribute(name, ValueType.TEXT, describes, many=True, open=True, question=question)


def date(name: str, describes: str, question: str = "") -> Attribute:
    """A day."""
    return Attribute(name, ValueType.DATE, describes, question=question)


def instant(name: str, describes: str, question: str = "") -> Attribute:
    """A date and time with zone."""
    return Attribute(name, ValueType.INSTANT, describes, question=question)


def period(name: str, describes: str, question: str = "") -> Attribute:
    """An ISO 8601 duration."""
    return Attribute(name, ValueType.PERIOD, describes, question=question)


def number(name: str, describes: str, question: str = "") -> Attribute:
    """A whole number."""
    return Attribute(name, ValueType.NUMBER, describes, question=question)


def territory(name: str, describes: str, question: str = "", *, many: bool = False) -> Attribute:
    """A territory, or a set of them."""
    return Attribute(name, ValueType.TERRITORY, describes, many=many, question=question)


def contains(name: str, target: str, inverse: str, describes: str) -> Relation:
    """Records written inside this one."""
    return Relation(name, target, inverse, describes, contains=True)


def names(name: str, target: str, inverse: str, describes: str, question: str = "") -> Relation:
    """Any number of records named by slug."""
    return Relation(name, target, inverse, describes, question=question)


def name_one(name: str, target: str, inverse: str, describes: str, question: str = "") -> Relation:
    """One record named by slug."""
    return Relation(name, target, inverse, describes, many=False, question=question)


def derives(name: str, target: str, inverse: str, describes: str, *, many: bool = True) -> Relation:
    """A relation worked out before judging."""
    return Relation(name, target, inverse, describes, many=many, derived=True)


LIFETIME = (
    date("from", "first day on which it exists or applies"),
    date("until", "last day on which it exists or applies"),
    yes_no("in_force", "whether the as-of date lies between `from` and `until`", derived=True),
)
"""Attributes of every kind that begins and ends."""
