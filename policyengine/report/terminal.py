"""Colour where a person is looking, and none where a program is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

_CODES = {"red": "31", "yellow": "33", "green": "32", "blue": "34", "dim": "2", "bold": "1"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Paints text, or leaves it alone."""

    on: bool

    @classmethod
    def for_stream(cls, stream: TextIO) -> Paint:
        """Colour only on a terminal, and never where `NO_COLOR` is set."""
        return cls(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")

    def __call__(self, text: str, *styles: str) -> str:
        """`text` in `styles`, which are colours, `dim` or `bold`."""
        if not self.on or not styles:
            return text
        codes = ";".join(_CODES[style] for style in styles)
        return f"\x1b[{codes}m{text}\x1b[0m"
