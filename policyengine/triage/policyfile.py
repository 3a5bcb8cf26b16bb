"""Reading a policy file: every key typed, every path there, every mistake at its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from policyengine.rules.constants import day
from policyengine.rules.packages import NoPackage, packs_of
from policyengine.rules.program import Enforcement
from policyengine.rules.reading import (
    Reading,
    Refused,
    as_listing,
    as_mapping,
    as_number,
    as_text,
    as_texts,
    as_word,
    needed,
)
from policyengine.source.read import read_file, shown_path
from policyengine.source.tree import Mapping, Node, Scalar
from policyengine.spans import Files
from policyengine.triage.exits import FailOn
from policyengine.triage.policy import Apart, Named, Policy
from policyengine.triage.waivers import LONGEST_DAYS

KEYS = ("facts", "rules", "installed_rules", "packs", "as_of", "fail_on", "enforcement", "waivers")
APART = ("default", "packs", "rules")
"""The keys of `fail_on` and `enforcement`, where they are not said of all rules alike."""
WAIVERS = ("file", "longest_days")

_T = TypeVar("_T")


def read_policy(file: Path) -> Policy:
    """The policy in `file`; with any of its `problems` nothing should be judged.

    Paths in it are relative to its folder. Whether the packs and rules that it names are there is told by
    `Policy.wrong`, once rules are loaded; whether its file of waivers is, when that is read.
    """
    files = Files()
    node, problems = read_file(file, shown_path(file), files)
    reader = _Reader(file.parent, Reading(files, problems))
    policy = Policy()
    try:
        if node is not None:
            policy = reader.policy(as_mapping(node, "a policy file", "begin with `facts: [facts]`, for example"))
    except Refused as refused:
        reader.reading.refused(refused)
    return replace(policy, named=tuple(reader.named), files=files, problems=tuple(sorted(reader.reading.problems)))


class _Reader:
    """Reads the keys of one policy file; what is wrong is noted, and as much as nothing said of it."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self.reading = reading
        self.named: list[Named] = []
        self._folder = folder

    def policy(self, node: Mapping) -> Policy:
        """Everything that the file says."""
        self.reading.check_keys(node, KEYS, "a policy file")
        self._entries = node.entries
        nowhere: tuple[Path, ...] = ()
        fails: Apart[FailOn] = Apart()
        enforced: Apart[Enforcement] = Apart()
        unsaid: tuple[Path | None, int] = (None, LONGEST_DAYS)
        file, longest_days = self._key("waivers", self._waivers, unsaid)
        fail_on, waivers = self._entries.get("fail_on"), self._entries.get("waivers")
        return Policy(
            facts=self._key("facts", lambda node: self._each(node, "facts", self._facts), nowhere),
            rules=self._key("rules", lambda node: self._each(node, "rules", self._rules), nowhere),
            installed_rules=self._key("installed_rules", _yes_or_no, True),
            packs=self._key("packs", lambda node: self._each(node, "packs", lambda one: self._name("pack", one)), ()),
            as_of=self._key("as_of", lambda node: day(node, "`as_of`"), None),
            fail_on=self._key("fail_on", lambda node: self._apart(node, "fail_on", _fail_on), fails),
            enforcement=self._key("enforcement", lambda node: self._apart(node, "enforcement", _enforcement), enforced),
            fail_on_place=0 if fail_on is None else fail_on.place,
            waivers=file,
            waivers_place=0 if waivers is None else waivers.place,
            longest_days=longest_days,
        )

    def _key(self, key: str, read: Callable[[Node], _T], missing: _T) -> _T:
        """What `read` makes of the entry `key`; `missing` where there is none or it is wrong."""
        if key not in self._entries:
            return missing
        try:
            return read(self._entries[key])
        except Refused as refused:
            self.reading.refused(refused)
            return missing

    def _each(self, node: Node, key: str, read: Callable[[Node], _T]) -> tuple[_T, ...]:
        """What `read` makes of each item of a list; an item alone counts as a list of one."""
        items = [node] if isinstance(node, Scalar) else as_listing(node, f"`{key}`").items
        found = []
        for item in items:
            try:
                found.append(read(item))
            except Refused as refused:
                self.reading.refused(refused)
        return tuple(found)

    def _facts(self, node: Node) -> Path:
        path = self._path(node, "facts")
        if not os.path.lexists(path):
            raise Refused(node.place, f"there is no `{path}`", "name a folder of facts, relative to this file")
        return path

    def _rules(self, node: Node) -> Path:
        """A folder of packs, by its path or by the name under which an installed package announces it."""
        if isinstance(node, Mapping):
            self.reading.check_keys(node, ("package",), "an entry of `rules`")
            name = needed(node, "package", "the entry")
            try:
                return packs_of(as_text(name, "`package`"))
            except NoPackage as none:
                raise Refused(name.place, str(none), none.hint) from None
        path = self._path(node, "rules")
        if not path.is_dir():
            raise Refused(node.place, f"there is no folder `{path}`", "name a folder of packs, relative to this file")
        return path

    def _path(self, node: Node, key: str) -> Path:
        return self._folder / as_text(node, f"each entry of `{key}`")

    def _name(self, what: str, node: Node) -> str:
        name = as_text(node, f"the name of a {what}")
        self.named.append(Named(what, name, node.place))
        return name

    def _waivers(self, node: Node) -> tuple[Path | None, int]:
        """The file of waivers, and how many days one may last."""
        if isinstance(node, Scalar):
            return self._folder / as_text(node, "`waivers`"), LONGEST_DAYS
        entries = as_mapping(node, "`waivers`", "write the name of the file, or `{file: ..., longest_days: ...}`")
        self.reading.check_keys(entries, WAIVERS, "`waivers`")
        file, days = entries.entries.get("file"), entries.entries.get("longest_days")
        return (
            None if file is None else self._folder / as_text(file, "`file`"),
            LONGEST_DAYS if days is None else as_number(days, "`longest_days`", 1),
        )

    def _apart(self, node: Node, key: str, read: Callable[[Node], _T]) -> Apart[_T]:
        """What is said of all rules alike, or by pack and rule."""
        if not isinstance(node, Mapping):
            return Apart(read(node))
        self.reading.check_keys(node, APART, f"`{key}`")
        general = node.entries.get("default")
        return Apart(
            None if general is None else read(general),
            self._by_name(node.entries.get("packs"), "pack", key, read),
            self._by_name(node.entries.get("rules"), "rule", key, read),
        )

    def _by_name(self, node: Node | None, what: str, key: str, read: Callable[[Node], _T]) -> dict[str, _T]:
        if node is None:
            return {}
        found = {}
        entries = as_mapping(node, f"`{what}s` of `{key}`", f"`{{name-of-the-{what}: ...}}`")
        for name, wanted in entries.entries.items():
            self.named.append(Named(what, name, entries.key_places[name]))
            try:
                found[name] = read(wanted)
            except Refused as refused:
                self.reading.refused(refused)
        return found


def _yes_or_no(node: Node) -> bool:
    return as_word(node, ("true", "false"), "`installed_rules`") == "true"


def _fail_on(node: Node) -> FailOn:
    said = as_texts(node, "`fail_on`")
    try:
        return FailOn.parse(",".join(said))
    except ValueError as error:
        raise Refused(node.place, str(error)) from None


def _enforcement(node: Node) -> Enforcement:
    return Enforcement(as_word(node, tuple(Enforcement), "`enforcement`"))
