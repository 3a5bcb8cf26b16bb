"""Colour and width where a person is looking, and neither where a program is."""

from __future__ import annotations

import os
import shutil
import textwrap
from typing import NamedTuple, TextIO

from policyengine.report.sanitise import safe, visible

_CODES = {"red": "31", "yellow": "33", "green": "32", "blue": "34", "dim": "2", "bold": "1"}
_BLANK = "\u2007"
"""A blank at which no line is broken."""
_NARROWEST, _WIDEST = 60, 120


class Paint(NamedTuple):
    """Paints text, or leaves it alone, and breaks it into lines of `width` columns."""

    on: bool
    width: int = 100

    @classmethod
    def for_stream(cls, stream: TextIO) -> Paint:
        """The width of a terminal, and colour unless `NO_COLOR` is set; 100 columns and no colour elsewhere."""
        if not stream.isatty():
            return cls(False)
        colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(colour, max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns)))

    def __call__(self, text: str, *styles: str) -> str:
        """`text` in `styles`, which are colours, `dim` or `bold`."""
        if not self.on or not styles:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def wrapped(self, said: str, first: str, then: str | None = None, *, room: int = 0, kept: str = "") -> list[str]:
        """`said`, made safe, in lines that begin with `first` and `then`, `room` columns short of the width.

        Without `then`, later lines are indented as far as the first. Nothing said gives no line. A word that is
        wider than the page is not broken, because it is mostly a path, which people click on or copy; nor is
        `kept`, a part of `said` that may have blanks.
        """
        rest = " " * len(first) if then is None else then
        whole = safe(kept)
        lines = textwrap.wrap(
            safe(said).replace(whole, whole.replace(" ", _BLANK)) if kept else safe(said),
            self.width - room,
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
            break_long_words=False,
        )
        return [line.replace(_BLANK, " ") for line in lines] if kept else lines

    def placed(self, place: str, said: str) -> list[str]:
        """What is said at a place, which stands whole at the beginning, on a line of its own where it is long."""
        here = f"{visible(place)}:"
        if len(here) > self.width // 2:
            return [here, *self.wrapped(said, "  ")]
        return self.wrapped(said, f"{here} ", "  ")

    def folded(self, line: str, hanging: int) -> list[str]:
        """A line that is laid out already, broken where it is too long; the rest indented by `hanging` more."""
        indent = len(line) - len(line.lstrip())
        rest = " " * (indent + hanging)
        return textwrap.wrap(
            visible(line), self.width, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
        ) or [""]

    def rule(self, heading: str) -> str:
        """A line across the page with a heading."""
        return self(f"── {safe(heading)} ".ljust(self.width, "─"), "dim")
