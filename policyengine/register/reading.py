"""One pass over the tree of a register file: records, statements, and references to look up later."""

from __future__ import annotations

from collections.abc import Mapping as Plans

from policyengine.errors import nearest
from policyengine.register.citations import SLUG, Scope
from policyengine.register.draft import ROOT, Draft
from policyengine.register.making import make_record, make_statement
from policyengine.register.model.kinds import a_kind
from policyengine.register.plan import RECORD_KEYS, Inside, Named, Plan, Said
from policyengine.register.problems import Problems
from policyengine.register.records import Citation, Grade, NotFact, Record, Statement
from policyengine.register.shapes import Shapes
from policyengine.register.stating import Statements
from policyengine.register.values import Refused, shorten
from policyengine.source.tree import Listing, Mapping, Node, Raw, Scalar, node_of
from policyengine.spans import Place

FILE_KEYS = ("register", "sources", "organisations", "not_facts")
"""Keys at the top of a file that are not keys of the register's record."""

_NOT_SAID = (frozenset(RECORD_KEYS), frozenset((*RECORD_KEYS, *FILE_KEYS)))
"""Keys that state nothing themselves: of a record, and of the register's own."""


class TreeReader:
    """Reads trees into `draft`; organisations go into `shared`, whichever file states them."""

    def __init__(self, draft: Draft, shared: Draft, scope: Scope, plans: Plans[str, Plan], problems: Problems) -> None:
        self._draft = draft
        self._shared = shared
        self._scope = scope
        self._plans = plans
        self._problems = problems
        self._shapes = Shapes(scope, problems)
        self._said = Statements(draft, scope, self._shapes, problems)
        self._slugs: set[str] = set()
        self.met_again: list[tuple[Record, Statement]] = []
        """Records that stood in an earlier file, too, with what this one says of their existence."""

    def read(self, tree: Mapping) -> None:
        """Read one file."""
        entries = tree.entries
        if "sources" in entries:
            self._scope.declare(entries["sources"])
        citation, grade = self._inherited(tree.raw, None, Grade.STATED)
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

    def _inherited(self, raw: dict[str, Raw], citation: Citation | None, grade: Grade) -> tuple[Citation | None, Grade]:
        if "source" in raw:
            citation = self._scope.cited(raw["source"]) or citation
        if "grade" in raw:
            grade = self._shapes.grade(node_of(raw["grade"]), grade)
        return citation, grade

    def _note(self, body: Mapping) -> str:
        return self._shapes.note(node_of(body.raw["note"])) if "note" in body.raw else ""

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
        prefix = _prefix(owner[0], container) if owner is not None else ""
        kind, above = plan.kind, owner[2] if owner is not None else ""
        is_activity = kind == "activity"
        for slug, raw in node.each():
            body, place, _, _ = raw
            if slug not in self._slugs and not self._slug(slug, place):
                continue
            key = prefix + slug
            here, firmness, note = citation, grade, ""
            if type(body) is Mapping:
                inside = body.raw
                if "source" in inside or "grade" in inside:
                    here, firmness = self._inherited(inside, citation, grade)
                if "note" in inside:
                    note = self._note(body)
            existence = make_statement((), here, firmness, place, note)
            record = records.get(key)
            if record is None:
                record = records[key] = make_record(kind, key, register, existence, {})
                if plan.from_key:
                    self._draft.keyed.append(record)
                if owner is not None:
                    self._draft.inside.append((owner[0], owner[1], record))
            else:
                self.met_again.append((record, existence))
            if type(body) is Mapping:
                self._body(record, plan, body, here, firmness, key if is_activity else above)
            elif not _says_nothing(node_of(raw)):
                hint = f"write `{slug}: {{...}}`, or nothing after the colon"
                self._problems.add(node_of(raw).place, f"`{slug}` under `{container}` must be a mapping", hint)

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
        statements, keys = record.statements, plan.keys
        for key, raw in body.raw.items():
            entry = keys.get(key)
            if type(entry) is Said:
                value, place, distance, plain = raw
                name = entry.name
                if plain:
                    # The commonest case, written out: most statements are one plain word.
                    try:
                        values = entry.reading[value]
                    except Refused as refused:
                        self._problems.add(place + distance, f"{refused.message} under `{name}`", refused.hint)
                        continue
                    said = make_statement(values, citation, grade, place) if values is not None else None
                else:
                    said = self._said.state(record, entry, raw, citation, grade)
                if said is None:
                    continue
                if name in statements:
                    self._said.add(record, name, said)
                else:
                    statements[name] = (said,)
            elif type(entry) is Inside:
                self._contained(record, entry, node_of(raw), raw[1], citation, grade, activity)
            elif type(entry) is Named:
                self._said.name(record, entry, raw, citation, grade, activity)
            elif key == "complete":
                self._said.complete(record, plan, node_of(raw), citation, grade)
            elif key not in _NOT_SAID[record.key == ROOT]:
                self._unknown(key, plan, raw[1], node_of(raw))

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
            self._said.add(record, name, said)
        elif not _says_nothing(node):
            self._children(node, name, entry.plan, (record, entry, activity), citation, grade)

    def _unknown(self, name: str, plan: Plan, place: Place, node: Node) -> None:
        if name in plan.derived:
            self._problems.add(place, f"`{name}` is worked out and never written", "remove it")
        elif " " in name and isinstance(node, Scalar) and node.is_null:
            hint = "quote text that has a comma inside braces"
            self._problems.add(place, f"unknown key `{shorten(name)}` in {a_kind(plan.kind)}", hint)
        else:
            hint = nearest(name, (*plan.keys, *RECORD_KEYS, *(FILE_KEYS if plan.kind == ROOT else ())))
            self._problems.add(place, f"unknown key `{shorten(name)}` in {a_kind(plan.kind)}", hint)

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


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


def _prefix(owner: Record, container: str) -> str:
    return f"{container}." if owner.key == ROOT else f"{owner.key}.{container}."
