"""A summary of a job in Markdown: counts for each register, the worst findings with their lines, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Finding, Outcome, Question
from policyengine.report.block import advice, law
from policyengine.report.comparing import compared_words, nothing_found
from policyengine.report.coverage import coverage
from policyengine.report.sanitise import in_markdown
from policyengine.report.waived import stale_in_markdown, waived_in_markdown

_MOST_FINDINGS = 50
_MOST_QUESTIONS = 3
_ORDER = ("violated", "contradictory", "not stated", "undetermined")


def summary(outcome: Outcome) -> str:
    """The whole summary. It stays far below the mebibyte that GitHub takes for a step."""
    shown = [finding for finding in outcome.findings if finding.listed]
    lines = [
        "## policyengine",
        "",
        f"Facts and law as of {outcome.as_of.isoformat()}. {coverage(outcome)}",
        "",
        *([compared_words(outcome.compared), ""] if outcome.compared is not None else []),
        *_registers(outcome, shown),
        "",
        *stale_in_markdown(outcome),
        *_findings(shown, outcome),
        *waived_in_markdown(outcome.findings),
        *_questions(outcome.questions),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _registers(outcome: Outcome, shown: list[Finding]) -> Iterator[str]:
    yield f"| Findings | {' | '.join(_ORDER)} | open, never shown by these sources |"
    yield "|---|" + "---:|" * (len(_ORDER) + 1)
    for register in outcome.registers:
        mine = [finding.verdict for finding in shown if finding.register == register]
        folded = sum(finding.folded and finding.register == register for finding in outcome.findings)
        counts = [mine.count(verdict) for verdict in _ORDER]
        title = in_markdown(outcome.titles.get(register, register))
        yield f"| {title} | {' | '.join(str(count) for count in (*counts, folded))} |"


def _findings(shown: list[Finding], outcome: Outcome) -> Iterator[str]:
    if not shown:
        yield f"{nothing_found(outcome.findings, outcome.compared).capitalize()}."
        yield ""
        return
    yield "| Verdict | Severity | Rule | What | Where |"
    yield "|---|---|---|---|---|"
    for finding in shown[:_MOST_FINDINGS]:
        title = f"**{in_markdown(finding.title)}** ({in_markdown(law(finding.provisions))})"
        where = in_markdown(f"{finding.location.path}:{finding.location.line}")
        what = f"{title}<br>{in_markdown(finding.message)}"
        severity = f"{finding.severity}{advice(finding)}"
        yield f"| {finding.verdict} | {severity} | {in_markdown(finding.rule)} | {what} | {where} |"
    yield ""
    if len(shown) > _MOST_FINDINGS:
        yield f"{len(shown) - _MOST_FINDINGS} more findings are less grave."
        yield ""


def _questions(questions: list[Question]) -> Iterator[str]:
    if questions:
        yield "### What to ask next"
        yield ""
        for question in questions[:_MOST_QUESTIONS]:
            verdicts = "1 verdict" if question.decides == 1 else f"{question.decides} verdicts"
            yield f"- {in_markdown(question.text)} Decides {verdicts}."
