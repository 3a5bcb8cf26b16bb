"""Text from facts and rules made safe for a terminal: what cannot be printed is shown as an escape."""

from __future__ import annotations

_MOST = 400


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
    """One line of visible text that Markdown takes literally."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in safe(text))


def _escape(c: str) -> str:
    return f"\\u{ord(c):04x}" if ord(c) <= 0xFFFF else f"\\U{ord(c):08x}"
