"""The rules as SHACL shapes, validated by pySHACL; see `shacl_rules`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, Literal, Node, URIRef

from benchmarks.peers.shacl_rules import Rule, rules
from benchmarks.peers.shapes import NS, Conditions, Shape, Told
from benchmarks.peers.world import (
    AS_OF,
    KIND_OF,
    TABLE,
    Finding,
    Findings,
    World,
    plain,
    read_world,
    shapes,
    write_world,
)
from benchmarks.peers.world import Shape as Form

DEPTH = 100
"""How deeply shapes may stand in each other; without saying so, 15."""

Loaded = tuple[World, Graph, Graph]


def load(told: World, firm: World) -> Loaded:
    """Both worlds as graphs."""
    return told, _graph(told), _graph(firm)


def judge(loaded: Loaded) -> Findings:
    """What is broken, of all records; which of it is contradictory; what firm statements alone make of the rest."""
    world, told, firm = loaded
    broken = _findings(told, world, {(rule, key) for rule, kind in KIND_OF.items() for key in world[kind]})
    contradictory = _meeting("contradictory", told, world, broken)
    firmly = _findings(firm, world, broken - contradictory)
    firmly -= _meeting("contradictory", firm, world, firmly)
    satisfied = _meeting("satisfied", firm, world, broken - contradictory - firmly)
    return {**dict.fromkeys(contradictory | satisfied, "contradictory"), **dict.fromkeys(firmly, "violated")}


def _findings(facts: Graph, world: World, asked: set[Finding]) -> set[Finding]:
    """One question after the other: pySHACL asks all parts of a conjunction, whatever the first of them says."""
    for what in ("broken", "applies", "unsaved"):
        asked = _meeting(what, facts, world, asked)
    return asked


def _meeting(what: str, facts: Graph, world: World, asked: set[Finding]) -> set[Finding]:
    """The pairs that are asked for of which `what` is the case: those that fail a shape that denies it."""
    if not asked:
        return set()
    conditions = Conditions()
    written = rules(conditions, AS_OF, world)
    kinds = {kind: set(entries) for kind, entries in world.items()}
    whole = Counter(rule for rule, _ in asked)
    for name, rule in written.items():
        shape = NS[name]
        conditions.graph.add((shape, RDF.type, SH.NodeShape))
        conditions.graph.add((shape, SH["not"], _VERDICTS[what](conditions, rule)))
        if whole[name] == len(kinds[KIND_OF[name]]):
            conditions.graph.add((shape, SH.targetClass, NS[KIND_OF[name]]))
    for name, key in asked:
        if (NS[name], SH.targetClass, None) not in conditions.graph:
            conditions.graph.add((NS[name], SH.targetNode, _record(key)))
    _, report, _ = validate(facts, shacl_graph=conditions.graph, inplace=True, max_validation_depth=DEPTH)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {(_name(report.value(r, SH.sourceShape)), _name(report.value(r, SH.focusNode))) for r in results}


def _unsaved(c: Conditions, rule: Rule) -> Shape:
    """No exception saves from it, and none is claimed and open."""
    open_claims = [
        c.all_of(claim.yes, c.not_(exception.yes), c.not_(exception.no))
        for claim, exception in zip(rule.claimed, rule.unless, strict=False)
        if claim
    ]
    unmet = [c.always().yes, *(c.not_(_plainly(c, exception)) for exception in rule.unless)]
    if open_claims:
        unmet.append(c.any_of(rule.require.yes, _clash(c, rule), c.not_(c.any_of(*open_claims))))
    return c.all_of(*unmet)


def _contradictory(c: Conditions, rule: Rule) -> Shape:
    return c.always().yes if rule.contradiction else c.any_of(rule.require.yes, _clash(c, rule))


def _satisfied(c: Conditions, rule: Rule) -> Shape:
    applies = _applies(c, rule)
    met = c.all_of(rule.require.yes, c.not_(_broken(c, rule)))
    may_apply = c.any_of(applies.yes, c.not_(applies.no))
    return c.all_of(may_apply, c.any_of(met, *(_plainly(c, exception) for exception in rule.unless)))


def _applies(c: Conditions, rule: Rule) -> Told:
    outside = ("outside-union-law", "common-foreign-policy", "household", "law-enforcement")
    return rule.when & ~c.is_in("register.scope_exception", *outside, otherwise=False)


def _applied(c: Conditions, rule: Rule) -> Shape:
    return _applies(c, rule).yes


def _broken(c: Conditions, rule: Rule) -> Shape:
    return c.any_of(rule.require.no, rule.breach.yes) if rule.breach else rule.require.no


def _plainly(c: Conditions, told: Told) -> Shape:
    return c.all_of(told.yes, c.not_(told.no))


def _clash(c: Conditions, rule: Rule) -> Shape:
    return c.any_of(_applies(c, rule).no, *(c.all_of(exception.yes, exception.no) for exception in rule.unless))


_VERDICTS = {
    "broken": _broken,
    "applies": _applied,
    "unsaved": _unsaved,
    "contradictory": _contradictory,
    "satisfied": _satisfied,
}


def _record(key: str) -> URIRef:
    return URIRef(f"urn:record:{key}")


def _name(node: Node | None) -> str:
    return str(node).removeprefix(str(NS)).removeprefix("urn:record:")


def _graph(world: World) -> Graph:
    graph = Graph()
    register = _record("register")
    for kind, entries in world.items():
        if kind == TABLE:
            continue
        for key, entry in entries.items():
            record = _record(key)
            graph.add((record, RDF.type, NS[kind]))
            graph.add((record, NS.register, register))
            for name, readings in entry.items():
                form = shapes()[kind][name]
                if form is Form.ONE:
                    graph.add((record, NS[name], _record(str(readings[0].values[0]))))
                    continue
                for reading in readings:
                    node = BNode()
                    graph.add((record, NS[name], node))
                    if not reading.whole:
                        graph.add((node, NS.part, Literal(True)))
                    _add(graph, node, "day" if form is Form.DAY else "has", reading.values, form)
                    _add(graph, node, "perhaps", reading.perhaps, form)
    return graph


def _add(graph: Graph, node: Node, name: str, values: Iterable[str | dt.date], form: Form) -> None:
    for value in values:
        graph.add((node, NS[name], _record(str(value)) if form is Form.MANY else Literal(value)))


def turtle() -> str:
    """The shapes of a first round over everything, as Turtle."""
    with TemporaryDirectory() as name:
        write_world(Path(name), 1)
        program, facts = read_world(Path(name))
    conditions, world = Conditions(), plain(program, facts, firm=False)
    for name, rule in rules(conditions, AS_OF, world).items():
        for what, verdict in _VERDICTS.items():
            conditions.graph.add((NS[f"{name}-{what}"], SH["not"], verdict(conditions, rule)))
    return conditions.graph.serialize(format="turtle")


if __name__ == "__main__":
    print(turtle())
