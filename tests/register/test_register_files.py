"""Registers in files: which file belongs to which register, and that order and division do not matter."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_reading import attempt, by_key

from policyengine.register.load import load_facts
from policyengine.register.records import Facts


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def loaded(*paths: Path) -> Facts:
    facts, problems = load_facts(paths)
    assert not problems, "\n".join(map(str, problems))
    return facts


TWO = {
    "organisations.yaml": (
        "sources: {public: {kind: public-knowledge}}\nsource: public\norganisations: {mailco: {country: US}}\n"
    ),
    "acme/register.yaml": "register: acme\nsources: {notice: {kind: notice}}\nparties: {p: {organisation: mailco}}\n",
    "acme/more/activities.yaml": "source: notice\nactivities: {a: {}}\n",
    "bcorp/register.yaml": (
        "register: bcorp\nparties: {q: {organisation: mailco}}\norganisations: {mailco: {sector: software}}\n"
    ),
}


def test_a_root_with_two_registers(tmp_path: Path) -> None:
    facts = loaded(write(tmp_path, TWO))
    assert list(facts.registers) == ["acme", "bcorp"]
    mailco = facts.organisations["mailco"]
    assert [link.target.key for link in mailco.links["appears_as"]] == ["parties.p", "parties.q"]
    assert str(mailco.statements["country"][0].citation) == "public"
    assert not mailco.statements["country"][0].firm
    assert mailco.statements["sector"][0].firm
    assert str(by_key(facts.registers["acme"])["activities.a"].existence.citation) == "notice"
    assert len(list(facts.records())) == len({(r.register, r.key) for r in facts.records()})


@pytest.mark.parametrize("path", ["acme", "acme/register.yaml"])
def test_one_register_of_a_root_finds_the_shared_organisations(tmp_path: Path, path: str) -> None:
    facts = loaded(write(tmp_path, TWO) / path)
    assert list(facts.registers) == ["acme"]
    assert [o.key for o in facts.registers["acme"].of("organisation")] == ["mailco"]


def test_the_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    root = write(tmp_path, TWO)
    files = sorted(root.rglob("*.yaml"))
    one, other = loaded(*files), loaded(*reversed(files), root)
    assert one.files.paths == other.files.paths
    assert snapshot(one) == snapshot(other)


def test_files_that_do_not_say_where_they_belong(tmp_path: Path) -> None:
    _, problems = load_facts([write(tmp_path, {"lost/a.yaml": "activities: {a: {}}\n"})])
    assert [(p.span.line, p.message, p.hint) for p in problems] == [
        (1, "the file does not say to which register it belongs", "write `register: lost` first")
    ]
    files = {"two/a.yaml": "register: a\n", "two/b.yaml": "register: b\n", "two/c.yaml": "activities: {}\n"}
    _, problems = load_facts([write(tmp_path / "other", files)])
    assert [p.hint for p in problems] == ["here stand `a`, `b`; write `register:` first"]


def test_a_file_that_is_no_mapping(tmp_path: Path) -> None:
    _, problems = load_facts([write(tmp_path, {"x/a.yaml": "- a\n"})])
    assert [p.message for p in problems] == ["the file does not hold a mapping"]


def test_a_source_declared_twice_must_be_the_same(tmp_path: Path) -> None:
    files = {
        "x/a.yaml": "register: x\nsources: {notice: {kind: notice, language: nl}}\n",
        "x/b.yaml": "register: x\nsources: {notice: {kind: notice, language: fr}}\n",
    }
    _, problems = load_facts([write(tmp_path, files)])
    assert [(p.span.line, p.message) for p in problems] == [(2, "the source `notice` has another `language` elsewhere")]


def test_nothing_to_read(tmp_path: Path) -> None:
    facts, problems = load_facts([tmp_path])
    assert (facts.registers, facts.organisations, problems) == ({}, {}, [])


def test_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    files = {"x/a.yaml": "register: x\ntitle: [\n", "x/b.yaml": "register: x\njurisdiction: XX\n", "x/c.yml": "a: b\n"}
    _, problems = load_facts([write(tmp_path, files)])
    assert [Path(p.span.path).name for p in problems] == ["a.yaml", "b.yaml", "c.yml"]


def test_existence_is_said_by_what_carries_most(tmp_path: Path) -> None:
    for number, order in enumerate((("a", "b"), ("b", "a"))):
        files = {
            f"x/{order[0]}.yaml": "register: x\nactivities: {a: {grade: presumed, status: active}}\n",
            f"x/{order[1]}.yaml": "register: x\nactivities: {a: {grade: implied, profiling: true}}\n",
        }
        activity = loaded(write(tmp_path / str(number), files)).registers["x"].of("activity")[0]
        assert activity.existence.grade == "implied"
        assert {name: said[0].grade.value for name, said in activity.statements.items()} == {
            "status": "presumed",
            "profiling": "implied",
        }


def snapshot(facts: Facts) -> object:
    """Everything facts say, without places."""
    return {
        (record.register, record.key): (
            record.kind,
            (str(record.existence.citation), record.existence.grade),
            {
                name: sorted((str(s.values), str(s.citation), s.grade) for s in said)
                for name, said in record.statements.items()
            },
            {
                name: [(link.target.register, link.target.key, link.statement.grade) for link in links]
                for name, links in record.links.items()
            },
            {name: (str(said.citation), said.grade) for name, said in sorted(record.complete.items())},
        )
        for record in facts.records()
    }


SLUGS = st.sampled_from(["a", "b", "c"])
GRADES = st.sampled_from(["stated", "implied", "presumed"])


def qualified(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    one = st.fixed_dictionaries(
        {"value": values, "grade": GRADES}, optional={"source": st.sampled_from(["notice L1", "notice L2-3"])}
    )
    return values | one | st.lists(one, min_size=1, max_size=2)


PARTY = st.fixed_dictionaries(
    {},
    optional={
        "role": qualified(st.sampled_from(["processor", "controller", "none"])),
        "data": qualified(st.sampled_from(["a", "b", "none"])),
        "grade": GRADES,
        "source": st.sampled_from(["notice L1", "notice L2-3"]),
        "sub_parties": st.dictionaries(SLUGS, st.none(), max_size=2),
    },
)
DATA = st.fixed_dictionaries(
    {"subjects": st.just("customer")},
    optional={
        "categories": qualified(st.sampled_from(["email", "name"])),
        "complete": st.just(["categories"]),
        "grade": GRADES,
    },
)
PIECE = st.one_of(
    st.tuples(st.just("activities"), SLUGS, st.just("parties"), SLUGS, PARTY),
    st.tuples(st.just("activities"), SLUGS, st.just("data"), SLUGS, DATA),
    st.tuples(st.just("parties"), SLUGS, PARTY),
    st.tuples(st.just("data"), st.sampled_from(["a", "b"]), DATA),
)
FIXED = {"register": "x", "sources": {"notice": {"kind": "notice"}}, "data": {"a": None, "b": None}}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECE, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_neither_the_order_of_files_nor_their_names_decide_anything(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[object, ...]], random: object
) -> None:
    def facts(order: list[tuple[object, ...]]) -> object:
        root = tmp_path_factory.mktemp("facts")
        texts = {"x/m-head.yaml": yaml.dump(FIXED)}
        for number, (*path, body) in enumerate(order):
            tree: object = body
            for part in reversed(path):
                tree = {part: tree}
            texts[f"x/{number}.yaml"] = yaml.dump({"register": "x", **tree})  # type: ignore[dict-item]
        return snapshot(loaded(write(root, texts)))

    shuffled = list(pieces)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert facts(pieces) == facts(shuffled)


WORDS = (
    "register sources activities parties data purposes notices rights basis role from title source grade note "
    "complete value kind categories not_facts organisations organisation a b"
)
NAMES = st.sampled_from(WORDS.split())
LEAVES = st.sampled_from(
    ["x", "a", "none", "", "consent", "2026-01-01", "true", "notice L1", "stated", "9" * 5000, "É", "P1Y"]
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25
)


@settings(max_examples=150)
@given(st.dictionaries(NAMES, TREES, max_size=6))
def test_no_tree_makes_the_loader_fail(tree: dict[str, object]) -> None:
    facts, problems = attempt(yaml.dump(tree, default_style=None))
    assert facts.registers or problems
    for problem in problems:
        assert problem.span.path == "x.yaml"
        assert problem.span.line >= 1
        assert problem.message


def own(slug: str, country: str) -> str:
    return f"register: {slug}\norganisations: {{us: {{country: {country}}}}}\nparties: {{us: {{organisation: us}}}}\n"


def test_two_registers_that_mean_another_organisation_by_one_name(tmp_path: Path) -> None:
    root = write(tmp_path, {"a/register.yaml": own("a", "BE"), "b/register.yaml": own("b", "FR")})
    _, problems = load_facts([root])
    (problem,) = problems
    assert (problem.span.path, problem.span.line) == (f"{root}/b/register.yaml", 2)
    assert problem.message == "the register `a` states another `country` of the organisation `us`"
    assert f"{root}/a/register.yaml:2:22" in problem.hint
    assert "organisations.yaml" in problem.hint
    for one in ("a", "b"):
        assert load_facts([root / one])[1] == []


def test_two_registers_that_say_the_same_of_an_organisation_share_it(tmp_path: Path) -> None:
    root = write(tmp_path, {"a/register.yaml": own("a", "BE"), "b/register.yaml": own("b", "BE")})
    assert loaded(root).organisations.keys() == {"us"}


def test_registers_may_contradict_what_is_said_of_a_shared_organisation(tmp_path: Path) -> None:
    shared = "sources: {public: {kind: public-knowledge}}\norganisations: {us: {source: public, country: BE}}\n"
    files = {"organisations.yaml": shared, "a/register.yaml": own("a", "BE"), "b/register.yaml": own("b", "FR")}
    country = loaded(write(tmp_path, files)).organisations["us"].statements["country"]
    assert {statement.values for statement in country} == {("BE",), ("FR",)}


def test_one_register_may_contradict_itself_on_an_organisation(tmp_path: Path) -> None:
    more = "register: a\norganisations: {us: {country: FR}}\n"
    files = {"a/register.yaml": own("a", "BE"), "a/more.yaml": more}
    assert len(loaded(write(tmp_path, files)).organisations["us"].statements["country"]) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_register_that_may_not_be_read_is_a_problem_at_its_path(tmp_path: Path, mode: int) -> None:
    root = write(tmp_path, TWO)
    for path in (root / "acme", root):
        path.chmod(mode)
        try:
            _, problems = load_facts([path])
        finally:
            path.chmod(0o755)
        assert "cannot be read: permission denied" in problems[0].message
        assert problems[0].span.path.startswith(str(path))


def test_a_file_alone_says_that_its_folder_may_declare_the_source(tmp_path: Path) -> None:
    root = write(tmp_path, {**TWO, "acme/notice.yaml": "register: acme\nsource: notice L3\n"})
    assert load_facts([root])[1] == []
    (problem,) = load_facts([root / "acme" / "notice.yaml"])[1]
    assert f"pass the folder `{root}/acme`" in problem.hint
    (root / "acme" / "register.yaml").unlink()
    (root / "acme" / "more" / "activities.yaml").unlink()
    (problem,) = load_facts([root / "acme" / "notice.yaml"])[1]
    assert problem.hint == "declare it under `sources:`"
