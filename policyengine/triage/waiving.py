"""Which waivers hold on the day, and which findings they take apart: the one resolver for everything that judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from policyengine.engine.judgement import Judgement
from policyengine.errors import nearest
from policyengine.findings import Waived, WaiverState
from policyengine.register.records import Facts
from policyengine.rules.program import Program
from policyengine.spans import Span
from policyengine.triage.causes import Judged
from policyengine.triage.facts_read import changes, facts_read
from policyengine.triage.waivers import Known, Waiver

IN_FORCE, EXPIRED, VOID, ORPHANED, FUTURE = "in force", "expired", "void", "orphaned", "future-dated"
_MOST_CHANGES = 4

_Where = tuple[str, str, str]
"""Rule, register, and key of the record."""


@dataclass(slots=True)
class Waiving:
    """Resolves waivers against judgements of `program` on `facts`.

    An entry for a rule or register that is there but not judged this time is not looked at. Whatever does not
    plainly hold waives nothing.
    """

    entries: tuple[Waiver, ...]
    program: Program
    facts: Facts
    as_of: dt.date
    known: Known
    _states: dict[Span, WaiverState] = field(default_factory=dict, init=False)

    def apart(
        self, judged: list[Judged], judgements: Iterable[Judgement], register: str
    ) -> tuple[list[Judged], list[tuple[Waived, list[Judged]]]]:
        """Of one register: what remains, and what is waived, of one cause and on the same terms together.

        `judgements` are all of that register, `judged` those of which there may be findings.
        """
        mine = {(entry.rule, register, entry.key): entry for entry in self.entries if entry.register == register}
        if not mine:
            return judged, []
        found = {where: one for one in judged if (where := _where(one.judgement)) in mine}
        verdicts = {where: one.judgement for where, one in found.items()}
        if orphans := mine.keys() - found.keys():
            # All are gone through only to say what the verdict is, because a large register has millions.
            verdicts |= {where: judgement for judgement in judgements if (where := _where(judgement)) in orphans}
        waived: dict[tuple[object, ...], tuple[Waived, list[Judged]]] = {}
        taken: set[_Where] = set()
        for where, entry in mine.items():
            if not self._looked_at(entry):
                continue
            state, why = self._resolve(entry, verdicts.get(where), open_or_bad=where in found)
            self._note(entry, state, why)
            if state == IN_FORCE:
                terms = entry.terms
                one = found[where]
                said = (terms.reason, terms.owner, terms.approved_by, terms.expires)
                alike = (entry.rule, entry.verdict, one.judgement.if_applied, one.shape, *said)
                waived.setdefault(alike, (terms, []))[1].append(one)
                taken.add(where)
        return [one for one in judged if _where(one.judgement) not in taken], list(waived.values())

    def states(self) -> tuple[WaiverState, ...]:
        """What becomes of every entry that was looked at, in the order written, once all registers are resolved."""
        for entry in self.entries:
            if entry.register not in self.known.registers:
                near = nearest(entry.register, self.known.registers)
                self._note(entry, ORPHANED, f"no register is called `{entry.register}` ({near})")
        spans = [entry.terms.location for entry in self.entries]
        return tuple(self._states[span] for span in spans if span in self._states)

    def state_of(self, judgement: Judgement, *, open_or_bad: bool) -> WaiverState | None:
        """What becomes of the waiver for one judgement; None where there is none."""
        for entry in self.entries:
            if (entry.rule, entry.register, entry.key) == _where(judgement):
                self._note(entry, *self._resolve(entry, judgement, open_or_bad=open_or_bad))
                return self._states[entry.terms.location]
        return None

    def _looked_at(self, entry: Waiver) -> bool:
        return entry.rule in self.program.rules or entry.rule not in self.known.rules

    def _note(self, entry: Waiver, state: str, why: str) -> None:
        self._states[entry.terms.location] = WaiverState(entry.rule, entry.record, state, why, entry.terms)

    def _resolve(self, entry: Waiver, judgement: Judgement | None, *, open_or_bad: bool) -> tuple[str, str]:
        """The state of an entry of a register that is judged, and why. `open_or_bad`: there would be a finding."""
        if judgement is None:
            return ORPHANED, self._why_not_judged(entry)
        if not open_or_bad:
            return ORPHANED, f"there is nothing to waive: the verdict is `{judgement.verdict.value}`"
        if entry.added > self.as_of:
            return FUTURE, f"it is dated {entry.added}, after the day of judging, {self.as_of}"
        if entry.terms.expires < self.as_of:
            return EXPIRED, f"it was in force until {entry.terms.expires}"
        if judgement.verdict.value != entry.verdict:
            return VOID, f"it was approved for `{entry.verdict}`, and the verdict is now `{judgement.verdict.value}`"
        register = self.facts.registers[entry.register]
        differs = changes(entry.facts, facts_read(judgement.rule, self.program, register, judgement.record))
        if differs:
            more = f" and {len(differs) - _MOST_CHANGES} more" if len(differs) > _MOST_CHANGES else ""
            said = "; ".join(differs[:_MOST_CHANGES])
            return VOID, f"facts that the rule reads are not those that were approved: {said}{more}"
        return IN_FORCE, f"until {entry.terms.expires}"

    def _why_not_judged(self, entry: Waiver) -> str:
        rule = self.program.rules.get(entry.rule)
        if rule is None:
            return f"no rule is called `{entry.rule}` ({nearest(entry.rule, self.known.rules)})"
        keys = [record.key for record in self.facts.registers[entry.register].of(rule.for_each)]
        if entry.key in keys:
            return f"the rule is not in force on {self.as_of}"
        near = nearest(entry.key, keys)
        return f"no {rule.for_each} in `{entry.register}` is called `{entry.key}`" + (f" ({near})" if near else "")


def _where(judgement: Judgement) -> _Where:
    return judgement.rule.id, judgement.register, judgement.record.key
