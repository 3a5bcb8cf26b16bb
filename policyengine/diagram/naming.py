"""The nodes of a drawing: their names, the line below, and what is doubtful or open about them."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.diagram.drawing import Certainty, Flow, Node, Role
from policyengine.diagram.marks import Marks
from policyengine.diagram.people import CONTROLLERS, SUBJECTS, People, role_of, subject_key
from policyengine.diagram.position import Law
from policyengine.diagram.safeguards import against_denial, agreements, country_of
from policyengine.diagram.words import certainty_of, linked, saying, sides, spoken, words_of
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Record, Register, Statement

SOURCES, CONTACTS, OTHERS = ":sources", ":contacts", ":other-controllers"
"""Keys of boxes: who only gives data, whom people can turn to, controllers of single activities."""

NOBODY = ":nobody"
"""The key of the node that stands for controllers whom nobody states."""


def party_node(key: str, people: People, register: Register, law: Law, marks: Marks) -> Node:
    """The node of a party, which may stand for several records."""
    parties = people.parties[key]
    role = role_of(parties)
    main = min(parties, key=lambda party: [*Role].index(role_of([party])) != [*Role].index(role))
    organisations = list(dict.fromkeys(o for party in parties for o in linked(party, "organisation")))
    position = law.position(main)
    doubts = [doubt for o in organisations[:1] for doubt in against_denial(o, position, register, law)]
    keys = tuple(party.key for party in parties)
    return Node(
        key,
        _name(parties, organisations),
        role,
        _small(parties, organisations, role),
        _box(key, role, people) or position.value,
        min((certainty_of([party.existence]) for party in parties), key=[*Certainty].index),
        tuple(doubts) if _box(key, role, people) in ("", OTHERS) else (),
        _open(parties, role),
        keys,
        marks.of(keys),
        missing=_missing(parties, role),
    )


def subject_nodes(flows: Iterable[Flow]) -> list[Node]:
    """A node for each kind of data subject from whom a flow starts."""
    known = vocabulary("data-subject").words
    tails = {flow.tail for flow in flows}
    return [
        Node(subject_key(word), spoken(word), Role.SUBJECT, "", SUBJECTS, Certainty.STATED)
        for word in sorted(known)
        if subject_key(word) in tails
    ]


def nobody() -> Node:
    """Stands in the controllers' box where no record names a controller."""
    return Node(NOBODY, "Controller not stated", Role.CONTROLLER, "", CONTROLLERS, Certainty.PRESUMED)


def _box(key: str, role: Role, people: People) -> str:
    if key in people.controllers:
        return CONTROLLERS
    return {Role.CONTROLLER: OTHERS, Role.SOURCE: SOURCES, Role.CONTACT: CONTACTS}.get(role, "")


def _name(parties: list[Record], organisations: list[Record]) -> str:
    titles = list(dict.fromkeys(party.title for party in parties))
    return organisations[0].title if len(titles) > 1 and organisations else titles[0]


def _small(parties: list[Record], organisations: list[Record], role: Role) -> str:
    parts = [_roles(parties)]
    if role is Role.PROCESSOR or any(agreements(party) for party in parties):
        parts += dict.fromkeys(kind for party in parties for kind in agreements(party))
    parts.append(_control(parties))
    parts += filter(None, map(country_of, organisations))
    return " · ".join(filter(None, parts))


def _roles(parties: list[Record]) -> str:
    """The roles, a presumed one with its question mark, and two that contradict each other with both."""
    opposed = [side for party in parties for side in [sides(party, "role")] if len(side) > 1]
    if opposed:
        return " ⇄ ".join(", ".join(map(spoken, side)) for side in opposed[0])
    shown = []
    said = list(dict.fromkeys(word for party in parties for word in words_of(party, "role")))
    called = list(dict.fromkeys(word for party in parties for word in words_of(party, "claimed_role")))
    for word in said or called:
        known = certainty_of(saying(parties, ["role", "claimed_role"], [word]))
        shown.append(spoken(word) + (" ?" if known is Certainty.PRESUMED else ""))
    named = [spoken(word) for word in called if said and word not in said]
    return ", ".join(shown) + (f" (called {', '.join(named)})" if named else "")


def _control(parties: list[Record]) -> str:
    """Joint control where anyone says so, presumed or against what another statement says."""
    if not any("joint" in words_of(party, "control") for party in parties):
        return ""
    opposed = [side for party in parties for side in [sides(party, "control")] if len(side) > 1]
    shown = []
    for side in opposed[0] if opposed else [["joint"]]:
        known = certainty_of(saying(parties, ["control"], side))
        shown.append(", ".join(side) + (" ?" if known is Certainty.PRESUMED else ""))
    return " ⇄ ".join(shown) + " control"


def _open(parties: list[Record], role: Role) -> tuple[str, ...]:
    if not any(words_of(party, a) for party in parties for a in ("role", "claimed_role")):
        return ("role not stated",)
    if role is not Role.PROCESSOR or any(agreements(party) for party in parties) or _missing(parties, role):
        return ()
    denied = any(not said.values for said in _of_contracts(parties))
    return ("no contract, as stated",) if denied else ("contract not stated",)


def _missing(parties: list[Record], role: Role) -> tuple[str, ...]:
    """What is no question: an own source says that a processor has no contract, and nobody that it has any."""
    said = _of_contracts(parties)
    none_at_all = bool(said) and all(one.firm and not one.values for one in said)
    return ("no contract, as stated",) if role is Role.PROCESSOR and none_at_all else ()


def _of_contracts(parties: list[Record]) -> list[Statement]:
    return [said for party in parties for said in party.statements.get("contract", ())]
