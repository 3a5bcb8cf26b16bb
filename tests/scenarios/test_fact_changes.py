"""Changes of facts: what each verb does at a path, who says it afterwards, and which paths are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine import whatif
from policyengine.register.records import Facts, Record, Statement
from policyengine.scenarios.scenario import Verb
from tests.scenarios.conftest import Flag, Write, differs, five, supposing, written, wrong

BAKERY = """\
register: bakery
jurisdiction: BE
sources:
  notice: {title: Privacy page, kind: notice, document: bakery.txt, language: nl}
  world: {title: What is known, kind: public-knowledge}
organisations:
  flexmail: {country: BE}
  mailcannon: {country: {value: US, source: world}}
activities:
  newsletter:
    source: world
    grade: presumed
    purposes:
      news: {basis: [consent, contract], class: newsletter}
    data:
      address: {categories: [email], subjects: [customer]}
    parties:
      mailer: {organisation: mailcannon, role: processor, data: address}
  orders:
    source: notice L1-3
    purposes:
      deliver: {basis: contract}
"""


@pytest.fixture
def bakery(tmp_path: Path) -> whatif.Given:
    return written(tmp_path, BAKERY)


def changed(given: whatif.Given, *changes: str | Flag) -> Facts:
    result = whatif.suppose(given, supposing(*changes))
    assert result.problems == ()
    return result.loaded.facts


def record(facts: Facts, key: str) -> Record:
    return {one.key: one for one in facts.records()}[key]


def said(facts: Facts, key: str, attribute: str) -> list[Statement]:
    return list(record(facts, key).statements.get(attribute, ()))


def test_what_is_set_is_said_by_the_scenario_and_firm(bakery: whatif.Given) -> None:
    facts = changed(bakery, ("set", "activities.newsletter.purposes.news.basis=legitimate-interests"))
    (statement,) = said(facts, "activities.newsletter.purposes.news", "basis")
    assert statement.values == ("legitimate-interests",)
    assert statement.firm
    assert statement.citation is not None
    assert (statement.citation.source.key, statement.citation.source.kind) == ("what-if", "scenario")
    place = facts.files.span(statement.place)
    assert str(place) == "--set activities.newsletter.purposes.news.basis=legitimate-interests:1:7"


def test_nothing_is_written_and_what_was_given_stays(bakery: whatif.Given, tmp_path: Path) -> None:
    before = said(bakery.loaded.facts, "activities.newsletter.purposes.news", "basis")
    differs(bakery, ("set", "activities.newsletter.purposes.news.basis=none"), ("remove", "activities.orders"))
    assert said(bakery.loaded.facts, "activities.newsletter.purposes.news", "basis") == before
    assert (tmp_path / "register.yaml").read_text("utf-8") == BAKERY


def test_a_relation_is_looked_up_like_one_that_is_written(bakery: whatif.Given) -> None:
    path = "activities.newsletter.parties.mailer.organisation"
    facts = changed(bakery, ("set", f"{path}=flexmail"))
    (link,) = record(facts, "activities.newsletter.parties.mailer").links["organisation"]
    assert link.target.key == "flexmail"
    (problem,) = wrong(bakery, ("set", f"{path}=flexmial"))
    assert problem.startswith(f"--set {path}=flexmial:1:")
    assert "did you mean `flexmail`?" in problem


def test_unset_says_nothing(bakery: whatif.Given) -> None:
    facts = changed(bakery, ("unset", "activities.newsletter.purposes.news.basis"))
    assert said(facts, "activities.newsletter.purposes.news", "basis") == []


def test_a_record_is_added_with_all_that_stands_below_it(bakery: whatif.Given) -> None:
    added = "activities.raffle={purposes: {draw: {basis: consent}}, parties: {mailer: {organisation: flexmail}}}"
    facts = changed(bakery, ("add", added))
    draw = record(facts, "activities.raffle.purposes.draw")
    assert draw.existence.firm
    assert [statement.firm for statement in draw.statements["basis"]] == [True]
    assert record(changed(bakery, ("add", "activities.raffle")), "activities.raffle").existence.firm


def test_a_record_is_removed_and_replaced(bakery: whatif.Given) -> None:
    facts = changed(bakery, ("remove", "activities.orders"))
    assert "activities.orders" not in {one.key for one in facts.records()}
    facts = changed(bakery, ("replace", "activities.orders={purposes: {bill: {basis: legal-obligation}}}"))
    keys = {one.key for one in facts.records() if one.key.startswith("activities.orders.")}
    assert keys == {"activities.orders.purposes.bill"}


def test_one_value_more_or_less(bakery: whatif.Given) -> None:
    basis, news = "activities.newsletter.purposes.news.basis", "activities.newsletter.purposes.news"
    (more,) = said(changed(bakery, ("add", f"{basis}=legitimate-interests")), news, "basis")
    assert more.values == ("consent", "contract", "legitimate-interests")
    (less,) = said(changed(bakery, ("remove", f"{basis}=contract")), news, "basis")
    assert less.values == ("consent",)
    (none,) = said(changed(bakery, ("remove", f"{basis}=[contract, consent]")), news, "basis")
    assert none.values == ()
    categories = "activities.newsletter.data.address.categories"
    facts = changed(bakery, ("add", f"{categories}=health"))
    values = {value for one in said(facts, "activities.newsletter.data.address", "categories") for value in one.values}
    assert values == {"email", "health"}
    gone = said(changed(bakery, ("remove", f"{categories}=email")), "activities.newsletter.data.address", "categories")
    assert gone == []


BASIS = "activities.orders.purposes.deliver.basis"


@pytest.mark.parametrize("verb", ["remove", "add"])
@pytest.mark.parametrize(
    ("written_as", "left", "more"),
    [
        ("[contract, consent]", "what-if stated", "what-if stated"),
        ("{value: [contract, consent], grade: implied}", "what-if implied", "what-if implied"),
        ("{value: [contract, consent], grade: presumed, note: why}", "what-if presumed why", "what-if presumed why"),
        ("[{value: [contract, consent], grade: presumed}]", "what-if presumed", "what-if presumed"),
        # What is added is nothing that everybody knows.
        ("{value: [contract, consent], source: world L2}", "world L2 stated", "what-if presumed"),
        ("{value: [contract, consent], source: world, grade: implied}", "world implied", "what-if presumed"),
    ],
)
def test_what_is_left_of_a_list_is_no_firmer_than_the_list(
    tmp_path: Path, verb: str, written_as: str, left: str, more: str
) -> None:
    given = written(tmp_path, BAKERY.replace("{basis: contract}", f"{{basis: {written_as}}}"))
    value = "consent" if verb == "remove" else "legal-obligation"
    (before,) = said(given.loaded.facts, "activities.orders.purposes.deliver", "basis")
    (statement,) = said(changed(given, (verb, f"{BASIS}={value}")), "activities.orders.purposes.deliver", "basis")
    assert len(statement.values) == (1 if verb == "remove" else 3)
    assert _how(statement) == (left if verb == "remove" else more)
    assert statement.firm == before.firm


def test_what_holds_around_a_list_holds_for_what_is_left(bakery: whatif.Given) -> None:
    basis, news = "activities.newsletter.purposes.news.basis", "activities.newsletter.purposes.news"
    for change, how in (
        (("remove", f"{basis}=contract"), "world presumed"),
        (("add", f"{basis}=legal-obligation"), "what-if presumed"),
        (("remove", f"{basis}=[contract, consent]"), "what-if presumed"),
    ):
        (statement,) = said(changed(bakery, change), news, "basis")
        assert _how(statement) == how
    back = ("remove", f"{basis}=contract"), ("add", f"{basis}=contract")
    assert said(changed(bakery, *back), news, "basis") == said(bakery.loaded.facts, news, "basis")


def _how(statement: Statement) -> str:
    return f"{statement.citation} {statement.grade.value} {statement.note}".strip()


def test_any_record_and_one_register_of_several(bakery: whatif.Given) -> None:
    facts = changed(bakery, ("set", "activities.*.purposes.*.basis=contract"))
    purposes = [one for one in facts.records() if one.kind == "purpose"]
    assert len(purposes) == 2
    assert {statement.values for one in purposes for statement in one.statements["basis"]} == {("contract",)}
    found = differs(five(), ("set", "pantein-extra:jurisdiction=BE"))
    assert {(fact.register, fact.record.key) for fact in found.facts} == {("pantein-extra", "register")}


def test_changes_are_made_in_order(bakery: whatif.Given) -> None:
    basis, news = "activities.newsletter.purposes.news.basis", "activities.newsletter.purposes.news"
    first, second = ("set", f"{basis}=contract"), ("set", f"{basis}=legal-obligation")
    for changes, last in (((first, second), "legal-obligation"), ((second, first), "contract")):
        (statement,) = said(changed(bakery, *changes), news, "basis")
        assert statement.values == (last,)


def test_what_is_confirmed_is_no_longer_public_knowledge(bakery: whatif.Given) -> None:
    assert not said(bakery.loaded.facts, "mailcannon", "country")[0].firm
    (statement,) = said(changed(bakery, ("set", "organisations.mailcannon.country=US")), "mailcannon", "country")
    assert statement.firm


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (("set", "activities.newsleter.owner=me"), "no `newsleter` under `activities`|did you mean `newsletter`?"),
        (
            ("set", "activities.newsletter.purpose.news.basis=consent"),
            "`purpose` is not known|did you mean `purposes`?",
        ),
        (("set", "activities.newsletter.purposes.news.bassis=consent"), "`bassis` is not known|did you mean `basis`?"),
        (("set", "activities.newsletter.purposes.news.basis=consnt"), "consnt|did you mean `consent`?"),
        (("set", "activities.newsletter.purposes.news.basis.value=consent"), "nothing stands below|it holds values"),
        (("set", "bakry:jurisdiction=BE"), "no register is called `bakry`|did you mean `bakery`?"),
        (("set", "activities.orders={}"), "is no value but a record|`replace`"),
        (("unset", "activities.orders.owner"), "nothing is stated of|known: `purposes`"),
        (("unset", "activities.orders"), "is a record|`remove`"),
        (("add", "activities.orders={}"), "is there already|`replace`"),
        (("add", "activities.Orders={}"), "`Orders` cannot be a key here|lower-case"),
        (("add", "activities.orders.owner=me"), "takes one value|`set`"),
        (("add", "activities.newsletter.purposes.news.basis=consent"), "stated already|"),
        (("remove", "activities.newsletter.purposes.news.basis=none-such"), "is not stated of|known: `consent`"),
        (("remove", "activities.ordres"), "nothing is stated of `activities.ordres`|"),
        (("replace", "activities.raffle={}"), "nothing is stated of `activities.raffle`|"),
        (("set", "activities..owner=me"), "is no path|write keys with dots"),
        (("set", "sources.notce.title=x"), "there is no source `notce`|did you mean `notice`?"),
    ],
)
def test_paths_and_values_that_mean_nothing_are_told_with_the_nearest(
    bakery: whatif.Given, flag: Flag, expected: str
) -> None:
    (problem,) = wrong(bakery, flag)
    assert problem.startswith(f"--{flag[0]} {flag[1]}:1:")
    for part in expected.split("|"):
        assert part in problem


def test_a_scenario_file_says_it_at_its_line(bakery: whatif.Given, scenario: Write) -> None:
    file = scenario("moving", "title: Moving\nset:\n  activities.orders.owner: Ann\n  activities.ordrs.owner: Bob\n")
    (problem,) = wrong(bakery, str(file))
    assert ":4:3: there is no `ordrs`" in problem
    assert "did you mean `orders`?" in problem


def test_records_are_chosen_by_a_condition_of_the_rules(bakery: whatif.Given, scenario: Write) -> None:
    text = "title: {0}\nwherever:\n  - for_each: {1}\n    when: {2}\n    {3}\n"
    file = scenario("gone", text.format("Gone", "purpose", "{class: direct-marketing}", "set: {basis: none}"))
    facts = changed(bakery, str(file))
    assert said(facts, "activities.newsletter.purposes.news", "basis")[0].values == ()
    assert said(facts, "activities.orders.purposes.deliver", "basis")[0].values == ("contract",)
    file = scenario("odd", text.format("Odd", "purpose", "{clas: direct-marketing}", "set: {basis: none}"))
    (problem,) = wrong(bakery, str(file))
    assert ":4:" in problem
    assert "did you mean `class`?" in problem
    file = scenario("odder", text.format("Odder", "purposes", "{class: x}", "set: {basis: none}"))
    (problem,) = wrong(bakery, str(file))
    assert "no records are of the kind `purposes`" in problem


def test_every_verb_has_its_say() -> None:
    assert [verb.value for verb in Verb] == ["set", "unset", "add", "remove", "replace"]
