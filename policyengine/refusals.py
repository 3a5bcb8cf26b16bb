"""What a workspace says where it is given something that it cannot use: the caller's mistake, never a fault of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from policyengine.errors import Problem
from policyengine.spans import Files


def is_day(given: object, name: str) -> None:
    """Raises `TypeError` where something is no day: an instant has a time, and a text is read by nobody."""
    if not isinstance(given, dt.date) or isinstance(given, dt.datetime):
        raise TypeError(f"`{name}` is a `datetime.date`, not {given!r}")


class Invalid(Exception):  # noqa: N818 - what was given is wrong, not the program
    """Facts, law or changes cannot be used; `problems` says of each why, where, and what would be right."""

    def __init__(self, problems: Iterable[Problem], *read: Files) -> None:
        self.problems = tuple(sorted({*problems}))
        self.read = read
        """The files in which places count."""
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Unknown(LookupError):  # noqa: N818 - the same
    """A rule, record, register, pack or scenario that nobody knows; the text says so, with the nearest known one."""
