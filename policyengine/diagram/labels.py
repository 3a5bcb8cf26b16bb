"""The lines of text on nodes and flows: the same for every format, short, with the whole in the tooltip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policyengine.diagram.drawing import Certainty, Change, Flow, Mark, Node, Note, Role, Verdict


class Ink(StrEnum):
    """What a line says; its colour follows from it."""

    NAME = "name"
    DATA = "data"
    PURPOSE = "purpose"
    SAFEGUARD = "safeguard"
    DOUBT = "doubt"
    VIOLATED = "violated"
    CONTRADICTORY = "contradictory"
    QUIET = "quiet"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label before it is wrapped."""

    text: str
    ink: Ink


SYMBOLS = {Mark.VIOLATED: "✖", Mark.CONTRADICTORY: "⇄", Mark.NOT_STATED: "?"}
INKS = {Mark.VIOLATED: Ink.VIOLATED, Mark.CONTRADICTORY: Ink.CONTRADICTORY, Mark.NOT_STATED: Ink.DOUBT}


CHANGE_SYMBOLS = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "~"}
CHANGE_INKS = {
    Change.SAME: Ink.QUIET,
    Change.ADDED: Ink.ADDED,
    Change.REMOVED: Ink.REMOVED,
    Change.CHANGED: Ink.CHANGED,
}


def some(words: Sequence[str], most: int) -> str:
    """At most `most` of the words, and how many more there are."""
    more = [f"{len(words) - most} more"] if len(words) > most else []
    return ", ".join([*words[:most], *more])


def name_of(node: Node) -> str:
    """The name with the symbol of its verdict, and a question mark where it is presumed."""
    symbol = f"{SYMBOLS[node.mark]} " if node.mark in SYMBOLS else ""
    presumed = node.certainty is Certainty.PRESUMED and node.role is not Role.SUBJECT
    return symbol + (node.name.strip() or node.key) + (" ?" if presumed else "")


def node_lines(node: Node) -> list[Line]:
    """The name, what it is, and what is open or doubtful about it; where drawings are compared, what is otherwise."""
    if node.change is not Change.NONE:
        return _compared_node(node)
    lines = [Line(name_of(node), Ink.NAME)]
    if node.small:
        lines.append(Line(node.small, Ink.PURPOSE))
    return [*lines, *_lacking(node)]


def _lacking(node: Node) -> list[Line]:
    """What is stated not to be there, and what is open or doubtful."""
    return [
        *(Line(f"{SYMBOLS[Mark.VIOLATED]} {text}", Ink.VIOLATED) for text in node.missing),
        *(Line(f"? {text}", Ink.DOUBT) for text in (*node.open, *node.doubts)),
    ]


def _compared_node(node: Node) -> list[Line]:
    """What became of it first; all about who is new, only what differs of who was there."""
    lines = [Line(_headed(node), CHANGE_INKS[node.change])]
    faded = node.change in (Change.SAME, Change.REMOVED)
    if node.small and not (node.change is Change.SAME and node.role is Role.SUBJECT and not node.several):
        lines.append(Line(node.small, CHANGE_INKS[node.change] if faded else Ink.PURPOSE))
    if node.change is Change.ADDED:
        lines += _lacking(node)
        lines += [_verdict(verdict) for verdict in node.verdicts]
    if node.change is Change.REMOVED:
        lines += [_gone(verdict) for verdict in node.verdicts]
    return lines + [note_line(note) for note in node.notes]


def _headed(node: Node) -> str:
    """`+ MailCo`: a name behind the symbol of what became of it."""
    return f"{CHANGE_SYMBOLS.get(node.change, '')} {node.name.strip() or node.key}".strip()


def _gone(verdict: Verdict) -> Line:
    """A verdict that went with what it was about."""
    return Line(f"no longer {_verdict(verdict).text}", Ink.BETTER)


def note_line(note: Note) -> Line:
    """What is otherwise: a verdict in the colour of what it became, the rest in that of what came, went or changed."""
    symbol = f"{CHANGE_SYMBOLS[note.change]} " if note.change in (Change.ADDED, Change.REMOVED) else ""
    if note.worse is not None:
        return Line(f"{symbol}{note.text}", INKS.get(note.mark, Ink.DOUBT) if note.worse else Ink.BETTER)
    return Line(f"{symbol}{note.text}", CHANGE_INKS[note.change])


def _compared_flow(flow: Flow) -> list[Line]:
    """What of a flow is worth a look: all of a new one, only what differs of one that was there."""
    ink = CHANGE_INKS[flow.change]
    if flow.change is Change.SAME:
        return [note_line(note) for note in flow.notes] or [
            Line(some(flow.data or flow.purposes, 3) or "as before", ink)
        ]
    symbol = CHANGE_SYMBOLS[flow.change]
    shown = [some(words, most) for words, most in ((flow.data, 4), (flow.purposes, 2)) if words]
    shown = shown or [*flow.how[:1]] or ["data and purpose not stated"]
    below = ink if flow.change is Change.REMOVED else Ink.PURPOSE
    lines = [Line(text, below) if n else Line(f"{symbol} {text}", ink) for n, text in enumerate(shown)]
    if flow.change is Change.ADDED:
        return [*lines, *_protected(flow), *(_verdict(verdict) for verdict in flow.verdicts)]
    if flow.change is Change.REMOVED:
        return [*lines, *(_gone(verdict) for verdict in flow.verdicts)]
    return [*lines, *(note_line(note) for note in flow.notes)]


def _verdict(verdict: Verdict) -> Line:
    return Line(f"{SYMBOLS[verdict.mark]} {some(verdict.provisions, 2)}", INKS[verdict.mark])


def flow_lines(flow: Flow) -> list[Line]:
    """Data, purpose, safeguard, what they are called, what is doubtful, and the verdicts."""
    if flow.change is not Change.NONE:
        return _compared_flow(flow)
    lines = [Line(some(flow.data, 4), Ink.DATA)] if flow.data else []
    lines += [Line(some(flow.purposes, 2), Ink.PURPOSE)] if flow.purposes else []
    if not lines:
        lines.append(Line("data and purpose not stated", Ink.PURPOSE))
    return [*lines, *_protected(flow), *(_verdict(verdict) for verdict in flow.verdicts)]


def _protected(flow: Flow) -> list[Line]:
    """How data are got, what protects them, what they are called, and what is doubtful."""
    lines = [Line(text, Ink.PURPOSE) for text in flow.how]
    lines += [Line(text, Ink.SAFEGUARD) for text in flow.safeguards]
    lines += [Line(text, Ink.CONTRADICTORY if "⇄" in text else Ink.PURPOSE) for text in flow.claims]
    lines += [Line(f"✖ {text}", Ink.VIOLATED) for text in flow.refuted]
    lines += [Line(f"? {text}", Ink.DOUBT) for text in flow.doubts]
    if flow.certainty is Certainty.PRESUMED and not flow.doubts:
        lines.append(Line("? presumed", Ink.DOUBT))
    return lines


def _rows(rows: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    return [f"{title}: {', '.join(words)}" for title, words in rows if words]


def _became(drawn: Node | Flow) -> Iterator[tuple[str, Sequence[str]]]:
    if drawn.change is not Change.NONE:
        yield "here", [drawn.change.value]
        yield "differs", [note_line(note).text for note in drawn.notes]


def flow_tooltip(flow: Flow) -> list[str]:
    """Everything that the label may have left out, line by line."""
    rows = (
        ("data", flow.data),
        ("about", flow.subjects),
        ("for", flow.purposes),
        ("how", flow.how),
        ("safeguards", flow.safeguards),
        ("claims", (*flow.claims, *flow.refuted)),
        ("doubtful", flow.doubts),
        ("known as", (flow.certainty.value,)),
        *_became(flow),
    )
    return _rows(rows) + [text for verdict in flow.verdicts for text in verdict.says]


def node_tooltip(node: Node) -> list[str]:
    """The name, the records that stand for it, and every verdict with its title."""
    what = [("what", [node.small or node.role.value]), ("missing", node.missing), ("open", node.open)]
    rows = (*what, ("doubtful", node.doubts), *_became(node))
    records = _rows([("records", node.records)])
    return [node.name, *_rows(rows), *records, *(text for verdict in node.verdicts for text in verdict.says)]
