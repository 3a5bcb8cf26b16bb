"""The smallest facts that still show something, such as a disagreement of engines that a person has to look at.

Things are left out, the largest first, and half of what is left at a time, as in the delta debugging of
Zeller and Hildebrandt (2002). What is left is written and read again at each step, so that it can be written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Record
from policyengine.register.writing import COMPLETE, SHARED, Part, read_again, sayings, trees

Shows = Callable[[Facts], bool]

TRIES = 4_000
"""So often something is left out; then what is smallest so far will do."""


def smallest(facts: Facts, shows: Shows, tries: int = TRIES) -> Facts:
    """Facts of which no register, record, statement or value can be left out without `shows` failing.

    They are those given where these do not show it once they are written and read again; and there may be
    more to leave out where that was tried `tries` times.
    """
    shrinking = _Shrinking(shows, tries)
    return shrinking.run(facts)


class _Shrinking:
    def __init__(self, shows: Shows, tries: int) -> None:
        self._shows = shows
        self._left = tries

    def run(self, facts: Facts) -> Facts:
        best = self._tried(facts, frozenset())
        if best is None:
            return facts
        best = self._without(best, [Part(slug, "register") for slug in best.registers])
        for depth in range(max(map(_depth, best.records()), default=0) + 1):
            best = self._without(best, [part for part, record in _records(best) if _depth(record) == depth])
        best = self._without(best, list(_said(best)))
        return self._without(best, list(_values(best)))

    def _tried(self, facts: Facts, without: Set[Part]) -> Facts | None:
        """The facts without these parts, if they can be read and still show it."""
        self._left -= 1
        found, problems = read_again(trees(facts, without), facts.files)
        return found if not problems and self._shows(found) else None

    def _without(self, facts: Facts, parts: Sequence[Part]) -> Facts:
        """The facts without as many of `parts` as can be left out."""
        best, gone, size = facts, frozenset[Part](), len(parts)
        while size and self._left > 0:
            kept: list[Part] = []
            for start in range(0, len(parts), size):
                some = parts[start : start + size]
                found = self._tried(facts, gone.union(some))
                if found is None:
                    kept += some
                else:
                    best, gone = found, gone.union(some)
            # A single part may be needed only by another that was left out after it.
            again = size == 1 and len(kept) < len(parts)
            parts, size = kept, 1 if again else size // 2
        return best


def _depth(record: Record) -> int:
    return record.key.count(".") // 2


def _records(facts: Facts) -> Iterator[tuple[Part, Record]]:
    """Every record that is written by itself."""
    for record in facts.records():
        if record.kind != "register" and not KINDS[record.kind].derived:
            yield Part(record.register or SHARED, record.key), record


def _said(facts: Facts) -> Iterator[Part]:
    """Everything that is said of any record."""
    for record in facts.records():
        if not KINDS[record.kind].derived:
            for name, said in sayings(record).items():
                yield from (Part(record.register, record.key, name, number) for number in range(len(said)))
            yield from (Part(record.register, record.key, COMPLETE, number) for number in range(len(record.complete)))


def _values(facts: Facts) -> Iterator[Part]:
    """Every value of what is said, where there are several."""
    for part in _said(facts):
        if part.name != COMPLETE:
            record = _record(facts, part)
            several = len(sayings(record)[part.name][part.number].texts)
            yield from (part._replace(value=value) for value in range(several) if several > 1)


def _record(facts: Facts, part: Part) -> Record:
    if part.register == SHARED:
        return facts.organisations[part.key]
    return next(record for record in facts.records() if (record.register, record.key) == (part.register, part.key))
