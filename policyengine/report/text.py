"""The report as a person reads it in a terminal: findings, what they rest on, what to ask next, counts."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Compared, Finding, Outcome, Question, Verdicted
from policyengine.report.asking import decides
from policyengine.report.block import block, law
from policyengine.report.comparing import compared_words, nothing_found
from policyengine.report.coverage import coverage
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint
from policyengine.report.waived import stale_lines, waived_lines

_TOP_QUESTIONS = 3
_NAMED = 6


def text(outcome: Outcome, paint: Paint) -> str:
    """The whole report, each register apart, its findings worst first."""
    lines: list[str] = []
    for register in outcome.registers:
        mine = [finding for finding in outcome.findings if finding.register == register]
        lines += _register(register, mine, outcome.compared, paint)
    lines += _verdicts(outcome.verdicts, paint)
    lines += _questions(outcome.questions, outcome.questions_left_out, paint)
    lines += stale_lines(outcome, paint)
    lines += _footer(outcome, paint)
    return "\n".join(inert(line.rstrip()) for line in lines) + "\n"


def _register(slug: str, findings: list[Finding], compared: Compared | None, paint: Paint) -> Iterator[str]:
    yield paint.rule(slug)
    yield ""
    shown = [finding for finding in findings if finding.listed]
    if not shown:
        yield f"{nothing_found(findings, compared).capitalize()}."
        yield ""
    for finding in shown:
        yield from block(finding, paint)
        yield ""
    yield from waived_lines(findings, paint)
    yield from _folded([finding for finding in findings if finding.folded], paint)


def _folded(findings: list[Finding], paint: Paint) -> Iterator[str]:
    """One counted line for each duty that the sources at hand never show."""
    if not findings:
        return
    yield "Open, but nothing that the sources of this register would show:"
    for finding in findings:
        said = f"{finding.title} ({law(finding.provisions)}; {finding.rule})"
        yield from paint.wrapped(said, f"  {len(finding.records):>4} × ")
    yield ""


def _verdicts(verdicts: list[Verdicted], paint: Paint) -> Iterator[str]:
    """With `--all`: every rule on every record."""
    if not verdicts:
        return
    yield paint.rule("Every verdict")
    yield ""
    for judged in verdicts:
        applied = f" ({judged.if_applied} if it applies)" if judged.if_applied else ""
        by = f" (by {judged.exception})" if judged.exception else ""
        record = safe(f"{judged.register}:{judged.record.key}")
        yield f"{judged.verdict}{applied}{by}  {judged.severity}  {judged.rule}  {record}"
    yield ""


def _questions(questions: list[Question], left_out: int, paint: Paint) -> Iterator[str]:
    if not questions:
        return
    yield paint.rule("What to ask next")
    yield ""
    for question in questions[:_TOP_QUESTIONS]:
        yield from question_lines(question, paint)
    if len(questions) > _TOP_QUESTIONS:
        more = f"; {left_out} more decide less (`--all`)" if left_out else ""
        yield f"  `policyengine questions` shows {len(questions)}{more}"
    yield ""


def question_lines(question: Question, paint: Paint) -> Iterator[str]:
    """One question, and what its answer decides."""
    yield from paint.wrapped(question.text, "  ? ")
    yield f"    {safe(question.register)}: {decides(question)}"


def _footer(outcome: Outcome, paint: Paint) -> Iterator[str]:
    total = sum(outcome.counts.values())
    shown = ", ".join(f"{count} {verdict}" for verdict, count in outcome.counts.items() if count)
    yield paint.rule("Counts")
    yield ""
    yield from paint.wrapped(f"Facts and law as of {outcome.as_of.isoformat()}.", "")
    verdicts = "1 verdict" if total == 1 else f"{total} verdicts"
    yield from paint.wrapped(f"{verdicts} (rules × records): {shown}.", "")
    if outcome.compared is not None:
        yield from paint.wrapped(compared_words(outcome.compared), "")
    if outcome.checkable:
        yield from paint.wrapped(coverage(outcome), "")
    if outcome.without_record:
        found = f"{_rules(outcome.without_record)} found no record to judge"
        yield from paint.wrapped(f"{found}: {_few(outcome.without_record)}", "")
    if outcome.not_in_force:
        idle = f"{_rules(outcome.not_in_force)} not in force on {outcome.as_of.isoformat()}, and not judged"
        yield from paint.wrapped(f"{idle}: {_few(outcome.not_in_force)}", "")
    if outcome.not_checked and not outcome.only_chosen:
        yield from paint.wrapped(f"Not checked: {_few(outcome.not_checked)}", "")


def _rules(names: list[str]) -> str:
    return "1 rule" if len(names) == 1 else f"{len(names)} rules"


def _few(names: list[str]) -> str:
    shown = law(names[:_NAMED])
    return shown + (f" and {len(names) - _NAMED} more (`--format json` lists them)" if len(names) > _NAMED else "")
