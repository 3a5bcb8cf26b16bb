"""What will change if nothing is done: the same facts and law judged on each day on which a verdict may be another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from policyengine.check import Asked, Loaded, judge, waiving
from policyengine.differences import Supposition
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import Judgements, Listed, Overlaid
from policyengine.forecasts import ChangeDay, Forecast
from policyengine.register.records import Record
from policyengine.source.doing import NOW
from policyengine.triage.days import Days, Touched
from policyengine.triage.difference import difference
from policyengine.triage.schedule import Schedule
from policyengine.triage.turning import Case
from policyengine.triage.waiver_turns import waiver_turns

_DAY = dt.timedelta(days=1)


def forecast(asked: Asked, loaded: Loaded, until: dt.date, supposed: tuple[Supposition, ...] | None = None) -> Forecast:
    """Every day after that of `asked`, up to and with `until`, on which a finding or a waiver is not as the day before.

    Pure but for the files whose lines are shown. Days on which nothing that is written turns are not judged, and on
    the others only the verdicts that may turn.
    """
    days = Days(loaded.program)
    candidates = days.candidates(loaded.facts, loaded.waivers.entries, asked.as_of, until)
    schedule = Schedule(days, loaded.program, loaded.facts)
    found = tuple(_changes(asked, loaded, candidates, schedule))
    return Forecast(
        as_of=asked.as_of,
        until=until,
        registers=tuple(sorted(loaded.facts.registers)),
        days=found,
        quiet=schedule.quiet(asked.as_of, until, {each.day for each in found}),
        beyond=schedule.beyond(until),
        endless=schedule.endless(),
        judged=len(judge(asked, loaded).judgements),
        supposed=supposed,
    )


def _changes(
    asked: Asked, loaded: Loaded, candidates: dict[dt.date, Touched], schedule: Schedule
) -> Iterator[ChangeDay]:
    judging = _Judging(asked, loaded)
    for number, (day, touched) in enumerate(candidates.items()):
        NOW.begin("forecasting", len(candidates), "days")
        NOW.done = number
        before, after = judging.both(day, touched)
        found = difference(before, after)
        waivers = waiver_turns(before, after)
        if found.introduced or found.changed or found.resolved or waivers:
            yield ChangeDay(day, found.introduced, found.changed, found.resolved, waivers, schedule.law(day))


class _Judging:
    """Judges what may turn: single verdicts by the interpreter, whole rules by the engine that is asked for."""

    def __init__(self, asked: Asked, loaded: Loaded) -> None:
        self._asked = asked
        self._loaded = loaded
        self._records: dict[tuple[str, str], dict[str, Record]] = {}
        self._last: dict[frozenset[str], Judgements] = {}
        """What whole rules came to on the candidate day before, and so come to on the eve of this one."""

    def both(self, day: dt.date, touched: Touched) -> tuple[Case, Case]:
        """What may turn on a day, as it is on the day before and on that day."""
        eve = day - _DAY
        before = self._last.get(touched.rules)
        before = self._whole(eve, touched) if before is None else before
        after = self._whole(day, touched)
        self._last = {touched.rules: after}
        return self._case(eve, touched, before), self._case(day, touched, after)

    def _case(self, day: dt.date, touched: Touched, whole: Judgements) -> Case:
        asked, loaded = replace(self._asked, as_of=day), self._loaded
        interpreter = Interpreter(loaded.program, day)
        single = self._single(interpreter, day, touched)
        return Case(
            loaded.program,
            loaded.facts,
            day,
            Overlaid(whole, (), single),
            lambda judgement: interpreter.proof(judgement, loaded.facts.registers[judgement.register]),
            waiving(asked, loaded),
        )

    def _whole(self, day: dt.date, touched: Touched) -> Judgements:
        if not touched.rules:
            return Listed(())
        program = self._loaded.program
        rules = {name: rule for name, rule in program.rules.items() if name in touched.rules}
        narrowed = replace(self._loaded, program=replace(program, rules=rules))
        return judge(replace(self._asked, as_of=day), narrowed).judgements

    def _single(self, interpreter: Interpreter, day: dt.date, touched: Touched) -> tuple[Judgement, ...]:
        # Record by record: much the same is asked of each, and is remembered within a register.
        found = []
        for slug, key, name in sorted((slug, key, name) for slug, name, key in touched.verdicts):
            rule, register = self._loaded.program.rules[name], self._loaded.facts.registers[slug]
            record = self._by_key(slug, rule.for_each).get(key)
            if record is not None and rule.in_force.contains(day):
                found.append(interpreter.asked(rule, record, register))
        return tuple(sorted(found, key=lambda one: (one.register, one.rule.id, one.record.key)))

    def _by_key(self, slug: str, kind: str) -> dict[str, Record]:
        if (slug, kind) not in self._records:
            records = self._loaded.facts.registers[slug].of(kind)
            self._records[slug, kind] = {record.key: record for record in records}
        return self._records[slug, kind]
