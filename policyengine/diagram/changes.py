"""Two drawings of a register laid over each other: who and what is new, gone or otherwise, the rest in the background.

Who is drawn is known again by key or by the records that a node stands for, a flow by its ends and its records, so
that the same change shows the same whatever else is drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from policyengine.diagram.changes_quiet import quieted
from policyengine.diagram.changes_words import Turned, flow_notes, node_notes
from policyengine.diagram.compose import BOXES, clusters_of, nodes_of, single_flows
from policyengine.diagram.drawing import Change, Cluster, Drawing, Flow, Node, Role
from policyengine.diagram.joining import joined
from policyengine.diagram.marks import Marks
from policyengine.diagram.moves import moved
from policyengine.diagram.people import People
from policyengine.diagram.position import Law
from policyengine.differences import Comparison, Difference
from policyengine.findings import Finding
from policyengine.register.records import Register
from policyengine.triage.turning import Case

_MARKED = (Change.ADDED, Change.REMOVED, Change.CHANGED)
_MOST_LINES = 6
_FLAG = "--"
"""How the path begins of what a command line supposes, which has no title worth showing."""
_OWN = ("party", "data", "purpose")
"""The kinds of the records by which a flow is known again."""


@dataclass(slots=True)
class _Side:
    """What is drawn of a register on one side."""

    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    boxes: list[Cluster] = field(default_factory=list)
    own: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)


def change_drawings(base: Case, head: Case, comparison: Comparison, *, every: bool = False) -> dict[str, Drawing]:
    """What differs in each register in which something does; with `every`, of the others that nothing does."""
    drawn = {}
    laws = Law(base.program, base.as_of), Law(head.program, head.as_of)
    for slug in sorted(base.facts.registers.keys() | head.facts.registers.keys()):
        registers = base.facts.registers.get(slug), head.facts.registers.get(slug)
        drawing = _drawing(slug, registers, laws, comparison)
        if every or drawing.differs:
            drawn[slug] = drawing
    return drawn


def headlines(comparison: Comparison) -> Iterator[str]:
    """What is compared, or supposed and in what sense, each on a line."""
    if comparison.supposed is None:
        yield f"What changes from {comparison.base} to {comparison.head}"
        return
    if not comparison.supposed:
        day = comparison.head_as_of or comparison.as_of
        yield "What if nothing were otherwise" if day == comparison.as_of else f"What if it were {day.isoformat()}"
    for one in comparison.supposed:
        flags = [line for line, span in one.lines if span.path.startswith(_FLAG)]
        said = flags or [one.title]
        yield from (f"What if: {line} ({one.status_means})" for line in said[:_MOST_LINES])
        if len(said) > _MOST_LINES:
            yield f"and {len(said) - _MOST_LINES} changes more"


def _drawing(
    slug: str, registers: tuple[Register | None, Register | None], laws: tuple[Law, Law], comparison: Comparison
) -> Drawing:
    found = comparison.difference
    before = _side(registers[0], laws[0], [one.finding for one in found.resolved])
    after = _side(registers[1], laws[1], [one.finding for one in found.introduced])
    turned = Turned(found, slug)
    renamed = _known_again(before.nodes, after.nodes)
    nodes = _nodes(before, after, renamed, turned)
    flows = _flows(before, after, renamed, turned)
    boxes = _boxes(before, after)
    counted = _counted(nodes, flows, found, slug)
    differs = any(change in _MARKED for change in (*(n.change for n in nodes), *(f.change for f in flows)))
    nodes, moves = moved(nodes, {renamed.get(n.key, n.key): n for n in before.nodes}, boxes)
    nodes, flows = quieted(nodes, [*flows, *moves], boxes)
    title = next(register.root.title for register in registers[::-1] if register is not None)
    used = {node.cluster for node in nodes}
    head_day = comparison.head_as_of or comparison.as_of
    return Drawing(
        title,
        _days(comparison.as_of, head_day) + counted,
        head_day,
        [box for box in boxes if box.key in used],
        nodes,
        flows,
        findings=True,
        compared=True,
        headlines=tuple(headlines(comparison)),
        differs=differs,
    )


def _side(register: Register | None, law: Law, findings: Sequence[Finding]) -> _Side:
    if register is None:
        return _Side()
    mine = [finding for finding in findings if finding.register == register.slug]
    people = People(register)
    flows = single_flows(register, people, law)
    nodes = nodes_of(register, people, law, flows, Marks(mine))
    own = frozenset(record.key for kind in _OWN for record in register.of(kind))
    return _Side(nodes, flows, clusters_of(nodes, people, law), own, mine)


def _boxes(before: _Side, after: _Side) -> list[Cluster]:
    """Each box once, as head titles it, in the order in which boxes are drawn."""
    known = {box.key: box for box in (*before.boxes, *after.boxes)}
    return sorted(known.values(), key=lambda box: BOXES.index(box.key))


def _known_again(before: Iterable[Node], after: Iterable[Node]) -> dict[str, str]:
    """Who is somebody else by key, and stands for a record that the other stood for: such as another organisation."""
    ours, theirs = ({node.key: node for node in nodes} for nodes in (before, after))
    free = {record: node.key for node in theirs.values() if node.key not in ours for record in node.records}
    found: dict[str, str] = {}
    for node in ours.values():
        key = next((free[record] for record in node.records if record in free), "")
        if node.key not in theirs and key and key not in found.values():
            found[node.key] = key
    return found


def _nodes(before: _Side, after: _Side, renamed: dict[str, str], turned: Turned) -> list[Node]:
    ours = {renamed.get(node.key, node.key): node for node in before.nodes}
    theirs = {node.key: node for node in after.nodes}
    found = []
    for new in after.nodes:
        old = ours.get(new.key)
        if old is None:
            found.append(replace(new, change=Change.ADDED))
            continue
        notes = [*node_notes(old, new), *turned.of(new.records)]
        same = not notes and old.cluster == new.cluster
        found.append(replace(new, change=Change.SAME if same else Change.CHANGED, notes=tuple(notes), verdicts=()))
    found += [replace(old, change=Change.REMOVED) for key, old in ours.items() if key not in theirs]
    # Data subjects first, then by name, so that what is new does not stand at the end.
    return sorted(found, key=lambda node: (node.role is not Role.SUBJECT, node.key))


def _flows(before: _Side, after: _Side, renamed: dict[str, str], turned: Turned) -> list[Flow]:
    """The lines of both sides together; those alike in what they say and in what became of them are one."""
    own = before.own | after.own
    old = [replace(f, tail=renamed.get(f.tail, f.tail), head=renamed.get(f.head, f.head)) for f in before.flows]
    parties = {key for side in (before, after) for node in side.nodes for key in node.records}
    kept: list[Flow] = []
    come: list[Flow] = []
    waiting = _by_identity(old, own)
    left: list[Flow] = []
    for new in after.flows:
        there = waiting.get(_identity(new, own))
        if there:
            kept.append(_beside(there.pop(0), new, turned, parties))
        else:
            left.append(new)
    gone = [flow for flows in waiting.values() for flow in flows]
    for new in left:
        alike = next((flow for flow in gone if _instead(flow, new, own)), None)
        if alike is None:
            come.append(replace(new, change=Change.ADDED))
        else:
            gone.remove(alike)
            kept.append(_beside(alike, new, turned, parties))
    return [
        *joined(kept, Marks(())),
        *joined(come, Marks(after.findings, parties)),
        *joined([replace(flow, change=Change.REMOVED) for flow in gone], Marks(before.findings, parties)),
    ]


def _identity(flow: Flow, own: frozenset[str]) -> tuple[str, ...]:
    return (flow.tail, flow.head, *(key for key in flow.records if key in own))


def _by_identity(flows: Iterable[Flow], own: frozenset[str]) -> dict[tuple[str, ...], list[Flow]]:
    found: dict[tuple[str, ...], list[Flow]] = {}
    for flow in flows:
        found.setdefault(_identity(flow, own), []).append(flow)
    return found


def _instead(old: Flow, new: Flow, own: frozenset[str]) -> bool:
    """Whether one record says another thing of the same two ends: other data, or some where there were none."""
    return _identity(old, own)[:3] == _identity(new, own)[:3]


def _beside(old: Flow, new: Flow, turned: Turned, parties: set[str]) -> Flow:
    """A flow that both sides have. What concerns a party itself is said at its node."""
    about = [key for key in new.records if key not in parties]
    notes = tuple(dict.fromkeys((*flow_notes(old, new), *turned.of(about))))
    if not notes:
        return replace(new, change=Change.SAME)
    records = tuple(dict.fromkeys((*new.records, *turned.concerned(about))))
    return replace(new, change=Change.CHANGED, notes=notes, records=records)


def _days(base: dt.date, head: dt.date) -> str:
    law = f"law as of {base.isoformat()}"
    return law if base == head else f"{law}, and as of {head.isoformat()} as supposed"


def _counted(nodes: Iterable[Node], flows: Iterable[Flow], found: Difference, slug: str) -> str:
    """How much is new, gone or otherwise, as far as anything is."""
    parts = []
    parties = Counter(node.change for node in nodes if node.role is not Role.SUBJECT)
    for name, counts in (("parties", parties), ("flows", Counter(flow.change for flow in flows))):
        told = [f"{counts[change]} {change.value}" for change in _MARKED if counts[change]]
        parts.append(f" · {name}: {', '.join(told)}" if told else "")
    findings = (
        ("introduced", [one.finding for one in found.introduced]),
        ("resolved", [one.finding for one in found.resolved]),
        ("changed", [shift.after for shift in found.changed]),
    )
    counted = [(name, sum(f.register == slug and f.listed for f in some)) for name, some in findings]
    told = [f"{count} {name}" for name, count in counted if count]
    parts.append(f" · findings: {', '.join(told)}" if told else "")
    return "".join(parts) or " · nothing differs"
