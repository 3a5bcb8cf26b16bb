"""What the sources at hand never show, such as a contract in a notice: counted, not printed."""

from __future__ import annotations

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.register.records import Register

_OPEN = (Verdict.NOT_STATED, Verdict.UNDETERMINED)


def folded(judgement: Judgement, register: Register) -> bool:
    """Whether a verdict is open, and no source of the register is of a kind that would show what is missing.

    What is violated by a presumption or by public knowledge is never folded: something is stated.
    A rule that does not say where one would look for it is never folded either.
    """
    if judgement.not_firm or judgement.verdict not in _OPEN or not judgement.rule.shown_by:
        return False
    at_hand = {source.kind for source in register.sources.values() if source.own}
    return bool(at_hand) and not at_hand & set(judgement.rule.shown_by)
