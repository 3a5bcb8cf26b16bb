"""The report as a person reads it in a terminal: what is wrong, where, why, what now."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from policyengine.findings import Finding, Outcome, Question
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint

WIDTH = 110
_COLOURS = {"violated": "red", "contradictory": "yellow", "not stated": "blue", "undetermined": "blue"}
_TOP_QUESTIONS = 3
_NAMED = 6


def text(outcome: Outcome, paint: Paint) -> str:
    """The whole report, findings worst first, each register apart."""
    lines: list[str] = []
    for register in outcome.registers:
        mine = [finding for finding in outcome.findings if finding.register == register]
        lines += _register(register, mine, paint)
    lines += _questions(outcome.questions, paint)
    lines += _footer(outcome, paint)
    return "\n".join(lines) + "\n"


def _register(slug: str, findings: list[Finding], paint: Paint) -> Iterator[str]:
    yield paint(f"── {safe(slug)} " + "─" * max(4, 80 - len(slug)), "dim")
    yield ""
    shown = [finding for finding in findings if not finding.folded]
    if not shown:
        yield "Nothing found."
        yield ""
    for finding in shown:
        yield from _finding(finding, paint)
        yield ""
    yield from _folded([finding for finding in findings if finding.folded], paint)


def _finding(finding: Finding, paint: Paint) -> Iterator[str]:
    verdict = paint(finding.verdict, _COLOURS[finding.verdict], "bold")
    applied = f" (if it applies: {finding.if_applied})" if finding.if_applied else ""
    yield f"{verdict}{applied} {finding.severity} {paint(finding.rule, 'bold')}"
    yield f"  {safe(finding.title)}"
    brief = finding.verdict in ("not stated", "undetermined")
    yield from _wrapped("  ", finding.message)
    if brief:
        yield from _places(finding)
    else:
        yield from _main_place(finding)
        yield from _evidence(finding)
    yield from _notes(finding, brief)


def _places(finding: Finding) -> Iterator[str]:
    yield f"  --> {finding.location}" + _more_records(finding)


def _more_records(finding: Finding) -> str:
    count = len(finding.records)
    return f"  ({count} records)" if count > 1 else ""


def _main_place(finding: Finding) -> Iterator[str]:
    yield f"  --> {finding.location}" + _more_records(finding)
    if len(finding.records) > 1:
        names = [safe(record.title) for record in finding.records]
        shown = ", ".join(dict.fromkeys(names[:_NAMED]))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield from _wrapped("      concerns: ", shown + more)


def _evidence(finding: Finding) -> Iterator[str]:
    """Each place with its line; what it tells and who says it underneath. The main place is not named again."""
    here = finding.location
    for line in sorted(finding.evidence, key=lambda line: line.span != here):
        if not line.span.path:
            yield from _wrapped("  ::: ", line.tells)
            continue
        if line.span != here:
            yield f"  ::: {line.span}"
        excerpt = textwrap.shorten(safe(line.excerpt), WIDTH - 10, placeholder=" …")
        yield f"  {line.span.line:>5} | {excerpt}"
        grade = "" if line.grade == "stated" else f", {line.grade}"
        yield from _wrapped("        | ^ ", f"{line.tells}  [{line.source}{grade}]", "        |   ")


def _notes(finding: Finding, brief: bool) -> Iterator[str]:
    yield from _note("law", ", ".join(finding.provisions))
    if finding.expects:
        yield from _note("expects", finding.expects)
    if finding.remedy and not brief:
        yield from _note("repair", finding.remedy)
    if finding.related:
        also = [f"{related.rule} ({related.verdict})" for related in finding.related]
        yield from _note("also", ", ".join(dict.fromkeys(also)))


def _note(name: str, said: str) -> Iterator[str]:
    yield from _wrapped(f"   = {name:<8}", said, " " * 13)


def _wrapped(first: str, said: str, then: str | None = None) -> list[str]:
    rest = " " * len(first) if then is None else then
    return textwrap.wrap(safe(said), WIDTH, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]


def _folded(findings: list[Finding], paint: Paint) -> Iterator[str]:
    """One counted line for each duty that the sources at hand never show."""
    if not findings:
        return
    yield paint("Open, and never shown by the sources of this register:", "dim")
    counted: Counter[tuple[str, str, str]] = Counter()
    for finding in findings:
        counted[(finding.rule, finding.title, ", ".join(finding.provisions))] += len(finding.records)
    for (rule, title, provisions), count in sorted(counted.items()):
        yield f"  {count:>4} × {safe(title)}  ({provisions}; {rule})"
    yield ""


def _questions(questions: list[Question], paint: Paint) -> Iterator[str]:
    if not questions:
        return
    yield paint("── What to ask next " + "─" * 65, "dim")
    yield ""
    for question in questions[:_TOP_QUESTIONS]:
        yield from question_lines(question)
    more = len(questions) - _TOP_QUESTIONS
    if more > 0:
        yield f"  {more} more: policyengine questions"
    yield ""


def question_lines(question: Question) -> Iterator[str]:
    """One question, and what its answer decides."""
    verdicts = "verdict" if question.decides == 1 else "verdicts"
    bad = (
        f", {question.would_violate} of which could turn out violated or contradictory"
        if question.would_violate
        else ""
    )
    yield from _wrapped("  ? ", question.text)
    yield f"    {safe(question.register)}: decides {question.decides} {verdicts}{bad}"


def _footer(outcome: Outcome, paint: Paint) -> Iterator[str]:
    total = sum(outcome.counts.values())
    shown = [f"{count} {verdict}" for verdict, count in outcome.counts.items() if count]
    yield paint("── Counts " + "─" * 75, "dim")
    yield ""
    yield f"Facts and law as of {outcome.as_of.isoformat()}; {total} verdicts (rules × records): {', '.join(shown)}."
    yield f"Checks {outcome.checked} of {outcome.checkable} provisions of the GDPR that can be checked on a register."
    if outcome.without_record:
        count = len(outcome.without_record)
        rules = "1 rule" if count == 1 else f"{count} rules"
        yield f"{rules} found no record to judge: {_few(outcome.without_record)}"
    if outcome.not_checked:
        yield f"Not checked: {_few(outcome.not_checked)}"


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown + (f" and {len(names) - _NAMED} more (--format json lists them)" if len(names) > _NAMED else "")
