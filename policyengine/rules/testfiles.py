"""Files of rule tests: facts in a few lines, and the verdict that a lawyer expects of them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from policyengine.errors import Problem, nearest
from policyengine.rules.constants import day
from policyengine.rules.finding import TEST, find_packs
from policyengine.rules.program import Severity
from policyengine.rules.reading import Reading, Refused, as_listing, as_mapping, as_text, as_word, needed
from policyengine.source.read import read_file, shown_path
from policyengine.source.tree import Mapping, Node, Scalar
from policyengine.spans import Files, Place

VERDICTS = ("violated", "contradictory", "not stated", "undetermined", "satisfied", "not applicable")
"""What a test may expect: the words for verdicts, exactly."""
_FILE_KEYS = ("rule", "as_of", "unreachable", "tests")
_KEYS = ("name", "facts", "record", "expect", "by", "if_applied", "severity", "as_of", "catalogue")


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of one rule. `by` is the provision of the exception that is expected to apply."""

    rule: str
    name: str
    as_of: dt.date
    facts: Mapping
    record: str
    expect: str
    by: str
    if_applied: str
    severity: str
    catalogue: str
    place: Place


@dataclass(frozen=True, slots=True)
class TestFile:
    """The tests of one file; `unreachable` gives verdicts that the rule can never come to, and why."""

    __test__ = False

    rule: str
    tests: tuple[RuleTest, ...]
    unreachable: dict[str, str]


def read_tests(roots: Sequence[Path], only: Iterable[str] | None, files: Files) -> tuple[list[RuleTest], list[Problem]]:
    """The tests below `roots` in order of files, of the rules `only` where given, and what is wrong with them."""
    found, problems = read_test_files(roots, files)
    wanted = None if only is None else frozenset(only)
    chosen = [file for file in found if wanted is None or file.rule in wanted]
    return [test for file in chosen for test in file.tests], problems


def read_test_files(roots: Sequence[Path], files: Files) -> tuple[list[TestFile], list[Problem]]:
    """The files of tests below `roots`, in order of their names, and what is wrong with them."""
    found = find_packs(roots)
    problems = found.problems
    reading = Reading(files, problems)
    read: list[TestFile] = []
    for file in sorted(found.tests, key=lambda file: file.stem):
        node, unreadable = read_file(file, shown_path(file), files)
        problems += unreadable
        if node is None:
            continue
        try:
            read.append(_file(file, node, reading))
        except Refused as refused:
            reading.refused(refused)
    return read, problems


def _file(file: Path, node: Node, reading: Reading) -> TestFile:
    """The tests of a file; one beside an amending file tests the rule that is amended."""
    stem = file.stem.removesuffix(TEST)
    entries = as_mapping(node, "a file of tests", "`rule:`, `as_of:` and `tests: [...]`")
    reading.check_keys(entries, _FILE_KEYS, "a file of tests")
    named = needed(entries, "rule", "the file")
    rule = as_text(named, "`rule`")
    if rule != stem and rule != _amended_by(file.with_name(f"{stem}{file.suffix}")):
        raise Refused(named.place, f"the rule `{rule}` is not the name of the file", f"write `{stem}`")
    if not os.path.isfile(file.with_name(f"{stem}{file.suffix}")):  # noqa: PTH113 - never raises
        hint = f"put these tests beside `{stem}{file.suffix}`, or remove them"
        raise Refused(named.place, f"there is no rule `{stem}` beside its tests, so none of them is run", hint)
    return TestFile(rule, tuple(_tests(rule, entries, reading)), _unreachable(entries))


def _amended_by(file: Path) -> str:
    """The rule that a file amends; empty where it amends none."""
    node, _ = read_file(file, file.name, Files()) if file.is_file() else (None, [])
    target = node.entries.get("amends") if isinstance(node, Mapping) else None
    return target.text if isinstance(target, Scalar) else ""


def _unreachable(entries: Mapping) -> dict[str, str]:
    if "unreachable" not in entries.entries:
        return {}
    node = as_mapping(entries.entries["unreachable"], "`unreachable`", "`{not stated: why it cannot be}`")
    for verdict in node.entries:
        if verdict not in VERDICTS:
            raise Refused(node.key_places[verdict], f"no verdict is called `{verdict}`", nearest(verdict, VERDICTS))
    return {verdict: as_text(reason, f"`{verdict}`") for verdict, reason in node.entries.items()}


def _tests(rule: str, entries: Mapping, reading: Reading) -> list[RuleTest]:
    default = day(needed(entries, "as_of", "the file"), "`as_of`")
    found: list[RuleTest] = []
    names: set[str] = set()
    for item in as_listing(needed(entries, "tests", "the file"), "`tests`").items:
        try:
            test = _test(rule, default, as_mapping(item, "a test"), reading)
            if test.name in names:
                raise Refused(item.place, f"two tests are called `{test.name}`", "give each a name of its own")
            names.add(test.name)
            found.append(test)
        except Refused as refused:
            reading.refused(refused)
    return found


def _test(rule: str, default: dt.date, node: Mapping, reading: Reading) -> RuleTest:
    reading.check_keys(node, _KEYS, "a test")
    as_of = node.entries.get("as_of")
    test = RuleTest(
        rule,
        as_text(needed(node, "name", "the test"), "`name`"),
        default if as_of is None else day(as_of, "`as_of`"),
        as_mapping(needed(node, "facts", "the test"), "`facts`"),
        as_text(needed(node, "record", "the test"), "`record`"),
        as_word(needed(node, "expect", "the test"), VERDICTS, "`expect`"),
        _optional(node, "by"),
        _optional(node, "if_applied"),
        _optional(node, "severity"),
        _optional(node, "catalogue"),
        node.place,
    )
    _check_words(node, "if_applied", test.if_applied, VERDICTS)
    _check_words(node, "severity", test.severity, tuple(Severity))
    if test.by and test.expect != "satisfied":
        raise Refused(
            node.entries["by"].place, "`by` names the exception that satisfies the rule", "expect `satisfied`"
        )
    if test.if_applied and test.expect != "undetermined":
        hint = "expect `undetermined`, or leave `if_applied` out"
        raise Refused(node.entries["if_applied"].place, "`if_applied` belongs to an undetermined verdict", hint)
    return test


def _optional(node: Mapping, key: str) -> str:
    return as_text(node.entries[key], f"`{key}`") if key in node.entries else ""


def _check_words(node: Mapping, key: str, text: str, known: Sequence[str]) -> None:
    if text and text not in known:
        raise Refused(node.entries[key].place, f"`{key}` cannot be `{text}`", nearest(text, known))
