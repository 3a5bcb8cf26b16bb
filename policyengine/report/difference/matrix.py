"""Several scenarios side by side, findings by scenarios: as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policyengine.matrices import Column, Matrix, Row
from policyengine.report.difference.objects import reliance_object
from policyengine.report.difference.relying import relied
from policyengine.report.difference.wording import SUPPOSED, supposition
from policyengine.report.printable import printable_json
from policyengine.report.sanitise import in_markdown, inert
from policyengine.report.terminal import Paint

SCHEMA = "policyengine/whatif-matrix/1"
_MOST_NAMED = 4
_SAME = "="
"""In a cell: as things stand."""


def matrix_text(matrix: Matrix, paint: Paint) -> str:
    """A block a row: as it stands, then what each scenario makes of it."""
    lines = [*paint.wrapped(f"Facts and law as of {matrix.as_of.isoformat()}. {SUPPOSED}", "")]
    for number, column in enumerate(matrix.columns, 1):
        day = f" (judged on {column.as_of.isoformat()})" if column.as_of != matrix.as_of else ""
        lines += paint.wrapped(f"[{number}] {column.name}{day}", "  ", "      ")
        lines += [line for said in _what(column) for line in paint.wrapped(said, "      ")]
    lines += ["", *_table(matrix, paint)]
    return "\n".join(inert(line.rstrip()) for line in lines) + "\n"


def _what(column: Column) -> Iterator[str]:
    """What a scenario is, what it is based on, and how far anything rests on the law that it changes."""
    *bases, own = column.supposed
    yield supposition(own)
    if own.lines and not own.source:
        yield f"Changes: {'; '.join(line for line, _ in own.lines)}."
    if bases:
        yield f"Based on {', '.join(one.name for one in bases)}."
    if column.reliance is not None:
        yield relied(column.reliance)


def _table(matrix: Matrix, paint: Paint) -> Iterator[str]:
    if not matrix.rows:
        yield "No scenario changes any finding."
        return
    heads = ["as it stands", *(f"[{number}]" for number in range(1, len(matrix.columns) + 1))]
    cells = [_cells(row) for row in matrix.rows]
    widths = [max(len(head), *(len(line[i]) for line in cells)) for i, head in enumerate(heads)]
    yield paint("  ".join(head.ljust(width) for head, width in zip(heads, widths, strict=True)), "bold")
    for row, line in zip(matrix.rows, cells, strict=True):
        yield ""
        yield from paint.wrapped(f"{row.title} ({row.rule}) - {_about(row, matrix)}", "")
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))


def matrix_markdown(matrix: Matrix) -> str:
    """One table, and what the scenarios are."""
    lines = ["## What if", "", f"Facts and law as of {matrix.as_of.isoformat()}. {SUPPOSED}", ""]
    for column in matrix.columns:
        day = f" (judged on {column.as_of.isoformat()})" if column.as_of != matrix.as_of else ""
        lines.append(f"- **{in_markdown(column.name)}**{day}: {' '.join(map(in_markdown, _what(column)))}")
    lines.append("")
    if not matrix.rows:
        return "\n".join([*lines, "No scenario changes any finding."]) + "\n"
    heads = ["finding", "as it stands", *(in_markdown(column.name) for column in matrix.columns)]
    lines += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in matrix.rows:
        about = f"{in_markdown(row.title)}<br>{in_markdown(_about(row, matrix))}"
        lines.append(f"| {about.replace('|', '&#124;')} | {' | '.join(_cells(row))} |")
    return "\n".join(lines) + "\n"


def matrix_json(matrix: Matrix) -> str:
    """The same as data, in the form that `docs/whatif-matrix.schema.json` describes."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": matrix.as_of.isoformat(),
        "scenarios": [
            {
                "name": column.name,
                "as_of": column.as_of.isoformat(),
                "supposed": [{"name": one.name, "title": one.title, "status": one.status} for one in column.supposed],
                **reliance_object(column.reliance),
            }
            for column in matrix.columns
        ],
        "findings": [
            {
                "rule": row.rule,
                "title": row.title,
                "register": row.register,
                "records": list(row.records),
                "before": row.before,
                "after": list(row.after),
            }
            for row in matrix.rows
        ],
    }
    return printable_json(document)


def _cells(row: Row) -> list[str]:
    return [row.before, *(_SAME if told == row.before else told for told in row.after)]


def _about(row: Row, matrix: Matrix) -> str:
    """The register and the records in it; the register itself is named once."""
    register = matrix.titles.get(row.register, row.register)
    shown = ", ".join(row.records[:_MOST_NAMED])
    more = len(row.records) - _MOST_NAMED
    records = f"{shown} and {more} more" if more > 0 else shown
    return register if records == register else f"{register}: {records}"
