"""The legend of a Graphviz drawing: every shape, line and colour that the drawing uses."""

from __future__ import annotations

import html
from collections.abc import Iterator

from policyengine.diagram.drawing import Certainty, Change, Drawing, Flow, Node, Role
from policyengine.diagram.labels import SYMBOLS
from policyengine.diagram.lines import COLOURS
from policyengine.diagram.markup import (
    AMBER,
    BLUE,
    CHANGED,
    FAINT,
    GONE,
    GREEN,
    GREY,
    INK,
    NEW,
    PURPLE,
    QUIET,
    RED,
    attributes,
    name,
)

SHAPES = {
    Role.SUBJECT: "oval",
    Role.SOURCE: "cds",
    Role.CONTROLLER: "box",
    Role.PROCESSOR: "component",
    Role.RECIPIENT: "box",
    Role.AUTHORITY: "house",
    Role.CONTACT: "note",
}
FILLS = {Role.CONTROLLER: "#dbeafe", Role.SUBJECT: "#f6f8fa", Role.SOURCE: "#f6f8fa"}
MARGINS = {Role.SOURCE: "0.2,0.12", Role.AUTHORITY: "0.05,0.05"}


def look(role: Role) -> dict[str, str]:
    """Shape, line and filling of a node of this role."""
    rounded = SHAPES[role] == "box" and role is not Role.CONTROLLER
    return {
        "shape": SHAPES[role],
        "style": name("filled,rounded" if rounded else "filled"),
        "color": name(BLUE if role is Role.CONTROLLER else GREY),
        "fillcolor": name(FILLS.get(role, "#ffffff")),
        "penwidth": "1.6" if role is Role.CONTROLLER else "1",
        "margin": name(MARGINS.get(role, "0.12,0.06")),
    }


def legend_nodes(drawing: Drawing) -> list[str]:
    """The keys of the samples that `legend` draws, which stand in one column with the data subjects."""
    return [f":legend-{role.name.lower()}" for role in _roles(drawing)]


def legend(drawing: Drawing) -> Iterator[str]:
    """A box with a sample of each shape, and a table of lines and colours."""
    yield '  subgraph "cluster_:legend" {'
    yield f'    label=<<B>Legend</B>>; style="rounded"; color="#d0d7de"; fontcolor="{GREY}"; margin=10;'
    for role in _roles(drawing):
        given = {"label": name(role.value), **look(role), "fontsize": "9", "height": "0.25", "tooltip": '""'}
        if drawing.compared:
            given |= {"color": name(FAINT), "fillcolor": name("#ffffff"), "fontcolor": name(QUIET), "penwidth": "1"}
        yield f"    {name(f':legend-{role.name.lower()}')} [{attributes(given)}];"
    rows = "".join(_row(*row) for row in _rows(drawing))
    table = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="1">{rows}</TABLE>'
    yield f'    ":legend" [shape=plain, tooltip="", label=<{table}>];'
    samples = legend_nodes(drawing)
    if samples:
        yield f'    {name(samples[len(samples) // 2])} -> ":legend" [style=invis];'
    yield "  }"


def _roles(drawing: Drawing) -> list[Role]:
    used = {node.role for node in drawing.nodes if not node.several}
    return [role for role in Role if role in used]


def _row(sample: str, colour: str, meaning: str) -> str:
    left = f'<TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="{colour}">{html.escape(sample)}</FONT></TD>'
    return f'<TR>{left}<TD ALIGN="LEFT"><FONT POINT-SIZE="8.5">{html.escape(meaning)}</FONT></TD></TR>'


def _compared_rows(drawing: Drawing) -> Iterator[tuple[str, str, str]]:
    """What became of who and what is drawn; verdicts stand only where they turned."""
    drawn: list[Node | Flow] = [*drawing.nodes, *drawing.flows]
    used = {one.change for one in drawn}
    if Change.ADDED in used:
        yield "+ ━━━▶", NEW, "new"
    if Change.REMOVED in used:
        yield "− ┄┄┄▶", GONE, "gone, struck through"
    if Change.CHANGED in used:
        yield "~ ╌ ╌▶", CHANGED, "changed: before → after"
    yield "────▶", QUIET, "as before, without details"
    turned = [note for one in drawn for note in one.notes if note.worse is not None and note.change is Change.CHANGED]
    worse = {note.mark for note in turned if note.worse}
    for mark, colour in COLOURS.items():
        if mark in worse:
            yield f"→ {SYMBOLS[mark]} {mark.value}", colour, "a verdict that is worse now"
    if any(not note.worse for note in turned):
        yield "→ satisfied", NEW, "a verdict that is better now"
    if any(one.verdicts for one in drawn if one.change is Change.REMOVED):
        yield "no longer ✖", NEW, "a verdict that went with what it was about"
    if any(" ?" in node.small for node in drawing.nodes):
        yield "US ?", QUIET, "known or presumed, not stated"


def _rows(drawing: Drawing) -> Iterator[tuple[str, str, str]]:
    if drawing.compared:
        yield from _compared_rows(drawing)
        return
    yield "───▶", GREY, "stated, or implied by the words"
    certainties = [*(flow.certainty for flow in drawing.flows), *(node.certainty for node in drawing.nodes)]
    if Certainty.PRESUMED in certainties:
        yield "╌ ╌▶ ?", AMBER, "presumed by a careful reader"
    if any(flow.both for flow in drawing.flows):
        yield "◀──▶", GREY, "both ways"
    yield "email", INK, "which data"
    yield "advertising", GREY, "for what"
    if any(flow.safeguards for flow in drawing.flows):
        yield "hash", GREEN, "safeguard or agreement that is stated"
    if any(node.open or node.doubts for node in drawing.nodes):
        yield "? not stated", AMBER, "missing, or doubtful against the notice"
    if any(node.missing for node in drawing.nodes):
        yield "✖ no contract", RED, "stated not to be there"
    if any(" ?" in node.small for node in drawing.nodes):
        yield "US ?", GREY, "role or country known or presumed, not stated"
    if any(flow.refuted for flow in drawing.flows):
        yield "✖ called ...", RED, "claim that the law's definition contradicts"
    if drawing.findings:
        yield "✖ ━━━▶", RED, "violated"
        yield "⇄ ═══▶", PURPLE, "contradictory: sources say both"
        yield "? ╌ ╌▶", AMBER, "not stated, where the law asks it"
