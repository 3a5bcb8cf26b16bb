"""Which records, attributes and containers of the written facts a path means, and what it may have meant instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from policyengine.errors import nearest
from policyengine.register.citations import FIELDS
from policyengine.register.draft import ROOT
from policyengine.register.plan import RECORD_KEYS, Inside, Plan, plans
from policyengine.register.trees import Trees
from policyengine.register.values import Readings
from policyengine.rules.reading import Refused
from policyengine.source.tree import Mapping
from policyengine.spans import Place

ANY = "*"
"""In a path: every record that stands there."""
ORGANISATIONS, SOURCES = "organisations", "sources"


class Unknown(Refused):
    """A path means nothing; `depth` is how many of its steps were followed, `word` what is none of `known`."""

    def __init__(
        self, place: Place, message: str, hint: str, depth: int, word: str = "", known: Sequence[str] = ()
    ) -> None:
        super().__init__(place, message, hint)
        self.depth = depth
        self.word = word
        self.known = known


@dataclass(frozen=True, slots=True)
class Target:
    """What a path means in the files of one register, or, where `register` is empty, in all files."""

    register: str
    steps: tuple[str, ...]
    """The keys, one below the other, each `*` replaced."""
    what: str
    """`record`, `container`, `value` (an attribute or relation), or `key` (anything else that a record may say)."""
    kind: str
    """Of the record that stands there or in which it stands."""
    many: bool = False
    """Of a value: whether there may be several."""
    open: bool = False
    """Of a value: whether several statements unite."""

    @property
    def shown(self) -> str:
        """The path as somebody would write it."""
        path = ".".join(self.steps)
        return f"{self.register}:{path}" if self.register else path


@cache
def _plan(kind: str) -> Plan:
    return plans(Readings())[kind]


def targets(trees: Trees, path: str, place: Place) -> list[Target]:
    """Everything that `path` means, register by register; raises `Unknown` where it is nothing."""
    register, colon, keys = path.rpartition(":")
    steps = tuple(keys.split("."))
    if colon and register not in trees.registers:
        raise Unknown(place, f"no register is called `{register}`", nearest(register, trees.registers), 0)
    if not all(steps):
        raise Unknown(place, f"`{path}` is no path", "write keys with dots, such as `activities.newsletter.owner`", 0)
    if steps[0] == ORGANISATIONS:
        return list(_Walk(trees, "", place).organisations(steps))
    found: list[Target] = []
    failed: list[Unknown] = []
    for slug in [register] if register else trees.registers:
        try:
            found += _Walk(trees, slug, place).root(steps)
        except Unknown as unknown:
            failed.append(unknown)
    if not found:
        raise _of_all(failed) if failed else Unknown(place, "there is no register", "", 0)
    return found


def _of_all(failed: Sequence[Unknown]) -> Unknown:
    """What to say where a path means nothing in any register: the nearest words where it leads furthest."""
    depth = max(unknown.depth for unknown in failed)
    furthest = [unknown for unknown in failed if unknown.depth == depth]
    first = furthest[0]
    if not first.word:
        return first
    known = {word for unknown in furthest for word in unknown.known}
    message = first.message if len(furthest) == 1 else first.message.rpartition(" in `")[0] or first.message
    return Unknown(first.place, message, nearest(first.word, known) or first.hint, depth)


class _Walk:
    """Follows one path through the files of one register."""

    def __init__(self, trees: Trees, register: str, place: Place) -> None:
        self._bodies = [part.tree for part in trees.parts if not register or part.slug == register]
        self._register = register
        self._place = place

    def root(self, steps: tuple[str, ...]) -> Iterator[Target]:
        if steps[0] == SOURCES:
            return self._source(steps)
        return self._record(self._bodies, steps, _plan(ROOT), ())

    def organisations(self, steps: tuple[str, ...]) -> Iterator[Target]:
        if len(steps) == 1:
            return iter([Target("", steps, "container", "organisation")])
        return self._inside(self._bodies, steps, _plan("organisation"), ())

    def _source(self, steps: tuple[str, ...]) -> Iterator[Target]:
        known = _below(self._bodies, SOURCES)
        if len(steps) == 1:
            raise Unknown(self._place, "sources are not supposed as a whole", "write `sources.<source>.<key>`", 1)
        if steps[1] not in {slug for body in known for slug in body.raw}:
            raise self._unknown(f"there is no source `{steps[1]}`", steps[1], _slugs(known), 1)
        if len(steps) != 3 or steps[2] not in FIELDS:
            raise self._unknown(f"`{'.'.join(steps[2:])}` is not said of a source", steps[-1], list(FIELDS), 2)
        yield Target(self._register, steps, "key", "source")

    def _record(
        self, bodies: Sequence[Mapping], steps: tuple[str, ...], plan: Plan, done: tuple[str, ...]
    ) -> Iterator[Target]:
        """What `steps` mean of the record of which `bodies` say something."""
        key, rest = steps[0], steps[1:]
        entry = plan.keys.get(key)
        at = (*done, key)
        if isinstance(entry, Inside):
            if rest:
                yield from self._inside(bodies, steps, entry.plan, done)
            else:
                yield Target(self._register, at, "container", entry.plan.kind)
            return
        if entry is None and key not in RECORD_KEYS:
            known = [*plan.keys, *RECORD_KEYS, *(() if done else (ORGANISATIONS, SOURCES))]
            what = "worked out and never written" if key in plan.derived else f"not known of {plan.kind} records"
            raise self._unknown(f"`{key}` is {what}", key, known, len(done))
        if rest:
            raise Unknown(self._place, f"nothing stands below `{'.'.join(at)}`", "it holds values", len(at))
        if entry is None:
            yield Target(self._register, at, "key", plan.kind)
            return
        attribute = getattr(entry, "attribute", None)
        many = entry.relation.many if attribute is None else attribute.many  # type: ignore[union-attr]
        yield Target(self._register, at, "value", plan.kind, many, many and (attribute is None or attribute.open))

    def _inside(
        self, bodies: Sequence[Mapping], steps: tuple[str, ...], plan: Plan, done: tuple[str, ...]
    ) -> Iterator[Target]:
        """What `steps` mean, of which the first is a container and the second a record in it."""
        container, slug, rest = steps[0], steps[1], steps[2:]
        there = _below(bodies, container)
        known = _slugs(there)
        at = (*done, container)
        if slug != ANY and slug not in known and rest:
            shown = ".".join(at)
            raise self._unknown(f"there is no `{slug}` under `{shown}`", slug, known, len(at))
        failed: list[Unknown] = []
        some = False
        for each in known if slug == ANY else [slug]:
            if not rest:
                yield Target(self._register, (*at, each), "record", plan.kind)
                some = True
                continue
            try:
                for target in self._record(_below(there, each), rest, plan, (*at, each)):
                    yield target
                    some = True
            except Unknown as unknown:
                failed.append(unknown)
        if not some:
            nothing = Unknown(self._place, f"there is nothing under `{'.'.join(at)}`", "", len(at))
            raise max(failed, key=lambda unknown: unknown.depth, default=nothing)

    def _unknown(self, message: str, word: str, known: Sequence[str], depth: int) -> Unknown:
        within = f" in `{self._register}`" if self._register else ""
        hint = nearest(word, known) or "nothing stands there; `add` it first"
        return Unknown(self._place, message + within, hint, depth, word, known)


def _below(bodies: Sequence[Mapping], key: str) -> list[Mapping]:
    """What the bodies say under a key, where that is a mapping."""
    found = [body.raw[key][0] for body in bodies if key in body.raw]
    return [inner for inner in found if isinstance(inner, Mapping)]


def _slugs(bodies: Sequence[Mapping]) -> list[str]:
    return sorted({slug for body in bodies for slug in body.raw})
