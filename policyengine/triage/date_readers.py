"""Of which records rules may say something else once a date is past: from the date back to what is judged by it."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.engine.existence import held_up, told_by
from policyengine.register.records import Facts, Record
from policyengine.rules.dependence import EXISTS, Dependence, walked_back
from policyengine.rules.program import Program

About = tuple[str, str, str]
"""Register, rule and key of the record: a verdict is known by these."""
_ORGANISATION = "organisation"


class DateReaders:
    """Answers which verdicts may rest on an attribute of a record; of rows of law tables it knows nothing."""

    def __init__(self, program: Program, facts: Facts) -> None:
        self._dependence = Dependence(program)
        self._facts = facts
        self._naming: dict[Record, list[str]] = {}
        for slug, register in sorted(facts.registers.items()):
            for record in register.of(_ORGANISATION):
                self._naming.setdefault(record, []).append(slug)

    def of(self, record: Record, attribute: str) -> Iterator[About]:
        """Every verdict that may rest on it; some more than once."""
        for one, name in ((record, attribute), *self._existing(record, attribute)):
            for reader in self._dependence.readers(one.kind, name):
                for judged in walked_back(one, reader.way, self._facts):
                    for slug in self._registers(judged):
                        yield from ((slug, rule, judged.key) for rule in reader.rules)

    def _existing(self, record: Record, attribute: str) -> Iterator[tuple[Record, str]]:
        """What exists or not because of the attribute: the record, and whatever stands in it."""
        waiting = [record] if attribute in told_by(record.kind) else []
        seen: set[Record] = set()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                yield one, EXISTS
                waiting += [link.target for way in held_up(one.kind) for link in one.links.get(way, ())]

    def _registers(self, record: Record) -> list[str]:
        """Where a record is judged: a shared organisation in every register that names it."""
        if record.register:
            return [record.register] if record.register in self._facts.registers else []
        return self._naming.get(record, [])
