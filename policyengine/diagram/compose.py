"""From a register, its flows and its findings to a drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from policyengine.diagram.drawing import Certainty, Cluster, Drawing, Flow, Mark, Node, Role, Tone
from policyengine.diagram.flows import (
    CONTROLLERS,
    SUBJECTS,
    Flows,
    Gathered,
    certainty_of,
    flows_of,
    in_words,
    linked,
    roles_of,
    words_of,
)
from policyengine.findings import Finding
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Record, Register

Position = Callable[[Record], Tone]
"""The legal position of a party on the as-of date, by the law's own definitions."""

_MARKS = {mark.value: mark for mark in Mark}
_WORST = (Mark.VIOLATED, Mark.CONTRADICTORY, Mark.NOT_STATED, Mark.NONE)

_CLUSTERS = {
    Tone.WITHIN: "European Economic Area",
    Tone.ADEQUATE: "Third country with an adequacy decision",
    Tone.THIRD: "Third country",
    Tone.UNKNOWN: "Country not stated",
}
_ROLES = (
    ("controller", Role.CONTROLLER),
    ("processor", Role.PROCESSOR),
    ("sub-processor", Role.PROCESSOR),
    ("authority", Role.AUTHORITY),
    ("recipient", Role.RECIPIENT),
    ("representative", Role.RECIPIENT),
    ("contact-point", Role.CONTACT),
    ("source", Role.SOURCE),
)


class _Marks:
    """The worst verdict, and the provisions, for each record that a finding names."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._of: dict[str, tuple[Mark, dict[str, None]]] = {}
        for finding in findings:
            mark = _MARKS.get(finding.verdict, Mark.NONE)
            if finding.folded or mark is Mark.NONE:
                continue
            for record in finding.records:
                known, provisions = self._of.get(record.key, (Mark.NONE, {}))
                if _WORST.index(mark) < _WORST.index(known):
                    known, provisions = mark, {}
                if mark is known:
                    provisions.update(dict.fromkeys(finding.provisions[:1]))
                self._of[record.key] = (known, provisions)

    def worst(self, keys: Iterable[str]) -> tuple[Mark, tuple[str, ...]]:
        """The worst mark among records, with the provisions it comes from."""
        found = [self._of[key] for key in keys if key in self._of]
        mark = min((mark for mark, _ in found), key=_WORST.index, default=Mark.NONE)
        provisions: dict[str, None] = {}
        for other, cited in found:
            if other is mark:
                provisions.update(cited)
        return mark, tuple(provisions)


def _role(party: Record) -> Role:
    stated = roles_of(party)
    return next((role for word, role in _ROLES if word in stated), Role.RECIPIENT)


def _small(party: Record, role: Role) -> str:
    parts = [" or ".join(dict.fromkeys(in_words(party, "role"))) or "role not stated"]
    if role is Role.PROCESSOR:
        agreed = [kind for contract in linked(party, "contract") for kind in in_words(contract, "kind")]
        parts.append(agreed[0] if agreed else "contract not stated")
    if "joint" in words_of(party, "control"):
        parts.append("joint control")
    for organisation in linked(party, "organisation"):
        parts += words_of(organisation, "country")
    return " · ".join(parts)


def _place(party: Record, role: Role, position: Position) -> str:
    if role is Role.CONTROLLER:
        return CONTROLLERS
    if role is Role.SOURCE:
        return "sources"
    return position(party).value


def _party_nodes(register: Register, position: Position, marks: _Marks) -> list[Node]:
    """One node for all the records of a party that share a slug."""
    together: dict[str, list[Record]] = {}
    for party in register.of("party"):
        together.setdefault(party.slug, []).append(party)
    nodes = []
    for slug, parties in sorted(together.items()):
        party = min(parties, key=lambda one: [known for _, known in _ROLES].index(_role(one)))
        role = _role(party)
        keys = tuple(one.key for one in parties)
        certainty = certainty_of(statement for one in parties for statement in one.statements.get("role", ()))
        place = _place(party, role, position)
        nodes.append(Node(slug, party.title, role, _small(party, role), place, certainty, keys, marks.worst(keys)[0]))
    return nodes


def _subject_nodes(flows: Flows) -> list[Node]:
    known = vocabulary("data-subject").words
    tails = sorted({tail.removeprefix("subject-") for tail, _ in flows if tail.startswith("subject-")})
    return [
        Node(f"subject-{word}", known[word].word.replace("-", " "), Role.SUBJECT, "", SUBJECTS, Certainty.STATED)
        for word in tails
    ]


def _flow(ends: tuple[str, str], gathered: Gathered, marks: _Marks) -> Flow:
    mark, provisions = marks.worst(gathered.records)
    return Flow(
        *ends,
        tuple(gathered.data),
        tuple(gathered.purposes),
        tuple(gathered.safeguards),
        gathered.certainty,
        tuple(gathered.records),
        mark,
        provisions,
    )


def _within(flows: Flows, controllers: frozenset[str]) -> str:
    """What the controllers pass to each other, as the title of their box says it."""
    purposes: dict[str, None] = {}
    for (tail, head), gathered in flows.items():
        if tail == CONTROLLERS and head in controllers:
            purposes.update(gathered.purposes)
    return f"Controllers · pass data to each other: {', '.join(purposes)}" if purposes else "Controllers"


def _clusters(nodes: Sequence[Node], controllers_in: Tone, title: str) -> list[Cluster]:
    used = {node.cluster for node in nodes}
    clusters = [
        Cluster(SUBJECTS, "Data subjects", Tone.PLAIN),
        Cluster("sources", "Sources", Tone.PLAIN),
        *(Cluster(tone.value, title, tone) for tone, title in _CLUSTERS.items()),
        Cluster(CONTROLLERS, title, Tone.CONTROLLERS, inside=controllers_in.value),
    ]
    return [c for c in clusters if c.key in used or (c.key == controllers_in.value and CONTROLLERS in used)]


def _subtitle(as_of: dt.date, findings: Sequence[Finding] | None) -> str:
    parts = ["who gets which data", f"law as of {as_of.isoformat()}"]
    for verdict in (Mark.VIOLATED, Mark.CONTRADICTORY, Mark.NOT_STATED):
        count = sum(1 for f in findings or () if f.verdict == verdict.value and not f.folded)
        if count:
            parts.append(f"{count} {verdict.value}")
    return " · ".join(parts)


def compose(
    register: Register, as_of: dt.date, position: Position, findings: Sequence[Finding] | None = None
) -> Drawing:
    """The whole-register drawing, with verdicts marked where `findings` are given."""
    marks = _Marks(findings or ())
    flows = flows_of(register)
    nodes = _subject_nodes(flows) + _party_nodes(register, position, marks)
    controllers = frozenset(node.key for node in nodes if node.role is Role.CONTROLLER)
    between = {pair: g for pair, g in flows.items() if not (pair[0] == CONTROLLERS and pair[1] in controllers)}
    ends = {key for pair in between for key in pair}
    nodes = [node for node in nodes if node.key in ends or node.role in (Role.CONTROLLER, Role.CONTACT)]
    homes = [position(party) for party in linked(register.root, "controllers")]
    return Drawing(
        register.root.title,
        _subtitle(as_of, findings),
        as_of,
        _clusters(nodes, homes[0] if homes else Tone.UNKNOWN, _within(flows, controllers)),
        nodes,
        [_flow(pair, gathered, marks) for pair, gathered in between.items()],
        findings=findings is not None,
    )
