"""Joins the flows of single records into the lines of a drawing.

Flows between the same two ends are one line only where everything that protects or accuses them is the
same: another safeguard, claim, doubt, certainty or verdict keeps a flow apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policyengine.diagram.drawing import Certainty, Flow
from policyengine.diagram.marks import Marks
from policyengine.diagram.words import ORDER


def joined(flows: Iterable[Flow], marks: Marks) -> list[Flow]:
    """The lines of a drawing, with verdicts, in a fixed order."""
    together: dict[tuple[object, ...], list[Flow]] = {}
    for flow in flows:
        marked = replace(flow, verdicts=marks.of(flow.records))
        together.setdefault(_alike(marked), []).append(marked)
    lines = [_united(alike, marks) for alike in together.values()]
    return sorted(_both_ways(lines), key=lambda flow: (flow.tail, flow.head, flow.records))


def _presumed(flow: Flow) -> bool:
    return flow.certainty is Certainty.PRESUMED


def _alike(flow: Flow) -> tuple[object, ...]:
    verdicts = tuple((verdict.mark, verdict.provisions) for verdict in flow.verdicts)
    kept = (flow.how, flow.safeguards, flow.claims, flow.refuted, flow.doubts)
    return flow.tail, flow.head, _presumed(flow), *kept, verdicts, flow.change, flow.notes


def _united(flows: list[Flow], marks: Marks) -> Flow:
    records = _each(flow.records for flow in flows)
    return replace(
        flows[0],
        data=_each(flow.data for flow in flows),
        purposes=_each(flow.purposes for flow in flows),
        subjects=_each(flow.subjects for flow in flows),
        certainty=min((flow.certainty for flow in flows), key=ORDER.index),
        records=records,
        verdicts=marks.of(records),
    )


def _each(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _both_ways(lines: list[Flow]) -> list[Flow]:
    """A line back that says nothing of its own becomes the second head of the line there."""
    kept: list[Flow] = []
    gone: set[int] = set()
    for back in lines:
        there = next((line for line in lines if id(line) not in gone and _says_all_of(line, back)), None)
        if there is not None and id(back) not in gone:
            gone |= {id(back), id(there)}
            kept.append(replace(there, both=True, records=tuple(dict.fromkeys(there.records + back.records))))
    return kept + [line for line in lines if id(line) not in gone]


def _says_all_of(there: Flow, back: Flow) -> bool:
    return (
        (there.tail, there.head) == (back.head, back.tail)
        and _presumed(there) == _presumed(back)
        and set(back.data) <= set(there.data)
        and set(back.purposes) <= set(there.purposes)
        and set(back.safeguards) <= set(there.safeguards)
        and (back.claims, back.refuted) == ((), ())
        and (back.change, back.notes) == (there.change, there.notes)
        and {v.mark for v in back.verdicts} <= {v.mark for v in there.verdicts}
    )
