"""A drawing as a graph of networkx, for whoever wants to count paths, cuts and components rather than look."""

from __future__ import annotations

import networkx

from policyengine.diagram.drawing import Drawing, Mark


def graph(drawing: Drawing) -> networkx.MultiDiGraph[str]:
    """Everybody in the drawing as a node and every flow as an edge; a flow of both ways as two.

    Words are those of the drawing. A flow from or to all in a box is one from or to each of them.
    """
    found: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(title=drawing.title, as_of=drawing.as_of.isoformat())
    positions = {cluster.key: cluster.title for cluster in drawing.clusters}
    for node in drawing.nodes:
        found.add_node(
            node.key,
            name=node.name,
            role=node.role.value,
            position=positions.get(node.cluster, ""),
            certainty=node.certainty.value,
            records=node.records,
            verdict=_verdict(node.mark),
        )
    within = {key: [node.key for node in drawing.nodes if node.cluster == key] for key in positions}
    for flow in drawing.flows:
        ends = [
            (tail, head) for tail in within.get(flow.tail, [flow.tail]) for head in within.get(flow.head, [flow.head])
        ]
        for tail, head in [*ends, *((head, tail) for tail, head in ends if flow.both)]:
            if tail != head:
                found.add_edge(
                    tail,
                    head,
                    data=flow.data,
                    purposes=flow.purposes,
                    safeguards=flow.safeguards,
                    subjects=flow.subjects,
                    certainty=flow.certainty.value,
                    records=flow.records,
                    verdict=_verdict(flow.mark),
                )
    return found


def _verdict(mark: Mark) -> str:
    return mark.value
