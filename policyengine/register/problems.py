"""Collecting what is wrong with the facts, up to a bound."""

from __future__ import annotations

from typing import Final

from policyengine.errors import Problem
from policyengine.spans import Files, Place

MOST_PROBLEMS: Final = 500
"""After so many problems nobody reads on; working out what was meant takes time for each."""


class TooMany(Exception):  # noqa: N818 - the end of reading, not an error
    """Enough problems were found."""


class Problems:
    """Problems with places in `files`, in the order found."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.found: list[Problem] = []

    def add(self, place: Place, message: str, hint: str = "") -> None:
        """Note a problem. Raises `TooMany` after `MOST_PROBLEMS`."""
        span = self.files.span(place)
        self.found.append(Problem(span, message, hint))
        if len(self.found) >= MOST_PROBLEMS:
            self.found.append(Problem(span, f"more than {MOST_PROBLEMS} problems; the rest was not read"))
            raise TooMany

    def sorted(self) -> list[Problem]:
        """Every problem once, in order of places."""
        return sorted(set(self.found))
