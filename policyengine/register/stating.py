"""What is said of one record: statements in every shape, references, and what is complete."""

from __future__ import annotations

from policyengine.errors import nearest
from policyengine.register.citations import Scope
from policyengine.register.draft import Draft, Reference
from policyengine.register.making import make_statement
from policyengine.register.model.kinds import a_kind
from policyengine.register.plan import Named, Plan, Said
from policyengine.register.problems import Problems
from policyengine.register.records import Citation, Grade, Record, Statement, Value
from policyengine.register.shapes import GRADES, KEYS, Shapes
from policyengine.register.values import Refused, Values, shorten
from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar, node_of
from policyengine.spans import Place

SAYS_NOTHING_OR_NONE = frozenset(("", "~", "null", "none"))


class Statements:
    """Adds what one scope of sources says to the records of `draft`."""

    def __init__(self, draft: Draft, scope: Scope, shapes: Shapes, problems: Problems) -> None:
        self._draft = draft
        self._cited = scope.cited
        self._shapes = shapes
        self._problems = problems

    def add(self, record: Record, name: str, *said: Statement) -> None:
        """Add statements to those that may be there."""
        known = record.statements.get(name, ())
        record.statements[name] = (*known, *said)
        if known or len(said) > 1:
            self._draft.several.append(record)

    def state(self, record: Record, entry: Said, raw: Raw, citation: Citation | None, grade: Grade) -> Statement | None:
        """What is said of an attribute in any other shape than one plain scalar.

        The statement, not yet added, where it is the only one and nothing is wrong; else all are added.
        """
        value, place, _, _ = raw
        kind = type(value)
        if kind is Mapping and (said := self._qualified(entry, value.raw, place, citation, grade)):
            return said
        if kind is Listing and entry.attribute.many and (several := _plain_values(entry, value)):
            return make_statement(several, citation, grade, place)
        name, node = entry.name, node_of(raw)
        found = []
        for saying in self._shapes.sayings(name, node, place, citation, grade, entry.attribute.many):
            values = self._values(entry, saying.scalars)
            if values is not None:
                found.append(make_statement(values, saying.citation, saying.grade, saying.place, saying.note))
        if found:
            self.add(record, name, *found)
        return None

    def _qualified(
        self, entry: Said, inside: dict[str, Raw], place: Place, citation: Citation | None, grade: Grade
    ) -> Statement | None:
        """The statement of `{value: plain, ...}` where nothing is wrong with it; else None, for a closer look."""
        said = inside.get("value")
        if said is None or not said[3] or not inside.keys() <= _KEYS:
            return None
        try:
            values = entry.reading[said[0]]
        except Refused:
            return None
        if values is None:
            return None
        if len(inside) == 1:
            return make_statement(values, citation, grade, place)
        citation, grade, note = self._qualifying(inside, citation, grade)
        return make_statement(values, citation, grade, place, note)

    def _qualifying(
        self, inside: dict[str, Raw], citation: Citation | None, grade: Grade
    ) -> tuple[Citation | None, Grade, str]:
        """What `source`, `grade` and `note` say, else what is inherited."""
        source, graded, noted = inside.get("source"), inside.get("grade"), inside.get("note")
        if source is not None:
            citation = self._cited(source) or citation
        if graded is not None:
            grade = GRADES.get(graded[0]) or self._shapes.grade(node_of(graded), grade)
        if noted is None:
            return citation, grade, ""
        note = noted[0]
        if type(note) is not str or note in SAYS_NOTHING_OR_NONE:
            note = self._shapes.note(node_of(noted))
        return citation, grade, note

    def _values(self, entry: Said, scalars: list[Scalar]) -> Values | None:
        """The values of several scalars; None where nothing is said or something is wrong."""
        values: dict[Value, None] = {}
        said = False
        for scalar in scalars:
            try:
                read = entry.reading[scalar.text] if scalar.plain else entry.reading.quoted(scalar.text)
            except Refused as refused:
                self._problems.add(scalar.place, f"{refused.message} under `{entry.attribute.name}`", refused.hint)
                continue
            if read == () and len(scalars) > 1:
                self._problems.add(scalar.place, "`none` beside other values", "write `none` alone, or leave it out")
            elif read is not None:
                said = True
                values.update(dict.fromkeys(read))
        return tuple(values) if said else None

    def name(
        self,
        record: Record,
        entry: Named,
        raw: Raw,
        citation: Citation | None,
        grade: Grade,
        activity: str,
    ) -> None:
        """References, to be looked up when every file has been read."""
        value, place, _, _ = raw
        many = entry.relation.many
        slugs = _plain_slugs(raw, many=many)
        if slugs:
            self._draft.references.append(Reference(record, entry, slugs, citation, grade, place, "", activity))
            return
        if type(value) is Mapping and "value" in value.raw and value.raw.keys() <= _KEYS:
            slugs = _plain_slugs(value.raw["value"], many=many)
            if slugs:
                citation, grade, note = self._qualifying(value.raw, citation, grade)
                self._draft.references.append(Reference(record, entry, slugs, citation, grade, place, note, activity))
                return
        node = node_of(raw)
        for saying in self._shapes.sayings(entry.relation.name, node, place, citation, grade, entry.relation.many):
            slugs = [(s.text, s.place) for s in saying.scalars if not s.is_null]
            if not slugs:
                continue
            if any(s.plain and s.text == "none" for s in saying.scalars):
                if len(slugs) > 1:
                    hint = "write `none` alone, or leave it out"
                    self._problems.add(saying.scalars[0].place, "`none` beside other values", hint)
                slugs = []
            self._draft.references.append(
                Reference(record, entry, slugs, saying.citation, saying.grade, saying.place, saying.note, activity)
            )

    def complete(self, record: Record, plan: Plan, node: Node, citation: Citation | None, grade: Grade) -> None:
        """Note of which attributes and relations everything is stated."""
        items = node.items if isinstance(node, Listing) else [node]
        for item in items:
            if not isinstance(item, Scalar):
                hint = "write `complete: [categories]`"
                self._problems.add(item.place, "`complete` lists names of attributes or relations", hint)
            elif item.text in plan.completable:
                said = make_statement((item.text,), citation, grade, item.place)
                self._draft.completions.append((record, item.text, said))
            elif item.text in plan.closed:
                hint = "remove it: one statement about it says all"
                self._problems.add(item.place, f"`{item.text}` is complete as it stands", hint)
            elif not item.is_null:
                hint = nearest(item.text, plan.completable)
                self._problems.add(
                    item.place, f"`{shorten(item.text)}` cannot be complete in {a_kind(plan.kind)}", hint
                )


_KEYS = frozenset(KEYS)


def _plain_values(entry: Said, node: Listing) -> Values | None:
    """The values of a list of plain scalars; None where it needs a closer look."""
    values = []
    reading = entry.reading
    for item in node.items:
        if type(item) is not Scalar or not item.plain:
            return None
        try:
            read = reading[item.text]
        except Refused:
            return None
        if not read:
            return None
        values.append(read[0])
    return tuple(dict.fromkeys(values))


def _plain_slugs(raw: Raw, *, many: bool) -> list[tuple[str, Place]] | None:
    """One plain slug, or a list of them; None where it needs a closer look."""
    value = raw[0]
    if isinstance(value, str):
        return None if value in SAYS_NOTHING_OR_NONE else [(value, raw[1] + raw[2])]
    if type(value) is not Listing or not many:
        return None
    slugs = [(s.text, s.place) for s in value.items if type(s) is Scalar and s.text not in SAYS_NOTHING_OR_NONE]
    return slugs if len(slugs) == len(value.items) else None
