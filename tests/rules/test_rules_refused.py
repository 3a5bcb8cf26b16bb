"""Everything that cannot be used is a problem at its place, with the nearest right word."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from rule_builders import TABLE, load, rule, write

from policyengine.rules.load import load_program

CONDITIONS: dict[str, tuple[str, str]] = {
    # name: (a condition on a party, » marking the place of the problem; part of message and hint)
    "unknown attribute": ("{»rol: processor}", "`party` has no attribute or relation `rol` (did you mean `role`?)"),
    "unknown attribute of another kind": ("{»organisation.land: BE}", "`organisation` has no attribute"),
    "unknown word": ("{role: »procesor}", "unknown word `procesor` (expected a party role; did you mean"),
    "word in a list": ("{role: {in: [source, »procesor]}}", "unknown word `procesor`"),
    "unknown territory": ("{organisation.country: »UK}", "did you mean `GB`?"),
    "not a day": ("{since: {before: »2024-02-30}}", "`2024-02-30` is not a day"),
    "not a yes or no": ("{group_company: »maybe}", "`maybe` is neither true nor false"),
    "not a number": ("{organisation.headcount: {before: »many}}", "`many` is not a whole number"),
    "not a period": ("{since: {within: {period: »1M, after: as_of}}}", "`1M` is not a period"),
    "unknown definition": (
        "»party.adequat",
        "no definition is called `party.adequat` (did you mean `party.adequate`?)",
    ),
    "definition of another kind": ("»data.hidden", "`data.hidden` is asked of a `data`, but here stands a `party`"),
    "definition that is false": ("{party.adequate: »false}", "can only be `true` (use `not`"),
    "unknown definition over a path": ("{organisation: {holds: »x}}", "no definition is called `x`"),
    "unknown name": ("{»someone.role: processor}", "no attribute or relation `someone`"),
    "name out of reach": (
        "{all: [{data: {some: {relinkable: true}, as: d}}, {»d.relinkable: true}]}",
        "no attribute or relation `d`",
    ),
    "name bound twice": (
        "{data: {some: {purposes: {some: {class: surveys}, as: »d}}, as: d}}",
        "the name `d` is already bound here",
    ),
    "a name that is none": ("{data: {some: {relinkable: true}, as: »A b}}", "`A b` cannot be a name"),
    "unknown law table": ("{some: {in: »law.decision, scope: whole}}", "did you mean `law.decisions`?"),
    "unknown column": ("{some: {in: law.decisions, »scop: whole}}", "did you mean `scope`?"),
    "word of a column": (
        "{some: {in: law.decisions, scope: »all}}",
        "is not a word of the column `scope` (known: `listed`, `whole`)",
    ),
    "a table and nothing asked": ("{some: »{in: law.decisions}}", "`some` asks nothing of the rows"),
    "where and more": ("{some: {in: law.decisions, where: {scope: whole}, »code: BE}}", "`code` stands beside `where`"),
    "quantifier without a table": ("{some: »{role: processor}}", "`some` has no `in`"),
    "to-many relation in a path": (
        "{»data.relinkable: true}",
        "cannot stand inside a path (use some or every: `data: {some: {relinkable: ...}}`)",
    ),
    "to-many relation without quantifier": (
        "{data: {»relinkable: true}}",
        "`relinkable` cannot stand beside a quantifier",
    ),
    "to-many relation and a plain word": ("{data: »email}", "so it needs a quantifier"),
    "on after a value": ("{»role.country: BE}", "`role` is a value, so the path `role.country` cannot go on"),
    "before on words": ("{role: {»before: processor}}", "`role` is of type word, which `before` cannot compare"),
    "covers on a day": ("{since: {»covers: 2024-01-01}}", "of type date, which `covers` cannot compare"),
    "matches on words": (
        '{role: {»matches: "x"}}',
        "which `matches` cannot compare (`matches` searches text; use `is` or `in`)",
    ),
    "within on a number": (
        "{organisation.headcount: {»within: {period: P1M, after: 3}}}",
        "which `within` cannot compare",
    ),
    "unknown comparison": ("{role: {»equals: processor}}", "no comparison is called `equals`"),
    "two comparisons": ("{role: »{is: processor, in: [source]}}", "makes exactly one comparison"),
    "is a list": ("{role: {is: »[processor, source]}}", "use `in` to compare with a list"),
    "in one word": ("{role: {in: »processor}}", "`in` needs a list or a path"),
    "an empty list": ("{role: {in: »[]}}", "the list is empty"),
    "twice in a list": ("{role: [source, »source]}", "`source` stands twice in the list"),
    "stated is false": ("{role: {stated: »false}}", "`stated` can only be `true` (use `not`"),
    "stated and presumed": (
        "{role: {stated: »true, otherwise: {value: source, because: x}}}",
        "nothing can be presumed",
    ),
    "presumed without a reason": ("{role: {is: source, otherwise: »{value: source}}}", "`otherwise` has no `because`"),
    "presumed to be another type": (
        "{group_company: {otherwise: {value: »none, because: x}}}",
        "`none` is neither true nor false",
    ),
    "operand of another type": (
        "{since: {before: {path: »role}}}",
        "`role` is of type word, but `since` is of type date",
    ),
    "operand with no common word": (
        "{role: {is: {path: »control}}}",
        "no word that `control` may hold is a word of `role`",
    ),
    "operand that leads to records": ("{role: {is: {path: »organisation}}}", "leads to records, not to values"),
    "operand of an unknown form": ("{role: {is: {»pat: control}}}", "did you mean `path`?"),
    "operand with two keys": ("{role: {is: »{path: role, plus: x}}}", "an operand has exactly one key"),
    "plus on words": ("{role: {is: {plus: »[as_of, P1M]}}}", "`plus` gives a day"),
    "plus of one": ("{since: {after: {plus: »[as_of]}}}", "`plus` needs a day and a period"),
    "minus on words": ("{role: {is: {minus: »[as_of, P1M]}}}", "`minus` gives a day"),
    "minus of one": ("{since: {after: {minus: »[as_of]}}}", "`minus` needs a day and a period"),
    "within without a start": ("{since: {within: »{period: P1M}}}", "`within` has the keys `period` and `after`"),
    "a record and a word": ("{organisation: {is: »mailco}}", "a record can only be compared with a record"),
    "records of two kinds": (
        "{organisation: {is: »{path: activity}}}",
        "does not end with a relation to a `organisation`",
    ),
    "count without bounds": (
        "{data: {count: »{where: {relinkable: true}}}}",
        "`count` says neither `at_least` nor `at_most`",
    ),
    "count the wrong way round": ("{data: {count: {at_least: 3, at_most: »1}}}", "`at_most` is 1, but `at_least` is 3"),
    "unknown key of count": ("{data: {count: {»at_last: 3}}}", "did you mean `at_least`?"),
    "more than there are": ("{at_least: {n: »3, of: [never, never]}}", "`n` is 3, but there are only 2 conditions"),
    "at_least without of": ("{at_least: »{n: 3}}", "`at_least` has the keys `n` and `of`"),
    "some and every": (
        "{data: »{some: party.adequate, every: party.adequate}}",
        "exactly one of `some`, `every` and `count`",
    ),
    "quantifier over one value": ("{control: {»some: {is: joint}}}", "`control` takes one value"),
    "inside a value": ("{role: {some: {is: {path: »control}}}}", "a value has no `control`"),
    "a list of conditions": ("»[{role: processor}]", "write `all: [...]` or `any: [...]`"),
    "an empty condition": ("»{}", "the condition is empty"),
    "an empty any": ("{any: »[]}", "`any` must be a list of one or more"),
    "not a regular expression": ('{organisation.address: {matches: »"(a"}}', "is not a regular expression"),
    "an explosive pattern": ('{organisation.address: {matches: »"(a+)+$"}}', "the pattern may take very long"),
    "an explosive choice": ('{organisation.address: {matches: »"(a|aa)*$"}}', "the pattern may take very long"),
    "an explosion in disguise": ('{organisation.address: {matches: »"((a*))*$"}}', "the pattern may take very long"),
    "too many repetitions": ('{organisation.address: {matches: »"a*b*c*d*e"}}', "too many repetitions"),
    "a pattern that refers back": ('{organisation.address: {matches: »"(a)\\\\1"}}', "it refers back to a group"),
    "a long pattern": (f'{{organisation.address: {{matches: »"{"a" * 201}"}}}}', "the pattern has 201 characters"),
}


@pytest.mark.parametrize(("marked", "part"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_condition_refused(tmp_path: Path, marked: str, part: str) -> None:
    text = rule(require=marked.replace("»", ""))
    before, _, _ = rule(require=marked).partition("»")
    _, problems = load(tmp_path, {"p/a-rule.yaml": text})
    assert len(problems) == 1, problems
    (problem,) = problems
    assert problem.span.path.endswith("p/a-rule.yaml")
    assert (problem.span.line, problem.span.column) == (6, len(before.splitlines()[-1]) + 1)
    assert part in f"{problem.message} ({problem.hint})"


FILES: dict[str, tuple[dict[str, str], str, str]] = {
    # name: (files, file:line:column of the problem, part of message and hint)
    "no require": ({"p/a-rule.yaml": rule(require="")}, "p/a-rule.yaml:1:1", "the rule has no `require`"),
    "no for_each": ({"p/a-rule.yaml": rule(for_each="")}, "p/a-rule.yaml:1:1", "`for_each`"),
    "unknown kind": ({"p/a-rule.yaml": rule(for_each="partie")}, "p/a-rule.yaml:4:11", "did you mean `party`?"),
    "no severity": ({"p/a-rule.yaml": rule(severity="")}, "p/a-rule.yaml:1:1", "the rule has no `severity`"),
    "unknown severity": ({"p/a-rule.yaml": rule(severity="hihg")}, "p/a-rule.yaml:5:11", "did you mean `high`?"),
    "unknown key": ({"p/a-rule.yaml": rule(requires="never")}, "p/a-rule.yaml:7:1", "did you mean `require`?"),
    "id is not the file": (
        {"p/b-rule.yaml": rule()},
        "p/b-rule.yaml:1:5",
        "the id `a-rule` is not the name of its file",
    ),
    "id used twice": (
        {"p/a-rule.yaml": rule(), "q/pack.yaml": "title: Q\n", "q/a-rule.yaml": rule()},
        "q/a-rule.yaml:1:1",
        "the id `a-rule` is used twice",
    ),
    "not a mapping": ({"p/a-rule.yaml": "- a\n"}, "p/a-rule.yaml:1:1", "a rule must be a mapping"),
    "guidance violates in a law pack": (
        {"p/pack.yaml": "title: P\nlaw: true\n", "p/a-rule.yaml": rule(rests_on="guidance")},
        "p/a-rule.yaml:7:11",
        "a rule that rests on guidance cannot say `violated` in a pack that states the law",
    ),
    "exception without a reason": (
        {"p/a-rule.yaml": rule(unless='[{provision: "GDPR 5(2)", when: {role: source}}]')},
        "p/a-rule.yaml:7:10",
        "the exception has no `because`",
    ),
    "window that ends before it begins": (
        {"p/a-rule.yaml": rule(in_force="{from: 2020-01-02, until: 2020-01-01}")},
        "p/a-rule.yaml:7:11",
        "before it begins",
    ),
    "unknown breach": ({"p/a-rule.yaml": rule(breach_means="broken")}, "p/a-rule.yaml:7:15", "cannot be `broken`"),
    "unknown source kind": (
        {"p/a-rule.yaml": rule(shown_by="[notise]")},
        "p/a-rule.yaml:7:12",
        "did you mean `notice`?",
    ),
    "follows from nothing": (
        {"p/a-rule.yaml": rule(follows_from="[b-rule]")},
        "p/a-rule.yaml:7:15",
        "there is no rule `b-rule`",
    ),
    "follows from itself in the end": (
        {
            "p/b-rule.yaml": rule("b-rule", follows_from="[a-rule]"),
            "p/a-rule.yaml": rule(follows_from="[c-rule]"),
            "p/c-rule.yaml": rule("c-rule", follows_from="[b-rule]"),
        },
        "p/a-rule.yaml:7:15",
        "in a ring: `a-rule` from `c-rule` from `b-rule` from `a-rule`",
    ),
    "explains a path that is none": (
        {"p/a-rule.yaml": rule(explain='"{judged.dat} is kept"')},
        "p/a-rule.yaml:7:10",
        "did you mean `data`?",
    ),
    "explains an open brace": (
        {"p/a-rule.yaml": rule(explain='"{judged is kept"')},
        "p/a-rule.yaml:7:10",
        "is not closed",
    ),
    "explains somebody else": (
        {"p/a-rule.yaml": rule(explain='"{data}"')},
        "p/a-rule.yaml:7:10",
        "write `{judged.data}`",
    ),
    "definition of no kind": (
        {"definitions/all.yaml": "hidden: {means: x, provision: y, holds: never}\n"},
        "definitions/all.yaml:1:1",
        "does not say of which kind of record it is asked",
    ),
    "definition without holds": (
        {"definitions/all.yaml": "data.x: {means: x, provision: y}\n"},
        "definitions/all.yaml:1:9",
        "`data.x` has no `holds`",
    ),
    "definition twice": (
        {"definitions/more.yaml": "data.hidden: {means: x, provision: y, holds: {relinkable: true}}\n"},
        "definitions/more.yaml:1:1",
        "`data.hidden` is defined twice",
    ),
    "pack without a title": ({"p/pack.yaml": "law: true\n"}, "p/pack.yaml:1:1", "the pack has no `title`"),
    "pack without a header": ({"q/a-rule.yaml": rule()}, "q/a-rule.yaml:1:1", "the pack `q` has no `pack.yaml`"),
    "pack that asks a party": (
        {"p/pack.yaml": "title: P\nwhen: {role: processor}\n"},
        "p/pack.yaml:2:8",
        "`register` has no",
    ),
    "file in no pack": ({"a-rule.yaml": rule()}, "a-rule.yaml:1:1", "the file stands in no pack"),
    "row without a source": (
        {"law/decisions.yaml": TABLE.replace(", source: another", "")},
        "law/decisions.yaml:11:5",
        "the row of `law.decisions` has no `source`",
    ),
    "row with an unknown column": (
        {"law/decisions.yaml": TABLE.replace("{code: CH,", "{cod: CH,")},
        "law/decisions.yaml:10:6",
        "did you mean `code`?",
    ),
    "cell of another type": (
        {"law/decisions.yaml": TABLE.replace("2020-07-15", "soon")},
        "law/decisions.yaml:11:56",
        "`soon` is not a day",
    ),
    "cell with a word of another column": (
        {"law/decisions.yaml": TABLE.replace("scope: listed", "scope: lists")},
        "law/decisions.yaml:11:23",
        "did you mean `listed`?",
    ),
    "list in a cell for one": (
        {"law/decisions.yaml": TABLE.replace("code: CH", "code: [CH, US]")},
        "law/decisions.yaml:10:12",
        "declare the column `many: true`",
    ),
    "column of no type": (
        {"law/decisions.yaml": TABLE.replace("type: territory", "type: land")},
        "law/decisions.yaml:4:16",
        "`type` cannot be `land`",
    ),
    "column of words without a vocabulary": (
        {"law/decisions.yaml": TABLE.replace("vocabulary: clause-set, ", "")},
        "law/decisions.yaml:6:12",
        "has no `vocabulary`",
    ),
    "column called like a row's own key": (
        {"law/decisions.yaml": TABLE.replace("  code: {type", "  source: {type: text, describes: x}\n  code: {type")},
        "law/decisions.yaml:4:3",
        "a column cannot be called `source`",
    ),
}


@pytest.mark.parametrize(("files", "place", "part"), FILES.values(), ids=FILES.keys())
def test_file_refused(tmp_path: Path, files: dict[str, str], place: str, part: str) -> None:
    _, problems = load(tmp_path, files)
    shown = [str(problem) for problem in problems]
    assert any(f"/{place}: " in text and part in text for text in shown), shown


def test_all_problems_at_once(tmp_path: Path) -> None:
    files = {
        "p/a-rule.yaml": rule(severity="hihg", when="{rol: processor}", require="{all: [{role: x}, {control: y}]}"),
        "p/b-rule.yaml": rule("b-rule", require="{rol: processor}"),
    }
    _, problems = load(tmp_path, files)
    places = [f"{Path(p.span.path).name}:{p.span.line}:{p.span.column}" for p in problems]
    assert places == ["a-rule.yaml:5:11", "a-rule.yaml:6:24", "a-rule.yaml:6:38", "a-rule.yaml:7:8", "b-rule.yaml:6:11"]


def test_deep_nesting_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    deep = "{not: " * 60 + "{role: source}" + "}" * 60
    _, problems = load(tmp_path, {"p/a-rule.yaml": rule(require=deep)})
    assert any("nested more than 40 deep" in problem.message for problem in problems)


def test_values_are_not_nested_without_end_either(tmp_path: Path) -> None:
    deep = "{role: {some: " + "{not: " * 60 + "source" + "}" * 62
    _, problems = load(tmp_path, {"p/a-rule.yaml": rule(require=deep)})
    assert any("nested more than 40 deep" in problem.message for problem in problems)


def test_patterns_that_pass_are_quick_on_any_text(tmp_path: Path) -> None:
    import re

    from policyengine.rules.language import Constant, Test

    text = '{organisation.address: {matches: "^[a-z]*[a-c]*[b-z]*(straat|laan)?$"}}'
    program, problems = load(tmp_path, {"p/a-rule.yaml": rule(require=text)})
    assert problems == []
    require = program.rules["a-rule"].require
    assert isinstance(require, Test)
    assert isinstance(require.operand, Constant)
    before = time.perf_counter()
    re.search(str(require.operand.values[0]), "a" * 200 + "!")
    assert time.perf_counter() - before < 2


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    root = write(tmp_path, {})
    (root / "p" / "a-rule.yaml").write_bytes(b"id: \xff\n")
    _, problems = load_program([root])
    assert [problem.message for problem in problems] == ["byte 0xFF is not UTF-8"]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    _, problems = load_program([tmp_path / "nowhere"])
    assert len(problems) == 1
