"""What will change if nothing is done: the same facts and law judged on each day on which a verdict may be another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from policyengine.check import Asked, Loaded, chosen_registers, judge, waiving
from policyengine.differences import Supposition
from policyengine.forecasts import ChangeDay, Forecast
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
    the others only the rules and registers that may turn.
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
    last: tuple[Touched, Case] | None = None
    for number, (day, touched) in enumerate(candidates.items()):
        NOW.begin("forecasting", len(candidates), "days")
        NOW.done = number
        before = _eve(asked, loaded, day, touched, last)
        after = _case(asked, loaded, day, touched)
        found = difference(before, after)
        waivers = waiver_turns(before, after)
        if found.introduced or found.changed or found.resolved or waivers:
            yield ChangeDay(day, found.introduced, found.changed, found.resolved, waivers, schedule.law(day))
        last = (touched, after)


def _eve(asked: Asked, loaded: Loaded, day: dt.date, touched: Touched, last: tuple[Touched, Case] | None) -> Case:
    """The judging of the day before; as nothing turns between two candidate days, the one before will do."""
    if last is not None and last[0] == touched:
        return replace(last[1], as_of=day - _DAY)
    return _case(asked, loaded, day - _DAY, touched)


def _case(asked: Asked, loaded: Loaded, day: dt.date, touched: Touched) -> Case:
    """What may turn, judged on one day."""
    on = replace(asked, as_of=day)
    rules = {name: rule for name, rule in loaded.program.rules.items() if name in touched.rules}
    narrowed = replace(
        loaded,
        program=replace(loaded.program, rules=rules),
        facts=chosen_registers(loaded.facts, sorted(touched.registers)),
    )
    judged = judge(on, narrowed)
    return Case(narrowed.program, narrowed.facts, day, judged.judgements, judged.prove, waiving(on, narrowed))
