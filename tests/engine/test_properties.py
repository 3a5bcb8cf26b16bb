"""Random registers and rules: proofs against plain enumeration, and the laws that the engine must keep."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_conditions import At, Conditions
from random_worlds import Question, World, questions, worlds
from reference import World as Asked
from reference import enumerate_told

from policyengine.engine.interpreter import Interpreter, judge
from policyengine.engine.judgement import Judgement, Proof, Step, Told
from policyengine.engine.reading import decisive
from policyengine.register.records import Facts, Grade, Link, Record, Statement
from policyengine.rules.language import AllOf, AnyOf, Count, Every, Not, Path, Some
from policyengine.rules.language import Test as Leaf

QUIETLY = settings(
    max_examples=60,
    derandomize=True,
    # A world is too large for Hypothesis to shrink in reasonable time; its seed brings it back.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CONSTRUCTS = ("AllOf", "AnyOf", "AtLeast", "Count", "Every", "Holds", "Not", "Some", "Test")


def summary(found: list[Judgement]) -> list[tuple[object, ...]]:
    return [(j.rule.id, j.record.key, j.verdict, j.if_applied, j.severity, j.not_firm, j.exception) for j in found]


def steps_below(steps: list[Step]) -> list[Step]:
    return [inner for step in steps for inner in (step, *steps_below(step.below))]


def check_proof(proof: Proof, asked: Asked) -> None:
    for step in proof.steps:
        if step.condition is not None and step.subject is asked.judged:
            assert enumerate_told(step.condition, asked) == (step.told.true, step.told.false)
    below = steps_below(proof.steps)
    for step in below:
        unexplained = step.told is Told.NOT_STATED and not step.below and not step.missing
        assert not unexplained or asks_the_law(step), "open, and nothing missing"
    trivial = any(type(s.condition).__name__ == "Never" or not getattr(s.condition, "of", "x") for s in below)
    assert decisive(proof) or trivial or any(map(asks_the_law, below)), "no leaf decides"


def asks_the_law(step: Step) -> bool:
    """What is missing in a row of the law is not for the register to say."""
    return isinstance(step.condition, Some | Every | Count) and bool(step.condition.members.table)


def test_every_step_of_a_proof_is_as_enumeration_has_it() -> None:
    answers: Counter[str] = Counter()

    @settings(QUIETLY, max_examples=200)
    @given(worlds(rules=8))
    def agree(world: World) -> None:
        interpreter = Interpreter(world.program, world.as_of)
        for judgement in judge(world.program, world.facts, world.as_of):
            proof = interpreter.prove(world.facts, judgement.rule, judgement.record, judgement.register)
            assert proof.judgement == judgement
            record = judgement.record
            check_proof(proof, Asked(world.program, world.as_of, record, record, False, judgement.register))
            for step in steps_below(proof.steps):
                answers[f"{type(step.condition).__name__} {step.told.name}"] += 1

    agree()
    missing = {f"{name} {told.name}" for name in CONSTRUCTS for told in Told} - set(answers)
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
    before = summary(judge(world.program, world.facts, world.as_of))
    assert summary(judge(world.program, world.facts, world.as_of)) == before
    assert summary(judge(world.program, shuffled(world.facts, seed), world.as_of)) == before


@QUIETLY
@given(worlds())
def test_saying_everything_twice_changes_nothing(world: World) -> None:
    before = summary(judge(world.program, world.facts, world.as_of))
    for record in world.facts.records():
        record.statements = {name: (*stated, *stated) for name, stated in record.statements.items()}
        record.links = {name: (*links, *links) for name, links in record.links.items()}
    assert summary(judge(world.program, world.facts, world.as_of)) == before


@QUIETLY
@given(questions(), st.booleans())
def test_de_morgan(asked: Question, firm: bool) -> None:
    negated = tuple(Not(part, 0) for part in asked.conditions)
    conjunction, disjunction = AllOf(asked.conditions, 0), AnyOf(asked.conditions, 0)
    assert asked.told(Not(conjunction, 0), firm) == asked.told(AnyOf(negated, 0), firm)
    assert asked.told(Not(disjunction, 0), firm) == asked.told(AllOf(negated, 0), firm)


@QUIETLY
@given(questions(), st.booleans())
def test_every_is_the_dual_of_some(asked: Question, firm: bool) -> None:
    who, inner, bound = asked.quantifier.members, asked.quantifier.of, asked.quantifier.bound
    every, some = Every(who, inner, bound, 0), Some(who, Not(inner, 0), bound, 0)
    assert asked.told(every, firm) == asked.told(Not(some, 0), firm)
    one = Count(who, inner, bound, 1, -1, 0)
    assert asked.told(one, firm) == asked.told(Some(who, inner, bound, 0), firm)


@QUIETLY
@given(questions())
def test_one_more_member_never_takes_back_that_some_do(asked: Question) -> None:
    who, record = asked.quantifier.members, asked.record
    some = Some(who, asked.quantifier.of, asked.quantifier.bound, 0)
    before = asked.told(some)
    if who.path is None or not who.kind or not who.open or who.path.root or who.path.relations:
        return
    newcomer = Record(who.kind, "newcomer", "acme", Statement((), None, Grade.STATED, 0))
    said = Statement(("newcomer",), None, Grade.STATED, 0)
    record.links[who.path.attribute] = (*record.links.get(who.path.attribute, ()), Link(newcomer, said))
    after = asked.told(some)
    assert after & 1 >= before & 1
    assert after >> 1 <= before >> 1


@QUIETLY
@given(questions(), st.integers(0, 1000))
def test_one_more_statement_never_takes_back_an_answer_without_presumptions(asked: Question, seed: int) -> None:
    """What is told of one comparison stays told when somebody says something else beside it."""
    pick = random.Random(seed)
    stated = sorted(name for name in asked.record.statements if name in asked.world.sketch.pools[asked.record.kind])
    if not stated:
        return
    name = pick.choice(stated)
    kind, sketch = asked.record.kind, asked.world.sketch
    pool = sketch.pools[kind][name]
    test = Conditions(pick, sketch).compared(Path("", (), name, kind), pool, At(kind, kind))
    assert isinstance(test, Leaf)
    if pool.attribute.open or test.otherwise is not None:
        return
    before = asked.told(test)
    said = Statement((pick.choice(pool.values),), None, Grade.STATED, 0)
    asked.record.statements[name] = (*asked.record.statements[name], said)
    assert asked.told(test) & before == before
