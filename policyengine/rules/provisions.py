"""Which provisions exist, and which of them can be checked on a register. The lists are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from policyengine.rules.packs import installed_packs
from policyengine.rules.reading import Refused, as_listing, as_mapping, as_text, as_texts, needed
from policyengine.source.read import read_file
from policyengine.source.tree import Mapping, Node, Scalar
from policyengine.spans import Files

PROVISIONS = "provisions"
"""The stem of the file beside the law tables that lists provisions; it is no law table."""
COUNTED = ("S", "D", "J")
"""The classes that can be checked: facts of a register decide, a document, or an assessment."""

_PARAGRAPH = re.compile(r"(\d*[a-z]?)(?:-(\d+))?(?:\(([a-z])-([a-z])\))?")


class Checkable(NamedTuple):
    """One provision that can be breached on its own; `kind` is its class, S, D, J or O."""

    row: int
    cites: str
    kind: str
    addressees: tuple[str, ...]
    duty: str

    def __str__(self) -> str:
        return f"{self.cites} ({self.duty})"


@dataclass(frozen=True)
class Provisions:
    """The known acts, their articles where they are listed, and the provisions that can be checked."""

    titles: dict[str, str]
    listed: dict[str, Mapping]
    """For acts with listed articles: the paragraphs and points of each article, as they are written."""
    table: tuple[Checkable, ...]

    @cached_property
    def articles(self) -> dict[str, frozenset[str]]:
        """For the same acts: every article, paragraph and point, written as in a citation."""
        return {
            act: frozenset(place for article, text in listed.entries.items() for place in _places(article, text))
            for act, listed in self.listed.items()
        }

    @property
    def checkable(self) -> tuple[Checkable, ...]:
        """The provisions that count, in the order of the law."""
        return tuple(provision for provision in self.table if provision.kind in COUNTED)

    def act_of(self, citation: str) -> str:
        """The act that a citation names; empty where none is known."""
        words = citation.split(" ")
        names = (" ".join(words[:end]) for end in range(len(words), 0, -1))
        return next((name for name in names if name in self.titles), "")

    def exists(self, citation: str) -> bool:
        """Whether the act is known and, where its articles are listed, has this one."""
        act = self.act_of(citation)
        if not act or act not in self.articles:
            return bool(act)
        return citation.removeprefix(act).strip() in self.articles[act]

    def of_act(self, act: str) -> list[str]:
        """Every provision of an act whose articles are listed, as it is cited."""
        return [f"{act} {place}" for place in sorted(self.articles.get(act, ()))]


def broader(citation: str) -> Iterator[str]:
    """A citation and what it is part of, narrowest first: the point, its paragraph, the article."""
    yield citation
    while citation.endswith(")"):
        citation = citation[: citation.rindex("(")]
        yield citation


@cache
def load_provisions(root: Path | None = None) -> Provisions:
    """The provisions listed below `root`, by default those that come with the program.

    Raises `ValueError` where the file cannot be used, and where an article is asked about that is not written as it
    should be: the file is ours.
    """
    file = (root or installed_packs()) / "law" / f"{PROVISIONS}.yaml"
    node, problems = read_file(file, file.name, Files())
    if node is None or problems:
        raise ValueError("; ".join(str(problem) for problem in problems))
    try:
        return _provisions(as_mapping(node, "the provisions"))
    except Refused as refused:
        raise ValueError(refused.message) from refused


def _provisions(node: Mapping) -> Provisions:
    acts = as_mapping(needed(node, "acts", "the file"), "`acts`")
    titles: dict[str, str] = {}
    listed: dict[str, Mapping] = {}
    for name, inner in acts.entries.items():
        act = as_mapping(inner, f"`{name}`")
        titles[name] = as_text(needed(act, "title", f"`{name}`"), "`title`")
        if "articles" in act.entries:
            listed[name] = as_mapping(act.entries["articles"], "`articles`")
    table = as_listing(needed(node, "checkable", "the file"), "`checkable`").items
    return Provisions(titles, listed, tuple(_checkable(as_mapping(item, "a row")) for item in table))


def _places(article: str, node: Node) -> Iterator[str]:
    """Every way to cite an article: `5`, `5(1)`, `5(1)(a)`; `text` lists its paragraphs and points."""
    yield article
    for part in (node.text if isinstance(node, Scalar) else "").split():
        match = _PARAGRAPH.fullmatch(part)
        if match is None:
            raise ValueError(f"`{part}` is not a paragraph")
        first, last, low, high = match.groups()
        names = [str(n) for n in range(int(first), int(last) + 1)] if last else [first]
        for name in names:
            above = f"{article}({name})" if name else article
            yield above
            if low:
                yield from (f"{above}({chr(point)})" for point in range(ord(low), ord(high) + 1))


def _checkable(node: Mapping) -> Checkable:
    return Checkable(
        int(as_text(needed(node, "row", "the row"), "`row`")),
        as_text(needed(node, "cites", "the row"), "`cites`"),
        as_text(needed(node, "class", "the row"), "`class`"),
        as_texts(needed(node, "for", "the row"), "`for`"),
        as_text(needed(node, "duty", "the row"), "`duty`"),
    )
