"""What is worth asking next: the statements that are missing, ranked by what they decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policyengine.findings import Question
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.model.types import ValueType
from policyengine.register.records import Record, Register
from policyengine.rules.program import Severity
from policyengine.triage.causes import OPEN, Judged
from policyengine.triage.evidence import Places
from policyengine.triage.wording import attribute_in_words, name_of, several

_ASKING = frozenset(("how", "what", "when", "where", "whether", "which", "who", "whom", "whose", "why"))
_BEFORE_ASKING = frozenset(("by", "for", "since", "through", "to", "until"))
_GRAVE = (Severity.CRITICAL, Severity.HIGH)


@dataclass(slots=True)
class _Gap:
    records: dict[str, Record] = field(default_factory=dict)
    decided: dict[tuple[str, str], Judged] = field(default_factory=dict)


def questions_of(judged: Iterable[Judged], register: Register, places: Places) -> list[Question]:
    """The questions of one register, the most decisive first."""
    gaps: dict[tuple[str, str], _Gap] = {}
    for one in judged:
        if one.judgement.verdict not in OPEN:
            continue
        for missing in one.missing:
            gap = gaps.setdefault((missing.record.kind, missing.attribute), _Gap())
            gap.records[missing.record.key] = missing.record
            gap.decided[(one.judgement.rule.id, one.judgement.record.key)] = one
    found = [_question(kind, attribute, gap, register, places) for (kind, attribute), gap in gaps.items()]
    return sorted(found, key=most_decisive)


def most_decisive(question: Question) -> tuple[int, int, int, str, str, str]:
    """The order of questions: by how many grave verdicts each decides, how many in all, what could turn out bad."""
    numbers = (-question.grave, -question.decides, -question.would_violate)
    return (*numbers, question.register, question.kind, question.attribute)


def _question(kind: str, attribute: str, gap: _Gap, register: Register, places: Places) -> Question:
    records = [gap.records[key] for key in sorted(gap.records)]
    return Question(
        register=register.slug,
        kind=kind,
        attribute=attribute,
        text=_text(kind, attribute, _about(records)),
        records=tuple(places.name(record) for record in records),
        decides=len(gap.decided),
        would_violate=sum((kind, attribute) in one.bad_on for one in gap.decided.values()),
        rules=tuple(sorted({rule for rule, _ in gap.decided})),
        grave=sum(one.judgement.severity in _GRAVE for one in gap.decided.values()),
    )


def _about(records: list[Record]) -> str:
    """The records in the singular, in which all questions are worded."""
    names = list(dict.fromkeys(name_of(record) for record in records))
    return names[0] if len(names) == 1 else f"each of {several(names)}"


def _text(kind: str, attribute: str, about: str) -> str:
    declared = attributes_of(kind).get(attribute) or relations_of(kind).get(attribute) if kind in KINDS else None
    if declared is not None and declared.question:
        return declared.question.replace("{record}", about)
    what = declared.describes if declared is not None else attribute_in_words(attribute)
    return asking(what, about, yes_or_no=getattr(declared, "type", None) is ValueType.BOOLEAN)


def asking(what: str, about: str, *, yes_or_no: bool) -> str:
    """A question made of what an attribute or relation is described by, where it has none of its own.

    A description is a clause (`when a request came in`), what holds or not (`involves profiling`), or a noun.
    """
    said = what.partition(";")[0]
    first, second = (*said.split(" "), "")[:2]
    if first in _ASKING or (first in _BEFORE_ASKING and second in _ASKING):
        return f"Is it known of {about} {said}?"
    return f"Is this so of {about}: {said}?" if yes_or_no else f"What is known of {about} about {said}?"
