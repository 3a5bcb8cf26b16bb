"""`policyengine waivers`, and what every verb and report makes of them."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
import yaml

from tests.cli.conftest import HERE, LAW, ONLY, Ran, Run

SCHEMAS = HERE.parent / "schemas"
CHECKED = json.loads((HERE.parent.parent / "docs" / "check.schema.json").read_text("utf-8"))
TERMS = (
    *("--reason", "signed: the scan follows"),
    *("--owner", "Purchasing"),
    *("--approved-by", "J. Peeters, DPO"),
    *("--expires", "2027-01-31"),
)
PRINTER = ("club-2-contract", "printer")
UNTIL = "until 2027-01-31: signed: the scan follows (owner Purchasing, approved by J. Peeters, DPO)"
LATER = (*ONLY, "--as-of", "2027-02-01")


@pytest.fixture
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with facts and law of its own, in which commands run."""
    for folder in ("facts", "law"):
        shutil.copytree(HERE / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def add(run: Run, *record: str, terms: tuple[str, ...] = TERMS, law: tuple[str, ...] = LAW) -> Ran:
    return run("waivers", "add", *(record or PRINTER), *terms, *law)


def test_adding_writes_a_file_that_holds(run: Run, here: Path) -> None:
    ran = add(run)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "wrote `waivers.yaml`: `club-2-contract` is waived for `fietsclub:parties.printer` until 2027-01-31\n"
    )
    written = (here / "waivers.yaml").read_text("utf-8")
    _, _, entry = written.partition("waivers:\n")
    assert entry.splitlines()[:9] == [
        "  - rule: club-2-contract",
        "    record: fietsclub:parties.printer",
        "    verdict: violated",
        '    reason: "signed: the scan follows"',
        "    owner: Purchasing",
        "    approved_by: J. Peeters, DPO",
        "    added: 2026-11-22",
        "    expires: 2027-01-31",
        "    facts:",
    ]
    ran = run("waivers", "list", *LAW)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "in force club-2-contract fietsclub:parties.printer",
        f"  {UNTIL}",
        "  --> waivers.yaml:4:5",
    ]
    checked = run("check", "facts", "--rule", "club-2-contract", *LAW)
    assert checked.code == 0
    assert run("check", "facts", "--rule", "club-2-contract", "--no-waivers", *LAW).code == 1


def test_what_is_added_and_removed_leaves_no_trace_in_a_file_of_comments(run: Run, here: Path) -> None:
    add(run)
    kept = "# Ours.\nwaivers:\n" + (here / "waivers.yaml").read_text("utf-8").partition("waivers:\n")[2]
    kept = kept.replace("    owner:", "    # Ask Ann.\n    owner:") + "  # The end.\n"
    (here / "waivers.yaml").write_text(kept, "utf-8")
    (here / "waivers.yaml").chmod(0o640)
    add(run, "club-5-retention", "page", terms=(*TERMS[:6], "--expires", "2026-11-30"))
    assert (here / "waivers.yaml").read_text("utf-8").startswith(kept)
    ran = run("waivers", "prune", *ONLY, "--as-of", "2026-12-01")
    assert ran.code == 0
    assert ran.out.startswith(
        "removed 1 waiver from `waivers.yaml`:\nexpired club-5-retention fietsclub:notices.page\n  it was in force"
    )
    assert (here / "waivers.yaml").read_text("utf-8") == kept
    assert stat.S_IMODE((here / "waivers.yaml").stat().st_mode) == 0o640
    assert sorted(file.name for file in here.iterdir()) == ["facts", "law", "waivers.yaml"]


def test_a_link_is_followed_and_stays_one(run: Run, here: Path) -> None:
    (here / "kept").mkdir()
    (here / "kept" / "ours.yaml").write_text("waivers: []\n", "utf-8")
    (here / "waivers.yaml").symlink_to("kept/ours.yaml")
    assert add(run).code == 0
    assert (here / "waivers.yaml").is_symlink()
    assert "club-2-contract" in (here / "kept" / "ours.yaml").read_text("utf-8")


def test_pruning_says_what_it_would_do(run: Run, here: Path) -> None:
    add(run)
    before = (here / "waivers.yaml").read_bytes()
    ran = run("waivers", "prune", "--dry-run", *LATER)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "would remove 1 waiver from `waivers.yaml`:")
    assert (here / "waivers.yaml").read_bytes() == before
    ran = run("waivers", "prune", *LAW)
    assert (ran.code, ran.out) == (0, "nothing to remove: no waiver is expired, void or orphaned\n")
    ran = run("waivers", "prune", *ONLY, "--as-of", "2026-11-01")
    assert ran.out.startswith("nothing to remove")


REFUSED = [
    (("club-2-contrct", "printer"), (), "no rule is called `club-2-contrct` (did you mean `club-2-contract`?)"),
    (("club-2-contract", "prnter"), (), "no party is called `prnter` (did you mean `parties.printer`?)"),
    (("club-2-contract", "newsletter"), (), "no party is called `newsletter`"),
    (("club-2-contract", "club"), (), "there is nothing to waive: `club-2-contract` says `not applicable` of"),
    (PRINTER, ("--expires", "2027-05-22"), "a waiver holds for 180 days at most: from 2026-11-22 until 2027-05-21"),
    (PRINTER, ("--expires", "2026-11-21"), "a waiver that expires on 2026-11-21 would not hold on 2026-11-22"),
    (PRINTER, ("--expires", "soon"), "`soon` is not a day such as"),
    (PRINTER, ("--reason", "  "), "a text is expected here"),
    (PRINTER, ("--owner", "a\x1bb"), "a text is expected here, in characters that can be printed"),
]


@pytest.mark.parametrize(("record", "more", "said"), REFUSED)
def test_what_cannot_be_waived(record: tuple[str, ...], more: tuple[str, ...], said: str, run: Run, here: Path) -> None:
    ran = add(run, *record, terms=(*TERMS, *more))
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
    assert not (here / "waivers.yaml").exists()


@pytest.mark.parametrize("option", ["--reason", "--owner", "--approved-by", "--expires"])
def test_nothing_is_left_open(option: str, run: Run, here: Path) -> None:
    at = TERMS.index(option)
    ran = add(run, terms=(*TERMS[:at], *TERMS[at + 2 :]))
    assert ran.code == 2
    assert option in ran.err


def test_nothing_is_waived_twice(run: Run, here: Path) -> None:
    assert add(run).code == 0
    before = (here / "waivers.yaml").read_bytes()
    ran = add(run)
    assert ran.code == 2
    assert "there is a waiver of `club-2-contract` for `fietsclub:parties.printer` at waivers.yaml:4:5" in ran.err
    assert (here / "waivers.yaml").read_bytes() == before


def test_a_rule_that_is_not_waivable_is_refused_before_anything_is_written(run: Run, here: Path) -> None:
    rule = here / "law" / "club" / "club-2-contract.yaml"
    rule.write_text(rule.read_text("utf-8") + "waivable: false\n", "utf-8")
    ran = add(run)
    assert ran.code == 2
    assert "`club-2-contract` cannot be waived: the rule says `waivable: false`" in ran.err
    assert not (here / "waivers.yaml").exists()


def test_what_followed_is_told_to_be_left(run: Run, here: Path) -> None:
    ran = add(run, "club-1-basis", "inform")
    assert ran.out.splitlines()[1:] == ["not waived with it: `club-7-follows`"]
    assert "club-7-follows" in run("check", "facts", *LAW).out


def test_a_list_in_brackets_is_left_alone(run: Run, here: Path) -> None:
    add(run)
    text = (here / "waivers.yaml").read_text("utf-8")
    flow = yaml.dump(yaml.safe_load(text), default_flow_style=True)
    (here / "waivers.yaml").write_text(flow, "utf-8")
    ran = add(run, "club-5-retention", "page")
    assert ran.code == 2
    assert "`waivers.yaml` was not changed" in ran.err
    assert (here / "waivers.yaml").read_text("utf-8") == flow


def test_a_folder_cannot_be_written(run: Run, here: Path) -> None:
    (here / "waivers.yaml").mkdir()
    assert add(run).code == 3
    shutil.rmtree(here / "waivers.yaml")
    ran = run("waivers", "add", *PRINTER, *TERMS, *LAW, "--waivers", "nowhere/waivers.yaml")
    assert ran.code == 2
    assert "`nowhere/waivers.yaml` cannot be written: no such file or directory" in ran.err


def test_a_named_file_has_to_be_there(run: Run, here: Path) -> None:
    for verb in (("check", "facts"), ("questions", "facts"), ("waivers", "list"), ("waivers", "prune")):
        ran = run(*verb, "--waivers", "other.yaml", *LAW)
        assert (ran.code, ran.out) == (2, "")
        assert "there is no `other.yaml`; `policyengine waivers add` makes it" in ran.err
    assert add(run, *PRINTER, "--waivers", "other.yaml").code == 0
    assert not (here / "waivers.yaml").exists()
    assert run("check", "facts", "--rule", "club-2-contract", "--waivers", "other.yaml", *LAW).code == 0


def test_no_file_is_no_waivers(run: Run, here: Path) -> None:
    ran = run("waivers", "list", *LAW)
    assert (ran.code, ran.out) == (0, "nothing is waived: there is no `waivers.yaml`\n")
    assert run("waivers", "list", "--no-waivers", *LAW).code == 2
    (here / "waivers.yaml").write_text("waivers: []\n", "utf-8")
    assert run("waivers", "list", *LAW).out == "nothing is waived in `waivers.yaml`\n"


def test_every_verb_refuses_waivers_that_are_wrong(run: Run, here: Path) -> None:
    (here / "waivers.yaml").write_text("waivers:\n- rule: x*\n", "utf-8")
    proof = ("explain", "club-2-contract", "printer")
    for verb in (("check",), ("questions",), ("diagram", "--register", "fietsclub"), proof, ("waivers", "list")):
        ran = run(*verb, *LAW)
        assert (ran.code, ran.out) == (3, ""), verb
        assert "waivers.yaml:2:9: `x*` is a pattern, and a waiver is for one rule" in ran.err
        assert "9 problems; nothing was judged" in ran.err
        assert run(*verb, *LAW, "--no-waivers").code in (0, 1) or verb[0] == "waivers"


def stale(run: Run, here: Path) -> None:
    """A waiver that is void: the facts have changed."""
    add(run)
    file = here / "facts" / "fietsclub" / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("printer:\n", "printer:\n    since: 2020-01-01\n"), "utf-8")


def test_exits_in_their_order(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """70, 2, 3, 4, 5, 1, 0: whatever else is wrong, a stale waiver only goes before findings."""
    assert run("check", "facts", "--fail-on", "never", *LAW).code == 0
    stale(run, here)
    assert run("check", "facts", *LAW).code == 5
    assert run("check", "facts", "--fail-on", "never", *LAW).code == 5
    assert run("check", "facts", "--rule", "club-8-silent", *LAW).code == 4
    assert run("check", "facts", "--format", "json=nowhere/x", *LAW).code == 2
    whole = (here / "waivers.yaml").read_text("utf-8")
    (here / "waivers.yaml").write_text(whole + "    owner: twice\n", "utf-8")
    assert run("check", "facts", "--rule", "club-8-silent", *LAW).code == 3
    assert run("check", "facts", "--rule", "nobody-knows", "--fail-on", "wrong", *LAW).code == 2
    (here / "waivers.yaml").write_text(whole, "utf-8")
    monkeypatch.setattr("policyengine.check.compose", None)
    assert run("check", "facts", *LAW).code == 70


def test_list_says_what_has_changed(run: Run, here: Path) -> None:
    stale(run, here)
    ran = run("waivers", "list", *LAW)
    assert ran.code == 5
    assert ran.out.splitlines()[:2] == [
        "void club-2-contract fietsclub:parties.printer",
        "  facts that the rule reads are not those that were approved: `since` of `parties.printer`",
    ]


def test_list_leaves_nothing_out(run: Run, here: Path) -> None:
    add(run)
    other = here / "law" / "other"
    other.mkdir()
    (other / "pack.yaml").write_text("title: Other\n", "utf-8")
    rule = (here / "law" / "club" / "club-5-retention.yaml").read_text("utf-8")
    (other / "other-rule.yaml").write_text(rule.replace("club-5-retention", "other-rule"), "utf-8")
    ran = run("waivers", "list", "--pack", "other", *ONLY, "--as-of", "2030-01-01")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == [
        "not looked at club-2-contract fietsclub:parties.printer",
        "  its rule is in none of the packs that are judged",
    ]
    assert "nothing to remove" in run("waivers", "prune", "--pack", "other", *ONLY, "--as-of", "2030-01-01").out


def test_a_shared_organisation_is_waived_in_one_register(run: Run, here: Path) -> None:
    rule = "id: at-home\ntitle: At home\nprovisions: [GDPR 44]\nfor_each: organisation\nseverity: high\n"
    rule += "require: {country: {in: [BE]}}\nexpects: x\nremedy: X.\n"
    (here / "law" / "club" / "at-home.yaml").write_text(rule, "utf-8")
    assert add(run, "at-home", "mailco").code == 0
    assert run("waivers", "prune", *LATER).code == 0
    other = "register: other\nparties: {mailer: {organisation: mailco, role: recipient}}\n"
    (here / "facts" / "other.yaml").write_text(other, "utf-8")
    ran = add(run, "at-home", "mailco")
    assert ran.code == 2
    assert "write one of `fietsclub:mailco`, `other:mailco`" in " ".join(ran.err.split())
    assert "waived for `other:mailco`" in add(run, "at-home", "other:mailco").out
    assert add(run, "at-home", "fietsclub:mailco").code == 0
    assert run("check", "--rule", "at-home", "--register", "other", *LAW).code == 0


def test_a_proof_says_whether_it_is_waived(run: Run, here: Path) -> None:
    assert "waived" not in run("explain", *PRINTER, *LAW).out
    add(run)
    assert "Whether it is waived\nin force club-2-contract" in run("explain", *PRINTER, *LAW).out
    assert "Whether it is waived\nexpired club-2-contract" in run("explain", *PRINTER, *LATER).out
    assert "waived" not in run("explain", "club-2-contract", "mailer", *LAW).out


def test_drawings_leave_it_out_and_count_it(run: Run, here: Path) -> None:
    before = run("diagram", "facts", "--findings", *LAW).out
    add(run)
    after = run("diagram", "facts", "--findings", *LAW).out
    assert "1 waived" in after
    assert "waived" not in before
    assert before.count("Every processor is bound") > after.count("Every processor is bound")


def report(run: Run, form: str, *more: str) -> str:
    ran = run("check", "facts", "--format", form, *LAW, *more)
    assert ran.err == ""
    return ran.out


@pytest.mark.parametrize("form", ["text", "brief", "markdown", "json", "junit"])
def test_reports_for_people_and_records_show_its_terms(form: str, run: Run, here: Path) -> None:
    add(run)
    shown = " ".join(report(run, form).replace("\\", "").split())
    for said in (
        "signed: the scan follows",
        "Purchasing",
        "J. Peeters, DPO",
        "2027-01-31",
        "club-2-contract" if form in ("json", "junit") else "Every processor is bound",
    ):
        assert said in shown


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif"])
def test_services_that_would_show_it_as_open_do_not_get_it(form: str, run: Run, here: Path) -> None:
    before = report(run, form)
    add(run)
    after = report(run, form)
    assert "signed: the scan follows" not in after
    if form == "sarif":
        ids = [result["ruleId"] for result in json.loads(after)["runs"][0]["results"]]
        assert "club-2-contract" not in ids
    else:
        assert "club-2-contract" in before
        assert "club-2-contract" not in after


def test_json_keeps_its_schema(run: Run, here: Path) -> None:
    add(run)
    document = json.loads(report(run, "json"))
    jsonschema.Draft202012Validator(CHECKED).validate(document)
    (found,) = [finding for finding in document["findings"] if "waiver" in finding]
    assert found["waiver"] == {
        "reason": "signed: the scan follows",
        "owner": "Purchasing",
        "approved_by": "J. Peeters, DPO",
        "expires": "2027-01-31",
        "location": {"path": "waivers.yaml", "line": 4, "column": 5},
    }
    (waiver,) = document["waivers"]
    assert (waiver["state"], waiver["record"]) == ("in force", "fietsclub:parties.printer")
    assert "waivers" not in json.loads(report(run, "json", "--no-waivers"))


def sarif(run: Run, *more: str) -> dict[str, Any]:
    document = json.loads(report(run, "sarif", *more))
    jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))).validate(document)
    return document["runs"][0]  # type: ignore[no-any-return]


def test_sarif_marks_it_as_suppressed_where_that_is_asked_for(run: Run, here: Path) -> None:
    add(run)
    notes = sarif(run)["invocations"][0]["toolExecutionNotifications"]
    assert {"1 finding is waived for a time."} <= {note["message"]["text"] for note in notes}
    results = sarif(run, "--sarif-include-waived")["results"]
    (found,) = [result for result in results if "suppressions" in result]
    assert found["ruleId"] == "club-2-contract"
    assert found["suppressions"] == [{"kind": "external", "status": "accepted", "justification": UNTIL}]


def test_junit_skips_it_and_counts_it_so(run: Run, here: Path) -> None:
    before = junitparser.JUnitXml.fromstring(report(run, "junit").encode())
    add(run)
    after = junitparser.JUnitXml.fromstring(report(run, "junit").encode())
    assert (after.failures, after.skipped) == (before.failures - 1, before.skipped + 1)
    (message,) = [
        case.result[0].message
        for suite in after
        for case in suite
        if case.result and "waived" in case.result[0].message
    ]
    assert message == f"violated (high), waived {UNTIL}"


@pytest.mark.parametrize("form", ["text", "brief", "markdown", "json", "junit", "sarif", "github", "gitlab"])
def test_every_report_shows_a_waiver_that_does_not_hold(form: str, run: Run, here: Path) -> None:
    stale(run, here)
    shown = " ".join(report(run, form).replace("\\", "").split())
    assert "void" in shown
    assert "waivers.yaml" in shown
    assert "since` of `parties.printer" in shown


def test_the_finding_is_back_where_it_does_not_hold(run: Run, here: Path) -> None:
    stale(run, here)
    root = ET.fromstring(report(run, "junit"))
    (suite,) = [each for each in root if each.get("name") == "waivers"]
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    cases = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert root.get("failures") == str(len(cases))
    assert ("fietsclub.club-2-contract", "parties.printer") in {
        (case.get("classname"), case.get("name")) for case in cases
    }
    entries = json.loads(report(run, "gitlab"))
    schema = json.loads((SCHEMAS / "gitlab-code-quality.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(entries)
    assert [entry["check_name"] for entry in entries[:1]] == ["policyengine-waivers"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    (note,) = [n for n in sarif(run)["invocations"][0]["toolExecutionNotifications"] if n["level"] == "error"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "waivers.yaml"
    assert report(run, "github").startswith("::error file=waivers.yaml,line=4,col=5,title=waiver%3A void::")


def test_the_summary_of_a_job_shows_both(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(here / "summary.md"))
    add(run)
    add(run, "club-5-retention", "page", terms=(*TERMS[:6], "--expires", "2026-11-30"))
    run("check", "facts", "--format", f"github={here / 'out'}", *ONLY, "--as-of", "2026-12-01")
    shown = (here / "summary.md").read_text("utf-8")
    assert "### Waived for a time: 1" in shown
    assert "### Waivers that do not hold" in shown
    assert "- expired: club-5-retention for fietsclub:notices.page" in shown


def test_a_baseline_neither_knows_nor_misses_what_is_waived(run: Run, here: Path) -> None:
    add(run)
    assert run("check", "facts", "--format", f"json={here / 'before.json'}", *LAW).code == 1
    compared = ("check", "facts", "--baseline", str(here / "before.json"), "--format", "json", *LAW)
    same = json.loads(run(*compared).out)
    assert [same["compared"][name] for name in ("new", "resolved", "changed")] == [0, 0, 0]
    back = json.loads(run(*compared, "--no-waivers").out)
    assert back["compared"]["new"] == 1
    assert [finding["rule"] for finding in back["findings"]] == ["club-2-contract"]
