"""Files of scenarios, and flags: every key typed, every mistake at its place."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Given
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from policyengine.register.citations import SLUG
from policyengine.rules.constants import day
from policyengine.rules.reading import (
    Reading,
    Refused,
    as_listing,
    as_mapping,
    as_text,
    as_texts,
    as_word,
    needed,
)
from policyengine.scenarios.scenario import STATUS, Change, Origin, Scenario, Step, Verb, Wherever
from policyengine.source.collector import collector_paused
from policyengine.source.read import read_file, read_text
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import OFFSET_BITS, Place

FLAGS = Origin("what-if", "what the command line supposes")
"""Who says what flags say."""
_ABOUT = ("title", "status", "source", "checked_on", "note", "based_on", "as_of")
_WHEREVER = "wherever"
_SELECTS = ("for_each", "when")
_VERBS = tuple(verb.value for verb in Verb)
_VALUED = (Verb.SET, Verb.REPLACE)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Written:
    """A scenario as its file says it, and the names of those it is based on with their places."""

    scenario: Scenario
    based_on: tuple[tuple[str, Place], ...]


def read_scenario(file: Path, shown: str, reading: Reading) -> Written | None:
    """The scenario in `file`, called by its name; None where nothing can be made of it.

    `shown` is how the file is called in places.
    """
    name = file.stem
    node, problems = read_file(file, shown, reading.files)
    reading.problems += problems
    if node is None:
        return None
    try:
        if not SLUG.fullmatch(name):
            raise Refused(node.place, f"`{name}` cannot name a scenario", "use lower-case letters, digits and hyphens")
        entries = as_mapping(node, "a scenario", "begin with `title:`")
        return _Reader(reading, name).written(entries)
    except Refused as refused:
        reading.refused(refused)
        return None


class _Reader:
    """Reads one file."""

    def __init__(self, reading: Reading, name: str) -> None:
        self._reading = reading
        self._name = name

    def written(self, node: Mapping) -> Written:
        self._reading.check_keys(node, (*_ABOUT, *_VERBS, _WHEREVER), "a scenario")
        title = as_text(needed(node, "title", "the scenario"), "`title`")
        origin = Origin(f"scenario-{self._name}", title)
        entries = node.entries
        scenario = Scenario(
            name=self._name,
            title=title,
            steps=tuple(self._steps(node, origin)),
            status=self._key(node, "status", lambda one: as_word(one, STATUS, "`status`"), "hypothesis"),
            source=self._key(node, "source", lambda one: as_text(one, "`source`"), ""),
            checked_on=self._key(node, "checked_on", _day("`checked_on`"), None),
            note=self._key(node, "note", lambda one: as_text(one, "`note`"), ""),
            as_of=self._key(node, "as_of", _day("`as_of`"), None),
        )
        names: tuple[str, ...] = self._key(node, "based_on", lambda one: as_texts(one, "`based_on`"), ())
        places = _places(entries["based_on"]) if names else []
        return Written(scenario, tuple(zip(names, places, strict=True)))

    def changes(self, node: Mapping) -> tuple[Step, ...]:
        """Changes without anything that is said about them."""
        self._reading.check_keys(node, (*_VERBS, _WHEREVER), "what is supposed")
        return tuple(self._steps(node, FLAGS))

    def _key(self, node: Mapping, key: str, read: Callable[[Node], _T], missing: _T) -> _T:
        if key not in node.entries:
            return missing
        try:
            return read(node.entries[key])
        except Refused as refused:
            self._reading.refused(refused)
            return missing

    def _steps(self, node: Mapping, origin: Origin) -> Iterator[Step]:
        """The changes in the order in which they stand."""
        for key, inner in node.entries.items():
            try:
                if key in _VERBS:
                    yield from _changes(Verb(key), inner, origin, self._reading)
                elif key == _WHEREVER:
                    for item in as_listing(inner, f"`{_WHEREVER}`").items:
                        yield self._wherever(as_mapping(item, "an item of `wherever`"), origin)
            except Refused as refused:
                self._reading.refused(refused)

    def _wherever(self, node: Mapping, origin: Origin) -> Wherever:
        self._reading.check_keys(node, (*_SELECTS, *_VERBS), "an item of `wherever`")
        kind = as_text(needed(node, "for_each", "the item"), "`for_each`")
        when = needed(node, "when", "the item")
        changes = [
            change
            for key, inner in node.entries.items()
            if key in _VERBS
            for change in _changes(Verb(key), inner, origin, self._reading)
        ]
        if not changes:
            raise Refused(node.place, "the item changes nothing", f"add one of {', '.join(f'`{v}`' for v in _VERBS)}")
        return Wherever(kind, when, node.entries["for_each"].place, tuple(changes))


def _day(what: str) -> Callable[[Node], dt.date | None]:
    return lambda node: day(node, what)


def _places(node: Node) -> list[Place]:
    return [item.place for item in node.items] if isinstance(node, Listing) else [node.place]


def _changes(verb: Verb, node: Node, origin: Origin, reading: Reading) -> Iterator[Change]:
    """What stands under a verb: `path: value` pairs, or, where no value is needed, paths."""
    if isinstance(node, Mapping):
        for path, value in node.entries.items():
            given = None if isinstance(value, Scalar) and value.is_null else value
            if given is None and verb in _VALUED:
                hint = f"write a value, or `{Verb.UNSET}: {path}`"
                reading.problem(node.key_places[path], f"`{verb}` of `{path}` has no value", hint)
                continue
            if given is not None and verb is Verb.UNSET:
                hint = f"write `{Verb.UNSET}: [{path}]`, or `{Verb.REMOVE}` for one of several values"
                reading.problem(node.key_places[path], f"`{Verb.UNSET}` takes no value", hint)
                continue
            yield Change(verb, path, node.key_places[path], given, origin)
        return
    if verb in _VALUED:
        raise Refused(node.place, f"`{verb}` must be a mapping", "write `path: value` for each of them")
    for item in node.items if isinstance(node, Listing) else [node]:
        yield Change(verb, as_text(item, f"a path under `{verb}`"), item.place, None, origin)


@collector_paused(stays=False)
def read_changes(changes: Given[str, object], reading: Reading) -> Scenario:
    """What a mapping supposes that a program wrote: verbs as in a scenario file, values as YAML would have them.

    Its places count in the mapping as it would be written.
    """
    try:
        written = _written(changes)
    except (ValueError, RecursionError):
        number = reading.files.add("changes")
        hint = "write plain values, and none inside of itself"
        reading.problem(number << OFFSET_BITS, "what is supposed nests too deep, or has a number too long", hint)
        return Scenario(FLAGS.key, FLAGS.title, ())
    node, problems = read_text(written, "changes", reading.files)
    reading.problems += problems
    steps: tuple[Step, ...] = ()
    if node is not None:
        try:
            steps = _Reader(reading, FLAGS.key).changes(as_mapping(node, "changes"))
        except Refused as refused:
            reading.refused(refused)
    return Scenario(FLAGS.key, FLAGS.title, steps)


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _written(value: object) -> str:
    """A value of Python as somebody would write it: words without quotes, so that `none` says what it says in YAML."""
    if isinstance(value, Given):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {_written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return "[" + ", ".join(map(_written, items)) + "]"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@collector_paused(stays=False)
def read_flags(flags: Sequence[tuple[Verb, str]], reading: Reading) -> Scenario:
    """What flags such as `--set PATH=VALUE` suppose, in their order; a flag is a file of its own in problems."""
    steps = [change for verb, text in flags if (change := _flag(verb, text, reading)) is not None]
    return Scenario("what-if", FLAGS.title, tuple(steps))


def _flag(verb: Verb, text: str, reading: Reading) -> Change | None:
    path, equals, value = text.partition("=")
    shown = f"--{verb} {text}"
    # Blanks stand for the path, so that places in the value count in the flag as it was typed.
    before = " " * (len(shown) - len(value))
    node: Node | None = None
    if value.strip():
        node, problems = read_text(before + value, shown, reading.files)
        if problems or node is None:
            reading.problems += problems
            return None
    else:
        reading.files.add(shown, shown)
    number = len(reading.files.paths) - 1
    reading.files.texts[number] = shown
    place = (number << OFFSET_BITS) + len(f"--{verb} ")
    given = None if isinstance(node, Scalar) and node.is_null else node
    if not path:
        reading.problem(place, f"`--{verb}` names no path", f"write `--{verb} PATH`")
    elif given is None and (verb in _VALUED or equals):
        reading.problem(place, f"`--{verb} {path}` has no value", f"write `--{verb} {path}=VALUE`")
    elif given is not None and verb is Verb.UNSET:
        reading.problem(place, f"`--{verb}` takes no value", f"write `--{verb} {path}`")
    else:
        return Change(verb, path, place, given, FLAGS)
    return None
