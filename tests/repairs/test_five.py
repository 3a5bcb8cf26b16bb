"""The five registers: a proposal or a reason for each finding, each proposal judged again, fixed facts untouched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from policyengine import whatif
from policyengine.engine.judgement import Verdict
from policyengine.proposals import Proposal, Repairs
from policyengine.repair import Wanted, findings, goals, repairs
from policyengine.repairs.efforts import Efforts, efforts
from policyengine.repairs.standing import BAD, DONE, About, about, is_worse
from tests.scenarios.conftest import five, supposing

_BAD = [verdict.value for verdict in BAD]


@cache
def found() -> Repairs:
    wanted = Wanted(alternatives=2)
    some, unknown = findings(five(), wanted)
    assert unknown == []
    return repairs(five(), some, wanted)


def keeps_to_it(proposal: Proposal, aims: list[About], file: Path) -> None:
    """As somebody would judge its file: what it is for is gone, and nothing is as bad that was not."""
    file.write_text(proposal.scenario, "utf-8")
    result = whatif.suppose(five(), supposing(str(file)))
    assert (result.problems, result.case is None) == ((), False), proposal
    assert result.case is not None
    before = {about(j): j for j in five().base.judgements}
    after = {about(j): j for j in result.case.judgements}
    assert all(after[aim].verdict in DONE for aim in aims if aim in after), proposal
    worse = [key for key, j in after.items() if j.verdict in BAD and is_worse(j, before.get(key))]
    assert worse == [], proposal
    opened = {
        (key.rule, key.record)
        for key, j in after.items()
        if (j.verdict is Verdict.NOT_STATED or j.if_applied in BAD)
        and (key not in before or before[key].verdict in (*DONE, *BAD) or before[key].verdict is not j.verdict)
    }
    assert opened >= {(one.rule, one.key) for one in proposal.opens}, proposal


def test_every_finding_has_a_proposal_or_a_reason() -> None:
    some, _ = findings(five(), Wanted())
    assert len(some) > 30
    assert {one.verdict for one in some} == set(_BAD)
    assert [one.finding for one in found().repaired] == some
    for one in found().repaired:
        assert one.proposals or one.why_none, one.finding.rule
        assert one.proven, one.finding.rule


def test_every_proposal_keeps_to_what_is_promised(tmp_path: Path) -> None:
    names = [proposal.name for one in found().repaired for proposal in one.proposals]
    assert len(names) == len({*names}) > 40
    for one in found().repaired:
        aims = goals(one.finding, alone=one.without_others)
        for proposal in one.proposals:
            keeps_to_it(proposal, aims, tmp_path / f"{proposal.name}.yaml")


def test_one_plan_for_a_register(tmp_path: Path) -> None:
    wanted = Wanted(("12care:privacy-statement", "gdpr-13-2-a-term"), together=True)
    some, _ = findings(five(), wanted)
    mine = [one for one in some if one.register == "12care" and one.verdict in _BAD]
    made = repairs(five(), mine, wanted)
    assert made.plans is not None
    (plan,) = made.plans
    assert plan.proposal is not None
    assert [*plan.covers] == mine
    assert made.repaired == ()
    alone = [p.cost for one in repairs(five(), mine, Wanted(alternatives=1)).repaired for p in one.proposals]
    assert plan.proposal.cost <= sum(alone)
    keeps_to_it(plan.proposal, [goal for one in mine for goal in goals(one)], tmp_path / "plan.yaml")


def test_nothing_that_is_fixed_is_touched() -> None:
    fixed = {name for name, effort in efforts().items() if effort.fixed}
    used = {deed.effort for one in found().repaired for proposal in one.proposals for deed in proposal.deeds}
    assert used & {"write", "practice", "decide", "settle"}
    assert used.isdisjoint(fixed)


@pytest.mark.parametrize("pattern", ["right.limits", "12care:notices.privacy-statement.rights.erasure.limits"])
def test_what_a_user_fixes_is_not_touched(pattern: str) -> None:
    wanted = Wanted(("gdpr-17-1-erasure",), Efforts(fixed=(pattern,)))
    some, _ = findings(five(), wanted)
    (one,) = repairs(five(), [each for each in some if each.register == "12care"], wanted).repaired
    assert all(".limits" not in change for p in one.proposals for deed in p.deeds for change in deed.changes)
    assert one.proposals == ()
    assert "it would take what nobody can do" in " ".join(one.why_none)


def test_what_a_user_says_it_takes_decides() -> None:
    told = Wanted(("gdpr-15-1-medical",), Efforts({"right.law": 2}), alternatives=1)
    some, _ = findings(five(), told)
    (one,) = repairs(five(), some, Wanted(alternatives=1)).repaired
    (other,) = repairs(five(), some, told).repaired
    assert [deed.effort for deed in one.proposals[0].deeds] == ["practice"]
    assert [deed.effort for deed in other.proposals[0].deeds] == ["find-law"]


def test_what_the_law_leaves_open_is_kept() -> None:
    """Limits that nothing is wrong with stay, a list is rewritten at once, and the law is not brought about."""
    deeds = {
        one.finding.rule: one.proposals for one in found().repaired if one.finding.register == "ondernemers-actief"
    }
    first = deeds["gdpr-17-1-erasure"][0]
    assert [(deed.effort, deed.cost) for deed in first.deeds] == [("practice", 7)]
    assert "but still by legal obligation, legal claims" in first.deeds[0].words
    everything = [deed for one in found().repaired for p in one.proposals for deed in p.deeds]
    changes = [change for deed in everything for change in deed.changes]
    assert not any(change.endswith((".limits = none", "= none-asked", "= pseudonymised")) for change in changes)
    assert all("stay bound by it" in deed.words for deed in everything if deed.effort == "take-back")


def test_what_is_not_known_is_said() -> None:
    _, unknown = findings(five(), Wanted(("gdpr-17-1-erasur", "gdpr-5-2-accountability-of-nobody")))
    assert "did you mean `gdpr-17-1-erasure`?" in unknown[0]
    assert len(unknown) == 2


def test_where_the_bound_is_met_nothing_is_claimed() -> None:
    wanted = Wanted(("gdpr-5-1-e-storage-term",), most=1)
    some, _ = findings(five(), wanted)
    (one,) = repairs(five(), [each for each in some if each.verdict in _BAD], wanted).repaired
    assert not one.proven
    assert one.trials == 1
