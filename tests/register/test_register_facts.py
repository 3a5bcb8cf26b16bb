"""What registers say, and what follows: statements, sources, references, derived records."""

from __future__ import annotations

import datetime as dt

import pytest
from register_reading import attempt, by_key, keys, record, register, said

from policyengine.register.model.period import Period
from policyengine.register.records import Grade

HEAD = "register: x\nsources: {notice: {kind: notice}, public: {kind: public-knowledge}}\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("consent", [(("consent",), "", "stated")]),
        ("'consent'", [(("consent",), "", "stated")]),
        ("A6-1-a", [(("consent",), "", "stated")]),
        ("dpv:A6-1-a", [(("consent",), "", "stated")]),
        ("none", [((), "", "stated")]),
        ("[none]", [((), "", "stated")]),
        ("null", []),
        ("", []),
        ("~", []),
        ("[consent, contract]", [(("consent", "contract"), "", "stated")]),
        ("[consent, null]", [(("consent",), "", "stated")]),
        ("[consent, consent, A6-1-a]", [(("consent",), "", "stated")]),
        ("{value: consent}", [(("consent",), "", "stated")]),
        ("{value: none, source: notice L3}", [((), "notice L3", "stated")]),
        ("{value: null, source: notice}", []),
        (
            "{value: [consent, contract], source: notice L3-4, grade: implied}",
            [(("consent", "contract"), "notice L3-4", "implied")],
        ),
        (
            "[{value: consent, source: notice L1}, {value: contract, source: 'notice L9, L12-14'}]",
            [(("consent",), "notice L1", "stated"), (("contract",), "notice L9, L12-14", "stated")],
        ),
        ("[{value: consent}, {value: consent}]", [(("consent",), "", "stated")]),
        ("[{value: [consent, contract]}, {value: [contract, consent]}]", [(("consent", "contract"), "", "stated")]),
        (
            "[{value: consent}, {value: consent, grade: presumed}]",
            [(("consent",), "", "stated"), (("consent",), "", "presumed")],
        ),
        (
            "[consent, {value: contract, grade: implied}]",
            [(("consent",), "", "stated"), (("contract",), "", "implied")],
        ),
    ],
)
def test_shapes_of_statements(written: str, expected: list[object]) -> None:
    purpose = record(HEAD + f"purposes:\n  p:\n    basis: {written}\n", "purposes.p")
    assert sorted(said(purpose, "basis")) == sorted(expected)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("text", "key", "attribute", "value"),
    [
        ("jurisdiction: NO", "register", "jurisdiction", "NO"),
        ("jurisdiction: EEA", "register", "jurisdiction", "EEA"),
        ("title: 1.0", "register", "title", "1.0"),
        ("title: 'none'", "register", "title", "none"),
        ("title: 'null'", "register", "title", "null"),
        ("activities: {a: {profiling: false}}", "activities.a", "profiling", False),
        ("activities: {a: {from: 2026-11-22}}", "activities.a", "from", dt.date(2026, 11, 22)),
        ("retention: {r: {period: P1Y6M}}", "retention.r", "period", Period(18)),
        ("organisations: {o: {headcount: 0250}}\nparties: {p: {organisation: o}}", "o", "headcount", 250),
        (
            "events: {e: {aware: '2026-11-22T14:30:00+01:00'}}",
            "events.e",
            "aware",
            dt.datetime(2026, 11, 22, 13, 30, tzinfo=dt.UTC),
        ),
        (
            "events: {e: {aware: 2026-11-22T14:30Z}}",
            "events.e",
            "aware",
            dt.datetime(2026, 11, 22, 14, 30, tzinfo=dt.UTC),
        ),
    ],
)
def test_the_model_types_values(text: str, key: str, attribute: str, value: object) -> None:
    (statement,) = record(HEAD + text, key).statements[attribute]
    assert statement.values == (value,)
    assert type(statement.values[0]) is type(value)


def test_sources_and_grades_are_inherited() -> None:
    one = by_key(
        register(
            HEAD
            + """\
source: notice
activities:
  a:
    grade: implied
    source: notice L10-20
    status: active
    profiling: {value: true, grade: presumed}
    large_scale: {value: true, source: public}
    parties:
      p: {role: processor, note: a remark}
  b:
    status: active
"""
        )
    )
    a, b, p = one["activities.a"], one["activities.b"], one["activities.a.parties.p"]
    assert said(a, "status") == [(("active",), "notice L10-20", "implied")]
    assert said(a, "profiling") == [((True,), "notice L10-20", "presumed")]
    assert said(a, "large_scale") == [((True,), "public", "implied")]
    assert said(b, "status") == [(("active",), "notice", "stated")]
    assert (str(p.existence.citation), p.existence.grade, p.existence.note) == (
        "notice L10-20",
        Grade.IMPLIED,
        "a remark",
    )
    assert [s.firm for name in ("status", "profiling", "large_scale") for s in a.statements[name]] == [
        True,
        False,
        False,
    ]


def test_sources_are_whole_wherever_they_are_declared() -> None:
    text = """\
register: x
title: {value: X, source: notice L3}
sources:
  notice: {title: The notice, kind: notice, document: n.txt, language: nl, stated_on: 2026-01-15, sha256: "%s"}
  public: {kind: public-knowledge, checked_on: 2026-11-22}
""" % ("ab" * 32)
    one = register(text)
    source = one.sources["notice"]
    assert (source.title, source.kind, source.own, source.document, source.language) == (
        "The notice",
        "notice",
        True,
        "n.txt",
        "nl",
    )
    assert source.stated_on == dt.date(2026, 1, 15)
    assert one.root.statements["title"][0].citation is not None
    assert one.root.statements["title"][0].citation.source is source
    assert not one.sources["public"].own
    assert one.sources["public"].title == "public"


def test_places_of_statements() -> None:
    facts, _ = attempt(
        "register: x\npurposes:\n  p:\n    class: newsletter\n"
        "    basis:\n      - {value: consent}\n      - {value: contract}\n"
    )
    purpose = facts.registers["x"].of("purpose")[0]
    spans = [str(facts.files.span(s.place)) for name in ("class", "basis") for s in purpose.statements[name]]
    assert spans == ["x.yaml:4:5", "x.yaml:6:9", "x.yaml:7:9"]
    assert str(facts.files.span(purpose.existence.place)) == "x.yaml:3:3"


def test_open_attributes_unite() -> None:
    data = record(
        HEAD + "data:\n  d:\n    categories: [email, {value: name, source: notice L2}]\n"
        "    complete: [categories, purposes]\n",
        "data.d",
    )
    assert sorted(said(data, "categories")) == [(("email",), "", "stated"), (("name",), "notice L2", "stated")]
    assert sorted(data.complete) == ["categories", "purposes"]


def test_containment_and_the_register_lead_both_ways() -> None:
    one = by_key(
        register("register: x\nactivities: {a: {parties: {p: {transfers: {t: {to: US}}, sub_parties: {s: {}}}}}}\n")
    )
    p, t, s = (one[f"activities.a.parties.p{end}"] for end in ("", ".transfers.t", ".sub_parties.s"))
    assert keys(one["activities.a"], "parties") == [p.key]
    assert keys(p, "activity") == keys(s, "activity") == ["activities.a"]
    assert keys(p, "transfers") == [t.key]
    assert keys(t, "importer") == keys(s, "engaged_by") == [p.key]
    assert keys(p, "sub_parties") == [s.key]
    assert keys(p, "everyone") == [p.key, s.key]
    assert keys(s, "everyone_of") == [p.key, s.key]
    for found in one.values():
        assert keys(found, "register") == ([] if found.kind == "register" else ["register"])


def test_references_lead_both_ways() -> None:
    one = by_key(
        register(
            """\
register: x
organisations: {mailco: {parent: holding}, holding: {country: US}, unrelated: {country: BE}}
contracts: {dpa: {}, other: {parties: [q]}}
data: {d: {}, e: {}}
parties: {q: {contract: none}}
activities:
  a:
    data: {d: {}}
    parties: {p: {organisation: mailco, contract: dpa, data: [d, {value: e, grade: presumed, note: maybe}]}}
events: {e1: {party: activities.a.parties.p, activity: a}}
"""
        )
    )
    p, q = one["activities.a.parties.p"], one["parties.q"]
    assert keys(p, "data") == ["activities.a.data.d", "data.e"]
    assert [link.statement.grade for link in p.links["data"]] == [Grade.STATED, Grade.PRESUMED]
    assert p.links["data"][1].statement.note == "maybe"
    assert p.links["data"][1].statement.values == ("data.e",)
    assert keys(one["data.e"], "parties") == [p.key]
    assert keys(one["contracts.dpa"], "parties") == [p.key]
    assert keys(one["events.e1"], "party") == [p.key]
    assert keys(p, "events") == ["events.e1"]
    assert keys(p, "organisation") == ["mailco"]
    assert keys(one["mailco"], "appears_as") == [p.key]
    assert keys(one["holding"], "subsidiaries") == ["mailco"]
    assert keys(q, "contract") == ["contracts.other"]
    assert said(q, "contract") == [((), "", "stated")]
    assert "unrelated" not in one


def test_a_member_named_twice_counts_once_by_what_carries_most() -> None:
    party = record(
        HEAD + "contracts: {c: {}}\n"
        "parties: {p: {contract: [{value: c, grade: presumed}, {value: c, source: notice L1}]}}\n",
        "parties.p",
    )
    assert [str(link.statement.citation) for link in party.links["contract"]] == ["notice L1"]


def test_none_of_what_is_contained() -> None:
    activity = record(HEAD + "activities: {a: {parties: none, data: null}}\n", "activities.a")
    assert said(activity, "parties") == [((), "", "stated")]
    assert "data" not in activity.statements


def test_the_slug_says_which_right() -> None:
    one = by_key(
        register(HEAD + "notices: {n: {source: notice L5, rights: {access: {}, other: {}, third: {right: erasure}}}}\n")
    )
    assert said(one["notices.n.rights.access"], "right") == [(("access",), "notice L5", "stated")]
    assert said(one["notices.n.rights.other"], "right") == []
    assert said(one["notices.n.rights.third"], "right") == [(("erasure",), "notice L5", "stated")]


def test_what_states_no_fact() -> None:
    one = register(HEAD + "not_facts:\n  - {source: notice L1-9, because: a heading}\n")
    assert [(str(entry.citation), entry.because) for entry in one.not_facts] == [("notice L1-9", "a heading")]
