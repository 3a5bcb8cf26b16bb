"""The drawings of registers for a page: SVG to put into it, and what each node and flow stands for."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from policyengine.diagram.compose import compose
from policyengine.diagram.dot import to_dot
from policyengine.diagram.drawing import Change, Drawing, Flow
from policyengine.diagram.inline import Places, inline, is_wide
from policyengine.diagram.labels import flow_tooltip, node_tooltip, some
from policyengine.diagram.lines import lines_of
from policyengine.diagram.markup import printable
from policyengine.diagram.position import Law
from policyengine.diagram.render import GraphvizMissingError, render
from policyengine.differences import Difference
from policyengine.dossier import Picture, Spot
from policyengine.findings import Finding
from policyengine.register.records import Facts
from policyengine.rules.program import Program

_MOST_NAMED = 3


def pictures(program: Program, facts: Facts, as_of: dt.date, findings: Iterable[Finding]) -> tuple[Picture, ...]:
    """A drawing of each register with its findings marked, in order of their slugs.

    Where there is no Graphviz, or it fails, the picture says so and is none. A finding that somebody has
    accepted, or that is only counted, marks nothing.
    """
    law = Law(program, as_of)
    marking = [finding for finding in findings if not finding.folded and finding.waiver is None]
    found = []
    for number, slug in enumerate(sorted(facts.registers), 1):
        mine = [finding for finding in marking if finding.register == slug]
        drawing = compose(facts.registers[slug], as_of, law, mine)
        found.append(picture(slug, f"d{number}", drawing, mine))
    return tuple(found)


def change_pictures(drawings: Mapping[str, Drawing], difference: Difference) -> tuple[Picture, ...]:
    """The drawings of what differs, by register; what a finding that differs concerns becomes a link."""
    turned = [one.finding for one in (*difference.introduced, *difference.resolved)]
    findings = [one for one in (*turned, *(shift.after for shift in difference.changed)) if not one.folded]
    # The page itself says what is supposed.
    untitled = {slug: replace(drawing, headlines=()) for slug, drawing in drawings.items()}
    return tuple(
        picture(slug, f"d{number}", drawing, [finding for finding in findings if finding.register == slug])
        for number, (slug, drawing) in enumerate(untitled.items(), 1)
    )


def picture(slug: str, prefix: str, drawing: Drawing, findings: Sequence[Finding]) -> Picture:
    """One drawing for a page; ids in it begin with `prefix`, and what `findings` concern becomes a link."""
    caption = drawing.subtitle.partition(" · ")[2]
    try:
        svg = render(to_dot(drawing), "svg")
    except subprocess.TimeoutExpired:
        return Picture(slug, "", caption, why_not=f"it takes too long to draw {len(drawing.flows)} flows")
    except (GraphvizMissingError, subprocess.SubprocessError) as error:
        return Picture(slug, "", caption, why_not=str(error))
    places, spots, quiet = _spots(prefix, drawing)
    spots = [spot for spot in spots if spot.id not in quiet]
    concerned = {record.key for finding in findings for record in finding.records}
    linked = frozenset(spot.id for spot in spots if not concerned.isdisjoint(spot.records))
    label = printable(f"{drawing.title}: {drawing.subtitle}")
    shown = inline(svg.decode(), label, places, linked)
    return Picture(slug, shown, caption, tuple(spots), wide=is_wide(shown))


def _spots(prefix: str, drawing: Drawing) -> tuple[Places, list[Spot], set[str]]:
    """Which elements of the drawing belong to which spot, and the spots: who is drawn first, then what flows.

    Last the ids of those that are as before, where drawings are compared: nothing needs to be said of them.
    """
    boxes = {box.key: box.title.partition(" · ")[0] for box in drawing.clusters}
    names = boxes | {node.key: node.name for node in drawing.nodes}
    places = Places()
    spots: list[Spot] = []
    quiet: set[str] = set()
    for node in drawing.nodes:
        says = tuple(node_tooltip(replace(node, verdicts=()))[1:])
        spot = Spot(f"{prefix}-{len(spots) + 1}", node.name, says, node.records)
        places.nodes[node.key] = spot.id
        spots.append(spot)
        quiet |= {spot.id} if node.change is Change.SAME else set()
    for card, flows in _drawn(drawing):
        tails = some(list(dict.fromkeys(names[flow.tail] for flow in flows)), _MOST_NAMED)
        arrow = "↔" if flows[0].both else "→"
        records = tuple(dict.fromkeys(key for flow in flows for key in flow.records))
        inside = flows[0].tail == flows[0].head
        title = f"{tails}, among themselves" if inside else f"{tails} {arrow} {names[flows[0].head]}"
        spot = Spot(f"{prefix}-{len(spots) + 1}", title, tuple(flow_tooltip(replace(flows[0], verdicts=()))), records)
        if card:
            places.cards[card] = spot.id
        else:
            places.inner.append((flows[0].tail, flows[0].head, spot.id))
        spots.append(spot)
        quiet |= {spot.id} if flows[0].change is Change.SAME else set()
    return places, spots, quiet


def _drawn(drawing: Drawing) -> Iterator[tuple[str, list[Flow]]]:
    """The flows that share a card, with its key; then those without one, inside the controllers' box."""
    carried = lines_of(drawing).carried
    yield from carried.items()
    shown = {id(flow) for flows in carried.values() for flow in flows}
    yield from (("", [flow]) for flow in drawing.flows if id(flow) not in shown)
