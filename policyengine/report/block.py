"""One finding as a block of text: what is wrong, where, what stands there and who says it, what now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyengine.findings import Evidence, Finding, Related, RuleCard
from policyengine.report.excerpt import excerpt
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint

_COLOURS = {"violated": "red", "contradictory": "yellow", "not stated": "blue", "undetermined": "blue"}
_OPEN = ("not stated", "undetermined")
_MOST_RELATED = 4
_MOST_PROVISIONS = 6


def block(finding: Finding, paint: Paint) -> Iterator[str]:
    """The lines of a finding: a few where something is only missing, otherwise with the evidence."""
    verdict = paint(finding.verdict, _COLOURS[finding.verdict], "bold")
    applied = f" ({finding.if_applied} if it applies)" if finding.if_applied else ""
    yield f"{verdict}{applied} {finding.severity} {paint(safe(finding.rule), 'bold')}{advice(finding)}"
    yield from paint.wrapped(finding.title, "  ")
    if finding.verdict in _OPEN and finding.missing:
        yield from _open(finding, paint)
    else:
        yield from _told(finding, paint)
    yield from _also(finding.related, paint)


def advice(finding: Finding | Related | RuleCard) -> str:
    """That it fails no run, where the policy file says so."""
    return " (advice)" if finding.advice else ""


def law(provisions: Iterable[str]) -> str:
    """Provisions with each act named once: `GDPR 44, 45(1), 46(1)`."""
    cited = list(provisions)
    shown, act = [], ""
    for provision in cited[:_MOST_PROVISIONS]:
        before, _, article = provision.rpartition(" ")
        shown.append(article if before and before == act else provision)
        act = before
    more = len(cited) - _MOST_PROVISIONS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _open(finding: Finding, paint: Paint) -> Iterator[str]:
    """What nobody says, and of what."""
    yield from paint.wrapped(finding.message, "  ")
    yield f"  --> {finding.location}"
    yield from _note("missing", "; ".join(finding.missing), paint)
    yield from _note("law", law(finding.provisions), paint)


def _told(finding: Finding, paint: Paint) -> Iterator[str]:
    """What is said, where it stands, and how to mend it."""
    yield from paint.wrapped(finding.message, "  ")
    here = [line for line in finding.evidence if line.span == finding.location]
    gutter = max((len(str(line.span.line)) for line in finding.evidence), default=1) + 1
    yield f"  --> {finding.location}"
    for line in here:
        yield from _evidence(line, gutter, paint)
    for line in finding.evidence:
        if line in here:
            continue
        if not line.span.path:
            yield from _note("presumed", line.tells.removeprefix("presumed: "), paint)
            continue
        yield f"  ::: {line.span}"
        yield from _evidence(line, gutter, paint)
    yield from _note("law", law(finding.provisions), paint)
    yield from _note("expects", finding.expects, paint)
    yield from _note("repair", finding.remedy, paint)


def _evidence(line: Evidence, gutter: int, paint: Paint) -> Iterator[str]:
    grade = "" if line.grade == "stated" else f", {line.grade}"
    label = f"{line.tells} [{line.source}{grade}]"
    return excerpt(line.excerpt, line.span.line, line.span.column, label, gutter, paint)


def _also(related: Iterable[Related], paint: Paint) -> Iterator[str]:
    others = list(dict.fromkeys(related))
    for other in others[:_MOST_RELATED]:
        yield from _note("also", f"{other.verdict}: {other.title} ({other.rule}){advice(other)}", paint)
    if len(others) > _MOST_RELATED:
        yield from _note("also", f"{len(others) - _MOST_RELATED} more that follow from it", paint)


def _note(name: str, said: str, paint: Paint) -> list[str]:
    return paint.wrapped(said, f"   = {name:<8} ")
