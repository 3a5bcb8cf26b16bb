"""What is wrong with the input: every problem at its place, with the line and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policyengine.errors import Problem
from policyengine.report.excerpt import excerpt
from policyengine.report.sanitise import inert
from policyengine.report.terminal import Paint
from policyengine.spans import Files, Span


def problems_text(problems: Iterable[Problem], read: Iterable[Files], paint: Paint) -> str:
    """All problems in order; `read` holds the files in which they stand."""
    sources = list(read)
    return "\n".join(inert(line) for problem in problems for line in _problem(problem, sources, paint)) + "\n"


def _problem(problem: Problem, read: list[Files], paint: Paint) -> Iterator[str]:
    yield from paint.placed(str(problem.span), problem.message)
    line = _line(problem.span, read)
    if line.strip():
        gutter = len(str(problem.span.line)) + 1
        yield from excerpt(line, problem.span.line, problem.span.column, problem.hint, gutter, paint)
    elif problem.hint:
        yield from paint.wrapped(problem.hint, "  ")


def _line(span: Span, read: list[Files]) -> str:
    """The line as it was read; empty where the file could not be read."""
    return next((files.line_of(span) for files in read if span.path in files.paths), "")
