"""Graphviz DOT: the drawing as text with stable bytes, every label escaped."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator

from policyengine.diagram.drawing import Certainty, Cluster, Drawing, Flow, Mark, Node, Role, Tone

_GREY, _INK, _BLUE, _GREEN, _AMBER, _RED = "#57606a", "#24292f", "#1d4ed8", "#2f6b3a", "#9a6700", "#c02d23"

_SHAPES = {
    Role.SUBJECT: "oval",
    Role.SOURCE: "cds",
    Role.CONTROLLER: "box",
    Role.PROCESSOR: "box",
    Role.RECIPIENT: "box",
    Role.AUTHORITY: "house",
    Role.CONTACT: "note",
}
_FILLS = {Role.CONTROLLER: "#dbeafe", Role.SUBJECT: "#f6f8fa", Role.SOURCE: "#f6f8fa"}
_TONES = {
    Tone.PLAIN: ("#ffffff", "#d0d7de", _GREY),
    Tone.CONTROLLERS: ("#ffffff", _GREEN, _GREEN),
    Tone.WITHIN: ("#f0f7f1", "#8fbf98", _GREEN),
    Tone.ADEQUATE: ("#f3f0fa", "#a48fd0", "#5b3fa0"),
    Tone.THIRD: ("#fdf1f0", "#d1453b", "#a1260d"),
    Tone.UNKNOWN: ("#fafafa", "#b0b7bf", _GREY),
}
_MARKED = {Mark.VIOLATED: (_RED, "✖"), Mark.CONTRADICTORY: (_AMBER, "⇄"), Mark.NOT_STATED: (_AMBER, "?")}


def _quote(text: str) -> str:
    clean = "".join(c if c.isprintable() else " " for c in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _rich(*lines: tuple[str, str]) -> str:
    """An HTML-like label of (text, style) lines; style is `b`, `small` or a colour."""
    shown = []
    for text, style in lines:
        clean = html.escape("".join(c if c.isprintable() else " " for c in text))
        if style == "b":
            shown.append(f"<B>{clean}</B>")
        elif style == "small":
            shown.append(f'<FONT POINT-SIZE="8" COLOR="{_GREY}">{clean}</FONT>')
        elif style:
            shown.append(f'<FONT COLOR="{style}">{clean}</FONT>')
        else:
            shown.append(clean)
    return "<" + "<BR/>".join(shown) + ">"


def _attributes(**given: str) -> str:
    return ", ".join(f"{key}={value}" for key, value in given.items())


def _node(node: Node) -> str:
    colour, symbol = _MARKED.get(node.mark, (_BLUE if node.role is Role.CONTROLLER else _GREY, ""))
    name = f"{symbol} {node.name}" if symbol else node.name
    if node.certainty is Certainty.PRESUMED and node.role is not Role.SUBJECT:
        name += " ?"
    lines = [(line, "b" if node.role is Role.CONTROLLER else "") for line in textwrap.wrap(name, 30) or [""]]
    if node.small:
        lines += [(line, "small") for line in textwrap.wrap(node.small, 40)]
    style = "filled,rounded" if _SHAPES[node.role] == "box" else "filled"
    if node.certainty is Certainty.PRESUMED or node.mark is Mark.NOT_STATED:
        style += ",dashed"
    return (
        f"{_quote(node.key)} ["
        + _attributes(
            label=_rich(*lines),
            shape=_SHAPES[node.role],
            style=_quote(style),
            color=_quote(colour),
            fillcolor=_quote(_FILLS.get(node.role, "#ffffff")),
            penwidth="1.6" if node.mark is not Mark.NONE or node.role is Role.CONTROLLER else "1",
        )
        + "];"
    )


def _some(words: tuple[str, ...], most: int, width: int) -> list[str]:
    """At most `most` of the words, wrapped, and how many more there are."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
    return textwrap.wrap(", ".join(shown), width)


def _label(flow: Flow) -> list[tuple[str, str]]:
    lines = [(line, "") for line in _some(flow.data, 4, 34)]
    lines += [(line, "small") for line in _some(flow.purposes, 2, 40)]
    lines += [(line, _GREEN) for line in _some(flow.safeguards, 2, 34)]
    colour, symbol = _MARKED.get(flow.mark, ("", ""))
    if symbol:
        lines.append((f"{symbol} {', '.join(flow.provisions[:2])}", colour))
    if flow.certainty is Certainty.PRESUMED:
        lines.append(("? presumed", "small"))
    return lines


class _Ends:
    """Where a line really starts and ends: Graphviz draws to nodes, and clips at boxes."""

    def __init__(self, drawing: Drawing) -> None:
        self._members: dict[str, list[str]] = {}
        for node in drawing.nodes:
            self._members.setdefault(node.cluster, []).append(node.key)

    def of(self, key: str) -> tuple[str, str]:
        """The node to draw to, and the box to clip at or an empty text."""
        members = self._members.get(key)
        if not members:
            return key, ""
        return members[len(members) // 2], f"cluster_{key}"


def _flow(flow: Flow, back: Flow | None, ends: _Ends) -> str:
    tail, tail_box = ends.of(flow.tail)
    head, head_box = ends.of(flow.head)
    colour, _ = _MARKED.get(flow.mark, (_GREY, ""))
    label = _label(flow)
    if back is not None:
        returned = [line for line in _label(back) if line not in label]
        label = [*label, ("and back:", "small"), *returned] if returned else [*label, ("both ways", "small")]
    given = {
        "label": _rich(*label) if label else '""',
        "color": _quote(colour),
        "fontcolor": _quote(_INK),
        "style": "dashed" if flow.certainty is Certainty.PRESUMED or flow.mark is Mark.NOT_STATED else "solid",
        "penwidth": "1.8" if flow.mark is Mark.VIOLATED else "1",
    }
    if back is not None:
        given["dir"] = "both"
    if tail_box:
        given["ltail"] = _quote(tail_box)
    if head_box:
        given["lhead"] = _quote(head_box)
    return f"{_quote(tail)} -> {_quote(head)} [{_attributes(**given)}];"


def _paired(drawing: Drawing) -> Iterator[tuple[Flow, Flow | None]]:
    """Each flow with the one that goes back, so that one line with two heads shows both."""
    by_ends = {(flow.tail, flow.head): flow for flow in drawing.flows}
    boxes = {cluster.key for cluster in drawing.clusters}
    controllers = {node.key for node in drawing.nodes if node.role is Role.CONTROLLER} | boxes
    for (tail, head), flow in by_ends.items():
        back = by_ends.get((head, tail))
        if back is None or tail in controllers:
            yield flow, back


def _cluster(cluster: Cluster, drawing: Drawing, depth: int) -> Iterator[str]:
    fill, line, ink = _TONES[cluster.tone]
    pad = "  " * depth
    style = "rounded,filled,dashed" if cluster.tone in (Tone.CONTROLLERS, Tone.UNKNOWN) else "rounded,filled"
    yield f"{pad}subgraph {_quote('cluster_' + cluster.key)} {{"
    yield (
        f"{pad}  label={_quote(cluster.title)}; style={_quote(style)}; fillcolor={_quote(fill)}; "
        f"color={_quote(line)}; fontcolor={_quote(ink)}; margin=14;"
    )
    for inner in drawing.clusters:
        if inner.inside == cluster.key:
            yield from _cluster(inner, drawing, depth + 1)
    for node in drawing.nodes:
        if node.cluster == cluster.key:
            yield f"{pad}  {_node(node)}"
    yield f"{pad}}}"


def _legend(drawing: Drawing) -> str:
    parts = ["solid: stated or implied", "dashed with ?: presumed"]
    if drawing.findings:
        parts += ["✖ violated", "⇄ contradictory", "? amber: not stated"]
    return " · ".join(parts)


def to_dot(drawing: Drawing) -> str:
    """The drawing in DOT. The same drawing gives the same bytes."""
    ends = _Ends(drawing)
    title = _rich((drawing.title, "b"), (drawing.subtitle, _GREY), (_legend(drawing), "small"))
    lines = [
        "digraph register {",
        "  graph [rankdir=LR, compound=true, fontname=Helvetica, fontsize=12, nodesep=0.22, ranksep=1.5, pad=0.3,"
        f" newrank=true, bgcolor=white, labelloc=t, label={title}];",
        '  node [fontname=Helvetica, fontsize=10, margin="0.14,0.07"];',
        "  edge [fontname=Helvetica, fontsize=8.5, arrowsize=0.7];",
    ]
    for cluster in drawing.clusters:
        if not cluster.inside:
            lines += _cluster(cluster, drawing, 1)
    for roles in ((Role.CONTROLLER,), (Role.SUBJECT, Role.SOURCE)):
        level = " ".join(_quote(node.key) + ";" for node in drawing.nodes if node.role in roles)
        lines.append(f"  {{ rank=same; {level} }}")
    lines += [f"  {_flow(flow, back, ends)}" for flow, back in _paired(drawing)]
    lines.append("}")
    return "\n".join(lines) + "\n"
