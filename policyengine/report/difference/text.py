"""A difference as a person reads it in a terminal: introduced, changed and resolved findings, then the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyengine.differences import Comparison, FactChange, Shift, Side, Turned, Turning
from policyengine.findings import Finding
from policyengine.report.block import block, law
from policyengine.report.difference.relying import relied
from policyengine.report.difference.wording import (
    Showing,
    beside,
    compared,
    counted,
    gone,
    headed,
    marked,
    now,
    place,
    shifted,
    showing,
    standing,
    state,
    statements,
    suppositions,
    turned,
)
from policyengine.report.sanitise import inert, safe
from policyengine.report.terminal import Paint

_COLOURS = {"added": "green", "removed": "red", "changed": "yellow"}
_MOST_TURNINGS = 4
_UNSHOWN = "Open, but nothing that the sources of the register would show:"
_WAS_UNSHOWN = "Was open, though nothing that the sources of the register would show:"


def text(comparison: Comparison, paint: Paint) -> str:
    """The whole report, worst first in each part."""
    found = comparison.difference
    how = showing(comparison)
    lines = [*paint.wrapped(headed(comparison), "")]
    for said, changes in suppositions(comparison):
        lines += paint.wrapped(said, "  ")
        lines += [line for change in changes for line in paint.wrapped(change, "    ", "      ")]
    lines += [*paint.wrapped(compared(comparison), ""), *paint.wrapped(relied(comparison.reliance), ""), ""]
    lines += _findings("Introduced", found.introduced, "head", paint, how)
    lines += _shifts(found.changed, paint, how)
    lines += _findings(gone(found), found.resolved, "base", paint, how)
    lines += _facts(found.facts, paint, how.at)
    lines += [paint.rule("Counts"), "", *paint.wrapped(counted(found), "")]
    return "\n".join(inert(line.rstrip()) for line in lines) + "\n"


def _findings(heading: str, some: Sequence[Turned], side: Side, paint: Paint, how: Showing) -> Iterator[str]:
    """Introduced ones with all they rest on, resolved ones in brief, since there is nothing left to repair."""
    if not some:
        return
    yield paint.rule(heading)
    yield ""
    for one in some:
        if one.finding.folded:
            continue
        yield from block(one.finding, paint) if side == "head" else _brief(one.finding, paint, how.at)
        yield from _register(one.finding, paint, how)
        yield from _note("before", ", ".join(one.was), paint) if side == "head" else _note("now", now(one.was), paint)
        if one.finding.waiver is not None:
            yield from _note("waived", f"until {one.finding.waiver.expires.isoformat()}", paint)
        yield from _turnings(beside(one.turned_by, one.finding) if side == "head" else one.turned_by, paint, how.at)
        yield ""
    folded = [one for one in some if one.finding.folded]
    if side == "head":
        yield from _folded([(one.finding, "") for one in folded], _UNSHOWN, paint, how)
    else:
        yield from _folded([(one.finding, f"; now {now(one.was)}") for one in folded], _WAS_UNSHOWN, paint, how)


def _brief(finding: Finding, paint: Paint, at: str) -> Iterator[str]:
    yield f"{state(finding).replace(', ', ' ')} {paint(safe(finding.rule), 'bold')}"
    yield from paint.wrapped(finding.title, "  ")
    yield from paint.wrapped(finding.message, "  ")
    yield f"  ::: {place(finding.location, 'base', at)}"


def _shifts(shifts: Sequence[Shift], paint: Paint, how: Showing) -> Iterator[str]:
    shown = [shift for shift in shifts if not shift.after.folded or not shift.before.folded]
    if not shifts:
        return
    yield paint.rule("Changed")
    yield ""
    for shift in shown:
        yield from block(shift.after, paint)
        yield from _register(shift.after, paint, how)
        yield from _note("changed", shifted(shift), paint)
        where = place(shift.before.location, "base", how.at)
        yield from _note("before", f"{shift.before.message} ({where})", paint, where)
        yield from _turnings(beside(shift.turned_by, shift.after), paint, how.at)
        yield ""
    yield from _folded([(shift.after, "") for shift in shifts if shift not in shown], _UNSHOWN, paint, how)


def _register(finding: Finding, paint: Paint, how: Showing) -> list[str]:
    return _note("register", finding.register, paint) if how.several else []


def _folded(some: Sequence[tuple[Finding, str]], heading: str, paint: Paint, how: Showing) -> Iterator[str]:
    """Findings that are only counted, each with what is added to it."""
    if not some:
        return
    yield heading
    for finding, more in some:
        where = f"{finding.register}; " if how.several else ""
        said = f"{finding.title} ({where}{law(finding.provisions)}; {finding.rule}){more}"
        yield from paint.wrapped(said, f"  {len(finding.records):>4} × ")
    yield ""


def _turnings(turned_by: Sequence[Turning], paint: Paint, at: str) -> Iterator[str]:
    for turning in turned_by[:_MOST_TURNINGS]:
        where = place(turning.span, turning.side, at) if turning.span is not None else ""
        yield from _note("turned", turned(turning, at), paint, where)
    if len(turned_by) > _MOST_TURNINGS:
        yield from _note("turned", f"{len(turned_by) - _MOST_TURNINGS} more", paint)


def _note(name: str, said: str, paint: Paint, kept: str = "") -> list[str]:
    return paint.wrapped(said, f"   = {name:<8} ", kept=kept)


def _facts(facts: Sequence[FactChange], paint: Paint, at: str) -> Iterator[str]:
    if not facts:
        return
    yield paint.rule("Facts")
    yield ""
    for fact in facts:
        yield paint(safe(marked(fact)), _COLOURS[fact.change])
        yield from paint.wrapped(f"{standing(fact)}  {place(fact.record.span, fact.side, at)}".rstrip(), "    ")
        for said in statements(fact, at):
            yield from paint.wrapped(said, "    ", "      ")
    yield ""
