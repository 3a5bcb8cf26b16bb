"""Entries of mappings and items of lists that stand in braces and brackets: they come and go with their commas."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from policyengine.source.editing import NotEditable
from policyengine.source.editing_page import WIDTH, Page, Piece
from policyengine.source.editing_spots import Keyed, Listed

Span = tuple[int, int]


def changed(
    page: Page, around: Keyed | Listed, spans: Sequence[Span], gone: Collection[int], new: Sequence[str]
) -> Iterator[Piece]:
    """Without those of the neighbours `spans` that are `gone`, and with what is `new` behind the others.

    Some stay. A line that would become too wide is broken behind a comma. Raises `NotEditable` where a comment would
    go with a comma.
    """
    kept = [number for number in range(len(spans)) if number not in gone]
    before: int | None = None
    for number, span in enumerate(spans):
        if number not in gone:
            before = number
            continue
        following = next((one for one in kept if one > number), None)
        if following is None:
            if before is not None and number == before + 1:
                yield _taken(page, spans, spans[before][1], spans[-1][1])
        elif number - 1 in kept or number == 0:
            yield _taken(page, spans, span[0], spans[following][0])
    if new:
        yield Piece(spans[kept[-1]][1], spans[kept[-1]][1], _behind(page, around, spans[kept[-1]], new))


def _taken(page: Page, spans: Sequence[Span], start: int, end: int) -> Piece:
    """Nothing, in the place of what stands from `start` to `end`."""
    at = start
    for begins, ends in (*(span for span in spans if start <= span[0] < end), (end, end)):
        if "#" in page.text[at:begins]:
            raise NotEditable("a comment stands between braces where something is taken away")
        at = ends
    return Piece(start, end, "")


def _behind(page: Page, around: Keyed | Listed, last: Span, new: Sequence[str]) -> str:
    """What is new, behind the last that is kept."""
    column = page.column(last[1])
    rest = page.line_stop(last[1]) - last[1]
    begins = page.line_start(last[0])
    indent = page.indent(last[0]) if begins > around.start else page.indent(around.start) + "  "
    # A comma right behind a colon would be read as part of the key.
    said = [" "] if page.text[last[1] - 1] == ":" else []
    for text in new:
        if column + len(text) + 2 + rest > WIDTH and column > len(indent):
            said.append(f",{page.line_end}{indent}{text}")
            column = len(indent) + len(text)
        else:
            said.append(f", {text}")
            column += len(text) + 2
    return "".join(said)
