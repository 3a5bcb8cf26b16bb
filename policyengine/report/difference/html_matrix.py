"""Several scenarios side by side as a page to keep: findings by scenarios, in words beside symbols."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from policyengine.matrices import Matrix, Row
from policyengine.report.difference.html import STYLE
from policyengine.report.difference.relying import relied
from policyengine.report.difference.wording import SUPPOSED
from policyengine.report.html.cards import listed
from policyengine.report.html.filters import Choice, Filters, Group, Listing, choices_of
from policyengine.report.html.rendering import rendered
from policyengine.report.html.words import VERDICTS, day_in_words, many, named
from policyengine.version import __version__

_SYMBOLS = {"violated": "✖", "contradictory": "⇄", "not stated": "?", "undetermined": "?", "satisfied": "✓"}
_SAME = "="
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A verdict with its symbol and style; `same` where it is as things stand."""

    symbol: str
    words: str
    style: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One rule and the records that all scenarios treat alike. `keys` is a JSON list, for the filter."""

    id: str
    title: str
    rule: str
    register: str
    key: str
    verdict: str
    """What each scenario says, for the filter of verdicts."""
    rules: str
    named: str
    more: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A scenario: its number, its name, its status, what it is and what it changes."""

    number: int
    name: str
    title: str
    status: str
    source: str
    checked: str
    note: str
    day: str
    changes: tuple[str, ...]
    based_on: tuple[str, ...]
    relied: str
    differs: int


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    day: str
    warning: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    filters: Filters
    count: str
    version: str = __version__


def matrix_html(matrix: Matrix) -> str:
    """The whole page; the same matrix gives the same bytes."""
    lines = tuple(_line(number, row, matrix) for number, row in enumerate(matrix.rows, 1))
    page = Page(
        day=day_in_words(matrix.as_of),
        warning=SUPPOSED,
        heads=tuple(_head(number, matrix) for number in range(len(matrix.columns))),
        lines=lines,
        filters=_filters(matrix),
        count=many(len(lines), "row"),
    )
    return rendered("matrix.html", page, STYLE)


def _head(number: int, matrix: Matrix) -> Head:
    column = matrix.columns[number]
    *bases, own = column.supposed
    return Head(
        number=number + 1,
        name=column.name,
        title=own.title,
        status=own.status_means,
        source=own.source,
        checked=own.checked_on.isoformat() if own.checked_on else "",
        note=own.note,
        day=day_in_words(column.as_of) if column.as_of != matrix.as_of else "",
        changes=tuple(line for line, _ in own.lines),
        based_on=tuple(one.name for one in bases),
        relied=relied(column.reliance),
        differs=sum(row.after[number] != row.before for row in matrix.rows),
    )


def _line(number: int, row: Row, matrix: Matrix) -> Line:
    return Line(
        id=f"row-{number}",
        title=row.title,
        rule=row.rule,
        register=matrix.titles.get(row.register, row.register),
        key=named(row.register),
        verdict=_worst(row),
        rules=listed([row.rule]),
        named=", ".join(row.records[:_MOST_NAMED]),
        more=max(0, len(row.records) - _MOST_NAMED),
        cells=(_cell(row.before), *(_after(told, row.before) for told in row.after)),
    )


def _cell(told: str) -> Cell:
    verdict = told.partition(",")[0]
    return Cell(_SYMBOLS.get(verdict, "–"), told, named(verdict))


def _after(told: str, before: str) -> Cell:
    return Cell(_SAME, "as it stands", "same", same=True) if told == before else _cell(told)


def _worst(row: Row) -> str:
    """The worst verdict that any scenario brings."""
    verdicts = {told.partition(",")[0] for told in row.after if told != row.before}
    return named(next((verdict for verdict in VERDICTS if verdict in verdicts), "better"))


def _filters(matrix: Matrix) -> Filters:
    worst = Counter(_worst(row) for row in matrix.rows)
    registers = Counter(row.register for row in matrix.rows)
    rules = Counter(row.rule for row in matrix.rows)
    titles = {row.rule: row.title for row in matrix.rows}
    labels = {**{named(verdict): verdict for verdict in VERDICTS}, "better": "nothing found any more"}
    boxes = (
        Group("verdict", "At worst", choices_of(labels, worst)),
        Group(
            "register",
            "Register",
            choices_of({slug: matrix.titles.get(slug, slug) for slug in sorted(registers)}, registers),
        ),
    )
    choices = tuple(Choice(rule, titles[rule], rules[rule]) for rule in sorted(rules, key=lambda rule: titles[rule]))
    listing = Listing("rule", "rules", "Rule", (Group("", "Rules", choices),))
    return Filters(tuple(box for box in boxes if len(box.choices) > 1), (listing,), "rows")
