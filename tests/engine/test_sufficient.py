"""The least of a proof that decides suffices: with nothing else said, the verdict is as it was.

That is sound, as long as nothing is presumed where something was said before, because more statements never take away
what is told: for *not applicable*, since what is told false stays so and nothing else can be told true; for
*satisfied*, unless whether the rule applies was contradictory, of which one side alone may be left; for *not stated*
because nothing is told of the requirement, with what makes the rule apply; and for *undetermined* by itself, with no
statement at all; for both unless the requirement or an exception was told true beside false. It is not for *violated*
and *contradictory*, which rest on what is lacking as well.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from random_worlds import World, worlds
from unsaid import can_be_unsaid, only, presumptions, stands_on, steps_of

from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement, Part, Proof, Told, Verdict
from policyengine.rules.language import Count, Stated
from policyengine.rules.language import Test as Leaf
from policyengine.triage.far import far
from policyengine.triage.sufficient import Cause, together
from policyengine.triage.sufficient import Leaf as Named
from policyengine.triage.why_not import cause_for

QUIETLY = settings(
    max_examples=50,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SOUND = (Verdict.NOT_APPLICABLE, Verdict.SATISFIED, Verdict.NOT_STATED, Verdict.UNDETERMINED)


def prove(world: World, judged: Judgement) -> Proof:
    """By a reader that remembers nothing of what was said before."""
    interpreter = Interpreter(world.program, world.as_of)
    return interpreter.prove(world.facts, judged.rule, judged.record, judged.register)


def least(proof: Proof) -> Cause | None:
    """What has to be said for the verdict to stay; None where that is not the question."""
    judged = proof.judgement
    applies = proof.part(Part.APPLIES)
    open_ = not any(step.told.true for part in (Part.UNLESS, Part.REQUIRES) for step in proof.part(part))
    match judged.verdict:
        case Verdict.NOT_APPLICABLE:
            return None if any(step.label == "exists" for step in applies) else cause_for(proof)
        case Verdict.SATISFIED:
            contested = any(step.told is Told.CONTRADICTORY for step in applies)
            return None if contested else cause_for(proof)
        case Verdict.NOT_STATED:
            silent = not any(step.told for part in (Part.REQUIRES, Part.BREACH) for step in proof.part(part))
            yes = all(step.told is Told.YES for step in applies)
            return together(applies, True) if silent and yes and open_ and not judged.not_firm else None
        case Verdict.UNDETERMINED:
            return Cause(()) if open_ else None
        case _:
            return None


def names_all_it_rests_on(cause: Cause) -> bool:
    """Whether proofs name it all: not what a presumption is compared with, nor what tells dull rows of the law."""
    return not any(_is_told_by_more(leaf) for leaf in cause.leaves)


def _is_told_by_more(leaf: Named) -> bool:
    match leaf.step.condition:
        case Leaf(operand=Stated()):
            return any(ground.statement is None for ground in leaf.grounds)
        case Count(members=members):
            return bool(members.table and leaf.step.below)
        case _:
            return False


def test_what_is_named_suffices_and_far_is_near_where_it_is_violated() -> None:
    held: Counter[Verdict] = Counter()
    constructs: Counter[str] = Counter()

    @QUIETLY
    @given(worlds(rules=8))
    def suffices(world: World) -> None:
        for judged in Interpreter(world.program, world.as_of).judge(world.facts):
            proof = prove(world, judged)
            assert judged.verdict is not Verdict.VIOLATED or far(proof) == 0
            if judged.verdict not in SOUND or (cause := least(proof)) is None or not names_all_it_rests_on(cause):
                continue
            before = presumptions(proof)
            with only(world.facts, stands_on(cause.leaves)):
                after = prove(world, judged)
                presumed = presumptions(after) - before
            if not presumed:
                assert after.judgement.verdict is judged.verdict, (world.seed, judged.rule.id, judged.record.key)
                held[judged.verdict] += 1
                constructs.update({type(step.condition).__name__ for step in steps_of(proof.part(Part.APPLIES))})
                constructs.update({type(step.condition).__name__ for step in steps_of(proof.part(Part.REQUIRES))})

    suffices()
    assert all(held[verdict] > 30 for verdict in SOUND), held
    asked = {"AllOf", "AnyOf", "AtLeast", "Count", "Every", "Holds", "Not", "Some", "Test"}
    assert asked <= constructs.keys()


def test_hardly_a_statement_is_named_that_could_be_left_out() -> None:
    """Where a rule does not apply; what structure alone tells false as well is the exception."""
    needed: Counter[bool] = Counter()

    @settings(QUIETLY, max_examples=100)
    @given(worlds(rules=8))
    def minimal(world: World) -> None:
        for judged in Interpreter(world.program, world.as_of).judge(world.facts):
            if judged.verdict is not Verdict.NOT_APPLICABLE:
                continue
            proof = prove(world, judged)
            cause, before = least(proof), presumptions(proof)
            for leaf in cause.leaves if cause else ():
                assert cause is not None
                rest = stands_on(other for other in cause.leaves if other is not leaf)
                own = [g for g in leaf.grounds if can_be_unsaid(g) and g.statement and id(g.statement) not in rest]
                if not own:
                    continue
                with only(world.facts, rest):
                    after = prove(world, judged)
                    if not presumptions(after) - before:
                        needed[after.judgement.verdict is not judged.verdict] += 1

    minimal()
    assert needed[True] > 60
    assert needed[False] < needed[True] / 10
