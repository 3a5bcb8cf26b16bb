"""How a rule file is read: what was met so far, and the small questions asked of every node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policyengine.errors import Problem, nearest
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Files, Place

GREATEST = 999_999_999
"""The greatest whole number that anything may say."""


class Refused(Exception):  # noqa: N818 - not an error of ours: it carries a problem to whoever collects them
    """Part of a rule file cannot be used. Always caught within this package and collected."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint


@dataclass(slots=True)
class Reading:
    """The files that are read and every problem met in them."""

    files: Files
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, message: str, hint: str = "") -> None:
        """Keep a problem and go on reading."""
        self.problems.append(Problem(self.files.span(place), message, hint))

    def refused(self, refused: Refused) -> None:
        """Keep the problem that ended the reading of some part."""
        self.problem(refused.place, refused.message, refused.hint)

    def check_keys(self, mapping: Mapping, known: Iterable[str], what: str) -> None:
        """Note every key of `mapping` that is none of `known`."""
        allowed = frozenset(known)
        for key in mapping.entries:
            if key not in allowed:
                self.problem(mapping.key_places[key], f"{what} has no key `{key}`", nearest(key, allowed))


def as_mapping(node: Node, what: str, hint: str = "") -> Mapping:
    """`node` as a mapping."""
    if not isinstance(node, Mapping):
        raise Refused(node.place, f"{what} must be a mapping", hint)
    return node


def as_listing(node: Node, what: str, hint: str = "") -> Listing:
    """`node` as a list with at least one item."""
    if not isinstance(node, Listing) or not node.items:
        raise Refused(node.place, f"{what} must be a list of one or more", hint or "write `[...]`")
    return node


def as_text(node: Node, what: str) -> str:
    """`node` as text, not empty."""
    if not isinstance(node, Scalar) or node.is_null or not node.text.strip():
        raise Refused(node.place, f"{what} must be text", "write one or more words")
    return node.text.strip()


def as_texts(node: Node, what: str) -> tuple[str, ...]:
    """`node` as a list of texts; one text alone counts as a list of one."""
    if isinstance(node, Scalar):
        return (as_text(node, what),)
    return tuple(as_text(item, what) for item in as_listing(node, what).items)


def as_word(node: Node, known: Iterable[str], what: str) -> str:
    """`node` as one of the words `known`."""
    text = as_text(node, what)
    if text not in known:
        raise Refused(node.place, f"{what} cannot be `{text}`", nearest(text, known))
    return text


def as_number(node: Node, what: str, least: int = 0) -> int:
    """`node` as a whole number of at least `least`, and of nine digits at most."""
    text = node.text if isinstance(node, Scalar) else ""
    number = text.isascii() and text.isdigit()
    if number and len(text.lstrip("0")) > len(str(GREATEST)):
        raise Refused(node.place, f"{what} must be at most {GREATEST}")
    if not number or int(text) < least:
        raise Refused(node.place, f"{what} must be a whole number of at least {least}")
    return int(text)


def as_true(node: Node, what: str, hint: str) -> None:
    """Check that `node` is the bare word `true`."""
    if not (isinstance(node, Scalar) and node.plain and node.text == "true"):
        raise Refused(node.place, f"{what} can only be `true`", hint)


def needed(mapping: Mapping, key: str, what: str) -> Node:
    """The entry `key`, which has to be there and say something."""
    node = mapping.entries.get(key)
    if node is None or (isinstance(node, Scalar) and node.is_null):
        raise Refused(mapping.place, f"{what} has no `{key}`", f"add `{key}:`")
    return node
