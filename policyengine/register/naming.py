"""Finding the record that somebody means by a key, `register:key`, or the end of a key; and what belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from policyengine.errors import nearest
from policyengine.register.model.kinds import KINDS, a_kind
from policyengine.register.records import Facts, Record

_MOST = 6
_NEAR = 3
"""How many links away something may stand that belongs to a record."""


def find(name: str, facts: Facts, kind: str = "") -> Record | str:
    """The one record called `name`, of `kind` if one is given; or what to tell the person who asked."""
    register, _, key = name.rpartition(":")
    known = [r for r in _records(facts, register) if not kind or r.kind == kind]
    if register and register not in facts.registers:
        return f"no register is called `{register}` ({nearest(register, facts.registers)})"
    exact = [record for record in known if record.key == key]
    ending = [record for record in known if _ends(record.key, key)]
    # The key of what is worked out ends like that of what is written, which is more likely meant.
    found = exact or [record for record in ending if not KINDS[record.kind].derived] or ending
    if len(found) == 1:
        return found[0]
    if found:
        meant = ", ".join(f"`{record.register}:{record.key}`" for record in found[:_MOST])
        return f"`{name}` may be any of {len(found)} records: {meant}"
    what = f"{kind} " if kind else "record "
    return f"no {what}is called `{name}` ({_nearest(key, known)})"


def _ends(whole: str, key: str) -> bool:
    """Whether a key ends so; where it joins two by `+`, as `purpose+data` does, whether each of both does."""
    if "+" not in key:
        return whole.endswith((f".{key}", f"+{key}"))
    ends, parts = key.split("+"), whole.split("+")
    return len(ends) == len(parts) and all(
        f".{part}".endswith(f".{end}") for part, end in zip(parts, ends, strict=True)
    )


def _short(key: str) -> str:
    """The last part of a key; of one that joins two, that of each."""
    return "+".join(part.rpartition(".")[2] for part in key.split("+"))


def _nearest(key: str, known: Collection[Record]) -> str:
    """The key most like `key`, or the one whose last part is most like its last part, or the last parts there are.

    Whatever it names is found: a last part that several share is named by its whole key.
    """
    whole = nearest(key, [record.key for record in known])
    if whole.startswith(("did you mean", "beginning so")):
        return whole
    shared = Counter(_short(record.key) for record in known)
    by_slug = {
        short if shared[short] == 1 else record.key: record.key for record in known for short in [_short(record.key)]
    }
    slug = nearest(_short(key), by_slug)
    match = by_slug.get(slug.partition("`")[2].partition("`")[0])
    return f"did you mean `{match}`?" if slug.startswith("did you mean") else slug


def _records(facts: Facts, register: str) -> list[Record]:
    return [record for record in facts.records() if not register or record.register == register]


def belonging(record: Record, kind: str) -> list[Record]:
    """The nearest records of a kind that stand in a record, are worked out from it or are linked with it, by key.

    Nothing belongs to another by way of the register or of an organisation alone.
    """
    ring, seen = [record], {id(record)}
    for _ in range(_NEAR):
        targets = (link.target for one in ring for _, links in sorted(one.links.items()) for link in links)
        around = list({id(one): one for one in targets if id(one) not in seen}.values())
        found = [one for one in around if one.kind == kind]
        if found:
            return sorted(found, key=lambda one: (one.register, one.key))
        ring = [one for one in around if one.kind not in ("register", "organisation")]
        seen.update(map(id, ring))
    return []


def asked_of(name: str, facts: Facts, kind: str) -> Record | str:
    """The one record of a kind of which a rule is asked; or what to tell the person who asked, as `find` does."""
    found = find(name, facts, kind)
    if not isinstance(found, str):
        return found
    other = find(name, facts)
    if isinstance(other, str):
        return f"{found}; the rule is asked of each {kind}"
    return _asked_instead(other, kind, facts)


def _asked_instead(record: Record, kind: str, facts: Facts) -> str:
    """That something is asked of a kind, of which this record is none, and of which of that kind it could be asked."""
    of_all = f"the rule is asked of each {kind}, and `{record.key}` is {a_kind(record.kind)}"
    found = belonging(record, kind)
    if found:
        names = ", ".join(f"`{one.key}`" for one in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        return f"{of_all}; to it {'belongs' if len(found) == 1 else 'belong'} {names}{more}"
    register = facts.registers.get(record.register)
    others = register.of(kind) if register else []
    if not others:
        return f"{of_all}; no {kind} is recorded" + (f" in `{record.register}`" if record.register else "")
    return f"{of_all}; no {kind} belongs to it, others are such as `{others[0].register}:{others[0].key}`"
