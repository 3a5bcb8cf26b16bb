"""What the answer to a question decides, in words that every report uses."""

from __future__ import annotations

from policyengine.findings import Question


def decides(question: Question) -> str:
    """How many verdicts hang on it, and how many of them could turn out bad."""
    verdicts = "1 verdict" if question.decides == 1 else f"{question.decides} verdicts"
    if not question.would_violate:
        bad = ""
    elif question.would_violate == question.decides:
        bad = ", which could fail" if question.decides == 1 else ", all of which could fail"
    else:
        bad = f", {question.would_violate} of which could fail"
    return f"decides {verdicts}{bad}"
