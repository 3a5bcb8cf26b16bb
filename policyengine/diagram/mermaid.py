"""Mermaid flowcharts: the same drawing as text that many sites show as a picture."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.diagram.drawing import Certainty, Cluster, Drawing, Flow, Mark, Node, Role

_SHAPES = {
    Role.SUBJECT: ("([", "])"),
    Role.SOURCE: (">", "]"),
    Role.CONTROLLER: ("[", "]"),
    Role.PROCESSOR: ("(", ")"),
    Role.RECIPIENT: ("(", ")"),
    Role.AUTHORITY: ("{{", "}}"),
    Role.CONTACT: ("[/", "/]"),
}
_SYMBOLS = {Mark.VIOLATED: "✖ ", Mark.CONTRADICTORY: "⇄ ", Mark.NOT_STATED: "? "}


def _text(text: str) -> str:
    """Text that Mermaid takes literally: quotes, brackets and markup become entities."""
    return "".join(c if c.isalnum() or c in " .,:;·-()/✖⇄?" else f"#{ord(c)};" for c in text if c.isprintable())


def _identifier(key: str) -> str:
    return "n_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in key)


def _node(node: Node) -> str:
    left, right = _SHAPES[node.role]
    name = _SYMBOLS.get(node.mark, "") + node.name
    shown = _text(name) + (f"<br/>{_text(node.small)}" if node.small else "")
    return f'{_identifier(node.key)}{left}"{shown}"{right}'


def _cluster(cluster: Cluster, drawing: Drawing, depth: int) -> Iterator[str]:
    pad = "  " * depth
    yield f'{pad}subgraph {_identifier(cluster.key)}["{_text(cluster.title)}"]'
    for inner in drawing.clusters:
        if inner.inside == cluster.key:
            yield from _cluster(inner, drawing, depth + 1)
    yield from (f"{pad}  {_node(node)}" for node in drawing.nodes if node.cluster == cluster.key)
    yield f"{pad}end"


def _flow(flow: Flow) -> str:
    line = "-.->" if flow.certainty is Certainty.PRESUMED or flow.mark is Mark.NOT_STATED else "-->"
    parts = [", ".join(flow.data[:4]), ", ".join(flow.purposes[:2]), ", ".join(flow.safeguards[:2])]
    if flow.mark in _SYMBOLS:
        parts.append(_SYMBOLS[flow.mark] + ", ".join(flow.provisions[:2]))
    shown = "<br/>".join(_text(part) for part in parts if part)
    label = f'|"{shown}"|' if shown else ""
    return f"  {_identifier(flow.tail)} {line}{label} {_identifier(flow.head)}"


def to_mermaid(drawing: Drawing) -> str:
    """The drawing as a Mermaid flowchart. The same drawing gives the same bytes."""
    lines = ["---", f"title: {_text(drawing.title)} - {_text(drawing.subtitle)}", "---", "flowchart LR"]
    for cluster in drawing.clusters:
        if not cluster.inside:
            lines += _cluster(cluster, drawing, 1)
    lines += [_flow(flow) for flow in drawing.flows]
    return "\n".join(lines) + "\n"
