"""One change of one law table: a row more or less, or another cell."""

from __future__ import annotations

from collections.abc import Sequence

from policyengine.errors import nearest
from policyengine.rules.reading import Refused
from policyengine.scenarios.rows import find_row, row_names
from policyengine.scenarios.scenario import Change, Verb
from policyengine.source.changing import changed
from policyengine.source.plain import plain
from policyengine.source.tree import Listing, Mapping, Node, Scalar, raw_of
from policyengine.spans import Place

_ROWS, _SOURCE = "rows", "source"
_OWN_KEYS = (_SOURCE, "checked_on")


class Rows:
    """One law table, and one change of it."""

    def __init__(self, table: Mapping, original: Mapping, change: Change) -> None:
        self.table = table
        self._change = change
        self._rows = _rows_of(table)
        self._original = _rows_of(original)

    def add(self) -> None:
        """One more row, or several; what it says of its source, the scenario says where it does not."""
        if self._change.verb is not Verb.ADD or self._change.value is None:
            raise self._refused("a law table", "`add` a row to it, or name one of its rows")
        value = self._change.value
        rows = list(self._rows)
        for row in value.items if isinstance(value, Listing) else [value]:
            if not isinstance(row, Mapping) or not row.raw:
                raise Refused(row.place, "a row must be a mapping", "`{column: value, ...}`")
            gone = [old for old in self._original if old not in self._rows and _cells(old) == _cells(row)]
            rows.append(gone[0] if gone else self._sourced(row))
        self._keep(rows)

    def whole(self, name: str) -> None:
        """A row that is gone, or another in its place."""
        number, value = self._number(name), self._change.value
        if self._change.verb is Verb.REMOVE and value is None:
            self._keep([row for i, row in enumerate(self._rows) if i != number])
        elif self._change.verb is Verb.REPLACE and isinstance(value, Mapping):
            self._put(number, self._sourced(value))
        else:
            raise self._refused("a row", "`remove` it, `replace` it, or name one of its columns")

    def cell(self, name: str, column: str) -> None:
        """One cell of a row."""
        number = self._number(name)
        columns = self.table.entries.get("columns")
        known = [*(columns.raw if isinstance(columns, Mapping) else ()), *_OWN_KEYS]
        if column not in known:
            raise Refused(self._change.place, f"the table has no column `{column}`", nearest(column, known))
        row, value, place = self._rows[number], self._change.value, self._change.place
        if self._change.verb in (Verb.SET, Verb.REPLACE) and value is not None:
            self._put(number, changed(row, (column,), raw_of(value, place)))
        elif self._change.verb is Verb.UNSET:
            if column not in row.raw:
                raise Refused(place, f"nothing is stated of `{self._change.path}`", nearest(column, row.raw))
            self._put(number, changed(row, (column,), None))
        else:
            raise self._refused("a cell", "`set` or `unset` it")

    def _number(self, name: str) -> int:
        number = find_row(name, self._rows)
        if number is None:
            hint = nearest(name.lower(), row_names(self._rows))
            raise Refused(self._change.place, f"the table has no row `{name}`", hint)
        return number

    def _put(self, number: int, row: Mapping) -> None:
        """Another row in the place of one; it is the scenario's, unless it says what the table says itself."""
        old = self._original[number] if len(self._original) == len(self._rows) else None
        if old is not None and _cells(row) == _cells(old):
            row = old
        elif _SOURCE not in row.raw or row.raw[_SOURCE][0] == self._rows[number].raw.get(_SOURCE, ("",))[0]:
            row = self._sourced(row)
        self._keep([row if i == number else one for i, one in enumerate(self._rows)])

    def _sourced(self, row: Mapping) -> Mapping:
        """A row whose source is the scenario, beside the one it has."""
        had = row.raw.get(_SOURCE, ("",))[0]
        said = f"supposed: {self._change.origin.title}"
        if isinstance(had, str) and had.startswith("supposed: "):
            return row
        text = f"{said}; otherwise {had}" if isinstance(had, str) and had else said
        return Mapping({**row.raw, _SOURCE: (text, self._change.place, 0, False)}, row.place)

    def _keep(self, rows: Sequence[Node]) -> None:
        place: Place = self.table.key_places[_ROWS]
        listing = Listing(list(rows), place)
        self.table = Mapping({**self.table.raw, _ROWS: (listing, place, 0, False)}, self.table.place)

    def _refused(self, what: str, hint: str) -> Refused:
        return Refused(self._change.place, f"`{self._change.path}` is {what}", hint)


def _rows_of(table: Mapping) -> list[Mapping]:
    rows = table.entries.get(_ROWS)
    return [row for row in rows.items if isinstance(row, Mapping)] if isinstance(rows, Listing) else []


def _cells(row: Mapping) -> dict[str, object]:
    return {key: plain(node) for key, node in row.entries.items() if key != _SOURCE and not _says_nothing(node)}


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null
