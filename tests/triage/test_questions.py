"""What is worth asking next, and what each answer would decide."""

from __future__ import annotations

import pytest

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.triage.questions import asking
from tests.triage.conftest import Judge

CONTRACT = "for_each: party\nwhen: {role: processor}\nrequire: {contract: {stated: true}}"


def activities(count: int, said: str = "") -> str:
    return "activities:\n" + "".join(f"  a{n}: {{title: Activity {n}{said}}}\n" for n in range(count))


def test_one_question_for_all_that_miss_the_same(judge: Judge) -> None:
    (question,) = judge(activities(9), scale="for_each: activity\nrequire: {large_scale: false}").questions
    assert question.text == "Is each of Activity 0, Activity 1, Activity 2 and 6 others on a large scale?"
    assert (question.kind, question.attribute, question.decides, question.would_violate) == (
        "activity",
        "large_scale",
        9,
        9,
    )
    assert len(question.records) == 9


def test_a_relation_is_asked_for_in_its_own_words(judge: Judge) -> None:
    (question,) = judge("parties: {mailer: {role: processor}}", contract=CONTRACT).questions
    assert question.text == "Which contract binds mailer, and since when?"


def test_what_the_model_has_no_question_for_is_asked_by_what_it_describes(judge: Judge) -> None:
    (question,) = judge("parties: {mailer: {}}", told="for_each: party\nrequire: {services: {stated: true}}").questions
    assert question.text == "Is it known of mailer what the party does?"


@pytest.mark.parametrize(
    ("what", "yes_or_no", "asked"),
    [
        ("involves profiling", True, "Is this so of X: involves profiling?"),
        ("whether it costs anything", True, "Is it known of X whether it costs anything?"),
        ("through which channels the answer comes", False, "Is it known of X through which channels the answer comes?"),
        ("data, where no activity is stated", False, "What is known of X about data, where no activity is stated?"),
        ("each purpose with each of its data", False, "What is known of X about each purpose with each of its data?"),
        ("how it ends; `none` where it never does", False, "Is it known of X how it ends?"),
        ("retention", False, "What is known of X about retention?"),
    ],
)
def test_a_description_becomes_a_question(what: str, yes_or_no: bool, asked: str) -> None:
    assert asking(what, "X", yes_or_no=yes_or_no) == asked


def test_whatever_is_asked_is_a_question() -> None:
    begins = ("Is it known of X ", "Is this so of X: ", "What is known of X about ")
    for kind in KINDS.values():
        for one in (*kind.attributes, *kind.relations):
            said = asking(one.describes, "X", yes_or_no=one in kind.attributes)
            assert said.startswith(begins)
            assert said.endswith("?")
            assert one.question == "" or one.question[0].isupper()


def test_the_questions_that_decide_most_of_the_grave_come_first(judge: Judge) -> None:
    outcome = judge(
        activities(3),
        scale="severity: low\nfor_each: activity\nrequire: {large_scale: false}",
        profiling="for_each: activity\nwhen: {title: {matches: 'Activity 0'}}\nrequire: {profiling: false}",
        monitoring="severity: low\nfor_each: activity\n"
        "require: {all: [{systematic_monitoring: false}, {core_activity: true}]}",
    )
    assert [(q.attribute, q.grave, q.decides) for q in outcome.questions] == [
        ("profiling", 1, 1),
        ("core_activity", 0, 3),
        ("large_scale", 0, 3),
        ("systematic_monitoring", 0, 3),
    ]


def test_whether_a_rule_applies_is_asked_where_it_would_be_broken(judge: Judge) -> None:
    rule = "for_each: activity\nwhen: {large_scale: true}\nrequire: {profiling: false}"
    outcome = judge(activities(1, ", profiling: true") + "  b: {profiling: false}\n", scale=rule)
    (finding,), (question,) = outcome.findings, outcome.questions
    assert (finding.verdict, finding.if_applied) == ("undetermined", "violated")
    assert (question.decides, question.would_violate) == (1, 1)
    assert outcome.counts["satisfied"] == 1


@pytest.mark.parametrize(
    ("require", "would_violate"),
    [
        ("{large_scale: false}", 1),
        ("{not: {large_scale: true}}", 1),
        ("{all: [{large_scale: false}, {profiling: false}]}", 1),
        ("{any: [{large_scale: false}, {profiling: false}]}", 0),
        ("{any: [{large_scale: false}, {occasional: true}]}", 1),
        ("{at_least: {n: 2, of: [{large_scale: false}, {occasional: true}, {profiling: false}]}}", 1),
        ("{at_least: {n: 1, of: [{large_scale: false}, {profiling: true}]}}", 0),
        ("{purposes: {every: {basis: consent}}}", 1),
        ("{purposes: {some: {basis: consent}}}", 0),
        ("{purposes: {count: {at_most: 0, where: {basis: consent}}}}", 1),
    ],
)
def test_would_violate_counts_what_one_answer_alone_would_break(require: str, would_violate: int, judge: Judge) -> None:
    facts = "activities: {a: {occasional: false, purposes: {x: {}, y: {class: analytics}}}}"
    questions = judge(facts, rule=f"for_each: activity\nrequire: {require}").questions
    assert [q.would_violate for q in questions if q.attribute in ("large_scale", "basis")] == [would_violate]


def test_a_breach_that_is_only_not_stated_cannot_turn_out_violated(judge: Judge) -> None:
    rule = "for_each: activity\nbreach_means: not stated\nrequire: {large_scale: false}"
    (question,) = judge(activities(1), rule=rule).questions
    assert (question.decides, question.would_violate) == (1, 0)


def test_a_breach_of_its_own_is_asked_for_too(judge: Judge) -> None:
    rule = "for_each: activity\nrequire: {profiling: false}\nbreach: {large_scale: true}"
    questions = judge(activities(1), rule=rule).questions
    assert {(q.attribute, q.would_violate) for q in questions} == {("large_scale", 1), ("profiling", 1)}


def test_of_each_register_the_most_decisive_are_kept_and_the_rest_counted(judge: Judge) -> None:
    rules = {
        name: f"for_each: activity\nrequire: {{{name}: {{stated: true}}}}"
        for name in (*attributes_of("activity"), *relations_of("activity"))
        if name not in ("title", "in_force", "register")
    }
    outcome = judge(activities(1), everything=False, **rules)
    assert len(outcome.questions) == 15
    assert outcome.questions_left_out == len(rules) - 15
    assert len(judge(activities(1), **rules).questions) == len(rules)
