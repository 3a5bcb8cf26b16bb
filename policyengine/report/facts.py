"""Records as they are judged: every statement with its source, every relation with what it leads to."""

from __future__ import annotations

from collections.abc import Iterator

from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Record, Register
from policyengine.report.sanitise import safe
from policyengine.report.terminal import Paint
from policyengine.triage.evidence import Places, source_of
from policyengine.triage.wording import attribute_in_words, name_of, values_in_words

_MOST = 12


def overview(register: Register, paint: Paint) -> str:
    """How many records of each kind a register has, and their keys."""
    lines = [paint(f"{safe(register.root.title)} ({register.slug})", "bold")]
    for kind in KINDS:
        records = register.of(kind)
        if not records or kind == "register":
            continue
        derived = ", worked out" if KINDS[kind].derived else ""
        what = kind if len(records) == 1 else attribute_in_words(KINDS[kind].plural)
        lines.append(f"  {len(records)} {what}{derived}")
        if not KINDS[kind].derived:
            lines += [f"      {record.key}  {paint(safe(record.title), 'dim')}" for record in records]
    return "\n".join(lines) + "\n"


def record_text(record: Record, places: Places, paint: Paint) -> str:
    """One record: its statements, what it is related to, and where all of it stands."""
    return "\n".join(_record(record, places, paint)) + "\n"


def _record(record: Record, places: Places, paint: Paint) -> Iterator[str]:
    grade = record.existence.grade.value
    yield f"{paint(safe(record.title), 'bold')}  ({record.kind} {record.key})"
    yield f"  {places.span(record, record.existence.place)}  [{source_of(record.existence)}, {grade}]"
    for attribute, statements in sorted(record.statements.items()):
        for statement in statements:
            yield from paint.wrapped(f"{attribute_in_words(attribute)}: {values_in_words(statement)}", "  ", "      ")
            yield from paint.wrapped(statement.note, "      # ")
            firm = "" if statement.firm else ", not firm"
            place = places.span(record, statement.place)
            yield paint(f"      [{source_of(statement)}, {statement.grade.value}{firm}; {place}]", "dim")
    for attribute, statement in sorted(record.complete.items()):
        yield f"  {attribute_in_words(attribute)}: there are no others  [{source_of(statement)}]"
    for relation, links in sorted(record.links.items()):
        shown = [f"{name_of(link.target)} ({link.target.key})" for link in links[:_MOST]]
        more = f" and {len(links) - _MOST} more" if len(links) > _MOST else ""
        yield from paint.wrapped(f"{attribute_in_words(relation)} → {', '.join(shown)}{more}", "  ", "      ")
