"""What is worth asking next: the statements that are missing, ranked by what they decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policyengine.engine.judgement import Verdict
from policyengine.findings import Question
from policyengine.register.model.kinds import KINDS, attributes_of, relations_of
from policyengine.register.records import Record, Register
from policyengine.rules.program import Breach
from policyengine.triage.causes import Judged
from policyengine.triage.evidence import Places
from policyengine.triage.wording import attribute_in_words, several


@dataclass(slots=True)
class _Gap:
    records: dict[str, Record] = field(default_factory=dict)
    verdicts: set[tuple[str, str]] = field(default_factory=set)
    bad: set[tuple[str, str]] = field(default_factory=set)


def questions_of(judged: Iterable[Judged], register: Register, places: Places) -> list[Question]:
    """The questions of one register: the most decisive first, then by kind and attribute."""
    gaps: dict[tuple[str, str], _Gap] = {}
    for one in judged:
        if one.judgement.verdict not in (Verdict.NOT_STATED, Verdict.UNDETERMINED):
            continue
        verdict = (one.judgement.rule.id, one.judgement.record.key)
        for missing in one.missing:
            gap = gaps.setdefault((missing.record.kind, missing.attribute), _Gap())
            gap.records[missing.record.key] = missing.record
            gap.verdicts.add(verdict)
            if _could_be_bad(one):
                gap.bad.add(verdict)
    found = [_question(kind, attribute, gap, register, places) for (kind, attribute), gap in gaps.items()]
    return sorted(found, key=lambda q: (-q.would_violate, -q.decides, q.kind, q.attribute))


def _could_be_bad(judged: Judged) -> bool:
    """Whether an answer alone can turn the verdict into violated or contradictory."""
    judgement = judged.judgement
    if judgement.verdict is Verdict.UNDETERMINED:
        return judgement.if_applied in (Verdict.VIOLATED, Verdict.CONTRADICTORY)
    return judgement.rule.breach_means is not Breach.NOT_STATED and len({m.attribute for m in judged.missing}) == 1


def _question(kind: str, attribute: str, gap: _Gap, register: Register, places: Places) -> Question:
    records = [gap.records[key] for key in sorted(gap.records)]
    return Question(
        register=register.slug,
        kind=kind,
        attribute=attribute,
        text=_text(kind, attribute, several([record.title for record in records])),
        records=tuple(places.name(record) for record in records),
        decides=len(gap.verdicts),
        would_violate=len(gap.bad),
        rules=tuple(sorted({rule for rule, _ in gap.verdicts})),
    )


def _text(kind: str, attribute: str, about: str) -> str:
    declared = attributes_of(kind).get(attribute) or relations_of(kind).get(attribute) if kind in KINDS else None
    if declared is not None and declared.question:
        return declared.question.replace("{record}", about)
    what = declared.describes if declared is not None else attribute_in_words(attribute)
    return f"What is stated of {about}: {what}?"
