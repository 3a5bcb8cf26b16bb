"""The model: every kind by name, and look-ups over it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from policyengine.register.model import documents, parties, processing
from policyengine.register.model.declare import text
from policyengine.register.model.types import Attribute, Kind, Relation, ValueType

KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            parties.REGISTER,
            parties.ORGANISATION,
            processing.ACTIVITY,
            processing.PURPOSE,
            processing.DATA,
            parties.PARTY,
            parties.TRANSFER,
            parties.CONTRACT,
            processing.RETENTION,
            documents.NOTICE,
            documents.RIGHT,
            processing.DECISION,
            processing.CONSENT,
            processing.TERMINAL_ITEM,
            documents.ASSESSMENT,
            documents.EVENT,
            processing.MEASURE,
            processing.SYSTEM,
            parties.HOP,
            processing.USE,
            documents.COVERAGE,
        )
    }
)

COMMON = (
    text("title", "what a person calls it"),
    text("owner", "who answers for it"),
)
"""Attributes of every kind."""


@cache
def attributes_of(kind: str) -> dict[str, Attribute]:
    """Every attribute of `kind`, common ones included."""
    return {a.name: a for a in (*COMMON, *KINDS[kind].attributes)}


@cache
def relations_of(kind: str) -> dict[str, Relation]:
    """Every relation of `kind` in both directions.

    An inverse relation is `many` unless the forward one contains (a record has one owner) or is
    derived from a pair; `register` leads from every record to its register.
    """
    found = {r.name: r for r in KINDS[kind].relations}
    for other in KINDS.values():
        for r in other.relations:
            if r.target == kind and r.inverse not in found:
                one = r.contains or (r.derived and other.name not in ("register",) and KINDS[kind].derived)
                found[r.inverse] = Relation(r.inverse, other.name, r.name, f"inverse of `{r.name}`", many=not one, derived=True)
    if kind not in ("register", "organisation"):
        found["register"] = Relation("register", "register", "", "the register it stands in", many=False, derived=True)
    return found


__all__ = ["COMMON", "KINDS", "Attribute", "Kind", "Relation", "ValueType", "attributes_of", "relations_of"]
