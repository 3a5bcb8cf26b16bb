"""What a proof asks for, one construct of the language after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine import whatif
from policyengine.check import Asked
from policyengine.engine.judgement import Verdict
from policyengine.repairs.candidate import Candidate, Edit, Goal, clash, together
from policyengine.repairs.candidates import candidates
from policyengine.scenarios.scenario import Verb
from tests.scenarios.conftest import AS_OF

_RULE = """
id: test-rule
title: A test
provisions: ["GDPR 5(1)"]
for_each: {kind}
severity: high
decided_by: facts
rests_on: law
shown_by: [register]
explain: "{{judged}}"
expects: a test
remedy: Mend it.
reviewed: {{on: 2026-11-22, against: nothing}}
{conditions}
"""
_REGISTER = """
register: shop
jurisdiction: BE
{facts}
"""


def asked(folder: Path, kind: str, conditions: str, facts: str, goal: Goal = Goal.RESOLVED) -> list[Candidate]:
    """What the proof of the one judgement asks for that can be done."""
    pack = folder / "rules" / "test"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("title: Test\n", "utf-8")
    (pack / "test-rule.yaml").write_text(_RULE.format(kind=kind, conditions=conditions), "utf-8")
    (folder / "shop.yaml").write_text(_REGISTER.format(facts=facts), "utf-8")
    given = whatif.load(Asked((folder / "shop.yaml",), AS_OF, rule_roots=(folder / "rules",)))
    assert given.loaded.problems == []
    (judgement,) = (j for j in given.base.judgements if j.record.slug in ("mailer", "news", "site", "shop", "all"))
    assert judgement.verdict is not Verdict.UNDETERMINED
    return candidates(given.base.prove(judgement), given.base, goal)


def edits(found: list[Candidate], *, fixed: bool = False) -> list[str]:
    return [" ; ".join(map(str, one.edits)) for one in found if one.fixed is fixed]


PARTY = "parties: {{mailer: {{role: processor{more}}}}}"
PURPOSE = "activities: {{a: {{purposes: {{news: {{{more}}}}}}}}}"
NOTICE = "notices: {{site: {{articles: [data-subject]{more}}}}}"
RETENTION = "retention: {{all: {{{more}}}}}"
AT = "shop:parties.mailer"


@pytest.mark.parametrize(
    ("kind", "conditions", "facts", "wanted"),
    [
        (
            "party",
            "when: {role: processor}\nrequire: {contract: {some: {kind: data-processing-agreement}}}",
            PARTY.format(more=", contract: none"),
            "add shop:contracts.mailer-data-processing-agreement = {kind: data-processing-agreement}"
            " ; add shop:parties.mailer.contract = mailer-data-processing-agreement",
        ),
        (
            "purpose",
            "require: {basis: consent}",
            PURPOSE.format(more="basis: [{value: consent}, {value: contract}]"),
            "set shop:activities.a.purposes.news.basis = consent",
        ),
        (
            "notice",
            "require: {not: {claims: no-transfers}}",
            NOTICE.format(more=", claims: [no-transfers, no-disclosure]"),
            "remove shop:notices.site.claims = no-transfers ; set shop:notices.site.complete = [claims]",
        ),
        (
            "notice",
            "require: {not: {claims: no-transfers}}",
            NOTICE.format(more=", claims: [no-transfers]"),
            "set shop:notices.site.claims = none",
        ),
        (
            "retention",
            "require: {period: {before: P2Y}}",
            RETENTION.format(more="period: P3Y"),
            "set shop:retention.all.period = P1Y11M",
        ),
        (
            "purpose",
            "require: {channels: {every: {is: email}}}",
            PURPOSE.format(more="channels: [email, sms]"),
            "remove shop:activities.a.purposes.news.channels = sms",
        ),
        (
            "notice",
            "require: {rights: {some: {right: access}}}",
            NOTICE.format(more=", rights: {erasure: {offered: true}}, complete: [rights]"),
            "add shop:notices.site.rights.access = {}",
        ),
        (
            "party",
            "require: {not: {claimed_role: {stated: true}}}",
            PARTY.format(more=", claimed_role: recipient"),
            "set shop:parties.mailer.claimed_role = none",
        ),
    ],
)
def test_what_is_asked_for(tmp_path: Path, kind: str, conditions: str, facts: str, wanted: str) -> None:
    assert wanted in edits(asked(tmp_path, kind, conditions, facts))


def test_the_other_way_round(tmp_path: Path) -> None:
    found = asked(
        tmp_path, "party", "when: {role: processor}\nrequire: {bound_to_secrecy: true}",
        PARTY.format(more=", bound_to_secrecy: true"), Goal.VIOLATED,
    )  # fmt: skip
    assert f"set {AT}.bound_to_secrecy = false" in edits(found)


def test_what_somebody_is_cannot_be_changed_but_found_out(tmp_path: Path) -> None:
    rule = "require: {separate_person: false}"
    stated = asked(tmp_path / "a", "party", rule, PARTY.format(more=", separate_person: true"))
    silent = asked(tmp_path / "b", "party", rule, PARTY.format(more=""))
    wanted = f"set {AT}.separate_person = false"
    assert wanted in edits(stated, fixed=True)
    (found,) = (one for one in silent if str(one.edits[0]) == wanted)
    assert (found.fixed, found.effort) == (False, "turn-out")
    assert found.supposes == "it turns out to be: no"


def test_a_value_that_only_hides_something_is_no_aim(tmp_path: Path) -> None:
    rule = "when: {purposes_told: {stated: true}}\nrequire: {purposes_told: [given, contradicted]}"
    found = asked(tmp_path, "notice", rule, NOTICE.format(more=", purposes_told: in-part"))
    assert edits(found) == ["set shop:notices.site.purposes_told = given"]
    assert "set shop:notices.site.purposes_told = contradicted" in edits(found, fixed=True)
    assert "set shop:notices.site.purposes_told = none" in edits(found, fixed=True)


def test_what_has_to_go_from_one_list_goes_at_once(tmp_path: Path) -> None:
    rule = "require: {all: [{not: {claims: no-transfers}}, {not: {claims: no-disclosure}}]}"
    found = asked(tmp_path, "notice", rule, NOTICE.format(more=", claims: [no-transfers, no-disclosure, never-sold]"))
    costs = {str(one.edits[0]): one.cost for one in found}
    single = costs["remove shop:notices.site.claims = no-transfers"]
    assert costs["remove shop:notices.site.claims = [no-disclosure, no-transfers]"] == single + 1


def test_nobody_concludes_a_contract_with_himself(tmp_path: Path) -> None:
    rule = "require: {contract: {some: {kind: joint-control-arrangement}}}"
    alone = "parties: {mailer: {role: controller, contract: none}}"
    both = "parties: {mailer: {role: controller, contract: none}, partner: {title: Partner, role: controller}}"
    assert not [one for one in asked(tmp_path / "a", "party", rule, alone) if one.effort == "agree"]
    (found,) = (one for one in asked(tmp_path / "b", "party", rule, both) if one.effort == "agree")
    assert found.words.startswith("conclude with Partner: ")


def one(*some: Edit) -> Candidate:
    return Candidate(some, "", "write", 1)


def test_what_goes_together() -> None:
    first = one(Edit(Verb.SET, "a:x.b", "1"))
    assert clash(first, one(Edit(Verb.SET, "a:x.b", "2")))
    assert clash(first, one(Edit(Verb.REMOVE, "a:x")))
    assert not clash(first, one(Edit(Verb.SET, "a:x.c", "2")))
    assert not clash(one(Edit(Verb.ADD, "a:x.l", "p")), one(Edit(Verb.ADD, "a:x.l", "q")))
    lists = [one(Edit(Verb.SET, "a:x.complete", f"[{name}]")) for name in ("p", "q")]
    assert not clash(*lists)
    both = together([*lists, one(Edit(Verb.ADD, "a:x.l", "p")), one(Edit(Verb.ADD, "a:y.n", "{k: v}"))])
    assert [str(edit) for edit in both] == ["add a:y.n = {k: v}", "add a:x.l = p", "set a:x.complete = [p, q]"]


def test_nobody_does_anything_in_the_past(tmp_path: Path) -> None:
    rule = "require: {date: {before: 2026-02-02}}"
    facts = "assessments: {{all: {{kind: transparency{more}}}}}"
    silent = asked(tmp_path / "a", "assessment", rule, facts.format(more=""))
    (found,) = (one for one in silent if str(one.edits[0]).endswith("date = 2026-02-01"))
    assert (found.effort, found.supposes) == ("recall", "date of all was 2026-02-01 already")
    assert found.words.startswith("only if it was so already, record")
    stated = asked(tmp_path / "b", "assessment", rule, facts.format(more=", date: 2026-03-01"))
    assert "set shop:assessments.all.date = 2026-02-01" in edits(stated, fixed=True)
    later = asked(tmp_path / "c", "assessment", "require: {date: {after: as_of}}", facts.format(more=""))
    assert "set shop:assessments.all.date = 2026-11-23" in edits(later)


def test_a_contract_that_has_ended_is_concluded_anew(tmp_path: Path) -> None:
    facts = "contracts: {all: {kind: service-agreement, until: 2025-01-01}}"
    found = asked(tmp_path, "contract", "require: {until: {after: as_of}}", facts)
    words = "conclude all anew today, for a term that reaches well ahead, such as until 2029-11-22"
    assert ("agree", words) in [(one.effort, one.words) for one in found]
    found = asked(tmp_path / "b", "contract", "require: {in_force: true}", facts)
    assert "conclude all anew today, without a day on which it ends" in [one.words for one in found]
