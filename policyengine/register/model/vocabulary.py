"""The closed vocabulary: words, what they mean, and how they are ordered.

The words stand in `vocabulary.yaml` beside this module; W3C DPV identifiers are accepted as
aliases of our words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from policyengine.source.plain import packaged


class Word(NamedTuple):
    """One word: its meaning, the broader word it is under, and where the law speaks of it."""

    word: str
    means: str
    under: str = ""
    provision: str = ""
    dpv: str = ""


class Vocabulary(NamedTuple):
    """A closed list of words, which may be a tree."""

    name: str
    words: dict[str, Word]
    aliases: dict[str, str]
    ancestors: dict[str, frozenset[str]]
    """Each word with itself and everything above it."""

    def covers(self, broad: str, narrow: str) -> bool:
        """Whether `narrow` is `broad` or stands below it."""
        return broad in self.ancestors.get(narrow, frozenset((narrow,)))

    def disjoint(self, one: str, other: str) -> bool:
        """Whether neither word stands above the other."""
        return not self.covers(one, other) and not self.covers(other, one)


def _line(word: str, words: dict[str, Word]) -> Iterator[str]:
    while word:
        yield word
        word = words[word].under


def _vocabulary(name: str, entries: dict[str, str | dict[str, str]]) -> Vocabulary:
    words = {
        word: Word(word, entry) if isinstance(entry, str) else Word(word, **entry) for word, entry in entries.items()
    }
    ancestors = {word: frozenset(_line(word, words)) for word in words}
    aliases = {entry.dpv: word for word, entry in words.items() if entry.dpv}
    return Vocabulary(name, words, aliases, ancestors)


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """Every vocabulary by name."""
    entries = packaged("policyengine.register.model", "vocabulary.yaml")
    return {name: _vocabulary(name, words) for name, words in entries.items()}


def vocabulary(name: str) -> Vocabulary:
    """The vocabulary called `name`. Raises `KeyError` where the model names none such."""
    return vocabularies()[name]
