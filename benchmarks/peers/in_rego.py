"""The rules in Rego, judged by regopy (rego-cpp) one activity at a time; see `rules.rego`.

Larger shards cost more for each record (16 activities together four times as much), and from some hundred records on
rego-cpp gives up, because it counts statements and stops at a number that cannot be changed from Python.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from regopy import Bundle, Interpreter

from benchmarks.peers.world import AS_OF, KIND_OF, TABLE, Entry, Findings, Reading, Shape, World, shapes

RULES = Path(__file__).with_name("rules.rego")
REGULATION = dt.date(2018, 5, 24)

Document = dict[str, dict[str, Any]]
"""Kind, key: a record as Rego sees it."""


class Loaded:
    """The compiled rules, documents of all records, and an interpreter for each shard, which has its input."""

    def __init__(self, told: World, firm: World) -> None:
        self.told, self.firm = _document(told), _document(firm)
        self.bundle = _compiled(told)
        self.shards = [_fed(_reached(self.told, seeds)) for seeds in _units(told).values()]


def load(told: World, firm: World) -> Loaded:
    """The rules as a bundle, and the facts in shards, each with whatever its records lead to."""
    return Loaded(told, firm)


def judge(loaded: Loaded, *, every: bool = False) -> Findings:
    """All rules on all records; then those that are violated once more, on firm statements alone."""
    if every:
        asked = [(rule, key) for rule, kind in KIND_OF.items() for key in loaded.told[kind]]
        found = _verdicts(loaded, loaded.told, asked)
    else:
        found = dict(pair for shard in loaded.shards for pair in _answers(shard, loaded.bundle, "findings"))
    violated = [pair for pair, verdict in found.items() if verdict == "violated"]
    for pair, verdict in _verdicts(loaded, loaded.firm, violated).items():
        if verdict != "violated":
            found[pair] = "contradictory" if verdict == "satisfied" else "not stated"
    return found if every else {pair: v for pair, v in found.items() if v != "not stated"}


def _verdicts(loaded: Loaded, document: Document, asked: Iterable[tuple[str, str]]) -> Findings:
    """Every verdict of the pairs of rule and record that are asked for."""
    by_unit: dict[str, list[tuple[str, str]]] = {}
    for rule, key in asked:
        by_unit.setdefault(_unit(key), []).append((rule, key))
    found: Findings = {}
    for pairs in by_unit.values():
        seeds = [(KIND_OF[rule], key) for rule, key in pairs]
        shard = _fed({**_reached(document, seeds), "asked": pairs})
        found |= dict(_answers(shard, loaded.bundle, "verdicts"))
    return found


def _answers(shard: Interpreter, bundle: Bundle, name: str) -> Iterator[tuple[tuple[str, str], str]]:
    output = shard.query_bundle_entrypoint(bundle, f"peers/{name}")
    for rule, key, verdict in json.loads(str(output))["expressions"][0]:
        yield (rule, key), verdict


def _compiled(world: World) -> Bundle:
    rows = [
        {name: _cell(readings, shapes()[TABLE][name]) for name, readings in row.items()}
        for row in world[TABLE].values()
    ]
    for row in rows:
        row |= {name: next(iter(row[name][0]["has"]), None) for name in ("code", "scope", "relied_on_as")}
    rego = Interpreter()
    days = {"as_of": AS_OF.toordinal(), "regulation": REGULATION.toordinal()}
    rego.add_data({TABLE: [row for row in rows if row["code"]], **days})
    rego.add_module("peers", RULES.read_text("utf-8"))
    return rego.build(None, ["peers/findings", "peers/verdicts"])


def _fed(document: dict[str, Any]) -> Interpreter:
    rego = Interpreter()
    rego.set_input(document)
    return rego


def _document(world: World) -> Document:
    return {
        kind: {key: _record(kind, entry) for key, entry in entries.items()}
        for kind, entries in world.items()
        if kind != TABLE
    }


def _record(kind: str, entry: Entry) -> dict[str, Any]:
    return {name: _cell(readings, shapes()[kind][name]) for name, readings in entry.items()}


def _cell(readings: list[Reading], shape: Shape) -> Any:
    if shape is Shape.ONE:
        return readings[0].values[0]
    return [_reading(reading, shape) for reading in readings]


def _reading(reading: Reading, shape: Shape) -> dict[str, Any]:
    if shape is Shape.DAY:
        return {"day": reading.values[0].toordinal()} if reading.values else {}
    found: dict[str, Any] = {"has": dict.fromkeys(reading.values, True)}
    if not reading.whole:
        found["part"] = True
    if reading.perhaps:
        found["perhaps"] = dict.fromkeys(reading.perhaps, True)
    return found


def _unit(key: str) -> str:
    """The activity that a record stands in; what stands in none is a unit by itself."""
    found = re.search(r"activities\.[^.+]+", key)
    return found[0] if found else key


def _units(world: World) -> dict[str, list[tuple[str, str]]]:
    """The judged records by unit."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind in dict.fromkeys(KIND_OF.values()):
        for key in world[kind]:
            found.setdefault(_unit(key), []).append((kind, key))
    return found


TARGETS = {
    "activity": "activity", "purposes": "purpose", "purpose": "purpose", "data": "data", "uses": "use",
    "decisions": "decision", "assessments": "assessment", "assessment": "assessment", "consents": "consent",
    "organisation": "organisation", "contract": "contract", "transfers": "transfer", "importer": "party",
    "notice": "notice",
}  # fmt: skip
"""The kind of record to which each relation leads."""


def _reached(document: Document, seeds: list[tuple[str, str]]) -> Document:
    """The records of `seeds` and all that they lead to, with the register."""
    found: Document = {"register": document["register"], **{kind: {} for kind in KIND_OF.values()}}
    left = list(seeds)
    while left:
        kind, key = left.pop()
        if key in found.setdefault(kind, {}):
            continue
        record = found[kind][key] = document[kind][key]
        for name in record.keys() & TARGETS.keys():
            said = record[name]
            keys = [said] if isinstance(said, str) else [key for reading in said for key in reading["has"]]
            left += [(TARGETS[name], key) for key in keys]
    return found
