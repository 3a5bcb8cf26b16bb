"""A text becomes another tree, and nothing of it is touched but what differs."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from styles import Data, Line, Path, Styled, data, mapping, mutated, node, touched

from policyengine.source.editing import NotEditable
from policyengine.source.editing_trees import alike, matched, rewritten
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Files

SEEDS = st.integers(0, 2**32)


def read(text: str) -> Mapping:
    found, problems = read_text(text, "f.yaml", Files())
    assert problems == []
    assert isinstance(found, Mapping)
    return found


def becomes(before: str, wanted: str) -> str:
    return rewritten(before, read(wanted))


def test_a_text_that_says_it_already_stays_as_it_is() -> None:
    text = "b:   2 # two\n\n'a' : [x,  y,]\nc: |\n  lines\n"
    assert becomes(text, '{a: ["x", y], c: "lines\\n", b: 2}') == text


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        # Values.
        ("a:   old   # why\n", "a: new", "a:   new   # why\n"),
        ("a: 'old'\nb: 1\n", "{a: new, b: 1}", "a: new\nb: 1\n"),
        ("a:\nb: 1\n", "{a: x, b: 1}", "a: x\nb: 1\n"),
        ("a:  # why\nb: 1\n", "{a: x, b: 1}", "a: x  # why\nb: 1\n"),
        ("a: |\n  text\n\n  more\n\nb: 1\n", "{a: x, b: 1}", "a: x\n\nb: 1\n"),
        ("a: one\n  two\nb: 1\n", "{a: x, b: 1}", "a: x\nb: 1\n"),
        ("a:  # why\n  # gone\n  c: 1\n  d: 2\nb: 1\n", "{a: x, b: 1}", "a: x  # why\nb: 1\n"),
        ("a:\n- x  # gone\n- y\nb: 1\n", "{a: z, b: 1}", "a: z\nb: 1\n"),
        ("a: none\nb: 1\n", '{a: "none", b: 1}', 'a: "none"\nb: 1\n'),
        ("a: x\nb: 1\n", "{a: null, b: 1}", "a: null\nb: 1\n"),
        # Keys that were not there.
        ("a: 1", "{a: 1, b: 2}", "a: 1\nb: 2"),
        ("a:\n   b: 1\nc: 2\n", "{a: {b: 1, d: {e: 3}}, c: 2}", "a:\n   b: 1\n   d: {e: 3}\nc: 2\n"),
        ("a:\n    b:\n        c: 1\n", "{a: {b: {c: 1, d: 2}, e: 3}, f: 4}",
         "a:\n    b:\n        c: 1\n        d: 2\n    e: 3\nf: 4\n"),
        ("a: {b: 1}  # why\n", "{a: {b: 1, c: 2}}", "a: {b: 1, c: 2}  # why\n"),
        ("a: { b: 1, }\n", "{a: {b: 1, c: 2}}", "a: { b: 1, c: 2, }\n"),
        ("a: {b: }\n", "{a: {b: null, c: 2}}", "a: {b: , c: 2 }\n"),
        ("a: {b}\n", "{a: {b: 1, c: 2}}", "a: {b: 1, c: 2}\n"),
        ("a: {}\nb: 1\n", "{a: {c: 2}, b: 1}", "a: {c: 2}\nb: 1\n"),
        ("a:\nb: 1\n", "{a: {c: {d: 2}}, b: 1}", "a: {c: {d: 2}}\nb: 1\n"),
        ("a: 1\n", "{a: 1, 'b c': 'd: e'}", 'a: 1\n"b c": "d: e"\n'),
        # What holds more than values stands apart at the top, as others do there.
        ("a: 1\n\nb: 2\n", "{a: 1, b: 2, c: {d: {e: 3}}}", "a: 1\n\nb: 2\n\nc:\n  d: {e: 3}\n"),
        # Keys that go.
        ("a: 1\n# of b\nb: 2\n\nc: 3\n", "{a: 1, c: 3}", "a: 1\n\nc: 3\n"),
        ("a: 1\n# of b and c\nb: 2\nc: 3\n", "{a: 1, c: 3}", "a: 1\n# of b and c\nc: 3\n"),
        ("# top\na: 1\nb:\n  c: 2\n  # inside\n# after\nd: 3\n", "{a: 1, d: 3}", "# top\na: 1\n# after\nd: 3\n"),
        ("a: 1\n\nb: 2\n\nc: 3\n", "{a: 1, c: 3}", "a: 1\n\nc: 3\n"),
        ("a: 1\n\nb: 2", "{a: 1}", "a: 1"),
        ("a: 1\nb: 2\n", "{b: 2}", "b: 2\n"),
        ("a:\n  b: 1\n\n  c: 2\nd: 3", "{a: {b: 1}}", "a:\n  b: 1"),
        ("a:\n  b: 1\n  c: 2\nd: 3\n", "{a: {e: 4}, d: 3}", "a: {e: 4}\nd: 3\n"),
        ("a:\n  b: 1\nd: 3\n", "{a: {}, d: 3}", "a: {}\nd: 3\n"),
        ("a: {b: 1, c: 2, d: 3}\n", "{a: {c: 2}}", "a: {c: 2}\n"),
        ("a: {b: 1,\n  c: 2, d: 3}\n", "{a: {b: 1, d: 3}}", "a: {b: 1,\n  d: 3}\n"),
        ("a: {b: 1,\n  c: 2}\n", "{a: {b: 1, d: 3}}", "a: {b: 1, d: 3}\n"),
        # Items.
        ("a: [x,  y]\n", "a: [x, y, z]", "a: [x,  y, z]\n"),
        ("a: [x, y, z]\n", "a: [x, z]", "a: [x, z]\n"),
        ("a: [x, {b: 'c'}, z]\n", "a: [x, {b: c, d: e}, z]", "a: [x, {b: 'c', d: e}, z]\n"),
        ("a:\n  - x  # of x\n  # of y\n  - y\n  - z\n", "a: [x, z]", "a:\n  - x  # of x\n  # of y\n  - z\n"),
        ("a:\n  - x\n  # last\nb: 1\n", "{a: [x, {y: z}], b: 1}", "a:\n  - x\n  - {y: z}\n  # last\nb: 1\n"),
        ("a:\n- b: 1\n  c: 2\n- d\n", "a: [{b: 3, c: 2}, d]", "a:\n- b: 3\n  c: 2\n- d\n"),
        ("a:\n- b: 1\n  c: 2\n- d\n", "a: [{c: 2}, d]", "a:\n- {c: 2}\n- d\n"),
        ("a: [x, y]\n", "a: []", "a: []\n"),
        ("a:\n  - x\n  - y\n", "a: {value: [x], source: s}", "a: {value: [x], source: s}\n"),
    ],
)  # fmt: skip
def test_only_what_differs_is_written_anew(before: str, wanted: str, after: str) -> None:
    assert becomes(before, wanted) == after
    if "\n" in before:
        assert becomes(before.replace("\n", "\r\n"), wanted) == after.replace("\n", "\r\n")
    assert becomes("\ufeff" + before, wanted) == "\ufeff" + after


def test_what_would_be_too_wide_gets_lines_of_its_own() -> None:
    long = {f"key-{i}": "a value of some length" for i in range(6)}
    whole = node({"a": "1", "b": long})
    assert isinstance(whole, Mapping)
    lines = rewritten("a: '1'\nb: x\n", whole).splitlines()
    assert lines[1:] == ["b:", *(f'  {key}: "a value of some length"' for key in long)]
    assert rewritten("a: '1'\n", whole).splitlines()[1:] == lines[1:]
    broken = rewritten("a: '1'\nb: {key-0: \"a value of some length\"}\n", whole).splitlines()
    assert len(broken) > 2
    assert all(len(line) <= 120 for line in broken)
    assert all(line.startswith("  key-") for line in broken[2:])
    items = rewritten("a: '1'\nb:\n- x\n", read_mapping({"a": "1", "b": ["x", long]})).splitlines()
    assert items[3:5] == ['- key-0: "a value of some length"', '  key-1: "a value of some length"']


def read_mapping(value: Data) -> Mapping:
    made = node(value)
    assert isinstance(made, Mapping)
    return made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", "anchor"),
        ("a: 1\n---\nb: 2\n", "second document"),
        ("a: 1\na: 2\n", "twice"),
        ("a: !tag 1\n", "tag"),
        ("- a\n- b\n", "holds no mapping"),
        ("a: {b: 1, # why\n  c: 2}\n", "comment stands between braces"),
        ("a: [b: 1]\n", "without braces"),
        ("? a\n: 1\n", "line of its own"),
        ("a:\n- x\n-\n", "says nothing"),
        ("b: 1\n", "nothing of it would stay"),
        ("a: \x1b\n", "U+001B"),
    ],
)
def test_what_cannot_be_kept_is_refused(text: str, said: str) -> None:
    with pytest.raises(NotEditable) as refused:
        becomes(text, "a: {b: 1}")
    assert said in str(refused.value)
    assert refused.value.hint


def test_two_trees_are_alike_where_they_say_the_same() -> None:
    assert alike(read("{a: 1, b: [x]}"), read("b:\n- 'x'\na: '1'\n"))
    assert alike(read("a: ~"), read("a:"))
    for one, other in (
        ("a: none", "a: 'none'"),
        ("a:", "a: ''"),
        ("a: [x]", "a: x"),
        ("a: {}", "a:"),
        ("a: 1", "b: 1"),
    ):
        assert not alike(read(one), read(other))


def test_items_belong_together_as_few_changes_as_can_be() -> None:
    def items(text: str) -> list[Node]:
        return [Scalar(one, 0, plain=True) for one in text]

    def of(one: str, other: str) -> tuple[list[tuple[int, int]], set[int], int]:
        pairs, gone, new = matched(items(one), items(other))
        return pairs, gone, len(new)

    assert of("abc", "abcd") == ([(0, 0), (1, 1), (2, 2)], set(), 1)
    assert of("abc", "bc") == ([(1, 0), (2, 1)], {0}, 0)
    assert of("abc", "axc") == ([(0, 0), (1, 1), (2, 2)], set(), 0)
    assert of("abcdef", "bcdefg") == ([(i + 1, i) for i in range(5)], {0}, 1)
    assert of("ab", "xyz") == ([(0, 0), (1, 1)], set(), 1)


def missed(line: Line, gone: list[Path]) -> bool:
    """Whether a line may be another, or none, once all of `gone` has been written anew."""
    return not line.text or any(
        line.path[: len(path)] == path or (line.inline and path[: len(line.path)] == line.path) for path in gone
    )


@settings(max_examples=300)
@given(SEEDS)
def test_in_whatever_style_everything_else_stays_byte_for_byte(seed: int) -> None:
    pick = Random(seed)
    before = mapping(pick)
    styled = Styled(before, pick)
    assert alike(read(styled.text), read_mapping(before))
    changed = mutated(before, pick, pick.choice((0.02, 0.1, 0.4)))
    assert isinstance(changed, dict)
    if not changed.keys() & before.keys():
        changed = {**changed, **dict([next(iter(before.items()))])}
    made = rewritten(styled.text, read_mapping(changed))
    assert alike(read(made), read_mapping(changed))
    gone = [*touched(before, changed)]
    ends = re.compile(re.escape(styled.end))
    left = iter(ends.split(made))
    for line in styled.lines:
        # In order, so that each is looked for behind the one before.
        assert missed(line, gone) or any(line.text == one for one in left), line
    assert {*re.findall(r"\r\n|\r|\n", made)} <= {styled.end}
    if not gone:
        assert made == styled.text
    if not styled.text.endswith(styled.end):
        assert not made.endswith(styled.end)


@settings(max_examples=200)
@given(SEEDS)
def test_a_value_there_and_back_gives_the_same_bytes(seed: int) -> None:
    pick = Random(seed)
    before = {key: pick.choice(("one", "two words", "2026-11-22")) for key in ("a", "b", "c")}
    value = pick.choice(("x", ["x", "y"], {"value": "x", "source": "s"}))
    lines = [f"{key}: {text}  # of {key}" if pick.random() < 0.5 else f"{key}: {text}" for key, text in before.items()]
    text = "\n".join(lines)
    key = pick.choice("abc")
    there = rewritten(text, read_mapping({**before, key: value}))
    assert there != text
    assert rewritten(there, read(text)) == text


@settings(max_examples=100)
@given(st.text(max_size=60), SEEDS)
def test_no_text_is_a_traceback(text: str, seed: int) -> None:
    wanted = data(Random(seed))
    try:
        made = rewritten(text, read_mapping({"a": wanted}))
    except NotEditable:
        return
    assert alike(read(made.removeprefix("\ufeff")), read_mapping({"a": wanted}))


def test_lists_stay_lists_however_long() -> None:
    many = Listing([Scalar(str(i), 0, plain=True) for i in range(5000) if i != 2500], 0)
    text = "a:\n" + "".join(f"- {i}  # {i}\n" for i in range(5000))
    wanted = Mapping.of({"a": many}, {"a": 0}, 0)
    assert rewritten(text, wanted) == text.replace("- 2500  # 2500\n", "")
