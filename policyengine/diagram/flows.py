"""Who gives which data to whom: the flows that the records of one register state.

Nothing is invented here. A flow exists because a party, or data or a purpose with their subjects, stand
in the register; where no activity is stated, the register's controllers are one end. A `Flow` made here
stands for one record and one set of data; what can be shown together is joined afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policyengine.diagram.drawing import Certainty, Flow, Tone
from policyengine.diagram.people import SUBJECTS, People, all_roles_of, subject_key
from policyengine.diagram.position import Law
from policyengine.diagram.safeguards import agreements, claims_about, techniques, transfer
from policyengine.diagram.words import certainty_of, in_words, linked, saying, spoken, weaker, words_of
from policyengine.register.records import Record, Register

_GETTING = ("processor", "sub-processor", "recipient", "authority", "representative")
_COLLECTED = ("data-subject", "observed")


def flows_of(register: Register, people: People, law: Law) -> list[Flow]:
    """Every flow of the register, record by record, in a fixed order."""
    found: list[Flow] = []
    for data in register.of("data"):
        found += _from_subjects(data, people, law)
    for purpose in register.of("purpose"):
        found += _from_people_of(purpose, people)
    for party in register.of("party"):
        found += _given_by(party, people, law)
        found += _got_by(party, people, law)
        found += _addressed(party, people)
    named = [replace(flow, tail=people.end(flow.tail), head=people.end(flow.head)) for flow in found]
    return [flow for flow in named if flow.tail != flow.head]


def _purposes(record: Record) -> tuple[str, ...]:
    stated = linked(record, "purposes") or linked(record, "activity")
    return tuple(dict.fromkeys(purpose.title for purpose in stated))


def _about(data: Record, law: Law) -> Flow:
    """What a flow of these data says, whoever gets them."""
    claims, refuted = claims_about(data, law)
    return Flow(
        "",
        "",
        data=tuple(in_words(data, "categories") or [data.title]),
        subjects=tuple(in_words(data, "subjects")),
        safeguards=techniques(data, law),
        claims=claims,
        refuted=refuted,
        records=(data.key, *(use.key for use in linked(data, "uses"))),
    )


def _from_subjects(data: Record, people: People, law: Law) -> Iterator[Flow]:
    origins = words_of(data, "origin")
    collected = not origins or bool(set(_COLLECTED).intersection(origins))
    if not collected and (linked(data, "sources") or "derived" in origins):
        return
    if not origins and linked(data, "sources"):
        return
    certainty = weaker(certainty_of([data.existence]), *_graded(data, "subjects"))
    doubts: tuple[str, ...] = ()
    if not collected:
        certainty, doubts = Certainty.PRESUMED, ("collected elsewhere, from whom is not stated",)
    elif origins:
        certainty = weaker(certainty, certainty_of(saying([data], ["origin"], _COLLECTED)))
    about = replace(_about(data, law), purposes=_purposes(data), certainty=certainty, doubts=doubts)
    for subject in words_of(data, "subjects"):
        for head in people.controllers_of(data):
            yield replace(about, tail=subject_key(subject), head=head)


def _graded(record: Record, attribute: str) -> list[Certainty]:
    stated = record.statements.get(attribute, ())
    return [certainty_of(stated)] if stated else []


def _from_people_of(purpose: Record, people: People) -> Iterator[Flow]:
    """Those whom a purpose concerns although no data record says which data of theirs."""
    told = {word for data in linked(purpose, "data") for word in words_of(data, "subjects")}
    for subject in words_of(purpose, "subjects"):
        if subject not in told:
            certainty = certainty_of(saying([purpose], ["subjects"], [subject]))
            for head in people.controllers_of(purpose):
                yield Flow(
                    subject_key(subject), head, purposes=(purpose.title,), certainty=certainty, records=(purpose.key,)
                )


def _party_flow(party: Record, certainty: Certainty) -> Flow:
    return Flow(
        "",
        "",
        purposes=_purposes(party),
        subjects=tuple(in_words(party, "subjects")),
        certainty=weaker(certainty_of([party.existence]), certainty),
        records=(party.key,),
    )


def _with(flow: Flow, about: Flow) -> Flow:
    return replace(
        about,
        purposes=flow.purposes,
        certainty=flow.certainty,
        records=(*flow.records, about.records[0]),
        safeguards=(*about.safeguards, *flow.safeguards),
        doubts=flow.doubts,
    )


def _given_by(party: Record, people: People, law: Law) -> Iterator[Flow]:
    """What a source gives to the controllers, or a party from which data are said to come."""
    supplied, roles = linked(party, "supplies"), all_roles_of(party)
    if "source" in roles:
        said = saying([party], ["role", "claimed_role"], ["source"])
    else:
        said = [link.statement for link in party.links.get("supplies", ())]
    if not said:
        return
    only = not set(_GETTING).intersection(roles)
    data = list(dict.fromkeys([*supplied, *(linked(party, "data") if only else ())]))
    flow = _party_flow(party, certainty_of(said))
    for head in people.taking_from(party):
        given = replace(flow, tail=people.key(party), head=head)
        yield from (replace(_with(given, _about(one, law)), tail=given.tail, head=head) for one in data)
        if not data:
            yield given


def _got_by(party: Record, people: People, law: Law) -> Iterator[Flow]:
    roles = all_roles_of(party)
    if roles and not set(_GETTING).intersection(roles):
        return
    flow = replace(_out(party, law), head=people.key(party))
    said = saying([party], ["role", "claimed_role"], _GETTING)
    givers = [(people.key(giver), certainty) for giver, certainty in _givers(party)]
    if not givers:
        direct = certainty_of(said) if roles else Certainty.STATED
        givers = [(tail, direct) for tail in people.controllers_of(party)]
    for tail, certainty in givers:
        one = replace(flow, tail=tail, certainty=weaker(flow.certainty, certainty))
        yield from _with_data(one, party, law)


def _givers(party: Record) -> list[tuple[Record, Certainty]]:
    """The parties that engage this one or hand data on to it, and how that is known."""
    links = [*party.links.get("engaged_by", ()), *party.links.get("receives_from", ())]
    return [(link.target, certainty_of([link.statement])) for link in links]


def _out(party: Record, law: Law) -> Flow:
    """What all flows to a party have in common: its agreement, and where it stands."""
    flow = _party_flow(party, Certainty.STATED)
    flow = replace(flow, safeguards=agreements(party), records=(*flow.records, *_concerning(party)))
    if law.position(party) is Tone.THIRD:
        grounds, doubts, proven = transfer(party)
        certainty = flow.certainty if proven else Certainty.PRESUMED
        return replace(flow, safeguards=(*flow.safeguards, *grounds), doubts=doubts, certainty=certainty)
    return flow


def _concerning(party: Record) -> list[str]:
    kinds = ("hops", "transfers", "terminal_items")
    return [record.key for kind in kinds for record in linked(party, kind)]


def _with_data(flow: Flow, party: Record, law: Law) -> Iterator[Flow]:
    """A flow for each of the data; where the party reads people's devices itself, it says so."""
    if not linked(party, "data"):
        yield flow
    for link in party.links.get("data", ()):
        data = link.target
        known = weaker(flow.certainty, certainty_of([link.statement]))
        read = linked(party, "terminal_items") and "observed" in words_of(data, "origin")
        how = (f"read on devices of {', '.join(in_words(data, 'subjects'))}",) if read else ()
        about = _with(flow, _about(data, law))
        yield replace(about, tail=flow.tail, head=flow.head, certainty=known, how=how)


def _addressed(party: Record, people: People) -> Iterator[Flow]:
    """What people send to a contact point."""
    if "contact-point" not in all_roles_of(party):
        return
    flow = _party_flow(party, certainty_of(saying([party], ["role", "claimed_role"], ["contact-point"])))
    elsewhere = any(_purposes(other) for other in people.parties[people.key(party)])
    if elsewhere and not flow.purposes:
        return
    purposes = flow.purposes or tuple(map(spoken, words_of(party, "services"))) or ("requests and complaints",)
    yield replace(flow, tail=SUBJECTS, head=people.key(party), purposes=purposes)
