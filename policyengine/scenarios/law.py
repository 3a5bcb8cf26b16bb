"""Scenarios applied to law as it is written: rows of law tables, rules, and packs that are switched on or off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from policyengine.errors import nearest
from policyengine.rules.finding import is_optional
from policyengine.rules.load import Law
from policyengine.rules.reading import Reading, Refused
from policyengine.scenarios.citing import dated
from policyengine.scenarios.scenario import Change, Verb
from policyengine.scenarios.tables import Rows
from policyengine.source.tree import Listing, Mapping, Node, Raw, raw_of
from policyengine.spans import Files

TABLES, RULES, PACKS = "law", "rules", "packs"
ROOTS = (TABLES, RULES, PACKS)
"""What paths into the law begin with."""
PACK = "supposed"
"""The pack in which the rules of scenarios stand."""


def is_law(path: str) -> bool:
    """Whether a path leads into the law."""
    return path.partition(".")[0] in ROOTS


def apply_law(law: Law, changes: Sequence[Change], files: Files, as_of: dt.date) -> tuple[Law, Reading]:
    """The law with all changes made, and what is wrong with these."""
    reading = Reading(files)
    changing = _Changing(law, as_of)
    for change in changes:
        try:
            changing.change(change)
        except Refused as refused:
            reading.refused(refused)
    return changing.law()._replace(files=files), reading


class _Changing:
    """The law as the changes so far have left it."""

    def __init__(self, law: Law, as_of: dt.date) -> None:
        self._law = law
        self._as_of = as_of
        self._nodes: dict[Path, Node | None] = dict(law.nodes)
        self._packs = None if law.packs is None else list(law.packs)
        self._off: set[str] = set()
        self._added: dict[str, tuple[Path, Node]] = {}
        """Rules and amendments by the name of their file."""
        self._amendments = 0
        self._amended: dict[str, str] = {}
        """Of each rule that is switched off, the amendment that does it."""

    def change(self, change: Change) -> None:
        """Make one change. Raises `Refused`."""
        root, *steps = change.path.split(".")
        if not steps or not all(steps):
            hint = {TABLES: "law.adequacy.us-dpf.until", RULES: "rules.<id>", PACKS: "packs.<name>"}[root]
            raise Refused(change.place, f"`{change.path}` is no path into the law", f"write `{hint}`")
        given = None if change.value is None else dated(change.value, self._as_of)
        change = replace(change, value=given)
        if root == TABLES:
            self._table(change, steps)
        elif root == RULES:
            self._rule(change, steps)
        else:
            self._pack(change, steps)

    def law(self) -> Law:
        """The law as it is now."""
        found = self._law.found
        rules = {name: list(files) for name, files in found.rules.items()}
        headers = dict(found.headers)
        packs = self._chosen()
        if self._added:
            header = Path(PACK) / "pack.yaml"
            headers[PACK] = header
            title: Raw = ("what a scenario supposes", 0, 0, False)
            self._nodes[header] = Mapping({"title": title}, 0)
            rules[PACK] = [file for file, _ in self._added.values()]
            self._nodes.update(dict(self._added.values()))
            packs.append(PACK)
        found = replace(found, rules=rules, headers=headers)
        return self._law._replace(found=found, nodes=self._nodes, packs=tuple(packs))

    def _chosen(self) -> list[str]:
        chosen = self._packs
        if chosen is None:
            headers = self._law.found.headers
            chosen = [name for name, file in sorted(headers.items()) if not is_optional(self._nodes.get(file))]
        return [name for name in chosen if name not in self._off]

    def _pack(self, change: Change, steps: Sequence[str]) -> None:
        name = ".".join(steps)
        known = self._law.found.headers
        if name not in known:
            raise Refused(change.place, f"there is no pack `{name}`", nearest(name, known))
        if change.verb not in (Verb.ADD, Verb.REMOVE) or change.value is not None:
            raise Refused(change.place, "a pack is switched on or off", f"write `add: {PACKS}.{name}`, or `remove`")
        there = name in self._chosen()
        if there == (change.verb is Verb.ADD):
            raise Refused(change.place, f"the pack `{name}` is switched {'on' if there else 'off'} already")
        if change.verb is Verb.REMOVE:
            self._off.add(name)
        elif name in self._off:
            self._off.discard(name)
        else:
            self._packs = [*self._chosen(), name]

    def _rule(self, change: Change, steps: Sequence[str]) -> None:
        name, verb, value = steps[0], change.verb, change.value
        there = {file.stem for pack in self._chosen() for file in self._law.found.rules.get(pack, ())}
        known = there | {stem for stem, (_, node) in self._added.items() if isinstance(node, Mapping)}
        if len(steps) > 2:
            raise Refused(change.place, f"nothing stands below `{RULES}.{name}.{steps[1]}`", "replace it as a whole")
        if len(steps) == 1 and verb is Verb.ADD:
            self._add_rule(change, name, known)
            return
        if name not in known or name in self._amended:
            raise Refused(change.place, f"there is no rule `{name}`", nearest(name, known - self._amended.keys()))
        place = change.place
        if len(steps) == 1 and verb is Verb.REMOVE and value is None:
            self._amend(change, name, "switch_off", ("true", place, 0, True))
            self._amended[name] = next(reversed(self._added))
        elif len(steps) == 1 and verb is Verb.REPLACE and value is not None:
            self._amend(change, name, "replace", raw_of(value, place))
        elif len(steps) == 2 and steps[1] == "unless" and verb is Verb.ADD and value is not None:
            items = value if isinstance(value, Listing) else Listing([value], value.place)
            self._amend(change, name, "unless", raw_of(items, place))
        elif len(steps) == 2 and verb in (Verb.SET, Verb.REPLACE) and value is not None:
            inner = Mapping({steps[1]: raw_of(value, place)}, place)
            self._amend(change, name, "replace", raw_of(inner, place))
        else:
            hint = "`remove` a rule, `replace` it, `set` one of its keys, or `add` to its `unless`"
            raise Refused(place, f"`{verb}` cannot be done to `{change.path}`", hint)

    def _add_rule(self, change: Change, name: str, known: set[str]) -> None:
        if name in self._amended and change.value is None:
            del self._added[self._amended.pop(name)]
            return
        if name in known:
            raise Refused(
                change.place, f"the rule `{name}` is there already", "write `replace`, or set one of its keys"
            )
        if not isinstance(change.value, Mapping):
            raise Refused(change.place, f"the rule `{name}` must be a mapping", "write it as in a file of its own")
        named: Raw = (name, change.place, 0, True)
        node = Mapping({"id": named, **change.value.raw}, change.value.place)
        self._added[name] = Path(PACK) / f"{name}.yaml", node

    def _amend(self, change: Change, rule: str, does: str, what: Raw) -> None:
        # Amendments are made in the order of their names, those of packs first.
        self._amendments += 1
        name, place = f"zz-supposed-{self._amendments:04}", change.place
        entries: dict[str, Raw] = {
            "id": (name, place, 0, True),
            "amends": (rule, place, 0, True),
            "title": (change.origin.title, place, 0, False),
            does: what,
        }
        self._added[name] = Path(PACK) / f"{name}.yaml", Mapping(entries, place)

    def _table(self, change: Change, steps: Sequence[str]) -> None:
        name = f"{TABLES}.{steps[0]}"
        tables = self._law.found.tables
        if name not in tables:
            known = [table.removeprefix(f"{TABLES}.") for table in tables]
            raise Refused(change.place, f"there is no law table `{steps[0]}`", nearest(steps[0], known))
        file = tables[name]
        table, original = self._nodes[file], self._law.nodes[file]
        if not isinstance(table, Mapping) or not isinstance(original, Mapping) or len(steps) > 3:
            raise Refused(change.place, f"`{change.path}` is no path into the law", f"write `{name}.<row>.<column>`")
        rows = Rows(table, original, change)
        if len(steps) == 1:
            rows.add()
        elif len(steps) == 2:
            rows.whole(steps[1])
        else:
            rows.cell(steps[1], steps[2])
        self._nodes[file] = rows.table
