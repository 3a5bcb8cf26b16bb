"""How the rows of a law table are named in paths: by their id or code, in lower case, or by what no other row says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policyengine.source.tree import Mapping, Scalar

_NAMED_BY = ("id", "code", "clauses", "day", "event", "from")
"""The first of these columns that a row has names it."""
_TOLD_APART_BY = ("set", "caller", "from", "event")
_ALIASES = ("instrument", "celex", "code", "territory", "clauses", "event")
"""What else may name a row, where no other row says the same."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def row_names(rows: Sequence[Mapping]) -> list[str]:
    """The name of each row, all different: what is alike is told apart by its set, its first day, or its number."""
    names = [next((cell for column in _NAMED_BY if (cell := _cell(row, column))), "row") for row in rows]
    for column in _TOLD_APART_BY:
        again = Counter(names)
        names = [
            f"{name}-{cell}" if again[name] > 1 and (cell := _cell(row, column)) and cell != name else name
            for name, row in zip(names, rows, strict=True)
        ]
    met: Counter[str] = Counter()
    found = []
    for name in names:
        met[name] += 1
        found.append(name if met[name] == 1 else f"{name}-{met[name]}")
    return found


def find_row(name: str, rows: Sequence[Mapping]) -> int | None:
    """Which row is called so; None where none is, or several might be."""
    names = row_names(rows)
    if name.lower() in names:
        return names.index(name.lower())
    wanted = _slug(name)
    found = {i for i, row in enumerate(rows) for column in _ALIASES if _cell(row, column) == wanted}
    return found.pop() if len(found) == 1 else None


def _cell(row: Mapping, column: str) -> str:
    node = row.entries.get(column)
    return _slug(node.text) if isinstance(node, Scalar) and node.text != "none" else ""


def _slug(text: str) -> str:
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-")[:_LONGEST].strip("-")
