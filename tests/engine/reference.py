"""What is told, worked out from the definitions by plain enumeration: slow, and sharing nothing with the engines.

An answer is a pair: whether it is told true, whether it is told false. A place is what a source
may say of it, one candidate a statement: (the values, whether they are all there are).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from reference_values import Answer, above, after, compared, day_of, sheds

from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import Attribute
from policyengine.register.records import Record, Statement
from policyengine.rules import language as lang
from policyengine.rules.program import Program

Candidate = tuple[tuple[object, ...], bool]
Heard = Callable[[lang.Condition, Answer], None]


@dataclass
class World:
    """Where a condition is asked; `at` is a record, or a value with the vocabulary of its attribute."""

    program: Program
    as_of: dt.date
    judged: Record
    at: object
    firm: bool
    register: str
    names: Mapping[str, object] = field(default_factory=dict)
    heard: Heard | None = None
    """Is told every answer of every condition."""

    def counts(self, statement: Statement) -> bool:
        own = statement.citation is None or statement.citation.source.own
        return not self.firm or (own and statement.grade.value != "presumed")

    def inside(self, at: object, names: Mapping[str, object]) -> World:
        return World(self.program, self.as_of, self.judged, at, self.firm, self.register, names, self.heard)

    def about(self, record: Record, *, firm: bool | None = None) -> World:
        firmly = self.firm if firm is None else firm
        return World(self.program, self.as_of, record, record, firmly, self.register, {}, self.heard)


def enumerate_told(condition: lang.Condition, w: World) -> Answer:
    told = _told(condition, w)
    if w.heard is not None:
        w.heard(condition, told)
    return told


def _told(condition: lang.Condition, w: World) -> Answer:
    match condition:
        case lang.AllOf():
            told = [enumerate_told(c, w) for c in condition.of]
            return all(t for t, _ in told), any(f for _, f in told)
        case lang.AnyOf():
            told = [enumerate_told(c, w) for c in condition.of]
            return any(t for t, _ in told), all(f for _, f in told)
        case lang.Not():
            true, false = enumerate_told(condition.of, w)
            return false, true
        case lang.Never():
            return False, True
        case lang.AtLeast():
            return _n_of(condition.n, [enumerate_told(c, w) for c in condition.of], True)
        case lang.Holds():
            return _holds(condition, w)
        case lang.Test():
            return _test(condition, w)
        case _:
            return _quantified(condition, w)


def _n_of(n: int, told: list[Answer], whole: bool) -> Answer:
    """At least n: one choice of n all told true; no choice of n without one told false."""
    choices = list(itertools.combinations(told, n))
    return any(all(t for t, _ in c) for c in choices), whole and all(any(f for _, f in c) for c in choices)


def _union(answers: Iterable[Answer]) -> Answer:
    listed = list(answers)
    return any(t for t, _ in listed), any(f for _, f in listed)


def _holds(condition: lang.Holds, w: World) -> Answer:
    definition = w.program.definitions[condition.name]
    ends, nobody = _ends(condition.path, w)
    inner = [enumerate_told(definition.holds, w.about(end)) for end in ends]
    return _union([*inner, (False, nobody)])


def _ends(path: lang.Path, w: World) -> tuple[list[Record], bool]:
    """The records at the end of the relations, and whether one of these is said to lead nowhere."""
    start = w.at if not path.root else w.judged if path.root == "judged" else w.names[path.root]
    assert isinstance(start, Record)
    ends, nobody = [start], False
    for relation in path.relations:
        nobody = nobody or any(_says_none(end, relation, w) for end in ends)
        ends = [target for end in ends for target in _targets(end, relation, w)]
    return ends, nobody


def _says_none(record: Record, name: str, w: World) -> bool:
    return any(not s.values for s in record.statements.get(name, ()) if w.counts(s))


def _targets(record: Record, relation: str, w: World) -> list[Record]:
    """Who is named; a shared organisation shows nothing of other registers."""
    found: list[Record] = []
    for link in record.links.get(relation, ()):
        elsewhere = record.register == "" and link.target.register not in ("", w.register)
        if not elsewhere and w.counts(link.statement) and w.counts(link.target.existence) and link.target not in found:
            found.append(link.target)
    return found


def _is_complete(record: Record, name: str, w: World) -> bool:
    return name in record.complete and w.counts(record.complete[name])


def _candidates(path: lang.Path, w: World) -> list[Candidate]:
    if not path.attribute:
        value = w.names[path.root] if path.root else w.at
        return [((value[0],), True)]  # type: ignore[index]
    ends, nobody = _ends(path, w)
    found = [candidate for end in ends for candidate in _at(end, path.attribute, w)]
    return [*found, ((), True)] if nobody else found


def _at(record: Record, name: str, w: World) -> list[Candidate]:
    if name == "in_force":
        return _in_force(record, w)
    statements = [s for s in record.statements.get(name, ()) if w.counts(s)]
    attribute = _attribute(record.kind, name, w)
    if attribute is not None and not attribute.open:
        return [(s.values, True) for s in statements]
    if attribute is None and not relations_of(record.kind)[name].many:
        found: list[Candidate] = [((target,), True) for target in _targets(record, name, w)]
        complete = _is_complete(record, name, w) and not found
        return [*found, *(((), True) for s in statements if not s.values), *([((), True)] if complete else [])]
    listed: list[object] = []
    for value in _members(record, name, w) if attribute is None else [v for s in statements for v in s.values]:
        if value not in listed:
            listed.append(value)
    whole = _is_complete(record, name, w)
    return [
        *((((tuple(listed)), whole),) if listed or whole else ()),
        *(((), True) for s in statements if not s.values),
    ]


def _attribute(kind: str, name: str, w: World) -> Attribute | None:
    table = w.program.tables.get(kind)
    return attributes_of(kind).get(name) if table is None else table.columns[name]


def _members(record: Record, relation: str, w: World) -> list[Record]:
    """The targets of a list; of what is contained, or worked out, those that do not exist are left out."""
    found = _targets(record, relation, w)
    return [target for target in found if not is_gone(target, w)] if sheds(record.kind, relation) else found


def is_gone(record: Record, w: World) -> bool:
    """Whether the record, or one that it stands in, is said by everybody who says it to lie ahead or to be over."""
    if record.kind not in KINDS:
        return False
    kind = KINDS[record.kind]
    starts, ends = _starts(record, w), _said(record, "until", w)
    if starts and all(v and day_of(v[0]) > w.as_of for v in starts):
        return True
    if ends and all(v and day_of(v[0]) < w.as_of for v in ends):
        return True
    for name, word in kind.over.items():
        if not ends and _said(record, name, w) and set(_said(record, name, w)) == {(word,)}:
            return True
    return any(is_gone(target, w) for name in above(record.kind) for target in _targets(record, name, w))


def _said(record: Record, name: str, w: World) -> list[tuple[object, ...]]:
    return [s.values for s in record.statements.get(name, ()) if w.counts(s)]


def _starts(record: Record, w: World) -> list[tuple[object, ...]]:
    """What is said of the first day: by `from`, else by the days with which the kind begins."""
    begins = KINDS[record.kind].begins if record.kind in KINDS else ()
    return _said(record, "from", w) or [v for name in begins for v in _said(record, name, w) if v]


def _in_force(record: Record, w: World) -> list[Candidate]:
    starts = _starts(record, w)
    ends = [s.values for s in record.statements.get("until", ()) if w.counts(s)]
    begun = not starts or any(not v or day_of(v[0]) <= w.as_of for v in starts)
    runs = any(not v or day_of(v[0]) >= w.as_of for v in ends)
    out = any(v and day_of(v[0]) > w.as_of for v in starts) or any(v and day_of(v[0]) < w.as_of for v in ends)
    return [((True,), True)] * (begun and runs) + [((False,), True)] * out


def _test(test: lang.Test, w: World) -> Answer:
    words = _vocabulary(test.path, w)
    candidates = _candidates(test.path, w)
    if not candidates and test.otherwise is not None:
        candidates = [(() if test.otherwise.value == "none" else (test.otherwise.value,), True)]
    right = _operand(test.operand, w)
    return _union(_pair(test, one, other, words) for one in candidates for other in right or [None])


def _vocabulary(path: lang.Path, w: World) -> str:
    if not path.attribute:
        return str((w.names[path.root] if path.root else w.at)[1])  # type: ignore[index]
    attribute = _attribute(path.kind, path.attribute, w)
    return attribute.vocabulary if attribute else ""


def _operand(operand: lang.Operand, w: World) -> list[Candidate]:
    match operand:
        case lang.Constant():
            return [(operand.values, True)]
        case lang.AsOf():
            return [((w.as_of,), True)]
        case lang.Stated():
            return _candidates(operand.path, w)
        case lang.Plus():
            return [
                (tuple(after(day, operand.period) for day in days if isinstance(day, dt.date)), whole)
                for days, whole in _operand(operand.start, w)
            ]


def _pair(test: lang.Test, one: Candidate, other: Candidate | None, words: str) -> Answer:
    """One statement of the left side against one of the right."""
    values, whole = one
    if not values:
        return False, True
    if test.comparison is lang.Comparison.STATED:
        return True, False
    if other is None:
        return False, False
    right, right_whole = other
    if test.comparison is lang.Comparison.COVERS:
        each = [_some_of(test, values, whole, (r,), True, words) for r in right]
        return right_whole and all(t for t, _ in each), any(f for _, f in each)
    return _some_of(test, values, whole, right, right_whole, words)


def _some_of(
    test: lang.Test, values: tuple[object, ...], whole: bool, right: tuple[object, ...], right_whole: bool, words: str
) -> Answer:
    each = [compared(test, v, r, words) for v in values for r in right]
    exhausted = (whole and right_whole) or (not right and right_whole)
    return any(t for t, _ in each), exhausted and all(f for _, f in each)


def _quantified(condition: lang.Some | lang.Every | lang.Count, w: World) -> Answer:
    path = condition.members.path
    if path is None:
        rosters: list[Candidate] = [(tuple(w.program.tables[condition.members.table].rows), True)]
    else:
        rosters = _candidates(path, w)
    return _union(_over(condition, members, whole, w) for members, whole in rosters)


def _over(condition: lang.Some | lang.Every | lang.Count, members: tuple[object, ...], whole: bool, w: World) -> Answer:
    told = [_member(condition, member, w) for member in dict.fromkeys(members)]
    match condition:
        case lang.Some():
            return _n_of(1, told, whole)
        case lang.Every():
            return whole and all(t for t, _ in told), any(f for _, f in told)
        case lang.Count():
            true, false = _n_of(condition.least, told, whole)
            if condition.most < 0:
                return true, false
            more, fewer = _n_of(condition.most + 1, told, whole)
            return true and fewer, false or more


def _member(condition: lang.Some | lang.Every | lang.Count, member: object, w: World) -> Answer:
    path = condition.members.path
    at = member if isinstance(member, Record) or path is None else (member, _vocabulary(path, w))
    names = {**w.names, condition.bound: at} if condition.bound else w.names
    return enumerate_told(condition.of, w.inside(at, names))
