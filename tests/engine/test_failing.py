"""What is said to make a rule fail does so, and no single change that would is overlooked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_worlds import World, world

from policyengine.check import Asked, Loaded
from policyengine.engine.interpreter import Interpreter, prove
from policyengine.engine.judgement import Judgement, Proof, Verdict
from policyengine.engine.judgements import Listed
from policyengine.register.trees import Part, Trees
from policyengine.register.writing import trees
from policyengine.repairs.breaking import breaking
from policyengine.repairs.candidate import Goal, together
from policyengine.repairs.candidates import candidates
from policyengine.rules.finding import Found
from policyengine.rules.load import Law
from policyengine.rules.reading import Reading
from policyengine.scenarios.facts import apply
from policyengine.scenarios.making import Written
from policyengine.scenarios.reading import read_flags
from policyengine.scenarios.scenario import Change, Verb
from policyengine.spans import Files
from policyengine.triage.turning import Case
from policyengine.triage.why_not import told_false
from policyengine.whatif import Given, load
from policyengine.why_not import MOST_CHANGES, Answer, ask

QUIETLY = settings(
    max_examples=18,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
FACTS = Path(__file__).parent.parent.parent / "facts"
Flags = Sequence[tuple[str, str]]


def of_a(made: World) -> Given:
    """A random world as somebody would load it."""
    parts = Trees(tuple(Part(slug, tree) for slug, tree in sorted(trees(made.facts).items())), Files())
    facts, problems = parts.facts()
    assert problems == []
    law = Law(Found(), {}, Files(), None)
    return Given(Asked((), made.as_of), Loaded(facts, made.program), Written(parts, facts, law, made.program))


@cache
def five() -> Given:
    return load(Asked((FACTS,), dt.date(2026, 11, 22)))


def after(given: Given, about: Judgement, flags: Flags) -> Proof | None:
    """What is judged of the same record where this is changed, all facts being built from the beginning."""
    reading = Reading(Files())
    steps = read_flags([(Verb(flag.removeprefix("--")), text) for flag, text in flags], reading).steps
    changes = [step for step in steps if isinstance(step, Change)]
    written, read = apply(given.written.trees, changes, reading.files, given.asked.as_of)
    facts, problems = written.facts()
    if problems or read.problems or reading.problems:
        return None
    there = facts.registers[about.register].of(about.record.kind)
    record = next((one for one in there if one.key == about.record.key), None)
    if record is None:
        return None
    return prove(given.loaded.program, facts, given.asked.as_of, about.rule, record, about.register)


def breaks(proof: Proof | None) -> bool:
    """Whether it is what the rule calls a breach."""
    if proof is None or proof.judgement.verdict.value != proof.judgement.rule.breach_means.value:
        return False
    return told_false(proof)


def singles(given: Given, proof: Proof) -> list[Flags]:
    """Every single change that is known to be worth trying."""
    case = Case(given.loaded.program, given.loaded.facts, given.asked.as_of, Listed([proof.judgement]), lambda _: proof)
    asked = [*candidates(proof, case, Goal.VIOLATED), *breaking(proof, case)]
    return [[(edit.verb.value, edit.flag) for edit in together([one])] for one in asked]


def check(given: Given, judged: Judgement) -> str:
    """Ask why not, and hold the answer against judging it all; says what was found."""
    answer: Answer = ask(given, judged.rule, judged.record)
    proof = prove(given.loaded.program, given.loaded.facts, given.asked.as_of, judged.rule, judged.record)
    if answer.fails is None:
        assert breaks(proof) or not judged.rule.in_force.contains(given.asked.as_of)
        return "fails already"
    for one in answer.fails.found:
        assert breaks(after(given, proof.judgement, one.flags)), one.flags
        assert len(one.words) == len(one.flags)
    one_suffices = any(breaks(after(given, proof.judgement, flags)) for flags in singles(given, proof))
    alone = answer.fails.says.startswith("it would be") and " if one thing" in answer.fails.says
    assert alone or not one_suffices
    return "one" if alone else "several" if answer.fails.found else "none"


def test_of_random_worlds() -> None:
    found: Counter[str] = Counter()
    verdicts: Counter[Verdict] = Counter()

    @QUIETLY
    @given(st.integers(0, 2**48))
    def agrees(seed: int) -> None:
        made = world(seed, rules=4)
        asked = of_a(made)
        judged = list(Interpreter(asked.loaded.program, asked.asked.as_of).judge(asked.loaded.facts))
        for one in Random(seed).sample(judged, min(4, len(judged))):
            if one.register == "acme":
                found[check(asked, one)] += 1
                verdicts[one.verdict] += 1

    agrees()
    assert all(found[word] > 2 for word in ("fails already", "one", "several", "none")), found
    assert verdicts.keys() == set(Verdict)


def test_of_the_five_registers() -> None:
    asked = five()
    judged = [one for one in asked.base.judgements if one.verdict is not Verdict.VIOLATED]
    found: Counter[str] = Counter()
    for one in Random(MOST_CHANGES).sample(judged, 80):
        if found.total() >= 16 and min(found["one"], found["several"]) > 2:
            break
        found[check(asked, one)] += 1
    assert min(found["one"], found["several"]) > 2, found
