"""The policy file: what it says, what is refused at which place, and what it does to a run."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from policyengine.check import Asked, load, run
from policyengine.findings import Outcome
from policyengine.rules.packages import GROUP
from policyengine.rules.program import Enforcement
from policyengine.triage.exits import Exit, FailOn
from policyengine.triage.policy import Policy
from policyengine.triage.policyfile import KEYS, read_policy
from policyengine.triage.schemas import policy_schema, waivers_schema

AS_OF = dt.date(2026, 11, 22)
FACTS = "register: club\nparties:\n  mailer: {role: processor, contract: none}\n"
RULE = """\
id: {id}
title: Title of {id}
provisions: ["GDPR 28(3)"]
for_each: party
severity: {severity}
require: {{contract: {{stated: true}}}}
expects: a contract
remedy: Conclude one.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "club.yaml").write_text(FACTS, "utf-8")
    for pack, rules in {"acts": {"grave": "high", "small": "low"}, "house": {"ours": "medium"}}.items():
        folder = tmp_path / "rules" / pack
        folder.mkdir(parents=True)
        (folder / "pack.yaml").write_text(f"title: {pack}\n", "utf-8")
        for name, severity in rules.items():
            (folder / f"{name}.yaml").write_text(RULE.format(id=name, severity=severity), "utf-8")
    return tmp_path


def policy(said: str) -> Policy:
    Path("policyengine.yaml").write_text(said, "utf-8")
    return read_policy(Path("policyengine.yaml"))


def asked(wanted: Policy, fail_on: str = "") -> Asked:
    given = FailOn.parse(fail_on) if fail_on else None
    return Asked((Path("facts"),), AS_OF, rule_roots=(Path("rules"),), in_full=True, policy=wanted, fail_on=given)


def judged(said: str, fail_on: str = "") -> tuple[Outcome, Exit]:
    wanted = asked(policy(said), fail_on)
    loaded = load(wanted)
    assert [str(problem) for problem in loaded.problems] == []
    outcome = run(wanted, loaded)
    return outcome, loaded.gate.ended(outcome)


def problems(said: str) -> list[str]:
    return [str(problem) for problem in load(asked(policy(said))).problems]


def test_everything_that_it_says(here: Path) -> None:
    (here / "waivers.yaml").write_text("waivers: []\n", "utf-8")
    read = policy(
        "facts: [facts]\nrules: rules\ninstalled_rules: false\npacks: [acts]\nas_of: 2026-11-22\n"
        "fail_on: {default: critical, packs: {acts: [high, 'not-stated:critical']}, rules: {ours: never}}\n"
        "enforcement: {default: advisory, packs: {acts: soft}, rules: {ours: hard}}\n"
        "waivers: {file: waivers.yaml, longest_days: 30}\n"
    )
    assert read.problems == ()
    assert (read.facts, read.rules, read.packs) == ((Path("facts"),), (Path("rules"),), ("acts",))
    assert (read.installed_rules, read.as_of) == (False, AS_OF)
    assert read.fail_on.of_all == FailOn.parse("critical")
    assert read.fail_on.packs == {"acts": FailOn.parse("high,not-stated:critical")}
    assert read.fail_on.rules == {"ours": FailOn.parse("never")}
    assert read.enforcement.of_all is Enforcement.ADVISORY
    assert (read.waivers, read.longest_days) == (Path("waivers.yaml"), 30)


def test_paths_are_relative_to_the_file(here: Path) -> None:
    (here / "ci").mkdir()
    (here / "ci" / "ours.yaml").write_text("facts: ../facts\nrules: [../rules]\n", "utf-8")
    read = read_policy(Path("ci/ours.yaml"))
    assert read.problems == ()
    assert [path.resolve() for path in (*read.facts, *read.rules)] == [here / "facts", here / "rules"]


WRONG = {
    "- facts\n": "1:1: a policy file must be a mapping",
    "fact: [facts]\n": "1:1: a policy file has no key `fact` (did you mean `facts`?)",
    "facts: [facts, fcts]\n": "1:16: there is no `fcts`",
    "facts: {a: b}\n": "1:8: `facts` must be a list of one or more",
    "facts: ['']\n": "1:9: each entry of `facts` must be text",
    "rules: [nowhere]\n": "1:9: there is no folder `nowhere`",
    "rules: [facts/club.yaml]\n": "1:9: there is no folder `facts/club.yaml`",
    "rules: [{package: {}}]\n": "1:19: `package` must be text",
    "rules: [{package: acme}]\n": "1:19: no installed package brings rules called `acme`",
    "installed_rules: no\n": "1:18: `installed_rules` cannot be `no` (known: `false`, `true`)",
    "packs: [atcs]\n": "1:9: no pack is called `atcs` (did you mean `acts`?)",
    "as_of: yesterday\n": "1:8: `yesterday` is not",
    "fail_on: severe\n": "1:10: `severe` is not a severity",
    "fail_on: {deflt: high}\n": "1:11: `fail_on` has no key `deflt` (did you mean `default`?)",
    "fail_on: {packs: {atcs: high}}\n": "1:19: no pack is called `atcs` (did you mean `acts`?)",
    "fail_on: {rules: {grve: high}}\n": "1:19: no rule is called `grve` (did you mean `grave`?)",
    "fail_on: {rules: {grave: highest}}\n": "1:26: `highest` is not a severity",
    "fail_on: {rules: grave}\n": "1:18: `rules` of `fail_on` must be a mapping",
    "enforcement: softly\n": "1:14: `enforcement` cannot be `softly` (did you mean `soft`?)",
    "enforcement: {rules: {gravee: hard}}\n": "1:23: no rule is called `gravee` (did you mean `grave`?)",
    "waivers: nowhere.yaml\n": "1:10: there is no `nowhere.yaml`",
    "waivers: {fil: w.yaml}\n": "1:11: `waivers` has no key `fil` (did you mean `file`?)",
    "waivers: {longest_days: 0}\n": "1:25: `longest_days` must be a whole number of at least 1",
    "waivers: {longest_days: 99999999999}\n": "1:25: `longest_days` must be at most 999999999",
    "waivers: {longest_days: P30D}\n": "1:25: `longest_days` must be a whole number of at least 1",
    "fail_on: {packs: {acts: never}}\nenforcement: hard\n": "1:10: `grave`, like 1 more, is enforced as hard, and",
    "fail_on: {rules: {ours: never}}\nenforcement: {rules: {ours: hard}}\n": "1:10: `ours` is enforced as hard",
}


@pytest.mark.parametrize("said", WRONG)
def test_what_is_wrong_is_told_at_its_place(said: str, here: Path) -> None:
    (found,) = problems(said)
    assert found.startswith(f"policyengine.yaml:{WRONG[said]}")


def test_a_package_is_named_by_one_key(here: Path) -> None:
    assert problems("rules: [{packge: x}]\n") == [
        "policyengine.yaml:1:9: the entry has no `package` (add `package:`)",
        "policyengine.yaml:1:10: an entry of `rules` has no key `packge` (did you mean `package`?)",
    ]


def test_everything_that_is_wrong_is_told_at_once(here: Path) -> None:
    assert len(problems("facts: fcts\npacks: [atcs]\nas_of: soon\nfail_on: {rules: {grve: wrong}}\nother: x\n")) == 6


def test_what_fails_a_run_by_pack_and_rule(here: Path) -> None:
    assert judged("fail_on: never\n")[1] is Exit.CLEAN
    assert judged("fail_on: {default: never, packs: {house: medium}}\n")[1] is Exit.FINDINGS
    assert judged("fail_on: {default: never, packs: {house: high}}\n")[1] is Exit.CLEAN
    assert judged("fail_on: {packs: {acts: never}}\n")[1] is Exit.CLEAN
    assert judged("fail_on: {packs: {acts: never}, rules: {small: info}}\n")[1] is Exit.FINDINGS
    assert judged("fail_on: {default: info, packs: {house: never, acts: info}, rules: {grave: never, small: never}}\n")[
        1
    ] is (Exit.CLEAN)


def test_the_command_line_wins(here: Path) -> None:
    assert judged("fail_on: {default: never, rules: {grave: never}}\n", "high")[1] is Exit.FINDINGS
    assert judged("fail_on: info\n", "never")[1] is Exit.CLEAN


def test_what_is_hard_fails_whatever_its_severity(here: Path) -> None:
    assert judged("fail_on: never\nenforcement: {rules: {small: hard}}\n")[1] is Exit.FINDINGS
    assert judged("fail_on: never\nenforcement: {rules: {small: soft}}\n")[1] is Exit.CLEAN
    assert judged("fail_on: {default: never, rules: {small: critical}}\nenforcement: {packs: {acts: hard}}\n")[1] is (
        Exit.FINDINGS
    )


@pytest.mark.parametrize("given", ["never", "critical", "contradictory:low,violated:never"])
def test_what_is_hard_fails_whatever_the_command_line_says(here: Path, given: str) -> None:
    assert judged("fail_on: info\nenforcement: {rules: {small: hard}}\n", given)[1] is Exit.FINDINGS
    assert judged("fail_on: info\nenforcement: {default: advisory, rules: {small: hard}}\n", given)[1] is Exit.FINDINGS
    assert judged("fail_on: info\nenforcement: {rules: {small: soft}}\n", given)[1] is Exit.CLEAN


def test_hard_adds_to_what_fails_and_takes_nothing_away(here: Path) -> None:
    (here / "facts" / "club.yaml").write_text("register: club\nparties: {mailer: {role: processor}}\n", "utf-8")
    assert judged("enforcement: hard\n")[1] is Exit.CLEAN
    assert judged("fail_on: not-stated:high\nenforcement: hard\n")[1] is Exit.FINDINGS


def test_advice_is_shown_and_fails_nothing(here: Path) -> None:
    outcome, code = judged("fail_on: info\nenforcement: {default: advisory, rules: {small: soft}}\n")
    assert {finding.rule: finding.advice for finding in outcome.findings} == {
        "grave": True,
        "ours": True,
        "small": False,
    }
    assert {card.id: card.advice for card in outcome.rules} == {"grave": True, "ours": True, "small": False}
    assert code is Exit.FINDINGS
    assert judged("fail_on: info\nenforcement: advisory\n")[1] is Exit.CLEAN


def follows(name: str, root: str, severity: str) -> None:
    said = RULE.format(id=name, severity=severity) + f"follows_from: [{root}]\n"
    Path("rules/acts", f"{name}.yaml").write_text(said, "utf-8")


def test_nothing_that_fails_a_run_hides_under_advice(here: Path) -> None:
    follows("small", "grave", "low")
    plain, _ = judged("{}\n")
    assert [(f.rule, [one.rule for one in f.related]) for f in plain.findings] == [("grave", ["small"]), ("ours", [])]
    outcome, code = judged("fail_on: low\nenforcement: {rules: {grave: advisory, ours: advisory}}\n")
    assert {finding.rule for finding in outcome.findings} == {"grave", "ours", "small"}
    assert code is Exit.FINDINGS


def test_advice_under_a_finding_fails_nothing_either(here: Path) -> None:
    follows("small", "grave", "low")
    said = "fail_on: {default: low, rules: {grave: never}}\nenforcement: {rules: {small: advisory, ours: advisory}}\n"
    outcome, code = judged(said)
    (root,) = [finding for finding in outcome.findings if finding.related]
    assert [(one.rule, one.advice) for one in root.related] == [("small", True)]
    assert code is Exit.CLEAN
    assert judged(said.replace("small: advisory, ", ""))[1] is Exit.FINDINGS


def test_packs_of_an_installed_package_are_found_without_running_it(
    here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    package = site / "acme_privacy"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('never run')\n", "utf-8")
    (here / "rules").rename(package / "rules")
    (here / "rules").mkdir()
    info = site / "acme_privacy-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-privacy\nVersion: 1\n", "utf-8")
    announced = f"[{GROUP}]\nacme = acme_privacy:rules\nnone = acme_privacy:nowhere\ngone = no_such_package\n"
    (info / "entry_points.txt").write_text(announced, "utf-8")
    monkeypatch.syspath_prepend(str(site))
    read = policy("rules: [{package: acme}]\n")
    assert (read.problems, read.rules) == ((), (package / "rules",))
    wanted = Asked((Path("facts"),), AS_OF, rule_roots=read.rules, policy=read)
    assert {finding.rule for finding in run(wanted, load(wanted)).findings} == {"grave", "ours", "small"}
    assert "did you mean `acme`?" in str(policy("rules: [{package: acmee}]\n").problems[0])
    for name in ("none", "gone"):
        (problem,) = policy(f"rules: [{{package: {name}}}]\n").problems
        assert problem.message.startswith(f"the package that brings `{name}` has no folder")


def test_the_page_shows_what_is_true() -> None:
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
    blocks = [part.partition("```")[0] for part in page.split("```yaml\n")[1:]]
    files = {block.partition("\n")[0].removeprefix("# "): yaml.load(block, yaml.BaseLoader) for block in blocks}
    assert set(files) == {"policyengine.yaml", "waivers.yaml"}
    policies = [yaml.safe_load(block) for block in blocks if block.startswith("# policyengine.yaml")]
    for said in policies:
        jsonschema.Draft202012Validator(policy_schema()).validate(said)
    jsonschema.Draft202012Validator(waivers_schema()).validate(files["waivers.yaml"])
    table = page.partition("| key | says |")[2].partition("\n\n")[0]
    assert [row.split("`")[1] for row in table.splitlines()[2:]] == list(KEYS)
    levels = page.partition("| level |")[2].partition("\n\n")[0]
    assert [row.split("`")[1] for row in levels.splitlines()[2:]] == [level.value for level in Enforcement]


def test_the_example_of_the_page_can_be_followed(here: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
    said = page.partition("```yaml\n")[2].partition("```")[0]
    for rule in ("gdpr-13-1-time", "gdpr-9-2-special-data"):
        assert list((Path(__file__).parents[2] / "rules" / "gdpr").glob(f"{rule}.yaml"))
        assert rule in said
    (here / "our-rules").mkdir()
    assert policy(said).problems == ()


@pytest.mark.parametrize("schema", [policy_schema(), waivers_schema()])
def test_the_schemas_are_schemas(schema: dict[str, object]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    json.dumps(schema)


_NAMES = ("no pack", "no rule", "no installed", "there is no", "is enforced as hard", "installed_rules")
_SHAPES = [said for said, told in WRONG.items() if not any(name in told for name in _NAMES)]


@pytest.mark.parametrize("said", _SHAPES)
def test_the_schema_refuses_what_has_another_shape(said: str) -> None:
    assert not jsonschema.Draft202012Validator(policy_schema()).is_valid(yaml.safe_load(said))
