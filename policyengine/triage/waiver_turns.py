"""Waivers that begin to hold, or hold no longer, from one day to another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from policyengine.findings import WaiverState
from policyengine.forecasts import WaiverTurn
from policyengine.spans import Span
from policyengine.triage.causes import Judged, each_looked_at
from policyengine.triage.compose import finding_order
from policyengine.triage.grouping import finding, groups_of
from policyengine.triage.turning import Case
from policyengine.triage.waiving import IN_FORCE

_Where = tuple[str, str, str]
"""Register, rule and key."""


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The waivers of one day by where they stand, and what they could waive."""

    states: dict[Span, WaiverState]
    looked: dict[_Where, Judged]


def waiver_turns(before: Case, after: Case) -> tuple[WaiverTurn, ...]:
    """Every waiver that is in force on one of two days only, those of one cause and on the same terms together.

    Both days must have the same registers, rules and waivers.
    """
    if before.waiving is None or after.waiving is None:
        return ()
    old, new = _resolved(before), _resolved(after)
    together: dict[tuple[object, ...], list[tuple[Judged, WaiverState, WaiverState]]] = {}
    for place, now in new.states.items():
        was = old.states.get(place)
        if was is None or was.state == now.state or IN_FORCE not in (was.state, now.state):
            continue
        slug, _, key = now.record.partition(":")
        where = (slug, now.rule, key)
        judged = new.looked.get(where) or old.looked[where]
        terms = now.terms._replace(location=Span("", 0, 0))
        together.setdefault((slug, was.state, now.state, now.why, terms), []).append((judged, was, now))
    found = [turn for alike in together.values() for turn in _turns(alike, after)]
    return tuple(sorted(found, key=lambda turn: (not turn.ends, finding_order(turn.finding), turn.terms.location)))


def _turns(alike: list[tuple[Judged, WaiverState, WaiverState]], case: Case) -> list[WaiverTurn]:
    """What turned in the same way, one for each cause."""
    first, was, now = alike[0]
    register = case.facts.registers[first.judgement.register]
    holds = now.terms if now.state == IN_FORCE else None
    found = [finding(group, register, case.places) for group in groups_of([judged for judged, _, _ in alike], register)]
    # What somebody accepted was shown in full, whatever the sources show, and is missed in full.
    shown = [one._replace(waiver=holds, folded=False) for one in found]
    return [WaiverTurn(one, now.terms, was.state, now.state, now.why) for one in shown]


def _resolved(case: Case) -> _Resolved:
    """What becomes of every waiver of the rules and registers at hand."""
    assert case.waiving is not None  # noqa: S101 - INVARIANT: it has been looked
    # With a memory of its own: what another part of a report was asked about is not all there is.
    waiving = replace(case.waiving)
    looked: dict[_Where, Judged] = {}
    for slug in sorted(case.facts.registers):
        mine = {(entry.rule, entry.key) for entry in waiving.entries if entry.register == slug}
        found = [j for j in case.judgements.worth_reading(slug) if (j.rule.id, j.record.key) in mine] if mine else []
        judged = each_looked_at(found, case.prove)
        looked |= {(slug, one.judgement.rule.id, one.judgement.record.key): one for one in judged}
        waiving.apart(judged, case.judgements.of(slug), slug)
    return _Resolved({state.terms.location: state for state in waiving.states()}, looked)
