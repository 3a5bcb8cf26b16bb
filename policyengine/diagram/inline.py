"""Graphviz's SVG made fit to stand inside a page: known elements only, a group for each spot, links, fewer bytes."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

_SVG = "{http://www.w3.org/2000/svg}"
_HINT = "{http://www.w3.org/1999/xlink}title"
_SHAPES = {
    "path": ("d",),
    "polygon": ("points",),
    "polyline": ("points",),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "text": ("x", "y", "text-anchor", "font-size", "font-weight", "text-decoration"),
}
_PAINT = ("fill", "stroke", "stroke-width", "stroke-dasharray")
_PAIR = re.compile(r"-?[\d.]+,-?[\d.]+")
_NUMBER = re.compile(r"-?\d+\.\d+")
_PIXELS = 4 / 3
"""Of a point."""
_SIZE = re.compile(r'width="(\d+)" height="(\d+)"')
_WIDE = 1.3
_ROUNDED = {"white": "#ffffff", "black": "#000000", "transparent": "none"}


@dataclass(slots=True)
class Places:
    """The spot to which each element belongs: nodes and cards by key, and flows without a card by their ends."""

    nodes: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    inner: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """What is drawn of one spot, lines first, and the hint that shows over it."""

    lines: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    hint: str = ""


def is_wide(inlined: str) -> bool:
    """Whether such a drawing is much wider than it is high, so that it wants a page on its side."""
    found = _SIZE.search(inlined)
    return found is not None and int(found[1]) > _WIDE * int(found[2])


def inline(svg: str, label: str, places: Places, linked: frozenset[str]) -> str:
    """The drawing as an element of a page, named by `label`; spots in `linked` link to `#of-` and their id.

    Nothing but shapes and texts is taken over, so that whatever a title says stays text.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own Graphviz wrote it
    graph = root.find(f"{_SVG}g")
    if graph is None:
        return ""
    elements = [*graph.findall(f"{_SVG}g")]
    owners = _Owners(places, elements)
    groups: dict[str, _Group] = {spot: _Group() for spot in owners.spots()}
    # The page has its own colour, and says itself what the drawing is called.
    below: list[str] = []
    loose: list[str] = []
    for element in elements:
        spot = owners.of(element)
        if spot:
            group = groups[spot]
            (group.lines if element.get("class") == "edge" else group.shapes).extend(_shapes(element))
            group.hint = group.hint or next((a.get(_HINT, "") for a in element.iter(f"{_SVG}a")), "")
        else:
            (loose if element.get("class") == "edge" else below).extend(_shapes(element))
    drawn = [_group(spot, group, linked) for spot, group in groups.items()]
    # Flows come before nodes, so that no line crosses a name.
    nodes = len(places.nodes)
    return "\n".join([_opening(root, graph, label), *below, *loose, *drawn[nodes:], *drawn[:nodes], "</g></svg>"])


class _Owners:
    """Answers to which spot an element belongs; nothing of a legend or a box belongs to any."""

    def __init__(self, places: Places, elements: list[ET.Element]) -> None:
        self._places = places
        self._points: dict[str, str] = {}
        for element in elements:
            for one, other in (_ends(element), _ends(element)[::-1]):
                if one in places.cards and other not in places.nodes:
                    self._points[other] = places.cards[one]

    def spots(self) -> Iterator[str]:
        """Every spot, nodes first."""
        yield from self._places.nodes.values()
        yield from self._places.cards.values()
        yield from (spot for _, _, spot in self._places.inner)

    def of(self, element: ET.Element) -> str:
        """The spot, or nothing."""
        if element.get("class") == "node":
            key = _title(element)
            return self._places.nodes.get(key) or self._places.cards.get(key, "")
        tail, head = _ends(element)
        for end in (tail, head):
            if end in self._places.cards:
                return self._places.cards[end]
            if end in self._points and not end.startswith(":join"):
                return self._points[end]
        inner = (spot for start, to, spot in self._places.inner if to in (start, head))
        return next(inner, "") if tail in self._places.nodes and head in self._places.nodes else ""


def _title(element: ET.Element) -> str:
    return element.findtext(f"{_SVG}title") or ""


def _ends(element: ET.Element) -> tuple[str, str]:
    """The keys of the two ends of a line, of which the first may name the side where it starts; else nothing."""
    if element.get("class") != "edge":
        return "", ""
    tail, _, head = _title(element).partition("->")
    return tail.removesuffix(":se").removesuffix(":e"), head


def _shapes(element: ET.Element, middle: float | None = None) -> list[str]:
    """Every shape and text of an element, as far down as Graphviz nests them, but not those of other groups."""
    if middle is None and element.get("class") == "node":
        middle = _middle(element)
    found = []
    for below in element:
        name = below.tag.removeprefix(_SVG)
        if name in _SHAPES:
            found.append(_shape(name, below, middle))
        elif name == "a" or (name == "g" and below.get("class") is None):
            found += _shapes(below, middle)
    return found


def _middle(element: ET.Element) -> float | None:
    """Across which line a node is drawn, if it has an outline."""
    for shape in element.iter():
        name = shape.tag.removeprefix(_SVG)
        if name == "ellipse":
            return float(shape.get("cx", "0"))
        if name in ("polygon", "path"):
            outline = shape.get("points") or shape.get("d") or ""
            across = [float(pair.partition(",")[0]) for pair in _PAIR.findall(outline)]
            return (min(across) + max(across)) / 2
    return None


def _shape(name: str, element: ET.Element, middle: float | None) -> str:
    given = {key: element.get(key) for key in (*_SHAPES[name], *_PAINT)}
    if name == "text" and middle is not None:
        # Graphviz sets a line where it begins by its own fonts; a browser with others would set it off the middle.
        given |= {"x": str(middle), "text-anchor": "middle"}
    shown = {key: _ROUNDED.get(value, _short(key, value)) for key, value in given.items() if value}
    text = html.escape(element.text or "", quote=False)
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in shown.items())
    return f"<{name}{attributes}>{text}</{name}>" if name == "text" else f"<{name}{attributes}/>"


def _short(key: str, value: str) -> str:
    """A tenth of a point is as fine as one sees; colours are left alone."""
    return value if key in ("fill", "stroke") else _NUMBER.sub(lambda found: f"{float(found[0]):.1f}", value)


def _group(spot: str, group: _Group, linked: frozenset[str]) -> str:
    drawn = "".join(group.lines + group.shapes)
    hint = f"<title>{html.escape(group.hint, quote=False)}</title>" if group.hint else ""
    if spot in linked:
        return f'<g id="{spot}" class="spot"><a href="#of-{spot}">{hint}{drawn}</a></g>'
    return f'<g id="{spot}" class="spot">{hint}{drawn}</g>'


def _opening(root: ET.Element, graph: ET.Element, label: str) -> str:
    width, height = (round(float(root.get(side, "0").removesuffix("pt")) * _PIXELS) for side in ("width", "height"))
    box, transform = (html.escape(text) for text in (root.get("viewBox", ""), graph.get("transform", "")))
    named = f'role="group" aria-label="{html.escape(label)}"'
    return f'<svg viewBox="{box}" width="{width}" height="{height}" {named}><g transform="{transform}">'
