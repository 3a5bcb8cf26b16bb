"""Making statements, links and records quickly: a register of 10,000 activities has a million of them.

A frozen dataclass sets each field through `object.__setattr__`, which costs three times as much as
plain assignment. So they are filled as an open twin with the same slots, which then becomes the
frozen class before anybody sees it; in a function, because Python calls one in half the time of an `__init__`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.register.records import Link, Record, Statement

if TYPE_CHECKING:
    make_statement = Statement
    make_link = Link

    def make_record(
        kind: str, key: str, register: str, existence: Statement, links: dict[str, tuple[Link, ...]]
    ) -> Record:
        """A record of which nothing is stated yet."""
else:

    class _OpenStatement:
        __slots__ = Statement.__slots__

    class _OpenLink:
        __slots__ = Link.__slots__

    class _OpenRecord:
        __slots__ = Record.__slots__

    def make_statement(values, citation, grade, place, note=""):
        """The statement."""
        made = _OpenStatement()
        made.values = values
        made.citation = citation
        made.grade = grade
        made.place = place
        made.note = note
        made.__class__ = Statement
        return made

    def make_link(target, statement):
        """The link."""
        made = _OpenLink()
        made.target = target
        made.statement = statement
        made.__class__ = Link
        return made

    def make_record(kind, key, register, existence, links):
        """A record of which nothing is stated yet."""
        made = _OpenRecord()
        made.kind = kind
        made.key = key
        made.register = register
        made.existence = existence
        made.statements = {}
        made.links = links
        made.complete = {}
        made.__class__ = Record
        return made
