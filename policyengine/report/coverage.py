"""How much of the law a run looked at, in a sentence."""

from __future__ import annotations

from policyengine.findings import Outcome


def coverage(outcome: Outcome) -> str:
    """How many provisions the rules in force check; where single rules were chosen, that this says nothing of the law.

    A chosen rule may state an article as a whole, and so none of the provisions that are counted one by one.
    """
    if outcome.only_chosen:
        return "Only rules that were chosen were judged: what else the law asks was not looked at."
    return f"{outcome.checked} of {outcome.checkable} provisions that can be checked on a register are checked."
