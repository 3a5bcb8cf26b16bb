"""The places behind a finding: what stands there, who says it, and what it tells."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.engine.judgement import Ground
from policyengine.findings import Evidence, RecordName
from policyengine.register.records import Record, Statement
from policyengine.spans import Files, Place, Span
from policyengine.triage.wording import LAW, attribute_in_words, name_of, names_a_member, tells, values_in_words

_MOST = 6


class Places:
    """Resolves places of facts and of law tables, which are numbered apart."""

    def __init__(self, facts: Files, law: Files) -> None:
        self._facts = facts
        self._law = law

    def span(self, record: Record, place: Place) -> Span:
        """Where a statement about `record` stands."""
        return self._files(record).span(place)

    def line(self, record: Record, place: Place) -> str:
        """The line of text at a place, without its end."""
        return self._files(record).line(place)

    def name(self, record: Record) -> RecordName:
        """A record as reports name it, at the place where it is first written."""
        return RecordName(record.kind, record.key, name_of(record), self.span(record, record.existence.place))

    def texts(self) -> dict[str, str]:
        """Every text that was read, by the path that spans name."""
        both = (self._law, self._facts)
        return {path: text for files in both for path, text in zip(files.paths, files.texts, strict=True) if path}

    def _files(self, record: Record) -> Files:
        return self._law if record.kind.startswith(LAW) else self._facts


def source_of(statement: Statement) -> str:
    """The citation of a statement, or that the register itself says it; for a row of a law table its authority."""
    if statement.citation is None:
        return "the register"
    source = statement.citation.source
    if source.key.startswith(LAW):
        return f"{source.title}, checked {source.checked_on}" if source.checked_on else source.title
    return str(statement.citation)


def evidence(grounds: Iterable[Ground], places: Places) -> tuple[Evidence, ...]:
    """At most six lines of evidence: both sides of a conflict first, each place once, presumptions last.

    A value and the record it is said of are both named; several records with the same source,
    attribute and value share one line.
    """
    shown: dict[tuple[str, str, str], tuple[Ground, Evidence, int]] = {}
    for ground in grounds:
        if goes_without_saying(ground):
            continue
        key = _alike(ground)
        if key in shown:
            first, line, more = shown[key]
            shown[key] = (first, line, more + (ground.record is not first.record))
        else:
            shown[key] = (ground, _line(ground, places), 0)
    lines = [_and_more(ground, line, more) for ground, line, more in shown.values()]
    return tuple(_both_sides(lines, [ground for ground, _, _ in shown.values()])[:_MOST])


def goes_without_saying(ground: Ground) -> bool:
    """Whether a ground is no news: that a record exists, is a member or is who it is, that the law applies at all."""
    record = ground.record
    if ground.statement is None:
        return record.kind == "register"
    if not ground.attribute or names_a_member(ground) or ground.statement.place == record.existence.place:
        return True
    links = record.links.get(ground.attribute, ())
    return bool(ground.statement.values) and any(link.target.title == record.title for link in links)


def _alike(ground: Ground) -> tuple[str, str, str]:
    if ground.statement is None:
        return ("", ground.because, "")
    return (ground.attribute, values_in_words(ground.statement), source_of(ground.statement))


def _line(ground: Ground, places: Places) -> Evidence:
    statement = ground.statement
    if statement is None:
        return Evidence(Span("", 0, 0), "", "the law", "presumed", tells(ground), ground.tells)
    grade = statement.grade.value
    return Evidence(
        places.span(ground.record, statement.place),
        places.line(ground.record, statement.place),
        source_of(statement),
        grade,
        tells(ground),
        ground.tells,
    )


def _and_more(ground: Ground, line: Evidence, more: int) -> Evidence:
    if not more or ground.statement is None:
        return line
    others = f"{more} other" + ("s" if more > 1 else "")
    attribute = attribute_in_words(ground.attribute)
    said = f"{attribute} of {name_of(ground.record)} and {others}: {values_in_words(ground.statement)}"
    return line._replace(tells=said)


def _both_sides(lines: list[Evidence], grounds: list[Ground]) -> list[Evidence]:
    """The lines that tell false and those that tell true in turn, so that a cut never hides one side."""
    against = [line for line, ground in zip(lines, grounds, strict=True) if not ground.tells]
    in_favour = [line for line, ground in zip(lines, grounds, strict=True) if ground.tells]
    mixed = [line for pair in zip(against, in_favour, strict=False) for line in pair]
    shorter = min(len(against), len(in_favour))
    return mixed + against[shorter:] + in_favour[shorter:]
