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
    round: str = ""
    """Of work that is done again and again, which time it is."""

    def begin(self, what: str, of: int = 0, things: str = "") -> None:
        """From now on this is done, on `of` `things`."""
        self.what, self.done, self.of, self.things = what, 0, of, things

    def line(self, width: int) -> str:
        """In words, with a bar of `width` marks where it can be counted."""
        what = f"{self.round}: {self.what}" if self.round else self.what
        if self.of < 2:
            return what
        bar = ("#" * (self.done * width // self.of)).ljust(width, ".")
        return f"{what} [{bar}] {self.done:,} of {self.of:,} {self.things}"


NOW = Doing()
"""What this process does; it does one thing at a time."""
