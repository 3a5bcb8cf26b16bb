"""Members that are not asked, because plainly nothing is in common with them, change no answer."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from policyengine.engine import grounded
from policyengine.engine.grounder.narrowing import Narrowed, Narrowing
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Verdict
from policyengine.engine.judging import disagreements
from policyengine.register.load import facts_from
from policyengine.rules.load import load_program
from policyengine.rules.program import Program
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files

AS_OF = dt.date(2026, 11, 22)

RULE = """\
id: {name}
title: Members compared with the judged record
provisions: ["GDPR 28(3)"]
for_each: party
severity: high
decided_by: facts
shown_by: [register]
require: {{activity: {{parties: {asks}}}}}
explain: "{{judged}}"
expects: something
remedy: Something.
reviewed: {{on: 2026-11-22, against: consolidated text}}
"""

SAME = "organisation: {is: {path: judged.organisation}}"
WORDED = "services: {is: {path: judged.services}}"
DATED = "since: {is: {path: judged.since}}"
ASKS = {
    "some-same": f"{{some: {{{SAME}}}}}",
    "some-same-and-more": f"{{some: {{role: processor, {SAME}}}}}",
    "every-same": f"{{every: {{{SAME}}}}}",
    "none-same": f"{{every: {{not: {{{SAME}, role: processor}}}}}}",
    "either": f"{{some: {{any: [{{role: processor}}, {{{SAME}}}]}}}}",
    "two-same": f"{{count: {{at_least: 2, where: {{{SAME}}}}}}}",
    "at-most-one-same": f"{{count: {{at_most: 1, where: {{role: processor, {SAME}}}}}}}",
    "named": f"{{some: {{role: processor, {SAME}}}, as: other}}",
    "some-worded": f"{{some: {{{WORDED}}}}}",
    "every-worded": f"{{every: {{{WORDED}}}}}",
    "every-worded-and-more": f"{{every: {{role: processor, {WORDED}}}}}",
    "no-two-worded": f"{{count: {{at_most: 1, where: {{role: processor, {WORDED}}}}}}}",
    "some-dated": f"{{some: {{{DATED}, {SAME}}}}}",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    pack = tmp_path_factory.mktemp("packs") / "own"
    pack.mkdir()
    (pack / "pack.yaml").write_text("title: Own\n")
    for name, asks in ASKS.items():
        (pack / f"{name}.yaml").write_text(RULE.format(name=name, asks=asks))
    found, problems = load_program([pack.parent])
    assert problems == []
    return found


def _register(chance: random.Random) -> str:
    """An activity with parties of few organisations: known, unknown, denied, disputed, softly said."""
    ways = ["one", "one", "two", "three", "none", "[{value: one}, {value: two}]", "{value: two, grade: presumed}"]
    lines = ["organisations: {one: {country: BE}, two: {country: NL}, three: {country: DE}}", "activities:", "  work:"]
    if chance.random() < 0.6:
        lines.append("    complete: [parties]")
    lines.append("    parties:")
    for number in range(chance.randrange(1, 7)):
        said = {
            "role": chance.choice(["processor", "recipient"]),
            "organisation": chance.choice(ways),
            "services": chance.choice(["[mail]", "[mail, post]", "[post]", "none"]),
            "since": chance.choice(["2024-01-01", "2025-01-01"]),
        }
        kept = ", ".join(f"{name}: {value}" for name, value in said.items() if chance.random() < 0.8)
        lines.append(f"      p{number}: {{{kept}}}")
    return "\n".join(lines) + "\n"


def test_what_is_narrowed_is_told_as_if_all_were_asked(program: Program) -> None:
    chance = random.Random(20261122)
    verdicts: dict[str, set[Verdict]] = {name: set() for name in ASKS}
    for _ in range(300):
        text = _register(chance)
        files = Files()
        node, wrong = read_text(text, "register.yaml", files)
        assert isinstance(node, Mapping)
        facts, problems = facts_from(node, files)
        assert not wrong
        assert not problems, text
        judged = grounded.judge(program, facts, AS_OF)
        assert list(disagreements(judged, Interpreter(program, AS_OF).judge(facts))) == [], text
        for judgement in judged:
            verdicts[judgement.rule.id].add(judgement.verdict)
    for name, met in verdicts.items():
        assert len(met) >= 3, (name, met)


def _judged(folder: Path, rule: str, text: str) -> dict[str, Verdict]:
    """What the rule engine says of a register by one rule."""
    pack = folder / "own"
    pack.mkdir()
    (pack / "pack.yaml").write_text("title: Own\n")
    (pack / "one.yaml").write_text(rule)
    program, problems = load_program([folder])
    assert problems == []
    files = Files()
    node, _ = read_text(text, "register.yaml", files)
    assert isinstance(node, Mapping)
    facts, problems = facts_from(node, files)
    assert problems == []
    return {each.record.key: each.verdict for each in grounded.judge(program, facts, AS_OF)}


def test_a_day_is_not_looked_up_among_instants(tmp_path: Path) -> None:
    asks = "{some: {kind: request, received: {is: {path: judged.aware}}}}"
    rule = RULE.format(name="one", asks=asks).replace("for_each: party", "for_each: event")
    told, met = "told: {kind: request, received: 2026-03-02}", "met: {aware: 2026-03-02T23:30:00+01:00}"
    text = f"complete: [events]\nevents: {{{told}, {met}}}\n"
    verdicts = _judged(tmp_path, rule.replace("activity: {parties:", "register: {events:"), text)
    assert verdicts["events.met"] is Verdict.SATISFIED


def test_what_firm_statements_dispute_stays_disputed_without_the_others(tmp_path: Path) -> None:
    rule = RULE.format(name="one", asks="").replace("{activity: {parties: }}", "{organisation.country: BE}")
    text = (
        "organisations: {a: {country: NL}, b: {}, c: {country: NL}}\n"
        "parties: {p: {organisation: [{value: a}, {value: b}, {value: c, grade: presumed}]}}\n"
    )
    assert _judged(tmp_path, rule, text)["parties.p"] is Verdict.VIOLATED


def test_a_narrower_word_is_looked_up_as_well(tmp_path: Path) -> None:
    asks = "{some: {origin: data-subject, categories: {is: {path: judged.categories}}}}"
    rule = RULE.format(name="one", asks=asks).replace("for_each: party", "for_each: data")
    broad, narrow = "categories: [identity], complete: [categories]", "categories: [name], complete: [categories]"
    text = (
        "activities: {work: {complete: [data], data: {\n"
        f"  a: {{{broad}}}, b: {{{narrow}, origin: data-subject}}}}}}}}\n"
    )
    verdicts = _judged(tmp_path, rule.replace("{parties:", "{data:"), text)
    assert verdicts["activities.work.data.a"] is Verdict.SATISFIED


def test_the_way_to_a_list_may_be_plain_disputed_or_denied(tmp_path: Path) -> None:
    """Every party asks what its organisation appears as; which that is, is disputed of one and denied of another."""
    text = (
        "organisations: {a: {}, b: {}}\n"
        "parties:\n"
        "  plain: {organisation: a, services: [mail]}\n"
        "  disputed: {organisation: [{value: a}, {value: b}], services: [mail]}\n"
        "  denied: {organisation: none, services: [mail]}\n"
    )
    satisfied = {}
    for quantifier in ("some", "every"):
        asks = f"{{organisation.appears_as: {{{quantifier}: {{{WORDED}}}}}}}"
        rule = RULE.format(name="one", asks="").replace("{activity: {parties: }}", asks)
        folder = tmp_path / quantifier
        folder.mkdir()
        verdicts = _judged(folder, rule, text)
        satisfied[quantifier] = {key for key, verdict in verdicts.items() if verdict is Verdict.SATISFIED}
    assert satisfied == {"some": {"parties.plain", "parties.disputed"}, "every": {"parties.denied"}}


COUNTED = {
    "what is in common": (f"role: processor, services: mail, {SAME}", 10),
    "what members say themselves": ("role: processor, services: mail, since: {before: {path: judged.since}}", 10 * 40),
    "a role after the services": ("services: mail, role: processor, since: {before: {path: judged.since}}", 10 * 40),
}


@pytest.mark.parametrize("name", COUNTED)
def test_only_members_that_may_matter_are_compared(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 parties a quarter are processors that send mail, each of an organisation of its own."""
    asks, most = COUNTED[name]
    lines = [
        f"p{n}: {{role: {('processor', 'recipient')[n % 2]}, services: [{('mail', 'post')[n // 2 % 2]}],"
        f" complete: [services], organisation: o{n}, since: 2024-01-{n % 28 + 1:02}}}"
        for n in range(40)
    ]
    organisations = ", ".join(f"o{n}: {{}}" for n in range(40))
    text = (
        f"organisations: {{{organisations}}}\n"
        f"activities: {{work: {{complete: [parties], parties: {{{', '.join(lines)}}}}}}}\n"
    )
    compared = 0
    narrowed = Narrowing.of

    def counting(self: Narrowing, owner: int, row: int) -> Iterator[Narrowed]:
        nonlocal compared
        for each in narrowed(self, owner, row):
            compared += len(each.asked)
            yield each

    monkeypatch.setattr(Narrowing, "of", counting)
    _judged(tmp_path, RULE.format(name="one", asks=f"{{some: {{{asks}}}}}"), text)
    assert 0 < compared <= most
