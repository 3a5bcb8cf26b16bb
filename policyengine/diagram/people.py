"""Who is who in a register: the party records that are one and the same, and who the controllers are."""

from __future__ import annotations

from policyengine.diagram.drawing import Role
from policyengine.diagram.words import linked, words_of
from policyengine.register.records import Record, Register

CONTROLLERS = ":controllers"
"""The key of the box that stands for all controllers of the register together."""

SUBJECTS = ":subjects"
"""The key of the box that stands for all data subjects together."""

# The likeliest to tell what somebody is first: a node that is a source and a processor is drawn as a processor.
_ROLES = (
    ("controller", Role.CONTROLLER),
    ("processor", Role.PROCESSOR),
    ("sub-processor", Role.PROCESSOR),
    ("authority", Role.AUTHORITY),
    ("recipient", Role.RECIPIENT),
    ("representative", Role.RECIPIENT),
    ("contact-point", Role.CONTACT),
    ("source", Role.SOURCE),
)


def subject_key(word: str) -> str:
    """The key of the node for a kind of data subject; no party has such a key."""
    return f"subject:{word}"


def roles_of(party: Record) -> list[str]:
    """The roles that sources give to a party, or else call it by."""
    return words_of(party, "role") or words_of(party, "claimed_role")


def all_roles_of(party: Record) -> list[str]:
    """Every role that sources give to a party or call it by."""
    return list(dict.fromkeys(words_of(party, "role") + words_of(party, "claimed_role")))


def role_of(parties: list[Record]) -> Role:
    """What a node is that stands for these records; a recipient where nobody states a role."""
    stated = {word for party in parties for word in roles_of(party)}
    return next((role for word, role in _ROLES if word in stated), Role.RECIPIENT)


class People:
    """The parties of a register by the key of their node.

    Records of one organisation, or with one slug, are one node. A contact point stays by itself even
    where it belongs to a controller: what it gets are requests.
    """

    def __init__(self, register: Register) -> None:
        self._known_as: dict[str, str] = {}
        self.parties: dict[str, list[Record]] = {}
        for party in register.of("party"):
            for organisation in linked(party, "organisation"):
                if not _only_contact(party):
                    self._known_as.setdefault(party.slug, organisation.slug)
        for party in register.of("party"):
            self.parties.setdefault(self.key(party), []).append(party)
        self.parties = dict(sorted(self.parties.items()))
        own = {self.key(party) for party in linked(register.root, "controllers")}
        anyone = {key for key, parties in self.parties.items() if role_of(parties) is Role.CONTROLLER}
        self.controllers = tuple(sorted(own or anyone))
        """Who stands in the controllers' box: those of the register, or else of any activity."""
        self._register = register

    def key(self, party: Record) -> str:
        """The key of the party's node."""
        if _only_contact(party):
            return party.slug if party.slug not in self._known_as else f"contact:{party.slug}"
        organisations = linked(party, "organisation")
        return organisations[0].slug if organisations else self._known_as.get(party.slug, party.slug)

    def end(self, key: str) -> str:
        """The end of a flow: a controller who is alone in the box stands for the box."""
        return CONTROLLERS if self.controllers == (key,) else key

    def controllers_of(self, record: Record) -> list[str]:
        """The controllers' end of a flow of this record: their common box where all of them take part."""
        found: list[Record] = []
        for activity in linked(record, "activity"):
            found = found or linked(activity, "controllers")
        own = {self.key(party) for party in found or linked(self._register.root, "controllers")}
        return sorted(own) if own and own != set(self.controllers) else [CONTROLLERS]

    def taking_from(self, party: Record) -> list[str]:
        """To whom a source gives: the controllers, or where it is the controller itself, whoever works for it."""
        others = [key for key in self.controllers_of(party) if key != self.key(party)]
        if others:
            return others
        activities = linked(party, "activity")
        helpers = [
            one for activity in activities for one in linked(activity, "parties") if "processor" in roles_of(one)
        ]
        return sorted({self.key(one) for one in helpers})


def _only_contact(party: Record) -> bool:
    return roles_of(party) == ["contact-point"]
