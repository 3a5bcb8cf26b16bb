"""From slugs to records: links in both directions, once every file has been read."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from policyengine.errors import nearest
from policyengine.register.draft import Draft, Reference
from policyengine.register.gather import add
from policyengine.register.making import make_link, make_statement
from policyengine.register.model.kinds import KINDS
from policyengine.register.problems import Problems
from policyengine.register.records import Record
from policyengine.register.values import shorten
from policyengine.spans import Place

_MOST_COMPARED: Final = 1000
"""Among more names than this the nearest is not looked for: it takes too long to be worth it."""


class Resolver:
    """Looks up what one register's references name: in the activity, in the register, by full key."""

    def __init__(self, draft: Draft, organisations: dict[str, Record], problems: Problems) -> None:
        self._draft = draft
        self._records = draft.records
        self._organisations = organisations
        self._problems = problems
        self._nested: dict[tuple[str, str, str | None], list[Record]] | None = None

    def resolve(self, reference: Reference) -> None:
        """Link both ends, or say what is wrong; for "stated: none" keep the statement itself."""
        record, named, growing = reference.record, reference.named, self._draft.growing
        found: dict[str, Record] = {}
        for slug, place in reference.slugs:
            target = self._find(slug, place, reference)
            if target is not None:
                found[target.key] = target
        if reference.slugs and not found:
            return
        said = make_statement(tuple(found), reference.citation, reference.grade, reference.place, reference.note)
        name, inverse = named.name, named.inverse
        for target in found.values():
            add(record, name, make_link(target, said), growing)
            add(target, inverse, make_link(record, said), growing)
        if not found:
            record.statements[name] = (*record.statements.get(name, ()), said)
            self._draft.several.append(record)

    def _find(self, slug: str, place: Place, reference: Reference) -> Record | None:
        named = reference.named
        target = named.target
        if target == "organisation":
            record = self._organisations.get(slug)
            if record is None:
                hint = nearest(slug, self._organisations) if len(self._organisations) <= _MOST_COMPARED else ""
                hint = hint or "state it under `organisations:`"
                self._problems.add(place, f"there is no organisation `{shorten(slug)}`", hint)
            return record
        records, container = self._records, named.container
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
                self._nested[record.kind, record.slug, None].append(record)
                self._nested[record.kind, "", None].append(record)
        for activity in dict.fromkeys((reference.activity, "")):
            found = self._nested.get((target, slug, activity), [])
            if len(found) == 1:
                return found[0]
            if found:
                keys = ", ".join(f"`{record.key}`" for record in found[:3])
                self._problems.add(place, f"`{slug}` is not clear: it may be {keys}", "write the whole key")
                return None
        hint = f"state it under `{KINDS[target].plural}`"
        if known := self._nested.get((target, slug, None)):
            hint = f"did you mean `{known[0].key}`? what stands in another activity is named by its whole key"
        elif (at_hand := self._nested.get((target, "", None), [])) and len(at_hand) <= _MOST_COMPARED:
            here = ("", reference.activity)
            hint = nearest(slug, (r.slug for r in at_hand if _activity(r.key) in here)) or hint
        self._problems.add(place, f"there is no {target} `{shorten(slug)}` here", hint)
        return None


def _activity(key: str) -> str:
    first, _, rest = key.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "activities" and "." in rest else ""


def link_contained(draft: Draft) -> None:
    """Link every record with the one it stands in, with its activity, and with the register."""
    root, growing = draft.root, draft.growing
    to_root = (make_link(root, root.existence),)
    for owner, entry, record in draft.inside:
        above, links, said = owner.links, record.links, record.existence
        inverse = entry.inverse
        add(owner, entry.name, make_link(record, said), growing)
        links["register"] = to_root
        if inverse != "register":
            links[inverse] = (make_link(owner, said),)
        if inverse == "engaged_by" and "activity" in above:
            links["activity"] = (make_link(above["activity"][0].target, said),)
