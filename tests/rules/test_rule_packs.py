"""Packs, definitions and amendments: what is loaded, in which order, and how packs change each other."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest
from rule_builders import load, rule

from policyengine.engine.interpreter import judge
from policyengine.register.load import facts_from
from policyengine.rules.load import load_program
from policyengine.rules.packs import installed_packs
from policyengine.rules.program import Program, Severity
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files

NATIONAL = "title: National law\nwhen: {jurisdiction: {is: BE, otherwise: {value: NL, because: nobody says so}}}\n"


def verdicts(program: Program, facts: str) -> dict[str, str]:
    files = Files()
    node, problems = read_text(facts, "facts.yaml", files)
    assert problems == []
    assert isinstance(node, Mapping)
    read, problems = facts_from(node, files)
    assert problems == []
    return {found.rule.id: str(found.verdict) for found in judge(program, read, dt.date(2026, 11, 22))}


def amending(name: str = "b-amends", **keys: str) -> str:
    given = {"id": name, "amends": "a-rule", "title": "An amendment", **keys}
    return "".join(f"{key}: {value}\n" for key, value in given.items())


EXCEPTION = '[{provision: "UAVG 41", when: {group_company: true}, because: it is one group}]'
BELGIAN = "jurisdiction: BE\nparties: {mailer: {role: source, group_company: true}}\n"
DUTCH = BELGIAN.replace("BE", "NL")


@pytest.fixture
def national(tmp_path: Path) -> dict[str, str]:
    return {"p/a-rule.yaml": rule(), "n/pack.yaml": NATIONAL}


def test_packs_are_chosen_by_name(tmp_path: Path) -> None:
    files = {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/b-rule.yaml": rule("b-rule")}
    program, problems = load(tmp_path, files, ["q"])
    assert problems == []
    assert list(program.rules) == ["b-rule"]
    assert list(program.packs) == ["q"]


def test_a_pack_that_is_not_there(tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"eprivacy/pack.yaml": "title: E\n"}, ["eprivacie"])
    assert [problem.message for problem in problems] == ["there is no pack `eprivacie`"]
    assert problems[0].hint == "did you mean `eprivacy`?"


def test_an_optional_pack_is_only_loaded_by_name(tmp_path: Path) -> None:
    files = {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\noptional: true\n", "q/b-rule.yaml": rule("b-rule")}
    without, _ = load(tmp_path, files)
    with_it, _ = load(tmp_path, files, ["p", "q"])
    assert list(without.rules) == ["a-rule"]
    assert list(with_it.rules) == ["a-rule", "b-rule"]


def test_a_folder_with_a_header_is_a_pack_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "pack.yaml").write_text("title: Acme\n")
    (folder / "a-rule.yaml").write_text(rule())
    program, problems = load_program([folder])
    assert problems == []
    assert program.rules["a-rule"].pack == "acme"


def test_several_roots_are_one_program(tmp_path: Path) -> None:
    load(tmp_path / "one", {"p/a-rule.yaml": rule()})
    (tmp_path / "two" / "q").mkdir(parents=True)
    (tmp_path / "two" / "q" / "pack.yaml").write_text("title: Q\n")
    (tmp_path / "two" / "q" / "b-rule.yaml").write_text(
        rule("b-rule", require="party.adequate", follows_from="[a-rule]")
    )
    program, problems = load_program([tmp_path / "one", tmp_path / "two"])
    assert problems == []
    assert list(program.rules) == ["a-rule", "b-rule"]


def test_the_same_pack_in_two_roots(tmp_path: Path) -> None:
    load(tmp_path / "one", {})
    load(tmp_path / "two", {"law/decisions.yaml": "", "definitions/all.yaml": ""})
    _, problems = load_program([tmp_path / "one", tmp_path / "two"])
    assert "`p` stands twice" in [problem.message for problem in problems]


def test_the_when_of_a_pack_goes_before_every_rule(tmp_path: Path, national: dict[str, str]) -> None:
    program, problems = load(tmp_path, {**national, "n/b-rule.yaml": rule("b-rule")})
    assert problems == []
    assert verdicts(program, BELGIAN) == {"a-rule": "violated", "b-rule": "violated"}
    assert verdicts(program, DUTCH) == {"a-rule": "violated", "b-rule": "not applicable"}


# Definitions


def test_definitions_come_after_those_they_use(tmp_path: Path) -> None:
    text = (
        "party.a: {means: a, provision: GDPR 4, holds: {all: [party.c, party.b]}}\n"
        "party.b: {means: b, provision: GDPR 4, holds: {engaged_by: party.c}}\n"
        "party.c: {means: c, provision: GDPR 4, holds: {role: source}}\n"
    )
    program, problems = load(tmp_path, {"definitions/all.yaml": text})
    assert problems == []
    assert list(program.definitions) == ["party.c", "party.b", "party.a"]


def test_a_ring_of_definitions_is_named(tmp_path: Path) -> None:
    text = (
        "party.a: {means: a, provision: GDPR 4, holds: party.b}\n"
        "party.b: {means: b, provision: GDPR 4, holds: {not: {engaged_by: party.c}}}\n"
        "party.c: {means: c, provision: GDPR 4, holds: {any: [{role: source}, party.a]}}\n"
        "party.d: {means: d, provision: GDPR 4, holds: party.a}\n"
    )
    _, problems = load(tmp_path, {"definitions/all.yaml": text})
    assert [problem.message for problem in problems] == [
        "definitions go round in a ring: `party.a` uses `party.b` uses `party.c` uses `party.a`"
    ]
    assert (problems[0].span.line, problems[0].span.column) == (1, 1)


def test_a_definition_of_itself(tmp_path: Path) -> None:
    text = "party.a: {means: a, provision: GDPR 4, holds: {not: party.a}}\n"
    _, problems = load(tmp_path, {"definitions/all.yaml": text})
    assert "`party.a` uses `party.a`" in problems[0].message


def chain(length: int) -> str:
    names = [f"party.d{n:04}" for n in range(length)]
    text = "".join(
        f"{name}: {{means: x, provision: GDPR 4, holds: {below}}}\n" for name, below in itertools.pairwise(names)
    )
    return text + f"{names[-1]}: {{means: x, provision: GDPR 4, holds: {{role: source}}}}\n"


def test_a_long_line_of_definitions(tmp_path: Path) -> None:
    program, problems = load(tmp_path, {"definitions/all.yaml": chain(40)})
    assert problems == []
    assert next(iter(program.definitions)) == "party.d0039"


def test_a_line_of_definitions_that_nobody_could_follow(tmp_path: Path) -> None:
    files = {"definitions/all.yaml": chain(3000), "p/a-rule.yaml": rule(require="party.d0000")}
    _, problems = load(tmp_path, files)
    assert [problem.message for problem in problems] == [
        "`party.d2959` stands on more than 40 definitions, one upon the other"
    ]


# Amendments


def test_an_added_exception_holds_only_where_the_pack_applies(tmp_path: Path, national: dict[str, str]) -> None:
    program, problems = load(tmp_path, {**national, "n/b-amends.yaml": amending(unless=EXCEPTION)})
    assert problems == []
    (exemption,) = program.rules["a-rule"].unless
    assert (exemption.provision, exemption.amended_by) == ("UAVG 41", "b-amends")
    assert verdicts(program, BELGIAN) == {"a-rule": "satisfied"}
    assert verdicts(program, DUTCH) == {"a-rule": "violated"}


def test_an_amendment_within_a_pack_always_holds(tmp_path: Path) -> None:
    program, problems = load(tmp_path, {"p/a-rule.yaml": rule(), "p/b-amends.yaml": amending(unless=EXCEPTION)})
    assert problems == []
    assert verdicts(program, DUTCH) == {"a-rule": "satisfied"}


def test_a_rule_switched_off_stays_on_for_others(tmp_path: Path, national: dict[str, str]) -> None:
    program, problems = load(tmp_path, {**national, "n/b-amends.yaml": amending(switch_off="true")})
    assert problems == []
    assert verdicts(program, BELGIAN) == {"a-rule": "not applicable"}
    assert verdicts(program, DUTCH) == {"a-rule": "violated"}


def test_a_rule_switched_off_by_a_pack_without_when_is_gone(tmp_path: Path) -> None:
    files = {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/b-amends.yaml": amending(switch_off="true")}
    program, problems = load(tmp_path, files)
    assert problems == []
    assert program.rules == {}


def test_replaced_keys_make_a_rule_of_their_own_where_the_pack_applies(
    tmp_path: Path, national: dict[str, str]
) -> None:
    replaced = amending(replace="{severity: low, require: {role: {in: [source, processor]}}}")
    program, problems = load(tmp_path, {**national, "n/b-amends.yaml": replaced})
    assert problems == []
    assert program.rules["b-amends"].severity is Severity.LOW
    assert program.rules["b-amends"].title == "A title"
    assert verdicts(program, BELGIAN) == {"a-rule": "not applicable", "b-amends": "satisfied"}
    assert verdicts(program, DUTCH) == {"a-rule": "violated", "b-amends": "not applicable"}


def test_replaced_keys_of_a_pack_without_when(tmp_path: Path) -> None:
    replaced = amending(replace="{severity: low}")
    files = {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/b-amends.yaml": replaced}
    program, problems = load(tmp_path, files)
    assert problems == []
    assert list(program.rules) == ["a-rule"]
    assert program.rules["a-rule"].severity is Severity.LOW


def test_an_exception_added_before_outlives_a_replacement(tmp_path: Path) -> None:
    files = {
        "p/a-rule.yaml": rule(),
        "p/b-amends.yaml": amending(unless=EXCEPTION),
        "p/c-amends.yaml": amending("c-amends", replace="{severity: low}"),
    }
    program, problems = load(tmp_path, files)
    assert problems == []
    assert [exemption.amended_by for exemption in program.rules["a-rule"].unless] == ["b-amends"]


def test_a_replacement_keeps_what_others_switched_off(tmp_path: Path, national: dict[str, str]) -> None:
    files = {
        **national,
        "n/b-amends.yaml": amending(switch_off="true"),
        "q/pack.yaml": "title: Q\n",
        "q/c-amends.yaml": amending("c-amends", replace="{severity: low}"),
    }
    program, problems = load(tmp_path, files)
    assert problems == []
    assert program.rules["a-rule"].severity is Severity.LOW
    assert verdicts(program, BELGIAN) == {"a-rule": "not applicable"}
    assert verdicts(program, DUTCH) == {"a-rule": "violated"}


def test_a_company_cannot_make_policy_of_the_law(tmp_path: Path) -> None:
    files = {
        "p/pack.yaml": "title: P\nlaw: true\n",
        "p/a-rule.yaml": rule(),
        "q/pack.yaml": "title: Q\n",
        "q/b-amends.yaml": amending(replace="{rests_on: policy}"),
    }
    _, problems = load(tmp_path, files)
    assert ["rests on policy cannot say `violated`" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (amending(amends="a-rul", unless=EXCEPTION), "there is no rule `a-rul` to amend (did you mean `a-rule`?)"),
        (amending(), "an amending file does exactly one thing"),
        (amending(unless=EXCEPTION, switch_off="true"), "an amending file does exactly one thing"),
        (amending(replace="{for_each: data}"), "`replace` has no key `for_each`"),
        (amending(replace="{severity: higher}"), "`severity` cannot be `higher`"),
        (amending(switch_off="false"), "`switch_off` can only be `true`"),
        (amending(unless="[{provision: x, when: {rol: source}, because: y}]"), "did you mean `role`?"),
        (amending("other", switch_off="true"), "the id `other` is not the name of its file"),
        (amending(switch_of="true"), "did you mean `switch_off`?"),
    ],
)
def test_amendment_refused(tmp_path: Path, text: str, part: str) -> None:
    _, problems = load(tmp_path, {"p/a-rule.yaml": rule(), "p/b-amends.yaml": text})
    assert any(part in str(problem) and "b-amends.yaml:" in str(problem) for problem in problems), problems


def test_a_rule_of_a_pack_that_was_not_chosen_is_passed_over(tmp_path: Path, national: dict[str, str]) -> None:
    files = {
        **national,
        "n/b-amends.yaml": amending(unless=EXCEPTION),
        "n/c-rule.yaml": rule("c-rule", follows_from="[a-rule]"),
    }
    program, problems = load(tmp_path, files, ["n"])
    assert problems == []
    assert list(program.rules) == ["c-rule"]


def test_a_conditional_pack_cannot_amend_rules_on_organisations(tmp_path: Path, national: dict[str, str]) -> None:
    files = {
        **national,
        "p/a-rule.yaml": rule(for_each="organisation", require="{country: BE}"),
        "n/b-amends.yaml": amending(switch_off="true"),
    }
    _, problems = load(tmp_path, files)
    assert ["cannot amend a rule for each organisation" in problem.message for problem in problems] == [True]


def test_what_the_law_packs_rest_on_may_be_amended_only_by_law(tmp_path: Path) -> None:
    files = {
        "p/pack.yaml": "title: P\nlaw: true\n",
        "p/a-rule.yaml": rule(),
        "p/b-amends.yaml": amending(replace="{rests_on: policy}"),
    }
    _, problems = load(tmp_path, files)
    assert ["rests on policy cannot say `violated`" in problem.message for problem in problems] == [True]


def test_a_law_pack_may_ask_what_guidance_asks(tmp_path: Path) -> None:
    files = {
        "p/pack.yaml": "title: P\nlaw: true\n",
        "p/a-rule.yaml": rule(rests_on="guidance", breach_means="not stated"),
    }
    _, problems = load(tmp_path, files)
    assert problems == []


def test_the_installed_packs_are_found() -> None:
    assert (installed_packs() / "gdpr" / "pack.yaml").is_file()
