"""Waivers: what is refused in their file, which of them hold, and what they take apart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from policyengine.check import Asked, Loaded, load, run
from policyengine.findings import Finding, Outcome
from policyengine.report.terminal import Paint
from policyengine.report.text import text
from policyengine.triage.exits import Exit
from policyengine.triage.policy import Policy
from policyengine.triage.waivers import read_waivers

AS_OF = dt.date(2026, 11, 22)
FACTS = """\
register: club
organisations: {mailco: {country: US}}
parties:
  mailer: {role: processor, contract: none, organisation: mailco}
  printer: {role: processor, contract: none}
  baker: {role: processor, contract: none}
  signed: {role: processor, contract: dpa}
  unknown: {role: processor}
  member: {role: recipient}
contracts: {dpa: {kind: data-processing-agreement}}
"""
CONTRACT = """\
id: needs-contract
title: Processors are bound
provisions: ["GDPR 28(3)"]
for_each: party
severity: high
when: {role: processor}
require: {contract: {stated: true}}
expects: a contract
remedy: Conclude one.
"""
FOLLOWS = """\
id: follows
title: What follows
provisions: ["GDPR 28(1)"]
for_each: party
severity: low
follows_from: [needs-contract]
when: {role: processor}
require: {contract: {stated: true}}
expects: a contract
remedy: Conclude one.
"""
NEVER_WAIVED = CONTRACT.replace("needs-contract", "never-waived") + "waivable: false\n"
HASHES = {"party": "0" * 16}


class House:
    """A folder with facts, rules and a file of waivers, judged on any day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waivers = folder / "waivers.yaml"
        pack = folder / "law" / "made-up"
        pack.mkdir(parents=True)
        (pack / "pack.yaml").write_text("title: Made-up law\n", "utf-8")
        self.rule("needs-contract", CONTRACT)
        self.facts(FACTS)

    def rule(self, name: str, said: str) -> None:
        (self.folder / "law" / "made-up" / f"{name}.yaml").write_text(said, "utf-8")

    def facts(self, said: str) -> None:
        (self.folder / "club.yaml").write_text(said, "utf-8")

    def asked(self, as_of: dt.date = AS_OF, **more: object) -> Asked:
        waivers = self.waivers if self.waivers.exists() else None
        wanted = {"rule_roots": (self.folder / "law",), "waivers": waivers, "every_verdict": True, **more}
        return Asked((self.folder / "club.yaml",), as_of, **wanted)  # type: ignore[arg-type]

    def load(self, as_of: dt.date = AS_OF, **more: object) -> Loaded:
        return load(self.asked(as_of, **more))

    def judge(self, as_of: dt.date = AS_OF, **more: object) -> Outcome:
        loaded = self.load(as_of, **more)
        assert [str(problem) for problem in loaded.problems] == []
        return run(self.asked(as_of, **more), loaded)

    def exit(self, as_of: dt.date = AS_OF, **more: object) -> Exit:
        loaded = self.load(as_of, **more)
        return loaded.gate.ended(run(self.asked(as_of, **more), loaded))

    def waive(self, *records: str, rule: str = "needs-contract", **changes: object) -> None:
        """Accept what the rule says of records of the register, on the terms below unless changed."""
        from policyengine.check import judge
        from policyengine.triage.facts_read import facts_read

        loaded = self.load(waivers=None)
        register = loaded.facts.registers["club"]
        entries = ""
        for judgement in judge(self.asked(waivers=None), loaded).judgements:
            if judgement.rule.id == rule and judgement.record.key in records:
                facts = facts_read(judgement.rule, loaded.program, register, judgement.record).hashes
                said = {"record": f"club:{judgement.record.key}", "verdict": judgement.verdict.value, "facts": facts}
                entries += entry(rule=rule, **{**said, **changes})
        assert entries
        self.waivers.write_text("waivers:\n" + entries, "utf-8")


def entry(**changes: object) -> str:
    said: dict[str, object] = {
        "rule": "needs-contract",
        "record": "club:parties.mailer",
        "verdict": "violated",
        "reason": "the scan follows",
        "owner": "Purchasing",
        "approved_by": "the DPO",
        "added": dt.date(2026, 11, 1),
        "expires": dt.date(2027, 1, 31),
        "facts": HASHES,
    }
    said |= changes
    lines = [f"{key}: {_written(value)}" for key, value in said.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'{key}: "{each}"' for key, each in value.items()) + "}"
    return str(value)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    return House(tmp_path)


def keys(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.rule, record.key) for finding in findings for record in finding.records}


def waived(outcome: Outcome) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.waiver is not None]


def listed(outcome: Outcome) -> list[Finding]:
    return [finding for finding in outcome.findings if finding.listed]


def states(outcome: Outcome) -> list[tuple[str, str]]:
    return [(state.record, state.state) for state in outcome.waivers]


MALFORMED = {
    "not a mapping": ("- a\n", "1:1", "a file of waivers must be a mapping"),
    "no list": ("waivers: word\n", "1:10", "`waivers` must be a list"),
    "nothing of the kind": ("{}\n", "1:1", "the file has no `waivers`"),
    "a key at the top": (
        "waivers: []\nwaiver: []\n",
        "2:1",
        "a file of waivers has no key `waiver` (did you mean `waivers`?)",
    ),
    "an entry that is a word": ("waivers: [word]\n", "1:11", "each entry of `waivers` must be a mapping"),
    "an unknown key": (entry(aproved_by="x"), "11:3", "a waiver has no key `aproved_by` (did you mean `approved_by`?)"),
    "a wildcard for rules": (entry(rule="needs-*"), "2:9", "`needs-*` is a pattern, and a waiver is for one rule"),
    "a wildcard for records": (entry(record="club:parties.*"), "3:11", "`club:parties.*` is a pattern"),
    "a record without register": (
        entry(record="parties.mailer"),
        "3:11",
        "`parties.mailer` does not name a record with",
    ),
    "a record without key": (entry(record="'club:'"), "3:11", "`club:` does not name a record with its register"),
    "an unknown verdict": (
        entry(verdict="violatet"),
        "4:12",
        "`verdict` cannot be `violatet` (did you mean `violated`?)",
    ),
    "a verdict nobody need accept": (entry(verdict="satisfied"), "4:12", "`verdict` cannot be `satisfied`"),
    "an empty reason": (entry(reason="''"), "5:11", "`reason` must be text"),
    "an owner that is a list": (entry(owner="[a, b]"), "6:10", "`owner` must be text"),
    "no day": (entry(expires="31-01-2027"), "9:12", "`31-01-2027` is not"),
    "a day that is none": (entry(added="2026-02-30"), "8:10", "`2026-02-30` is not"),
    "over before it begins": (
        entry(expires="2026-10-31"),
        "9:12",
        "the waiver expires on 2026-10-31, before it is added",
    ),
    "too long": (entry(expires="2027-05-01"), "9:12", "the waiver lasts 181 days, and 180 is the most"),
    "no hashes": (entry(facts="{}"), "10:10", "`facts` is empty"),
    "a hash that is none": (entry(facts={"party": "123"}), "10:18", "what `facts` says of `party` is not a hash"),
    "hashes that are a word": (entry(facts="changed"), "10:10", "`facts` must be a mapping"),
    "the same twice": (entry() + entry(), "11:3", "`needs-contract` is waived twice for `club:parties.mailer`"),
    "a second document": (entry() + "---\n", "11:1", "a second document begins here"),
    "a duplicate key": (entry() + "  rule: x\n", "11:3", "`rule` stands twice in one mapping"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_refused_at_its_place(name: str, house: House) -> None:
    written, place, said = MALFORMED[name]
    house.waivers.write_text(written if not written.startswith("- rule") else "waivers:\n" + written, "utf-8")
    problems = [str(problem) for problem in house.load().problems]
    assert len(problems) == 1
    assert problems[0].startswith(f"waivers.yaml:{place}: {said}")


@pytest.mark.parametrize(
    "key", ["rule", "record", "verdict", "reason", "owner", "approved_by", "added", "expires", "facts"]
)
def test_every_key_is_compulsory(key: str, house: House) -> None:
    house.waivers.write_text("waivers:\n" + entry(**{key: None}), "utf-8")
    assert [str(problem) for problem in house.load().problems] == [
        f"waivers.yaml:2:3: the waiver has no `{key}` (add `{key}:`)"
    ]


def test_all_mistakes_are_told_at_once(house: House) -> None:
    house.waivers.write_text("waivers:\n" + entry(rule="a*", reason=None) + entry(expires="soon", extra="x"), "utf-8")
    assert len(house.load().problems) == 4


@pytest.mark.parametrize("written", ["waivers: []\n", "waivers:\n"])
def test_a_file_without_waivers_is_as_good_as_none(written: str, house: House) -> None:
    house.waivers.write_text(written, "utf-8")
    assert house.judge().waivers == ()


def test_a_waiver_may_last_as_long_as_the_policy_says_and_not_a_day_longer(house: House) -> None:
    house.waivers.write_text("waivers:\n" + entry(added="2026-11-01", expires="2026-12-01"), "utf-8")
    assert read_waivers(house.waivers, 30).problems == []
    assert len(read_waivers(house.waivers, 29).problems) == 1
    house.waivers.write_text("waivers:\n" + entry(added="2026-11-01", expires="2027-04-30"), "utf-8")
    assert read_waivers(house.waivers).problems == []


def test_only_the_waived_records_leave_the_finding(house: House) -> None:
    (whole,) = [finding for finding in house.judge().findings if finding.verdict == "violated"]
    assert len(whole.records) == 3
    house.waive("parties.mailer", "parties.baker")
    outcome = house.judge()
    (left,) = [finding for finding in listed(outcome) if finding.verdict == "violated"]
    assert [record.key for record in left.records] == ["parties.printer"]
    (apart,) = waived(outcome)
    assert [record.key for record in apart.records] == ["parties.baker", "parties.mailer"]
    assert (apart.rule, apart.verdict, apart.severity) == ("needs-contract", "violated", "high")
    assert apart.waiver is not None
    assert (apart.waiver.reason, apart.waiver.owner, apart.waiver.approved_by) == (
        "the scan follows",
        "Purchasing",
        "the DPO",
    )
    assert str(apart.waiver.location) == "waivers.yaml:2:3"
    assert outcome.counts == house.judge(waivers=None).counts


def test_other_terms_are_shown_apart(house: House) -> None:
    house.waive("parties.mailer")
    first = house.waivers.read_text("utf-8")
    house.waive("parties.baker", reason="another reason")
    house.waivers.write_text(first + house.waivers.read_text("utf-8").partition("\n")[2], "utf-8")
    assert [len(finding.records) for finding in waived(house.judge())] == [1, 1]


def test_what_is_waived_fails_no_run_and_the_rest_does(house: House) -> None:
    house.waive("parties.mailer", "parties.baker")
    assert house.exit() is Exit.FINDINGS
    house.waive("parties.mailer", "parties.baker", "parties.printer")
    assert house.exit() is Exit.CLEAN


def test_what_is_open_can_be_waived_and_asks_no_question(house: House) -> None:
    assert any("unknown" in record.key for question in house.judge().questions for record in question.records)
    house.waive("parties.unknown")
    outcome = house.judge()
    assert [finding.verdict for finding in waived(outcome)] == ["not stated"]
    assert not any("unknown" in record.key for question in outcome.questions for record in question.records)


@pytest.mark.parametrize(
    ("day", "state", "code"),
    [
        (dt.date(2026, 10, 31), "future-dated", Exit.STALE_WAIVER),
        (dt.date(2026, 11, 1), "in force", Exit.CLEAN),
        (dt.date(2027, 1, 31), "in force", Exit.CLEAN),
        (dt.date(2027, 2, 1), "expired", Exit.STALE_WAIVER),
    ],
)
def test_it_holds_from_its_first_day_to_its_last(day: dt.date, state: str, code: Exit, house: House) -> None:
    house.waive("parties.mailer", "parties.baker", "parties.printer")
    outcome = house.judge(day)
    assert {found for _, found in states(outcome)} == {state}
    assert bool(waived(outcome)) == (state == "in force")
    assert ("needs-contract", "parties.mailer") in keys(listed(outcome) if state != "in force" else waived(outcome))
    assert house.exit(day) is code


MAILER = "mailer: {role: processor, contract: none"
CHANGES = [
    (MAILER, "mailer: {role: processor, contract: dpa", "orphaned", "nothing to waive: the verdict is `satisfied`"),
    ("mailer: {role: processor", "mailer: {role: recipient", "orphaned", "the verdict is `not applicable`"),
    (MAILER, "mailer: {role: processor", "void", "approved for `violated`, and the verdict is now `not stated`"),
    (MAILER, f"{MAILER}, since: 2020-01-01", "void", "`since` of `parties.mailer`"),
    ("mailer: {role: processor", "mailer: {role: {value: processor, grade: implied}", "void", "`role` of `parties.mai"),
    ("  mailer:", "  mailer2:", "orphaned", "is called `parties.mailer` (did you mean `parties.mailer2`?)"),
    ("register: club", "register: clubb", "orphaned", "no register is called `club` (did you mean `clubb`?)"),
    ("country: US", "country: BE", "in force", "until 2027-01-31"),
    ("  printer: {role: processor, contract: none}\n", "", "in force", "until 2027-01-31"),
]


@pytest.mark.parametrize(("old", "new", "state", "why"), CHANGES)
def test_a_change_of_facts(old: str, new: str, state: str, why: str, house: House) -> None:
    house.waive("parties.mailer")
    assert old in FACTS
    house.facts(FACTS.replace(old, new))
    outcome = house.judge()
    (found,) = outcome.waivers
    assert found.state == state
    assert why in found.why
    assert bool(waived(outcome)) == (state == "in force")
    assert (house.exit() is Exit.STALE_WAIVER) == (state != "in force")


def test_a_rule_that_is_gone_or_not_in_force_leaves_an_orphan(house: House) -> None:
    house.waive("parties.mailer")
    house.rule("needs-contract", CONTRACT + "in_force: {from: 2030-01-01}\n")
    house.rule("another", CONTRACT.replace("needs-contract", "another"))
    (found,) = house.judge().waivers
    assert (found.state, found.why) == ("orphaned", "the rule is not in force on 2026-11-22")
    (house.folder / "law" / "made-up" / "needs-contract.yaml").unlink()
    (found,) = house.judge().waivers
    assert (found.state, found.why) == ("orphaned", "no rule is called `needs-contract` (known: `another`)")


def test_a_rule_that_asks_more_voids_it_only_if_something_is_stated_there(house: House) -> None:
    house.waive("parties.mailer")
    unless = "unless:\n  - {provision: GDPR 29, because: staff, when: {separate_person: false}}\n"
    house.rule("needs-contract", CONTRACT.replace("require:", f"{unless}require:"))
    assert states(house.judge()) == [("club:parties.mailer", "in force")]
    house.facts(FACTS.replace("mailer: {", "mailer: {separate_person: true, "))
    assert states(house.judge()) == [("club:parties.mailer", "void")]


def test_what_is_not_judged_this_time_is_not_looked_at(house: House) -> None:
    house.rule("another", CONTRACT.replace("needs-contract", "another"))
    house.waive("parties.mailer", expires="2026-11-02")
    assert states(house.judge()) == [("club:parties.mailer", "expired")]
    assert states(house.judge(rules=("another",))) == []
    house.facts(FACTS)
    (house.folder / "club2.yaml").write_text(FACTS.replace("register: club", "register: club2"), "utf-8")
    asked = house.asked(registers=("club2",))
    both = asked._replace(paths=(*asked.paths, house.folder / "club2.yaml"))
    assert run(both, load(both)).waivers == ()


def test_what_only_followed_comes_back_by_itself(house: House) -> None:
    house.rule("follows", FOLLOWS)
    before = [finding for finding in house.judge().findings if finding.verdict == "violated"]
    assert [(finding.rule, [one.rule for one in finding.related]) for finding in before] == [
        ("needs-contract", ["follows"])
    ]
    house.waive("parties.mailer", "parties.baker", "parties.printer")
    outcome = house.judge()
    assert [finding.rule for finding in listed(outcome) if finding.verdict == "violated"] == ["follows"]
    assert [finding.related for finding in waived(outcome)] == [()]


def test_a_rule_that_cannot_be_waived_makes_the_file_invalid(house: House) -> None:
    house.rule("never-waived", NEVER_WAIVED)
    house.waivers.write_text("waivers:\n" + entry(rule="never-waived"), "utf-8")
    assert [str(problem) for problem in house.load().problems] == [
        "waivers.yaml:2:3: `never-waived` cannot be waived: the rule says `waivable: false` (remove the entry)"
    ]


def test_nor_can_one_that_the_policy_enforces_as_hard(house: House, tmp_path: Path) -> None:
    from policyengine.triage.policyfile import read_policy

    (tmp_path / "policyengine.yaml").write_text("enforcement: {packs: {made-up: hard}}\n", "utf-8")
    policy: Policy = read_policy(Path("policyengine.yaml"))
    house.waive("parties.mailer")
    (problem,) = house.load(policy=policy).problems
    assert problem.message == "`needs-contract` cannot be waived: the policy file enforces it as hard"


def test_the_text_shows_what_is_waived_with_its_terms(house: House) -> None:
    house.waive("parties.mailer", "parties.baker", "parties.printer", "parties.unknown")
    shown = text(house.judge(), Paint(False, 200))
    assert "Nothing found that is not waived." in shown
    assert "   3 × violated high: Processors are bound (needs-contract): baker, mailco, printer" in shown
    assert "until 2027-01-31: the scan follows (owner Purchasing, approved by the DPO)" in shown
    assert [line for line in shown.splitlines() if "--> waivers.yaml" in line] == [
        "         --> waivers.yaml:2:3",
        "         --> waivers.yaml:29:3",
    ]


def test_a_waiver_is_for_one_register(house: House) -> None:
    """A shared organisation is judged in each register that names it, and accepted in one."""
    rule = "id: o\ntitle: O\nprovisions: [GDPR 44]\nfor_each: organisation\nseverity: high\nexpects: x\nremedy: X.\n"
    house.rule("o", rule + "require: {country: {in: [BE]}}\n")
    (house.folder / "all").mkdir()
    (house.folder / "all" / "organisations.yaml").write_text("organisations: {mailco: {country: US}}\n", "utf-8")
    for slug in ("one", "two"):
        (house.folder / "all" / f"{slug}.yaml").write_text(
            f"register: {slug}\nparties: {{mailer: {{organisation: mailco, role: recipient}}}}\n", "utf-8"
        )
    asked = Asked((house.folder / "all",), AS_OF, rules=("o",), rule_roots=(house.folder / "law",))
    from policyengine.check import judge
    from policyengine.triage.facts_read import facts_read

    loaded = load(asked)
    (judgement,) = [j for j in judge(asked, loaded).judgements if j.register == "one" and j.verdict.value == "violated"]
    facts = facts_read(judgement.rule, loaded.program, loaded.facts.registers["one"], judgement.record).hashes
    house.waivers.write_text("waivers:\n" + entry(rule="o", record="one:mailco", facts=facts), "utf-8")
    asked = asked._replace(waivers=house.waivers)
    outcome = run(asked, load(asked))
    assert [(finding.register, finding.waiver is not None) for finding in outcome.findings] == [
        ("one", True),
        ("two", False),
    ]
