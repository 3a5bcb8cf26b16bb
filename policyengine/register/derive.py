"""What is worked out before judging and never written: chains, uses, coverage, controllers, lists.

A derived record exists by implication: it has the place and citation of what it is derived from,
and is no firmer than that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from policyengine.register.chains import hops
from policyengine.register.draft import Draft, firmest
from policyengine.register.gather import add, distinct
from policyengine.register.making import make_link, make_record, make_statement
from policyengine.register.model.kinds import relations_of
from policyengine.register.problems import Problems
from policyengine.register.records import Grade, Link, Record, Statement

MOST_PAIRS: Final = 10_000
"""Purposes times data of one activity that maps neither: more is a slip or an attack, not a record."""

MOST_COVERED: Final = 1_000_000
"""Notices times activities, where notices name none; and controllers of the register times activities."""


by_key = attrgetter("key")
"""The order in which records are judged."""


@dataclass(slots=True)
class Derivation:
    """The records of a register by kind, with those that are worked out added."""

    draft: Draft
    problems: Problems
    by_kind: dict[str, list[Record]] = field(default_factory=dict)
    to_root: tuple[Link, ...] = ()

    def run(self) -> dict[str, list[Record]]:
        """Work out everything; the records by kind."""
        root = self.draft.root
        self.to_root = (make_link(root, root.existence),)
        self.by_kind |= _sorted_by_kind(self.draft.records.values())
        self._controllers()
        self._hops()
        self._uses()
        self._coverage()
        self._named()
        return self.by_kind

    def _new(self, kind: str, key: str, said: Statement) -> tuple[Record, Link]:
        """A derived record, and the link that leads to it."""
        grade = Grade.PRESUMED if said.grade is Grade.PRESUMED else Grade.IMPLIED
        existence = make_statement((), said.citation, grade, said.place)
        record = make_record(kind, key, self.draft.slug, existence, {"register": self.to_root})
        if kind in self.by_kind:
            self.by_kind[kind].append(record)
        else:
            self.by_kind[kind] = [record]
        return record, make_link(record, existence)

    def _controllers(self) -> None:
        """The controllers of the register, and of each activity: its own, or else the register's.

        Who is said to control jointly or independently does so beside others: the register's, if none of them is named.
        """
        root = self.draft.root
        common = _controllers_among(root)
        activities = self.by_kind.get("activity", [])
        if len(common) * len(activities) > MOST_COVERED:
            message = f"{len(common):,} controllers of the register for {len(activities):,} activities"
            self.problems.add(common[0][0].existence.place, message, "state the controllers of each activity in it")
            return
        for party, said in common:
            add(root, "controllers", make_link(party, said), self.draft.growing)
            add(party, "controller_of_register", make_link(root, said), self.draft.growing)
        for activity in activities:
            own = _controllers_among(activity)
            beside = common if not own or _beside_others(own, common) else []
            for party, said in (*own, *beside):
                add(activity, "controllers", make_link(party, said), self.draft.growing)
                add(party, "controls", make_link(activity, said), self.draft.growing)

    def _hops(self) -> None:
        """One record for every link of a chain: for each receiving party, by each that passes data on to it."""
        parties = self.by_kind.get("party", [])
        for party in parties:
            if "sub_parties" not in party.links and "engaged_by" not in party.links:
                party.links["everyone"] = party.links["everyone_of"] = (make_link(party, party.existence),)
                continue
            for below in _everyone(party):
                add(party, "everyone", make_link(below, below.existence), self.draft.growing)
                add(below, "everyone_of", make_link(party, below.existence), self.draft.growing)
        seen: set[int] = set()
        for party, exporter, depth in hops(parties):
            key = f"{party.key}.hop"
            if id(party) in seen and exporter is not None:
                key = f"{key}+{exporter.target.key}"
            seen.add(id(party))
            self._hop(key, party, exporter, depth)

    def _hop(self, key: str, party: Record, exporter: Link | None, depth: int) -> None:
        said = party.existence if exporter is None else exporter.statement
        hop, link = self._new("hop", key, said)
        known = hop.existence
        hop.statements["depth"] = (make_statement((depth,), known.citation, known.grade, known.place),)
        everyone = party.links["everyone"]
        itself = type(everyone) is tuple and everyone[0].target is party
        hop.links["importer"] = everyone if itself else (make_link(party, party.existence),)
        add(party, "hops", link, self.draft.growing)
        if exporter is not None:
            hop.links["exporter"] = (exporter,)
            add(exporter.target, "hops_out", link, self.draft.growing)
        above = party.links
        for theirs, ours in (("activity", "activity"), ("transfers", "transfer"), ("data", "data")):
            if theirs in above:
                hop.links[ours] = found = tuple(distinct(above[theirs]))
                for one in found:
                    add(one.target, "hops", link, self.draft.growing)

    def _uses(self) -> None:
        """Each purpose with each of its data: where either names the other, else where neither names any."""
        for purpose in self.by_kind.get("purpose", ()):
            if "data" in purpose.links:
                to_purpose = (make_link(purpose, purpose.existence),)
                for link in distinct(purpose.links["data"]):
                    self._use(to_purpose, link, link.statement)
        for activity in self.by_kind.get("activity", ()):
            links = activity.links
            data = [link for link in links.get("data", ()) if not _maps(link.target, "purposes")]
            purposes = [link for link in links.get("purposes", ()) if not _maps(link.target, "data")]
            if len(purposes) * len(data) > MOST_PAIRS:
                message = (
                    f"{len(purposes):,} purposes and {len(data):,} sets of data, and nothing says which belong together"
                )
                self.problems.add(activity.existence.place, message, "name the `data` of each purpose")
                continue
            for purpose_link in purposes:
                for link in data:
                    said = purpose_link.statement if link.statement.firm else link.statement
                    self._use((purpose_link,), link, said)

    def _use(self, to_purpose: tuple[Link], to_data: Link, said: Statement) -> None:
        purpose, data = to_purpose[0].target, to_data.target
        use, link = self._new("use", f"{purpose.key}+{data.key}", said)
        use.links["purpose"] = to_purpose
        use.links["data"] = (to_data,)
        add(purpose, "uses", link, self.draft.growing)
        add(data, "uses", link, self.draft.growing)
        activity = purpose.links.get("activity") or data.links.get("activity")
        if activity:
            use.links["activity"] = activity
            add(activity[0].target, "uses", link, self.draft.growing)

    def _coverage(self) -> None:
        """Each notice with each activity that it names, or with all where it names none."""
        activities = self.by_kind.get("activity", [])
        notices = self.by_kind.get("notice", [])
        general = [notice for notice in notices if not _maps(notice, "activities")]
        if len(general) * len(activities) > MOST_COVERED:
            message = f"{len(general):,} notices cover all {len(activities):,} activities, because they name none"
            self.problems.add(general[0].existence.place, message, "name the `activities` of each notice")
            return
        for notice in notices:
            pairs = [(link.target, link.statement) for link in distinct(notice.links.get("activities", ()))]
            if not _maps(notice, "activities"):
                pairs = [(activity, notice.existence) for activity in activities]
            for activity, said in pairs:
                coverage, link = self._new("coverage", f"{notice.key}+{activity.key}", said)
                coverage.links["notice"] = (make_link(notice, notice.existence),)
                coverage.links["activity"] = (make_link(activity, activity.existence),)
                add(notice, "coverage", link, self.draft.growing)
                add(activity, "coverage", link, self.draft.growing)

    def _named(self) -> None:
        """Everything of a kind that is named anywhere in the register."""
        root = self.draft.root
        for relation in relations_of(root.kind).values():
            if relation.derived and relation.name.startswith("named_"):
                named = self.by_kind.get(relation.target, [])
                if named:
                    root.links[relation.name] = tuple([make_link(record, record.existence) for record in named])
                inverse = relation.inverse
                for record in named:
                    record.links[inverse] = self.to_root


def _sorted_by_kind(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of each kind in order of their keys, the kinds in the order of the first of each."""
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        found = by_kind.get(record.kind)
        if found is None:
            by_kind[record.kind] = [record]
        else:
            found.append(record)
    for found in by_kind.values():
        found.sort(key=by_key)
    return dict(sorted(by_kind.items(), key=lambda item: item[1][0].key))


def _controllers_among(owner: Record) -> list[tuple[Record, Statement]]:
    """The parties right below `owner` that are told to be controllers, with what tells it."""
    found = []
    for link in owner.links.get("parties", ()):
        told = link.target.statements.get("role", ())
        if told and (telling := [said for said in told if "controller" in said.values]):
            found.append((link.target, firmest(telling)))
    return found


def _beside_others(own: list[tuple[Record, Statement]], common: list[tuple[Record, Statement]]) -> bool:
    """Whether an activity's own controllers are said to be so beside others, and none of them is the register's."""
    known = {_who(party) for party, _ in common}
    said = any(statement.values for party, _ in own for statement in party.statements.get("control", ()))
    return said and not any(_who(party) in known for party, _ in own)


def _who(party: Record) -> str:
    """The organisation of a party, or the party's own name where none is stated."""
    organisation = party.links.get("organisation", ())
    return organisation[0].target.key if organisation else party.key.rpartition(".")[2]


def _everyone(party: Record) -> Iterable[Record]:
    """The party and all it engages, and all they engage: parties nest as a tree."""
    yield party
    for link in party.links.get("sub_parties", ()):
        yield from _everyone(link.target)


def _maps(record: Record, relation: str) -> bool:
    """Whether anything is said under a relation, "none" included."""
    return relation in record.links or relation in record.statements
