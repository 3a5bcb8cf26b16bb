"""What a rule reads, as hashes: the way facts are written changes none of them, and any statement that is read does."""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from policyengine.engine.interpreter import judge
from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import worth_reading
from policyengine.register.load import load_facts
from policyengine.register.records import Citation, Facts, Grade, Record, Source, Statement
from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program
from policyengine.triage.facts_read import FactsRead, changes, facts_read

FACTS = Path(__file__).parents[2] / "facts"
REGISTER = "pantein-extra"
AS_OF = dt.date(2026, 11, 22)
Hashes = dict[tuple[str, str], dict[str, str]]


@cache
def program() -> Program:
    loaded, problems = load_program([installed_packs()])
    assert problems == []
    return loaded


class Case(NamedTuple):
    """Facts, and the judgements that a waiver may be about."""

    facts: Facts
    judgements: list[Judgement]

    def read(self, judgement: Judgement) -> FactsRead:
        return facts_read(judgement.rule, program(), self.facts.registers[judgement.register], judgement.record)

    def hashes(self) -> Hashes:
        return {(j.rule.id, j.record.key): self.read(j).hashes for j in self.judgements}


def case(root: Path) -> Case:
    facts, problems = load_facts([root])
    assert problems == []
    return Case(facts, [j for j in judge(program(), facts, AS_OF) if worth_reading(j)])


@cache
def original() -> Case:
    return case(FACTS / REGISTER)


class Plain(yaml.SafeDumper):
    """Writes every text bare if it can be: what it means is for the model to say."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - as the base class has it


def rewritten(source: Path, target: Path, chance: random.Random) -> None:
    """The register of one folder in other files, orders, styles and lines; it states the same."""
    (target / REGISTER).mkdir(parents=True)
    shared = (FACTS / "organisations.yaml").read_text("utf-8")
    (target / "organisations.yaml").write_text(_dumped(_shuffled(_read(shared), chance), chance), "utf-8")
    for number, file in enumerate(sorted(source.glob("*.yaml"))):
        tree = _read(file.read_text("utf-8"))
        common = {key: tree[key] for key in ("register", "source", "grade") if key in tree}
        halves: tuple[dict[str, Any], dict[str, Any]] = (dict(common), dict(common))
        for key, value in tree.items():
            if key not in common:
                halves[chance.random() < 0.5][key] = value
        for half, entries in enumerate(halves):
            folder = target / REGISTER / chance.choice([".", "deeper", "a/b"])
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{chance.randrange(100):02}-{number}-{half}.yaml"
            (folder / name).write_text(_dumped(_shuffled(entries, chance), chance), "utf-8")


def _read(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)


def _shuffled(node: Any, chance: random.Random) -> Any:
    """The same in another order, with other lines cited and other notes."""
    if isinstance(node, list):
        return chance.sample([_shuffled(item, chance) for item in node], len(node))
    if isinstance(node, dict):
        keys = chance.sample(list(node), len(node))
        return {key: _said(key, _shuffled(node[key], chance), chance) for key in keys}
    return node or "null"


def _said(key: str, value: Any, chance: random.Random) -> Any:
    if key == "note":
        return f"another remark {chance.random()}"
    if key == "source" and isinstance(value, str):
        return re.sub(r"L(\d+)(-L?\d+)?", lambda found: f"L{int(found[1]) + chance.randrange(9)}", value)
    return value


def _dumped(tree: Any, chance: random.Random) -> str:
    flow = chance.choice([False, False, None])
    width = chance.choice([30, 80, 1000])
    text = yaml.dump(tree, Dumper=Plain, default_flow_style=flow, indent=chance.choice([2, 4]), width=width)
    return "# A comment.\n\n" + text.replace("\n", chance.choice(["\n", "\r\n"]))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers())
def test_how_facts_are_written_changes_no_hash(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rewritten(FACTS / REGISTER, Path(folder), random.Random(seed))
        assert case(Path(folder) / REGISTER).hashes() == original().hashes()


def _paths(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and item below a node, by the way to it."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*above, key)
        yield from _paths(value, (*above, key))


@cache
def trees() -> dict[str, Any]:
    files = [FACTS / "organisations.yaml", *sorted((FACTS / REGISTER).glob("*.yaml"))]
    return {file.relative_to(FACTS).as_posix(): _read(file.read_text("utf-8")) for file in files}


@cache
def everywhere() -> list[tuple[str, tuple[Any, ...]]]:
    return [(name, path) for name, tree in trees().items() for path in _paths(tree)]


@settings(max_examples=25)
@given(st.data())
def test_no_verdict_changes_while_its_hashes_stay(data: st.DataObject) -> None:
    """Something is taken out of the facts: whatever verdict changes, its hashes have changed, or its record is gone."""
    name, path = data.draw(st.sampled_from(everywhere()))
    with tempfile.TemporaryDirectory() as folder:
        for file, tree in trees().items():
            left = copy.deepcopy(tree)
            if file == name:
                inner = left
                for key in path[:-1]:
                    inner = inner[key]
                del inner[path[-1]]
            (Path(folder) / file).parent.mkdir(exist_ok=True)
            (Path(folder) / file).write_text(_dumped(left, random.Random(1)), "utf-8")
        facts, problems = load_facts([Path(folder) / REGISTER])
    assume(problems == [])
    after = {(j.rule.id, j.record.key): j for j in judge(program(), facts, AS_OF)}
    changed = Case(facts, [])
    for judgement in original().judgements:
        now = after.get((judgement.rule.id, judgement.record.key))
        if now is not None and (now.verdict, now.severity, now.if_applied) != (
            judgement.verdict,
            judgement.severity,
            judgement.if_applied,
        ):
            assert changes(original().read(judgement).hashes, changed.read(now)) != []


def stated(one: Case) -> list[tuple[Judgement, str, Record]]:
    """Each attribute or relation that some rule reads, with a record of which something is stated about it."""
    found = []
    for judgement in one.judgements:
        register = one.facts.registers[judgement.register]
        read = one.read(judgement)
        for name, keys in read.records.items():
            kind, _, attribute = name.partition(".")
            records = [register.root] if kind == "register" else register.of(kind)
            found += [
                (judgement, name, record)
                for record in records
                if record.key in keys and record.statements.get(attribute)
            ]
    return found


@contextmanager
def changed(record: Record, attribute: str, said: tuple[Statement, ...]) -> Iterator[None]:
    before = record.statements[attribute]
    record.statements[attribute] = said
    try:
        yield
    finally:
        record.statements[attribute] = before


OTHER = Source("somebody-else", "notice", "Somebody else", True)
PUBLIC = Source("somebody-else", "public-knowledge", "What is known", False)


def variations(one: Statement) -> list[Statement]:
    grade = Grade.PRESUMED if one.grade is Grade.STATED else Grade.STATED
    return [
        replace(one, values=(*one.values, "something else")),
        replace(one, values=("something else",)),
        replace(one, values=()) if one.values else replace(one, values=("something",)),
        replace(one, grade=grade),
        replace(one, citation=Citation(OTHER)),
        replace(one, citation=Citation(PUBLIC)),
    ]


@settings(max_examples=100)
@given(st.data())
def test_any_change_of_a_statement_that_is_read_changes_its_hash_alone(data: st.DataObject) -> None:
    one = original()
    judgement, name, record = data.draw(st.sampled_from(stated(one)))
    attribute = name.partition(".")[2]
    said = record.statements[attribute]
    at = data.draw(st.integers(0, len(said) - 1))
    other = data.draw(st.sampled_from(variations(said[at])))
    before = one.read(judgement).hashes
    way = data.draw(st.sampled_from(["instead", "beside", "gone"]))
    now = {
        "instead": (*said[:at], other, *said[at + 1 :]),
        "beside": (*said, other),
        "gone": said[:at] + said[at + 1 :],
    }
    with changed(record, attribute, now[way]):
        after = one.read(judgement)
    assert changes(before, after) != []
    assert {key for key in {*before, *after.hashes} if before.get(key) != after.hashes.get(key)} == {name}
    assert changes(before, one.read(judgement)) == []


def test_the_second_statement_of_the_same_counts_once() -> None:
    judgement, name, record = stated(original())[0]
    attribute = name.partition(".")[2]
    before = original().read(judgement).hashes
    with changed(record, attribute, (*record.statements[attribute], *record.statements[attribute])):
        assert original().read(judgement).hashes == before


RULE = """
id: a-rule
title: T
provisions: ["GDPR 5"]
for_each: party
severity: high
when: {role: processor}
require:
  all:
    - contract: {some: {kind: data-processing-agreement, in_force: true}}
    - organisation: {country: {in: [BE]}}
    - activity.purposes: {every: {basis: {stated: true}}, as: purpose}
    - some: {in: law.adequacy, as: row, code: {is: {path: judged.organisation.country}}}
"""
BASE = """
register: r
organisations:
  mailco: {country: US}
  other: {country: US}
parties: {idle: {role: recipient}}
contracts:
  dpa: {kind: data-processing-agreement, from: 2020-01-01, until: 2026-01-01}
  elsewhere: {kind: data-processing-agreement}
activities:
  letters:
    purposes: {inform: {basis: consent, data: [address]}}
    data: {address: {categories: [email]}}
    parties:
      mailer: {organisation: mailco, role: processor, contract: dpa}
      printer: {organisation: other, role: processor}
  quiet: {purposes: {rest: {basis: contract}}}
"""


def read_of(text: str, tmp_path: Path) -> FactsRead:
    pack = tmp_path / "law" / "p"
    pack.mkdir(parents=True, exist_ok=True)
    (pack / "pack.yaml").write_text("title: P\nwhen: {jurisdiction: {in: [BE]}}\n", "utf-8")
    (pack / "a-rule.yaml").write_text(RULE, "utf-8")
    (tmp_path / "law" / "law").mkdir(exist_ok=True)
    table = (installed_packs() / "law" / "adequacy.yaml").read_text("utf-8")
    (tmp_path / "law" / "law" / "adequacy.yaml").write_text(table, "utf-8")
    law, problems = load_program([tmp_path / "law"])
    assert problems == []
    file = tmp_path / "r.yaml"
    file.write_text(text, "utf-8")
    facts, problems = load_facts([file])
    assert problems == []
    register = facts.registers["r"]
    (party,) = [record for record in register.of("party") if record.slug == "mailer"]
    return facts_read(law.rules["a-rule"], law, register, party)


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("role: processor, contract: dpa", "role: recipient, contract: dpa", {"party.role"}),
        ("role: processor, contract: dpa", "role: processor, contract: elsewhere", {"party.contract", "contract", "*"}),
        ("mailco: {country: US}", "mailco: {country: CA}", {"organisation.country"}),
        ("until: 2026-01-01", "until: 2027-01-01", {"contract.until"}),
        ("basis: consent", "basis: contract", {"purpose.basis"}),
        ("inform: {basis", "more: {}, inform: {basis", {"activity.purposes", "purpose"}),
        ("  letters:\n", "  letters:\n    until: 2020-01-01\n", {"activity.until"}),
        ("register: r\n", "register: r\njurisdiction: BE\n", {"register.jurisdiction"}),
        ("role: processor, contract: dpa", "role: processor, contract: dpa, since: 2025-01-01", {"party.since"}),
    ],
)
def test_what_counts_as_a_change(old: str, new: str, touched: set[str], tmp_path: Path) -> None:
    before, after = read_of(BASE, tmp_path).hashes, read_of(BASE.replace(old, new, 1), tmp_path).hashes
    differing = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    assert touched - {"*"} <= differing
    assert "*" in touched or differing == touched


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  other: {country: US}", "  other: {country: BE}"),
        ("parties: {idle: {role: recipient}}", "parties: {idle: {role: processor}, another: {role: recipient}}"),
        ("quiet: {purposes: {rest: {basis: contract}}}", "quiet: {large_scale: true}"),
        ("categories: [email]", "categories: [email, health]"),
        ("role: processor, contract: dpa", "role: processor, contract: dpa, title: Mailer, owner: the board, note: x"),
        ("register: r\n", "register: r\ntitle: Another title\n"),
    ],
)
def test_what_the_rule_does_not_read_does_not_count(old: str, new: str, tmp_path: Path) -> None:
    assert old in BASE
    assert read_of(BASE, tmp_path).hashes == read_of(BASE.replace(old, new, 1), tmp_path).hashes


TOLD = [
    ("processor, contract: dpa", "recipient, contract: dpa", ["`role` of `activities.letters.parties.mailer`"]),
    ("basis: consent", "source: x", ["`basis` of purposes, where nothing is stated any more"]),
    (
        "purposes: {inform: {",
        "purposes: {more: {basis: consent}, inform: {",
        ["`purposes` of `activities.letters`", "which purposes there are", "`basis` of 2 purposes"],
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), TOLD)
def test_what_has_changed_is_told_in_words(old: str, new: str, said: list[str], tmp_path: Path) -> None:
    base = BASE.replace("register: r\n", "register: r\nsources: {x: {kind: notice, title: X}}\n")
    assert old in base
    before, after = read_of(base, tmp_path), read_of(base.replace(old, new, 1), tmp_path)
    assert changes(before.hashes, after) == said
