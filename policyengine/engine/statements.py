"""What the statements on one attribute of one record come to, before anything is asked of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from policyengine.engine.said import Reading
from policyengine.engine.scope import Scope
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.records import Record, Statement, Value

IN_FORCE = Attribute(
    "in_force", ValueType.BOOLEAN, "whether the as-of date lies between `from` and `until`", derived=True
)

Dated = list[tuple[str, Statement, dt.date]]
"""Statements on a first or last day, each with its attribute and the day."""


@cache
def attribute_of(kind: str, name: str) -> Attribute | None:
    """The attribute `name` of a kind of the model; None for its relations."""
    return attributes_of(kind).get(name) if kind in KINDS else None


@cache
def leads_to_one(kind: str, name: str) -> bool:
    """Whether the relation `name` of `kind` leads to one record at most."""
    return not relations_of(kind)[name].many


def readings(record: Record, attribute: Attribute, at: Scope, as_of: dt.date) -> Sequence[Reading]:
    """How the values of `attribute` of `record` can be read.

    Each statement on a closed attribute is a reading by itself, because it is exhaustive: two that
    differ contradict each other. The statements on an open one are read together, since each adds
    to the list; the list is whole only where `complete` says so. That there are none is a reading
    of its own, beside whatever is listed. Where nobody says anything there is no reading.
    """
    if attribute.derived:
        return _in_force(record, at, as_of)
    name = attribute.name
    statements = at.statements(record, name)
    if not attribute.open:
        return [Reading(s.values, True, ((name, s),)) for s in statements]
    values = dict.fromkeys(value for s in statements for value in s.values)
    return _listed(record, name, at, tuple(values), [s for s in statements if s.values])


def related(
    record: Record, relation: str, at: Scope, gone: Callable[[Record, Scope], bool] | None = None
) -> Sequence[Reading]:
    """The members of a relation of `record`, read like the values of an attribute.

    Where a relation leads to one record, each statement names it by itself, and two that differ
    contradict each other. Any other relation is an open list, in which a record that is named
    twice is one member. That goes for the inverse and derived ones too: who records the parties of
    an activity does not say that there are no others, nor that no notice covers it; and as to what
    the register names anywhere (`named_parties` and the like), one more activity may name more.
    Only `complete` on the record itself makes its list whole. What is `gone` is left out.
    """
    links = at.links(record, relation)
    if gone is not None:
        links = [link for link in links if not gone(link.target, at)]
    members = {link.target: None for link in links}
    listing = [link.statement for link in links]
    if not members or not leads_to_one(record.kind, relation):
        return _listed(record, relation, at, tuple(members), listing)
    named = [
        Reading((member,), True, tuple((relation, link.statement) for link in links if link.target is member))
        for member in members
    ]
    return [*named, *(Reading((), True, ((relation, s),)) for s in at.statements(record, relation) if not s.values)]


def _listed(
    record: Record, name: str, at: Scope, values: tuple[Any, ...], listing: Iterable[Statement]
) -> list[Reading]:
    found = [Reading((), True, ((name, s),)) for s in at.statements(record, name) if not s.values]
    whole = at.whole(record, name)
    if whole is not None:
        found.append(Reading(values, True, tuple([(name, s) for s in (*listing, whole)])))
    elif values:
        found.append(Reading(values, False, tuple([(name, s) for s in listing])))
    return found


def _in_force(record: Record, at: Scope, as_of: dt.date) -> list[Reading]:
    """Whether `record` exists or applies on `as_of`, from its first day and `until`, both days included.

    It is not, where it ended before or starts later. It is, where it has started (or no start is
    stated: what is recorded is taken to have begun) and its end is stated to lie ahead or to be
    none. A start alone tells nothing of the end; that a contract without an end runs on is for a
    rule to presume.
    """
    starts, ends = beginnings(record, at), endings(record, at)
    out = [(name, s) for name, s, day in starts if day > as_of]
    out += [(name, s) for name, s, day in ends if day < as_of]
    begun = [(name, s) for name, s, day in starts if day <= as_of]
    runs = [(name, s) for name, s, day in ends if day >= as_of]
    found = [Reading((False,), True, tuple(out))] if out else []
    if runs and (begun or not starts):
        found.append(Reading((True,), True, (*begun, *runs)))
    return found


def beginnings(record: Record, at: Scope) -> Dated:
    """What is said of the first day of `record`: by `from`, else by what its kind says that it `begins` with.

    A contract binds from the day on which it is signed, unless `from` says otherwise.
    """
    stated: Dated = [("from", s, _day(s.values[0]) if s.values else dt.date.min) for s in at.statements(record, "from")]
    if stated or record.kind not in KINDS:
        return stated
    return [
        (name, s, _day(s.values[0]))
        for name in KINDS[record.kind].begins
        for s in at.statements(record, name)
        if s.values
    ]


def endings(record: Record, at: Scope) -> Dated:
    """What is said of the last day of `record`."""
    return [("until", s, _day(s.values[0]) if s.values else dt.date.max) for s in at.statements(record, "until")]


def _day(value: Value) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    raise TypeError("lifetimes are days, which the model sees to")
