"""Making statements and links quickly: a register of 10,000 activities has a million of them.

A frozen dataclass sets each field through `object.__setattr__`, which costs three times as much as
plain assignment. So they are filled as an open twin with the same slots, which then becomes the
frozen class before anybody sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.register.records import Link, Statement

if TYPE_CHECKING:
    make_statement = Statement
    make_link = Link
else:

    class _OpenStatement:
        __slots__ = Statement.__slots__

        def __init__(self, values, citation, grade, place, note=""):
            self.values = values
            self.citation = citation
            self.grade = grade
            self.place = place
            self.note = note
            self.__class__ = Statement

    class _OpenLink:
        __slots__ = Link.__slots__

        def __init__(self, target, statement):
            self.target = target
            self.statement = statement
            self.__class__ = Link

    make_statement = _OpenStatement
    make_link = _OpenLink
