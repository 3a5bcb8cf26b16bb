"""One pass over the tree of a register file: records, statements, and references to look up later."""

from __future__ import annotations

from collections.abc import Mapping as Plans

from policyengine.errors import nearest
from policyengine.register.citations import SLUG, Scope
from policyengine.register.draft import ROOT, Draft, Reference
from policyengine.register.making import make_statement
from policyengine.register.plan import RECORD_KEYS, Inside, Named, Plan, Said
from policyengine.register.problems import Problems
from policyengine.register.records import Citation, Grade, NotFact, Record, Statement, Value
from policyengine.register.shapes import Shapes
from policyengine.register.values import Refused, Values, shorten
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Place

FILE_KEYS = ("register", "sources", "organisations", "not_facts")
"""Keys at the top of a file that are not keys of the register's record."""

SAYS_NOTHING_OR_NONE = frozenset(("", "~", "null", "none"))


class TreeReader:
    """Reads trees into `draft`; organisations go into `shared`, whichever file states them."""

    def __init__(self, draft: Draft, shared: Draft, scope: Scope, plans: Plans[str, Plan], problems: Problems) -> None:
        self._draft = draft
        self._shared = shared
        self._scope = scope
        self._plans = plans
        self._problems = problems
        self._shapes = Shapes(scope, problems)
        self._slugs: set[str] = set()
        self.met_again: list[tuple[Record, Statement]] = []
        """Records that stood in an earlier file, too, with what this one says of their existence."""

    def read(self, tree: Mapping) -> None:
        """Read one file."""
        entries = tree.entries
        if "sources" in entries:
            self._scope.declare(entries["sources"])
        citation, grade = self._inherited(tree, None, Grade.STATED)
        if "not_facts" in entries:
            self._not_facts(entries["not_facts"])
        if "organisations" in entries:
            node = entries["organisations"]
            self._children(node, "organisations", self._plans["organisation"], None, citation, grade)
        if not self._draft.slug:
            return
        root = self._draft.root
        place = tree.key_places.get("register", tree.place)
        existence = make_statement((), citation, grade, place, self._note(tree))
        if root.existence.place:
            self.met_again.append((root, existence))
        else:
            root.existence = existence
        self._body(root, self._plans[ROOT], tree, citation, grade, "")

    def _inherited(self, body: Mapping, citation: Citation | None, grade: Grade) -> tuple[Citation | None, Grade]:
        entries = body.entries
        if "source" in entries:
            citation = self._scope.cite(entries["source"]) or citation
        if "grade" in entries:
            grade = self._shapes.grade(entries["grade"], grade)
        return citation, grade

    def _note(self, body: Mapping) -> str:
        return self._shapes.note(body.entries["note"]) if "note" in body.entries else ""

    def _children(
        self,
        node: Node,
        container: str,
        plan: Plan,
        owner: tuple[Record, Inside, str] | None,
        citation: Citation | None,
        grade: Grade,
    ) -> None:
        """Read the records that stand under `container`; `owner` is None for organisations."""
        if not isinstance(node, Mapping):
            self._problems.add(node.place, f"`{container}` must be a mapping", "write `slug: {...}` for each of them")
            return
        records = self._shared.records if owner is None else self._draft.records
        register = "" if owner is None else self._draft.slug
        prefix = ""
        if owner is not None:
            prefix = f"{container}." if owner[0].key == ROOT else f"{owner[0].key}.{container}."
        for slug, body in node.entries.items():
            if slug not in self._slugs and not self._slug(slug, node.key_places[slug]):
                continue
            key = prefix + slug
            here, firmness, note = citation, grade, ""
            if type(body) is Mapping:
                here, firmness = self._inherited(body, citation, grade)
                if "note" in body.entries:
                    note = self._note(body)
            existence = make_statement((), here, firmness, node.key_places[slug], note)
            record = records.get(key)
            if record is None:
                record = records[key] = Record(plan.kind, key, register, existence)
                if plan.from_key:
                    self._draft.keyed.append(record)
                if owner is not None:
                    self._draft.inside.append((owner[0], owner[1].relation.name, owner[1].inverse, record))
            else:
                self.met_again.append((record, existence))
            if type(body) is Mapping:
                activity = key if plan.kind == "activity" else "" if owner is None else owner[2]
                self._body(record, plan, body, here, firmness, activity)
            elif not isinstance(body, Scalar) or not body.is_null:
                hint = f"write `{slug}: {{...}}`, or nothing after the colon"
                self._problems.add(body.place, f"`{slug}` under `{container}` must be a mapping", hint)

    def _slug(self, slug: str, place: Place) -> bool:
        if SLUG.fullmatch(slug):
            self._slugs.add(slug)
            return True
        self._problems.add(
            place, f"`{shorten(slug)}` cannot be a key here", "use lower-case letters, digits and hyphens"
        )
        return False

    def _body(
        self, record: Record, plan: Plan, body: Mapping, citation: Citation | None, grade: Grade, activity: str
    ) -> None:
        """Read what stands inside one record."""
        statements, keys, places = record.statements, plan.keys, body.key_places
        for name, node in body.entries.items():
            entry = keys.get(name)
            if type(entry) is Said:
                if type(node) is Scalar and node.plain:
                    # The commonest case, written out: most statements are one plain word.
                    try:
                        values = entry.reading[node.text]
                    except Refused as refused:
                        self._problems.add(node.place, f"{refused.message} under `{name}`", refused.hint)
                        continue
                    if values is not None:
                        said = make_statement(values, citation, grade, places[name])
                        if name in statements:
                            self._again(record, name, said)
                        else:
                            statements[name] = (said,)
                else:
                    self._state(record, entry, node, places[name], citation, grade)
            elif type(entry) is Inside:
                self._contained(record, entry, node, places[name], citation, grade, activity)
            elif type(entry) is Named:
                self._name(record, entry, node, places[name], citation, grade, activity)
            elif name == "complete":
                self._complete(record, plan, node, citation, grade)
            elif name not in RECORD_KEYS and not (record.key == ROOT and name in FILE_KEYS):
                self._unknown(name, plan, places[name], node)

    def _again(self, record: Record, name: str, *said: Statement) -> None:
        """Add statements to those that may be there."""
        known = record.statements.get(name, ())
        record.statements[name] = (*known, *said)
        if known or len(said) > 1:
            self._draft.several.append(record)

    def _contained(
        self,
        record: Record,
        entry: Inside,
        node: Node,
        place: Place,
        citation: Citation | None,
        grade: Grade,
        activity: str,
    ) -> None:
        name = entry.relation.name
        if isinstance(node, Scalar) and node.plain and node.text == "none":
            said = make_statement((), citation, grade, place)
            self._again(record, name, said)
        elif not (isinstance(node, Scalar) and node.is_null):
            self._children(node, name, entry.plan, (record, entry, activity), citation, grade)

    def _state(
        self, record: Record, entry: Said, node: Node, place: Place, citation: Citation | None, grade: Grade
    ) -> None:
        """Statements in any other shape than one plain scalar."""
        name = entry.attribute.name
        if type(node) is Listing and entry.attribute.many and (several := _plain_values(entry, node)):
            self._again(record, name, make_statement(several, citation, grade, place))
            return
        found = []
        for saying in self._shapes.sayings(name, node, place, citation, grade, entry.attribute.many):
            values = self._values(entry, saying.scalars)
            if values is not None:
                found.append(make_statement(values, saying.citation, saying.grade, saying.place, saying.note))
        if found:
            self._again(record, name, *found)

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

    def _name(
        self,
        record: Record,
        entry: Named,
        node: Node,
        place: Place,
        citation: Citation | None,
        grade: Grade,
        activity: str,
    ) -> None:
        """References, to be looked up when every file has been read."""
        if type(node) is Scalar and node.text not in SAYS_NOTHING_OR_NONE:
            slugs = [(node.text, node.place)]
            self._draft.references.append(Reference(record, entry, slugs, citation, grade, place, "", activity))
            return
        for saying in self._shapes.sayings(entry.relation.name, node, place, citation, grade, entry.relation.many):
            slugs = [(s.text, s.place) for s in saying.scalars if not s.is_null]
            if not slugs:
                continue
            if any(s.plain and s.text == "none" for s in saying.scalars):
                if len(slugs) > 1:
                    self._problems.add(
                        saying.scalars[0].place, "`none` beside other values", "write `none` alone, or leave it out"
                    )
                slugs = []
            self._draft.references.append(
                Reference(record, entry, slugs, saying.citation, saying.grade, saying.place, saying.note, activity)
            )

    def _complete(self, record: Record, plan: Plan, node: Node, citation: Citation | None, grade: Grade) -> None:
        items = node.items if isinstance(node, Listing) else [node]
        for item in items:
            if not isinstance(item, Scalar):
                hint = "write `complete: [categories]`"
                self._problems.add(item.place, "`complete` lists names of attributes or relations", hint)
            elif item.text in plan.completable:
                said = make_statement((item.text,), citation, grade, item.place)
                record.complete.setdefault(item.text, said)
            elif item.text in plan.closed:
                hint = "remove it: one statement about it says all"
                self._problems.add(item.place, f"`{item.text}` is complete as it stands", hint)
            elif not item.is_null:
                hint = nearest(item.text, plan.completable)
                self._problems.add(item.place, f"`{shorten(item.text)}` cannot be complete in {_a(plan.kind)}", hint)

    def _unknown(self, name: str, plan: Plan, place: Place, node: Node) -> None:
        if name in plan.derived:
            self._problems.add(place, f"`{name}` is worked out and never written", "remove it")
        elif " " in name and isinstance(node, Scalar) and node.is_null:
            hint = "quote text that has a comma inside braces"
            self._problems.add(place, f"unknown key `{shorten(name)}` in {_a(plan.kind)}", hint)
        else:
            hint = nearest(name, (*plan.keys, *RECORD_KEYS, *(FILE_KEYS if plan.kind == ROOT else ())))
            self._problems.add(place, f"unknown key `{shorten(name)}` in {_a(plan.kind)}", hint)

    def _not_facts(self, node: Node) -> None:
        if isinstance(node, Scalar) and node.is_null:
            return
        for item in node.items if isinstance(node, Listing) else [node]:
            if not isinstance(item, Mapping) or item.entries.keys() != {"source", "because"}:
                hint = "write `- {source: notice L1-9, because: the reason}`"
                self._problems.add(item.place, "an entry of `not_facts` has a `source` and a `because`", hint)
                continue
            citation, because = self._scope.cite(item.entries["source"]), self._shapes.note(item.entries["because"])
            if citation is not None:
                self._draft.not_facts.append(NotFact(citation, because, item.place))


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


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
