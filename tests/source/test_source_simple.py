"""Simple text is read without libyaml, and the tree is the one that libyaml's events give, places included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.source.events import TreeBuilder
from policyengine.source.read import read_text
from policyengine.source.simple import simple_tree
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Files

BASE = 3 << 32
HOME = Path(__file__).parents[2]
REGISTERS = sorted((HOME / "facts").rglob("*.yaml"))
READ_BY_EVERY_RUN = [
    *sorted(file for file in (HOME / "rules").rglob("*.yaml") if not file.stem.endswith(".test")),
    *sorted((HOME / "policyengine" / "register" / "model").glob("*.yaml")),
]


def _by_libyaml(text: str, base: int = BASE, depth: int = 1) -> Node | None:
    """The tree that libyaml's events give, None where anything is wrong with the text."""
    wrong: list[str] = []
    files = Files()
    for number in range(3):
        files.add(f"{number}.yaml", text)
    tree = TreeBuilder(text.encode(), base, files, lambda _, message, __: wrong.append(message)).build(depth)
    return None if wrong else tree


def _all(node: Node) -> Any:
    """Everything a tree says."""
    if isinstance(node, Scalar):
        return (node.text, node.place, node.plain)
    if isinstance(node, Listing):
        return ([_all(item) for item in node.items], node.place)
    entries = [(key, node.key_places[key], _all(value)) for key, value in node.entries.items()]
    return (entries, node.place)


def _simply(text: str) -> tuple[Mapping | None, list[str]]:
    """What `simple_tree` makes of a text, and the parts that it leaves to libyaml."""
    parts: list[str] = []

    def part(text: str, base: int, depth: int) -> Mapping | None:
        parts.append(text)
        tree = _by_libyaml(text, base, depth)
        return tree if isinstance(tree, Mapping) else None

    return simple_tree(text, BASE, part), parts


def _same(text: str) -> tuple[Mapping, list[str]]:
    """As `_simply`, where it makes a tree, which is then as libyaml's."""
    tree, parts = _simply(text)
    expected = _by_libyaml(text)
    assert tree is not None
    assert expected is not None
    assert _all(tree) == _all(expected)
    return tree, parts


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "a: b  \n",
        "# first\n\n  # second\na: b c  # said\n  # last\n",
        "a:\n  b:\n    c: d\n  e: f\n\n\ng: h\n",
        "a:\nb:  # nothing\n  # more of it\nc: d:e, [f] {g} - h & i\n",
        "a:\n    b: c\nd:\n e: f\n",
        "a: 'it is: # so'\nb: \"so, too\"  # said\nc: ''\n",
        "a: {b: c, d: [e, f], g: {h: 'i, j'}, k: \"l: m\"}\n",
        "a: {b: c,\n  d: e f,\nc:\n  [g,\n  h]}  # said\ni: j\n",
        "a: {}\nb: []\nc: [{}, [ ], { }]\n",
        "a: [b, 'c', \"d\", {e: f}, [g]]\n",
        "a: one’s own – “words” 🙂\nb: {c: été, d: [naïve]}\n",
        "# first\r\n\r\na: b\r\nc:\r\n  d: {e: f,\r\n    g: h}  # said\r\n",
        "none: null\nNO: 2026-11-22\n1.0: 1.0\n_a: _\n",
        "not stated: a\nB 1/2 of 3:\n  c d: e\n",
        "a:\n  - b\n  - 'c: d'  # said\n\n  # more\n  - {e: f,\n    g: h}\n  - [i]\nj: k\n",
        "a:\n- b\n- c\ng: h\n",
        "a:\n  - b: c\n    d:\n      - e f: g\n\n   # said\n    h: {i: j}\n  -   k: l\n      m: 'n'\n  - o: {}\np: q\n",
        "a:\r\n  - b: c\r\n    d: e\r\n  - f\r\ng:\r\n  [h]\r\n",
        "a:  # said\n  {b: c,\n   d: e}\nf:\n  # said\n  [g]\nh:\n  - i:\n      {j: k}\n",
        "a: |\n  b: c\n    # d\n  e\n\nf: |-\n  g\n  h\n\n # said\ni: >-\n    j k\n    - l\nm: >\n  n\n",
        "a:\n  - b: >-\n      c\n      d\n    e: |\n      f\n\n  - g\n",
        "a:\n  b: >-\n    c\n   # d\n  e: f\n",
    ],
)
def test_simple_text_needs_no_libyaml(text: str) -> None:
    _, parts = _same(text)
    assert parts == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a: b\nc: |\n  d: e\n\n  f\ng: h\n", ["c: |\n  d: e\n\n  f\n"]),
        ("a:\n  b: >-\n    c\n\n    d\n  e: f\n", ["  b: >-\n    c\n\n    d\n"]),
        ("a: |\n  b \n  c\nd: >\n  e\n    f\n", ["a: |\n  b \n  c\n", "d: >\n  e\n    f\n"]),
        (
            "a: |\n    b\n\n      \nc: |2\n   d\ne: |\nf: >-\n  g",
            ["a: |\n    b\n\n      \n", "c: |2\n   d\n", "e: |\n", "f: >-\n  g"],
        ),
        ("a: b\n  c\n  d\ne: f\n", ["a: b\n  c\n  d\n"]),
        ("a:\n  - b\n    c\n  - d\ng: h\n", ["a:\n  - b\n    c\n  - d\n"]),
        ("a:\n  - - b\n  - ~\nc:\n  -\n    d: e\n", ["a:\n  - - b\n  - ~\n", "c:\n  -\n    d: e\n"]),
        ("a:\n  - b: ~\n    c: d\n  - e: f\n", ["    b: ~\n"]),
        ("a:\n  - [b]\n  - c:\n      - ~\n    d: e\n", ["    c:\n      - ~\n"]),
        ("a:\n  b c\nd:\n  'e'\n", ["a:\n  b c\n", "d:\n  'e'\n"]),
        ("a: {b: c, # why\n  d: e}\nf: g\n", ["a: {b: c, # why\n  d: e}\n"]),
        ("a: {b: c\n  d}\ne: {f: }\ng: {h}\n", ["a: {b: c\n  d}\n", "e: {f: }\n", "g: {h}\n"]),
        ("a: [b: c]\nd: [e, ]\n", ["a: [b: c]\n", "d: [e, ]\n"]),
        ("a: |\r\n  b\r\n\r\nc: d\r\n", ["a: |\r\n  b\r\n\r\n"]),
        ("a: \"b\n  c\"\nd: \"\\u00e9\"\ne: 'it''s'\n", ['a: "b\n  c"\n', 'd: "\\u00e9"\n', "e: 'it''s'\n"]),
        ("a: ~\nb: -1\nc: .5\nd: C# and F#\n", ["a: ~\n", "b: -1\n", "c: .5\n", "d: C# and F#\n"]),
        ("a: |+\n  b\n\n\nc: d\n", ["a: |+\n  b\n\n\n"]),
        ("a: |-\n  b\n\r\n    \nc: d\n", ["a: |-\n  b\n\r\n    \n"]),
        ("a: {b: 'x, y', c: it?}\n", ["a: {b: 'x, y', c: it?}\n"]),
    ],
)
def test_what_is_not_simple_goes_to_libyaml_by_itself(text: str, parts: list[str]) -> None:
    _, given_away = _same(text)
    assert given_away == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "- a\n",
        "just words\n",
        "a: b\rc: d\n",
        "a: b\na: c\n",
        "a: {b: c, b: d}\n",
        "a: &b c\n",
        "a: b\n<<: c\n",
        "a: !b c\n",
        "a: b\n---\nc: d\n",
        "a:\n    b: c\n  d: e\n",
        "a: b\n  c: d\n",
        "a: b: c\n",
        "a: [b, c\nd: e\n",
        "  a: b\n",
        "a: b\n\tc: d\n",
        "a: [b] c\n",
        "a:\n  - b\n    c: d\n",
        "a:\n  - b\n  c: d\n",
        "a:\n  - b\n - c\n",
        "a:\n  - b: c\n    b: d\n",
        "a:\n  - b: c\n      d: e\n",
        "a:\n  - b: [c,\nd]\n",
        "a:\n  [b]\n  c: d\n",
        "a: |\n  b\n c\nd: e\n",
        "".join(f"{'  ' * n}- k:\n" for n in range(60)).replace("-", "a:\n  -", 1),
        "".join(f"{' ' * n}k:\n" for n in range(60)),
        f"a: {'[' * 70}{']' * 70}\n",
    ],
)
def test_doubtful_text_goes_to_libyaml_as_a_whole(text: str) -> None:
    assert _simply(text)[0] is None


def test_deep_nesting_is_counted_across_parts() -> None:
    lines = "".join(f"{' ' * n}k{n}:\n" for n in range(30))
    fits, too_deep = (f"{lines}{' ' * 30}x: {'[' * n}{']' * n}\n" for n in (33, 34))
    _same(fits)
    assert _simply(too_deep)[0] is None
    assert [problem.message for problem in read_text(too_deep, "a.yaml", Files())[1]] == ["nested more than 64 deep"]


@pytest.mark.parametrize("file", REGISTERS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_registers_are_simple_for_the_most_part(file: Path) -> None:
    text = file.read_text("utf-8")
    _, parts = _same(text)
    assert sum(map(len, parts)) < len(text) / 2


@pytest.mark.parametrize("file", READ_BY_EVERY_RUN, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_run_imports_libyaml_for_our_own_files(file: Path) -> None:
    _, parts = _same(file.read_text("utf-8"))
    assert parts == [], "write this in another way that the docstring of policyengine/source/simple.py allows"


BITS = (
    *("a", "b: ", "c:", ": ", ":", " ", "  ", "\n", "\n  ", "\n    ", "\na: ", "\nb:\n  ", "# x", " # y", ", ", ","),
    *(
        "{",
        "}",
        "[",
        "]",
        "{a: b}",
        "[c, d]",
        "'",
        '"',
        "'e f'",
        '"g"',
        "- ",
        "\n- ",
        "\n  - ",
        "|",
        ">-\n  ",
        "? ",
        "?",
    ),
    *(
        "~",
        "null",
        "none",
        "&x ",
        "*x",
        "!y ",
        "<<: ",
        "---",
        "\n---\n",
        "...",
        "%",
        "\t",
        "\r\n",
        "\r",
        "é",
        "🙂",
        "L1-2",
        ".",
        "\\",
        "=",
    ),
)


@given(st.lists(st.sampled_from(BITS), max_size=24).map("".join))
def test_whatever_is_read_simply_is_what_libyaml_reads(text: str) -> None:
    tree, _ = _simply(text)
    if tree is not None:
        expected = _by_libyaml(text)
        assert expected is not None
        assert _all(tree) == _all(expected)


@given(st.data())
def test_a_register_with_a_slip_is_read_as_libyaml_reads_it(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(REGISTERS)).read_text("utf-8").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[first : first + 30])
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.sampled_from(BITS)) + text[at + data.draw(st.integers(0, 3)) :]
    tree, _ = _simply(text)
    if tree is not None:
        expected = _by_libyaml(text)
        assert expected is not None
        assert _all(tree) == _all(expected)
