"""Text from facts and rules made safe for a terminal: what cannot be printed is shown as an escape."""

from __future__ import annotations

_MOST = 400


def safe(text: str) -> str:
    """One line without control characters, direction marks or lone surrogates, at most 400 characters long."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
    return shown if len(shown) <= _MOST else shown[: _MOST - 1] + "…"
