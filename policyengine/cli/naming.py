"""Finding the record that somebody means by a key, `register:key`, or the end of a key."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.errors import nearest
from policyengine.register.records import Facts, Record


def find(name: str, facts: Facts, kind: str = "") -> Record | str:
    """The one record called `name`, of `kind` if one is given; or what to tell the person who asked."""
    register, _, key = name.rpartition(":")
    known = [r for r in _records(facts, register) if not kind or r.kind == kind]
    if register and register not in facts.registers:
        return f"no register is called `{register}` ({nearest(register, facts.registers)})"
    exact = [record for record in known if record.key == key]
    found = exact or [record for record in known if record.key.endswith((f".{key}", f"+{key}"))]
    if len(found) == 1:
        return found[0]
    if found:
        meant = ", ".join(f"`{record.register}:{record.key}`" for record in found[:6])
        return f"`{name}` may be any of {len(found)} records: {meant}"
    what = f"{kind} " if kind else "record "
    return f"no {what}is called `{name}` ({nearest(key, [record.key for record in known])})"


def _records(facts: Facts, register: str) -> Iterable[Record]:
    return (record for record in facts.records() if not register or record.register == register)
