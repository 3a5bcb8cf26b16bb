"""Values written in rules, read as the model types them."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Callable

from policyengine.errors import nearest
from policyengine.register.model.period import Period
from policyengine.register.model.territories import territories, written_otherwise
from policyengine.register.model.types import ValueType
from policyengine.register.model.vocabulary import vocabularies
from policyengine.register.records import Value
from policyengine.rules.reading import Refused, as_number
from policyengine.rules.shapes import Values
from policyengine.source.tree import Node, Scalar

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST_PATTERN = 200
"""Characters a `matches` pattern may have; texts are searched with it once for each record."""


def constant(node: Node, values: Values) -> Value:
    """The scalar `node` as one of `values`. Raises `Refused` where it cannot be one."""
    name = values.attribute.name
    if not isinstance(node, Scalar) or node.is_null:
        raise Refused(node.place, f"`{name}` is compared with {_EXPECTED[values.type]}")
    if values.words:
        return _word(node, values)
    try:
        return _READ[values.type](node)
    except ValueError:
        raise Refused(
            node.place, f"`{node.text[:60]}` is not {_EXPECTED[values.type]}", f"`{name}` holds one"
        ) from None


def _word(node: Scalar, values: Values) -> str:
    attribute = values.attribute
    if node.text in values.words:
        return node.text
    if attribute.vocabulary:
        alias = vocabularies()[attribute.vocabulary].aliases.get(node.text)
        if alias is not None:
            return alias
    vocabulary = attribute.vocabulary or attribute.name
    raise Refused(node.place, f"`{node.text[:60]}` is not a word of `{vocabulary}`", nearest(node.text, values.words))


def _boolean(node: Scalar) -> bool:
    if node.text not in ("true", "false"):
        raise ValueError
    return node.text == "true"


def day(node: Node, what: str) -> dt.date:
    """`node` as a day."""
    if isinstance(node, Scalar):
        try:
            return _day(node)
        except ValueError:
            pass
    raise Refused(node.place, f"{what} must be a day written YYYY-MM-DD")


def _day(node: Scalar) -> dt.date:
    if not _DAY.fullmatch(node.text):
        raise ValueError
    return dt.date.fromisoformat(node.text)


def _instant(node: Scalar) -> dt.datetime:
    read = dt.datetime.fromisoformat(node.text)
    if read.tzinfo is None:
        raise ValueError
    return read


def _number(node: Scalar) -> int:
    try:
        return as_number(node, "")
    except Refused:
        raise ValueError from None


def _territory(node: Scalar) -> str:
    if node.text in territories():
        return node.text
    right = written_otherwise().get(node.text.lower())
    hint = f"did you mean `{right}`?" if right else nearest(node.text, territories())
    raise Refused(node.place, f"`{node.text[:60]}` is not a territory", hint)


def length(node: Node) -> Period:
    """`node` as a period. Raises `Refused` otherwise."""
    text = node.text if isinstance(node, Scalar) else ""
    try:
        return Period.parse(text)
    except ValueError:
        raise Refused(node.place, f"`{text[:60]}` is not {_EXPECTED[ValueType.PERIOD]}") from None


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


_EXPECTED = {
    ValueType.WORD: "a word",
    ValueType.BOOLEAN: "`true` or `false`",
    ValueType.TEXT: "text",
    ValueType.DATE: "a day written YYYY-MM-DD",
    ValueType.INSTANT: "a date and time with its zone, written YYYY-MM-DDThh:mm+01:00",
    ValueType.PERIOD: "a period such as P3Y, P1M, P30D or PT72H",
    ValueType.NUMBER: "a whole number",
    ValueType.TERRITORY: "a territory in two capital letters",
}

_READ: dict[ValueType, Callable[[Scalar], Value]] = {
    ValueType.BOOLEAN: _boolean,
    ValueType.TEXT: lambda node: node.text,
    ValueType.DATE: _day,
    ValueType.INSTANT: _instant,
    ValueType.PERIOD: lambda node: Period.parse(node.text),
    ValueType.NUMBER: _number,
    ValueType.TERRITORY: _territory,
}
