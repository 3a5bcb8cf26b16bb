"""Short ways to read a register in tests."""

from __future__ import annotations

from policyengine.errors import Problem
from policyengine.register.load import facts_from
from policyengine.register.records import Facts, Record, Register
from policyengine.source.read import read_text
from policyengine.source.tree import Mapping
from policyengine.spans import Files


def attempt(text: str) -> tuple[Facts, list[Problem]]:
    """The facts of one register, called `x.yaml` in places, with whatever is wrong."""
    files = Files()
    node, problems = read_text(text, "x.yaml", files)
    if not isinstance(node, Mapping):
        return Facts({}, {}, files), problems
    facts, wrong = facts_from(node, files)
    return facts, problems + wrong


def register(text: str) -> Register:
    """The register of a text that has no problems."""
    facts, problems = attempt(text)
    assert not problems, "\n".join(map(str, problems))
    return next(iter(facts.registers.values()))


def record(text: str, key: str) -> Record:
    """One record of a text that has no problems, by its key."""
    return by_key(register(text))[key]


def by_key(one: Register) -> dict[str, Record]:
    """Every record of a register by key."""
    return {found.key: found for records in one.by_kind.values() for found in records}


def said(found: Record, attribute: str) -> list[tuple[tuple[object, ...], str, str]]:
    """Values, citation and grade of each statement."""
    return [(s.values, str(s.citation or ""), s.grade.value) for s in found.statements.get(attribute, ())]


def keys(found: Record, relation: str) -> list[str]:
    """The keys of the records at the other end of a relation."""
    return [link.target.key for link in found.links.get(relation, ())]
