"""`policyengine whatif`: reports, exits, scenarios in files that build on each other, and several side by side."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from policyengine.scenarios.shelf import ready_made
from tests.cli.conftest import HERE, LAW, Run, validated

CHECKOUT = HERE.parent.parent
DAY = ("--as-of", "2026-11-22")
MARKETING = "marketing-consent-withdrawn"
READY = {
    "digital-omnibus-breaches": "not law: proposed",
    "dpf-annulled": "only supposed",
    MARKETING: "only supposed",
    "omnibus-iv": "not law: proposed",
    "uk-adequacy-lapses": "only supposed",
}


@pytest.fixture
def whatif(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it on the five registers, as somebody does who stands in the checkout."""
    monkeypatch.chdir(CHECKOUT)
    return lambda *arguments: run("whatif", *arguments, *DAY)


def test_a_ready_made_scenario_as_text(whatif: Run) -> None:
    ran = whatif("facts", "--scenario", MARKETING)
    assert (ran.code, ran.err) == (1, "")
    assert "All of this is supposed" in " ".join(ran.out.split())
    assert "violated high gdpr-6-1-legal-basis" in ran.out
    assert "turned" in ran.out
    assert "gone: basis of newsletter: consent" in ran.out
    assert "at base" not in ran.out
    assert str(CHECKOUT) not in ran.out


def test_without_consent_no_consent_permits_messages_and_what_was_proved_is_kept(whatif: Run) -> None:
    said = " ".join(whatif("facts", "--scenario", MARKETING).out.split())
    assert "that proof is to be kept all the same" in said
    assert "erase what no other basis carries (GDPR 7(3), 17(1)(b))" in said
    assert "opt in of newsletter: none [scenario-marketing-consent-withdrawn]" in said
    assert "…" not in said


RESTS = (
    "nothing that is stated rests on it alone",
    "That does not show that nothing does: 1 of 1 verdicts of the rule that reads it stay open on both sides",
    "Verdicts of the rule that reads law.adequacy that are open (not stated or undetermined): 0 of 1 as it stands",
    "No verdict turns on what is changed in the rule gdpr-44-transfer-ground",
    "Verdicts of the rule gdpr-44-transfer-ground that are open (not stated or undetermined): 1 of 1 as it stands",
)
RULE = "rules.gdpr-44-transfer-ground"


def _transfer(country: str, **told: str) -> str:
    """A register with one processor, of whose organisation this is told."""
    more = "".join(f", {name}: {value}" for name, value in told.items())
    return f"""\
register: shop
jurisdiction: BE
organisations: {{cloud: {{country: {country}{more}}}}}
parties: {{cloud: {{organisation: cloud, role: processor}}}}
"""


@pytest.mark.parametrize(
    ("register", "supposed", "said"),
    [
        (_transfer("JP", in_adequacy_scope="true"), ("--scenario", "dpf-annulled"), {0}),
        (_transfer("US"), ("--scenario", "dpf-annulled"), {0, 1}),
        (_transfer("US", dpf="listed"), ("--scenario", "dpf-annulled"), {2}),
        (_transfer("US", dpf="listed"), ("--set", "organisations.cloud.country=PH"), set()),
        (_transfer("JP", in_adequacy_scope="true"), ("--set", f"{RULE}.severity=low"), {0, 3}),
        (_transfer("JP", in_adequacy_scope="true"), ("--set", f"{RULE}.title=Ground"), set()),
        (_transfer("US"), ("--set", f"{RULE}.severity=low"), {4}),
    ],
)
def test_a_change_of_the_law_on_which_nothing_turns_is_told_apart_from_what_is_open(
    run: Run, tmp_path: Path, register: str, supposed: tuple[str, ...], said: set[int]
) -> None:
    (tmp_path / "shop.yaml").write_text(register, "utf-8")
    asked = (str(tmp_path / "shop.yaml"), *supposed, "--rule", "gdpr-44-transfer-ground", "--fail-on", "never", *DAY)

    def among(text: str) -> set[int]:
        return {number for number, sentence in enumerate(RESTS) if sentence in " ".join(text.split())}

    for form in ("text", "markdown", "html"):
        assert among(run("whatif", *asked, "--format", form).out) == said
        assert among(run("whatif", *asked, "--matrix", "--format", form).out) == said
    found = validated(run("whatif", *asked, "--format", "json").out, "diff.schema.json")
    (column,) = validated(run("whatif", *asked, "--matrix", "--format", "json").out, "whatif-matrix.schema.json")[
        "scenarios"
    ]
    assert found.get("reliance") == column.get("reliance")
    assert among(found.get("reliance", {}).get("says", "")) == said


def test_only_where_the_same_is_said_does_only_the_source_differ(run: Run, tmp_path: Path) -> None:
    register = """\
register: shop
jurisdiction: BE
sources:
  page: {title: Privacy page, kind: notice, document: page.txt, language: nl}
activities:
  mail:
    purposes:
      news: {basis: [{value: consent, source: page L1}, {value: legitimate-interests, source: page L2}]}
"""
    (tmp_path / "shop.yaml").write_text(register, "utf-8")
    path = "activities.mail.purposes.news.basis"

    def facts(*changes: str) -> str:
        ran = run("whatif", str(tmp_path / "shop.yaml"), *changes, "--fail-on", "never", *DAY)
        return " ".join(ran.out.partition("── Facts")[2].split())

    assert "only the source or grade differs" not in facts("--set", f"{path}=consent")
    both = facts("--set", f"{path}=[{{value: consent}}, {{value: legitimate-interests}}]")
    assert "only the source or grade differs" in both


def test_the_same_as_json_and_markdown(whatif: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    ran = whatif("facts", "--scenario", MARKETING, "--format", "json", "--format", f"markdown={file}")
    found = validated(ran.out, "diff.schema.json")
    assert [one["name"] for one in found["supposed"]] == [MARKETING]
    assert found["supposed"][0]["changes"][0]["location"]["path"] == f"ready-made/{MARKETING}.yaml"
    about = {(one["finding"]["rule"], one["finding"]["register"]) for one in found["introduced"]}
    assert about == {
        ("gdpr-6-1-legal-basis", "kmo-verzekeringen"),
        ("epd-13-1-consent", "kmo-verzekeringen"),
        ("epd-13-1-consent", "pantein-extra"),
    }
    for introduced in found["introduced"]:
        assert introduced["other_side"] == ["satisfied"]
        assert {turning["side"] for turning in introduced["turned_by"]} == {"base", "head"}
    text = file.read_text("utf-8")
    assert f"## What if: {MARKETING}" in text
    assert "### Introduced" in text


SIGNED = (
    *("--add", "contracts.printing={kind: data-processing-agreement, signed: 2026-01-01}"),
    *("--set", "parties.printer.contract=printing"),
    *("--remove", "activities.newsletter.purposes.inform.basis=legitimate-interests"),
    *("--set", "parties.mailer.contract=none"),
)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("whatif.txt", SIGNED),
        ("whatif.md", (*SIGNED, "--format", "markdown")),
        ("whatif-matrix.txt", (*SIGNED, "--matrix")),
    ],
)
def test_whole_reports(run: Run, name: str, arguments: tuple[str, ...]) -> None:
    ran = run("whatif", "facts", *arguments, *LAW)
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(ran.out, "utf-8")
    assert (ran.err, ran.out) == ("", kept.read_text("utf-8"))


def test_nothing_supposed_is_no_difference(whatif: Run) -> None:
    ran = whatif("facts", "--format", "json")
    found = validated(ran.out, "diff.schema.json")
    assert ran.code == 0
    assert [found[key] for key in ("supposed", "introduced", "changed", "resolved", "facts")] == [[]] * 5


def test_what_would_be_found_decides_about_the_exit(whatif: Run) -> None:
    resolving = ("facts", "--remove", "rules.gdpr-12-6-identity")
    assert whatif(*resolving).code == 0
    assert whatif("facts", "--scenario", MARKETING, "--fail-on", "never").code == 0
    # Of what is introduced only the exit code of a check is asked, so open questions fail nobody.
    assert whatif("facts", "--set", "partena-marketing:jurisdiction=NL").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--set", "organisations.gogle.dpf=listed"), 2, "did you mean `google`?"),
        (("--set", "activities"), 2, "`--set activities` has no value"),
        (("--set", "organisations.google.dpf=[listed"), 2, "--set organisations.google.dpf=[listed:1:"),
        (("--unset", "jurisdiction=BE"), 2, "`--unset` takes no value"),
        (("--set", "=x"), 2, "names no path"),
        (("--scenario", "dpf-anulled"), 2, "did you mean `dpf-annulled`?"),
        (("--scenario", "no/such.yaml"), 2, "there is no file `no/such.yaml`"),
        (("--remove", "organisations.google"), 2, "facts/"),
        (("--replace", "sources={}"), 2, "sources are not supposed as a whole"),
        (("--add", "law.adequacy={}"), 2, "a row must be a mapping"),
        (("--matrix",), 2, "nothing to compare"),
        (("--on", "tomorrow"), 2, "`tomorrow` is not a day"),
    ],
)
def test_what_the_command_line_gets_wrong(whatif: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = whatif("facts", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("set: {jurisdiction: NL}\n", "the scenario has no `title`"),
        ("title: Odd\nsett: {jurisdiction: NL}\n", ":2:1: a scenario has no key `sett`"),
        ("title: Odd\nset: [jurisdiction]\n", ":2:6: `set` must be a mapping"),
        ("title: Odd\nset: {jurisdicton: NL}\n", ":2:7: `jurisdicton` is not known"),
        ("title: Odd\nset: {jurisdiction: XX}\n", ":2:21: "),
        ("title: Odd\nset: {jurisdiction: }\n", ":2:7: `set` of `jurisdiction` has no value"),
        ("title: Odd\nstatus: law\n", ":2:9: `status` cannot be `law`"),
        ("title: Odd\nas_of: soon\n", ":2:8: "),
        ("title: Odd\nbased_on: dpf-anulled\n", ":2:11: no scenario is called `dpf-anulled`"),
        ("title: Odd\nbased_on: odd\n", ":2:11: scenarios are based on each other in a ring: `odd` on `odd`"),
        ("title: Odd\nwherever: [{for_each: purpose, when: {basis: consent}}]\n", "the item changes nothing"),
    ],
)
def test_what_a_file_gets_wrong(whatif: Run, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "odd.yaml").write_text(text, "utf-8")
    ran = whatif("facts", "--scenario", str(tmp_path / "odd.yaml"))
    assert (ran.code, ran.out) == (3, "")
    assert said in " ".join(ran.err.split())


def test_scenarios_build_on_each_other(whatif: Run, tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text("title: First\nset: {pantein-extra:jurisdiction: BE}\n", "utf-8")
    (tmp_path / "second.yaml").write_text("title: Second\nbased_on: [first, dpf-annulled]\n", "utf-8")
    (tmp_path / "ring.yaml").write_text("title: Ring\nbased_on: [ring-again]\n", "utf-8")
    (tmp_path / "ring-again.yaml").write_text("title: Ring again\nbased_on: ring\n", "utf-8")
    ran = whatif("facts", "--scenario", str(tmp_path / "second.yaml"), "--format", "json")
    found = validated(ran.out, "diff.schema.json")
    assert [one["name"] for one in found["supposed"]] == ["first", "dpf-annulled", "second"]
    assert [fact["register"] for fact in found["facts"]] == ["pantein-extra"]
    ran = whatif("facts", "--scenario", str(tmp_path / "ring.yaml"))
    assert ran.code == 3
    assert "`ring` on `ring-again` on `ring`" in ran.err


def test_a_house_keeps_its_own_in_a_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "leaving.yaml").write_text("title: We leave\nset: {jurisdiction: NL}\n", "utf-8")
    (tmp_path / "here.yaml").write_text("register: here\njurisdiction: BE\nactivities: {mail: {}}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run("whatif", "here.yaml", "--scenario", "leaving", "--format", "json", *DAY)
    assert [one["name"] for one in json.loads(ran.out)["supposed"]] == ["leaving"]
    assert "We leave" in run("whatif", "--list").out


def test_several_side_by_side(whatif: Run) -> None:
    columns = ("--scenario", MARKETING, "--scenario", "dpf-annulled", "--remove", "rules.gdpr-12-6-identity")
    ran = whatif("facts", "--matrix", *columns, "--format", "json")
    assert ran.code == 1
    found = validated(ran.out, "whatif-matrix.schema.json")
    assert [one["name"] for one in found["scenarios"]] == [MARKETING, "dpf-annulled", "remove rules.gdpr-12-6-identity"]
    rows = {(row["rule"], row["register"]): (row["before"], *row["after"]) for row in found["findings"]}
    basis = rows["gdpr-6-1-legal-basis", "kmo-verzekeringen"]
    assert basis == ("satisfied", "violated, high", "satisfied", "satisfied")
    identity = rows["gdpr-12-6-identity", "partena-marketing"]
    assert identity == ("violated, high", "violated, high", "violated, high", "no such rule")
    text = whatif("facts", "--matrix", *columns).out
    assert "[2] dpf-annulled" in text
    assert "violated, high = = no such rule" in " ".join(text.split())
    table = whatif("facts", "--matrix", *columns, "--format", "markdown").out
    heads = next(line for line in table.splitlines() if line.startswith("| finding"))
    assert heads.count("|") == 6


def test_what_comes_ready_made_says_what_it_is(whatif: Run, run: Run) -> None:
    assert {*ready_made()} == READY.keys()
    listed = run("whatif", "--list").out
    for name, status in READY.items():
        at = listed.index(f"{name}\n")
        assert status in listed[at:].splitlines()[2]
        found = json.loads(whatif("facts", "--scenario", name, "--format", "json", "--fail-on", "never").out)
        own = found["supposed"][-1]
        assert own["source"]
        assert own["checked_on"]


def test_the_breach_rule_that_is_proposed(run: Run, tmp_path: Path) -> None:
    register = """\
register: shop
jurisdiction: BE
events:
  late: {kind: breach, aware: "2026-01-01T00:00:00Z", notified: "2026-01-04T12:00:00Z", delay_reasons: none, risk: high}
  small: {kind: breach, aware: "2026-01-01T00:00:00Z", notified: none, risk: risk}
"""
    (tmp_path / "shop.yaml").write_text(register, "utf-8")
    only = ("--rule", "gdpr-33-1-72-hours", "--format", "json", *DAY)
    ran = run("whatif", str(tmp_path / "shop.yaml"), "--scenario", "digital-omnibus-breaches", *only)
    found = validated(ran.out, "diff.schema.json")
    resolved = {record["key"] for one in found["resolved"] for record in one["finding"]["records"]}
    assert resolved == {"events.late", "events.small"}
    assert (ran.code, found["introduced"], found["changed"]) == (0, [], [])


def test_who_keeps_records_under_omnibus_iv(run: Run, tmp_path: Path) -> None:
    register = """\
register: shop
records_kept: false
complete: [activities]
organisations: {shop: {country: BE, headcount: 400}}
parties: {shop: {organisation: shop, role: controller}}
activities: {mail: {likely_high_risk: false, occasional: false}}
"""
    (tmp_path / "shop.yaml").write_text(register, "utf-8")
    alone = ("--matrix", "--scenario", "omnibus-iv", "--format", "json", *DAY)
    found = validated(run("whatif", str(tmp_path / "shop.yaml"), *alone).out, "whatif-matrix.schema.json")
    rows = {row["rule"]: row["after"] for row in found["findings"]}
    assert rows["gdpr-30-1-records"] == ["satisfied"]
