"""What only somebody supposes who looks for a breach, beside what the proof asks for: that there is none of what is
required, that a record exists on the day after all, and that what is said with little authority is plainly so."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.engine.judgement import Ground, Part, Proof, Step, Told
from policyengine.engine.reading import decisive, grounds
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.records import Value
from policyengine.repairs.candidate import Candidate
from policyengine.repairs.candidates import Standing
from policyengine.repairs.deeds import Deeds
from policyengine.repairs.efforts import DEFAULT, Efforts
from policyengine.repairs.wanted import NONE, Asked, Home, Wish, wishes
from policyengine.rules.language import Comparison, Count, Some


def breaking(proof: Proof, case: Standing, table: Efforts = DEFAULT) -> list[Candidate]:
    """Changes toward a breach of which `candidates` knows nothing, each once, in the order of the proof. Pure."""
    deeds = Deeds(table)
    found: dict[object, Candidate] = {}
    for one in (*_none(proof, deeds), *_existing(proof, case, deeds), *_firm(proof, deeds)):
        if one is not None:
            found.setdefault(one.edits, one)
    return list(found.values())


def _none(proof: Proof, deeds: Deeds) -> Iterator[Candidate | None]:
    """That a relation of which some member is required is stated to have none, whoever is named now."""
    for step in _all(proof.part(Part.REQUIRES)):
        if step.told is Told.NO or not isinstance(step.condition, Some | Count):
            continue
        path = step.condition.members.path
        if path is None or path.root or path.relations or not step.subject.links.get(path.attribute):
            continue
        relation = relations_of(step.subject.kind).get(path.attribute)
        if relation is not None and not relation.contains and not relation.derived:
            yield deeds.fact(step.subject, relation.name, Wish(NONE))


def _existing(proof: Proof, case: Standing, deeds: Deeds) -> Iterator[Candidate | None]:
    """That what does not exist on the day has begun, has no end, or is not called ended."""
    for step in proof.part(Part.APPLIES):
        if step.label != "exists":
            continue
        for ground in step.grounds:
            for wish in _otherwise(ground, case):
                yield deeds.fact(ground.record, ground.attribute, wish)


def _otherwise(ground: Ground, case: Standing) -> Iterator[Wish]:
    kind, name = ground.record.kind, ground.attribute
    values: tuple[Value, ...] = () if ground.statement is None else ground.statement.values
    if name in KINDS[kind].over:
        asked = Asked(Comparison.IS, values, None, Told.NO)
        yield from wishes(ground.record, attributes_of(kind)[name], asked, Home(case.as_of))
    elif name == "until":
        yield Wish(NONE)
    else:
        yield Wish("set", (case.as_of,))


def _firm(proof: Proof, deeds: Deeds) -> Iterator[Candidate | None]:
    """That what makes it a breach, and is presumed or merely publicly known, is plainly so."""
    if not proof.judgement.not_firm:
        return
    for ground in grounds(decisive(proof)):
        if ground.statement is None or ground.statement.firm or ground.record.kind not in KINDS:
            continue
        if ground.attribute in attributes_of(ground.record.kind):
            wish = Wish("set", ground.statement.values) if ground.statement.values else Wish(NONE)
            yield deeds.fact(ground.record, ground.attribute, wish)


def _all(steps: list[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.below)
