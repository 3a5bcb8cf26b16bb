"""The same data as YAML in whatever style a pick leads to: every line knows of what it speaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from policyengine.source.tree import Listing, Mapping, Node, Scalar, raw_of

Path = tuple[str, ...]
Data = dict[str, Any] | list[Any] | str | None
TEXTS = (
    "word",
    "two words",
    "é and ü",
    "a: b",
    "# no comment",
    "none",
    "",
    "- dash",
    'it\'s "said"',
    "2026-11-22",
    "[x",
)
KEYS = ("a", "b-c", "two words", "é", "d.e", "f_g", "none", "12", "register")


class Line(NamedTuple):
    """A line of which something may be missed: `path` is what it speaks of, `inline` whether all that stands on it."""

    text: str
    path: Path
    inline: bool = False


def data(pick: Random, depth: int = 0) -> Data:
    """Anything that YAML may hold; a list holds nothing that says nothing."""
    sort = pick.random()
    if depth > 3 or sort < 0.45:
        return None if pick.random() < 0.1 else pick.choice(TEXTS)
    if sort < 0.65:
        return [one for one in (data(pick, depth + 1) for _ in range(pick.randint(0, 4))) if one is not None]
    return mapping(pick, depth + 1)


def mapping(pick: Random, depth: int = 0) -> dict[str, Any]:
    keys = pick.sample(KEYS, pick.randint(1 if depth == 0 else 0, 4))
    return {key: data(pick, depth) for key in keys}


def mutated(old: Data, pick: Random, often: float) -> Data:
    """Something else that is much the same."""
    if isinstance(old, dict):
        new = {
            key: data(pick, 2) if pick.random() < often else mutated(value, pick, often)
            for key, value in old.items()
            if pick.random() > often
        }
        return {**new, f"new-{pick.randint(0, 9)}": data(pick, 2)} if pick.random() < often else new
    if isinstance(old, list):
        kept = [mutated(item, pick, often) for item in old if pick.random() > often]
        return [*kept, "new item"] if pick.random() < often else kept
    return old


def node(value: Data) -> Node:
    """Data as a tree."""
    if isinstance(value, dict):
        return Mapping({key: raw_of(node(inner), 0) for key, inner in value.items()}, 0)
    if isinstance(value, list):
        return Listing([node(item) for item in value], 0)
    return Scalar(value or "", 0, plain=value is None)


def touched(old: Data, new: Data, path: Path = ()) -> Iterator[Path]:
    """What has to be written anew for one to become the other, mapping by mapping."""
    if old == new:
        return
    if not isinstance(old, dict) or not isinstance(new, dict) or not old.keys() & new.keys():
        yield path
        return
    for key in {**old, **new}:
        if key in old and key in new:
            yield from touched(old[key], new[key], (*path, key))
        else:
            yield (*path, key)


class Styled:
    """One text; `bare` are words that are never quoted."""

    def __init__(self, value: dict[str, Any], pick: Random, bare: tuple[str, ...] = ()) -> None:
        self._pick = pick
        self._bare = bare
        self._step = pick.choice((2, 2, 3, 4))
        self._comments = 0
        self.lines: list[Line] = []
        self._block(value, 0, ())
        self.end = pick.choice(("\n", "\n", "\r\n", "\r"))
        last = pick.choice(("", self.end, self.end * 2))
        self.text = self.end.join(line.text for line in self.lines) + last
        if self.end not in self.text:
            self.end = "\n"

    def _odds(self, part: float) -> bool:
        return self._pick.random() < part

    def _comment(self) -> str:
        self._comments += 1
        return f"# comment {self._comments}"

    def _block(self, value: dict[str, Any], column: int, above: Path, first: str = "") -> None:
        indent = " " * column
        for number, (key, inner) in enumerate(value.items()):
            path = (*above, key)
            begins = first if first and not number else indent
            if begins is indent and self._odds(0.15):
                self.lines.append(Line("", ("",)))
            if begins is indent and self._odds(0.2):
                self.lines.append(Line(indent + self._comment(), path))
            self._entry(f"{begins}{self._key(key)}:", inner, column, path)
        if self._odds(0.1):
            self.lines.append(Line(indent + self._comment(), (*above, "#")))

    def _entry(self, key: str, value: Data, column: int, path: Path) -> None:
        behind = f"  {self._comment()}" if self._odds(0.1) else ""
        if isinstance(value, dict) and value and self._odds(0.6):
            self.lines.append(Line(key + behind, path))
            self._block(value, column + self._step, path)
        elif isinstance(value, list) and value and self._odds(0.5):
            self.lines.append(Line(key + behind, path, inline=True))
            self._items(value, column + self._pick.choice((0, self._step)), path)
        elif isinstance(value, str) and value.isalpha() and self._odds(0.2):
            more = " " * (column + self._step)
            self.lines += [Line(f"{key} |-{behind}", path, inline=True), Line(more + value, path, inline=True)]
        else:
            gap = " " * self._pick.choice((1, 1, 3))
            said = self._flow(value, " " * (column + self._step))
            head, *rest = f"{key}{gap}{said}{behind}".rstrip(" ").split("\n")
            self.lines += [Line(head, path, inline=True), *(Line(line, path, inline=True) for line in rest)]

    def _items(self, items: list[Any], column: int, path: Path) -> None:
        dash = " " * column + "-" + " " * self._pick.choice((1, 1, 3))
        for item in items:
            if self._odds(0.1):
                self.lines.append(Line(" " * column + self._comment(), path, inline=True))
            if isinstance(item, dict) and item and self._odds(0.5):
                at = len(self.lines)
                self._block(item, len(dash), path, dash)
                self.lines[at:] = [Line(line.text, path, inline=True) for line in self.lines[at:]]
            else:
                said = self._flow(item, " " * (len(dash) + 1))
                self.lines += [Line(line, path, inline=True) for line in f"{dash}{said}".split("\n")]

    def _flow(self, value: Data, indent: str) -> str:
        """On one line, or broken behind commas."""
        if value is None:
            return self._pick.choice(("", "~", "null")) if indent else "null"
        if isinstance(value, str):
            return self._word(value)
        comma = f",\n{indent}" if indent and self._odds(0.3) else ", "
        if isinstance(value, list):
            said = comma.join(self._flow(item, "") for item in value)
            return f"[{said}{',' if value and self._odds(0.1) else ''}]"
        said = comma.join(f"{self._key(key)}: {self._flow(inner, '')}" for key, inner in value.items())
        return f"{{{said}}}" if self._odds(0.8) else f"{{ {said} }}"

    def _word(self, text: str) -> str:
        if text in self._bare:
            return text
        single = "'" + text.replace("'", "''") + "'"
        if text.replace(" ", "").isalnum() and text != "none" and self._odds(0.6):
            return text
        return single if self._odds(0.4) else json.dumps(text, ensure_ascii=self._odds(0.2))

    def _key(self, key: str) -> str:
        return json.dumps(key, ensure_ascii=False) if self._odds(0.2) else key
