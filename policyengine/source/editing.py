"""Changing a YAML text that people write: items of one list are added or removed, and nothing else is touched.

Text is put in and taken out between known places, because no reader keeps comments, quotes and the order of keys as
they were written. What comes out is read again before anybody may write it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from policyengine.source.plain import plain
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import OFFSET_BITS, Files

_MARK = "\ufeff"
_DASH = re.compile("( *)- +")
_EMPTY = re.compile(r"\[\s*\]")


class NotEditable(Exception):  # noqa: N818 - an answer to whoever asked for the change
    """The text cannot be changed without touching what should stay; says why, `hint` what to do instead."""

    def __init__(self, message: str, hint: str = "change the file by hand") -> None:
        super().__init__(message)
        self.hint = hint


def with_item(text: str, key: str, item: Sequence[str]) -> str:
    """`text` with one more item at the end of the list under `key`, which is the last key at the top.

    `item` is the lines of the item as if they began in the first column, the first with `- `.
    Raises `NotEditable`.
    """
    mark, body = unmarked(text)
    node = _listed(body, key)
    before = _items(node)
    columns = {_begins(body, _offset(one)) - _line_start(body, _offset(one)) for one in before}
    if isinstance(node, Listing) and not before:
        at = _offset(node)
        body = body[:at].rstrip(" ") + _EMPTY.sub("", body[at:], count=1)
    end = "\r\n" if "\r\n" in body else "\n"
    body += "" if body.endswith("\n") else end
    indent = " " * (columns.pop() if columns else 2)
    body += "".join(f"{indent}{line}{end}" for line in item)
    after = [plain(one) for one in _items(_listed(body, key))]
    if after[:-1] != [plain(one) for one in before]:
        raise NotEditable(f"another entry of `{key}` would change")
    return mark + body


def without_items(text: str, key: str, numbers: Collection[int]) -> str:
    """`text` without the items of these numbers, counted from 0, of the list under `key`.

    Comments inside an item go with it, those before and behind it stay. Raises `NotEditable`.
    """
    mark, body = unmarked(text)
    items = _items(_listed(body, key))
    starts = [_line_start(body, _begins(body, _offset(one))) for one in items]
    ends = [*starts[1:], len(body)]
    kept = [plain(one) for number, one in enumerate(items) if number not in numbers]
    left = body
    for number in sorted(numbers, reverse=True):
        start = starts[number]
        column = _begins(body, _offset(items[number])) - start
        left = left[:start] + left[start + _length(body[start : ends[number]], column) :]
    if [plain(one) for one in _items(_listed(left, key))] != kept:
        raise NotEditable(f"another entry of `{key}` would change")
    return mark + left


def unmarked(text: str) -> tuple[str, str]:
    """The byte-order mark of a text, or nothing, and the rest."""
    return (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)


def _listed(text: str, key: str) -> Node:
    """The node under `key`: a list, or nothing."""
    node, problems = read_text(text, "", Files())
    found = node.entries.get(key) if isinstance(node, Mapping) and not problems else None
    if isinstance(found, Listing) or (isinstance(found, Scalar) and found.is_null):
        return found
    raise NotEditable(f"it holds no list `{key}`")


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, Listing) else []


def _offset(node: Node) -> int:
    return node.place & ((1 << OFFSET_BITS) - 1)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _begins(text: str, at: int) -> int:
    """Where the dash stands of an item whose first key stands at `at`."""
    start = _line_start(text, at)
    dash = _DASH.fullmatch(text, start, at)
    if dash is None:
        raise NotEditable("an entry does not begin on a line of its own", "begin each with a dash and its first key")
    return dash.end(1)


def _length(text: str, column: int) -> int:
    """How much of `text` belongs to the item at its beginning, whose dash stands in `column`.

    Blank lines at its end, and comments that are not indented further than the dash, are not its own.
    """
    lines = text.splitlines(keepends=True)
    while len(lines) > 1 and _apart(lines[-1], column):
        lines.pop()
    return sum(map(len, lines))


def _apart(line: str, column: int) -> bool:
    said = line.strip()
    return not said or (said.startswith("#") and len(line) - len(line.lstrip(" ")) <= column)
