"""However judgements are kept, they say the same as when they stand one by one in a list."""

from __future__ import annotations

from collections.abc import Sequence

import engine_builders as b
from hypothesis import given
from hypothesis import strategies as st

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.engine.judgements import Column, Columns, Judgements, Listed, Overlaid, Result
from policyengine.rules.program import Severity

SLUGS = ("acme", "bravo", "charlie")
RULES = [b.rule(b.all_of(), id_=name) for name in ("rule-a", "rule-b", "rule-c")]
RECORDS = [b.record("party", f"{slug}-{number}", slug) for slug in SLUGS for number in range(3)]

RESULTS = st.builds(
    Result,
    verdict=st.sampled_from(Verdict),
    severity=st.sampled_from(Severity),
    if_applied=st.none() | st.sampled_from(Verdict),
    not_firm=st.booleans(),
)
PLACES = [(record, rule) for record in RECORDS for rule in RULES]
GIVEN = st.dictionaries(st.sampled_from(range(len(PLACES))), RESULTS)


def judgements(given: dict[int, Result]) -> list[Judgement]:
    """In order of register, rule and record."""
    found = [Judgement(PLACES[at][1], PLACES[at][0], *result, PLACES[at][0].register) for at, result in given.items()]
    return sorted(found, key=lambda each: (each.register, each.rule.id, each.record.key))


def alike(kept: Judgements, listed: Sequence[Judgement]) -> None:
    assert list(kept) == listed
    assert len(kept) == len(listed)
    for slug in (*SLUGS, "nobody"):
        own = [each for each in listed if each.register == slug]
        bad = [each for each in own if is_bad(each.verdict) or is_bad(each.if_applied)]
        told = [each for each in own if each in bad or each.verdict is Verdict.NOT_STATED]
        assert list(kept.of(slug)) == own
        assert kept.worth_reading(slug) == told
        assert kept.worth_counting(slug) == len(told)
    assert kept.counts() == {verdict: [each.verdict for each in listed].count(verdict) for verdict in Verdict}
    assert kept.rules() == {each.rule.id for each in listed}


def is_bad(verdict: Verdict | None) -> bool:
    return verdict in (Verdict.VIOLATED, Verdict.CONTRADICTORY)


@given(GIVEN)
def test_a_list_says_what_it_holds(given: dict[int, Result]) -> None:
    alike(Listed(judgements(given)), judgements(given))


@given(st.lists(RESULTS, min_size=1, unique=True), st.data())
def test_columns_say_what_a_list_says(results: list[Result], data: st.DataObject) -> None:
    numbers = st.lists(st.sampled_from(range(len(results))), min_size=len(RECORDS), max_size=len(RECORDS)).map(bytes)
    columns, listed = [], []
    for rule in RULES:
        chosen = data.draw(st.sets(st.sampled_from(SLUGS)).map(sorted))
        spans = {slug: (3 * SLUGS.index(slug), 3 * SLUGS.index(slug) + 3) for slug in chosen}
        column = Column(rule, results, data.draw(numbers), RECORDS, spans)
        columns.append(column)
        for slug, (start, stop) in spans.items():
            rows = [(RECORDS[row], results[column.numbers[row]]) for row in range(start, stop)]
            listed += [Judgement(rule, record, *result, slug) for record, result in rows]
    alike(Columns(columns, SLUGS), sorted(listed, key=lambda each: SLUGS.index(each.register)))


@given(GIVEN, GIVEN, st.data())
def test_what_is_otherwise_stands_in_place_of_what_was(
    base: dict[int, Result], after: dict[int, Result], data: st.DataObject
) -> None:
    """What comes new takes the place of what was, or had none before; some is gone with nothing in its place."""
    gone = data.draw(st.sets(st.sampled_from(sorted(base)))) if base else set()
    before = {at: result for at, result in base.items() if at in gone or at in after}
    overlaid = Overlaid(Listed(judgements(base)), judgements(before), judgements(after))
    alike(overlaid, judgements({at: result for at, result in base.items() if at not in before} | after))
