"""Rules and acts as plain values: every rule once, provisions by number, unlisted sources by their name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from policyengine.check import Asked, load, run
from policyengine.findings import Outcome

HERE = Path(__file__).parent.parent / "cli"


@pytest.fixture(scope="module")
def in_full(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    law = tmp_path_factory.mktemp("law")
    (law / "house").mkdir()
    (law / "house" / "pack.yaml").write_text("title: House\n")
    for name, cites in (("house-b", '"GDPR 10", "GDPR 9(2)", Motto'), ("house-a", '"GDPR 9(2)", "Our policy 3"')):
        (law / "house" / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: T\nprovisions: [{cites}]\nfor_each: party\nseverity: low\nrests_on: policy\n"
            "when: {role: processor}\nunless: [{provision: GDPR 11, when: {role: recipient}, because: it may}]\n"
            "require: {contract: {stated: true}}\nexpects: a contract\nremedy: Conclude one.\n"
        )
    asked = Asked((HERE / "facts",), dt.date(2026, 11, 22), rule_roots=(law,), in_full=True)
    loaded = load(asked)
    assert not loaded.problems
    return run(asked, loaded)


def test_every_rule_has_a_card(in_full: Outcome) -> None:
    assert [card.id for card in in_full.rules] == ["house-a", "house-b"]
    card = in_full.rules[0]
    assert (card.pack, card.for_each, card.exceptions) == ("house", "party", ("it may (GDPR 11)",))
    assert card.help[:2] == ("applies where", "  role is processor")
    assert card.help[-2:] == ("requires", "  contract is stated")


def test_acts_by_how_often_they_are_cited_and_provisions_by_number(in_full: Outcome) -> None:
    assert [(act.name, act.title, act.provisions) for act in in_full.acts] == [
        ("GDPR", "Regulation (EU) 2016/679", ("GDPR 9(2)", "GDPR 10")),
        ("Motto", "Motto", ("Motto",)),
        ("Our policy", "Our policy", ("Our policy 3",)),
    ]


def test_every_verdict_is_there_and_adds_up(in_full: Outcome) -> None:
    assert len(in_full.verdicts) == sum(in_full.counts.values()) == 8


def test_every_place_is_in_a_text_that_was_read(in_full: Outcome) -> None:
    for finding in in_full.findings:
        for span in (finding.location, *(record.span for record in finding.records)):
            assert len(in_full.texts[span.path].splitlines()) >= span.line
