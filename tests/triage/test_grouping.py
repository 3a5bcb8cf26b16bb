"""One cause, one finding."""

from __future__ import annotations

import pytest

from tests.triage.conftest import Judge

CONTRACT = "for_each: party\nwhen: {role: processor}\nrequire: {contract: {stated: true}}"
BASIS = "for_each: purpose\nrequire: {basis: consent}"
TWO_SAY = """
sources: {notice: {title: Page, kind: notice, document: page.txt}}
source: notice
activities:
  news:
    purposes:
      inform: {basis: [{value: consent, source: notice L1}, {value: contract, source: notice L2}]}
      invite: {basis: [{value: consent, source: notice L3}, {value: contract, source: notice L4}]}
"""


def processors(*said: str) -> str:
    return "parties:\n" + "".join(f"  p{n:02}: {{role: processor, {what}}}\n" for n, what in enumerate(said))


def test_twelve_processors_without_a_contract_are_one_finding(judge: Judge) -> None:
    outcome = judge(processors(*["contract: none"] * 12), contract=CONTRACT)
    (finding,) = outcome.findings
    assert [record.key for record in finding.records] == [f"parties.p{n:02}" for n in range(12)]
    assert finding.message == "p00; likewise p01, p02, p03 and 8 others"
    assert len([verdict for verdict in outcome.verdicts if verdict.verdict == "violated"]) == 12


def test_silence_and_a_stated_none_are_two_findings(judge: Judge) -> None:
    outcome = judge(processors("contract: none", "title: Printer"), contract=CONTRACT)
    assert [(f.verdict, f.records[0].key) for f in outcome.findings] == [
        ("violated", "parties.p00"),
        ("not stated", "parties.p01"),
    ]
    assert outcome.findings[1].missing == ("contract of Printer",)


def test_other_words_are_another_cause_and_other_texts_are_not(judge: Judge) -> None:
    facts = "activities: {a: {purposes: {x: {basis: contract}, y: {basis: contract}, z: {basis: none}}}}"
    findings = judge(facts, basis=BASIS).findings
    assert [[record.key[-1] for record in f.records] for f in findings] == [["x", "y"], ["z"]]
    dated = processors("since: 2020-01-01", "since: 2021-01-01")
    late = "for_each: party\nrequire: {since: {after: 2022-01-01}}"
    assert [len(finding.records) for finding in judge(dated, basis=late).findings] == [2]


def test_the_worst_severity_speaks_for_the_finding(judge: Judge) -> None:
    rule = CONTRACT + "\nraise: [{to: critical, when: {group_company: true}}]"
    facts = processors("contract: none", "contract: none, group_company: true")
    (finding,) = judge(facts, contract=rule).findings
    assert finding.severity == "critical"
    assert finding.message == "p01; likewise p00"


def test_a_conflict_is_reported_once_under_the_worst_rule_that_meets_it(judge: Judge) -> None:
    outcome = judge(
        TWO_SAY,
        a_mild="severity: low\n" + BASIS,
        b_grave="severity: critical\n" + BASIS,
    )
    (finding,) = outcome.findings
    assert (finding.rule, finding.verdict, len(finding.records)) == ("b-grave", "contradictory", 2)
    assert [(r.rule, r.verdict, r.severity) for r in finding.related] == [("a-mild", "contradictory", "low")]


def test_a_conflict_that_nobody_else_meets_stays_a_finding(judge: Judge) -> None:
    outcome = judge(
        TWO_SAY + "      visit: {basis: contract, class: [{value: analytics}, {value: security}]}\n",
        basis="severity: critical\n" + BASIS,
        purpose_class="severity: low\nfor_each: purpose\nrequire: {class: analytics}",
    )
    contradictory = [finding for finding in outcome.findings if finding.verdict == "contradictory"]
    assert [(f.rule, len(f.records), f.related) for f in contradictory] == [
        ("basis", 2, ()),
        ("purpose-class", 1, ()),
    ]


def test_both_sides_of_a_conflict_are_shown(judge: Judge) -> None:
    (finding,) = judge(TWO_SAY, basis=BASIS).findings
    assert [(line.source, line.tells.partition(": ")[2]) for line in finding.evidence] == [
        ("notice L2", "contract"),
        ("notice L1", "consent"),
        ("notice L4", "contract"),
        ("notice L3", "consent"),
    ]


def test_what_follows_stands_under_its_root(judge: Judge) -> None:
    (finding,) = judge(
        processors("contract: none"),
        a_follows="severity: low\nfollows_from: [b-root]\n" + CONTRACT,
        b_root=CONTRACT,
    ).findings
    assert finding.rule == "b-root"
    assert [related.rule for related in finding.related] == ["a-follows"]


def test_what_follows_from_what_follows_stands_under_the_root_of_all(judge: Judge) -> None:
    (finding,) = judge(
        processors("contract: none"),
        a_last="severity: low\nfollows_from: [b-middle]\n" + CONTRACT,
        b_middle="severity: medium\nfollows_from: [c-root]\n" + CONTRACT,
        c_root=CONTRACT,
    ).findings
    assert finding.rule == "c-root"
    assert {related.rule for related in finding.related} == {"a-last", "b-middle"}


@pytest.mark.parametrize(
    ("root", "follower"),
    [("severity: low", "severity: high"), ("severity: high\nbreach_means: not stated", "severity: high")],
    ids=["milder", "merely not stated"],
)
def test_nothing_bad_hides_under_a_milder_root(root: str, follower: str, judge: Judge) -> None:
    outcome = judge(
        processors("contract: none"),
        a_follows=f"{follower}\nfollows_from: [b-root]\n" + CONTRACT,
        b_root=f"{root}\n" + CONTRACT,
    )
    assert {finding.rule for finding in outcome.findings} == {"a-follows", "b-root"}


def test_another_record_is_no_root(judge: Judge) -> None:
    outcome = judge(
        processors("contract: none") + "activities: {a: {large_scale: true}}",
        a_scale="severity: low\nfollows_from: [contract]\nfor_each: activity\nrequire: {large_scale: false}",
        contract=CONTRACT,
    )
    assert {finding.rule for finding in outcome.findings} == {"a-scale", "contract"}


def test_a_bare_prohibition_points_at_what_makes_it_apply(judge: Judge) -> None:
    facts = "terminal_items:\n  pixel:\n    kind: pixel\n    loads_before_consent: true\n"
    rule = "for_each: terminal-item\nwhen: {loads_before_consent: true}\nrequire: never"
    (finding,) = judge(facts, never=rule).findings
    assert finding.location.line == 5
    assert [line.tells for line in finding.evidence] == ["loads before consent of pixel: yes"]


def test_presumptions_are_said_to_be_presumed(judge: Judge) -> None:
    rule = "for_each: party\nrequire: {separate_person: {is: false, otherwise: {value: true, because: most are}}}"
    (finding,) = judge(processors("title: Printer"), person=rule).findings
    assert [line.tells for line in finding.evidence] == ["presumed: most are"]


def test_what_is_only_presumed_by_a_source_is_said_to_be_so(judge: Judge) -> None:
    facts = "activities: {a: {purposes: {x: {basis: {value: contract, grade: presumed}}}}}"
    (finding,) = judge(facts, basis=BASIS).findings
    assert finding.verdict == "not stated"
    assert finding.message.endswith("so it is only by what is presumed or publicly known")
    assert not finding.folded
