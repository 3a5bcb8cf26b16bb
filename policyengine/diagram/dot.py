"""Graphviz DOT: the drawing as text with stable bytes, every label escaped."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.diagram.drawing import Certainty, Change, Cluster, Drawing, Mark, Node, Role, Tone
from policyengine.diagram.labels import Ink, Line, node_lines, node_tooltip
from policyengine.diagram.legend import legend, legend_nodes, look
from policyengine.diagram.lines import CHANGES, COLOURS, Lines, inner_lines, lines_of
from policyengine.diagram.markup import AMBER, FAINT, GREEN, GREY, INK, QUIET, attributes, literal, name, rich, titled
from policyengine.diagram.people import CONTROLLERS

_TONES = {
    Tone.PLAIN: ("#ffffff", "#d0d7de", GREY),
    Tone.CONTROLLERS: ("#ffffff", GREEN, GREEN),
    Tone.WITHIN: ("#f0f7f1", "#8fbf98", GREEN),
    Tone.ADEQUATE: ("#f3f0fa", "#a48fd0", "#5b3fa0"),
    Tone.THIRD: ("#fdf1f0", "#d1453b", "#a1260d"),
    Tone.UNKNOWN: ("#fafafa", "#b0b7bf", GREY),
    Tone.UNJUDGED: ("#fafafa", "#b0b7bf", GREY),
}
_QUIET_TONES = {
    **_TONES,
    Tone.PLAIN: ("#ffffff", FAINT, QUIET),
    Tone.CONTROLLERS: ("#ffffff", FAINT, QUIET),
    Tone.WITHIN: ("#f7fbf8", "#b9d8bf", GREEN),
    Tone.ADEQUATE: ("#f8f6fc", "#cbbfe6", "#5b3fa0"),
    Tone.THIRD: ("#fef8f7", "#e8aaa5", "#a1260d"),
}
_OPEN = (Tone.UNKNOWN, Tone.UNJUDGED, Tone.CONTROLLERS)

_HEADER = """digraph register {
  graph [rankdir=LR, compound=true, newrank=true, fontname=Helvetica, fontsize=11, nodesep=0.13, ranksep=0.42, pad=0.3,
    bgcolor=white, labelloc=t, labeljust=l, tooltip="", label=%s];
  node [fontname=Helvetica, fontsize=10, margin="0.12,0.06"];
  edge [fontname=Helvetica, fontsize=8.5, arrowsize=0.7];"""
_BOLD = (Change.ADDED, Change.CHANGED)
_NOT_RIGHT = (Role.SUBJECT, Role.SOURCE, Role.CONTROLLER, Role.CONTACT)


_CHANGED_FILLS = {Change.ADDED: "#e7f6ec", Change.CHANGED: "#e7f1fc", Change.REMOVED: "#ffffff", Change.SAME: "#ffffff"}


def _compared_node(node: Node) -> str:
    """A node of a drawing that shows what differs: its outline says what became of it."""
    shape = {"shape": "box", "style": "rounded", "margin": name("0.14,0.08")} if node.several else look(node.role)
    line = CHANGES[node.change]
    rounded = "rounded" in shape["style"]
    given = {
        "label": rich(node_lines(node), 46 if node.several else 34, bold_name=node.change in _BOLD),
        **shape,
        **line,
        "style": name(f"filled,{line['style'].strip()}" + (",rounded" if rounded else "")),
        "fillcolor": name(_CHANGED_FILLS[node.change]),
        "tooltip": literal(node_tooltip(node)),
    }
    return f"{name(node.key)} [{attributes(given)}];"


def _node(node: Node) -> str:
    if node.change is not Change.NONE:
        return _compared_node(node)
    width = 24 if node.role is Role.AUTHORITY else 32
    given = {
        "label": rich(node_lines(node), width, bold_name=node.role is Role.CONTROLLER),
        **look(node.role),
        "tooltip": literal(node_tooltip(node)),
    }
    if node.mark is not Mark.NONE:
        given |= {"color": name(COLOURS[node.mark]), "penwidth": "1.6"}
    elif node.open:
        given["color"] = name(AMBER)
    if node.mark is Mark.CONTRADICTORY:
        given["peripheries"] = "2"
    if node.certainty is Certainty.PRESUMED or node.open or node.mark is Mark.NOT_STATED:
        given["style"] = name("dashed,filled,rounded" if "rounded" in given["style"] else "dashed,filled")
    return f"{name(node.key)} [{attributes(given)}];"


def _cluster(cluster: Cluster, drawing: Drawing, lines: Lines) -> Iterator[str]:
    fill, line, ink = (_QUIET_TONES if drawing.compared else _TONES)[cluster.tone]
    style = "rounded,filled" if cluster.proven and cluster.tone not in _OPEN else "rounded,filled,dashed"
    own = cluster.key == CONTROLLERS
    given = {
        "label": titled(cluster.title, ink, inner_lines(drawing) if own else (), 40),
        "style": name(style),
        "fillcolor": name(fill),
        "color": name(line),
        "tooltip": '""',
        "margin": "10",
    }
    yield f"  subgraph {name('cluster_' + cluster.key)} {{"
    yield "    " + " ".join(f"{key}={value};" for key, value in given.items())
    members = [node for node in drawing.nodes if node.cluster == cluster.key]
    yield from (f"    {_node(node)}" for node in members)
    if own:
        yield from _sides(members[0].key, lines, FAINT if drawing.compared else GREEN)
    yield "  }"


def _sides(inner: str, lines: Lines, colour: str) -> Iterator[str]:
    """The points at which lines meet the controllers' box, left and right of those in it."""
    for side, order in ((lines.left, "{1} -> {0}"), (lines.right, "{0} -> {1}")):
        for point in side:
            yield f'    {name(point)} [shape=point, width=0.04, color="{colour}", tooltip=""];'
        if side:
            yield f"    {order.format(name(inner), name(side[0]))} [style=invis];"


def _column(keys: list[str]) -> str:
    return "  { rank=same; " + " ".join(f"{name(key)};" for key in keys) + " }"


def to_dot(drawing: Drawing) -> str:
    """The drawing in DOT. The same drawing gives the same bytes."""
    lines = lines_of(drawing)
    below = [Line(drawing.subtitle, Ink.DATA)]
    if drawing.compared:
        below = [*(Line(text, Ink.CHANGED) for text in drawing.headlines), Line(drawing.subtitle, Ink.PURPOSE)]
    title = titled(drawing.title, INK, below, 130, size=17)
    written = [_HEADER % title]
    for cluster in drawing.clusters:
        written += _cluster(cluster, drawing, lines)
    written += legend(drawing)
    left = [node.key for node in drawing.nodes if node.role in (Role.SUBJECT, Role.SOURCE)]
    controllers = [node.key for node in drawing.nodes if node.cluster == CONTROLLERS]
    parties = [node.key for node in drawing.nodes if node.role not in _NOT_RIGHT]
    columns = (left + legend_nodes(drawing), lines.left, controllers, lines.right, parties, *lines.columns)
    written += [_column(keys) for keys in columns if keys]
    written += [f"  {line}" for line in (*lines.cards, *lines.edges)]
    written.append("}")
    return "\n".join(written) + "\n"
