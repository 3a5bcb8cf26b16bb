"""Scalars to values as the model types them; each distinct text of a type is validated once.

Instants are validated by pydantic, which is imported when the first one is met: that takes a tenth of a second,
and few registers have any.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache
from typing import Final

from policyengine.errors import nearest
from policyengine.register.model.period import Period
from policyengine.register.model.territories import territories, written_otherwise
from policyengine.register.model.types import Attribute, ValueType
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.records import Value

LARGEST_NUMBER: Final = 10**12
"""More than there are people; larger numbers are slips, and very long ones an attack."""

Values = tuple[Value, ...]

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_NUMBER = re.compile(r"[0-9]+")


class Refused(Exception):  # noqa: N818 - an answer about the text, turned into a problem by the caller
    """The text is not a value of the type: `message` and `hint` as in a problem."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Reading(dict[str, Values | None]):
    """The values that plain texts stand for; asked like a dictionary, it works out what it lacks.

    None means that nothing is said (`null`), an empty tuple that none is stated (`none`). Asking
    for a text that is not of the type raises `Refused`.
    """

    __slots__ = ("_convert", "_refused")

    def __init__(self, convert: Callable[[str], Value]) -> None:
        super().__init__({"": None, "~": None, "null": None, "none": ()})
        self._convert = convert
        self._refused: dict[str, Refused] = {}

    def __missing__(self, text: str) -> Values:
        self[text] = values = self.quoted(text)
        return values

    def quoted(self, text: str) -> Values:
        """The value of a text in quotes, in which `none` and `null` are words like others."""
        if text in self._refused:
            raise self._refused[text]
        try:
            return (self._convert(text),)
        except Refused as refusal:
            self._refused[text] = refusal
            raise


class Readings:
    """One `Reading` for each type and vocabulary, kept as long as one load lasts."""

    def __init__(self) -> None:
        self._made: dict[tuple[ValueType, str], Reading] = {}

    def of(self, attribute: Attribute) -> Reading:
        """How values of `attribute` are read."""
        key = (attribute.type, attribute.vocabulary)
        if key not in self._made:
            self._made[key] = Reading(converter(*key))
        return self._made[key]


@cache
def converter(value_type: ValueType, words: str = "") -> Callable[[str], Value]:
    """How one text becomes a value of `value_type` (of the vocabulary `words`); raises `Refused`."""
    match value_type:
        case ValueType.WORD:
            return _word(words)
        case ValueType.BOOLEAN:
            return _boolean
        case ValueType.TEXT:
            return _text
        case ValueType.DATE:
            return _day
        case ValueType.INSTANT:
            return _instant
        case ValueType.PERIOD:
            return _period
        case ValueType.NUMBER:
            return _number
        case ValueType.TERRITORY:
            return _territory


def shorten(text: str) -> str:
    """The user's words as a message quotes them."""
    return text if len(text) <= 80 else text[:77] + "..."


def _word(name: str) -> Callable[[str], Value]:
    known = vocabulary(name)
    words, aliases = known.words, known.aliases

    def convert(text: str) -> Value:
        if text in words:
            return text
        alias = text.removeprefix("dpv:")
        if alias in aliases:
            return aliases[alias]
        raise Refused(f"unknown word `{shorten(text)}`", f"expected a {name.replace('-', ' ')}; {nearest(text, words)}")

    return convert


def _boolean(text: str) -> Value:
    if text == "true":
        return True
    if text == "false":
        return False
    raise Refused(f"`{shorten(text)}` is neither true nor false", "write `true` or `false`")


def _text(text: str) -> Value:
    if not text.strip():
        raise Refused("an empty text", "write something, or leave it out to say nothing")
    return text


@cache
def _instants() -> Callable[[str], Value]:
    """pydantic's validator of instants; the zone is a plain one, so that compiled packs with instants can be kept."""
    from pydantic import AwareDatetime, TypeAdapter

    validated = TypeAdapter(AwareDatetime).validate_python
    return lambda text: (at := validated(text)).replace(tzinfo=dt.timezone(at.utcoffset() or dt.timedelta()))


def _day(text: str) -> Value:
    try:
        if DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(f"`{shorten(text)}` is not a day", "expected a day of the calendar, written YYYY-MM-DD")


def _instant(text: str) -> Value:
    if (match := _INSTANT.fullmatch(text)) and match[3] is None:
        raise Refused(f"`{text}` has no time zone", f"write `{text}Z` for UTC, or `{text}+01:00`")
    try:
        if match:
            return _instants()(text)
    except ValueError:
        pass
    hint = "expected a day, time and zone written YYYY-MM-DDTHH:MM:SS+HH:MM"
    raise Refused(f"`{shorten(text)}` is not an instant", hint)


def _period(text: str) -> Value:
    try:
        return Period.parse(text)
    except ValueError:
        hint = "expected an ISO 8601 period such as P3Y, P1M, P30D or PT72H"
        raise Refused(f"`{shorten(text)}` is not a period", hint) from None


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        raise Refused(f"`{shorten(text)}` is not a whole number", "expected digits only, such as 250")
    if len(text) > 13 or int(text) > LARGEST_NUMBER:
        raise Refused(f"`{shorten(text)}` is too large a number", f"expected at most {LARGEST_NUMBER}")
    return int(text)


def _territory(text: str) -> Value:
    codes = territories()
    if text in codes:
        return text
    right = written_otherwise().get(text.lower())
    hint = f"did you mean `{right}`?" if right else nearest(text, codes)
    raise Refused(
        f"unknown territory `{shorten(text)}`", f"expected an ISO 3166-1 code of two letters, or `EEA`; {hint}"
    )
