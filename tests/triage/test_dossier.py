"""What a report to keep knows beside the findings: proofs, law tables with dates, sources, files and their hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from policyengine.check import Asked, load, run
from policyengine.findings import Outcome

CHECKOUT = Path(__file__).parent.parent.parent
AS_OF = dt.date(2026, 11, 22)


def _outcome(path: str, as_of: dt.date = AS_OF) -> Outcome:
    asked = Asked((CHECKOUT / path,), as_of, documented=True)
    return run(asked, load(asked))


@pytest.fixture(scope="module")
def five() -> Outcome:
    return _outcome("facts")


def test_every_finding_that_is_shown_has_the_proof_of_one_of_its_records(five: Outcome) -> None:
    for finding in five.findings:
        assert bool(finding.proof) is not finding.folded
        kinds = {line.kind for line in finding.proof}
        assert kinds <= {"heading", "step", "told true", "told false", "nobody says"}
        assert finding.folded or {"heading", "step"} <= kinds
        assert all(line.span is None or line.source for line in finding.proof)


def test_the_proof_names_what_the_finding_rests_on(five: Outcome) -> None:
    (finding,) = (f for f in five.findings if f.rule == "gdpr-4-1-anonymity" and f.verdict == "violated")
    told = {(line.kind, line.text, line.source) for line in finding.proof}
    assert ("told true", "technique of Hashed e-mail addresses of customers: hash", "notice L83-85") in told
    assert ("nobody says", "assessments of Hashed e-mail addresses of customers", "") in told


def test_each_register_names_its_sources_and_files(five: Outcome) -> None:
    *cards, shared = five.dossier.registers
    assert [card.slug for card in cards] == list(five.registers)
    for card in cards:
        assert {file.path for file in card.files} == {path for path in five.texts if f"facts/{card.slug}/" in path}
        (notice,) = card.sources
        assert (notice.kind, notice.own, len(notice.sha256)) == ("notice", True, 64)
    assert (shared.slug, [Path(file.path).name for file in shared.files]) == ("", ["organisations.yaml"])
    (public,) = shared.sources
    assert (public.kind, public.own, public.checked_on) == ("public-knowledge", False, AS_OF)
    assert dict(shared.kinds)["organisation"].endswith(" organisations")
    (pantein,) = (card for card in cards if card.slug == "pantein-extra")
    assert pantein.jurisdictions == ("NL",)
    assert ("contract", "1 contract") in pantein.kinds
    assert "hop" not in dict(pantein.kinds)


def test_hashes_are_those_of_the_files(five: Outcome) -> None:
    files = [file for card in five.dossier.registers for file in card.files] + list(five.dossier.law)
    assert len({file.path for file in files}) == len(files) == len(five.texts)
    for file in files[:3] + files[-3:]:
        data = (CHECKOUT / file.path).read_bytes()
        assert (file.sha256, file.lines) == (hashlib.sha256(data).hexdigest(), data.count(b"\n"))


def test_tables_say_what_is_in_force_on_the_day() -> None:
    shields = []
    for year in (2018, 2026):
        tables = _outcome("tests/cli/facts", dt.date(year, 11, 22)).dossier.tables
        (adequacy,) = (table for table in tables if table.name == "law.adequacy")
        names = [name for name, _ in adequacy.columns]
        assert "in_force" not in names
        assert adequacy.checked_on is not None
        assert all(row.source and len(row.cells) == len(names) for row in adequacy.rows)
        shields.append([row.in_force for row in adequacy.rows if "Privacy Shield" in " ".join(row.cells)])
    assert shields == [[True], [False]]


def test_tables_without_days_say_nothing_of_them(five: Outcome) -> None:
    (ages,) = (table for table in five.dossier.tables if table.name == "law.consent-age")
    assert not ages.dated
    assert {row.in_force for row in ages.rows} == {None}


def test_what_is_not_checked_is_named_with_what_it_asks(five: Outcome) -> None:
    named = five.dossier.not_checked
    assert len(named) == five.checkable - five.checked > 0
    assert {provision.cites for provision in named} == set(five.not_checked)
    assert all(provision.duty for provision in named)


def test_packs_are_counted_by_the_rules_that_ran(five: Outcome) -> None:
    asked = Asked((CHECKOUT / "facts",), AS_OF, packs=("nl",), documented=True)
    assert [pack.name for pack in five.dossier.packs] == ["be", "eprivacy", "gdpr", "nl"]
    (dutch,) = run(asked, load(asked)).dossier.packs
    assert dutch == five.dossier.packs[-1]


def test_nothing_of_it_is_made_where_it_is_not_asked_for() -> None:
    asked = Asked((CHECKOUT / "tests/cli/facts",), AS_OF)
    outcome = run(asked, load(asked))
    assert outcome.dossier is None
    assert not any(finding.proof for finding in outcome.findings)
