"""Random conditions, typed against the model as the loader of rules types them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from random_model import DATED, PATTERNS, PERIODS, At, Pool, Sketch

from policyengine.register.model.kinds import KINDS, LIFETIME
from policyengine.register.model.period import Period
from policyengine.register.model.types import Relation, ValueType
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AsOf,
    AtLeast,
    Comparison,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Members,
    Never,
    Not,
    Operand,
    Path,
    Plus,
    Presumption,
    Some,
    Stated,
)
from policyengine.rules.language import Test as Leaf

Quantifier = Some | Every | Count
_LENGTHS = tuple(Period.parse(text) for text in PERIODS)
_WAYS = (*_LENGTHS, *_LENGTHS, *(length.backwards() for length in _LENGTHS))
_COMMON = (Comparison.IS, Comparison.IS, Comparison.IN, Comparison.STATED)
_ORDERED = (Comparison.BEFORE, Comparison.AFTER)
_COMPARISONS: dict[ValueType, tuple[Comparison, ...]] = {
    ValueType.WORD: (*_COMMON, Comparison.COVERS),
    ValueType.TERRITORY: (*_COMMON, Comparison.COVERS),
    ValueType.BOOLEAN: (Comparison.IS, Comparison.IS, Comparison.IS, Comparison.STATED),
    ValueType.TEXT: (*_COMMON, Comparison.MATCHES),
    ValueType.DATE: (*_ORDERED, *_ORDERED, Comparison.WITHIN, Comparison.WITHIN, Comparison.IS, Comparison.STATED),
    ValueType.INSTANT: (*_ORDERED, *_ORDERED, Comparison.WITHIN, Comparison.WITHIN, Comparison.IS, Comparison.STATED),
    ValueType.PERIOD: (*_ORDERED, *_ORDERED, Comparison.IS, Comparison.STATED),
    ValueType.NUMBER: (*_ORDERED, *_ORDERED, Comparison.IS, Comparison.STATED),
}
_MAY_BE_NONE = (ValueType.WORD, ValueType.TERRITORY, ValueType.TEXT)
IN_FORCE = Pool(LIFETIME[2], ("true", "false"), (True, False), 1, 0)
_YES = Constant((True,))


class Conditions:
    """Makes conditions on what is in play; `definitions` are the names that may be asked, with their kinds."""

    def __init__(self, pick: Random, drawn: Sketch) -> None:
        self._pick = pick
        self._drawn = drawn
        self.definitions: dict[str, str] = {}

    def condition(self, at: At, depth: int) -> Condition:
        """Any condition, nested at most so deep."""
        if not at.kind:
            return self._on_value(at, depth)
        chance = self._pick.random()
        if depth <= 0 or chance < 0.3:
            return self.leaf(at)
        if chance < 0.68:
            return self.quantifier(at, depth)
        if chance < 0.74:
            return AllOf(self._parts(at, depth, (0, 2, 2, 3)), 0)
        if chance < 0.8:
            return AnyOf(self._parts(at, depth, (0, 2, 2, 3)), 0)
        if chance < 0.85:
            return Not(self.condition(at, depth - 1), 0)
        if chance < 0.91:
            parts = self._parts(at, depth, (1, 2, 3, 3))
            return AtLeast(self._pick.randint(1, len(parts)), parts, 0)
        return self._holds(at) if chance < 0.99 else Never(0)

    def _parts(self, at: At, depth: int, sizes: Sequence[int]) -> tuple[Condition, ...]:
        return tuple(self.condition(at, depth - 1) for _ in range(self._pick.choice(sizes)))

    def _on_value(self, at: At, depth: int) -> Condition:
        """Of one value: a comparison, a look into a law table, or a structure of these."""
        pick, chance = self._pick, self._pick.random()
        if depth > 0 and chance < 0.3:
            return self._over_table(at, depth)
        if depth > 0 and chance < 0.5:
            parts = self._parts(at, depth, (1, 2))
            return pick.choice((Not(parts[0], 0), AllOf(parts, 0), AnyOf(parts, 0)))
        assert at.held is not None
        return self.compared(Path("", (), "", ""), at.held, at)

    def leaf(self, at: At) -> Condition:
        """A test of an attribute or a relation."""
        if self._pick.random() < 0.1 and (relation := self._on_relation(at)):
            return relation
        path, pool = self._attribute(at)
        return self.compared(path, pool, at)

    def as_presumed(self, at: At) -> Condition:
        """What the law presumes of the record at hand is also what it asks."""
        pools = [pool for pool in self._drawn.pools[at.kind].values() if not pool.attribute.open]
        if not pools:
            return self.leaf(at)
        pool = self._pick.choice(pools)
        value = self._pick.choice(pool.values)
        presumption = Presumption(value, "the law presumes it")
        path = Path("", (), pool.attribute.name, at.kind)
        return Leaf(path, Comparison.IS, Constant((value,)), 0, presumption)

    def _on_relation(self, at: At) -> Condition | None:
        """Whether anything is named at all, or the same record as elsewhere."""
        first = self._relation(at)
        if first is None:
            return None
        path, relation = first
        if self._pick.random() < 0.5:
            return Leaf(path, Comparison.STATED, _YES, 0)
        others = [found for _ in range(6) if (found := self._relation(at)) and found[1].target == relation.target]
        return Leaf(path, Comparison.IS, Stated(others[-1][0]), 0) if others else None

    def compared(self, path: Path, pool: Pool, at: At) -> Condition:
        """A comparison of the values at `path`, which take those of `pool`."""
        pick, attribute = self._pick, pool.attribute
        comparisons = _COMPARISONS[attribute.type]
        if pool.words:
            comparisons = _COMPARISONS[ValueType.WORD]
        comparison = pick.choice(comparisons)
        if comparison is Comparison.STATED:
            return Leaf(path, comparison, _YES, 0)
        if comparison is Comparison.MATCHES:
            return Leaf(path, comparison, Constant((pick.choice(PATTERNS),)), 0, self._presumption(pool))
        period = pick.choice(_LENGTHS) if comparison is Comparison.WITHIN else None
        several = comparison in (Comparison.IN, Comparison.COVERS)
        return Leaf(path, comparison, self._operand(pool, at, several), 0, self._presumption(pool), period)

    def _presumption(self, pool: Pool) -> Presumption | None:
        pick = self._pick
        if pick.random() > 0.25:
            return None
        if pool.attribute.type in _MAY_BE_NONE and pick.random() < 0.3:
            return Presumption("none", "the law presumes that there is none")
        return Presumption(pick.choice(pool.values), "the law presumes it")

    def _operand(self, pool: Pool, at: At, several: bool) -> Operand:
        pick, kind = self._pick, pool.attribute.type
        chance = pick.random()
        # What stands on the row of a table or on a value at hand is mostly compared with facts.
        if chance < (0.35 if at.kind in KINDS else 0.6) and (like := self._like(pool, at)):
            return like
        if kind in DATED and chance < 0.8:
            start = self._day(pool, at)
            return start if pick.random() < 0.4 else Plus(start, pick.choice(_WAYS))
        return Constant(tuple(pick.sample(pool.values, min(len(pool.values), pick.choice((1, 2)) if several else 1))))

    def _day(self, pool: Pool, at: At) -> Operand:
        chance = self._pick.random()
        if chance < 0.55:
            return AsOf()
        if chance < 0.6:
            return Plus(AsOf(), self._pick.choice(_WAYS))
        if chance < 0.8 and (like := self._like(pool, at)):
            return like
        return Constant((self._pick.choice(pool.values),))

    def _like(self, pool: Pool, at: At) -> Stated | None:
        """A path to values that can be compared with those of `pool`."""
        named = [name for name, other in at.values.items() if pool.compares_with(other)]
        if named and self._pick.random() < 0.6:
            return Stated(Path(self._pick.choice(named), (), "", ""))
        for _ in range(6):
            path, other = self._attribute(at, like=pool)
            if pool.compares_with(other):
                return Stated(path)
        return None

    def _attribute(self, at: At, like: Pool | None = None) -> tuple[Path, Pool]:
        """A path to an attribute in play; to one `like` another, where the record it leads to has any."""
        root, relations, kind = self._record(at)
        pools = self._drawn.pools[kind]
        fitting = [name for name in pools if like is None or like.compares_with(pools[name])] or list(pools)
        window = self._drawn.tables[kind].columns if kind in self._drawn.tables else ()
        lasts = "in_force" in window or (kind in KINDS and KINDS[kind].lasts)
        if not fitting or (like is None and lasts and self._pick.random() < 0.12):
            return Path(root, relations, "in_force", kind), IN_FORCE
        name = self._pick.choice(fitting)
        return Path(root, relations, name, kind), pools[name]

    def _record(self, at: At) -> tuple[str, tuple[str, ...], str]:
        """A path to a record of which something can be asked: its root, the relations, its kind."""
        pick, drawn = self._pick, self._drawn
        starts = [("", at.kind)] * 4 if at.kind else []
        starts += [("judged", at.judged), *((name, kind) for name, kind in at.names.items())]
        root, kind = pick.choice(starts)
        relations: tuple[str, ...] = ()
        while len(relations) < 3 and (pick.random() < 0.25 or not self._asked(kind)):
            onward = [relation for relation in drawn.relations(kind) if not relation.many]
            if not onward:
                break
            step = pick.choice(onward)
            relations, kind = (*relations, step.name), step.target
        return (root, relations, kind) if self._asked(kind) else ("judged", (), at.judged)

    def _asked(self, kind: str) -> bool:
        return bool(self._drawn.pools[kind])

    def _relation(self, at: At) -> tuple[Path, Relation] | None:
        """A path to a relation that leads to something in play."""
        root, relations, kind = self._record(at)
        onward = self._drawn.relations(kind)
        if not onward:
            return None
        # Lists tell more than the one record to which anything belongs.
        relation = self._pick.choice([r for r in onward if r.many and r.name != "register"] or onward)
        if self._pick.random() < 0.2:
            relation = self._pick.choice(onward)
        return Path(root, relations, relation.name, kind), relation

    def _holds(self, at: At) -> Condition:
        """A definition, asked of a record at hand or at the end of a path."""
        for _ in range(4):
            root, relations, kind = self._record(at)
            fitting = [name for name, of in self.definitions.items() if of == kind]
            if fitting:
                return Holds(self._pick.choice(fitting), Path(root, relations, "", kind), 0)
        return self.leaf(at)

    def quantifier(self, at: At, depth: int) -> Quantifier:
        """`some`, `every` or `count` over a relation, the values of an attribute, or a law table."""
        chance = self._pick.random()
        if chance < 0.25:
            return self._over_table(at, depth)
        if chance < 0.5 and (found := self._over_values(at, depth)):
            return found
        return self._over_relation(at, depth) or self._over_table(at, depth)

    def _over_relation(self, at: At, depth: int) -> Quantifier | None:
        found = self._relation(at)
        if found is None:
            return None
        path, relation = found
        bound = self._bound(at)
        members = Members(path, "", relation.target, relation.many)
        inside = at.member(relation.target, bound)
        inner = self.condition(inside, depth - 1)
        if self._pick.random() < 0.2 and (shared := self._in_common(inside)):
            inner = AllOf((shared, inner), 0)
        return self._quantified(members, bound, inner)

    def _in_common(self, at: At) -> Condition | None:
        """That the member is said to be what the judged record is: engines look for such members by an index."""
        mine, theirs = self._drawn.pools[at.kind], self._drawn.pools[at.judged]
        pairs = [(a, b) for a in mine for b in theirs if mine[a].compares_with(theirs[b])]
        if not pairs:
            return None
        own, judged = self._pick.choice(pairs)
        operand = Stated(Path("judged", (), judged, at.judged))
        return Leaf(Path("", (), own, at.kind), Comparison.IS, operand, 0)

    def _over_values(self, at: At, depth: int) -> Quantifier | None:
        for _ in range(4):
            path, pool = self._attribute(at)
            if pool.attribute.many:
                bound = self._bound(at)
                inner = self.condition(at.value(pool, bound), depth - 1)
                return self._quantified(Members(path, "", "", pool.attribute.open), bound, inner)
        return None

    def _over_table(self, at: At, depth: int) -> Quantifier:
        table = self._pick.choice(sorted(self._drawn.tables))
        bound = self._bound(at)
        row = at.member(table, bound)
        inner = self.condition(row, depth - 2)
        if self._pick.random() < 0.35:
            inner = self._pick.choice((AllOf, AnyOf))((inner, self.leaf(row)), 0)
        return self._quantified(Members(None, table, table, open=False), bound, inner)

    def _bound(self, at: At) -> str:
        return f"n{len(at.names) + len(at.values)}" if self._pick.random() < 0.4 else ""

    def _quantified(self, members: Members, bound: str, inner: Condition) -> Quantifier:
        pick = self._pick
        word = pick.choice((Some, Every, Count))
        if word is not Count:
            return word(members, inner, bound, 0)
        least = pick.choice((0, 1, 1, 2))
        most = pick.choice((least, least + 1, least + 2)) if least == 0 or pick.random() < 0.4 else -1
        return Count(members, inner, bound, least, most, 0)
