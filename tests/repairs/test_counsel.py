"""What careful counsel would advise: deeds that cure, nothing that is merely convenient to say, true cures first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from policyengine import whatif
from policyengine.check import Asked
from policyengine.proposals import Deed, Proposal
from policyengine.repair import Wanted, findings, repairs
from policyengine.repairs.candidate import Candidate, Edit, clash, done_once
from policyengine.repairs.efforts import DEFAULT, efforts
from policyengine.scenarios.scenario import Verb
from policyengine.whatif import Given
from tests.repairs.test_building import _FACTS, loaded, searched
from tests.repairs.test_candidates import asked, edits
from tests.repairs.test_five import five
from tests.scenarios.conftest import AS_OF

_TRANSFER = """
register: shop
jurisdiction: BE
organisations: {{host: {{title: Host, country: IN}}}}
contracts:
  old:
    {{kind: standard-clauses, signed: 2019-05-01, modules: controller-to-processor, annexes_complete: true, {contract}}}
parties:
  host: {{organisation: host, role: processor, transfers: {{data: {{to: IN, frequency: structural, {transfer}}}}}}}
"""
_OLD_KIND = "clauses: scc-2010"
_ENDED = "clauses: scc-2021-914, until: 2025-05-01"
_DATA = "shop:parties.host.transfers.data"


def given_by(folder: Path, facts: str) -> Given:
    (folder / "shop.yaml").write_text(facts, "utf-8")
    given = whatif.load(Asked((folder / "shop.yaml",), AS_OF))
    assert given.loaded.problems == []
    return given


def proposed(given: Given, rule: str, alternatives: int = 3) -> list[Proposal]:
    wanted = Wanted((rule,), alternatives=alternatives)
    some, unknown = findings(given, wanted)
    assert unknown == []
    return [proposal for one in repairs(given, some, wanted).repaired for proposal in one.proposals]


def deeds_of(rule: str, register: str) -> list[list[Deed]]:
    """The deeds of each proposal for one finding of the five registers."""
    wanted = Wanted((rule,), alternatives=2)
    some = [one for one in findings(five(), wanted)[0] if one.register == register]
    (one,) = repairs(five(), some[:1], wanted).repaired
    return [list(proposal.deeds) for proposal in one.proposals]


@pytest.mark.parametrize(
    ("contract", "transfer"),
    [
        (_OLD_KIND, "ground: standard-clauses, instrument: scc-2010, contract: old"),
        (_OLD_KIND, "instrument: scc-2010, contract: old"),
        (_OLD_KIND, "instrument: scc-2010"),
        (_OLD_KIND, "instrument: none"),
        (_OLD_KIND, "ground: adequacy"),
        (_OLD_KIND, "ground: consent, explicit_consent: false"),
        (_OLD_KIND, "ground: binding-corporate-rules, instrument: bcr, approved: false"),
        (_ENDED, "ground: standard-clauses, instrument: scc-2021-914, contract: old"),
    ],
)
def test_a_transfer_that_is_there_gets_new_clauses(tmp_path: Path, contract: str, transfer: str) -> None:
    """Not one more transfer beside it, nor its end: new clauses for it, with the assessment, instead of what failed."""
    given = given_by(tmp_path, _TRANSFER.format(contract=contract, transfer=transfer))
    found = proposed(given, "gdpr-44-transfer-ground")
    (deed,) = next(one.deeds for one in found if any(_DATA in edit and "instrument" in edit for edit in changes(one)))
    assert deed.effort == "agree"
    assert deed.words.endswith("let data rest on this and on nothing it rested on before")
    assert f"set {_DATA}.instrument = scc-2021-914" in deed.changes
    assert f"set {_DATA}.contract = host-contract" in deed.changes
    assert f"set {_DATA}.assessment = host-transfer-impact" in deed.changes
    (made,) = (change for change in deed.changes if change.startswith("add shop:contracts."))
    assert all(part in made for part in ("signed: 2026-11-22", "clauses: scc-2021-914", "modules: controller-to-proce"))
    assert not any("transfers.host-transfer" in change for one in found for change in changes(one))


def changes(proposal: Proposal) -> list[str]:
    return [change for deed in proposal.deeds for change in deed.changes]


def test_what_would_not_fit_new_clauses_is_said_no_more(tmp_path: Path) -> None:
    """And what does no harm stays."""
    stays = given_by(tmp_path, _TRANSFER.format(contract=_OLD_KIND, transfer="ground: standard-clauses, contract: old"))
    assert not any("unset" in change for one in proposed(stays, "gdpr-44-transfer-ground") for change in changes(one))
    goes = given_by(tmp_path, _TRANSFER.format(contract=_OLD_KIND, transfer="ground: adequacy"))
    assert f"unset {_DATA}.ground" in changes(proposed(goes, "gdpr-44-transfer-ground")[0])


def test_a_contract_is_concluded_anew_today(tmp_path: Path) -> None:
    """The deed is of today, and what it ends on lies well ahead, or it does not end."""
    facts = "contracts: {all: {kind: service-agreement, signed: 2020-01-01, until: 2025-01-01}}"
    for number, rule in enumerate(("{until: {after: as_of}}", "{not: {until: {before: as_of}}}", "{in_force: true}")):
        found = asked(tmp_path / str(number), "contract", f"require: {rule}", facts)
        anew = [one for one in found if "anew" in one.words]
        assert anew, rule
        for one in anew:
            term, signed = one.edits
            assert str(signed) == "set shop:contracts.all.signed = 2026-11-22"
            assert term.value == "none" or dt.date.fromisoformat(term.value) >= AS_OF.replace(year=AS_OF.year + 1)


def test_a_contract_of_which_no_end_is_stated_is_not_signed_again(tmp_path: Path) -> None:
    facts = "contracts: {all: {kind: service-agreement, signed: 2020-01-01}}"
    found = asked(tmp_path, "contract", "require: {in_force: true}", facts)
    assert "set shop:contracts.all.until = none" in edits(found)
    assert not any("signed" in one for one in edits(found))


def test_no_day_that_has_passed_is_chosen_for_what_happened(tmp_path: Path) -> None:
    """Stopping today, and having the delay judged, is a deed; that it had stopped in time is not."""
    facts = "register: shop\njurisdiction: BE\nevents: {%s: {kind: withdrawal, received: 2026-05-04%s}}\n"
    for said in ("", ", stopped: none"):
        (proposal,) = proposed(given_by(tmp_path, facts % ("e", said)), "gdpr-7-3-stop")
        assert [deed.effort for deed in proposal.deeds] == ["assess", "stop"]
        assert "set shop:events.e.stopped = 2026-11-22" in changes(proposal)


@pytest.mark.parametrize(
    ("kind", "attribute", "day", "effort"),
    [
        ("event", "answered", "2026-02-02", "fixed"),
        ("event", "notified", "2026-02-02T10:00:00+01:00", "fixed"),
        ("party", "since", "2026-02-02", "fixed"),
        ("transfer", "until", "2026-02-02", "fixed"),
        ("assessment", "date", "2026-02-02", "recall"),
    ],
)
def test_a_convenient_day_is_no_cure(tmp_path: Path, kind: str, attribute: str, day: str, effort: str) -> None:
    facts = {
        "event": "events: {all: {kind: request}}",
        "party": "parties: {all: {role: processor}}",
        "transfer": "parties: {p: {transfers: {all: {to: US}}}}",
        "assessment": "assessments: {all: {kind: delay}}",
    }[kind]
    found = asked(tmp_path, kind, f"require: {{{attribute}: {{before: {day}}}}}", facts)
    assert {one.effort for one in found if any(edit.path.endswith(f".{attribute}") for edit in one.edits)} == {effort}


def test_what_is_stated_not_to_be_is_not_found_out(tmp_path: Path) -> None:
    """A contract that was never concluded is concluded; nobody finds out that it was."""
    rule = "require: {signed: {stated: true}}"
    never = asked(tmp_path / "a", "contract", rule, "contracts: {all: {kind: service-agreement, signed: none}}")
    silent = asked(tmp_path / "b", "contract", rule, "contracts: {all: {kind: service-agreement}}")
    wanted = "set shop:contracts.all.signed = 2026-11-22"
    assert [one.effort for one in never if str(one.edits[0]) == wanted] == ["agree"]
    assert [one.effort for one in silent if str(one.edits[0]) == wanted] == ["turn-out"]


def test_what_nobody_should_aim_at_may_be_a_yes_or_a_no(tmp_path: Path) -> None:
    """No officer is dismissed so that nobody asks what else he does."""
    facts = "organisations: {o: {title: O}}\nparties: {mailer: {organisation: o, role: controller%s}}"
    for name, value, more in (("in_recipient_list", "false", ""), ("in_recipient_list", "true", "")):
        found = asked(tmp_path / value, "party", f"require: {{{name}: {value}}}", facts % more)
        assert (f"set shop:parties.mailer.{name} = {value}" in edits(found)) is (value == "true")
    assert DEFAULT.is_no_aim("organisation", "dpo_designated", ["false"])


def test_nobody_makes_a_record_of_which_nothing_is_said(tmp_path: Path) -> None:
    found = asked(tmp_path, "party", "require: {transfers: {stated: true}}", "parties: {mailer: {role: processor}}")
    assert not any("transfers.mailer-transfer" in one for one in edits(found))


def test_transfer_clauses_are_for_transfers(tmp_path: Path) -> None:
    """Whoever needs a contract with a processor is not told to conclude those; a transfer may rest on them."""
    clauses = "contract: {some: {clauses: scc-2021-914}}"
    rules = {
        "asked": ("party", f"require: {{{clauses}}}"),
        "sent": ("party", f"require: {{transfers: {{some: {{{clauses}}}}}}}"),
    }
    given = loaded(tmp_path, rules, _FACTS % "")
    assert not any("clauses" in edit.value for one in searched(given)[0].repairs for edit in one.edits)
    (repair,) = searched(given, "sent")[0].repairs
    assert any("clauses: scc-2021-914" in edit.value for edit in repair.edits)


def test_nothing_is_made_and_at_once_made_otherwise(tmp_path: Path) -> None:
    rules = {"asked": ("party", "require: {contract: {some: {kind: data-processing-agreement}}}")}
    given = loaded(tmp_path, rules, _FACTS % "")
    (one,) = searched(given)[0].repairs[0].deeds
    assert one.adds is not None
    kind = Candidate((Edit(Verb.SET, f"{one.adds.path}.kind", "joint-control-arrangement"),), "", "agree", 10)
    modules = Candidate((Edit(Verb.SET, f"{one.adds.path}.modified", "false"),), "", "agree", 10)
    assert clash(one, kind)
    assert clash(kind, one)
    assert not clash(one, modules)


def test_who_is_named_once_is_named_once() -> None:
    """One organisation that gets data in several activities is one line of the notice, and one thing to do."""
    first, *_ = deeds_of("gdpr-13-1-e-omitted", "partena-marketing")
    naming = [deed for deed in first if deed.words.startswith("name ")]
    assert len({deed.words for deed in naming}) == len(naming)
    assert max(len(deed.changes) for deed in naming) > 2
    assert {deed.cost for deed in naming} == {efforts()["write"].cost}
    assert sum(len(deed.changes) for deed in naming) > 12


def test_what_is_done_once_is_one_thing() -> None:
    def one(path: str, cost: int, once: str) -> Candidate:
        return Candidate((Edit(Verb.SET, path, "true"),), "", "write", cost, once=once)

    some = (one("a:x.n", 3, "s"), one("a:y.n", 3, "s"), one("a:z.n", 4, "s"), one("a:v.n", 3, ""), one("a:w.n", 3, ""))
    assert [(len(each.edits), each.cost) for each in done_once(some)] == [(2, 3), (1, 4), (1, 3), (1, 3)]


def test_the_true_cure_comes_first() -> None:
    """A promise is kept before it is taken back, and a party called what it is before it is called nothing."""
    kept, taken = deeds_of("gdpr-5-1-b-only-stated-purpose", "kmo-verzekeringen")
    assert {deed.effort for deed in kept} == {"confirm", "practice"}
    assert {deed.effort for deed in taken} == {"take-back"}
    called, unnamed = deeds_of("gdpr-4-7-role-as-stated", "partena-marketing")
    assert all(deed.words.startswith("call ") for deed in called)
    assert all(deed.changes[0].endswith(" = none") for deed in unnamed)


def test_one_look_is_one_proposal() -> None:
    """Which condition of the law there is one look tells; the next proposal is to do something else."""
    looked, other = deeds_of("gdpr-9-2-special-data", "partena-marketing")
    assert {deed.effort for deed in looked} == {"find-law"}
    assert {deed.effort for deed in other} != {"find-law"}


def test_looking_is_said_with_what_to_do_then() -> None:
    looked, *_ = deeds_of("gdpr-12-6-identity", "ondernemers-actief")
    assert all("if not, ask for it only there" in deed.words and not deed.supposes for deed in looked)
    (dated,) = deeds_of("gdpr-12-1-date", "partena-marketing")
    assert [deed.effort for deed in dated] == ["write"]


def test_what_is_found_out_is_asked_as_counsel_would() -> None:
    ((deed,), *_) = deeds_of("gdpr-22-1-automated-decisions", "partena-marketing")
    assert deed.words.endswith("taken without meaningful human involvement?")
    assert deed.supposes == "it turns out to be: no"


def test_what_only_takes_a_case_out_of_the_rule_comes_behind_its_cure() -> None:
    """An officer is made known; that somebody decides alone after all, and so is not asked, is no more than a hope."""
    told, *_ = deeds_of("gdpr-37-7-officer-known", "12care")
    assert [deed.changes[0] for deed in told] == ["set organisations.vovb-en-partners.dpo_communicated = true"]
    first, *_ = deeds_of("epd-5-3-consent", "pantein-extra")
    assert {deed.effort for deed in first} == {"install"}


def test_a_contract_without_a_transfer_does_not_take_its_clauses() -> None:
    for some in deeds_of("gdpr-28-3-terms", "pantein-extra"):
        assert not any("scc-2021-914" in change for deed in some for change in deed.changes)


def test_what_has_an_end_of_its_own_is_ended_and_not_erased(tmp_path: Path) -> None:
    found = asked(
        tmp_path, "purpose", "require: {basis: consent}", "activities: {a: {purposes: {news: {basis: contract}}}}"
    )
    assert "set shop:activities.a.status = ended" in edits(found)
    assert "remove shop:activities.a" not in edits(found)


def test_what_meets_several_criteria_is_assessed() -> None:
    """Of many things that could be confirmed none would do; it takes no hundreds of judgings to see that."""
    wanted = Wanted(("gdpr-35-1-criteria",), alternatives=1, most=10)
    some = [one for one in findings(five(), wanted)[0] if one.register == "kmo-verzekeringen"]
    (one,) = repairs(five(), some, wanted).repaired
    assert one.proven
    assert {deed.effort for deed in one.proposals[0].deeds} == {"assess"}


@pytest.mark.parametrize(("n", "confirmed"), [(1, 3), (2, 2), (3, 1)])
def test_so_many_parts_have_to_be_otherwise(tmp_path: Path, n: int, confirmed: int) -> None:
    """So that fewer than `n` of three are left; and for as many to be met, `n` of them."""
    names = ("extension_told", "proof_asked_at_once", "term_from_receipt")
    facts = f"notices: {{site: {{rights: {{access: {{{', '.join(f'{name}: false' for name in names)}}}}}}}}}"
    denied, stated = (", ".join(f"{{{name}: {value}}}" for name in names) for value in ("false", "true"))
    few = {"asked": ("right", f"require: {{not: {{at_least: {{n: {n}, of: [{denied}]}}}}}}")}
    given = loaded(tmp_path / "few", few, facts)
    assert [len(repair.deeds) for repair in searched(given)[0].repairs] == [confirmed]
    many = {"asked": ("right", f"require: {{at_least: {{n: {n}, of: [{stated}]}}}}")}
    given = loaded(tmp_path / "many", many, facts)
    found, _ = searched(given)
    assert [len(repair.deeds) for repair in found.repairs] == [n]
    assert found.trials <= 2
