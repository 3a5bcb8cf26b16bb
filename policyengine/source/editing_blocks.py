"""Entries of mappings and items of lists that stand on lines of their own: they come and go with their lines.

With what goes, go the comments inside it, and those right above it where they are about nothing else: where what
follows stands apart as well. All other comments stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from policyengine.source.editing_page import WIDTH, Page, Piece
from policyengine.source.tree import Mapping, Node
from policyengine.source.writing import block_of, flow_of, has_lines, key_of


def new_entry(page: Page, column: int, key: str, node: Node) -> str:
    """The lines of a key that was not there, to put behind the end of a line."""
    indent = " " * column
    beside = f"{indent}{key_of(key)}: {flow_of(node)}"
    at_top = not column and isinstance(node, Mapping) and any(isinstance(raw[0], Mapping) for raw in node.raw.values())
    if not has_lines(node) or (len(beside) <= WIDTH and not at_top):
        return page.lines([beside])
    # What holds records stands apart at the top, where others do.
    apart = [""] if at_top and page.line_end * 2 in page.text else []
    return page.lines([*apart, f"{indent}{key_of(key)}:", *block_of(node, indent + page.step, page.step, WIDTH)])


def new_item(page: Page, column: int, node: Node) -> str:
    """The lines of one more item, whose dash stands in `column`."""
    indent = " " * column
    beside = f"{indent}- {flow_of(node)}"
    if not has_lines(node) or len(beside) <= WIDTH:
        return page.lines([beside])
    first, *rest = block_of(node, f"{indent}  ", page.step, WIDTH)
    return page.lines([f"{indent}- {first[column + 2 :]}", *rest])


def end_of(page: Page, end: int, column: int) -> int:
    """Where the lines end of what begins in `column` and whose value ends at `end`, with the comments inside it.

    Those are indented further, and stand before anything else.
    """
    last = page.line_stop(end)
    at = page.after(last)
    while at < len(page.text):
        stop = page.line_stop(at)
        line = page.text[at:stop]
        said = line.lstrip(" ")
        if said and not said.startswith("#"):
            break
        if said and len(line) - len(said) > column:
            last = stop
        at = page.after(at)
    return last


def without(page: Page, spans: Sequence[tuple[int, int]], gone: Collection[int], column: int) -> Iterator[Piece]:
    """Take away those of the neighbours `spans` that are `gone`.

    Each begins in `column`, with its key or dash, and nothing but blanks stands before it.
    """
    runs: list[tuple[int, int]] = []
    for number in sorted(gone, reverse=True):
        start, end = spans[number]
        first = page.line_start(start)
        last = end_of(page, end, column)
        above = _comments_above(page, first, column)
        if runs and page.before(runs[-1][0]) == last:
            # Neighbours go together.
            last = runs.pop()[1]
        follows = _line_behind(page, last)
        if follows.lstrip(" ")[:1] in ("", "#") or len(follows) - len(follows.lstrip(" ")) < column:
            first = above
        if not follows.strip() and _blank_above(page, first):
            first = page.line_start(page.before(first))
        runs.append((first, last))
    for first, last in runs:
        yield Piece(page.before(first), last, "") if first else Piece(0, page.after(last), "")


def _line_behind(page: Page, last: int) -> str:
    """The line that follows the one that ends at `last`; empty where none does."""
    at = page.after(last)
    return page.text[at : page.line_stop(at)]


def _comments_above(page: Page, first: int, column: int) -> int:
    """Where the comments begin that stand right above the line that begins at `first`, as far indented."""
    while first:
        start = page.line_start(page.before(first))
        if not page.text.startswith(" " * column + "#", start):
            break
        first = start
    return first


def _blank_above(page: Page, first: int) -> bool:
    start = page.line_start(page.before(first))
    return bool(start) and not page.text[start : page.before(first)].strip()
