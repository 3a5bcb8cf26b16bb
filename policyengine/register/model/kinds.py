"""The model as `kinds.yaml` beside this module declares it, and look-ups over it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any

from policyengine.register.model.types import Attribute, Kind, Relation, ValueType
from policyengine.source.plain import packaged

_TYPES: dict[str, tuple[ValueType, bool, bool]] = {
    "word": (ValueType.WORD, False, False),
    "words": (ValueType.WORD, True, False),
    "growing": (ValueType.WORD, True, True),
    "yes-no": (ValueType.BOOLEAN, False, False),
    "text": (ValueType.TEXT, False, False),
    "texts": (ValueType.TEXT, True, True),
    "date": (ValueType.DATE, False, False),
    "instant": (ValueType.INSTANT, False, False),
    "period": (ValueType.PERIOD, False, False),
    "number": (ValueType.NUMBER, False, False),
    "territory": (ValueType.TERRITORY, False, False),
    "territories": (ValueType.TERRITORY, True, False),
}
"""The name of a type in `kinds.yaml`: value type, whether a set, whether open."""

COMMON = (
    Attribute("title", ValueType.TEXT, "what a person calls it"),
    Attribute("owner", ValueType.TEXT, "who answers for it", question="Who answers for {record}?"),
)
"""Attributes of every kind."""

LIFETIME = (
    Attribute(
        "from", ValueType.DATE, "first day on which it exists or applies", question="Since when does {record} run?"
    ),
    Attribute(
        "until", ValueType.DATE, "last day on which it exists or applies", question="Until when does {record} run?"
    ),
    Attribute(
        "in_force", ValueType.BOOLEAN, "whether the as-of date lies between its first day and `until`", derived=True
    ),
)
"""Attributes of every kind that begins and ends."""


def _attribute(name: str, entry: dict[str, str]) -> Attribute:
    value_type, many, is_open = _TYPES[entry["type"]]
    return Attribute(
        name,
        value_type,
        entry["describes"],
        entry.get("of", ""),
        many,
        is_open,
        entry.get("question", ""),
        entry.get("from_key") == "true",
    )


def _relation(name: str, entry: dict[str, str]) -> Relation:
    how = next(word for word in ("contains", "names", "names_one", "derives", "derives_one") if word in entry)
    return Relation(
        name,
        entry[how],
        entry["inverse"],
        entry["describes"],
        many=not how.endswith("_one"),
        contains=how == "contains",
        derived=how.startswith("derives"),
        question=entry.get("question", ""),
    )


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    attributes = tuple(_attribute(key, value) for key, value in entry.get("attributes", {}).items())
    lasts = entry.get("lifetime") == "true"
    pairs = ({"until": ["from"]} if lasts else {}) | entry.get("not_before", {})
    return Kind(
        name,
        entry["plural"],
        entry["describes"],
        (*attributes, *(LIFETIME if lasts else ())),
        tuple(_relation(key, value) for key, value in entry.get("relations", {}).items()),
        derived=entry.get("derived") == "true",
        example=entry.get("example", ""),
        lasts=lasts,
        begins=tuple(entry.get("begins", ())),
        over=entry.get("over", {}),
        seen_when_over=entry.get("seen_when_over") == "true",
        not_before=tuple((later, earlier) for later, all_before in pairs.items() for earlier in all_before),
    )


KINDS = MappingProxyType(
    {name: _kind(name, entry) for name, entry in packaged("policyengine.register.model", "kinds.yaml").items()}
)
"""Every kind by name, in the order in which the model declares them."""


@cache
def attributes_of(kind: str) -> dict[str, Attribute]:
    """Every attribute of `kind`, common ones included."""
    return {a.name: a for a in (*COMMON, *KINDS[kind].attributes)}


@cache
def relations_of(kind: str) -> dict[str, Relation]:
    """Every relation of `kind` in both directions.

    An inverse relation is `many` unless the forward one contains (a record has one owner) or leads
    from a kind to a derived one, which stands for a pair.
    """
    found = {r.name: r for r in KINDS[kind].relations}
    for other in KINDS.values():
        for r in other.relations:
            if r.target == kind and r.inverse not in found:
                one = r.contains or (r.derived and other.name != "register" and KINDS[kind].derived)
                describes = f"inverse of `{r.name}`"
                found[r.inverse] = Relation(r.inverse, other.name, r.name, describes, many=not one, derived=True)
    if kind not in ("register", "organisation"):
        describes = "the register it stands in"
        found["register"] = Relation("register", "register", "", describes, many=False, derived=True)
    return found


def a_kind(kind: str) -> str:
    """The name of a kind with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


__all__ = [
    "COMMON",
    "KINDS",
    "LIFETIME",
    "Attribute",
    "Kind",
    "Relation",
    "ValueType",
    "a_kind",
    "attributes_of",
    "relations_of",
]
