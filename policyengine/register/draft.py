"""A register while it is being read: records by key, and references that wait for their records."""

from __future__ import annotations

from dataclasses import dataclass, field

from policyengine.register.citations import Scope
from policyengine.register.making import make_statement
from policyengine.register.plan import Inside, Named
from policyengine.register.records import Citation, Grade, NotFact, Record, Statement
from policyengine.spans import Place

ROOT = "register"
"""Key and kind of the register's own record."""

_FIRMNESS = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(slots=True)
class Reference:
    """Slugs that a record names under a relation, not yet looked up.

    `activity` is the key of the activity in which it stands, or "". No slugs means "stated: none".
    """

    record: Record
    named: Named
    slugs: list[tuple[str, Place]]
    citation: Citation | None
    grade: Grade
    place: Place
    note: str
    activity: str


Growing = list[tuple[Record, str]]
"""Records and relations that lead to more than one record, as far as known."""


@dataclass(slots=True)
class Draft:
    """One register, or (with the slug "") the shared organisations."""

    slug: str
    scope: Scope
    records: dict[str, Record] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    inside: list[tuple[Record, Inside, Record]] = field(default_factory=list)
    """Each owner, the key under which it contains, and the record contained."""
    several: list[Record] = field(default_factory=list)
    """Records of which an attribute may have more than one statement."""
    completions: list[tuple[Record, str, Statement]] = field(default_factory=list)
    """What is said to be complete."""
    keyed: list[Record] = field(default_factory=list)
    """Records whose slug may be a value."""
    not_facts: list[NotFact] = field(default_factory=list)
    growing: Growing = field(default_factory=list)
    """What is to be settled when all links are there."""

    @property
    def root(self) -> Record:
        """The record of the register itself."""
        if ROOT not in self.records:
            said = make_statement((), None, Grade.STATED, 0)
            self.records[ROOT] = Record(ROOT, ROOT, self.slug, said)
        return self.records[ROOT]


def firmest(statements: list[Statement] | tuple[Statement, ...]) -> Statement:
    """The statement that carries most: firm before not firm, then by grade, citation and place."""
    return min(statements, key=lambda s: (not s.firm, _FIRMNESS[s.grade], str(s.citation or ""), s.place))
