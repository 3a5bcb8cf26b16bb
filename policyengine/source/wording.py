"""What libyaml complains of, in plain words."""

from __future__ import annotations

NEVER_CLOSED = ("found unexpected end of stream", "found unexpected document indicator")
"""Complaints about the end of something that began at the wrong place."""

_PLAIN = {
    "mapping values are not allowed in this context": (
        "a second `:` on this line, or a key that is indented too far",
        "quote text that contains `: `, and indent the keys of one mapping alike",
    ),
    "did not find expected key": (
        "a key was expected here",
        "indent the keys of one mapping alike, and close quotes and brackets",
    ),
    "did not find expected '-' indicator": (
        "a list item was expected here",
        "begin every item of one list with `-` in the same column",
    ),
    "did not find expected ',' or ']'": (
        "a list in brackets goes on wrongly here",
        "separate items by `,` and end with `]`",
    ),
    "did not find expected ',' or '}'": (
        "a mapping in braces goes on wrongly here",
        "separate entries by `,` and end with `}`",
    ),
    "did not find expected node content": ("a value was expected here", "write a value, or remove the sign before it"),
    "did not find expected <document start>": (
        "the document has ended, and something follows",
        "indent the keys of one mapping alike",
    ),
    "could not find expected ':'": (
        "a `:` is missing after this key",
        "write `key: value`, and indent the lines of a long text further than its key",
    ),
    "found character that cannot start any token": (
        "this character cannot begin a value",
        "indent with spaces, never tabs; quote text that begins with `@`, a backtick or `%`",
    ),
    "found a tab character that violates indentation": ("a tab is used to indent", "indent with spaces"),
    "found a tab character where an indentation space is expected": ("a tab is used to indent", "indent with spaces"),
    "found unexpected end of stream": ("a quotation is never closed", "close it with the sign that opened it"),
    "found unexpected document indicator": ("a quotation is never closed", "close it with the sign that opened it"),
    "found unknown escape character": (
        "an unknown escape after `\\`",
        "use single quotes, in which `\\` stands for itself",
    ),
    "found invalid Unicode character escape code": (
        "an escape that stands for no character",
        "write the character itself",
    ),
    "did not find expected hexdecimal number": (
        "an escape that stands for no character",
        "write the character itself",
    ),
    "found undefined tag handle": ("a tag, which is not allowed here", "remove the word that begins with `!`"),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin here",
        "begin the list on a line of its own",
    ),
    "block mapping entries are not allowed in this context": (
        "a mapping cannot begin here",
        "begin the mapping on a line of its own",
    ),
    "did not find expected alphabetic or numeric character": (
        "an anchor or alias without a name; neither is allowed here",
        "quote text that begins with `&` or `*`",
    ),
    "found incompatible YAML document": ("an unknown version of YAML", "remove the line that begins with `%`"),
    "found unknown directive name": (
        "a line begins with `%`, which YAML keeps for itself",
        "quote text that begins with `%`",
    ),
    "could not find expected directive name": (
        "a line begins with `%`, which YAML keeps for itself",
        "quote text that begins with `%`",
    ),
    "found extra document end": ("the document has ended, and something follows", "keep one document a file"),
}


def in_plain_words(problem: str) -> tuple[str, str]:
    """What a person is told of libyaml's `problem`, and the repair; its own words where we have none."""
    return _PLAIN.get(problem, (f"not valid YAML: {problem}", "check indentation, quotes and brackets"))
