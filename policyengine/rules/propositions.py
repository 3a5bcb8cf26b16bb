"""Propositions: conditions as numbered plain data, each of which stands behind its parts.

Rules ask much the same of the same records. Here what they ask the same has one number, paths name the
kind at which they start, and words know their vocabulary, so that whoever works out what is told
needs neither the model of rules nor the places where they are written.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from policyengine.register.model.period import Period
from policyengine.register.records import Value

HERE, JUDGED, VALUE = "", "judged", "="
"""The record at hand, the judged one, and the value at hand, as propositions see them beside names bound by `as`."""

Seen: TypeAlias = frozenset[str]
"""The roots that enter into an answer."""


class Look(NamedTuple):
    """Where to look: from the record (of `kind`) or value that `root` stands for, along to-one `relations`.

    `end` is the kind to which they lead, `attribute` what is read there, empty where the record itself is meant.
    """

    root: str
    kind: str
    relations: tuple[str, ...]
    attribute: str
    end: str


class Right(NamedTuple):
    """The right of a comparison: constants, the as-of day, or what is said elsewhere; `later` is added."""

    values: tuple[Value, ...]
    today: bool
    look: Look | None
    later: tuple[Period, ...] = ()


class Compare(NamedTuple):
    """A test: what is said at `look`, compared with `right`; `presumed` stands in where nothing is said."""

    sees: Seen
    look: Look
    comparison: str
    right: Right
    presumed: tuple[Value, ...] | None
    period: Period | None
    words: str
    """The vocabulary of the values, empty where they are not words."""


class Joined(NamedTuple):
    """`form` is `all`, `any` or `at least` (then `n` of the parts)."""

    sees: Seen
    form: str
    parts: tuple[int, ...]
    n: int = 0


class Opposite(NamedTuple):
    """What is told true and told false change places."""

    sees: Seen
    part: int


class Denied(NamedTuple):
    """Told false, always."""

    sees: Seen


class Concluded(NamedTuple):
    """A definition, asked of the record at the end of `look`."""

    sees: Seen
    look: Look
    part: int


class Over(NamedTuple):
    """`form` is `some`, `every` or `count`; `part` is asked of each member, which `bound` names.

    The members are records at the end of `look`, its values, or (without `look`) the rows of the law table `kind`.
    `kind` is empty for values, whose vocabulary is `words`.
    """

    sees: Seen
    form: str
    look: Look | None
    kind: str
    words: str
    bound: str
    part: int
    least: int = 0
    most: int = -1


Proposition: TypeAlias = Compare | Joined | Opposite | Denied | Concluded | Over


class Asked(NamedTuple):
    """A rule as numbers of propositions; -1 where it has no such part.

    `scope` is asked of the register's own record. `unless` pairs each exception with the condition
    that somebody claims it, `raises` each severity with its condition.
    """

    kind: str
    scope: int
    when: int
    unless: tuple[tuple[int, int], ...]
    require: int
    breach: int
    raises: tuple[tuple[str, int], ...]


class Compiled(NamedTuple):
    """Propositions, parts before what they are parts of, and the rules that ask them. Plain, picklable data."""

    propositions: tuple[Proposition, ...]
    rules: dict[str, Asked]
