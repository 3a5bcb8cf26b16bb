"""From slugs to records: links in both directions, once every file has been read."""

from __future__ import annotations

from collections import defaultdict

from policyengine.errors import nearest
from policyengine.register.draft import Draft, Reference
from policyengine.register.gather import add
from policyengine.register.making import make_link, make_statement
from policyengine.register.problems import Problems
from policyengine.register.records import Record
from policyengine.register.values import shorten
from policyengine.spans import Place


class Resolver:
    """Looks up what one register's references name: in the activity, in the register, by full key."""

    def __init__(self, draft: Draft, organisations: dict[str, Record], problems: Problems) -> None:
        self._draft = draft
        self._records = draft.records
        self._organisations = organisations
        self._problems = problems
        self._nested: dict[tuple[str, str, str], list[Record]] | None = None

    def resolve(self, reference: Reference) -> None:
        """Link both ends, or say what is wrong; for "stated: none" keep the statement itself."""
        record, relation = reference.record, reference.named.relation
        found: list[Record] = []
        find = self._find
        for slug, place in reference.slugs:
            target = find(slug, place, reference)
            if target is not None and target not in found:
                found.append(target)
        if reference.slugs and not found:
            return
        values = tuple([target.key for target in found])
        said = make_statement(values, reference.citation, reference.grade, reference.place, reference.note)
        for target in found:
            add(record, relation.name, make_link(target, said))
            add(target, relation.inverse, make_link(record, said))
        if not found:
            record.statements[relation.name] = (*record.statements.get(relation.name, ()), said)
            self._draft.several.append(record)

    def _find(self, slug: str, place: Place, reference: Reference) -> Record | None:
        target = reference.named.relation.target
        if target == "organisation":
            record = self._organisations.get(slug)
            if record is None:
                hint = nearest(slug, self._organisations) or "state it under `organisations:`"
                self._problems.add(place, f"there is no organisation `{shorten(slug)}`", hint)
            return record
        records, container = self._records, reference.named.container
        found = None
        if reference.activity:
            found = records.get(f"{reference.activity}.{container}.{slug}")
        found = found or records.get(f"{container}.{slug}") or records.get(slug)
        if found is not None and found.kind == target:
            return found
        return self._find_nested(slug, target, place, reference)

    def _find_nested(self, slug: str, target: str, place: Place, reference: Reference) -> Record | None:
        """A record that stands deeper, such as a sub-processor, where only one has the slug."""
        if self._nested is None:
            self._nested = defaultdict(list)
            for record in self._records.values():
                self._nested[record.kind, record.slug, _activity(record.key)].append(record)
        for activity in (reference.activity, "") if reference.activity else ("",):
            found = self._nested.get((target, slug, activity), [])
            if len(found) == 1:
                return found[0]
            if found:
                keys = ", ".join(f"`{record.key}`" for record in found[:3])
                self._problems.add(place, f"`{slug}` is not clear: it may be {keys}", "write the whole key")
                return None
        self._problems.add(
            place, f"there is no {target} `{shorten(slug)}` here", self._near(slug, target, reference.activity)
        )
        return None

    def _near(self, slug: str, target: str, activity: str) -> str:
        known = [r for r in self._records.values() if r.kind == target]
        elsewhere = [r.key for r in known if r.slug == slug]
        if elsewhere:
            return f"did you mean `{min(elsewhere)}`? what stands in another activity is named by its whole key"
        at_hand = [r.slug for r in known if _activity(r.key) in ("", activity)]
        return nearest(slug, at_hand) or f"state it under `{target}`"


def _activity(key: str) -> str:
    first, _, rest = key.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "activities" and "." in rest else ""


def link_contained(draft: Draft) -> None:
    """Link every record with the one it stands in, with its activity, and with the register."""
    root = draft.root
    to_root = (make_link(root, root.existence),)
    for owner, relation, inverse, record in draft.inside:
        above, links = owner.links, record.links
        add(owner, relation, make_link(record, record.existence))
        links["register"] = to_root
        if inverse != "register":
            links[inverse] = (make_link(owner, record.existence),)
        if inverse == "engaged_by" and "activity" in above:
            links["activity"] = (make_link(above["activity"][0].target, record.existence),)
