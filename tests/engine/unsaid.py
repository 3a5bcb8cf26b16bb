"""Facts of which only some statements are kept, for as long as somebody looks: everything else is unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from policyengine.engine.judgement import Ground, Proof, Step
from policyengine.register.model.kinds import KINDS, attributes_of
from policyengine.register.records import Facts, Record, Statement
from policyengine.triage.sufficient import Leaf


def lifetime(kind: str) -> frozenset[str]:
    """The attributes that say when a record exists: without them others would exist."""
    known = KINDS[kind]
    return frozenset(("from", "until", *known.begins, *known.over))


def stands_on(leaves: Iterable[Leaf]) -> set[int]:
    """The statements that leaves name."""
    return {id(g.statement) for leaf in leaves for g in (*leaf.via, *leaf.grounds) if g.statement is not None}


def can_be_unsaid(ground: Ground) -> bool:
    """Whether a ground is a statement on an attribute that `only` takes away where it is not kept."""
    kind, name = ground.record.kind, ground.attribute
    return kind in KINDS and name in attributes_of(kind) and name not in lifetime(kind)


@contextmanager
def only(facts: Facts, kept: set[int]) -> Iterator[None]:
    """Of attributes nothing is said that is not kept, but for those on lifetimes; records and links stay as is."""
    before = [(record, record.statements, record.complete) for record in facts.records()]
    for record, _, _ in before:
        _reduce(record, kept)
    try:
        yield
    finally:
        for record, statements, complete in before:
            record.statements, record.complete = statements, complete


def _reduce(record: Record, kept: set[int]) -> None:
    free = attributes_of(record.kind).keys() - lifetime(record.kind)

    def left(name: str, said: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(one for one in said if id(one) in kept) if name in free else said

    record.statements = {name: mine for name, said in record.statements.items() if (mine := left(name, said))}
    record.complete = {name: said for name, said in record.complete.items() if name not in free or id(said) in kept}


def presumptions(proof: Proof) -> set[tuple[int, int]]:
    """Where the law presumes something: the condition, and of which record."""
    return {
        (id(step.condition), id(step.subject))
        for step in steps_of(proof.steps)
        if any(ground.statement is None for ground in step.grounds)
    }


def steps_of(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps and all below them."""
    for step in steps:
        yield step
        yield from steps_of(step.below)
