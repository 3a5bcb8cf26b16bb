"""Every construct of the language, as it is written and as the engine gets it."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest
from rule_builders import condition, load, rule

from policyengine.register.model.period import Period
from policyengine.rules import language as lang
from policyengine.rules.program import Breach, Severity, Window
from policyengine.rules.words import in_words

CONSTRUCTS = {
    "is": ("{role: {is: processor}}", "role is processor"),
    "short for is": ("{role: processor}", "role is processor"),
    "in": ("{role: {in: [processor, controller]}}", "role is processor or controller"),
    "short for in": ("{role: [processor, controller]}", "role is processor or controller"),
    "several keys": (
        "{role: processor, group_company: true}",
        "all of\n  role is processor\n  group company is yes",
    ),
    "all": ("{all: [{role: processor}, never]}", "all of\n  role is processor\n  this is never allowed"),
    "any": ("{any: [{role: processor}, {role: source}]}", "any of\n  role is processor\n  role is source"),
    "not": ("{not: {role: processor}}", "role is not processor"),
    "not of more": (
        "{not: {any: [{role: processor}, {role: source}]}}",
        "not\n  any of\n    role is processor\n    role is source",
    ),
    "at least": (
        "{at_least: {n: 1, of: [{role: processor}, {role: source}]}}",
        "at least 1 of\n  role is processor\n  role is source",
    ),
    "never": ("never", "this is never allowed"),
    "stated": ("{control: {stated: true}}", "control is stated"),
    "a relation stated": ("{organisation: {stated: true}}", "organisation is stated"),
    "a list stated": ("{contract: {stated: true}}", "contract is stated"),
    "a path": ("{organisation.country: {is: BE}}", "country of the organisation is BE"),
    "nested": ("{organisation: {country: BE}}", "country of the organisation is BE"),
    "nested deeper": (
        "{activity: {any: [{large_scale: true}, {occasional: false}]}}",
        "any of\n  large scale of the activity is yes\n  occasional of the activity is no",
    ),
    "judged": ("{judged.activity.large_scale: true}", "large scale of the activity of the judged record is yes"),
    "covers": ("{activity: {data: {some: {categories: {covers: [email, health]}}}}}", None),
    "before": ("{organisation.headcount: {before: 250}}", "headcount of the organisation is less than 250"),
    "after a day": ("{since: {after: 2020-01-31}}", "since is after 2020-01-31"),
    "as_of": ("{since: {before: as_of}}", "since is before the as-of date"),
    "plus": ("{since: {after: {plus: [as_of, P1Y2M]}}}", "since is after 1 year 2 months after the as-of date"),
    "minus": ("{since: {before: {minus: [as_of, P1Y2M]}}}", "since is before 1 year 2 months before the as-of date"),
    "within": (
        "{since: {within: {period: P30D, after: {path: organisation.dpf_since}}}}",
        "since is within 30 days of dpf since of the organisation",
    ),
    "matches": ('{organisation.legal_form: {matches: "^n\\\\.?v"}}', None),
    "a path as operand": (
        "{access_from: {is: {path: organisation.country}}}",
        "access from is country of the organisation",
    ),
    "constants and paths in a list": (
        "{access_from: {in: [BE, {path: organisation.country}]}}",
        "any of\n  access from is BE\n  access from is country of the organisation",
    ),
    "presumed": (
        "{separate_person: {otherwise: {value: true, because: it is rare}}}",
        "separate person is yes, presumed yes where nothing is stated: it is rare",
    ),
    "presumed none": (
        "{access_from: {is: US, otherwise: {value: none, because: nobody says so}}}",
        "access from is US, presumed none where nothing is stated: nobody says so",
    ),
    "some": ("{contract: {some: {kind: legal-act}}}", "some of the contract: kind is legal-act"),
    "every": ("{data: {every: {relinkable: false}}}", "every of the data: relinkable is no"),
    "count": (
        "{data: {count: {at_least: 1, at_most: 3, where: {relinkable: false}}, as: d}}",
        "1 to 3 of the data (called d): relinkable is no",
    ),
    "count all": ("{data: {count: {at_least: 2}}}", "at least 2 of the data"),
    "bound names": (
        "{data: {some: {purposes: {some: {data: {some: {origin: {is: {path: d.origin}}}}}}}, as: d}}",
        "some of the data (called d): some of the purposes: some of the data: origin is origin of the d",
    ),
    "values": (
        "{role: {every: {is: processor}}}",
        "all of\n  role is stated\n  every value of role: it is processor",
    ),
    "values, structured": (
        "{role: {some: {any: [{is: processor}, {not: controller}]}}}",
        "some value of role\n  any of\n    it is processor\n    it is not controller",
    ),
    "values by name": (
        "{access_from: {every: {some: {in: law.decisions, code: {is: {path: land}}}}, as: land}}",
        "all of\n  access from is stated\n"
        "  every value of access from (called land): some row of the table law.decisions: code is land",
    ),
    "law table": (
        "{some: {in: law.decisions, as: row, scope: whole, code: {is: {path: judged.organisation.country}}}}",
        "some row of the table law.decisions (called row)\n  all of\n    scope is whole\n"
        "    code is country of the organisation of the judged record",
    ),
    "law table with where": (
        "{every: {in: law.decisions, where: {in_force: true}}}",
        "every row of the table law.decisions: in force is yes",
    ),
    "count of a law table": (
        "{count: {in: law.decisions, at_most: 0, scope: listed}}",
        "at most 0 row of the table law.decisions: scope is listed",
    ),
    "a definition alone": ("party.adequate", "the party is `party.adequate`"),
    "a definition as a key": ("{party.adequate: true}", "the party is `party.adequate`"),
    "a definition over a path": ("{engaged_by: {holds: party.adequate}}", "engaged by is `party.adequate`"),
    "a definition in a quantifier": (
        "{data: {some: {holds: data.hidden, relinkable: true}}}",
        "some of the data\n  all of\n    the data is `data.hidden`\n    relinkable is yes",
    ),
    "the same record": (
        "{organisation: {is: {path: engaged_by.organisation}}}",
        "organisation is organisation of the engaged by",
    ),
    "some over one record": ("{organisation: {some: {country: BE}, as: o}}", None),
}


@pytest.mark.parametrize(("text", "words"), CONSTRUCTS.values(), ids=CONSTRUCTS.keys())
def test_construct(tmp_path: Path, text: str, words: str | None) -> None:
    read = condition(tmp_path, text)
    if words is not None:
        assert in_words(read) == words
    assert pickle.loads(pickle.dumps(read)) == read


def test_paths_lead_over_relations(tmp_path: Path) -> None:
    read = condition(tmp_path, "{organisation.country: BE}")
    assert isinstance(read, lang.Test)
    assert read.path == lang.Path("", ("organisation",), "country", "organisation")
    assert read.operand == lang.Constant(("BE",))


def test_operands_are_typed(tmp_path: Path) -> None:
    read = condition(tmp_path, "{since: {within: {period: P1M, after: {plus: [2024-02-29, P1Y]}}}}")
    assert isinstance(read, lang.Test)
    assert read.period == Period(months=1)
    assert read.operand == lang.Plus(lang.Constant((dt.date(2024, 2, 29),)), Period(months=12))


def test_quantifiers_say_whether_there_may_be_more(tmp_path: Path) -> None:
    relation = condition(tmp_path, "{data: {some: {relinkable: true}}}")
    closed = condition(tmp_path, "{role: {some: {is: processor}}}")
    growing = condition(tmp_path, "{subjects: {some: {is: customer}}}")
    table = condition(tmp_path, "{some: {in: law.decisions, scope: whole}}")
    quantifiers = [relation, closed, growing, table]
    assert all(isinstance(one, lang.Some) for one in quantifiers)
    assert [one.members.open for one in quantifiers if isinstance(one, lang.Some)] == [True, False, True, False]


def test_members_of_values_are_tested_by_an_empty_path(tmp_path: Path) -> None:
    read = condition(tmp_path, "{role: {every: {is: processor}}}")
    assert isinstance(read, lang.AllOf)
    there, every = read.of
    assert isinstance(there, lang.Test)
    assert there.comparison is lang.Comparison.STATED
    assert isinstance(every, lang.Every)
    assert isinstance(every.of, lang.Test)
    assert every.of.path == lang.Path("", (), "", "")


def test_dpv_identifiers_are_aliases(tmp_path: Path) -> None:
    read = condition(tmp_path, "{role: DataProcessor}")
    assert isinstance(read, lang.Test)
    assert read.operand == lang.Constant(("processor",))


WHOLE = """\
id: a-rule
title: A title
provisions: ["GDPR 28(3)", "GDPR 28(4)"]
for_each: party
severity: high
raise: [{to: critical, when: {group_company: true}}]
decided_by: document
rests_on: case-law
shown_by: [contract, register]
in_force: {from: 2018-05-25, until: 2030-01-01}
when: {role: processor}
unless: [{provision: "GDPR 28(3)", when: {by_legal_act: true}, because: an act binds, claimed: {control: independent}}]
require: {contract: {some: {kind: data-processing-agreement}}}
breach: {contract: {some: {kind: consumer-terms}}}
breach_means: not stated
explain: "{judged} processes {judged.data} for {judged.activity.controllers}"
expects: a contract
remedy: Conclude one.
follows_from: [another]
tags: [A-TAG]
reviewed: {on: 2026-11-22, against: consolidated text}
"""


def test_every_key_of_a_rule(tmp_path: Path) -> None:
    program, problems = load(tmp_path, {"p/a-rule.yaml": WHOLE, "p/another.yaml": rule("another")})
    assert problems == []
    read = program.rules["a-rule"]
    assert (read.pack, read.provisions, read.severity) == ("p", ("GDPR 28(3)", "GDPR 28(4)"), Severity.HIGH)
    assert [entry.to for entry in read.raises] == [Severity.CRITICAL]
    assert (read.decided_by, read.rests_on, read.shown_by) == ("document", "case-law", ("contract", "register"))
    assert read.in_force == Window(dt.date(2018, 5, 25), dt.date(2030, 1, 1))
    (exemption,) = read.unless
    assert (exemption.provision, exemption.because) == ("GDPR 28(3)", "an act binds")
    assert exemption.claimed is not None
    assert read.breach is not None
    assert read.breach_means is Breach.NOT_STATED
    assert (read.follows_from, read.tags) == (("another",), ("A-TAG",))
    assert (read.reviewed_on, read.reviewed_against) == (dt.date(2026, 11, 22), "consolidated text")
    assert str(program.files.span(read.place)).endswith("p/a-rule.yaml:1:1")


def test_a_rule_without_when_always_applies(tmp_path: Path) -> None:
    program, _ = load(tmp_path, {"p/a-rule.yaml": rule()})
    when = program.rules["a-rule"].when
    assert when == lang.AllOf((), when.place)


def test_a_program_can_be_kept(tmp_path: Path) -> None:
    program, _ = load(tmp_path, {"p/a-rule.yaml": WHOLE, "p/another.yaml": rule("another")})
    again = pickle.loads(pickle.dumps(program))
    assert again.rules == program.rules
    assert again.definitions == program.definitions
    assert again.reach == program.reach


def test_reach_goes_through_definitions_relations_and_tables(tmp_path: Path) -> None:
    files = {
        "p/pack.yaml": "title: A pack\nwhen: {jurisdiction: BE}\n",
        "p/a-rule.yaml": rule(require="{all: [party.adequate, {contract: {some: {in_force: true}}}]}"),
    }
    program, problems = load(tmp_path, files)
    assert problems == []
    reach = program.reach["a-rule"]
    for read in (
        ("register", "jurisdiction"),
        ("party", "organisation"),
        ("organisation", "country"),
        ("law.decisions", "code"),
        ("law.decisions", "until"),
        ("party", "contract"),
        ("contract", "parties"),
        ("contract", "in_force"),
        ("contract", "until"),
    ):
        assert read in reach
    assert ("contract", "kind") not in reach


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    files = {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/b-rule.yaml": rule("b-rule")}
    one, _ = load(tmp_path / "one", files)
    other, _ = load(tmp_path / "other", dict(reversed(files.items())))
    assert list(one.rules) == list(other.rules) == ["a-rule", "b-rule"]
    assert list(one.packs) == list(other.packs) == ["p", "q"]
