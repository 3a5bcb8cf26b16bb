"""Text from facts and rules made safe for a terminal: what cannot be printed is shown as an escape."""

from __future__ import annotations

import re

_MOST = 400
_CALLS = r"(?<!\w)@(?=\\?\w)|#(?=\d)"
"""In literal Markdown: what forges take for the beginning of a name or of a ticket, escaped or not."""
_NO_WIDTH = "&#8203;"
"""A blank without width: what follows it is no name any more, and looks the same."""


def visible(text: str) -> str:
    """`text` with tabs as blanks and other control characters, direction marks and lone surrogates as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c == "\t" else _escape(c) for c in text)


def safe(text: str) -> str:
    """One line of visible text, blanks run together, at most 400 characters long."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= _MOST else shown[: _MOST - 1] + "…"


def inert(line: str) -> str:
    """A printed line that no CI runner takes for a command: some obey lines that begin with two colons or `##[`."""
    begun = line.lstrip()
    if begun.startswith(("::", "##[")) and not begun.startswith(":::"):
        return line.replace(begun, f"{begun[0]} {begun[1:]}", 1)
    return line


def in_markdown(text: str) -> str:
    """One line of visible text that Markdown takes literally, and that calls nobody where it is posted."""
    literal = "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in safe(text))
    return re.sub(_CALLS, rf"\g<0>{_NO_WIDTH}", literal)


def _escape(c: str) -> str:
    return f"\\u{ord(c):04x}" if ord(c) <= 0xFFFF else f"\\U{ord(c):08x}"
