"""The rules as an answer set program, judged by clingo while it grounds; see `rules.lp`."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from clingo import Control, Number, Symbol, SymbolType

from benchmarks.peers.world import AS_OF, KIND_OF, Entry, Finding, Findings, Shape, World, shapes

RULES = Path(__file__).with_name("rules.lp")
VERDICTS = ("violated", "contradictory", "not_stated", "satisfied", "undetermined", "not_applicable")
REGULATION = dt.date(2018, 5, 24)

Keys = dict[str, int]


class Loaded:
    """Two controls that have the facts, one with all statements and one with the firm ones, and numbers for keys."""

    def __init__(self, told: World, firm: World) -> None:
        self.keys: Keys = {key: n for n, key in enumerate(key for kind in told.values() for key in kind)}
        self.names = list(self.keys)
        self.told, self.firm = _control(told, self.keys, "record", "judged"), _control(firm, self.keys, "record")


def load(told: World, firm: World) -> Loaded:
    """Both worlds, as facts."""
    return Loaded(told, firm)


def judge(loaded: Loaded, *, every: bool = False) -> Findings:
    """All rules on all records; then those that are violated once more, on firm statements alone."""
    pairs = [(rule, loaded.names[n]) for rule, n in _pairs(loaded)] if every else []
    found = _verdicts(loaded, loaded.told, pairs)
    violated = [pair for pair, verdict in found.items() if verdict == "violated"]
    firmly = _verdicts(loaded, loaded.firm, violated) if violated else {}
    for pair in violated:
        if firmly[pair] != "violated":
            found[pair] = "contradictory" if firmly[pair] == "satisfied" else "not stated"
    return found if every else {pair: v for pair, v in found.items() if v in ("violated", "contradictory")}


def _verdicts(loaded: Loaded, control: Control, pairs: list[Finding]) -> Findings:
    """What the rules say: of the pairs that are given, every verdict; of all, if none is, those that are findings."""
    parts: list[tuple[str, list[Symbol]]] = [("base", [])]
    if pairs:
        asked = (f"judged({KIND_OF[r]},{loaded.keys[k]}). asked({_word(r)},{loaded.keys[k]})." for r, k in pairs)
        control.add("base", [], "\n".join(asked))
        parts.append(("everything", []))
    control.add("base", [], f"#const as_of={AS_OF.toordinal()}. #const regulation={REGULATION.toordinal()}.")
    control.load(str(RULES))
    control.ground(parts, _Outside())
    wanted = set(pairs)
    found: Findings = {}
    for verdict in VERDICTS if pairs else VERDICTS[:2]:
        for atom in control.symbolic_atoms.by_signature(verdict, 2):
            rule, record = atom.symbol.arguments
            pair = rule.name.replace("_", "-"), loaded.names[record.number]
            if not wanted or pair in wanted:
                found[pair] = verdict.replace("_", " ")
    return found


class _Outside:
    """What the rules ask of Python, because clingo cannot look into text."""

    @staticmethod
    def matches(said: Symbol, pattern: Symbol) -> Symbol:
        """1 if a pattern is found in a word or text, else 0."""
        text = said.string if said.type is SymbolType.String else said.name
        return Number(int(re.search(pattern.string, text) is not None))


def _pairs(loaded: Loaded) -> Iterator[tuple[str, int]]:
    """Every rule with every record of its kind."""
    kinds: dict[str, list[int]] = {}
    for atom in loaded.told.symbolic_atoms.by_signature("record", 2):
        kind, record = atom.symbol.arguments
        kinds.setdefault(kind.name, []).append(record.number)
    return ((rule, n) for rule, kind in KIND_OF.items() for n in kinds[kind])


def _control(world: World, keys: Keys, *of_record: str) -> Control:
    facts = [
        fact
        for kind, entries in world.items()
        for key, entry in entries.items()
        for fact in (
            *(f"{name}({kind},{keys[key]})." for name in of_record),
            *_said(shapes()[kind], keys[key], entry, keys),
        )
    ]
    control = Control(["--warn=none"])
    control.add("facts", [], "\n".join(facts))
    control.ground([("facts", [])])  # those of a step that went before are facts to the next one; the backend's are not
    return control


def _said(kind: dict[str, Shape], record: int, entry: Entry, keys: Keys) -> Iterator[str]:
    """The facts of one record."""
    for name, readings in entry.items():
        shape = kind[name]
        if shape is Shape.ONE:
            yield f"its_{name}({record},{keys[str(readings[0].values[0])]})."
            continue
        for n, reading in enumerate(readings):
            yield f"{name}({record},{n})."
            if not reading.whole:
                yield f"part({name},{record},{n})."
            for value in reading.values:
                yield f"{name}({record},{n},{_value(value, shape, keys)})."
            for word in reading.perhaps:
                yield f"perhaps({name},{record},{n},{_word(word)})."


def _value(value: str | dt.date, shape: Shape, keys: Keys) -> int | str:
    if isinstance(value, dt.date):
        return value.toordinal()
    return keys[value] if shape is Shape.MANY else _word(value)


@cache
def _word(value: str) -> str:
    """A word as a constant; text that is no word as a string."""
    name = value.lower().replace("-", "_")
    return name if re.fullmatch("[a-z][a-z0-9_]*", name) else json.dumps(value)
