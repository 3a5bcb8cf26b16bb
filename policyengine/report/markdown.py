"""One page an organisation in Markdown: what was found, what remains open, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.findings import Evidence, Finding, Outcome, Question
from policyengine.report.block import law
from policyengine.report.sanitise import in_markdown as _text

_MOST_RECORDS = 8
_MOST_EVIDENCE = 4
_ORDER = ("violated", "contradictory", "undetermined", "not stated")
_HEADINGS = {
    "violated": "Violated: the sources themselves say so",
    "contradictory": "Contradictory: sources, or two lines of one source, say both",
    "undetermined": "Undetermined: violated or contradictory if the rule applies",
    "not stated": "Not stated: the law asks it and no source says it",
}


def markdown(outcome: Outcome) -> str:
    """A page for each register, in their order."""
    lines = [
        "# What policyengine says of the organisations",
        "",
        f"Facts and law as of {outcome.as_of.isoformat()}. Generated from the verdicts (`make docs`); the registers are"
        " readings of published notices, so whatever a notice does not tell is open here.",
        "",
    ]
    for register in outcome.registers:
        findings = [finding for finding in outcome.findings if finding.register == register]
        questions = [question for question in outcome.questions if question.register == register]
        lines += _page(outcome.titles.get(register, register), register, findings, questions)
    return "\n".join(lines).rstrip() + "\n"


def _page(title: str, slug: str, findings: list[Finding], questions: list[Question]) -> Iterator[str]:
    shown = [finding for finding in findings if not finding.folded]
    counts = [(verdict, sum(finding.verdict == verdict for finding in shown)) for verdict in _ORDER]
    yield f"## {_text(title)}"
    yield ""
    yield f"Register `{slug}`: " + ", ".join(f"{count} {verdict}" for verdict, count in counts) + "."
    yield ""
    for verdict in _ORDER:
        of_verdict = [finding for finding in shown if finding.verdict == verdict]
        if of_verdict:
            yield f"### {_HEADINGS[verdict]}"
            yield ""
            for finding in of_verdict:
                yield from _brief(finding) if verdict == "not stated" else _finding(finding)
            yield ""
    yield from _folded([finding for finding in findings if finding.folded])
    yield from _questions(questions)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"- **{_text(finding.title)}** ({finding.severity}; {_text(law(finding.provisions))})<br>"
    yield f"  {_text(finding.message)}." + _records(finding)
    for line in finding.evidence[:_MOST_EVIDENCE]:
        yield f"  - {_evidence(line)}"


def _brief(finding: Finding) -> Iterator[str]:
    missing = f" Missing: {_text('; '.join(finding.missing))}." if finding.missing else ""
    yield f"- **{_text(finding.title)}** ({finding.severity}; {_text(law(finding.provisions))})<br>"
    yield f"  {_text(finding.message)}.{missing}"


def _records(finding: Finding) -> str:
    names = list(dict.fromkeys(record.title for record in finding.records))
    if len(names) < 2:
        return ""
    more = f" and {len(names) - _MOST_RECORDS} more" if len(names) > _MOST_RECORDS else ""
    return f" Concerns {_text(', '.join(names[:_MOST_RECORDS]))}{more}."


def _evidence(line: Evidence) -> str:
    grade = "" if line.grade == "stated" else f", {line.grade}"
    return f"{_text(line.tells)} *({_text(line.source)}{grade})*"


def _folded(findings: list[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield "### Open, but nothing that these sources would show"
    yield ""
    for finding in findings:
        yield f"- {len(finding.records)} × {_text(finding.title)} ({_text(law(finding.provisions))})"
    yield ""


def _questions(questions: list[Question]) -> Iterator[str]:
    if not questions:
        return
    yield "### What to ask next"
    yield ""
    for question in questions:
        verdicts = "1 verdict" if question.decides == 1 else f"{question.decides} verdicts"
        yield f"- {_text(question.text)} Decides {verdicts}."
    yield ""
