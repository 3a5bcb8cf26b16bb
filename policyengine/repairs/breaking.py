"""What only somebody supposes who looks for a breach, beside what the proof asks for.

That there is none of what is required; that something else is stated than what is asked, or by two sources two things;
that somebody is somewhere else; that a record exists on the day after all; and that what is said with little authority
is plainly so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from policyengine.engine.judgement import Ground, Part, Proof, Step, Told
from policyengine.engine.reading import grounds
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Value
from policyengine.repairs.candidate import Candidate, Edit, path_below
from policyengine.repairs.deeds import Deeds
from policyengine.repairs.efforts import DEFAULT, Efforts
from policyengine.repairs.standing import Standing
from policyengine.repairs.wanted import NONE, Asked, Home, Wish, listed, wishes
from policyengine.rules.language import Comparison, Constant, Count, Some, Stated, Test
from policyengine.scenarios.scenario import Verb

_MOST_TERRITORIES = 6


def breaking(proof: Proof, case: Standing, table: Efforts = DEFAULT) -> list[Candidate]:
    """Changes toward a breach of which `candidates` knows nothing, each once, in the order of the proof. Pure."""
    deeds = Deeds(table)
    found: dict[object, Candidate] = {}
    required = [step for part in (Part.REQUIRES, Part.BREACH) for step in _all(proof.part(part))]
    suppositions = (
        *_none(required, deeds),
        *_others(required, case, deeds),
        *_disputed(required),
        *_elsewhere(proof, case, deeds),
        *_existing(proof, case, deeds),
        *_firm(proof, deeds),
    )
    for one in suppositions:
        if one is not None:
            found.setdefault(one.edits, one)
    return list(found.values())


def _none(required: Iterable[Step], deeds: Deeds) -> Iterator[Candidate | None]:
    """That a relation of which some member is required is stated to have none, whoever is named now."""
    for step in required:
        if step.told is Told.NO or not isinstance(step.condition, Some | Count):
            continue
        path = step.condition.members.path
        if path is None or path.root or path.relations or not step.subject.links.get(path.attribute):
            continue
        relation = relations_of(step.subject.kind).get(path.attribute)
        if relation is not None and not relation.contains and not relation.derived:
            yield deeds.fact(step.subject, relation.name, Wish(NONE))


def _others(required: Iterable[Step], case: Standing, deeds: Deeds) -> Iterator[Candidate | None]:
    """Of a set that says what is asked: that it says something else instead."""
    for step, test, ground in _compared(required):
        attribute = attributes_of(ground.record.kind).get(ground.attribute)
        if attribute is None or not attribute.many or attribute.open or not isinstance(test.operand, Constant):
            continue
        one_value = attribute._replace(many=False)
        asked = Asked(test.comparison, test.operand.values, test.period, Told.NO if step.told is Told.YES else Told.YES)
        for wish in wishes(ground.record, one_value, asked, Home(case.as_of)):
            if wish.how == "set":
                yield deeds.fact(ground.record, ground.attribute, wish)


def _disputed(required: Iterable[Step]) -> Iterator[Candidate]:
    """Where all that is said of an attribute has to agree: that somebody else says something else."""
    for _, test, ground in _compared(required):
        attribute = attributes_of(ground.record.kind).get(ground.attribute)
        same = isinstance(test.operand, Stated) and test.operand.path.attribute == test.path.attribute
        if attribute is None or attribute.open or not same or not ground.statement or not ground.statement.values:
            continue
        others = _another(attribute, ground.statement.values)
        for other in others:
            said = ", ".join(f"{{value: {listed(one, attribute)}}}" for one in (ground.statement.values, other))
            edit = Edit(Verb.SET, path_below(ground.record, attribute.name), f"[{said}]")
            yield Candidate((edit,), f"have {attribute.name} said otherwise as well", "fixed", 0, True)


def _another(attribute: Attribute, values: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    """A value that none of these is."""
    if attribute.vocabulary:
        words = vocabulary(attribute.vocabulary)
        fitting = (word for word in words.words if all(words.disjoint(word, str(value)) for value in values))
        yield from ((word,) for word in islice(fitting, 1))
    elif isinstance(values[0], dt.date):
        yield (values[0] + dt.timedelta(days=1),)
    elif isinstance(values[0], bool):
        yield (not values[0],)


def _compared(steps: Iterable[Step]) -> Iterator[tuple[Step, Test, Ground]]:
    """Comparisons that somebody's statement tells true or false, with the record that it is made of."""
    for step in steps:
        if not isinstance(step.condition, Test) or step.condition.comparison not in (Comparison.IS, Comparison.IN):
            continue
        path = step.condition.path
        if path.kind in KINDS and not KINDS[path.kind].derived:
            for ground in step.grounds:
                if (ground.record.kind, ground.attribute) == (path.kind, path.attribute):
                    yield step, step.condition, ground


def _elsewhere(proof: Proof, case: Standing, deeds: Deeds) -> Iterator[Candidate | None]:
    """That a territory which is compared with the law is another one: of those where anybody is, the most usual."""
    steps = [step for part in (Part.APPLIES, Part.REQUIRES, Part.BREACH) for step in _all(proof.part(part))]
    tables = [step for step in steps if isinstance(step.condition, Some | Count) and step.condition.members.table]
    told = dict.fromkeys((ground.record, ground.attribute) for step in tables for ground in step.grounds)
    about = told | dict.fromkeys((gap.record, gap.attribute) for step in tables for gap in step.missing)
    for record, name in about:
        attribute = attributes_of(record.kind).get(name) if record.kind in KINDS else None
        if attribute is not None and attribute.type is ValueType.TERRITORY and not attribute.derived:
            stated = {value for said in record.statements.get(name, ()) for value in said.values}
            for territory in _territories(case):
                if territory not in stated:
                    yield deeds.fact(record, name, Wish("set", (territory,)))


def _territories(case: Standing) -> list[Value]:
    """Where organisations are, by how many are there."""
    counted = Counter(
        value
        for organisation in case.facts.organisations.values()
        for name, attribute in attributes_of(organisation.kind).items()
        if attribute.type is ValueType.TERRITORY
        for said in organisation.statements.get(name, ())[:1]
        for value in said.values
    )
    return sorted(counted, key=lambda value: (-counted[value], str(value)))[:_MOST_TERRITORIES]


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
    """That what is presumed or merely publicly known is plainly so, where that alone keeps it from being a breach."""
    if not proof.judgement.not_firm:
        return
    for ground in grounds(_all(proof.steps)):
        if ground.statement is None or ground.statement.firm or ground.record.kind not in KINDS:
            continue
        if ground.attribute in attributes_of(ground.record.kind):
            wish = Wish("set", ground.statement.values) if ground.statement.values else Wish(NONE)
            yield deeds.fact(ground.record, ground.attribute, wish)


def _all(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _all(step.below)
