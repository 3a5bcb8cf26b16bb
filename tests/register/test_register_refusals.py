"""Every mistake in a register is told at its place, with what was expected."""

from __future__ import annotations

import pytest
from register_reading import attempt

from policyengine.register.model.kinds import KINDS, attributes_of
from policyengine.register.problems import MOST_PROBLEMS

HEAD = "register: x\nsources: {notice: {kind: notice}}\n"
"""Two lines; what follows begins on line 3."""

CASES: dict[str, tuple[str, str, str, str]] = {
    # name: (what follows HEAD, line:column, part of the message, part of the hint)
    "unknown key at the top": ("activites: {}\n", "3:1", "unknown key `activites` in a register", "`activities`"),
    "unknown key in a record": (
        "activities:\n  a: {larg_scale: true}\n",
        "4:7",
        "unknown key `larg_scale`",
        "`large_scale`",
    ),
    "text with a comma in braces": (
        "activities:\n  a: {note: this, and that}\n",
        "4:19",
        "unknown key `and that` in an activity",
        "quote text",
    ),
    "derived attribute": ("contracts:\n  c: {in_force: true}\n", "4:7", "`in_force` is worked out", "remove"),
    "derived relation": ("activities:\n  a: {uses: [b]}\n", "4:7", "`uses` is worked out", "remove"),
    "containing inverse": ("activities:\n  a: {register: x}\n", "4:7", "`register` is worked out", "remove"),
    "unknown word": (
        "purposes:\n  p: {basis: consnet}\n",
        "4:14",
        "unknown word `consnet` under `basis`",
        "did you mean `consent`?",
    ),
    "unknown word in a list": (
        "purposes:\n  p: {basis: [contract, concent]}\n",
        "4:25",
        "unknown word `concent`",
        "`consent`",
    ),
    "unknown word in a map": (
        "purposes:\n  p:\n    basis: {value: consnt}\n",
        "5:20",
        "unknown word `consnt`",
        "`consent`",
    ),
    "quoted none where a word is due": (
        "purposes:\n  p: {basis: 'none'}\n",
        "4:14",
        "unknown word `none`",
        "legal basis",
    ),
    "answered before it was received": (
        "events:\n  e: {received: 2026-03-01, answered: 2026-02-01}\n",
        "4:29",
        "`answered: 2026-02-01` lies before `received: 2026-03-01`",
        "correct one of the two",
    ),
    "notified before anybody was aware": (
        "events:\n  e:\n    aware: 2026-03-01T10:00:00Z\n    notified: 2026-03-01T10:30:00+01:00\n",
        "6:5",
        "`notified: 2026-03-01T10:30:00+01:00` lies before `aware: 2026-03-01T10:00:00+00:00`",
        "correct one of the two",
    ),
    "ended before it began": (
        "contracts:\n  c: {until: 2020-01-01, from: 2021-01-01}\n",
        "4:7",
        "`until: 2020-01-01` lies before `from: 2021-01-01`",
        "correct one of the two",
    ),
    "expired before it was made": (
        "assessments:\n  a: {date: 2026-01-01, expires: {value: 2025-12-31, source: notice}}\n",
        "4:25",
        "`expires: 2025-12-31` lies before `date: 2026-01-01`",
        "correct one of the two",
    ),
    "a range that ends before it starts": (
        "retention:\n  r: {minimum: P5Y, period: P3Y}\n",
        "4:21",
        "`period: P3Y` is shorter than `minimum: P5Y`",
        "correct one of the two",
    ),
    "unknown DPV identifier": (
        "purposes:\n  p: {basis: 'dpv:A6-1-z'}\n",
        "4:14",
        "unknown word `dpv:A6-1-z`",
        "legal basis",
    ),
    "territory": ("jurisdiction: XX\n", "3:15", "unknown territory `XX`", "ISO 3166-1"),
    "territory in lower case": ("jurisdiction: be\n", "3:15", "unknown territory `be`", "did you mean `BE`?"),
    "territory by name": ("jurisdiction: Belgium\n", "3:15", "unknown territory", "did you mean `BE`?"),
    "territory often written otherwise": ("jurisdiction: UK\n", "3:15", "unknown territory `UK`", "did you mean `GB`?"),
    "yes": ("activities:\n  a: {profiling: yes}\n", "4:18", "`yes` is neither true nor false", "`true`"),
    "date": ("contracts:\n  c: {signed: 2026-02-30}\n", "4:15", "`2026-02-30` is not a day", "YYYY-MM-DD"),
    "date the other way round": ("contracts:\n  c: {signed: 22-11-2026}\n", "4:15", "is not a day", "YYYY-MM-DD"),
    "date as a number": ("contracts:\n  c: {signed: 1700000000}\n", "4:15", "is not a day", "YYYY-MM-DD"),
    "instant without zone": (
        "events:\n  e: {occurred: '2026-11-22T10:00:00'}\n",
        "4:17",
        "has no time zone",
        "2026-11-22T10:00:00Z",
    ),
    "instant that is a day": ("events:\n  e: {occurred: 2026-11-22}\n", "4:17", "is not an instant", "zone"),
    "instant past midnight": (
        "events:\n  e: {occurred: '2026-11-22T25:00:00Z'}\n",
        "4:17",
        "is not an instant",
        "zone",
    ),
    "period": ("retention:\n  r: {period: 5 years}\n", "4:15", "`5 years` is not a period", "P3Y"),
    "period of nothing": ("retention:\n  r: {period: P}\n", "4:15", "`P` is not a period", "P3Y"),
    "negative number": ("organisations:\n  o: {headcount: -1}\n", "4:18", "`-1` is not a whole number", "digits"),
    "fraction": ("organisations:\n  o: {headcount: 1.5}\n", "4:18", "is not a whole number", "digits"),
    "number in other digits": ("organisations:\n  o: {headcount: ٣}\n", "4:18", "is not a whole number", "digits"),
    "5,000 digits": (f"organisations:\n  o: {{headcount: {'9' * 5000}}}\n", "4:18", "is too large a number", "at most"),
    "period of 5,000 digits": (f"retention:\n  r: {{period: P{'9' * 5000}Y}}\n", "4:15", "is not a period", "P3Y"),
    "empty text": ("title: ''\n", "3:8", "an empty text", "leave it out"),
    "list on one value": (
        "activities:\n  a: {large_scale: [true, false]}\n",
        "4:20",
        "takes one value, not a list",
        "where sources differ",
    ),
    "list in a list": ("purposes:\n  p: {basis: [[consent]]}\n", "4:15", "a list inside a list", "one list"),
    "empty list": ("purposes:\n  p: {basis: []}\n", "4:14", "an empty list under `basis`", "`none`"),
    "map without value": ("purposes:\n  p: {basis: {source: notice}}\n", "4:14", "`basis` has no `value`", "{value:"),
    "unknown key beside value": (
        "purposes:\n  p: {basis: {value: consent, sorce: notice}}\n",
        "4:31",
        "unknown key `sorce`",
        "`source`",
    ),
    "lines beside value": ("title: {value: x, source: notice L1, L2}\n", "3:38", "unknown key `L2`", "quote text"),
    "map inside value": (
        "purposes:\n  p: {basis: {value: {a: b}}}\n",
        "4:22",
        "`value` of `basis` must be one value, or a list",
        "`none`",
    ),
    "list inside value": (
        "activities:\n  a: {profiling: {value: [true]}}\n",
        "4:26",
        "`value` of `profiling` must be one value",
        "`none`",
    ),
    "map in a list inside value": (
        "purposes:\n  p: {basis: {value: [{value: consent}]}}\n",
        "4:23",
        "`value` lists plain values",
        "each item",
    ),
    "none beside others": ("purposes:\n  p: {basis: [none, consent]}\n", "4:15", "`none` beside other values", "alone"),
    "grade": ("activities:\n  a: {grade: guessed}\n", "4:14", "unknown grade `guessed`", "`stated`"),
    "grade that is a list": ("grade: [stated]\n", "3:8", "`grade` must be one word", "`presumed`"),
    "note that is a list": ("note: [a]\n", "3:7", "`note` must be one text", "quotes"),
    "undeclared source": ("source: notce L1\n", "3:9", "the source `notce` is not declared", "did you mean `notice`?"),
    "source that is a list": ("source: [notice]\n", "3:9", "`source` must be one citation", "one text"),
    "source that is no word": ("source: The Notice\n", "3:9", "is not a citation", "`notice L44-47, L120`"),
    "lines without L": ("source: notice 44-47\n", "3:9", "`44-47` does not name lines", "L44-47"),
    "lines the wrong way round": ("source: notice L47-44\n", "3:9", "`L47-44` is not a range", "the first before"),
    "line 0": ("source: notice L0\n", "3:9", "`L0` is not a range", "count from 1"),
    "line with 5,000 digits": (f"source: notice L{'9' * 5000}\n", "3:9", "does not name lines", "L44-47"),
    "lines without end": ("source: notice L1,\n", "3:9", "does not name lines", "L44-47"),
    "bad slug": ("parties:\n  Mail Co: {}\n", "4:3", "`Mail Co` cannot be a key", "lower-case"),
    "slug with an underscore": ("parties:\n  mail_co: {}\n", "4:3", "`mail_co` cannot be a key", "lower-case"),
    "slug with a dot": ("parties:\n  mail.co: {}\n", "4:3", "`mail.co` cannot be a key", "lower-case"),
    "list of records": ("parties: [mailer]\n", "3:10", "`parties` must be a mapping", "slug"),
    "word for records": ("parties: mailer\n", "3:10", "`parties` must be a mapping", "slug"),
    "word for a record": (
        "parties:\n  mailer: processor\n",
        "4:11",
        "`mailer` under `parties` must be a mapping",
        "mailer: {...}",
    ),
    "reference to nothing": (
        "parties:\n  p: {contract: dpa}\ncontracts: {dpa-p: {}}\n",
        "4:17",
        "there is no contract `dpa`",
        "`dpa-p`",
    ),
    "reference to another kind": ("parties:\n  p: {contract: p}\n", "4:17", "there is no contract `p`", "state it"),
    "reference to another activity": (
        "activities:\n  a: {data: {d: {}}}\n  b: {parties: {p: {data: d}}}\n",
        "5:27",
        "there is no data `d`",
        "`activities.a.data.d`",
    ),
    "reference that is not clear": (
        "parties:\n  p: {sub_parties: {s: {}}}\n  q: {sub_parties: {s: {}}}\nevents: {e: {party: s}}\n",
        "6:21",
        "`s` is not clear",
        "whole key",
    ),
    "unknown organisation": (
        "organisations: {mailco: {}}\nparties: {p: {organisation: mailc}}\n",
        "4:29",
        "there is no organisation `mailc`",
        "`mailco`",
    ),
    "two organisations": (
        "organisations: {a: {}, b: {}}\nparties: {p: {organisation: [a, b]}}\n",
        "4:29",
        "takes one value",
        "where sources differ",
    ),
    "complete of a closed attribute": (
        "activities:\n  a: {complete: [large_scale]}\n",
        "4:18",
        "complete as it stands",
        "remove",
    ),
    "complete of nothing": (
        "activities:\n  a: {complete: [partys]}\n",
        "4:18",
        "`partys` cannot be complete",
        "`parties`",
    ),
    "complete of a map": ("activities:\n  a: {complete: {a: b}}\n", "4:17", "`complete` lists names", "[categories]"),
    "source declared nowhere": (
        "activities: {}\nnot_facts: []\norganisations: {o: {title: {value: a, source: log}}}\n",
        "5:47",
        "`log` is not declared",
        "declare",
    ),
    "not_facts without a reason": (
        "not_facts:\n  - {source: notice L1}\n",
        "4:5",
        "a `source` and a `because`",
        "the reason",
    ),
    "not_facts that is a text": ("not_facts: notice L1\n", "3:12", "a `source` and a `because`", "the reason"),
    "alias in a record": ("activities:\n  a: *b\n", "4:6", "is an alias", "write the value out"),
    "same record twice": ("parties: {p: {}, p: {}}\n", "3:18", "`p` stands twice", "keep one"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_at_its_place(name: str) -> None:
    text, place, message, hint = CASES[name]
    _, problems = attempt(HEAD + text)
    assert len(problems) == 1, "\n".join(map(str, problems))
    assert str(problems[0].span) == f"x.yaml:{place}", str(problems[0])
    assert message in problems[0].message
    assert hint in problems[0].hint


@pytest.mark.parametrize(
    ("entry", "place", "message"),
    [
        ("notice", "2:19", "the source `notice` must be a mapping"),
        ("{kind: notce}", "2:26", "unknown word `notce`"),
        ("{title: x}", "2:11", "does not say what kind it is"),
        ("{kind: notice, sha256: abc}", "2:42", "not a SHA-256 hash"),
        ("{kind: notice, stated_on: soon}", "2:45", "`soon` is not a day"),
        ("{kind: notice, langage: nl}", "2:34", "unknown key `langage` in a source"),
        ("{kind: notice, language: [nl]}", "2:44", "`language` of a source must be one value"),
    ],
)
def test_sources_are_checked(entry: str, place: str, message: str) -> None:
    _, problems = attempt(f"register: x\nsources: {{notice: {entry}}}\n")
    assert [str(p.span) for p in problems] == [f"x.yaml:{place}"], problems
    assert message in problems[0].message


@pytest.mark.parametrize("slug", ["Acme Corp", "[a]", "{a: b}", "-a", "''"])
def test_the_name_of_a_register_is_checked(slug: str) -> None:
    _, problems = attempt(f"register: {slug}\n")
    assert str(problems[0].span) == "x.yaml:1:11"
    assert "cannot name a register" in problems[0].message


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    text = "".join(text for text, *_ in (CASES["territory"], CASES["unknown word"], CASES["date"]))
    _, problems = attempt(HEAD + text)
    assert [p.span.line for p in problems] == [3, 5, 7]


def test_mistakes_are_bounded() -> None:
    wrong = "".join(f"  p{n}: {{basis: consent-{n}}}\n" for n in range(5000))
    _, problems = attempt(HEAD + "purposes:\n" + wrong)
    assert len(problems) == MOST_PROBLEMS + 1
    assert any("the rest was not read" in p.message for p in problems)


@pytest.mark.parametrize(
    "written",
    [
        "events: {e: {received: 2026-03-01, answered: 2026-03-01}}",
        "events: {e: {received: [{value: 2026-03-01}, {value: 2026-01-01}], answered: 2026-02-01}}",
        "events: {e: {occurred: 2026-03-01T23:00:00Z, aware: 2026-03-01T23:00:00Z}}",
        "contracts: {c: {from: 2026-01-01, until: none}}",
        "retention: {r: {minimum: P1M, period: P30D}}",
        "retention: {r: {minimum: P9999Y, period: P1Y}}",
    ],
)
def test_days_that_agree_or_are_disputed_pass(written: str) -> None:
    assert attempt(f"register: x\n{written}\n")[1] == []


def test_what_cannot_lie_before_what_is_of_the_model() -> None:
    for kind in KINDS.values():
        assert {name for pair in kind.not_before for name in pair} <= attributes_of(kind.name).keys()
        assert {*kind.begins, *kind.over} <= attributes_of(kind.name).keys()
