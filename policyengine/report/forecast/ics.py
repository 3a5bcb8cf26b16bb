"""A forecast as iCalendar (RFC 5545): one all-day event for each day on which findings change, or that none does.

An event keeps its UID as long as its day and the registers are the same, so that a calendar that reads the file again
brings it up to date. Its stamp is the day of judging, not that of writing: the same forecast gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from policyengine.forecasts import ChangeDay, Forecast
from policyengine.report.difference.wording import SUPPOSED
from policyengine.report.forecast.wording import (
    ONLY_WRITTEN,
    Told,
    because,
    beyond,
    counted,
    headed,
    headline,
    summed,
    told,
    written,
)
from policyengine.report.sanitise import safe
from policyengine.version import __version__

_OCTETS = 75
"""The longest line, without its end (3.1)."""
_LENGTH = 32
_PARAGRAPH = "\n\n"


def ics(forecast: Forecast) -> str:
    """The whole calendar, each line ended by CR LF as the format asks.

    A calendar without an event is none (3.6): where nothing changes, that is said on the last day that is looked at.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//policyengine//policyengine {__version__}//EN",
        "CALSCALE:GREGORIAN",
    ]
    for day in forecast.days:
        lines += _event(day.day, headline(day), _description(day), forecast)
    if not forecast.days:
        said = summed(forecast).partition(":")[0]
        lines += _event(forecast.until, f"{said[0].lower()}{said[1:]}", _nothing(forecast), forecast)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: dt.date, summary: str, description: Iterable[str], forecast: Forecast) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(day, forecast)}"
    yield f"DTSTAMP:{_basic(forecast.as_of)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_basic(day)}"
    if day < dt.date.max:
        yield f"DTEND;VALUE=DATE:{_basic(day + dt.timedelta(days=1))}"
    about = "Supposed" if forecast.supposed else "Data protection"
    yield f"SUMMARY:{_escaped(safe(f'{about}, {summary}'))}"
    paragraphs = (*([SUPPOSED] if forecast.supposed else []), *description)
    yield f"DESCRIPTION:{_escaped(_PARAGRAPH.join(paragraphs))}"
    yield "CATEGORIES:DATA PROTECTION"
    # Nobody is busy on such a day.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(day: dt.date, forecast: Forecast) -> str:
    supposed = [line for one in forecast.supposed or () for line, _ in one.lines]
    about = "\0".join((day.isoformat(), *forecast.registers, *supposed))
    return f"{hashlib.sha256(about.encode('utf-8', 'backslashreplace')).hexdigest()[:_LENGTH]}@policyengine"


def _nothing(forecast: Forecast) -> Iterator[str]:
    """That nothing changes, how little that says, and which date is the next."""
    yield safe(headed(forecast))
    yield safe(summed(forecast))
    yield ONLY_WRITTEN
    yield safe(beyond(forecast))


def _description(day: ChangeDay) -> Iterator[str]:
    """What gets worse first, each with its date; a paragraph each."""
    yield f"{counted(day)}."
    for one in told(day):
        yield _paragraph(one)
    for date in day.law:
        yield f"the law: {safe(written(date))}"


def _paragraph(one: Told) -> str:
    finding = one.finding
    lines = [f"{finding.title} ({finding.register}, {finding.rule})", one.said]
    lines += [f"{finding.message} ({finding.location})", *(f"because {each}" for each in because(one.turned_by))]
    lines += [f"repair: {finding.remedy}"] if one.worse and finding.remedy else []
    return "\n".join(map(safe, lines))


def _basic(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    """TEXT as 3.3.11 wants it; the only control character that may be left in it is the end of a line."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> Iterator[str]:
    """A content line in parts of at most 75 octets, later ones behind a blank; no character is cut in two."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8", "backslashreplace"))
        if size + octets > _OCTETS:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part
