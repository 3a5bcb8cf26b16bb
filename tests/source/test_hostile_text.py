"""Every kind of hostile or broken text is refused at its place, in plain words."""

from __future__ import annotations

import time

import pytest

from policyengine.source.read import LARGEST_FILE, read_text
from policyengine.spans import Files

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{k}: &{k} [*{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}, *{p}]\n"
    for p, k in zip("abcdefgh", "bcdefghi", strict=True)
)

CASES: dict[str, tuple[bytes | str, str, str]] = {
    # name: (text, line:column of the first problem, part of its message)
    "empty": (b"", "1:1", "the file is empty"),
    "only comments": (b"# nothing\n\n", "1:1", "the file is empty"),
    "only a document end": (b"...\n", "1:1", "a value was expected"),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", "3:1", "`a` stands twice"),
    "duplicate key inside braces": (b"x: {a: 1, b: 2, a: 3}\n", "1:17", "`a` stands twice"),
    "duplicate key, quoted once": (b"a: 1\n'a': 2\n", "2:1", "`a` stands twice"),
    "anchor": (b"a: &x 1\n", "1:4", "`&x` is an anchor"),
    "anchor on a mapping": (b"a: &x\n  b: 1\n", "1:4", "`&x` is an anchor"),
    "anchor on a key": (b"&x a: 1\n", "1:1", "`&x` is an anchor"),
    "anchor in a list": (b"- &x b\n", "1:3", "`&x` is an anchor"),
    "alias": (b"a: 1\nb: *a\n", "2:4", "`*a` is an alias"),
    "alias as key": (b"? *a\n: 1\n", "1:3", "`*a` is an alias"),
    "alias in a list": (b"a: [1, *b]\n", "1:8", "`*b` is an alias"),
    "alias bomb": (BOMB, "1:4", "`&a` is an anchor"),
    "merge key": (b"a:\n  <<: {b: 1}\n", "2:3", "`<<` is a merge key"),
    "merge key in quotes": (b"'<<': 1\n", "1:1", "`<<` cannot be a key"),
    "tag that runs code": (
        b"a: !!python/object/apply:os.system [ls]\n",
        "1:4",
        "`!!python/object/apply:os.system` is a tag",
    ),
    "tag of one's own": (b"a: !foo b\n", "1:4", "`!foo` is a tag"),
    "tag that types": (b"a: !!str 1\n", "1:4", "`!!str` is a tag"),
    "tag on a key": (b"!!str a: 1\n", "1:1", "`!!str` is a tag"),
    "bare tag": (b"a: ! b\n", "1:4", "`!` is a tag"),
    "tag directive": (b"%TAG ! tag:example.org,2026:\n---\na: 1\n", "1:1", "a `%TAG` line"),
    "unknown tag handle": (b"a: !x!y z\n", "1:4", "a tag"),
    "unknown directive": (b"%foo\n---\na: 1\n", "1:5", "begins with `%`"),
    "version": (b"%YAML 3.0\n---\na: 1\n", "1:1", "unknown version"),
    "second document": (b"a: 1\n---\nb: 2\n", "2:1", "a second document"),
    "second document after an end": (b"a: 1\n...\n---\nb: 2\n", "3:1", "a second document"),
    "nested lists": (b"[" * 5000, "1:65", "nested more than 64 deep"),
    "nested mappings": (b"".join(b"  " * n + b"a:\n" for n in range(80)), "65:129", "nested more than 64 deep"),
    "nested braces": (b"{a: " * 5000, "1:257", "nested more than 64 deep"),
    "nested list marks": (b"- " * 5000, "1:129", "nested more than 64 deep"),
    "list as key": (b"? [a, b]\n: 1\n", "1:3", "a key must be a word"),
    "mapping as key": (b"{{a: 1}: 2}\n", "1:2", "a key must be a word"),
    "not UTF-8": (b"a: caf\xe9\n", "1:7", "byte 0xE9 is not UTF-8"),
    "not UTF-8, later": ("é: 1\nü: ".encode() + b"\xff\n", "2:4", "byte 0xFF is not UTF-8"),
    "overlong UTF-8": (b"a: \xc0\xaf\n", "1:4", "byte 0xC0 is not UTF-8"),
    "surrogate in UTF-8": (b"a: \xed\xa0\x80\n", "1:4", "byte 0xED is not UTF-8"),
    "lone surrogate in text": ("a: \ud800\n", "1:4", "U+D800 is not allowed"),
    "UTF-16, little end first": ("a: 1\n".encode("utf-16"), "1:1", "not in UTF-8"),
    "UTF-16, big end first": (b"\xfe\xff" + "a: 1\n".encode("utf-16-be"), "1:1", "not in UTF-8"),
    "UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), "1:1", "not in UTF-8"),
    "UTF-32": ("a: 1\n".encode("utf-32"), "1:1", "not in UTF-8"),
    "NUL": (b"abcd: x\x00y\n", "1:8", "U+0000 is not allowed"),
    "control character": (b"a: 1\nb: \x1b[31m\n", "2:4", "U+001B is not allowed"),
    "delete": (b"a: \x7f\n", "1:4", "U+007F is not allowed"),
    "next line": ("a: x\u0085y\n", "1:5", "U+0085 is not allowed"),
    "line separator": ("a: x\u2028b: 2\n", "1:5", "U+2028 is not allowed"),
    "byte-order mark inside": ("a: 1\n\ufeffb: 2\n", "2:1", "U+FEFF is not allowed"),
    "escaped control character": (b'a: "\\e[31m"\n', "1:4", "an escape stands for the control character U+001B"),
    "escaped NUL as key": (b'"\\0": 1\n', "1:1", "an escape stands for the control character U+0000"),
    "escaped surrogate": (b'a: "\\uD800"\n', "1:7", "an escape that stands for no character"),
    "unknown escape": (b'a: "\\q"\n', "1:5", "an unknown escape"),
    "open quote": (b"a: 'x\nb: 1\n", "1:4", "a quotation is never closed"),
    "open double quote": (b'a: 1\nb: "x\n', "2:4", "a quotation is never closed"),
    "open bracket": (b"a: [x, y\n", "2:1", "a list in brackets goes on wrongly"),
    "open brace": (b"a: {x: y\n", "2:1", "a mapping in braces goes on wrongly"),
    "second colon": (b"a: b: c\n", "1:5", "a second `:`"),
    "tab": (b"a:\n\tb: 1\n", "2:1", "this character cannot begin"),
    "at sign": (b"a: @b\n", "1:4", "this character cannot begin"),
    "uneven keys": (b"a:\n   b: 1\n  c: 2\n", "3:3", "a key was expected"),
    "text after a mapping": (b"a: 1\nb\n", "3:1", "a `:` is missing"),
    "list beside keys": (b"a: 1\n- b\n", "2:1", "a key was expected"),
    "closing only": (b"]", "1:1", "a value was expected"),
    "alias without a name": (b"a: *\n", "1:5", "an anchor or alias without a name"),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_at_its_place(name: str) -> None:
    text, place, message = CASES[name]
    _, problems = read_text(text, "x.yaml", Files())
    assert problems, "nothing was refused"
    first = problems[0]
    assert str(first.span) == f"x.yaml:{place}", str(first)
    assert message in first.message
    assert problems == sorted(problems)


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = "a: &x 1\nb: *x\n<<: {}\nc: !foo x\n? [a]\n: b\na: 2\n"
    _, problems = read_text(text, "x.yaml", Files())
    assert [p.span.line for p in problems] == [1, 2, 3, 4, 5, 7]


def test_problems_are_bounded() -> None:
    _, problems = read_text("a: &x 1\n" + "b: *x\n" * 100_000, "x.yaml", Files())
    assert len(problems) == 201
    assert "more than 200 problems" in problems[-1].message


def test_too_large_a_text_is_not_parsed() -> None:
    start = time.process_time()
    node, problems = read_text(b"a" * (LARGEST_FILE + 1), "x.yaml", Files())
    assert node is None
    assert "larger than 32 MiB" in problems[0].message
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{a: " * 200_000,
        "? " * 200_000,
        "- " * 200_000,
        "a: " * 100_000,
        "'" * 500_001,
        "#" * 500_000,
        "\n" * 500_000,
        "a: |\n" + " x\n" * 200_000,
        "a" * 500_000 + ": 1",
        "&a " * 100_000,
        BOMB,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_shapes_cost_no_more_than_their_size(text: str) -> None:
    start = time.process_time()
    read_text(text, "x.yaml", Files())
    assert time.process_time() - start < 5
