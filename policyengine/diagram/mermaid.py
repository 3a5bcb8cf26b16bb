"""Mermaid flowcharts: the same drawing as text that many sites show as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from policyengine.diagram.drawing import Certainty, Change, Cluster, Drawing, Flow, Mark, Node, Role, Tone
from policyengine.diagram.labels import CHANGE_SYMBOLS, flow_lines, node_lines
from policyengine.diagram.markup import printable

_SHAPES = {
    Role.SUBJECT: ("([", "])"),
    Role.SOURCE: (">", "]"),
    Role.CONTROLLER: ("[", "]"),
    Role.PROCESSOR: ("[[", "]]"),
    Role.RECIPIENT: ("(", ")"),
    Role.AUTHORITY: ("{{", "}}"),
    Role.CONTACT: ("[/", "/]"),
}
_CLASSES = {
    Mark.VIOLATED: "stroke:#c02d23,stroke-width:2px",
    Mark.CONTRADICTORY: "stroke:#7b3fa0,stroke-width:2px",
    Mark.NOT_STATED: "stroke:#9a6700,stroke-width:1px",
}
_CHANGES = {
    Change.SAME: "stroke:#c9d1d9,color:#8b949e,stroke-width:1px",
    Change.ADDED: "stroke:#1a7f37,stroke-width:3px",
    Change.REMOVED: "stroke:#8b5a3c,stroke-width:2px,stroke-dasharray:2 3",
    Change.CHANGED: "stroke:#0a5fb8,stroke-width:2px,stroke-dasharray:6 4",
}
_FILLS = {
    Tone.WITHIN: "fill:#f0f7f1,stroke:#8fbf98",
    Tone.ADEQUATE: "fill:#f3f0fa,stroke:#a48fd0",
    Tone.THIRD: "fill:#fdf1f0,stroke:#d1453b",
}
_PLAIN = frozenset(" .,:·-()/✖⇄?−~→")


def _text(text: str) -> str:
    """Text that Mermaid takes literally, never empty: quotes, brackets and markup become entities."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in printable(text) or " ")


def _identifier(key: str) -> str:
    """No two keys share one: slugs are in lower case, so that a capital may stand for what is not in them."""
    return "n_" + "".join(c if c.isalnum() and c.isascii() and not c.isupper() else _foreign(c) for c in key)


def _foreign(character: str) -> str:
    return "_" if character == "-" else f"X{ord(character)}X"


def _node(node: Node) -> str:
    left, right = _SHAPES[node.role]
    shown = "<br/>".join(_text(line.text) for line in node_lines(node))
    dashed = ":::open" if node.certainty is Certainty.PRESUMED or node.open else ""
    if node.change is not Change.NONE:
        return f'{_identifier(node.key)}{left}"{shown}"{right}:::{node.change.name.lower()}'
    marked = f":::{_class(node.mark)}" if node.mark is not Mark.NONE else dashed
    return f'{_identifier(node.key)}{left}"{shown}"{right}{marked}'


def _class(mark: Mark) -> str:
    return mark.name.lower().replace("_", "")


def _cluster(cluster: Cluster, drawing: Drawing) -> Iterator[str]:
    yield f'  subgraph {_identifier(cluster.key)}["{_text(cluster.title)}"]'
    yield from (f"    {_node(node)}" for node in drawing.nodes if node.cluster == cluster.key)
    yield "  end"


def _pairs(flow: Flow, drawing: Drawing) -> list[tuple[str, str]]:
    """The ends of a flow; one that stays in a box goes from member to member, since no box can point to itself."""
    members = [node.key for node in drawing.nodes if node.cluster == flow.tail]
    if flow.tail == flow.head:
        return list(pairwise(members))
    if flow.head in members:
        return [(member, flow.head) for member in members if member != flow.head]
    return [(flow.tail, flow.head)]


def _flows(drawing: Drawing) -> Iterator[str]:
    styles: dict[Mark | Change, list[int]] = {}
    number = 0
    for flow in drawing.flows:
        dashed = flow.certainty is Certainty.PRESUMED or flow.mark is Mark.NOT_STATED
        both = flow.both or flow.tail == flow.head
        line = ("<" if both else "") + ("-.->" if dashed else "-->")
        shown = "<br/>".join(_text(text.text) for text in flow_lines(flow))
        label = f'|"{shown}"|' if shown else ""
        for tail, head in _pairs(flow, drawing):
            yield f"  {_identifier(tail)} {line}{label} {_identifier(head)}"
            styles.setdefault(flow.change or flow.mark, []).append(number)
            number += 1
    for mark, look in _CHANGES.items() if drawing.compared else _CLASSES.items():
        if mark in styles:
            yield f"  linkStyle {','.join(map(str, styles[mark]))} {look}"


def _legend(drawing: Drawing) -> str:
    if drawing.compared:
        told = [f"{symbol} {change.value}" for change, symbol in CHANGE_SYMBOLS.items()]
        return f'  legend["{_text(" · ".join([*told, "grey: as before"]))}"]:::legend'
    parts = ["solid: stated or implied", "dashed with ?: presumed or not stated"]
    if drawing.findings:
        parts += ["✖ violated", "⇄ contradictory", "? not stated"]
    return f'  legend["{_text(" · ".join(parts))}"]:::legend'


def to_mermaid(drawing: Drawing) -> str:
    """The drawing as a Mermaid flowchart. The same drawing gives the same bytes."""
    title = _text(" - ".join([drawing.title, *drawing.headlines, drawing.subtitle])).replace('"', "")
    lines = ["---", f'title: "{title}"', "---", "flowchart LR"]
    for cluster in drawing.clusters:
        lines += _cluster(cluster, drawing)
    lines += _flows(drawing)
    lines.append(_legend(drawing))
    boxes = [cluster for cluster in drawing.clusters if cluster.tone in _FILLS]
    lines += [f"  style {_identifier(box.key)} {_FILLS[box.tone]}" for box in boxes]
    lines += [f"  classDef {_class(mark)} {look}" for mark, look in _CLASSES.items()]
    lines += [f"  classDef {change.name.lower()} {look}" for change, look in _CHANGES.items() if drawing.compared]
    lines += ["  classDef open stroke-dasharray:4 3", "  classDef legend fill:#ffffff,stroke:#d0d7de"]
    return "\n".join(lines) + "\n"
