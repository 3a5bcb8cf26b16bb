"""The rules in SQL, judged by DuckDB on columns; see `rules.sql`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.peers.world import AS_OF, Findings, Reading, Shape, World, shapes

RULES = Path(__file__).with_name("rules.sql")
JUDGED = ("activity", "contract", "coverage", "party", "purpose", "retention", "transfer", "use")

_WORDS = pa.list_(pa.struct({"has": pa.list_(pa.string()), "whole": pa.bool_(), "perhaps": pa.list_(pa.string())}))
_TYPES = {
    Shape.ONE: pa.string(),
    Shape.DAY: pa.list_(pa.date32()),
    Shape.WORD: pa.list_(pa.string()),
    Shape.WORDS: _WORDS,
}


def load(told: World, firm: World) -> duckdb.DuckDBPyConnection:
    """Both worlds as tables, one a kind, in a schema of its own; and the rules as macros."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET disabled_optimizers = 'in_clause'")
    for schema, world in (("told", told), ("firm", firm)):
        connection.execute(f"CREATE SCHEMA {schema}")
        for kind in shapes():
            table = _table(kind, world)
            connection.register("incoming", table)
            connection.execute(f"CREATE TABLE {schema}.{kind} AS FROM incoming")
            connection.unregister("incoming")
    connection.execute("CREATE TABLE told.asked (rule VARCHAR, key VARCHAR)")
    for kind in JUDGED:
        connection.execute(f"CREATE VIEW told.judged_{kind} AS FROM told.{kind}")
        connection.execute(f"CREATE VIEW firm.judged_{kind} AS FROM firm.{kind} SEMI JOIN told.asked USING (key)")
    return connection


def judge(connection: duckdb.DuckDBPyConnection, *, every: bool = False) -> Findings:
    """All rules on all records; then those that are violated once more, on firm statements alone."""
    connection.execute("SET search_path = 'told'")
    connection.execute(RULES.read_text("utf-8"))
    connection.execute(f"CREATE TABLE told.found AS FROM verdicts(DATE '{AS_OF}')")
    connection.execute("INSERT INTO told.asked SELECT rule, key FROM told.found WHERE verdict = 'violated'")
    connection.execute("SET search_path = 'firm'")
    connection.execute(RULES.read_text("utf-8"))
    rows = connection.execute(f"""
        SELECT rule, key, CASE WHEN t.verdict <> 'violated' THEN t.verdict WHEN f.verdict = 'violated' THEN 'violated'
                               WHEN f.verdict = 'satisfied' THEN 'contradictory' ELSE 'not stated' END AS verdict
        FROM told.found t LEFT JOIN firm.verdicts(DATE '{AS_OF}') f USING (rule, key)
        {"" if every else "WHERE t.verdict IN ('violated', 'contradictory')"}""").fetchall()
    return {(rule, key): verdict for rule, key, verdict in rows if every or verdict in ("violated", "contradictory")}


def _table(kind: str, world: World) -> pa.Table:
    entries = world[kind]
    columns: dict[str, pa.Array] = {"key": pa.array(list(entries), pa.string())}
    for name, shape in shapes()[kind].items():
        said = [entry.get(name) for entry in entries.values()]
        if shape is Shape.MANY:
            columns[name] = pa.array([_members(readings) for readings in said], pa.list_(pa.string()))
            columns[f"{name}_whole"] = pa.array([_said_whole(readings, empty=False) for readings in said], pa.bool_())
            columns[f"{name}_none"] = pa.array([_said_whole(readings, empty=True) for readings in said], pa.bool_())
        else:
            columns[name] = pa.array([_cell(readings, shape) for readings in said], _TYPES[shape])
    return pa.table(columns)


def _members(readings: list[Reading] | None) -> list[Any] | None:
    return [value for reading in readings or () for value in reading.values] or None


def _said_whole(readings: list[Reading] | None, *, empty: bool) -> bool | None:
    """Whether somebody says that these are all, or that there are none; NULL where nothing at all is said."""
    return None if readings is None else any(r.whole and (not r.values) is empty for r in readings)


def _cell(readings: list[Reading] | None, shape: Shape) -> Any:
    """The readings of one attribute of one record, as its column holds them."""
    if not readings:
        return None
    if shape is Shape.ONE:
        return readings[0].values[0]
    if shape is Shape.WORDS:
        return [{"has": r.values, "whole": r.whole, "perhaps": r.perhaps} for r in readings]
    return [r.values[0] if r.values else None for r in readings]
