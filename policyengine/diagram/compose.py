"""From a register, its flows and its findings to a drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from policyengine.diagram.drawing import Certainty, Cluster, Drawing, Flow, Mark, Node, Role, Tone
from policyengine.diagram.flows import flows_of
from policyengine.diagram.joining import joined
from policyengine.diagram.marks import Marks
from policyengine.diagram.naming import CONTACTS, NOBODY, OTHERS, SOURCES, nobody, party_node, subject_nodes
from policyengine.diagram.people import CONTROLLERS, SUBJECTS, People
from policyengine.diagram.position import Law
from policyengine.diagram.words import linked
from policyengine.findings import Finding
from policyengine.register.records import Record, Register, Statement

_TITLES = {
    Tone.WITHIN: "European Economic Area",
    Tone.ADEQUATE: "Third country with an adequacy decision",
    Tone.THIRD: "Third country",
    Tone.UNKNOWN: "Country not stated",
    Tone.UNJUDGED: "Legal position not in these rules",
}
BOXES = (SUBJECTS, SOURCES, OTHERS, CONTROLLERS, CONTACTS, *(tone.value for tone in _TITLES))
"""The keys of all boxes, in the order in which they are drawn."""
OWN_ROLES = {SUBJECTS: Role.SUBJECT, SOURCES: Role.SOURCE, OTHERS: Role.CONTROLLER, CONTACTS: Role.CONTACT}
"""The role of everybody in a box that is for one."""


def compose(register: Register, as_of: dt.date, law: Law, findings: Sequence[Finding] | None = None) -> Drawing:
    """The whole-register drawing, with verdicts marked where `findings` are given.

    Every party record stands in a node and every node stands for a record of the register or for data
    subjects that one names; only where no controller is stated does a node say so.
    """
    marks = Marks(findings or ())
    people = People(register)
    flows = joined(single_flows(register, people, law), marks)
    nodes = nodes_of(register, people, law, flows, marks)
    return Drawing(
        register.root.title,
        _subtitle(as_of, nodes, flows, findings),
        as_of,
        clusters_of(nodes, people, law),
        nodes,
        flows,
        findings=findings is not None,
    )


def single_flows(register: Register, people: People, law: Law) -> list[Flow]:
    """A flow for each record and each of its data, before what can be shown together is joined."""
    return _between_controllers(flows_of(register, people, law), people)


def nodes_of(register: Register, people: People, law: Law, flows: Iterable[Flow], marks: Marks) -> list[Node]:
    """Whoever is drawn: data subjects from whom a flow starts, parties, and a controller whom nobody states."""
    return [
        *subject_nodes(flows),
        *(party_node(key, people, register, law, marks) for key in people.parties),
        *([] if people.controllers else [nobody()]),
    ]


def _between_controllers(flows: Iterable[Flow], people: People) -> list[Flow]:
    """Where every controller gets data from all of them, one flow of the box to itself says so."""
    kept: list[Flow] = []
    within: list[Flow] = []
    for flow in flows:
        inside = flow.tail == CONTROLLERS and flow.head in people.controllers
        (within if inside else kept).append(flow)
    if len(people.controllers) > 1 and {flow.head for flow in within} == set(people.controllers):
        within = [replace(flow, head=CONTROLLERS) for flow in within]
    return kept + within if len(people.controllers) > 1 else kept


def _proven(nodes: Iterable[Node], people: People) -> bool:
    """Whether an own source says of anyone among the nodes in which country it is."""
    organisations = [o for node in nodes for party in people.parties[node.key] for o in linked(party, "organisation")]
    return any(s.firm for o in organisations for s in o.statements.get("country", ()))


def clusters_of(nodes: Sequence[Node], people: People, law: Law) -> list[Cluster]:
    """The boxes that are not empty, in the order in which they are drawn."""
    homes = [law.position(party) for key in people.controllers for party in people.parties[key][:1]]
    home = _TITLES[homes[0]] if homes and len(set(homes)) == 1 else ""
    titled = _group(people)
    boxes = [
        Cluster(SUBJECTS, "Data subjects", Tone.PLAIN),
        Cluster(SOURCES, "Sources", Tone.PLAIN),
        Cluster(OTHERS, "Controllers of single activities", Tone.CONTROLLERS),
        Cluster(CONTROLLERS, f"{titled} · {home}" if home else titled, Tone.CONTROLLERS),
        Cluster(CONTACTS, "To whom people can turn", Tone.PLAIN),
    ]
    for tone, title in _TITLES.items():
        members = [node for node in nodes if node.cluster == tone.value]
        proven = tone in (Tone.UNKNOWN, Tone.UNJUDGED) or _proven(members, people)
        boxes.append(Cluster(tone.value, title if proven else f"{title} ? (public knowledge only)", tone, proven))
    used = {node.cluster for node in nodes}
    return [box for box in boxes if box.key in used]


def _group(people: People) -> str:
    """What the controllers' box is called: joint only where sources plainly say so of all of them."""
    if len(people.controllers) < 2:
        return "Controller"
    said = [_said_of_control(people.parties[key]) for key in people.controllers]
    if not any("joint" in statement.values for statements in said for statement in statements):
        return "Controllers"
    plainly = all(said) and all(s.firm and s.values == ("joint",) for statements in said for s in statements)
    return "Joint controllers" if plainly else "Controllers, joint ?"


def _said_of_control(parties: Iterable[Record]) -> list[Statement]:
    return [statement for party in parties for statement in party.statements.get("control", ())]


def _subtitle(as_of: dt.date, nodes: Sequence[Node], flows: Sequence[Flow], findings: Sequence[Finding] | None) -> str:
    parties = sum(1 for node in nodes if node.role is not Role.SUBJECT and node.key != NOBODY)
    presumed = sum(1 for flow in flows if flow.certainty is Certainty.PRESUMED)
    parts = [
        "who gets which data",
        f"law as of {as_of.isoformat()}",
        "1 party" if parties == 1 else f"{parties} parties",
    ]
    counted = "1 flow" if len(flows) == 1 else f"{len(flows)} flows"
    parts.append(f"{counted}, {presumed} of them presumed" if presumed else counted)
    for verdict in (Mark.VIOLATED, Mark.CONTRADICTORY, Mark.NOT_STATED):
        count = sum(1 for f in findings or () if f.verdict == verdict.value and f.listed)
        if count:
            parts.append(f"{count} {verdict.value}")
    waived = sum(1 for f in findings or () if f.waiver is not None)
    if waived:
        parts.append(f"{waived} waived")
    return " · ".join(parts)
