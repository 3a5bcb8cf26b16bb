"""A forecast held against judging every day, on random registers with dates, by rules that use dates in every way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.check import Asked, Loaded, judge, judged_case
from policyengine.findings import Waived
from policyengine.forecast import forecast
from policyengine.forecasts import ChangeDay
from policyengine.register.load import facts_from
from policyengine.register.records import Facts
from policyengine.rules.load import load_program
from policyengine.rules.program import Program
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files, Span
from policyengine.triage.difference import difference
from policyengine.triage.facts_read import facts_read
from policyengine.triage.waiver_turns import waiver_turns
from policyengine.triage.waivers import Known, Waiver, Waivers

START = dt.date(2027, 1, 25)
SPAN = 45
"""With the end of a short month in it."""
UNTIL = START + dt.timedelta(days=SPAN)

OF_CONTRACTS = {
    "over": "require: {not: {until: {before: as_of}}}",
    "runs": "when: {in_force: true}\nrequire: never",
    "soon": "require: {until: {after: {plus: [as_of, P1M]}}}",
    "fresh": "require: {until: {within: {period: P2W, after: as_of}}}",
    "later": "require: {until: {within: {period: P1M, after: {plus: [{plus: [as_of, P10D]}, P1M]}}}}",
    "long": "require: {not: {until: {before: {minus: [as_of, P1M5D]}}}}",
    "lately": "require: {until: {within: {period: P3W, after: {minus: [as_of, P1M]}}}}",
    "today": "require: {until: {is: as_of}}",
    "usual": "require: {until: {after: as_of, otherwise: {value: 2027-02-10, because: usual}}}",
    "raised": "raise: [{to: critical, when: {until: {before: as_of}}}]\nrequire: {kind: legal-act}",
    "begun": "in_force: {from: 2027-02-05, until: 2027-02-20}\nrequire: {kind: legal-act}",
}
OF_OTHERS = {
    "bound": "for_each: party\nwhen: {role: processor}\n"
    "require: {contract: {some: {in_force: {otherwise: {value: true, because: no end is stated}}}}}",
    "helped": "for_each: activity\nrequire: {parties: {some: {role: processor}}}",
    "based": "for_each: purpose\nrequire: {basis: consent}",
    "sound": "for_each: register\nrequire: {assessments: {every: {expires: {after: as_of}}}}",
    "listed": "for_each: party\nrequire: {organisation.dpf_since: {before: {plus: [as_of, P1D]}}}",
    "graced": "for_each: party\n"
    "require: {some: {in: law.grace, in_force: true, code: {is: {path: judged.organisation.country}}}}",
    "tabled": "for_each: party\nunless: [{provision: GDPR 6, because: grace, when: "
    "{some: {in: law.grace, code: {is: {path: judged.organisation.country}}, existing: {after: as_of}}}}]\n"
    "require: {role: controller}",
}
_RULE = (
    "id: {id}\ntitle: Title of {id}\nprovisions: ['GDPR 5(1)(a)']\nseverity: high\nexpects: something\n"
    "remedy: Do it.\nexplain: '{{judged}}'\n{text}\n"
)
_TABLE = """
title: Days of grace
checked_on: 2026-11-22
columns:
  code: {type: territory, describes: where}
  from: {type: date, describes: first day}
  until: {type: date, describes: last day}
  existing: {type: date, describes: last day of what was there}
rows:
  - {code: BE, from: 2027-01-30, until: 2027-02-12, existing: 2027-02-20, source: journal}
  - {code: NL, from: 2020-01-01, until: 2027-02-03, existing: none, source: journal}
  - {code: NL, from: 2027-02-04, until: none, existing: 2027-02-28, source: journal}
"""


@cache
def law() -> Program:
    """No fixture, because Hypothesis would print it whole."""
    with TemporaryDirectory() as folder:
        return _written(Path(folder))


def _written(folder: Path) -> Program:
    (folder / "made-up").mkdir()
    (folder / "law").mkdir()
    (folder / "law" / "grace.yaml").write_text(_TABLE, "utf-8")
    (folder / "made-up" / "pack.yaml").write_text("title: Made-up law\n", "utf-8")
    rules = {name: f"for_each: contract\n{text}" for name, text in OF_CONTRACTS.items()} | OF_OTHERS
    for name, text in rules.items():
        (folder / "made-up" / f"{name}.yaml").write_text(_RULE.format(id=name, text=text), "utf-8")
    found, problems = load_program([folder])
    assert problems == []
    return found


def read(text: str) -> Facts:
    files = Files()
    tree, problems = read_text(f"register: club\n{text}", "club.yaml", files)
    assert isinstance(tree, Mapping), problems
    facts, problems = facts_from(tree, files)
    assert problems == []
    return facts


DAYS = st.integers(-5, SPAN + 5).map(lambda away: START + dt.timedelta(days=away))


@st.composite
def registers(draw: st.DrawFn) -> str:
    """Two of everything that may begin or end, each date stated or not, some twice and differently."""

    def said(*names: str, **others: str) -> str:
        parts = [f"{name}: {value}" for name, value in others.items()]
        for name in names:
            days = sorted(draw(st.sets(DAYS, max_size=2)))
            if len(days) == 1:
                parts.append(f"{name}: {{value: {days[0]}, grade: {draw(st.sampled_from(['stated', 'presumed']))}}}")
            elif days:
                parts.append(f"{name}: [{', '.join(f'{{value: {day}}}' for day in days)}]")
        return "{" + ", ".join(parts) + "}"

    contracts = "\n".join(f"  c{n}: {said('until', kind='legal-act' if n else 'service-agreement')}" for n in range(2))
    dated = "\n".join(f"  s{n}: {said('signed')}" for n in range(2))
    countries = st.sampled_from(["BE", "NL"])
    organisations = "\n".join(f"  o{n}: {said('dpf_since', country=draw(countries))}" for n in range(2))
    contract = st.sampled_from(["c0", "c1", "s0", "none"])
    activities = "\n".join(
        f"  a{n}:\n"
        + "".join(f"    {bound}: {draw(DAYS)}\n" for bound in draw(st.sampled_from([(), ("from",), ("until",)])))
        + f"    purposes: {{p: {{basis: {draw(st.sampled_from(['consent', 'contract']))}}}}}\n"
        f"    parties: {{x: {said('since', role='processor', contract=draw(contract), organisation=f'o{n}')}}}"
        for n in range(2)
    )
    assessments = f"  t: {said('date', kind='transfer-impact')}\n  u: {said('expires', kind='legitimate-interests')}"
    return (
        f"organisations:\n{organisations}\nactivities:\n{activities}\ncontracts:\n{contracts}\n{dated}\n"
        f"assessments:\n{assessments}\n"
    )


def loaded_of(text: str, program: Program, terms: tuple[tuple[int, int, int], ...] = ()) -> Loaded:
    """A register with waivers: of which finding on the first day, added and expiring how many days after it."""
    facts = read(text)
    loaded = Loaded(facts, program, known=Known(set(program.rules), {"club"}))
    found = judge(Asked((), START), loaded).judgements.worth_reading("club")
    entries = {}
    for number, (which, added, expires) in enumerate(terms if found else ()):
        one = found[which % len(found)]
        dated = START + dt.timedelta(days=added)
        accepted = Waived("usual", "me", "you", dated + dt.timedelta(days=expires), Span("w.yaml", number + 1, 1))
        read_then = facts_read(one.rule, program, facts.registers["club"], one.record)
        about = (one.rule.id, "club", one.record.key)
        entries[about] = Waiver(*about, one.verdict.value, dated, read_then.hashes, accepted)
    return replace(loaded, waivers=Waivers(tuple(entries.values())))


def every_day(loaded: Loaded) -> list[ChangeDay]:
    """Each day on which anything is not as the day before, by judging all of them."""
    changes = []
    before = judged_case(Asked((), START), loaded)
    for number in range(1, SPAN + 1):
        day = START + dt.timedelta(days=number)
        after = judged_case(Asked((), day), loaded)
        found, waivers = difference(before, after), waiver_turns(before, after)
        if found.introduced or found.changed or found.resolved or waivers:
            changes.append(ChangeDay(day, found.introduced, found.changed, found.resolved, waivers, ()))
        before = after
    return changes


def foreseen(loaded: Loaded) -> list[ChangeDay]:
    return [replace(day, law=()) for day in forecast(Asked((), START), loaded, UNTIL).days]


TERMS = st.lists(st.tuples(st.integers(0, 30), st.integers(-3, 20), st.integers(0, 25)), max_size=3).map(tuple)


@settings(max_examples=20)
@given(text=registers(), chosen=st.sets(st.sampled_from([*OF_CONTRACTS, *OF_OTHERS]), min_size=1), terms=TERMS)
def test_it_finds_what_judging_every_day_finds(
    text: str, chosen: set[str], terms: tuple[tuple[int, int, int], ...]
) -> None:
    some = replace(law(), rules={name: rule for name, rule in law().rules.items() if name in chosen})
    loaded = loaded_of(text, some, terms)
    expected = every_day(loaded)
    assert foreseen(loaded) == expected
    for day in expected:
        for one in (*day.introduced, *day.changed, *day.resolved):
            assert {turning.day for turning in one.turned_by} == {day.day}
            assert all(turning.span or turning.text.startswith("presumed: ") for turning in one.turned_by)


@pytest.mark.parametrize("rule", [*OF_CONTRACTS, *OF_OTHERS])
@pytest.mark.parametrize(
    "text",
    [
        "contracts: {c: {kind: service-agreement, signed: 2027-01-31, until: 2027-02-10}}",
        "contracts: {c: {kind: service-agreement, signed: 2027-02-28}}",
        "contracts: {c: {until: 2027-02-28}, d: {until: 2027-03-31}, e: {until: 2027-04-10}}",
        "contracts: {c: {kind: service-agreement, until: 2026-12-31}, d: {until: 2027-01-10}, e: {until: 2027-01-31}}",
        "contracts: {c: {kind: service-agreement}}",
        "organisations: {o: {country: NL, dpf_since: 2027-02-10}}\n"
        "activities: {a: {until: 2027-02-26, parties: {x: {role: processor, organisation: o, since: 2027-02-01}}}}",
        "assessments: {t: {kind: transfer-impact, expires: 2027-02-10}}",
    ],
)
def test_every_way_to_use_a_date_turns_on_its_day(rule: str, text: str) -> None:
    only = replace(law(), rules={rule: law().rules[rule]})
    loaded = loaded_of(text, only)
    assert foreseen(loaded) == every_day(loaded)


def test_all_of_these_rules_turn_somewhere() -> None:
    turned = Counter[str]()
    text = (
        "organisations: {o: {country: NL, dpf_since: 2027-02-10}, b: {country: BE}}\n"
        "contracts: {c: {signed: 2027-02-01}, d: {until: 2027-02-10}, e: {kind: service-agreement},\n"
        "  f: {signed: 2027-04-01}, g: {until: 2027-03-05, kind: service-agreement}}\n"
        "activities: {a: {until: 2027-02-26, purposes: {p: {basis: contract}}, parties: {\n"
        "  x: {role: processor, organisation: o, since: 2027-02-01, contract: d}}},\n"
        "  k: {parties: {y: {role: processor, organisation: b}}}}\n"
        "assessments: {t: {kind: transfer-impact, expires: 2027-02-10}}"
    )
    for day in foreseen(loaded_of(text, law())):
        turned.update(one.finding.rule for one in (*day.introduced, *day.resolved))
        turned.update(shift.after.rule for shift in day.changed)
    assert {*OF_CONTRACTS, *OF_OTHERS} - turned.keys() == set()
