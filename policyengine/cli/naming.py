"""Finding the record that somebody means by a key, `register:key`, or the end of a key."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.errors import nearest
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Record


def find(name: str, facts: Facts, kind: str = "") -> Record | str:
    """The one record called `name`, of `kind` if one is given; or what to tell the person who asked."""
    register, _, key = name.rpartition(":")
    known = [r for r in _records(facts, register) if not kind or r.kind == kind]
    if register and register not in facts.registers:
        return f"no register is called `{register}` ({nearest(register, facts.registers)})"
    exact = [record for record in known if record.key == key]
    ending = [record for record in known if record.key.endswith((f".{key}", f"+{key}"))]
    # The key of what is worked out ends like that of what is written, which is more likely meant.
    found = exact or [record for record in ending if not KINDS[record.kind].derived] or ending
    if len(found) == 1:
        return found[0]
    if found:
        meant = ", ".join(f"`{record.register}:{record.key}`" for record in found[:6])
        return f"`{name}` may be any of {len(found)} records: {meant}"
    what = f"{kind} " if kind else "record "
    return f"no {what}is called `{name}` ({_nearest(key, known)})"


def _nearest(key: str, known: Iterable[Record]) -> str:
    """The key most like `key`, or the one whose last part is most like its last part, or the last parts there are."""
    whole = nearest(key, [record.key for record in known])
    if whole.startswith(("did you mean", "beginning so")):
        return whole
    by_slug = {record.slug: record.key for record in known}
    slug = nearest(key.rpartition(".")[2], by_slug)
    match = by_slug.get(slug.partition("`")[2].partition("`")[0])
    return f"did you mean `{match}`?" if slug.startswith("did you mean") else slug


def _records(facts: Facts, register: str) -> list[Record]:
    return [record for record in facts.records() if not register or record.register == register]
