"""The table of efforts: it names what the model knows, and says how everything is put."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.period import Period
from policyengine.register.model.vocabulary import vocabulary
from policyengine.repairs.efforts import DEFAULT, Efforts, efforts
from policyengine.repairs.wanted import AT_ONCE
from policyengine.source.plain import packaged
from tests.scenarios.conftest import five

TABLE = packaged("policyengine.repairs", "efforts.yaml")
NAMES = [f"{kind}.{name}" for kind in KINDS for name in (*attributes_of(kind), *relations_of(kind))]
FILLED = {"record": "r", "attribute": "a", "value": "v", "describes": "d", "asks": "q", "kept": ""}


LISTS = ("facts", "none", "never", "found_out", "renewed", "once", "only_for", "settled")


@pytest.mark.parametrize("pattern", [pattern for name in LISTS for pattern in TABLE[name]])
def test_every_pattern_means_something(pattern: str) -> None:
    how, _, name = pattern.rpartition(" ")
    assert how in ("", "add", "set", "remove", "none", "unstated")
    assert any(fnmatchcase(one, name) for one in NAMES), pattern


@pytest.mark.parametrize("name", TABLE["values"])
def test_words_with_an_effort_of_their_own_are_words(name: str) -> None:
    kind, _, attribute = name.removeprefix("unstated ").partition(".")
    assert {*TABLE["values"][name]} <= {*vocabulary(attributes_of(kind)[attribute].vocabulary).words}
    entries = TABLE["values"][name].values()
    assert {entry if isinstance(entry, str) else entry["effort"] for entry in entries} <= {*efforts()}


@pytest.mark.parametrize("pattern", TABLE["never"])
def test_words_at_which_nobody_should_aim_are_words(pattern: str) -> None:
    for name in (one for one in NAMES if fnmatchcase(one, pattern)):
        kind, _, attribute = name.partition(".")
        words = attributes_of(kind)[attribute].vocabulary
        known = vocabulary(words).words if words else ("true", "false")
        assert {*TABLE["never"][pattern]} <= {*known}, name


def test_every_fact_and_record_has_an_effort_with_words() -> None:
    for name in NAMES:
        kind, _, attribute = name.partition(".")
        for stated in (True, False):
            effort = DEFAULT.of_fact(kind, attribute, stated=stated)
            assert effort.words
            for template in (*effort.words.values(), effort.supposes):
                template.format_map(FILLED)
    for kind in KINDS:
        assert DEFAULT.of_record("add", kind).words
        assert DEFAULT.of_record("remove", kind).words


def test_what_is_said_of_kinds_is_said_of_what_the_model_knows() -> None:
    assert {*TABLE["never_bare"], *TABLE["anew"], *TABLE["two_sided"]} <= {*KINDS}
    for kind in TABLE["anew"]:
        assert {*DEFAULT.gone_anew(kind)} <= {*attributes_of(kind)}
        assert DEFAULT.anew(kind).format(record="r") != DEFAULT.anew(kind)
    for name, words in TABLE["only_for"].items():
        kind, _, attribute = name.partition(".")
        assert {*words} <= {*vocabulary(attributes_of(kind)[attribute].vocabulary).words}
        assert {*words.values()} <= {*KINDS}
    for name, entry in TABLE["renewed"].items():
        kind, _, attribute = name.partition(".")
        assert entry["day"] in attributes_of(kind)
        assert Period.parse(DEFAULT.ahead(kind, attribute)) != AT_ONCE
    for name, relation in TABLE["once"].items():
        assert relation in relations_of(name.partition(".")[0])


def test_costs_begin_at_one_and_rise() -> None:
    costs = [effort.cost for effort in efforts().values() if not effort.fixed]
    assert costs == sorted(costs)
    assert costs[0] >= 1


def test_the_longest_pattern_of_a_user_counts() -> None:
    table = Efforts({"*": 9, "notice.*": 8, "notice.claims": 7}, ("right.limits",))
    write = efforts()["write"]
    assert table.cost(write, ("a:notices.n.claims",), ("notice.claims",)) == (7, False)
    assert table.cost(write, ("a:notices.n.claims",), ("notice.articles",)) == (8, False)
    assert table.cost(efforts()["given"], ("a:data.d.origin",), ("data.origin",)) == (9, False)
    assert table.cost(write, ("a:notices.n.rights.erasure.limits",), ("right.limits",)) == (0, True)


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("notice.claim", "`claims`"),
        ("notice.clam*", "`claims`"),
        ("notic", "`notice`"),
        ("notce.claims", "`notice`"),
        ("notce.*", "`notice`"),
        ("foo.bar", "neither a path nor `kind.attribute`"),
        ("activites.*.owner", "`activities`"),
        ("12car:retention", "`12care`"),
        ("partena-marketing:notices.market.claims", "`marketing`"),
        ("partena-marketing:notices.marketing.clams", "`claims`"),
        ("organisations.flexmal.country", "`flexmail`"),
        ("organisations.flexmal", "`flexmail`"),
        ("partena-marketing:notices.marketing.rights.erasur", "`erasure`"),
        ("notices.marketing.rights.erasur", "`erasure`"),
        ("partena-marketing:activities.web-analytic", "`web-analytics`"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(pattern: str, hint: str) -> None:
    trees = five().written.trees
    assert hint in Efforts({pattern: 1}).unknown(trees)
    assert hint in Efforts(fixed=(pattern,)).unknown(trees)


@pytest.mark.parametrize(
    "pattern",
    [
        "notice",
        "notice.claims",
        "notice.cl*",
        "*",
        "*.claims",
        "12care:retention",
        "activities.*.owner",
        "organisations.flexmail",
        "partena-marketing:notices.marketing.claims",
        "notices.marketing.claims",
        "12care:contracts.one-to-come",
    ],
)
def test_a_kind_and_a_path_mean_something(pattern: str) -> None:
    assert Efforts({pattern: 1}).unknown(five().written.trees) == ""


@pytest.mark.parametrize("name", TABLE["taken"])
def test_words_that_are_taken_away_otherwise_are_words(name: str) -> None:
    kind, _, attribute = name.partition(".")
    assert {*TABLE["taken"][name]} <= {*vocabulary(attributes_of(kind)[attribute].vocabulary).words}
    for word in TABLE["taken"][name]:
        alone = DEFAULT.of_values(kind, attribute, [word], taken=True)
        assert alone is not None
        usual = DEFAULT.of_fact(kind, attribute, stated=True, how="remove")
        assert (alone.cost, alone.words) != (usual.cost, usual.words)
    assert DEFAULT.of_values(kind, attribute, [*TABLE["taken"][name], "another"], taken=True) is None


@pytest.mark.parametrize(("kind", "attribute"), [("right", "law"), ("retention", "law"), ("purpose", "condition")])
def test_law_is_looked_for_and_not_brought_about(kind: str, attribute: str) -> None:
    assert DEFAULT.of_fact(kind, attribute, stated=False).name == "find-law"
    assert DEFAULT.of_fact(kind, attribute, stated=True).name in ("given", "rest-otherwise")


def test_a_basis_by_law_is_looked_for_where_none_is_stated() -> None:
    asked = ("purpose", "basis", ["public-task"])
    unstated = DEFAULT.of_values(*asked, stated=False)
    assert unstated is not None
    assert unstated.name == "find-law"
    assert DEFAULT.of_values(*asked) is None
