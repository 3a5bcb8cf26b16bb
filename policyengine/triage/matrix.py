"""What several scenarios make of the same verdicts: a row for everything that any of them changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.matrices import Row
from policyengine.triage.turning import Case
from policyengine.triage.wording import name_of

_About = tuple[str, str, str]
"""Register, rule and record."""
_WORST = (Verdict.VIOLATED, Verdict.CONTRADICTORY, Verdict.NOT_STATED, Verdict.UNDETERMINED)
_NO_FINDING = len(_WORST)


def rows(base: Case, heads: Sequence[Case]) -> list[Row]:
    """Everything of which `base` and any of `heads` report something else; what all treat alike in one row."""
    cases = [base, *heads]
    found = [_findings(case) for case in cases]
    differing = {
        about
        for after in found[1:]
        for about in found[0].keys() | after.keys()
        if _state(found[0].get(about)) != _state(after.get(about))
    }
    beside = [_all_of(case, differing) for case in cases]
    alike: dict[tuple[object, ...], list[_About]] = {}
    for about in sorted(differing):
        register, rule, _ = about
        told = tuple(_told(all_of.get(about), rule, case) for all_of, case in zip(beside, cases, strict=True))
        alike.setdefault((_rank(about, beside), rule, register, told), []).append(about)
    return [_row(abouts, told, cases, beside) for (_, _, _, told), abouts in sorted(alike.items(), key=_first)]


def _first(item: tuple[tuple[object, ...], list[_About]]) -> tuple[str, ...]:
    (rank, *_), abouts = item
    return str(rank), abouts[0][1], abouts[0][0], abouts[0][2]


def _findings(case: Case) -> dict[_About, Judgement]:
    return {_about(j): j for slug in sorted(case.facts.registers) for j in case.judgements.worth_reading(slug)}


def _all_of(case: Case, wanted: set[_About]) -> dict[_About, Judgement]:
    """The judgements that are wanted, findings or not."""
    registers = sorted({register for register, _, _ in wanted} & case.facts.registers.keys())
    return {_about(j): j for slug in registers for j in case.judgements.of(slug) if _about(j) in wanted}


def _about(judgement: Judgement) -> _About:
    return judgement.register, judgement.rule.id, judgement.record.key


def _state(judgement: Judgement | None) -> tuple[object, ...]:
    return () if judgement is None else (judgement.verdict, judgement.if_applied, judgement.severity)


def _rank(about: _About, beside: Sequence[dict[_About, Judgement]]) -> str:
    """How bad it would be at worst, as a text that sorts."""
    ranks = [_one_rank(all_of[about]) for all_of in beside[1:] if about in all_of]
    return "".join(f"{number:02}" for number in min(ranks, default=(_NO_FINDING, 0)))


def _one_rank(judgement: Judgement) -> tuple[int, int]:
    verdict = judgement.verdict
    return (_WORST.index(verdict) if verdict in _WORST else _NO_FINDING), judgement.severity.rank


def _told(judgement: Judgement | None, rule: str, case: Case) -> str:
    """A verdict in words; of a finding with its severity."""
    if judgement is None:
        return "no such record" if rule in case.program.rules else "no such rule"
    if judgement.verdict not in _WORST:
        return judgement.verdict.value
    return f"{judgement.verdict.value}, {judgement.severity.value}"


def _row(abouts: list[_About], told: object, cases: Sequence[Case], beside: Sequence[dict[_About, Judgement]]) -> Row:
    register, rule, _ = abouts[0]
    titles = (case.program.rules[rule].title for case in cases if rule in case.program.rules)
    assert isinstance(told, tuple)  # noqa: S101 - INVARIANT: as it was put there
    before, *after = told
    return Row(rule, next(titles), register, tuple(_names(abouts, beside)), before, tuple(after))


def _names(abouts: Sequence[_About], beside: Sequence[dict[_About, Judgement]]) -> Iterator[str]:
    for about in abouts:
        yield next(name_of(all_of[about].record) for all_of in beside if about in all_of)
