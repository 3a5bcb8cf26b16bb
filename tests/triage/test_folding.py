"""What the sources at hand never show is counted, one finding a duty."""

from __future__ import annotations

import pytest

from policyengine.triage.exits import Exit, FailOn
from tests.triage.conftest import Judge

NOTICE = "sources: {notice: {title: Page, kind: notice, document: page.txt}}\nsource: notice\n"
PARTIES = "parties: {mailer: {role: processor}, printer: {role: processor, access_from: BE}}\n"
CONTRACT = "for_each: party\nshown_by: [contract]\nrequire: {contract: {stated: true}}"


def test_a_notice_never_shows_a_contract(judge: Judge) -> None:
    (finding,) = judge(NOTICE + PARTIES, contract=CONTRACT).findings
    assert finding.folded
    assert len(finding.records) == 2


def test_causes_of_what_is_folded_are_not_told_apart(judge: Judge) -> None:
    rule = "for_each: party\nshown_by: [contract]\nrequire: {all: [{contract: {stated: true}}, {access_from: BE}]}"
    (finding,) = judge(NOTICE + PARTIES, contract=rule).findings
    assert len(finding.records) == 2


def test_a_source_that_would_show_it_unfolds_it(judge: Judge) -> None:
    sources = NOTICE.replace("}}", "}, dpa: {title: Contract, kind: contract, document: dpa.txt}}")
    assert [finding.folded for finding in judge(sources + PARTIES, contract=CONTRACT).findings] == [False]


def test_public_knowledge_shows_nothing(judge: Judge) -> None:
    sources = NOTICE.replace("}}", "}, public: {title: Known, kind: public-knowledge, checked_on: 2026-11-22}}")
    rule = CONTRACT.replace("[contract]", "[public-knowledge]")
    assert [finding.folded for finding in judge(sources + PARTIES, contract=rule).findings] == [True]


def test_what_is_stated_is_never_folded(judge: Judge) -> None:
    facts = NOTICE + "parties: {mailer: {role: processor, contract: none}}\n"
    (finding,) = judge(facts, contract=CONTRACT).findings
    assert (finding.verdict, finding.folded) == ("violated", False)


def test_nothing_shown_goes_under_what_is_only_counted(judge: Judge) -> None:
    outcome = judge(
        NOTICE + PARTIES,
        a_told="severity: low\nfollows_from: [contract]\nfor_each: party\nrequire: {since: {stated: true}}",
        contract=CONTRACT,
    )
    assert {(finding.rule, finding.folded) for finding in outcome.findings} == {("a-told", False), ("contract", True)}


STOPS = "for_each: event\nshown_by: [log]\nrequire: {stopped: {stated: true}}"
OBJECTION = "events: {stop: {kind: objection, received: 2026-06-01}}\n"


@pytest.mark.parametrize(
    ("sources", "folded"),
    [
        ("sources: {own: {title: Ours, kind: register}}\nsource: own\n", False),
        ("sources: {own: {title: Ours, kind: register}, page: {title: Page, kind: notice}}\nsource: own\n", False),
        ("sources: {page: {title: Page, kind: notice}}\n", False),
        ("sources: {own: {title: Ours, kind: register}}\nsource: own\ngrade: implied\n", False),
        ("sources: {own: {title: Ours, kind: register}}\nsource: own\ngrade: presumed\n", True),
        ("sources: {page: {title: Page, kind: notice}}\nsource: page\n", True),
        ("sources: {own: {title: Ours, kind: register}, page: {title: Page, kind: notice}}\nsource: page\n", True),
    ],
)
def test_what_the_register_keeps_itself_is_told_in_full(judge: Judge, sources: str, folded: bool) -> None:
    (finding,) = judge(sources + OBJECTION, stops=STOPS).findings
    assert (finding.verdict, finding.folded) == ("not stated", folded)


def test_what_is_kept_fails_a_run_that_asks_for_it(judge: Judge) -> None:
    sources = "sources: {own: {title: Ours, kind: register}}\nsource: own\n"
    outcome = judge(sources + OBJECTION, stops=STOPS)
    assert FailOn.parse("not-stated:high").exit(outcome.findings) is Exit.FINDINGS
