"""What will change if nothing is done: the same facts and law judged on each day on which a verdict may be another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from policyengine.check import Asked, Loaded, judge, judged_case
from policyengine.differences import Supposition
from policyengine.forecasts import ChangeDay, Forecast
from policyengine.register.records import Facts
from policyengine.source.doing import NOW
from policyengine.triage.days import Days, Touched
from policyengine.triage.difference import difference
from policyengine.triage.schedule import Schedule
from policyengine.triage.waiver_turns import waiver_turns

_DAY = dt.timedelta(days=1)


def forecast(asked: Asked, loaded: Loaded, until: dt.date, supposed: tuple[Supposition, ...] | None = None) -> Forecast:
    """Every day after that of `asked`, up to and with `until`, on which a finding or a waiver is not as the day before.

    Pure but for the files whose lines are shown. Days on which nothing that is written turns are not judged, and on
    the others only the rules and registers on which a date has a bearing.
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
    narrowed = _narrowed(loaded, candidates.values())
    before = judged_case(asked, narrowed) if candidates else None
    for number, day in enumerate(candidates, 1):
        assert before is not None  # noqa: S101 - INVARIANT: there is a day
        NOW.round = f"day {number} of {len(candidates)}"
        after = judged_case(asked._replace(as_of=day), narrowed)
        # Nothing turns between one of these days and the next: what was found then is found on its eve.
        before = replace(before, as_of=day - _DAY)
        found = difference(before, after)
        waivers = waiver_turns(before, after)
        if found.introduced or found.changed or found.resolved or waivers:
            yield ChangeDay(day, found.introduced, found.changed, found.resolved, waivers, schedule.law(day))
        before = after
    NOW.round = ""


def _narrowed(loaded: Loaded, touched: Iterable[Touched]) -> Loaded:
    """Without the rules and registers on which no date has a bearing.

    All days are judged alike, so that each need be judged once: judging little, but each day and its eve, costs more.
    """
    known = [*touched]
    names = frozenset[str]().union(*(each.rules for each in known))
    registers = frozenset[str]().union(*(each.registers for each in known))
    rules = {name: rule for name, rule in loaded.program.rules.items() if name in names}
    chosen = {slug: register for slug, register in loaded.facts.registers.items() if slug in registers}
    facts = Facts(chosen, loaded.facts.organisations, loaded.facts.files)
    return replace(loaded, program=replace(loaded.program, rules=rules), facts=facts)
