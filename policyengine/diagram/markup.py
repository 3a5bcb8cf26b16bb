"""Graphviz text: quoting, and labels of coloured lines. Nothing that a register says is taken as markup."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable

from policyengine.diagram.labels import Ink, Line

GREY, INK, BLUE, GREEN = "#57606a", "#24292f", "#1d4ed8", "#2f6b3a"
AMBER, RED, PURPLE = "#9a6700", "#c02d23", "#7b3fa0"
NEW, GONE, CHANGED, QUIET, FAINT = "#1a7f37", "#8b5a3c", "#0a5fb8", "#8b949e", "#c9d1d9"
"""Of what differs between two drawings, and of the texts and lines of what does not."""

_COLOURS = {
    Ink.NAME: INK,
    Ink.DATA: INK,
    Ink.PURPOSE: GREY,
    Ink.SAFEGUARD: GREEN,
    Ink.DOUBT: AMBER,
    Ink.VIOLATED: RED,
    Ink.CONTRADICTORY: PURPLE,
    Ink.QUIET: QUIET,
    Ink.ADDED: NEW,
    Ink.REMOVED: GONE,
    Ink.CHANGED: CHANGED,
    Ink.BETTER: NEW,
}
_SMALL = (Ink.PURPOSE, Ink.DOUBT, Ink.QUIET)
_DIFFERING = (Ink.ADDED, Ink.REMOVED, Ink.CHANGED, Ink.BETTER)
_MARKS = ("+ ", "− ", "~ ")
"""What stands before what came, went or changed is not struck."""
_BETWEEN = " · "


def printable(text: str) -> str:
    """The text on one line, with a blank for everything that has no shape or turns its direction."""
    return "".join(c if c.isprintable() else " " for c in text)


def name(key: str) -> str:
    """A key as an identifier."""
    return '"' + printable(key).replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(lines: Iterable[str]) -> str:
    """Lines of plain text, such as a tooltip, without escapes or entities of Graphviz."""
    shown = (printable(line).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(shown) + '"'


def _escaped(text: str) -> str:
    """Text inside markup; Graphviz would take two backslashes for one, and a bracket for an end."""
    return html.escape(text).replace("\\", "\\\\").replace("]", "&#93;")


def wrapped(line: Line, width: int) -> list[Line]:
    """The line cut to a width, never empty; a dot between two things does not begin a line, nor end one."""
    held = printable(line.text).replace(_BETWEEN, _BETWEEN.replace(" ", "\N{NO-BREAK SPACE}", 1))
    pieces = [
        piece.replace("\N{NO-BREAK SPACE}", " ").removesuffix(_BETWEEN.rstrip()) for piece in textwrap.wrap(held, width)
    ]
    return [Line(piece, line.ink) for piece in pieces if piece.strip()] or [Line(" ", line.ink)]


def _struck(text: str) -> str:
    symbol = text[:2] if text.startswith(_MARKS) else ""
    return f"{_escaped(symbol)}<S>{_escaped(text[len(symbol) :])}</S>"


def piece(line: Line, *, bold: bool = False, small: bool = False) -> str:
    """One line as markup, in its colour; purposes and doubts are small, and where asked what differs."""
    text = _struck(line.text) if line.ink is Ink.REMOVED else _escaped(line.text)
    size = ' POINT-SIZE="8"' if line.ink in _SMALL or (small and line.ink in _DIFFERING) else ""
    shown = f'<FONT COLOR="{_COLOURS[line.ink]}"{size}>{text}</FONT>'
    return f"<B>{shown}</B>" if bold else shown


def rich(lines: Iterable[Line], width: int, *, bold_name: bool = False) -> str:
    """A label of wrapped lines, of which the first is the name."""
    shown = [
        piece(cut, bold=bold_name and number == 0, small=number > 0)
        for number, line in enumerate(lines)
        for cut in wrapped(line, width + 6 if line.ink in _SMALL else width)
    ]
    return "<" + "<BR/>".join(shown) + ">" if shown else '""'


def titled(title: str, colour: str, below: Iterable[Line], width: int, size: int = 11) -> str:
    """The label of a box or of the whole: a bold title of a size in points at the left, and lines below it."""
    shown = [_escaped(cut.text) for cut in wrapped(Line(title, Ink.NAME), width)]
    rows = [f'<B><FONT COLOR="{colour}" POINT-SIZE="{size}">{text}</FONT></B>' for text in shown]
    rows += [piece(cut) for line in below for cut in wrapped(line, width + 6)]
    return "<" + "".join(f'{row}<BR ALIGN="LEFT"/>' for row in rows) + ">"


def attributes(given: dict[str, str]) -> str:
    """The attributes of a statement."""
    return ", ".join(f"{key}={value}" for key, value in given.items())
