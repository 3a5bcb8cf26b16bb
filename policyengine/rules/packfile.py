"""`pack.yaml`: the title of a pack, when it applies, and whether it states the law."""

from __future__ import annotations

from typing import NamedTuple

from policyengine.rules.conditions import condition
from policyengine.rules.language import AllOf
from policyengine.rules.program import Pack
from policyengine.rules.reading import Reading, as_number, as_text, as_true, needed
from policyengine.rules.shapes import Model, Scope
from policyengine.source.tree import Mapping, Node

_KEYS = ("title", "when", "law", "optional", "provisions_total")


class PackHeader(NamedTuple):
    """A pack and what only matters while it is read.

    `law` packs state the law, so their rules say `violated` only on law and case law. `when` is
    the written condition, empty where the pack always applies.
    """

    pack: Pack
    law: bool
    when: Node | None


def read_pack(name: str, node: Mapping, model: Model, reading: Reading) -> PackHeader:
    """The header of the pack `name`. Raises `Refused` where it has no title."""
    reading.check_keys(node, _KEYS, "a pack")
    for flag in ("law", "optional"):
        if flag in node.entries:
            as_true(node.entries[flag], f"`{flag}`", "leave it out otherwise")
    when = node.entries.get("when")
    asked = AllOf((), node.place) if when is None else condition(when, Scope.of(model, "register"), reading)
    total = node.entries.get("provisions_total")
    pack = Pack(
        name,
        as_text(needed(node, "title", "the pack"), "`title`"),
        asked,
        node.place,
        0 if total is None else as_number(total, "`provisions_total`"),
        "law" in node.entries,
    )
    return PackHeader(pack, "law" in node.entries, when)
