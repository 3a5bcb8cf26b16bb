"""What is supposed, written into files and read again, states what was judged; who says it is never somebody else."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.register.comparing import compare
from policyengine.register.records import Facts, Statement
from policyengine.register.trees import Trees, load_trees
from policyengine.scenarios.making import Written, make
from policyengine.scenarios.paths import targets
from policyengine.scenarios.values import values_of
from policyengine.scenarios.writing import NotWritable, Rewriting, citing, refused, rewritings
from policyengine.source.plain import plain
from policyengine.source.tree import raw_of
from tests.scenarios.conftest import AS_OF, CHECKOUT, Flag, five, supposing
from tests.scenarios.test_inverse import at_random, known, paths, there

sys.path.insert(0, str(CHECKOUT / "tests" / "source"))
from styles import Styled

REGISTER = """\
# Counsel's own words.
register: shop
jurisdiction: {value: BE, source: notice L1}   # as it says

sources:
  notice: {title: Notice, kind: notice}
  dpa: {kind: contract}
  wiki: {kind: public-knowledge}
parties:
  # The one that sends.
  mailer:
    source: notice L2
    grade: implied
    role: processor  # says L2
    title: Mailer
  printer: {role: processor, note: "no source, so the register itself"}
data:
  names: {source: notice L3, categories: [name, email], subjects: customer}
"""


def load(*files: Path) -> Written:
    """Facts as they are written, under the law of the checkout."""
    trees, facts, problems = load_trees(files)
    assert problems == []
    return Written(trees, facts, five().written.law, five().written.program)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    file = tmp_path / "shop.yaml"
    file.write_text(REGISTER, "utf-8")
    return file


def written(file: Path, *changes: str | Flag, source: str = "") -> str:
    """Writes the changes, looks whether the facts are those that were judged, and gives the text."""
    given = load(file)
    supposed = citing(supposing(*changes), source) if source else supposing(*changes)
    for one in rewritings(given, supposed, AS_OF):
        Path(one.path).write_text(one.after, "utf-8", newline="")
    assert compare(make(given, supposed, AS_OF).facts, load(file).facts) == []
    return file.read_text("utf-8")


def said(file: Path, key: str, attribute: str) -> list[tuple[tuple[Any, ...], str, str, bool]]:
    """Values, citation, grade and firmness of what is stated."""
    facts: Facts = load(file).facts
    records = [record for some in facts.registers["shop"].by_kind.values() for record in some]
    (record,) = [one for one in (*records, *facts.organisations.values()) if one.key == key]
    return [_seen(statement) for statement in record.statements[attribute]]


def _seen(one: Statement) -> tuple[tuple[Any, ...], str, str, bool]:
    return one.values, str(one.citation or ""), one.grade.value, one.firm


# Who says what is written.


def test_a_record_of_the_notice_does_not_make_the_notice_say_it(shop: Path) -> None:
    text = written(shop, ("set", "parties.mailer.role=recipient"), ("set", "parties.mailer.owner=legal"))
    assert "    role: {value: recipient, source: what-if, grade: stated}  # says L2\n" in text
    assert said(shop, "parties.mailer", "role") == [(("recipient",), "what-if", "stated", True)]
    assert said(shop, "parties.mailer", "owner") == [(("legal",), "what-if", "stated", True)]
    # Everything else of the record is still the notice's.
    assert said(shop, "parties.mailer", "title") == [(("Mailer",), "notice L2", "implied", True)]
    source = load(shop).facts.registers["shop"].sources["what-if"]
    assert (source.kind, source.title) == ("scenario", "what the command line supposes")


def test_nothing_is_said_that_holds_anyway(shop: Path) -> None:
    text = written(shop, ("set", "parties.printer.owner=legal"), ("add", "parties.courier={role: recipient}"))
    assert 'note: "no source, so the register itself", owner: {value: legal, source: what-if}}\n' in text
    assert "  courier: {role: recipient, source: what-if}\n" in text
    # What stands in a record of the scenario's needs no source of its own, the second time either.
    again = written(shop, ("set", "parties.courier.owner=legal"))
    assert "  courier: {role: recipient, source: what-if, owner: legal}\n" in again
    assert said(shop, "parties.courier", "owner") == [(("legal",), "what-if", "stated", True)]
    assert again.count("what-if:") == 1
    assert written(shop, ("set", "parties.courier.owner=legal")) == again


def test_a_scenario_is_declared_by_its_title_and_keeps_what_it_writes_out(shop: Path) -> None:
    scenario = shop.parent / "moving.yaml"
    scenario.write_text(
        "title: 'We move: soon'\nset:\n  parties.printer.access_from: {value: US, source: dpa L4, grade: presumed}\n"
        "  parties.printer.owner: legal\n",
        "utf-8",
    )
    text = written(shop, str(scenario))
    assert '  scenario-moving: {title: "We move: soon", kind: scenario}\n' in text
    assert said(shop, "parties.printer", "access_from") == [(("US",), "dpa L4", "presumed", False)]
    assert said(shop, "parties.printer", "owner") == [(("legal",), "scenario-moving", "stated", True)]
    # Where it is called otherwise by now, what has been written stays as it was.
    scenario.write_text("title: We have moved\nset: {parties.printer.owner: sales}\n", "utf-8")
    assert 'title: "We move: soon"' in written(shop, str(scenario))


def test_a_source_of_the_register_may_be_named_instead(shop: Path) -> None:
    text = written(shop, ("set", "parties.mailer.role=recipient"), source="dpa L7-9")
    assert "role: {value: recipient, source: dpa L7-9, grade: stated}  # says L2" in text
    assert "what-if" not in text
    assert said(shop, "parties.mailer", "role") == [(("recipient",), "dpa L7-9", "stated", True)]
    # What everybody knows is not firm, and is not made so.
    written(shop, ("set", "parties.mailer.role=recipient"), source="wiki")
    assert said(shop, "parties.mailer", "role") == [(("recipient",), "wiki", "stated", False)]


def test_a_source_that_nobody_declares_is_a_problem_of_what_is_supposed(shop: Path) -> None:
    made = make(load(shop), citing(supposing(("set", "parties.printer.owner=x")), "dba"), AS_OF)
    assert [problem.message for problem in made.problems] == ["the source `dba` is not declared"]


def test_each_register_declares_where_it_declares_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    (folder / "shop").mkdir(parents=True)
    (folder / "organisations.yaml").write_text(
        "sources: {wiki: {kind: public-knowledge}}\nsource: wiki\ngrade: implied\n"
        "organisations:\n  post: {country: BE}\n",
        "utf-8",
    )
    (folder / "shop" / "about.yaml").write_text(REGISTER, "utf-8")
    (folder / "shop" / "more.yaml").write_text("register: shop\nparties:\n  courier: {role: recipient}\n", "utf-8")
    flags = [("set", "parties.*.owner=legal"), ("set", "organisations.post.country=NL")]
    found = rewritings(load(folder), supposing(*flags), AS_OF)
    texts = {Path(one.path).name: one.after for one in found}
    assert [name for name, text in texts.items() if "what-if: {" in text] == ["about.yaml", "organisations.yaml"]
    assert "country: {value: NL, source: what-if, grade: stated}" in texts["organisations.yaml"]
    assert texts["more.yaml"].endswith("courier: {role: recipient, owner: {value: legal, source: what-if}}\n")


@pytest.mark.parametrize("shared", [True, False])
def test_a_shared_organisation_is_written_where_the_shared_ones_stand(tmp_path: Path, shared: bool) -> None:
    folder = tmp_path / "facts"
    (folder / "shop").mkdir(parents=True)
    (folder / "another").mkdir()
    (folder / "another" / "about.yaml").write_text("register: another\njurisdiction: BE\n", "utf-8")
    own = "register: shop\norganisations: {post: {sector: [software]}}\n"
    (folder / "shop" / "about.yaml").write_text(own, "utf-8")
    if shared:
        (folder / "organisations.yaml").write_text("organisations:\n  post: {country: BE}\n", "utf-8")
    flags = [("add", "organisations.cloud={country: IE}"), ("set", "organisations.post.title=Post")]
    (one,) = rewritings(load(folder), supposing(*flags), AS_OF)
    assert Path(one.path).relative_to(folder) == Path("organisations.yaml" if shared else "shop/about.yaml")
    assert "cloud: {country: IE, source: what-if}" in one.after
    assert "title: {value: Post, source: what-if}" in one.after


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("set", "data.names.complete=[categories]")], "would pass for what `notice L3` says"),
        ([("set", "complete=[activities]")], "would be said without a source"),
        ([("set", "parties.mailer.role=recipient"), ("set", "law.adequacy.us-dpf.until=none")], "the law is not"),
        ([("set", "rules.gdpr-12-6-identity.severity=low")], "`set rules.gdpr-12-6-identity.severity`"),
        ([("add", "packs.house")], "`add packs.house`"),
        ([], "nothing to write"),
        ([("set", "sources.notice.sha256=" + 64 * "a")], "`set sources.notice.sha256` would change who says what"),
        ([("set", "jurisdiction=NL"), ("set", "shop:parties.printer.source=notice")], "leave no trace"),
        ([("set", "parties.*.grade=stated")], "leave no trace"),
        ([("unset", "source")], "leave no trace"),
        ([("unset", "parties.printer.note")], "leave no trace"),
    ],
)
def test_what_cannot_be_written_is_refused(shop: Path, changes: list[Flag], message: str) -> None:
    with pytest.raises(NotWritable, match=message) as why:
        rewritings(load(shop), supposing(*changes), AS_OF)
    assert why.value.hint


def test_what_says_who_says_it_is_refused_wherever_it_holds_too(shop: Path) -> None:
    scenario = shop.parent / "firm.yaml"
    text = "title: Firm\nwherever:\n  - {for_each: party, when: {role: processor}, set: {grade: stated}}\n"
    scenario.write_text(text, "utf-8")
    with pytest.raises(NotWritable, match="`set grade` would change who says what"):
        rewritings(load(shop), supposing(str(scenario)), AS_OF)


def test_a_record_may_be_called_a_source(shop: Path) -> None:
    assert "  source: {role: recipient, source: what-if}\n" in written(
        shop, ("add", "parties.source={role: recipient}")
    )


def test_what_is_complete_is_written_in_a_record_that_says_who_says_so(shop: Path) -> None:
    assert written(shop, ("add", "data.orders={categories: [name], complete: [categories]}"))


def test_the_same_word_for_another_source_is_refused(shop: Path) -> None:
    shop.write_text(REGISTER.replace("  dpa: {", "  what-if: {"), "utf-8")
    with pytest.raises(NotWritable, match="`what-if` is declared already as a source of another kind"):
        rewritings(load(shop), supposing(("set", "parties.mailer.owner=legal")), AS_OF)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("add", "data.names.categories=address"), {"name": "notice L3", "address": "what-if", "telephone": ""}),
        (("remove", "data.names.categories=name"), {"email": "notice L3", "telephone": ""}),
        (("remove", "data.names.categories=[name, email]"), {"telephone": ""}),
        (("remove", "data.names.categories=[telephone]"), {"name": "notice L3"}),
        (("remove", "data.names.subjects=customer"), {"name": "notice L3", "telephone": ""}),
    ],
)
def test_what_two_files_say_stays_with_the_source_of_each(tmp_path: Path, change: Flag, said: dict[str, str]) -> None:
    (tmp_path / "one.yaml").write_text(REGISTER, "utf-8")
    more = "register: shop\ndata: {names: {categories: [telephone], subjects: [prospect]}}\n"
    (tmp_path / "two.yaml").write_text(more, "utf-8")
    given, supposed = load(tmp_path), supposing(change)
    for one in rewritings(given, supposed, AS_OF):
        Path(one.path).write_text(one.after, "utf-8", newline="")
    facts = load(tmp_path).facts
    assert compare(make(given, supposed, AS_OF).facts, facts) == []
    (record,) = facts.registers["shop"].of("data")
    sources = {value: str(one.citation or "") for one in record.statements["categories"] for value in one.values}
    assert said.items() <= sources.items()
    assert change[0] == "add" or change[1].rpartition("=")[2].strip("[]") not in sources


def test_what_is_left_of_a_list_is_written_no_firmer_and_with_its_note(shop: Path) -> None:
    tail = """activities:
  mail:
    purposes:
      news: {basis: {value: [consent, contract], source: notice L5, grade: presumed, note: "who knows"}}
      offers: {source: wiki, basis: [consent, contract]}
"""
    shop.write_text(REGISTER + tail, "utf-8")
    text = written(shop, ("remove", "activities.mail.purposes.*.basis=contract"))
    assert 'basis: {value: [consent], source: what-if, grade: presumed, note: "who knows"}' in text
    assert "offers: {source: wiki, basis: [consent]}" in text
    text = written(shop, ("add", "activities.mail.purposes.offers.basis=contract"))
    assert "basis: {value: [consent, contract], grade: presumed, source: what-if}" in text


def test_what_is_left_of_several_statements_stays_whose_it_was(shop: Path) -> None:
    """That `extra` passes data to `one` was also told by `one`, which is told of anew: what is left came to light."""
    tail = """\
  one: {role: recipient, source: wiki, receives_from: [extra]}
  two: {role: recipient}
  extra: {role: recipient, source: notice L3, passes_to: [{value: one, grade: presumed}, {value: two, grade: presumed}]}
"""
    shop.write_text(REGISTER.replace("parties:\n", "parties:\n" + tail), "utf-8")
    text = written(shop, ("remove", "parties.extra.passes_to=two"), ("replace", "parties.one={title: One}"))
    assert "passes_to: [{value: one, grade: presumed}]}" in text


def test_braces_with_comments_are_refused_before_anything_is_lost(shop: Path) -> None:
    shop.write_text(REGISTER.replace("[name, email], ", "[name, email], # why\n    "), "utf-8")
    with pytest.raises(NotWritable, match="cannot be changed without touching what should stay: a comment"):
        rewritings(load(shop), supposing(("unset", "data.names.categories")), AS_OF)


def test_what_the_register_says_already_is_not_written(shop: Path) -> None:
    flags = [("set", "parties.mailer.title=Other"), ("set", "parties.mailer.title=Mailer")]
    assert rewritings(load(shop), supposing(*flags), AS_OF) == []
    assert refused(supposing(*flags)) is None


def test_comments_and_everything_beside_stay(shop: Path) -> None:
    text = written(
        shop,
        ("set", "jurisdiction=NL"),
        ("remove", "data.names.categories=email"),
        ("remove", "parties.printer"),
        ("add", "activities.mail={purposes: {news: {class: newsletter}}}"),
    )
    assert (
        text
        == """\
# Counsel's own words.
register: shop
jurisdiction: {value: NL, source: what-if}   # as it says

sources:
  notice: {title: Notice, kind: notice}
  dpa: {kind: contract}
  wiki: {kind: public-knowledge}
  what-if: {title: "what the command line supposes", kind: scenario}
parties:
  # The one that sends.
  mailer:
    source: notice L2
    grade: implied
    role: processor  # says L2
    title: Mailer
data:
  names: {source: notice L3, categories: [name], subjects: customer}

activities:
  mail: {purposes: {news: {class: newsletter}}, source: what-if}
"""
    )


def test_there_and_back_gives_the_same_bytes_where_the_words_are_the_same(shop: Path) -> None:
    first = written(shop, ("set", "parties.printer.owner=legal"))
    written(shop, ("set", "jurisdiction=NL"), ("unset", "parties.mailer.title"))
    back = (
        ("set", "jurisdiction={value: BE, source: notice L1}"),
        ("set", "parties.mailer.title={value: Mailer, grade: implied}"),
    )
    # Source and grade of the title are those of its record, so that nothing is said of them.
    assert written(shop, *back, source="notice L2") == first


# On registers that exist, and on some that do not.


def random_flag(pick: Random, trees: Trees, some: Sequence[tuple[str, bool]]) -> Flag:
    """A change of something that is there, or of something beside it."""
    path, record = pick.choice(some)
    if record:
        return pick.choice(
            [
                ("remove", path),
                ("replace", f"{path}={{title: Another one, note: why}}"),
                ("add", f'{path}-and-another={{title: "Ünd, more"}}'),
                ("set", f"{path}.title=New: title" if pick.random() < 0.5 else f"{path}.title=none"),
            ]
        )
    (target,) = targets(trees, path, 0)
    values = sorted(values_of([raw_of(there(trees, path), 0)]))
    same = [other for other, _ in some if other.rpartition(".")[2] == path.rpartition(".")[2]]
    beside = sorted(values_of([raw_of(there(trees, pick.choice(same)), 0)]))
    if values and target.many and pick.random() < 0.4:
        return "remove", f"{path}={json.dumps(pick.choice(values), ensure_ascii=False)}"
    if beside and target.many and pick.random() < 0.4:
        return "add", f"{path}={json.dumps(pick.choice(beside), ensure_ascii=False)}"
    value = json.dumps(pick.choice(beside), ensure_ascii=False) if beside else "none"
    return pick.choice(
        [("unset", path), ("set", f"{path}={value}"), ("set", f"{path}={{value: none, grade: presumed}}")]
    )


def check(given: Written, root: Path, changes: Sequence[Flag], folder: Path) -> list[Rewriting]:
    """Writes the changes into a copy of what stands in `root`, and compares what it states; what was written."""
    supposed = supposing(*changes)
    made = make(given, supposed, AS_OF)
    if made.problems:
        return []
    found = {one.path: one for one in rewritings(given, supposed, AS_OF)}
    for path, text in zip(given.trees.files.paths[1:], given.trees.files.texts[1:], strict=True):
        file = folder / Path(path).resolve().relative_to(root.resolve())
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found[path].after if path in found else text, "utf-8", newline="")
    assert compare(made.facts, load(folder).facts) == []
    return [*found.values()]


def comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def test_a_few_hundred_changes_of_the_five_registers(tmp_path_factory: pytest.TempPathFactory) -> None:
    pick = Random(20261122)
    folder = tmp_path_factory.mktemp("five") / "facts"
    wrote = 0
    for _ in range(60):
        changes = [random_flag(pick, five().written.trees, known()) for _ in range(pick.randint(1, 6))]
        found = check(five().written, CHECKOUT / "facts", changes, folder)
        wrote += bool(found)
        if {verb for verb, _ in changes} <= {"set", "add"}:
            assert all(comments(one.before) == comments(one.after) for one in found)
    assert wrote > 30


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_changes_of_registers_made_at_random(seed: int) -> None:
    pick = Random(seed)
    trees = at_random(seed)
    some = paths(trees)
    folder = Path(FOLDERS.mktemp("random"))
    facts = folder / "facts"
    facts.mkdir()
    for number, part in enumerate(trees.parts):
        value = plain(part.tree)
        if part.slug:
            value = {"register": part.slug, **value}
        (facts / f"{number}.yaml").write_text(Styled(value, pick, ("none",)).text, "utf-8", newline="")
    read, stated, problems = load_trees([facts])
    if problems or not some:
        return
    changes = [random_flag(pick, trees, some) for _ in range(pick.randint(1, 4))]
    check(Written(read, stated, five().written.law, five().written.program), facts, changes, folder / "copy")


FOLDERS: pytest.TempPathFactory


@pytest.fixture(autouse=True, scope="module")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    global FOLDERS  # noqa: PLW0603 - Hypothesis takes no fixtures of one test alone
    FOLDERS = tmp_path_factory
