"""The lines of text on nodes and flows: the same for every format, short, with the whole in the tooltip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policyengine.diagram.drawing import Certainty, Flow, Mark, Node, Role, Verdict


class Ink(StrEnum):
    """What a line says; its colour follows from it."""

    NAME = "name"
    DATA = "data"
    PURPOSE = "purpose"
    SAFEGUARD = "safeguard"
    DOUBT = "doubt"
    VIOLATED = "violated"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a label before it is wrapped."""

    text: str
    ink: Ink


SYMBOLS = {Mark.VIOLATED: "✖", Mark.CONTRADICTORY: "⇄", Mark.NOT_STATED: "?"}
INKS = {Mark.VIOLATED: Ink.VIOLATED, Mark.CONTRADICTORY: Ink.CONTRADICTORY, Mark.NOT_STATED: Ink.DOUBT}


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
    """The name, what it is, and what is open or doubtful about it."""
    lines = [Line(name_of(node), Ink.NAME)]
    if node.small:
        lines.append(Line(node.small, Ink.PURPOSE))
    return lines + [Line(f"? {text}", Ink.DOUBT) for text in (*node.open, *node.doubts)]


def _verdict(verdict: Verdict) -> Line:
    return Line(f"{SYMBOLS[verdict.mark]} {some(verdict.provisions, 2)}", INKS[verdict.mark])


def flow_lines(flow: Flow) -> list[Line]:
    """Data, purpose, safeguard, what they are called, what is doubtful, and the verdicts."""
    lines = [Line(some(flow.data, 4), Ink.DATA)] if flow.data else []
    lines += [Line(some(flow.purposes, 2), Ink.PURPOSE)] if flow.purposes else []
    if not lines:
        lines.append(Line("data and purpose not stated", Ink.PURPOSE))
    lines += [Line(text, Ink.PURPOSE) for text in flow.how]
    lines += [Line(text, Ink.SAFEGUARD) for text in flow.safeguards]
    lines += [Line(text, Ink.CONTRADICTORY if "⇄" in text else Ink.PURPOSE) for text in flow.claims]
    lines += [Line(f"✖ {text}", Ink.VIOLATED) for text in flow.refuted]
    lines += [Line(f"? {text}", Ink.DOUBT) for text in flow.doubts]
    if flow.certainty is Certainty.PRESUMED and not flow.doubts:
        lines.append(Line("? presumed", Ink.DOUBT))
    return lines + [_verdict(verdict) for verdict in flow.verdicts]


def _rows(rows: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    return [f"{title}: {', '.join(words)}" for title, words in rows if words]


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
    )
    return _rows(rows) + [text for verdict in flow.verdicts for text in verdict.says]


def node_tooltip(node: Node) -> list[str]:
    """The name, the records that stand for it, and every verdict with its title."""
    rows = (("what", [node.small or node.role.value]), ("open", node.open), ("doubtful", node.doubts))
    records = _rows([("records", node.records)])
    return [node.name, *_rows(rows), *records, *(text for verdict in node.verdicts for text in verdict.says)]
