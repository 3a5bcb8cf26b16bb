"""What the program is doing at the moment, for whoever wants to show it. Nothing is decided by it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Doing:
    """A piece of work, and how much of it is done, where it can be counted."""

    what: str = ""
    done: int = 0
    of: int = 0
    things: str = ""

    def begin(self, what: str, of: int = 0, things: str = "") -> None:
        """From now on this is done, on `of` `things`."""
        self.what, self.done, self.of, self.things = what, 0, of, things

    def __str__(self) -> str:
        return f"{self.what} {self.done} of {self.of} {self.things}" if self.of > 1 else self.what


NOW = Doing()
"""What this process does; it does one thing at a time."""
