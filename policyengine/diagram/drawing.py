"""What a drawing consists of, before any format: nodes in clusters, and flows between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a node is; the shape follows from it."""

    SUBJECT = "data subject"
    SOURCE = "source"
    CONTROLLER = "controller"
    PROCESSOR = "processor"
    RECIPIENT = "recipient"
    AUTHORITY = "authority"
    CONTACT = "contact point"


class Certainty(StrEnum):
    """How a node or flow is known; the line follows from it."""

    STATED = "stated"
    IMPLIED = "implied"
    PRESUMED = "presumed"


class Mark(StrEnum):
    """The worst verdict that concerns a node or flow; colour, line and symbol follow from it."""

    NONE = ""
    NOT_STATED = "not stated"
    CONTRADICTORY = "contradictory"
    VIOLATED = "violated"


class Change(StrEnum):
    """What became of a node or flow where two drawings are laid over each other; line, colour and symbol follow."""

    NONE = ""
    """Nothing is compared."""
    SAME = "as before"
    ADDED = "new"
    REMOVED = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is otherwise about a node or flow, in words: what came, what went, or `before → after`."""

    text: str
    change: Change = Change.CHANGED
    worse: bool | None = None
    """Of a verdict: whether it became worse."""
    mark: Mark = Mark.NONE
    """Of a verdict that became worse: what it is now."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on something drawn, and the provisions it comes from; `says` is for the tooltip."""

    mark: Mark
    provisions: tuple[str, ...]
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the drawing. `small` stands under the name, `cluster` is the key of its box.

    `doubts` are what must not be read as proven, such as where it stands, `open` what nobody states of it, such as
    its contract, and `missing` what is firmly stated not to be there; `records` are the keys of the records it
    stands for; `verdicts` the worst first.
    """

    key: str
    name: str
    role: Role
    small: str
    cluster: str
    certainty: Certainty
    doubts: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    change: Change = Change.NONE
    notes: tuple[Note, ...] = ()
    missing: tuple[str, ...] = ()
    several: bool = False
    """It stands for several who need no node of their own; `small` names them."""

    @property
    def mark(self) -> Mark:
        """The worst verdict."""
        return self.verdicts[0].mark if self.verdicts else Mark.NONE


@dataclass(frozen=True, slots=True)
class Flow:
    """Data going from one node, or from all the nodes of a cluster, to another; with `both`, also back.

    `tail` and `head` are keys of nodes or of clusters. `data`, `purposes`, `how` they are got, `safeguards`,
    `claims` (what the source calls the data), `refuted` (claims that the law's definitions contradict) and
    `doubts` are in plain words, in the order in which they are shown; `subjects` are those whom the data concern.
    """

    tail: str
    head: str
    data: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    refuted: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    certainty: Certainty = Certainty.STATED
    both: bool = False
    records: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    change: Change = Change.NONE
    notes: tuple[Note, ...] = ()

    @property
    def mark(self) -> Mark:
        """The worst verdict."""
        return self.verdicts[0].mark if self.verdicts else Mark.NONE


class Tone(StrEnum):
    """What a cluster is; its colour follows from it."""

    PLAIN = "plain"
    CONTROLLERS = "controllers"
    WITHIN = "within"
    ADEQUATE = "adequate"
    THIRD = "third"
    UNKNOWN = "unknown"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A box round nodes. `proven` is false where nobody's place in it is more than publicly known."""

    key: str
    title: str
    tone: Tone
    proven: bool = True


@dataclass(slots=True)
class Drawing:
    """One register as it is drawn, in the order in which it is written out."""

    title: str
    subtitle: str
    as_of: dt.date
    clusters: list[Cluster] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    findings: bool = False
    """Whether verdicts are marked; the legend then explains them."""
    compared: bool = False
    """Whether it shows what differs between two drawings; every node and flow then says what became of it."""
    headlines: tuple[str, ...] = ()
    """Of such a drawing: what is compared or supposed, between title and subtitle."""
    differs: bool = False
    """Of such a drawing: whether anything in it is not as before."""
