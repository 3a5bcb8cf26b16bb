"""Values written in rules, read as the model types them."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from typing import TYPE_CHECKING

from policyengine.errors import nearest
from policyengine.register.model.period import Period
from policyengine.register.model.types import ValueType
from policyengine.register.records import Value
from policyengine.register.values import DAY, converter, shorten
from policyengine.register.values import Refused as NotOfType
from policyengine.rules.reading import Refused
from policyengine.source.tree import Node, Scalar

if TYPE_CHECKING:
    from policyengine.rules.shapes import Values

LONGEST_PATTERN = 200
"""Characters a `matches` pattern may have; texts are searched with it once for each record."""


def constant(node: Node, values: Values) -> Value:
    """The scalar `node` as one of `values`. Raises `Refused` where it cannot be one."""
    attribute = values.attribute
    if not isinstance(node, Scalar) or node.is_null:
        raise Refused(node.place, f"`{attribute.name}` is compared with one value of type {values.type}")
    if values.words and not attribute.vocabulary:
        return _own_word(node, values)
    if attribute.type is ValueType.INSTANT and DAY.fullmatch(node.text):
        # Days and instants compare on days, so that a rule need not make up an hour.
        return _converted(node, ValueType.DATE)
    return _converted(node, attribute.type, attribute.vocabulary)


def _own_word(node: Scalar, values: Values) -> str:
    if node.text in values.words:
        return node.text
    hint = nearest(node.text, values.words)
    raise Refused(node.place, f"`{shorten(node.text)}` is not a word of the column `{values.attribute.name}`", hint)


def _converted(node: Scalar, value_type: ValueType, words: str = "") -> Value:
    try:
        return converter(value_type, words)(node.text)
    except NotOfType as refused:
        raise Refused(node.place, refused.message, refused.hint) from None


def day(node: Node, what: str) -> dt.date:
    """`node` as a day."""
    read = _converted(node, ValueType.DATE) if isinstance(node, Scalar) else None
    if not isinstance(read, dt.date):
        raise Refused(node.place, f"{what} must be a day written YYYY-MM-DD")
    return read


def length(node: Node) -> Period:
    """`node` as a period. Raises `Refused` otherwise."""
    read = _converted(node, ValueType.PERIOD) if isinstance(node, Scalar) else None
    if not isinstance(read, Period):
        raise Refused(node.place, "a period such as P1M is expected here")
    return read


def pattern(node: Node) -> str:
    """`node` as a regular expression that cannot take long on any text. Raises `Refused` otherwise."""
    if not isinstance(node, Scalar) or not node.text:
        raise Refused(node.place, "`matches` needs a pattern in quotes")
    text = node.text
    if len(text) > LONGEST_PATTERN:
        raise Refused(node.place, f"the pattern has {len(text)} characters", f"at most {LONGEST_PATTERN} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise Refused(node.place, f"`{text[:60]}` is not a regular expression: {error}") from None
    why = _slow(text)
    if why:
        raise Refused(node.place, f"the pattern may take very long: {why}", "repeat only single characters or classes")
    return text


_PIECE = re.compile(
    r"(?P<odd>\\[1-9]|\(\?P=|\(\?#|\(\?[a-z-]*x)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|(?P<open>\((?:\?(?:P<\w+>|[:=!>]|<[=!]|[a-z-]+:))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>[*+]|\{(?P<least>\d*),?(?P<most>\d*)\})[?+]?|(?P<maybe>\?)[?+]?|.",
    re.DOTALL | re.IGNORECASE,
)
_MOST_LONG_REPEATS = 3
_LONG_REPEAT = 50


def _slow(text: str) -> str:
    """Why a search with the pattern may explode; empty if it cannot.

    Stricter than needed: a repeated group may hold neither a repetition nor a choice, and three
    long repetitions are the most, so that the work is bounded by a small power of the text's length.
    """
    groups = [False]
    closed = False
    long_repeats = 0
    for piece in _PIECE.finditer(text):
        if piece["odd"]:
            return "it refers back to a group, or holds a comment"
        if piece["open"]:
            groups.append(False)
        if piece["repeat"]:
            if closed:
                return "a repeated group holds a repetition or a choice"
            long_repeats += _is_long(piece)
        if piece["or"] or piece["repeat"]:
            groups[-1] = True
        closed = bool(piece["close"]) and len(groups) > 1 and groups.pop()
        groups[-1] = groups[-1] or closed
    return "it has too many repetitions" if long_repeats > _MOST_LONG_REPEATS else ""


def _is_long(piece: re.Match[str]) -> bool:
    if piece["repeat"] in "*+":
        return True
    most = piece["most"] or ("" if "," in piece["repeat"] else piece["least"])
    return not most or int(most) > _LONG_REPEAT
