"""Conjunctions matched by durable-rules, inside the subset in which it was measured to be right.

The only module that knows durable-rules. It drives the C module itself, so that none of the library's timer threads
runs. Patterns test one fact each, with constants that are short texts; whatever lies outside is refused when a set of
patterns is compiled. Each session ends with a fact that must fire exactly once: if it does not, the session was cut
short, and nothing of it is believed.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType

from policyengine.engine.table import Check

PATTERNS = 20
"""In one ruleset: the library takes 60 of a fact type, and looks through all of them for each fact."""
TESTS = 60
"""In one pattern; with more the library fails or does not come back."""
PROPERTIES = 250
EQUAL = 255
LENGTH = 64
FACTS = 100
"""In one session."""

_SENTINEL = "sentinel"
_RESERVED = frozenset(("id", "sid", "s", "m", "c", _SENTINEL))


class UnavailableError(Exception):
    """durable-rules is not installed, or cannot be imported."""


class OutsideLimitsError(Exception):
    """The patterns or facts lie outside what the library was measured to do right."""


class UnreliableError(Exception):
    """A session did not do what it must: its answers cannot be believed."""


@cache
def _library() -> ModuleType:
    try:
        import durable_rules_engine
    except ImportError as error:
        raise UnavailableError(str(error)) from None
    found: ModuleType = durable_rules_engine
    return found


def available() -> bool:
    """Whether durable-rules can be imported."""
    try:
        _library()
    except UnavailableError:
        return False
    return True


class Matcher:
    """Patterns compiled to rulesets, each with one handle that is used for every session."""

    _names = itertools.count()

    def __init__(self, patterns: Sequence[Sequence[Check]]) -> None:
        """Raises `OutsideLimitsError` where the patterns are, `UnavailableError` where there is no library."""
        check(patterns)
        self._library = _library()
        self._properties = frozenset(test.name for pattern in patterns for test in pattern)
        self._sessions = itertools.count()
        self._rulesets = [
            self._create(range(first, min(first + PATTERNS, len(patterns))), patterns)
            for first in range(0, len(patterns), PATTERNS)
        ]

    def _create(self, numbers: range, patterns: Sequence[Sequence[Check]]) -> int:
        rules = {f"r{number}": {"all": [{"m": _pattern(patterns[number])}]} for number in numbers}
        rules[_SENTINEL] = {"all": [{"m": {_SENTINEL: "1"}}]}
        handle: int = self._library.create_ruleset(f"policyengine{next(self._names)}", json.dumps(rules))
        return handle

    def close(self) -> None:
        """Give back what the library holds."""
        for handle in self._rulesets:
            self._library.delete_ruleset(handle)
        self._rulesets.clear()

    def matches(self, facts: Sequence[Mapping[str, str]]) -> list[list[int]]:
        """For each fact the numbers of the patterns that it matches, in their order.

        Raises `OutsideLimitsError` for a fact that lacks a property, `UnreliableError` where a session is cut short.
        """
        for fact in facts:
            _check_fact(fact, self._properties)
        found: list[list[int]] = [[] for _ in facts]
        for handle in self._rulesets:
            for first in range(0, len(facts), FACTS):
                self._session(handle, facts[first : first + FACTS], found[first : first + FACTS])
        for numbers in found:
            numbers.sort()
        return found

    def _session(self, handle: int, facts: Sequence[Mapping[str, str]], found: Sequence[list[int]]) -> None:
        session = str(next(self._sessions))
        asserted = [{**fact, "id": str(number), "sid": session} for number, fact in enumerate(facts)]
        asserted.append({_SENTINEL: "1", "id": str(len(facts)), "sid": session})
        _, state = self._library.assert_facts(handle, json.dumps(asserted))
        sentinels = 0
        try:
            started = self._library.start_action_for_state(handle, state)
            while started is not None:
                fired = started[1]
                while fired is not None:
                    ((name, bound),) = json.loads(fired).items()
                    if name == _SENTINEL:
                        sentinels += 1
                    else:
                        found[int(bound["m"]["id"])].append(int(name[1:]))
                    fired = self._library.complete_and_start_action(handle, state)
                started = self._library.start_action_for_state(handle, state)
        finally:
            self._library.delete_state(handle, session)
        if sentinels != 1:
            raise UnreliableError(f"the last fact of a session fired {sentinels} times")


def _pattern(tests: Sequence[Check]) -> dict[str, object]:
    each: list[dict[str, object]] = [
        {test.name: test.value} if test.equal else {"$neq": {test.name: test.value}} for test in tests
    ]
    return each[0] if len(each) == 1 else {"$and": each}


def check(patterns: Sequence[Sequence[Check]]) -> None:
    """Raise `OutsideLimitsError`, naming the limit, where the library was not measured to be right."""
    names = sorted({test.name for pattern in patterns for test in pattern})
    _check_names(names)
    seen: dict[frozenset[Check], int] = {}
    for pattern in patterns:
        if not pattern:
            raise OutsideLimitsError("a pattern tests nothing, which never ends")
        if len(pattern) > TESTS:
            raise OutsideLimitsError(f"a pattern has {len(pattern)} tests; {TESTS} at most")
        for test in pattern:
            _check_text(test.value)
        same = frozenset(pattern)
        seen[same] = seen.get(same, 0) + 1
        if seen[same] > EQUAL:
            raise OutsideLimitsError(f"more than {EQUAL} patterns are equal")


def _check_names(names: Sequence[str]) -> None:
    if len(names) > PROPERTIES:
        raise OutsideLimitsError(f"facts would have {len(names)} properties; {PROPERTIES} at most")
    hashes: dict[int, str] = {_hash(_SENTINEL): _SENTINEL}
    for name in names:
        if name in _RESERVED or "." in name or name.startswith("$") or not name.isascii() or not name:
            raise OutsideLimitsError(f"`{name}` means something to the library")
        _check_text(name)
        other = hashes.setdefault(_hash(name), name)
        if other != name:
            raise OutsideLimitsError(f"the library cannot tell `{name}` from `{other}`")


def _check_fact(fact: Mapping[str, str], properties: frozenset[str]) -> None:
    if fact.keys() != properties:
        # A property that is missing is equal to nothing, and different from nothing either.
        raise OutsideLimitsError("a fact has other properties than the patterns test")
    for value in fact.values():
        _check_text(value)


def _check_text(text: object) -> None:
    if not isinstance(text, str) or not 0 < len(text) <= LENGTH or not text.isprintable() or not text.isascii():
        raise OutsideLimitsError(f"`{str(text)[:LENGTH]}` is not a short text")


def _hash(name: str) -> int:
    """FNV-1 on 32 bits, by which alone the library tells names apart."""
    found = 2166136261
    for byte in name.encode():
        found = (found * 16777619 & 0xFFFFFFFF) ^ byte
    return found
