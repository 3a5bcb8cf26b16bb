"""Who says what stands somewhere in a file, and how firmly: as it says itself, or else what it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyengine.register.citations import NOT_OWN
from policyengine.register.records import Grade
from policyengine.register.trees import Part
from policyengine.scenarios.paths import SOURCES
from policyengine.source.changing import standing
from policyengine.source.tree import Mapping, Node, Raw
from policyengine.spans import Place

_SOURCE, _GRADE, _NOTE, _VALUE = "source", "grade", "note", "value"


@dataclass(frozen=True, slots=True)
class Around:
    """The source and grade that hold where a statement says neither, and which sources are nobody's own."""

    source: str
    grade: str
    not_own: frozenset[str]

    def no_firmer(self, value: Raw, than: Node, place: Place, *, same: bool) -> Mapping:
        """`value` as a statement that is no firmer than another, of which it keeps the note.

        With `same` it says nothing that the other does not: then what is nobody's own keeps its source. Else nothing
        is put into that source's mouth, and it is presumed.
        """
        source, grade = _says(than, _SOURCE) or self.source, _says(than, _GRADE) or self.grade
        said = {_VALUE: value}
        if source.partition(" ")[0] in self.not_own:
            if same:
                said[_SOURCE] = (source, place, 0, True)
            else:
                grade = Grade.PRESUMED.value
        if grade != Grade.STATED.value:
            said[_GRADE] = (grade, place, 0, True)
        if isinstance(than, Mapping) and _NOTE in than.raw:
            said[_NOTE] = than.raw[_NOTE]
        return Mapping(said, place)


def around(parts: Sequence[Part], part: Part, steps: Sequence[str]) -> Around:
    """What holds around `steps` in one of all parts: of the records in which they stand, the nearest that says it."""
    source, grade = "", Grade.STATED.value
    # Records stand below containers, so that every other step leads to one.
    for length in range(0, len(steps), 2):
        if raw := standing(part.tree, steps[:length]):
            record = raw[0]
            source, grade = _says(record, _SOURCE) or source, _says(record, _GRADE) or grade
    beside = [one for one in parts if one is part or (part.slug and one.slug == part.slug)]
    return Around(source, grade, frozenset(key for one in beside for key in _not_own(one.tree)))


def _not_own(tree: Mapping) -> Iterator[str]:
    declared = standing(tree, (SOURCES,))
    if declared is not None and isinstance(declared[0], Mapping):
        for key, (source, *_) in declared[0].raw.items():
            if _says(source, "kind") == NOT_OWN:
                yield key


def _says(node: object, key: str) -> str:
    """The text under a key; empty where none is said."""
    raw = node.raw.get(key) if isinstance(node, Mapping) else None
    return raw[0] if raw is not None and isinstance(raw[0], str) else ""
