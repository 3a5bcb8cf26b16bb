"""What careful counsel found in a notice is what the rules say of its register."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from policyengine.check import Asked, load, run
from policyengine.findings import Outcome, Verdicted

HERE = Path(__file__).parent
FACTS = HERE.parent.parent / "facts"
PARTENA: dict[str, dict[str, str]] = yaml.safe_load((HERE / "partena.yaml").read_text("utf-8"))
CONFLICTS = [found["rule"] for found in PARTENA.values() if found["verdict"] == "contradictory"]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    asked = Asked((FACTS,), dt.date(2026, 11, 22), every_verdict=True)
    loaded = load(asked)
    assert loaded.problems == []
    return run(asked, loaded)


def _verdicts(outcome: Outcome, rule: str, record: str) -> list[Verdicted]:
    mine = [v for v in outcome.verdicts if v.register == "partena-marketing" and v.rule == rule]
    return [v for v in mine if v.record.key == record or v.record.key.endswith((f".{record}", f"+{record}"))]


@pytest.mark.parametrize("finding", PARTENA)
def test_partena(finding: str, outcome: Outcome) -> None:
    expected = PARTENA[finding]
    found = _verdicts(outcome, expected["rule"], expected["record"])
    assert expected["verdict"] in {verdict.verdict for verdict in found}


@pytest.mark.parametrize("rule", dict.fromkeys(CONFLICTS))
def test_a_contradiction_shows_at_least_two_places(rule: str, outcome: Outcome) -> None:
    """Both sides stand in the evidence, or the conflict is listed under the worst finding that meets it."""
    mine = [finding for finding in outcome.findings if finding.register == "partena-marketing"]
    own = [f for f in mine if f.rule == rule and f.verdict == "contradictory"]
    under = [f for f in mine if any(related.rule == rule for related in f.related)]
    assert own or under
    for found in own:
        # One statement may cite both places itself, as in `notice L144, L247`.
        cited = {part for line in found.evidence for part in line.source.split(",")}
        assert len(cited) >= 2, found


def test_violated_rests_on_the_organisations_own_words(outcome: Outcome) -> None:
    """No statement of public knowledge, and nothing presumed, bears a violation."""
    for found in outcome.findings:
        if found.verdict == "violated":
            said = [line for line in found.evidence if line.span.path]
            assert said, found
            assert not [line for line in said if line.source.startswith("public") or line.grade == "presumed"], found


def test_no_organisation_has_more_than_one_can_read(outcome: Outcome) -> None:
    for register in outcome.registers:
        shown = [f for f in outcome.findings if f.register == register and not f.folded]
        assert len(shown) <= 60


def test_consent_that_nobody_gave_by_an_act_is_one_finding(outcome: Outcome) -> None:
    """Browsing on is taken for consent: nothing was consented to, and how it was asked is told under that."""
    mine = [f for f in outcome.findings if f.register == "ondernemers-actief" and f.verdict == "violated"]
    (cookies,) = [finding for finding in mine if finding.rule.startswith(("epd-", "be-cookies"))]
    assert cookies.rule == "epd-5-3-consent"
    assert {"be-cookies", "epd-5-3-active"} <= {related.rule for related in cookies.related}
