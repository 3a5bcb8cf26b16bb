"""Our own engines on the same rules. A new one is one more line in `ENGINES`; peers are compared with the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from benchmarks.peers.world import Findings
from policyengine.engine import INTERPRETER, RETE, judging, rete
from policyengine.register.records import Facts
from policyengine.rules.program import Program

Judge = Callable[[Program, Facts, dt.date], Findings]


def _by(engine: str) -> Judge:
    def judge(program: Program, facts: Facts, as_of: dt.date) -> Findings:
        judged = judging.judge(program, facts, as_of, engine)
        bad = (found for register in facts.registers for found in judged.worth_reading(register))
        return {
            (found.rule.id, found.record.key): found.verdict.value
            for found in bad
            if found.verdict.value in ("violated", "contradictory")
        }

    return judge


ENGINES: dict[str, Judge] = {
    "policyengine, interpreter": _by(INTERPRETER),
    **({"policyengine, rule engine": _by(RETE)} if rete.available() else {}),
}


def every_verdict(program: Program, facts: Facts, as_of: dt.date) -> Findings:
    """All verdicts of the interpreter, with which every other engine has to agree."""
    judged = judging.judge(program, facts, as_of, INTERPRETER)
    return {(found.rule.id, found.record.key): found.verdict.value for found in judged}
