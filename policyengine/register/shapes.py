"""The shapes in which something can be said: plain, a list, `{value, source, grade, note}`, a list of such.

One pass over a node gives *sayings*: plain scalars, and what qualifies them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policyengine.errors import nearest
from policyengine.register.citations import Scope
from policyengine.register.problems import Problems
from policyengine.register.records import Citation, Grade
from policyengine.register.values import shorten
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Place

KEYS = ("value", "source", "grade", "note")

GRADES = {grade.value: grade for grade in Grade}


@dataclass(slots=True)
class Saying:
    """Scalars said together, with the source, grade and note that apply to them."""

    scalars: list[Scalar]
    citation: Citation | None
    grade: Grade
    place: Place
    note: str = ""


class Shapes:
    """Reads the shapes of one scope of sources."""

    def __init__(self, scope: Scope, problems: Problems) -> None:
        self._scope = scope
        self._problems = problems

    def grade(self, node: Node, inherited: Grade) -> Grade:
        """The grade a `grade:` gives; the inherited one where it gives none."""
        if isinstance(node, Scalar):
            if node.is_null:
                return inherited
            if node.text in GRADES:
                return GRADES[node.text]
            self._problems.add(node.place, f"unknown grade `{shorten(node.text)}`", nearest(node.text, GRADES))
        else:
            self._problems.add(node.place, "`grade` must be one word", "expected `stated`, `implied` or `presumed`")
        return inherited

    def note(self, node: Node) -> str:
        """The text of a `note:`."""
        if isinstance(node, Scalar):
            return "" if node.is_null else node.text
        self._problems.add(node.place, "`note` must be one text", "write it in quotes, or after `|`")
        return ""

    def sayings(
        self, name: str, node: Node, place: Place, citation: Citation | None, grade: Grade, many: bool
    ) -> Iterator[Saying]:
        """What is said under the key `name` at `place`; `many` allows several values in one saying."""
        if isinstance(node, Mapping):
            yield from self._qualified(name, node, place, citation, grade, many)
            return
        if isinstance(node, Scalar):
            yield Saying([node], citation, grade, place)
            return
        plain: list[Scalar] = []
        for item in node.items:
            if isinstance(item, Scalar):
                plain.append(item)
            elif isinstance(item, Mapping):
                yield from self._qualified(name, item, item.place, citation, grade, many)
            else:
                self._problems.add(item.place, f"a list inside a list under `{name}`", "write one list")
        if plain and not many:
            hint = f"give one value; where sources differ, list `{{value: {shorten(plain[0].text)}, source: ...}}`"
            self._problems.add(node.place, f"`{name}` takes one value, not a list", hint)
        elif plain:
            yield Saying(plain, citation, grade, place)
        elif not node.items:
            self._problems.add(
                node.place,
                f"an empty list under `{name}`",
                "write `none` to state that there are none, or leave it out",
            )

    def _qualified(
        self, name: str, node: Mapping, place: Place, citation: Citation | None, grade: Grade, many: bool
    ) -> Iterator[Saying]:
        note = ""
        for key, entry in node.entries.items():
            if key == "source":
                citation = self._scope.cite(entry) or citation
            elif key == "grade":
                grade = self.grade(entry, grade)
            elif key == "note":
                note = self.note(entry)
            elif key != "value":
                self._unknown(key, name, node.key_places[key], entry)
        value = node.entries.get("value")
        if value is None:
            self._problems.add(node.place, f"`{name}` has no `value` here", "write `{value: ..., source: ...}`")
        elif isinstance(value, Scalar):
            yield Saying([value], citation, grade, place, note)
        elif isinstance(value, Listing) and many and value.items:
            scalars = [item for item in value.items if isinstance(item, Scalar)]
            for item in value.items:
                if not isinstance(item, Scalar):
                    self._problems.add(
                        item.place, "`value` lists plain values only", "qualify each item in a list of maps instead"
                    )
            yield Saying(scalars, citation, grade, place, note)
        else:
            what = "one value, or a list of them" if many else "one value"
            self._problems.add(
                value.place, f"`value` of `{name}` must be {what}", "write `none` to state that there are none"
            )

    def _unknown(self, key: str, name: str, place: Place, entry: Node) -> None:
        if isinstance(entry, Scalar) and entry.is_null:
            hint = "quote text that has a comma inside braces"
        else:
            hint = nearest(key, KEYS)
        self._problems.add(place, f"unknown key `{shorten(key)}` under `{name}`", hint)
