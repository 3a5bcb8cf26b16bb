"""Who gives which data to whom: the flows that the records of one register state.

Nothing is invented here. A flow exists because a party, or data with their subjects, stand in the
register; where no activity is stated, the register's controllers are one end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policyengine.diagram.drawing import Certainty
from policyengine.register.model.kinds import attributes_of
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Record, Register, Statement

CONTROLLERS = "controllers"
"""The key of the box that stands for all controllers of the register together."""

SUBJECTS = "subjects"
"""The key of the box that stands for all data subjects together."""

_ORDER = tuple(Certainty)


@dataclass(slots=True)
class Gathered:
    """What is known of the data going from one end to another, gathered from any number of records."""

    data: dict[str, None] = field(default_factory=dict)
    purposes: dict[str, None] = field(default_factory=dict)
    safeguards: dict[str, None] = field(default_factory=dict)
    records: dict[str, None] = field(default_factory=dict)
    certainty: Certainty = Certainty.PRESUMED


Flows = dict[tuple[str, str], Gathered]


def certainty_of(statements: Iterable[Statement]) -> Certainty:
    """The best grade among statements; presumed where there are none."""
    grades = [Certainty(statement.grade.value) for statement in statements]
    return min(grades, key=_ORDER.index, default=Certainty.PRESUMED)


def words_of(record: Record, attribute: str) -> list[str]:
    """The words stated for an attribute, in order, each once."""
    found: dict[str, None] = {}
    for statement in record.statements.get(attribute, ()):
        found.update(dict.fromkeys(str(value) for value in statement.values))
    return list(found)


def in_words(record: Record, attribute: str) -> list[str]:
    """The same as people say them: `national-number` as `national number`."""
    known = vocabulary(attributes_of(record.kind)[attribute].vocabulary).words
    return [word.replace("-", " ") for word in words_of(record, attribute) if word in known]


def linked(record: Record, relation: str) -> list[Record]:
    """The records at the other end of a relation, each once."""
    return list(dict.fromkeys(link.target for link in record.links.get(relation, ())))


def roles_of(party: Record) -> list[str]:
    """The roles stated for a party, the likeliest first."""
    return words_of(party, "role")


def controllers_of(record: Record, register: Register) -> list[Record]:
    """The controllers of the record's activity, or else of the register."""
    for activity in linked(record, "activity"):
        found = linked(activity, "controllers")
        if found:
            return found
    return linked(register.root, "controllers")


def ends(record: Record, register: Register) -> list[str]:
    """The keys of the controllers' end of a flow: their common box where all of them take part."""
    own = {controller.slug for controller in controllers_of(record, register)}
    everyone = {controller.slug for controller in linked(register.root, "controllers")}
    if own == everyone or not own:
        return [CONTROLLERS]
    return sorted(own)


def _add(flows: Flows, tail: str, head: str, certainty: Certainty, record: Record) -> Gathered:
    gathered = flows.setdefault((tail, head), Gathered(certainty=certainty))
    gathered.certainty = min(gathered.certainty, certainty, key=_ORDER.index)
    gathered.records[record.key] = None
    return gathered


def _describe(gathered: Gathered, record: Record, data: Iterable[Record], purposes: Iterable[Record]) -> None:
    for one in data:
        gathered.data.update(dict.fromkeys(in_words(one, "categories") or [one.title]))
    gathered.purposes.update(dict.fromkeys(purpose.title for purpose in purposes))
    if not gathered.purposes:
        for activity in linked(record, "activity"):
            gathered.purposes[activity.title] = None


def _safeguards(party: Record) -> Iterator[str]:
    for contract in linked(party, "contract"):
        yield from in_words(contract, "kind") or [contract.title]
    for data in linked(party, "data"):
        yield from in_words(data, "technique")
        if "anonymous" in words_of(data, "claimed"):
            yield "called anonymous"
    for transfer in linked(party, "transfers"):
        yield from in_words(transfer, "ground")


def _party_flows(flows: Flows, party: Record, register: Register) -> None:
    roles = roles_of(party)
    certainty = certainty_of((party.existence, *party.statements.get("role", ())))
    data, purposes = linked(party, "data"), linked(party, "purposes")
    givers = linked(party, "engaged_by") + linked(party, "receives_from")
    if "source" in roles:
        for head in ends(party, register):
            gathered = _add(flows, party.slug, head, certainty, party)
            _describe(gathered, party, [*linked(party, "supplies"), *(() if len(roles) > 1 else data)], purposes)
    if "contact-point" in roles:
        gathered = _add(flows, SUBJECTS, party.slug, certainty, party)
        gathered.purposes.update(dict.fromkeys(words_of(party, "services") or ["requests and complaints"]))
    elif [role for role in roles if role not in ("source", "controller")] or not roles:
        tails = [giver.slug for giver in givers] or ends(party, register)
        for tail in tails:
            gathered = _add(flows, tail, party.slug, certainty, party)
            _describe(gathered, party, data, purposes)
            gathered.safeguards.update(dict.fromkeys(_safeguards(party)))


def _subject_flows(flows: Flows, data: Record, register: Register) -> None:
    origins = words_of(data, "origin")
    if origins and not {"data-subject", "observed"} & set(origins):
        return
    certainty = certainty_of((data.existence, *data.statements.get("origin", ())))
    for subject in words_of(data, "subjects"):
        for head in ends(data, register):
            gathered = _add(flows, f"subject-{subject}", head, certainty, data)
            _describe(gathered, data, [data], ())


def flows_of(register: Register) -> Flows:
    """Every flow of the register by (tail, head), in a fixed order."""
    flows: Flows = {}
    for data in register.of("data"):
        _subject_flows(flows, data, register)
    for party in register.of("party"):
        _party_flows(flows, party, register)
    return dict(sorted(flows.items()))
