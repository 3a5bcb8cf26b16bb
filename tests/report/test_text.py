"""The report as text: what a person reads, and nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt

from policyengine.findings import Evidence, Finding, Outcome, Question, RecordName, Related, Verdicted
from policyengine.report.block import block, law
from policyengine.report.terminal import Paint
from policyengine.report.text import question_lines, text
from policyengine.spans import Span

PLAIN = Paint(False)
HERE = Span("facts/club.yaml", 12, 5)
FOUND = Finding(
    rule="made-up-1",
    title="Every processor is bound by a contract",
    verdict="violated",
    severity="high",
    provisions=("GDPR 28(3)", "GDPR 28(9)", "UAVG 4"),
    register="club",
    records=(RecordName("party", "parties.mailer", "Mailer", HERE),),
    message="Mailer works without one",
    expects="a contract",
    remedy="Conclude one.",
    location=HERE,
    evidence=(Evidence(HERE, "    contract: none", "notice L3", "implied", "contract of Mailer: none"),),
)
ASKED = Question("club", "party", "contract", "Which contract binds Mailer?", FOUND.records, 3, 2, ("made-up-1",))


def outcome(*findings: Finding, **more: object) -> Outcome:
    told = Outcome(dt.date(2026, 11, 22), "interpreter", ("club",), list(findings), [], {"violated": len(findings)})
    return dataclasses.replace(told, **more)  # type: ignore[arg-type]


def test_a_breach() -> None:
    assert list(block(FOUND, PLAIN)) == [
        "violated high made-up-1",
        "  Every processor is bound by a contract",
        "  Mailer works without one",
        "  --> facts/club.yaml:12:5",
        " 12 | contract: none",
        "    | ^^^^^^^^^^^^^^ contract of Mailer: none [notice L3, implied]",
        "   = law      GDPR 28(3), 28(9), UAVG 4",
        "   = expects  a contract",
        "   = repair   Conclude one.",
    ]


def test_what_is_missing_is_shorter() -> None:
    finding = FOUND._replace(verdict="not stated", evidence=(), missing=("contract of Mailer",))
    assert list(block(finding, PLAIN)) == [
        "not stated high made-up-1",
        "  Every processor is bound by a contract",
        "  Mailer works without one",
        "  --> facts/club.yaml:12:5",
        "   = missing  contract of Mailer",
        "   = law      GDPR 28(3), 28(9), UAVG 4",
    ]


def test_undetermined_says_what_it_would_be() -> None:
    finding = FOUND._replace(verdict="undetermined", if_applied="violated")
    assert next(block(finding, PLAIN)) == "undetermined (violated if it applies) high made-up-1"


def test_other_places_and_presumptions_follow_the_main_one() -> None:
    there = Evidence(
        Span("facts/organisations.yaml", 104, 3), "  country: US", "public", "stated", "country of Mailer: US"
    )
    presumed = Evidence(Span("", 0, 0), "", "the law", "presumed", "presumed: contracts run on")
    lines = list(block(FOUND._replace(evidence=(presumed, there, *FOUND.evidence)), PLAIN))
    assert lines[3:10] == [
        "  --> facts/club.yaml:12:5",
        "  12 | contract: none",
        "     | ^^^^^^^^^^^^^^ contract of Mailer: none [notice L3, implied]",
        "   = presumed contracts run on",
        "  ::: facts/organisations.yaml:104:3",
        " 104 | country: US",
        "     | ^^^^^^^^^^^ country of Mailer: US [public]",
    ]


def test_related_rules_are_named_and_then_counted() -> None:
    related = tuple(Related(f"rule-{n}", "not stated", f"Duty {n}", "low") for n in range(6))
    lines = list(block(FOUND._replace(related=related), PLAIN))
    assert lines[-5:] == [
        "   = also     not stated: Duty 0 (rule-0)",
        "   = also     not stated: Duty 1 (rule-1)",
        "   = also     not stated: Duty 2 (rule-2)",
        "   = also     not stated: Duty 3 (rule-3)",
        "   = also     2 more that follow from it",
    ]


def test_acts_are_named_once() -> None:
    assert law(["GDPR 44", "GDPR 45(1)", "UAVG 46", "GDPR 87"]) == "GDPR 44, 45(1), UAVG 46, GDPR 87"
    assert law([f"GDPR {n}" for n in range(1, 10)]) == "GDPR 1, 2, 3, 4, 5, 6 and 3 more"
    assert law(["policy"]) == "policy"


def test_what_is_folded_is_one_counted_line() -> None:
    shown = text(outcome(FOUND._replace(verdict="not stated", folded=True, records=FOUND.records * 12)), PLAIN)
    assert "Nothing found that these sources would show." in shown
    assert "    12 × Every processor is bound by a contract (GDPR 28(3), 28(9), UAVG 4; made-up-1)" in shown


def test_three_questions_and_how_to_get_the_rest() -> None:
    shown = text(outcome(questions=[ASKED] * 5), PLAIN)
    assert shown.count("? Which contract binds Mailer?") == 3
    assert "`policyengine questions` shows 5\n" in shown
    assert "`policyengine questions`" not in text(outcome(questions=[ASKED] * 3), PLAIN)
    cut = dataclasses.replace(outcome(questions=[ASKED] * 5), questions_left_out=7)
    assert "`policyengine questions` shows 5; 7 more decide less (`--all`)" in text(cut, PLAIN)


def test_what_an_answer_decides() -> None:
    def said(decides: int, bad: int) -> str:
        return list(question_lines(ASKED._replace(decides=decides, would_violate=bad), PLAIN))[-1].strip()

    assert said(3, 2) == "club: decides 3 verdicts, 2 of which could fail"
    assert said(3, 3) == "club: decides 3 verdicts, all of which could fail"
    assert said(1, 1) == "club: decides 1 verdict, which could fail"
    assert said(1, 0) == "club: decides 1 verdict"


def test_the_footer_counts() -> None:
    shown = text(
        outcome(FOUND, checked=7, checkable=195, not_checked=["GDPR 5(1)(d)"], without_record=["made-up-2"]), PLAIN
    )
    assert "Facts and law as of 2026-11-22." in shown
    assert "1 verdict (rules × records): 1 violated." in shown
    assert "7 of 195 provisions that can be checked on a register are checked." in shown
    assert "1 rule found no record to judge: made-up-2" in shown
    assert "Not checked: GDPR 5(1)(d)" in shown


def test_the_footer_tells_rules_that_are_not_in_force_from_those_that_found_nothing() -> None:
    shown = text(outcome(FOUND, without_record=["made-up-2"], not_in_force=["made-up-3", "made-up-4"]), PLAIN)
    assert "1 rule found no record to judge: made-up-2" in shown
    assert "2 rules not in force on 2026-11-22, and not judged: made-up-3, made-up-4" in shown


def test_of_chosen_rules_nothing_is_said_of_the_rest_of_the_law() -> None:
    shown = text(outcome(FOUND, checked=0, checkable=195, not_checked=["GDPR 5(1)(d)"], only_chosen=True), PLAIN)
    assert "Only rules that were chosen were judged: what else the law asks was not looked at." in shown
    assert "195" not in shown
    assert "Not checked" not in shown


def test_every_verdict_on_request() -> None:
    judged = Verdicted("made-up-1", "club", FOUND.records[0], "satisfied", "high", exception="GDPR 29")
    assert "satisfied (by GDPR 29)  high  made-up-1  club:parties.mailer" in text(outcome(verdicts=[judged]), PLAIN)


def test_hostile_text_is_one_printable_line_each() -> None:
    hostile = "a\x1b[31m\nb\u202e\u2066\x9b" + "long " * 500
    finding = FOUND._replace(
        title=hostile,
        message=hostile,
        remedy=hostile,
        evidence=(Evidence(HERE, f"    contract: {hostile}", hostile, "stated", hostile),),
        related=(Related("rule", "violated", hostile, "low"),),
        missing=(hostile,),
    )
    question = ASKED._replace(text=hostile)
    for verdict in ("violated", "not stated"):
        shown = text(outcome(finding._replace(verdict=verdict), questions=[question]), PLAIN)
        for line in shown.splitlines():
            assert line.isprintable()
            assert len(line) <= PLAIN.width


def test_colour_only_wraps_what_is_plain_without_it() -> None:
    import re

    coloured = "\n".join(block(FOUND, Paint(True)))
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == "\n".join(block(FOUND, PLAIN))
