"""What ends with the Data Privacy Framework: exactly the transfers that rest on it alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from policyengine import whatif
from policyengine.check import Asked
from policyengine.differences import Difference
from policyengine.register.records import Record
from tests.scenarios.conftest import AS_OF, CHECKOUT, differs, five, written

RULE = "gdpr-44-transfer-ground"
FAILING = ("violated", "contradictory", "not stated")
ADEQUATE = ("CH", "GB", "NZ", "UY", "IL")
EEA = ("DE", "IE", "NO", "FR")


def _vendor(number: int, sort: str, pick: Random) -> tuple[str, str, str]:
    """An organisation, its part in an activity, and its contract."""
    slug = f"vendor-{number:02}"
    party = f"{{organisation: {slug}, role: processor, data: address, "
    clauses = f"{slug}-clauses: {{kind: standard-clauses, clauses: scc-2021-914, signed: 2024-01-01}}"
    if sort == "dpf":
        ground = pick.choice(("none", "{sending: {to: US, ground: adequacy, instrument: dpf}}"))
        return f"{slug}: {{country: US, dpf: listed}}", f"{slug}: {party}transfers: {ground}}}", ""
    if sort == "clauses as well":
        ground = (
            f"{{sending: {{to: US, ground: standard-clauses, instrument: scc-2021-914, contract: {slug}-clauses}}}}"
        )
        return f"{slug}: {{country: US, dpf: listed}}", f"{slug}: {party}transfers: {ground}}}", clauses
    country = pick.choice(ADEQUATE if sort == "adequate" else EEA)
    return f"{slug}: {{country: {country}}}", f"{slug}: {party}transfers: none}}", ""


def _group(sorts: list[str], pick: Random) -> str:
    vendors = [_vendor(number, sort, pick) for number, sort in enumerate(sorts)]
    lines = ["register: group", "jurisdiction: BE", "organisations:", *(f"  {one}" for one, _, _ in vendors)]
    lines += ["activities:", "  mail:", "    data: {address: {categories: [email], subjects: [customer]}}"]
    lines += ["    parties:", "      group: {role: controller}", *(f"      {party}" for _, party, _ in vendors)]
    return "\n".join([*lines, "contracts:", *(f"  {contract}" for _, _, contract in vendors if contract)]) + "\n"


def _introduced(found: Difference, rule: str = RULE) -> dict[str, str]:
    turned = [one for one in found.introduced if one.finding.rule == rule]
    return {record.key: one.finding.verdict for one in turned for record in one.finding.records}


def test_of_fifty_vendors_those_on_the_framework_alone_lose_their_ground(tmp_path: Path) -> None:
    pick = Random(50)
    sorts = ["dpf"] * 13 + ["clauses as well"] * 12 + ["adequate"] * 11 + ["eea"] * 14
    pick.shuffle(sorts)
    found = differs(written(tmp_path, _group(sorts, pick)), "dpf-annulled")
    expected = {f"activities.mail.parties.vendor-{n:02}.hop" for n, sort in enumerate(sorts) if sort == "dpf"}
    assert len(expected) == 13
    introduced = _introduced(found)
    assert introduced.keys() == expected
    assert set(introduced.values()) <= set(FAILING)
    # Clauses carry the others alone now, and have to be assessed; nothing else is touched.
    assessed = _introduced(found, "gdpr-46-transfer-assessed")
    on_clauses = {n for n, sort in enumerate(sorts) if sort == "clauses as well"}
    assert assessed.keys() == {f"activities.mail.parties.vendor-{n:02}.transfers.sending" for n in on_clauses}
    others = {one.finding.rule for one in found.introduced} - {RULE, "gdpr-46-transfer-assessed"}
    assert (others, found.resolved, found.facts) == (set(), (), ())


def test_the_proof_names_the_row_of_the_law_before_and_after(tmp_path: Path) -> None:
    found = differs(written(tmp_path, _group(["dpf"], Random(1))), "dpf-annulled")
    (one,) = [one for one in found.introduced if one.finding.rule == RULE]
    assert one.was == ("satisfied",)
    said = {(turning.side, turning.text.rpartition(": ")[2]) for turning in one.turned_by}
    assert said == {("head", "2026-11-21"), ("base", "none")}
    assert {turning.span.path.rpartition("/")[2] for turning in one.turned_by if turning.span} == {
        "dpf-annulled.yaml",
        "adequacy.yaml",
    }


def test_the_other_adequate_countries_go_with_their_own_decision(tmp_path: Path) -> None:
    pick = Random(2)
    sorts = ["dpf", "adequate", "adequate", "adequate", "adequate", "eea"]
    text = _group(sorts, pick)
    british = {
        f"activities.mail.parties.vendor-{n:02}.hop" for n in range(6) if f"vendor-{n:02}: {{country: GB}}" in text
    }
    assert british
    assert _introduced(differs(written(tmp_path, text), "uk-adequacy-lapses")).keys() == british


def test_no_transfer_of_the_five_registers_is_stated_to_rest_on_the_framework() -> None:
    found = differs(five(), "dpf-annulled")
    assert (found.introduced, found.changed, found.resolved, found.facts) == ((), (), (), ())
    assert found.unchanged > 0


def test_once_their_listings_are_known_those_of_the_five_registers_fall(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "facts", tmp_path / "facts")
    shared = tmp_path / "facts" / "organisations.yaml"
    text = shared.read_text("utf-8").replace("\n    country: US\n", "\n    country: US\n    dpf: listed\n")
    shared.write_text(text, "utf-8")
    given = whatif.load(Asked((tmp_path / "facts",), AS_OF))
    hops = {
        (register.slug, hop.key)
        for register in given.loaded.facts.registers.values()
        for hop in register.of("hop")
        if _in_the_states(hop)
    }
    assert hops
    found = differs(given, "dpf-annulled")
    turned = [one.finding for one in found.introduced if one.finding.rule == RULE]
    assert {(finding.register, record.key) for finding in turned for record in finding.records} == hops
    assert {one.finding.rule for one in found.introduced} == {RULE}


def _in_the_states(hop: Record) -> bool:
    (importer,) = hop.links["importer"]
    countries = [
        said.values
        for link in importer.target.links.get("organisation", ())
        for said in link.target.statements.get("country", ())
    ]
    return ("US",) in countries
