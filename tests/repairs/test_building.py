"""Records that are not there yet: what is thought of is held against every small record that could be written."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from random import Random

import pytest

from policyengine import whatif
from policyengine.check import Asked
from policyengine.engine.judgement import Verdict
from policyengine.proposals import Proposal
from policyengine.repair import Wanted, findings, repairs, trial
from policyengine.repairs.candidate import Edit
from policyengine.repairs.efforts import DEFAULT
from policyengine.repairs.search import Found, Search
from policyengine.repairs.standing import DONE, About, about
from policyengine.scenarios.scenario import Verb
from policyengine.whatif import Given
from tests.repairs.test_candidates import _REGISTER, _RULE
from tests.repairs.test_five import five, keeps_to_it

_STANDING = "when: {frequency: structural}"
_ASSESSED = "{assessment: {some: {kind: transfer-impact}}}"
_MODULES = "contract: {some: {modules: controller-to-processor}}"
_PRESUMED = "{is: true, otherwise: {value: false, because: nobody says so}}"
_AT = "shop:parties.mailer"
_SIGNED = "2026-11-22"
"""Nobody signs on a day that has passed."""
_TRANSFERS = {
    "ground": ("standard-clauses",),
    "approved": (True, False),
    "binds_importer": (True, False),
}
_CONTRACTS = {"clauses": ("scc-2021-914", "scc-2021-915"), "annexes_complete": (True, False), "signed": (_SIGNED,)}
_FACTS = "parties: {mailer: {role: processor%s}}\ncontracts: {frame: {kind: service-agreement}}"


def loaded(folder: Path, rules: dict[str, tuple[str, str]], facts: str) -> Given:
    """A register and rules: by name, of which kind each is asked and its conditions."""
    pack = folder / "rules" / "test"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text("title: Test\n", "utf-8")
    for name, (kind, conditions) in rules.items():
        text = _RULE.format(kind=kind, conditions=conditions).replace("id: test-rule", f"id: {name}")
        (pack / f"{name}.yaml").write_text(text, "utf-8")
    (folder / "shop.yaml").write_text(_REGISTER.format(facts=facts), "utf-8")
    given = whatif.load(Asked((folder / "shop.yaml",), five().asked.as_of, rule_roots=(folder / "rules",)))
    assert given.loaded.problems == [], rules
    return given


def searched(given: Given, rule: str = "asked") -> tuple[Found, list[About]]:
    goals = [about(j) for j in given.base.judgements if j.rule.id == rule and j.verdict not in DONE]
    return Search(given.base, trial(given), DEFAULT, most=60).find(goals), goals


def a_test(pick: Random, of: dict[str, tuple[object, ...]]) -> str:
    name = pick.choice(sorted(of))
    if name == "signed":
        return pick.choice(["{signed: {stated: true}}", "{signed: {before: as_of}}"])
    return json.dumps({name: pick.choice(of[name])})


def a_condition(pick: Random) -> str:
    """Something that is asked of a transfer, and of the contract that it names."""
    deed = [a_test(pick, _CONTRACTS) for _ in range(pick.randint(1, 3))]
    joined = f"{{{pick.choice(['all', 'any'])}: [{', '.join(deed)}]}}"
    parts = [a_test(pick, _TRANSFERS) for _ in range(pick.randint(0, 2))] + [f"{{contract: {{some: {joined}}}}}"]
    pick.shuffle(parts)
    return f"{{{pick.choice(['all', 'any'])}: [{', '.join(parts)}]}}"


def every_transfer() -> list[tuple[Edit, ...]]:
    """Every transfer with every contract, of the few words that the rules know; each attribute may be left out."""

    def said(of: dict[str, tuple[object, ...]]) -> list[dict[str, object]]:
        values = product(*((None, *of[name]) for name in of))
        return [{k: v for k, v in zip(of, some, strict=True) if v is not None} for some in values]

    adding = []
    for transfer, contract in product(said(_TRANSFERS), [None, *said(_CONTRACTS)]):
        edits = (Edit(Verb.ADD, "shop:contracts.deed", json.dumps(contract)),) if contract is not None else ()
        whole = json.dumps(transfer | ({"contract": "deed"} if contract is not None else {}))
        adding.append((*edits, Edit(Verb.ADD, f"{_AT}.transfers.sent", whole)))
    return adding


@pytest.mark.parametrize("seed", range(25))
def test_where_some_record_would_do_one_is_proposed(tmp_path: Path, seed: int) -> None:
    pick = Random(seed)
    there = pick.choice(["", ", transfers: {old: {remote_access: true}}", ", transfers: none"])
    rules = {"asked": ("party", f"require: {{transfers: {{some: {a_condition(pick)}}}}}")}
    given = loaded(tmp_path, rules, _FACTS % there)
    found, (goal,) = searched(given)
    one_would_do = False
    for edits in pick.sample(every_transfer(), 60):
        result = trial(given)(edits)
        assert result.case is not None, result.problems
        one_would_do |= all(j.verdict in DONE for j in result.case.judgements if about(j) == goal)
    made = [one for repair in found.repairs for one in repair.deeds if one.adds is not None]
    assert bool(made) >= one_would_do, rules
    for repair in found.repairs:
        result = trial(given)(repair.edits)
        assert result.case is not None
        assert all(j.verdict in DONE for j in result.case.judgements if about(j) == goal), rules


def test_a_contract_in_a_transfer_agrees_with_it(tmp_path: Path) -> None:
    """What the transfer says, what the contract says and a row of the law are the same thing."""
    condition = "{contract: {as: deed, some: {signed: {stated: true}, clauses: {is: {path: sent.instrument}}}}}"
    rules = {
        "asked": (
            "party",
            f"require: {{transfers: {{as: sent, some: {{all: [{{instrument: scc-2021-914}}, {condition}]}}}}}}",
        )
    }
    found, _ = searched(loaded(tmp_path, rules, _FACTS % ""))
    (repair,) = found.repairs
    assert [str(edit) for edit in repair.edits] == [
        "add shop:contracts.mailer-contract = {signed: 2026-11-22, clauses: scc-2021-914}",
        f"add {_AT}.transfers.mailer-transfer = {{instrument: scc-2021-914, contract: mailer-contract}}",
    ]


def test_nothing_is_made_by_half(tmp_path: Path) -> None:
    """What other rules ask of the new records is said in making them; what follows, even where it may not apply."""
    rules = {
        "asked": ("party", "require: {transfers: {some: {contract: {some: {kind: standard-clauses}}}}}"),
        "annexes": ("contract", "require: {annexes_complete: true}"),
        "modules": ("transfer", f"require: {{importer.role: processor, {_MODULES}}}"),
        "assessed": ("transfer", f"{_STANDING}\nrequire: {_ASSESSED}\nfollows_from: [asked]"),
        "other": ("transfer", f"{_STANDING}\nrequire: {{necessary: true}}"),
    }  # fmt: skip
    given = loaded(tmp_path, rules, _FACTS % "")
    found, _ = searched(given)
    assert found.whole
    (repair,) = found.repairs
    (deed,) = repair.deeds
    assert deed.adds is not None
    said = {new.kind: dict(new.said) for _, new in deed.adds.records()}
    assert said["contract"] == {
        "kind": ("standard-clauses",), "modules": ("controller-to-processor",), "annexes_complete": (True,)
    }  # fmt: skip
    assert said["assessment"] == {"kind": ("transfer-impact",)}
    assert said["transfer"] == {}
    result = trial(given)(repair.edits)
    assert result.case is not None
    verdicts = {j.rule.id: j.verdict for j in result.case.judgements if j.record.slug.startswith("mailer")}
    assert verdicts["modules"] is verdicts["assessed"] is verdicts["annexes"] is Verdict.SATISFIED
    assert verdicts["other"] is Verdict.UNDETERMINED


def test_by_half_is_better_than_nothing(tmp_path: Path) -> None:
    """Where all that rules ask of a new record would break another rule, what does the deed alone is proposed."""
    rules = {
        "asked": ("party", "require: {transfers: {some: {ground: standard-clauses}}}"),
        "approved": ("transfer", "require: {approved: true}"),
        "never-approved": ("transfer", f"require: {{not: {{approved: {_PRESUMED}}}}}"),
    }  # fmt: skip
    found, _ = searched(loaded(tmp_path, rules, _FACTS % ""))
    assert [str(edit) for edit in found.repairs[0].edits] == [
        f"add {_AT}.transfers.mailer-transfer = {{ground: standard-clauses}}"
    ]


def test_a_transfer_without_a_ground_gets_the_clauses(tmp_path: Path) -> None:
    """Of the five registers: the clauses that carry it, with all that other rules ask of them, and the assessment."""
    wanted = Wanted(("gdpr-44-transfer-ground",))
    some, unknown = findings(five(), wanted)
    assert (len(some), unknown) == (1, [])
    (one,) = repairs(five(), some, wanted).repaired
    assert one.proven
    (clauses,) = (proposal for proposal in one.proposals if _concludes(proposal))
    assert clauses.opens == ()
    assert len(clauses.deeds) == len(some[0].records)
    for deed in clauses.deeds:
        changes = " ".join(deed.changes)
        assert all(word in changes for word in ("controller-to-processor", "annexes_complete: true", "transfer-impact"))
    aims = [About(some[0].register, some[0].rule, record.key) for record in some[0].records]
    keeps_to_it(clauses, aims, tmp_path / "clauses.yaml")


def _concludes(proposal: Proposal) -> bool:
    return any("standard clauses" in deed.words for deed in proposal.deeds)
