"""Two judgings beside each other: what is introduced, resolved and changed, and which statement turned it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.check import Asked, Loaded, judged_case
from policyengine.differences import Difference, Side, Turned, subjects
from policyengine.register.load import facts_from
from policyengine.rules.load import load_program
from policyengine.rules.program import Program
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files
from policyengine.triage.difference import difference
from policyengine.triage.turning import Case

AS_OF = dt.date(2026, 11, 22)
RULES = {
    "contract": "for_each: party\nseverity: high\nraise: [{to: critical, when: {group_company: true}}]\n"
    "when: {role: processor}\nrequire: {contract: {stated: true}}\nexplain: '{judged} is bound by {judged.contract}'",
    "terms": "for_each: party\nseverity: low\nfollows_from: [contract]\nwhen: {role: processor}\n"
    "require: {contract: {some: {signed: {stated: true}}}}",
    "basis": "for_each: purpose\nseverity: high\nrequire: {basis: consent}",
    "told": "for_each: register\nseverity: medium\n"
    "require: {named_parties: {every: {in_recipient_list: {is: true, otherwise: {value: true, because: usual}}}}}",
    "country": "for_each: party\nseverity: high\nrequire: {organisation.country: {in: [BE, NL]}}",
}
_RULE = "id: {id}\ntitle: Title of {id}\nprovisions: ['GDPR 5(1)(a)']\nexpects: something\nremedy: Do it.\n{text}\n"


def written(folder: Path, **rules: str) -> Program:
    """The program of these rules, each written as a file."""
    pack = folder / "made-up"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("title: Made-up law\n", "utf-8")
    for name, text in rules.items():
        (pack / f"{name}.yaml").write_text(_RULE.format(id=name, text=text), "utf-8")
    program, problems = load_program([folder])
    assert problems == []
    return program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return written(tmp_path_factory.mktemp("law"), **RULES)


def case(program: Program, text: str, as_of: dt.date = AS_OF) -> Case:
    """A side: the register `club` with this text, judged by the program."""
    files = Files()
    tree, problems = read_text(f"register: club\n{text}", "club.yaml", files)
    assert isinstance(tree, Mapping), problems
    facts, problems = facts_from(tree, files)
    assert problems == []
    return judged_case(Asked((), as_of), Loaded(facts, program))


Compare = Callable[[str, str], Difference]


@pytest.fixture
def compare(program: Program) -> Compare:
    return lambda base, head: difference(case(program, base), case(program, head))


def processor(name: str, said: str = "") -> str:
    return f"  {name}: {{role: processor{said}}}\n"


def rules_of(some: tuple[Turned, ...]) -> list[str]:
    return [one.finding.rule for one in some]


def test_a_thing_differs_in_nothing_from_itself(compare: Compare) -> None:
    found = compare(*["parties:\n" + processor("mailer", ", contract: none")] * 2)
    assert found == Difference((), (), (), found.unchanged, ())
    assert found.unchanged > 0


def test_a_record_more_is_all_that_is_introduced_though_its_like_was_found_before(compare: Compare) -> None:
    before = "parties:\n" + processor("a", ", contract: none") + processor("b", ", contract: none")
    found = compare(before, before + processor("c", ", contract: none"))
    (contract,) = [one for one in found.introduced if one.finding.rule == "contract"]
    assert [record.key for record in contract.finding.records] == ["parties.c"]
    assert contract.finding.message == "c is bound by none"
    assert contract.was == ("no such record",)
    assert [related.rule for related in contract.finding.related] == ["terms"]
    assert not found.resolved


def test_what_only_moves_is_the_same(compare: Compare) -> None:
    before = "parties:\n" + processor("a", ", contract: none")
    found = compare(before, "# in front\n\n\n" + before)
    assert (found.introduced, found.resolved, found.changed, found.facts) == ((), (), (), ())


def test_the_statement_that_turned_a_verdict_is_named_on_its_side(compare: Compare) -> None:
    base = "activities: {news: {purposes:\n  {inform:\n  {basis: consent}}}}\n"
    head = base.replace("consent", "contract")
    found = compare(base, head)
    (one,) = found.introduced
    assert (one.finding.rule, one.was) == ("basis", ("satisfied",))
    assert [(turning.side, turning.text, turning.span and turning.span.line) for turning in one.turned_by] == [
        ("head", "basis of inform: contract", 4),
        ("base", "basis of inform: consent", 4),
    ]
    (fact,) = found.facts
    (said,) = fact.statements
    assert (fact.change, fact.record.key, said.attribute) == ("changed", "activities.news.purposes.inform", "basis")
    assert [[one.text for one in side] for side in (said.before, said.after)] == [["consent"], ["contract"]]


def test_a_statement_that_is_gone_turns_a_verdict_too(compare: Compare) -> None:
    base = "activities: {news: {purposes: {inform: {basis: consent}}}}"
    found = compare(base, base.replace("{basis: consent}", "{}"))
    (one,) = found.introduced
    assert one.finding.verdict == "not stated"
    assert [(turning.side, turning.text) for turning in one.turned_by] == [("base", "basis of inform: consent")]


def test_of_what_is_gone_no_more_is_told_than_that(compare: Compare) -> None:
    news = "activities: {news: {purposes: {inform: {}, remind: {}}}}\n"
    parties = "parties:\n" + processor("mailer", ", contract: none")
    found = compare(news + parties, "parties: {other: {role: recipient}}\n")
    gone = {one.finding.records[0].key: [(t.side, t.text) for t in one.turned_by] for one in found.resolved}
    assert gone == {
        "parties.mailer": [("base", "the party mailer")],
        "activities.news.purposes.inform": [("base", "the activity news")],
    }
    # Once it comes, what it says is what matters.
    (new,) = [one for one in compare("parties: {}\n", parties).introduced if one.finding.rule == "contract"]
    assert "contract of mailer: none" in [turning.text for turning in new.turned_by]


def test_what_turned_a_verdict_may_stand_on_another_record(compare: Compare) -> None:
    base = "organisations: {mailco: {country: BE}}\nparties:\n" + processor("mailer", ", organisation: mailco")
    found = compare(base, base.replace("BE", "US"))
    (one,) = [one for one in found.introduced if one.finding.rule == "country"]
    assert ("head", "country of mailco: US") in [(turning.side, turning.text) for turning in one.turned_by]


def test_a_new_member_turns_what_is_said_of_all(compare: Compare) -> None:
    base = "complete: [named_parties]\nparties:\n  printer: {in_recipient_list: true}\n"
    found = compare(base, base + "  mailer: {in_recipient_list: false}\n")
    (one,) = [one for one in found.introduced if one.finding.rule == "told"]
    assert one.was == ("satisfied",)
    assert [turning.text for turning in one.turned_by] == ["in recipient list of mailer: no"]


def test_another_verdict_on_the_same_record_is_a_change_and_knows_whether_it_is_worse(compare: Compare) -> None:
    open_, violated = ("parties:\n" + processor("a", said) for said in ("", ", contract: none"))
    (worse,) = [shift for shift in compare(open_, violated).changed if shift.after.rule == "contract"]
    assert (worse.before.verdict, worse.after.verdict, worse.worse) == ("not stated", "violated", True)
    (milder,) = [shift for shift in compare(violated, open_).changed if shift.after.rule == "contract"]
    assert (milder.before.verdict, milder.after.verdict, milder.worse) == ("violated", "not stated", False)


def test_a_severity_that_rises_alone_is_a_change_for_the_worse(compare: Compare) -> None:
    base = "parties:\n" + processor("a", ", contract: none")
    found = compare(base, base.replace("none", "none, group_company: true"))
    (shift,) = found.changed
    assert (shift.before.severity, shift.after.severity, shift.worse) == ("high", "critical", True)
    assert found.failing == [shift.after]
    assert compare(base.replace("none", "none, group_company: true"), base).failing == []


def test_a_resolved_finding_keeps_its_lines_of_base_and_fails_nothing(compare: Compare) -> None:
    base = "# one\n# two\nparties:\n" + processor("a", ", contract: none")
    found = compare(base, "parties:\n" + processor("a", ", contract: dpa") + "contracts: {dpa: {signed: 2026-01-01}}")
    (one,) = [one for one in found.resolved if one.finding.rule == "contract"]
    assert (one.was, one.finding.location.line) == (("satisfied",), 5)
    assert found.failing == []


def test_a_rule_that_is_new_or_asks_otherwise_is_named(program: Program, tmp_path: Path) -> None:
    facts = "activities: {news: {purposes: {inform: {basis: contract}}}}"
    without = written(tmp_path / "without", **{name: text for name, text in RULES.items() if name != "basis"})
    found = difference(case(without, facts), case(program, facts))
    (one,) = found.introduced
    assert one.was == ("no such rule",)
    assert [turning.text for turning in one.turned_by] == ["the rule basis is new"]
    milder = written(
        tmp_path / "milder", **{**RULES, "basis": RULES["basis"].replace("consent", "[consent, contract]")}
    )
    (one,) = difference(case(program, facts), case(milder, facts)).resolved
    assert [turning.text for turning in one.turned_by] == ["the rule basis asks otherwise"]
    moved = written(tmp_path / "moved", **{**RULES, "basis": "\n# a line\n" + RULES["basis"]})
    assert difference(case(program, facts), case(moved, facts)) == difference(
        case(program, facts), case(program, facts)
    )


def test_where_nothing_but_the_day_differs_the_date_is_named_that_lies_between(program: Program) -> None:
    facts = "activities: {news: {until: 2026-06-30, purposes: {inform: {basis: contract}}}}"
    found = difference(case(program, facts), case(program, facts, dt.date(2026, 6, 1)))
    assert found.facts == ()
    assert found.introduced
    for one in found.introduced:
        assert one.was == ("not applicable",)
        (turning,) = one.turned_by
        assert turning.text == "the activity news ends on 2026-06-30"
        assert turning.day == dt.date(2026, 7, 1)
        assert turning.span is not None
        assert turning.span.line == 2


@pytest.mark.parametrize(
    ("before", "after", "attribute"),
    [
        ("{claims: never-sold}", "{claims: [never-sold, no-transfers]}", "claims"),
        ("{claims: never-sold, complete: [claims]}", "{claims: never-sold}", "complete: claims"),
        ("{effective: 2026-01-01}", "{}", "effective"),
        ("{effective: {value: 2026-01-01, grade: presumed}}", "{effective: 2026-01-01}", "effective"),
        ("{activities: news}", "{activities: none}", "activities"),
        ("{effective: 2026-01-01, source: page}", "{effective: 2026-01-01, source: page L3}", "effective"),
    ],
)
def test_statements_that_are_added_removed_and_changed(
    before: str, after: str, attribute: str, compare: Compare
) -> None:
    common = "sources: {page: {kind: notice, title: Page, document: a.txt}}\nactivities: {news: {}}\nnotices:\n  page: "
    (fact,) = compare(common + before, common + after).facts
    assert [change.attribute for change in fact.statements] == [attribute]
    (mirrored,) = compare(common + after, common + before).facts
    assert [(change.before, change.after) for change in fact.statements] == [
        (change.after, change.before) for change in mirrored.statements
    ]


@pytest.mark.parametrize("after", ["{effective: {value: 2026-01-01, note: as printed}}", "\n    effective: 2026-01-01"])
def test_notes_and_layout_are_no_facts(after: str, compare: Compare) -> None:
    assert compare("notices:\n  page: {effective: 2026-01-01}", "notices:\n  page: " + after).facts == ()


def test_a_source_that_is_replaced_is_told(compare: Compare) -> None:
    base = "sources: {page: {kind: notice, title: Page, document: a.txt}}\nparties: {a: {role: recipient}}"
    (fact,) = compare(base, base.replace("a.txt", "b.txt")).facts
    assert (fact.record.kind, fact.record.key) == ("source", "sources.page")
    assert [change.attribute for change in fact.statements] == ["document"]


def test_a_relation_is_told_of_the_record_that_names_it(compare: Compare) -> None:
    base = "parties:\n  mailer: {role: recipient}\ndata: {address: {categories: email}}\n"
    (fact,) = compare(base, base.replace("recipient", "recipient, data: address")).facts
    assert fact.record.key == "parties.mailer"
    assert [(change.attribute, change.after[0].text) for change in fact.statements] == [("data", "address")]


def test_what_is_worked_out_is_no_fact(compare: Compare) -> None:
    base = "activities:\n  news:\n    purposes: {inform: {basis: consent}}\n"
    changed = compare(base, base + "    data: {address: {categories: email}}\n").facts
    assert [fact.record.kind for fact in changed] == ["data"]


SAID = st.sampled_from(
    ["", ", contract: none", ", contract: dpa", ", group_company: true", ", in_recipient_list: false"]
)
BASES = st.sampled_from(["consent", "contract", "none", "[{value: consent}, {value: contract}]", "null"])


@st.composite
def registers(draw: st.DrawFn) -> str:
    parties = draw(st.dictionaries(st.sampled_from("abc"), SAID, max_size=3))
    bases = draw(st.dictionaries(st.sampled_from("xyz"), BASES, max_size=3))
    country = draw(st.sampled_from(["BE", "US"]))
    lines = [f"organisations: {{corp: {{country: {country}}}}}", "contracts: {dpa: {kind: data-processing-agreement}}"]
    lines += ["#"] * draw(st.integers(0, 2))
    if parties:
        lines += [
            "parties:",
            *(f"  {name}: {{role: processor, organisation: corp{said}}}" for name, said in parties.items()),
        ]
    if bases:
        lines += ["activities:", "  news:", "    purposes:"]
        lines += [f"      {name}: {{basis: {basis}}}" for name, basis in bases.items()]
    return "\n".join(lines)


def _other(side: Side) -> Side:
    return "base" if side == "head" else "head"


def _mirrored(some: tuple[Turned, ...]) -> list[object]:
    return [
        (one.finding, one.was, {(_other(turning.side), turning.text, turning.span) for turning in one.turned_by})
        for one in some
    ]


def _plain(some: tuple[Turned, ...]) -> list[object]:
    turnings = [{(turning.side, turning.text, turning.span) for turning in one.turned_by} for one in some]
    return [(one.finding, one.was, turned) for one, turned in zip(some, turnings, strict=True)]


@settings(max_examples=60)
@given(one=registers(), other=registers())
def test_the_other_way_round_it_is_the_same_with_the_sides_exchanged(program: Program, one: str, other: str) -> None:
    a, b = case(program, one), case(program, other)
    there, back = difference(a, b), difference(b, a)
    assert [(t.finding, t.was) for t in there.introduced] == [(t.finding, t.was) for t in back.resolved]
    assert [(t.finding, t.was) for t in there.resolved] == [(t.finding, t.was) for t in back.introduced]
    if all(fact.change == "changed" for fact in there.facts):
        assert _plain(there.introduced) == _mirrored(back.resolved)
        assert _plain(there.resolved) == _mirrored(back.introduced)
    assert there.unchanged == back.unchanged
    pairs = {(subjects_of(shift.before), subjects_of(shift.after)) for shift in there.changed}
    assert pairs == {(subjects_of(shift.after), subjects_of(shift.before)) for shift in back.changed}
    flip = {"added": "removed", "removed": "added", "changed": "changed"}
    assert [(flip[f.change], f.register, f.record.key) for f in there.facts] == [
        (f.change, f.register, f.record.key) for f in back.facts
    ]
    same = difference(a, case(program, one))
    assert same == Difference((), (), (), same.unchanged, ())


def subjects_of(finding: object) -> frozenset[object]:
    return frozenset(subjects(finding))  # type: ignore[arg-type]


@settings(max_examples=60)
@given(one=registers(), other=registers())
def test_nothing_is_found_that_is_not_accounted_for(program: Program, one: str, other: str) -> None:
    """Introduced, changed and unchanged together are all that is found at head; each has its reason."""
    a, b = case(program, one), case(program, other)
    found = difference(a, b)
    at_head = sum(len(b.judgements.worth_reading(slug)) for slug in b.facts.registers)
    introduced = {subject for turned in found.introduced for subject in subjects(turned.finding)}
    changed = {subject for shift in found.changed for subject in subjects(shift.after)}
    assert len(introduced) + len(changed) + found.unchanged == at_head
    assert all(turned.turned_by for turned in (*found.introduced, *found.resolved))
    assert all(shift.turned_by for shift in found.changed)
