"""The flows of a drawing as Graphviz edges: each with a card of text halfway, and a place of its own on a box.

Graphviz keeps nodes apart but not the labels of edges, and lets all lines of a box meet in one point.
So a label is a node without an outline, and every line of a box has its own point on the box's side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from policyengine.diagram.drawing import Certainty, Change, Drawing, Flow, Mark, Role
from policyengine.diagram.labels import Ink, Line, flow_lines, flow_tooltip
from policyengine.diagram.markup import (
    AMBER,
    CHANGED,
    FAINT,
    GONE,
    GREY,
    NEW,
    PURPLE,
    RED,
    attributes,
    literal,
    name,
    rich,
)
from policyengine.diagram.people import CONTROLLERS, SUBJECTS

COLOURS = {Mark.VIOLATED: RED, Mark.CONTRADICTORY: PURPLE, Mark.NOT_STATED: AMBER}
CHANGES = {
    Change.SAME: {"color": name(FAINT), "style": "solid", "penwidth": "0.8"},
    Change.ADDED: {"color": name(NEW), "style": "solid", "penwidth": "2.4"},
    Change.REMOVED: {"color": name(GONE), "style": "dotted", "penwidth": "1.6"},
    Change.CHANGED: {"color": name(CHANGED), "style": "dashed", "penwidth": "1.6"},
}
"""Lines of a drawing that shows what differs."""

_LEFT, _MIDDLE, _RIGHT = 0, 2, 3
_COLUMNS = {Role.SUBJECT: _LEFT, Role.SOURCE: _LEFT, Role.CONTROLLER: _MIDDLE, Role.CONTACT: 1}


def line_of(flow: Flow) -> dict[str, str]:
    """Colour, dashes and width of a flow's line."""
    if flow.change is not Change.NONE:
        return CHANGES[flow.change]
    colour = COLOURS.get(flow.mark, GREY)
    dashed = flow.certainty is Certainty.PRESUMED or flow.mark is Mark.NOT_STATED
    double = flow.mark is Mark.CONTRADICTORY and not dashed
    return {
        "color": name(f"{colour}:{colour}" if double else colour),
        "style": "dashed" if dashed else "solid",
        "penwidth": "0.7" if double else "1.8" if flow.mark is Mark.VIOLATED else "1",
    }


@dataclass(slots=True)
class Lines:
    """The statements that draw the flows: points on the controllers' box by side, cards, and edges.

    `columns` are the cards that stand in one column: left of that box, right of it, and right of everything;
    `joins` are the points that people share.
    """

    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)
    columns: tuple[list[str], list[str], list[str]] = field(default_factory=lambda: ([], [], []))
    cards: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    joins: dict[str, str] = field(default_factory=dict)
    carried: dict[str, list[Flow]] = field(default_factory=dict)
    """The flows whose text stands on each card."""


class _Ends:
    """Where a line starts and ends."""

    def __init__(self, drawing: Drawing, lines: Lines) -> None:
        self._lines = lines
        self._members: dict[str, list[str]] = {cluster.key: [] for cluster in drawing.clusters}
        self._column: dict[str, int] = {}
        for node in drawing.nodes:
            self._members[node.cluster].append(node.key)
            column = _COLUMNS.get(node.role, _RIGHT)
            if node.role is Role.CONTROLLER and node.cluster != CONTROLLERS:
                column = 1
            self._column[node.key] = self._column[node.cluster] = column

    def backwards(self, flow: Flow) -> bool:
        """Whether the head stands left of the tail."""
        return self._column[flow.head] < self._column[flow.tail]

    def column(self, flow: Flow) -> list[str] | None:
        """The column in which the flow's card stands, if it is not between two that stand elsewhere."""
        ends = sorted((self._column[flow.tail], self._column[flow.head]))
        if ends[0] == _LEFT:
            return self._lines.columns[0]
        if ends == [_RIGHT, _RIGHT]:
            return self._lines.columns[2]
        return self._lines.columns[1] if ends[1] == _RIGHT else None

    def inside(self, flow: Flow) -> bool:
        """Whether it goes from a box into the same box."""
        return flow.head == flow.tail or flow.head in self._members.get(flow.tail, ())

    def is_subject(self, key: str) -> bool:
        """Whether it is a kind of data subjects."""
        return key in self._members.get(SUBJECTS, ())

    def members(self, box: str) -> list[str]:
        """The nodes in a box."""
        return self._members[box]

    def of(self, key: str, side: list[str], which: str) -> tuple[str, dict[str, str]]:
        """The node to draw to, and what keeps the line outside a box."""
        if key == CONTROLLERS or key in self._members.get(CONTROLLERS, ()):
            side.append(f":{'left' if side is self._lines.left else 'right'}-{len(side)}")
            return side[-1], {}
        if key in self._members:
            members = self._members[key]
            return members[len(members) // 2], {which: name(f"cluster_{key}")}
        return key, {}

    def alone(self, key: str) -> bool:
        """Whether a flow of one controller among several meets the box there; a line inside it shows whose it is."""
        return key in self._members.get(CONTROLLERS, ())


def lines_of(drawing: Drawing) -> Lines:
    """All flows of a drawing, those inside the controllers' box as lines between its nodes."""
    lines = Lines()
    ends = _Ends(drawing, lines)
    together = _alike(drawing, ends)
    _join(together, ends, lines)
    for number, alike in enumerate(together):
        if ends.inside(alike[0]):
            lines.edges += _inner(alike[0], ends)
        else:
            _draw(f":flow-{number}", alike, ends, lines)
    return lines


def inner_lines(drawing: Drawing) -> list[Line]:
    """What the controllers pass to each other, as the title of their box says it."""
    names = {node.key: node.name for node in drawing.nodes}
    ends = _Ends(drawing, Lines())
    shown: list[Line] = []
    for flow in drawing.flows:
        if ends.inside(flow) and flow.change is not Change.SAME:
            shown.append(Line(f"pass data to {names.get(flow.head, 'each other')}:", Ink.PURPOSE))
            shown += flow_lines(flow)
    return shown


def _alike(drawing: Drawing, ends: _Ends) -> list[list[Flow]]:
    """Flows that say the same and end in the same place share a card: the same data of several people."""
    together: dict[tuple[object, ...], list[Flow]] = {}
    for number, flow in enumerate(drawing.flows):
        text = tuple(flow_lines(flow))
        key = (flow.head, text, flow.data, flow.purposes, flow.certainty is Certainty.PRESUMED, flow.mark)
        together.setdefault(key if ends.is_subject(flow.tail) else (number,), []).append(flow)
    return list(together.values())


def _join(together: list[list[Flow]], ends: _Ends, lines: Lines) -> None:
    """People of whom exactly the same is got share one point from which the lines to several cards start."""
    cards: dict[str, list[int]] = {}
    for number, alike in enumerate(together):
        for flow in alike:
            if ends.is_subject(flow.tail):
                cards.setdefault(flow.tail, []).append(number)
    for subject, reached in cards.items():
        same = [other for other, also in cards.items() if also == reached]
        if len(same) > 1 and len(reached) > 1:
            lines.joins[subject] = f":join-{same[0]}"
            became = {together[number][0].change for number in reached}
            (change,) = became if len(became) == 1 else (Change.SAME,)
            line = CHANGES.get(change, {"color": name(GREY)})
            lines.edges.append(_edge(subject, lines.joins[subject], {**line, "dir": "none"}))
    for join in dict.fromkeys(lines.joins.values()):
        lines.cards.append(f'{name(join)} [shape=point, width=0.04, color="{GREY}", tooltip=""];')


def _draw(card: str, alike: list[Flow], ends: _Ends, lines: Lines) -> None:
    """Lines from each tail to the card and from there to the head, written from left to right."""
    flow = alike[0]
    back = ends.backwards(flow)
    told = {**line_of(flow), "tooltip": literal(flow_tooltip(flow)), "weight": "300"}
    first, last = (flow.head, flow.tail) if back else (flow.tail, flow.head)
    arrow_first, arrow_last = back or flow.both, not back
    tail, tail_box = ends.of(first, lines.right, "ltail")
    head, head_box = ends.of(last, lines.left, "lhead")
    if ends.alone(first):
        lines.edges.append(_edge(first, tail, {**told, "weight": "1", "dir": _turned(back=arrow_first)}))
        arrow_first = False
    if ends.alone(last):
        lines.edges.append(_edge(head, last, {**told, "weight": "1", "dir": _turned(ahead=arrow_last)}))
        arrow_last = False
    lines.cards.append(_card(card, flow))
    lines.carried[card] = alike
    column = ends.column(flow)
    if column is not None:
        column.append(card)
    aside = column is lines.columns[2]
    port = {"tailport": "se"} if aside else {}
    starts = dict.fromkeys(lines.joins.get(one.tail, one.tail) for one in alike) if len(alike) > 1 else [tail]
    for start in starts:
        given = {**told, **tail_box, **port, "dir": _turned(back=arrow_first)}
        lines.edges.append(_edge(start, card, given))
    if aside:
        # Written from the head, so that a box is where the line starts.
        at = {"ltail": head_box["lhead"]} if head_box else {"tailport": "e"}
        lines.edges.append(_edge(head, card, {**told, **at, "dir": "back"}))
    else:
        lines.edges.append(_edge(card, head, {**told, **head_box, "dir": _turned(ahead=arrow_last)}))


def _turned(*, ahead: bool = False, back: bool = False) -> str:
    return "forward" if ahead else "back" if back else "none"


def _card(key: str, flow: Flow) -> str:
    given = {
        "shape": "plain",
        "fontsize": "9",
        "label": rich(flow_lines(flow), 34),
        "tooltip": literal(flow_tooltip(flow)),
    }
    return f"{name(key)} [{attributes(given)}];"


def _inner(flow: Flow, ends: _Ends) -> Iterator[str]:
    """Lines between the nodes of one box."""
    members = ends.members(flow.tail)
    given = {**line_of(flow), "tooltip": literal(flow_tooltip(flow)), "weight": "100"}
    if flow.head != flow.tail:
        pairs = [(member, flow.head) for member in members if member != flow.head]
    else:
        pairs = list(pairwise(members))
        given["dir"] = "both"
    yield from (_edge(tail, head, given) for tail, head in pairs)


def _edge(tail: str, head: str, given: dict[str, str]) -> str:
    return f"{name(tail)} -> {name(head)} [{attributes(given)}];"
