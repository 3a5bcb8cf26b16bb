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
    """The worst verdict that concerns a node or flow; colour and symbol follow from it."""

    NONE = ""
    NOT_STATED = "not stated"
    CONTRADICTORY = "contradictory"
    VIOLATED = "violated"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the drawing. `small` is the line under the name, `cluster` the key of its box."""

    key: str
    name: str
    role: Role
    small: str
    cluster: str
    certainty: Certainty
    records: tuple[str, ...] = ()
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Flow:
    """Data going from one node, or from all the nodes of a cluster, to another.

    `tail` and `head` are keys of nodes or of clusters. `data`, `purposes` and `safeguards` are in
    plain words, in the order in which they are shown.
    """

    tail: str
    head: str
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    safeguards: tuple[str, ...]
    certainty: Certainty
    records: tuple[str, ...] = ()
    mark: Mark = Mark.NONE
    provisions: tuple[str, ...] = ()


class Tone(StrEnum):
    """What a cluster is; its colour follows from it."""

    PLAIN = "plain"
    CONTROLLERS = "controllers"
    WITHIN = "within"
    ADEQUATE = "adequate"
    THIRD = "third"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A box round nodes; `inside` is the key of the box it stands in, or empty."""

    key: str
    title: str
    tone: Tone
    inside: str = ""


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
