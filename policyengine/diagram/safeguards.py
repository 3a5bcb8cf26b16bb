"""What protects data on their way, what sources call them, and what must not be read as proven."""

from __future__ import annotations

from policyengine.diagram.drawing import Tone
from policyengine.diagram.position import Law
from policyengine.diagram.words import in_words, linked, spoken, words_of
from policyengine.register.records import Grade, Record, Register, Statement

# What a notice may assert against which a flow out of the area stands.
_DENIALS = frozenset({"no-transfers"})


def firm(statement: Statement) -> str:
    """Nothing for what an own source states or implies, else the question mark it is shown with."""
    return "" if statement.firm else " ?"


def country_of(organisation: Record) -> str:
    """Where it is established, with a question mark where that is only publicly known or presumed."""
    return _territories(organisation, "country")


def group_of(organisation: Record) -> str:
    """Where its group has its seat, in the same way; empty where nobody says."""
    return _territories(organisation, "group_country")


def _territories(organisation: Record, attribute: str) -> str:
    found: dict[str, str] = {}
    for statement in sorted(organisation.statements.get(attribute, ()), key=lambda one: not one.firm):
        for value in statement.values:
            found.setdefault(str(value), firm(statement))
    return " ⇄ ".join(code + mark for code, mark in found.items())


def agreements(party: Record) -> tuple[str, ...]:
    """The contracts that somebody states for a party, by their kind."""
    found: dict[str, None] = {}
    for link in party.links.get("contract", ()):
        mark = " ?" if link.statement.grade is Grade.PRESUMED else ""
        for kind in in_words(link.target, "kind") or [link.target.title]:
            found[kind + mark] = None
    return tuple(found)


def techniques(data: Record, law: Law) -> tuple[str, ...]:
    """What is done to make people less identifiable, and what it amounts to in law."""
    named = [word for word in words_of(data, "technique") if word != "none-named"]
    if not named:
        return ()
    shown = ", ".join(map(spoken, named))
    return (f"{shown}: pseudonymised" if law.pseudonymised(data) else shown,)


def claims_about(data: Record, law: Law) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What sources call the data: claims that stand, and claims that the law's definitions contradict."""
    called = [f"called {spoken(word)}" for word in words_of(data, "claimed") if word != "personal"]
    if "personal" in words_of(data, "claimed") and called:
        called = [" ⇄ ".join([*called, "called personal"])]
    refuted = "anonymous" in words_of(data, "claimed") and law.pseudonymised(data)
    return ((), tuple(called)) if refuted else (tuple(called), ())


def denials(register: Register) -> str:
    """Where a notice asserts that no data leave the area, such as `notice L168`."""
    cited = [
        str(statement.citation or notice.key)
        for notice in register.of("notice")
        for statement in notice.statements.get("claims", ())
        if _DENIALS.intersection(map(str, statement.values))
    ]
    return ", ".join(dict.fromkeys(cited))


def transfer(party: Record) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """For a party in a third country: the grounds stated, what is doubtful, and whether its country is proven."""
    organisations = linked(party, "organisation")
    proven = any(s.firm and s.values for o in organisations for s in o.statements.get("country", ()))
    grounds = [word for one in linked(party, "transfers") for word in in_words(one, "ground")]
    where = ", ".join(filter(None, map(country_of, organisations))).replace(" ?", "")
    return tuple(dict.fromkeys(grounds)), () if proven else (f"transfer to {where}",), proven


def against_denial(organisation: Record, position: Tone, register: Register, law: Law) -> tuple[str, ...]:
    """Why the claim that no data leave the area is doubtful for an organisation or group outside it."""
    denied = denials(register)
    if denied and position is Tone.THIRD:
        return (f"{denied} says: no transfers",)
    if denied and law.group_is_outside(organisation):
        return (f"group in {group_of(organisation).removesuffix(' ?')}; {denied} says: no transfers",)
    return ()
