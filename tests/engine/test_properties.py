"""Random registers and rules: the engine against plain enumeration, and the laws that it must keep."""

from __future__ import annotations

import random
from collections import Counter

import engine_builders as b
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_worlds import COUNTRIES, WORDS, World, conditions, records, statements, worlds
from reference import World as Asked
from reference import enumerate_told, enumerate_verdict

from policyengine.engine.interpreter import Interpreter, judge
from policyengine.engine.judgement import Judgement, Proof, Step, Told, Verdict
from policyengine.engine.meaning import Meaning
from policyengine.engine.reading import decisive
from policyengine.engine.scope import Scope
from policyengine.register.records import Facts, Link, Record
from policyengine.rules.language import Every, Some

QUIETLY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    # A register is too large for Hypothesis to shrink in reasonable time; its seed brings it back.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def summary(found: list[Judgement]) -> list[tuple[object, ...]]:
    return [(j.rule.id, j.record.key, j.verdict, j.if_applied, j.severity, j.not_firm, j.exception) for j in found]


def steps_below(steps: list[Step]) -> list[Step]:
    return [inner for step in steps for inner in (step, *steps_below(step.below))]


def check_against_enumeration(world: World, facts: Facts, verdicts: Counter[str], answers: Counter[str]) -> None:
    found = judge(world.program, facts, b.AS_OF)
    root = facts.registers["acme"].root
    interpreter = Interpreter(world.program, b.AS_OF)
    for judgement in found:
        asked = Asked(world.program, b.AS_OF, judgement.record, judgement.record, False)
        expected = enumerate_verdict(judgement.rule, root, asked)
        assert (judgement.verdict.value, judgement.if_applied.value if judgement.if_applied else "") == expected
        proof = interpreter.prove(facts, judgement.rule, judgement.record, judgement.register)
        assert proof.judgement == judgement
        check_proof(proof, asked, root)
        verdicts[judgement.verdict] += 1
        for step in steps_below(proof.steps):
            if step.condition is not None:
                answers[f"{type(step.condition).__name__} {step.told.name}"] += 1


def check_proof(proof: Proof, asked: Asked, root: Record) -> None:
    for step in proof.steps:
        if step.condition is not None and step.subject is asked.judged:
            assert enumerate_told(step.condition, asked) == (step.told.true, step.told.false)
    for step in steps_below(proof.steps):
        assert not (step.told is Told.NOT_STATED and not step.below and not step.missing), "open, and nothing missing"
    never = any(type(step.condition).__name__ == "Never" for step in steps_below(proof.steps))
    trivial = any(not getattr(step.condition, "of", "x") for step in steps_below(proof.steps))
    assert decisive(proof) or never or trivial, "no leaf decides"


def test_judging_proving_and_enumeration_agree() -> None:
    """And every verdict and every answer of every construct is reached; the shares are printed."""
    verdicts: Counter[str] = Counter()
    answers: Counter[str] = Counter()

    @settings(QUIETLY, max_examples=250)
    @given(worlds())
    def agree(world: World) -> None:
        check_against_enumeration(world, b.facts(*world.records), verdicts, answers)

    agree()
    shares = [f"{n:6} {n / verdicts.total():6.1%} {verdict}" for verdict, n in sorted(verdicts.items())]
    shares += [f"{n:6} {answer}" for answer, n in sorted(answers.items())]
    print("", *shares, sep="\n")  # noqa: T201 - shown with `pytest -s`, and where the test fails
    assert set(verdicts) == set(Verdict)
    constructs = ("AllOf", "AnyOf", "AtLeast", "Count", "Every", "Holds", "Not", "Some", "Test")
    missing = {f"{name} {told.name}" for name in constructs for told in Told} - set(answers)
    assert not missing
    assert answers["Never NO"] > 0


def shuffled(facts: Facts, seed: int) -> Facts:
    """The same facts with statements, links and records in another order."""
    order = random.Random(seed)
    for register in facts.registers.values():
        for made in register.by_kind.values():
            order.shuffle(made)
            for record in made:
                for name, stated in record.statements.items():
                    record.statements[name] = tuple(order.sample(stated, len(stated)))
                for name, links in record.links.items():
                    record.links[name] = tuple(order.sample(links, len(links)))
    return facts


@QUIETLY
@given(worlds(), st.integers(0, 1000))
def test_order_decides_nothing(world: World, seed: int) -> None:
    facts = b.facts(*world.records)
    before = summary(judge(world.program, facts, b.AS_OF))
    assert summary(judge(world.program, facts, b.AS_OF)) == before
    assert summary(judge(world.program, shuffled(facts, seed), b.AS_OF)) == before


@QUIETLY
@given(worlds())
def test_saying_everything_twice_changes_nothing(world: World) -> None:
    facts = b.facts(*world.records)
    before = summary(judge(world.program, facts, b.AS_OF))
    for record in world.records:
        record.statements = {name: (*stated, *stated) for name, stated in record.statements.items()}
        record.links = {name: (*links, *links) for name, links in record.links.items()}
    assert summary(judge(world.program, facts, b.AS_OF)) == before


def answer(condition: object, record: Record, firm: bool = False) -> int:
    definitions = tuple(b.define(f"{kind}.defined", b.ALWAYS) for kind in WORDS)
    program = b.program(definitions=definitions, tables=(COUNTRIES,))
    return Meaning(program, b.AS_OF).told(condition, Scope(record, "acme", firm))  # type: ignore[arg-type]


@QUIETLY
@given(records(), st.lists(conditions("activity", "activity"), max_size=3), st.booleans())
def test_de_morgan(made: list[Record], parts: list[b.Condition], firm: bool) -> None:
    record = made[0]
    negated = [b.not_(part) for part in parts]
    assert answer(b.not_(b.all_of(*parts)), record, firm) == answer(b.any_of(*negated), record, firm)
    assert answer(b.not_(b.any_of(*parts)), record, firm) == answer(b.all_of(*negated), record, firm)


@QUIETLY
@given(records(), conditions("party", "activity"), st.booleans())
def test_every_is_the_dual_of_some(made: list[Record], inner: b.Condition, firm: bool) -> None:
    who = b.members("parties", "activity")
    every, some = Every(who, inner, "", 0), Some(who, b.not_(inner), "", 0)
    assert answer(every, made[0], firm) == answer(b.not_(some), made[0], firm)
    one = b.count(who, inner, least=1)
    assert answer(one, made[0], firm) == answer(b.some(who, inner), made[0], firm)


@QUIETLY
@given(records(), conditions("party", "activity"), statements(("x",), True))
def test_one_more_member_never_takes_back_that_some_do(
    made: list[Record], inner: b.Condition, said: b.Statement
) -> None:
    activity = next(record for record in made if record.kind == "activity")
    some = b.some(b.members("parties", "activity"), inner)
    before = answer(some, activity)
    newcomer = b.record("party", "newcomer")
    activity.links["parties"] = (*activity.links.get("parties", ()), Link(newcomer, said))
    after = answer(some, activity)
    assert after & 1 >= before & 1
    assert after >> 1 <= before >> 1


@QUIETLY
@given(records(), st.sampled_from(WORDS["data"]["categories"]), st.sampled_from(WORDS["data"]["categories"]))
def test_one_more_category_never_takes_back_that_one_is_stated(made: list[Record], asked: str, more: str) -> None:
    data = next(record for record in made if record.kind == "data")
    test = b.is_("categories", "data", asked)
    before = answer(test, data)
    b.state(data, "categories", b.said(more))
    assert answer(test, data) & 1 >= before & 1
