"""All judgements of a run: one by one, or as a column for each rule from which they are made when asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import compress, filterfalse
from typing import NamedTuple, Protocol

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.register.records import Record
from policyengine.rules.program import Exemption, Rule, Severity


class Judgements(Protocol):
    """Judgements by register, rule and record, however they are kept."""

    @abstractmethod
    def __iter__(self) -> Iterator[Judgement]: ...

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def of(self, register: str) -> Iterator[Judgement]:
        """Those of one register, in their order."""

    @abstractmethod
    def worth_reading(self, register: str) -> list[Judgement]:
        """Those of one register that are open or bad, or would be bad if the rule applied, in their order."""

    @abstractmethod
    def worth_counting(self, register: str) -> int:
        """How many of one register somebody should look at."""

    @abstractmethod
    def counts(self) -> dict[Verdict, int]:
        """How often each verdict was given."""

    @abstractmethod
    def rules(self) -> set[str]:
        """The rules that met a record."""


_OPEN_OR_BAD = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED)
_BAD = (Verdict.VIOLATED, Verdict.CONTRADICTORY)


def worth_reading(judged: Judgement | Result) -> bool:
    """Whether somebody should look at it: it is open or bad, or bad if the rule should apply."""
    return judged.verdict in _OPEN_OR_BAD or judged.if_applied in _BAD


class Listed(Judgements):
    """Judgements that were given one by one."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        self._all = judgements
        self._by_register: dict[str, list[Judgement]] = {}
        for judgement in judgements:
            self._by_register.setdefault(judgement.register, []).append(judgement)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def of(self, register: str) -> Iterator[Judgement]:
        """Those of one register, in their order."""
        return iter(self._by_register.get(register, ()))

    def worth_reading(self, register: str) -> list[Judgement]:
        """Those of one register that somebody should look at."""
        return [each for each in self.of(register) if worth_reading(each)]

    def worth_counting(self, register: str) -> int:
        """How many of one register somebody should look at."""
        return sum(map(worth_reading, self.of(register)))

    def counts(self) -> dict[Verdict, int]:
        """How often each verdict was given."""
        return dict.fromkeys(Verdict, 0) | Counter(judgement.verdict for judgement in self._all)

    def rules(self) -> set[str]:
        """The rules that met a record."""
        return {judgement.rule.id for judgement in self._all}


class Result(NamedTuple):
    """All of a judgement but the rule, the record and the register."""

    verdict: Verdict
    severity: Severity
    if_applied: Verdict | None = None
    exception: Exemption | None = None
    not_firm: bool = False


class Column(NamedTuple):
    """What one rule says of the records of its kind: the number of a result for each."""

    rule: Rule
    results: Sequence[Result]
    numbers: bytes
    records: Sequence[Record]
    spans: Mapping[str, tuple[int, int]]
    """Of each register the first row and the one past its last."""

    def judgement(self, row: int, register: str) -> Judgement:
        """The judgement of the record in one row."""
        return Judgement(self.rule, self.records[row], *self.results[self.numbers[row]], register)

    def worth_reading(self, start: int, stop: int) -> bytes:
        """For each row whether somebody should look at it: 1 or 0."""
        table = bytes(map(worth_reading, self.results))
        return self.numbers[start:stop].translate(table.ljust(256, b"\0"))


class Columns(Judgements):
    """Judgements as columns, of which each is made when somebody looks at it."""

    def __init__(self, columns: Sequence[Column], registers: Sequence[str]) -> None:
        self._columns = columns
        self._registers = registers

    def __iter__(self) -> Iterator[Judgement]:
        for register in self._registers:
            yield from self.of(register)

    def __len__(self) -> int:
        return sum(stop - start for column in self._columns for start, stop in column.spans.values())

    def of(self, register: str) -> Iterator[Judgement]:
        """Those of one register, in their order."""
        for column in self._columns:
            start, stop = column.spans.get(register, (0, 0))
            for row in range(start, stop):
                yield column.judgement(row, register)

    def worth_reading(self, register: str) -> list[Judgement]:
        """Those of one register that somebody should look at."""
        found: list[Judgement] = []
        for column in self._columns:
            start, stop = column.spans.get(register, (0, 0))
            chosen = column.worth_reading(start, stop)
            found += [column.judgement(row, register) for row in compress(range(start, stop), chosen)]
        return found

    def worth_counting(self, register: str) -> int:
        """How many of one register somebody should look at."""
        spans = ((column, *column.spans.get(register, (0, 0))) for column in self._columns)
        return sum(column.worth_reading(start, stop).count(1) for column, start, stop in spans)

    def counts(self) -> dict[Verdict, int]:
        """How often each verdict was given."""
        counts = dict.fromkeys(Verdict, 0)
        for column in self._columns:
            for start, stop in column.spans.values():
                for number, result in enumerate(column.results):
                    counts[result.verdict] += column.numbers.count(number, start, stop)
        return counts

    def rules(self) -> set[str]:
        """The rules that met a record."""
        return {column.rule.id for column in self._columns if any(a < b for a, b in column.spans.values())}


class Overlaid(Judgements):
    """Judgements of which some are otherwise: `before` are those that no longer count, `after` those that do instead.

    Both in order of register, rule and record, as all judgements are.
    """

    def __init__(self, base: Judgements, before: Sequence[Judgement], after: Sequence[Judgement]) -> None:
        self._base = base
        self._gone = Listed(before)
        self._new = Listed(after)
        self._registers = sorted({judgement.register for judgement in (*before, *after)})

    def __iter__(self) -> Iterator[Judgement]:
        everything = merge(filterfalse(self._is_gone(*self._registers), self._base), self._new, key=_order)
        return iter(everything)

    def __len__(self) -> int:
        return len(self._base) - len(self._gone) + len(self._new)

    def of(self, register: str) -> Iterator[Judgement]:
        """Those of one register, in their order."""
        if register not in self._registers:
            return self._base.of(register)
        kept = filterfalse(self._is_gone(register), self._base.of(register))
        return merge(kept, self._new.of(register), key=_order)

    def worth_reading(self, register: str) -> list[Judgement]:
        """Those of one register that somebody should look at."""
        if register not in self._registers:
            return self._base.worth_reading(register)
        kept = filterfalse(self._is_gone(register), self._base.worth_reading(register))
        return list(merge(kept, self._new.worth_reading(register), key=_order))

    def worth_counting(self, register: str) -> int:
        """How many of one register somebody should look at."""
        gone, new = self._gone.worth_counting(register), self._new.worth_counting(register)
        return self._base.worth_counting(register) - gone + new

    def counts(self) -> dict[Verdict, int]:
        """How often each verdict was given."""
        counts, gone, new = self._base.counts(), self._gone.counts(), self._new.counts()
        return {verdict: counts[verdict] - gone[verdict] + new[verdict] for verdict in counts}

    def rules(self) -> set[str]:
        """The rules that met a record."""
        return {judgement.rule.id for judgement in self}

    def _is_gone(self, *registers: str) -> Callable[[Judgement], bool]:
        gone = {_order(judgement) for register in registers for judgement in self._gone.of(register)}
        return lambda judgement: _order(judgement) in gone


def _order(judgement: Judgement) -> tuple[str, str, str]:
    return judgement.register, judgement.rule.id, judgement.record.key
