"""Law tables: dated figures of the law as rows, each with the source that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping as Columns

from policyengine.register.model.kinds import LIFETIME
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Citation, Grade, Record, Source, Statement, Value
from policyengine.rules.constants import constant, day
from policyengine.rules.program import Table
from policyengine.rules.reading import Reading, Refused, as_listing, as_mapping, as_text, as_true, as_word, needed
from policyengine.rules.shapes import Model, Shape
from policyengine.source.tree import Listing, Mapping, Node, Scalar

_KEYS = ("title", "checked_on", "columns", "rows")
_COLUMN_KEYS = ("type", "vocabulary", "words", "many", "describes")
_OWN = ("source", "checked_on")
"""What every row may say besides its columns."""


def read_columns(name: str, node: Node, reading: Reading) -> Shape:
    """What can be asked of the rows of the table `law.<name>`."""
    entries = as_mapping(needed(as_mapping(node, "a law table"), "columns", "the table"), "`columns`")
    attributes: dict[str, Attribute] = {}
    words: dict[str, frozenset[str]] = {}
    for column, inner in entries.entries.items():
        try:
            if column in _OWN:
                raise Refused(entries.key_places[column], f"a column cannot be called `{column}`")
            attributes[column], own = _column(column, inner, reading)
            if own:
                words[column] = own
        except Refused as refused:
            reading.refused(refused)
    if any(bound.name in attributes for bound in LIFETIME):
        attributes |= {bound.name: bound for bound in LIFETIME if bound.derived}
    return Shape(name, attributes, {}, words)


def _column(name: str, node: Node, reading: Reading) -> tuple[Attribute, frozenset[str]]:
    entries = as_mapping(node, f"the column `{name}`", "`{type: ..., describes: ...}`")
    reading.check_keys(entries, _COLUMN_KEYS, "a column")
    describes = as_text(needed(entries, "describes", f"the column `{name}`"), "`describes`")
    value_type = ValueType(as_word(needed(entries, "type", f"the column `{name}`"), tuple(ValueType), "`type`"))
    if "many" in entries.entries:
        as_true(entries.entries["many"], "`many`", "leave it out where a cell holds one value")
    many = "many" in entries.entries
    if value_type is not ValueType.WORD:
        return Attribute(name, value_type, describes, many=many), frozenset()
    if "words" in entries.entries:
        own = as_mapping(entries.entries["words"], "`words`", "`{word: what it means}`")
        # Words of a table's own are checked here once; afterwards they are texts that are equal or not.
        return Attribute(name, ValueType.TEXT, describes, many=many), frozenset(own.entries)
    named = needed(entries, "vocabulary", f"the column `{name}` of words")
    return Attribute(name, value_type, describes, as_word(named, vocabularies(), "`vocabulary`"), many), frozenset()


def read_table(name: str, node: Mapping, model: Model, reading: Reading) -> Table:
    """The table with its rows; its columns were read before."""
    reading.check_keys(node, _KEYS, "a law table")
    shape = model.tables[name]
    checked = _checked_on(node, None, reading)
    title = as_text(needed(node, "title", "the table"), "`title`")
    table = Table(name, title, dict(shape.attributes), [], checked, node.place)
    for number, item in enumerate(as_listing(needed(node, "rows", "the table"), "`rows`").items, 1):
        try:
            row = as_mapping(item, "a row")
            table.rows.append(_row(f"{name}.{number}", row, shape, checked, reading))
        except Refused as refused:
            reading.refused(refused)
    return table


def _checked_on(node: Mapping, otherwise: dt.date | None, reading: Reading) -> dt.date | None:
    written = node.entries.get("checked_on")
    if written is None:
        return otherwise
    try:
        return day(written, "`checked_on`")
    except Refused as refused:
        reading.refused(refused)
        return otherwise


def _row(key: str, node: Mapping, shape: Shape, checked: dt.date | None, reading: Reading) -> Record:
    table = shape.name
    written = {name: attribute for name, attribute in shape.attributes.items() if not attribute.derived}
    reading.check_keys(node, (*written, *_OWN), f"a row of `{table}`")
    title = as_text(needed(node, "source", f"the row of `{table}`"), "`source`")
    source = Source(table, "public-knowledge", title, own=True, checked_on=_checked_on(node, checked, reading))
    citation = Citation(source)
    statements = dict(_statements(node, shape, written, citation, reading))
    existence = Statement((), citation, Grade.STATED, node.place)
    return Record(table, key, "", existence, statements)


def _statements(
    node: Mapping, shape: Shape, written: Columns[str, Attribute], citation: Citation, reading: Reading
) -> list[tuple[str, tuple[Statement, ...]]]:
    found: list[tuple[str, tuple[Statement, ...]]] = []
    for name, attribute in written.items():
        cell = node.entries.get(name)
        if cell is None or (isinstance(cell, Scalar) and cell.is_null):
            continue
        try:
            values = _cell(cell, shape, attribute)
        except Refused as refused:
            reading.refused(refused)
            continue
        found.append((name, (Statement(values, citation, Grade.STATED, cell.place),)))
    return found


def _cell(node: Node, shape: Shape, attribute: Attribute) -> tuple[Value, ...]:
    """The values of a cell; none where it says `none`, which tells every value false."""
    values = shape.values(attribute)
    if isinstance(node, Scalar) and node.plain and node.text == "none" and "none" not in values.words:
        return ()
    if not isinstance(node, Listing):
        return (constant(node, values),)
    if not attribute.many:
        raise Refused(node.place, f"`{attribute.name}` takes one value", "declare the column `many: true`")
    return tuple(constant(item, values) for item in node.items)
