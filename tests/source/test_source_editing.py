"""Items of a list come and go, and nothing else in the text changes by a byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyengine.source.editing import NotEditable, with_item, without_items
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Scalar
from policyengine.spans import Files

ITEM = ["- name: new", "  note: added"]
COMMENTED = """\
# At the top.
list: # of things

  # Before the first.
  - name: one  # behind
    note: |
      # no comment
      text

  # Before the second.
  - note: "quoted: 'twice'"
    # Inside the second.
    name: two
# At the end, in the first column.
"""


def names(text: str) -> list[str]:
    node, problems = read_text(text, "f.yaml", Files())
    assert problems == []
    assert isinstance(node, Mapping)
    listed = node.entries["list"]
    found = []
    for item in listed.items if isinstance(listed, Listing) else []:
        assert isinstance(item, Mapping)
        name = item.entries["name"]
        assert isinstance(name, Scalar)
        found.append(name.text)
    return found


def test_an_item_is_added_behind_everything_at_the_column_of_the_others() -> None:
    after = with_item(COMMENTED, "list", ITEM)
    assert after == COMMENTED + "  - name: new\n    note: added\n"
    assert names(after) == ["one", "two", "new"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("list:\n", "list:\n"),
        ("list: []\n", "list:\n"),
        ("list: [\n]  # none\n", "list:  # none\n"),
        ("list:", "list:\n"),
        ("list: null\n", None),
    ],
)
def test_a_list_that_was_empty(before: str, after: str | None) -> None:
    if after is None:
        with pytest.raises(NotEditable):
            with_item(before, "list", ITEM)
    else:
        assert with_item(before, "list", ITEM) == f"{after}  - name: new\n    note: added\n"


def test_the_line_ends_and_the_mark_of_the_file_are_kept() -> None:
    text = "\ufefflist:\r\n- name: one\r\n"
    after = with_item(text, "list", ITEM)
    assert after == text + "- name: new\r\n  note: added\r\n"
    assert without_items(after, "list", [1]) == text


def test_an_item_goes_with_what_is_inside_and_leaves_what_is_around() -> None:
    without_first = without_items(COMMENTED, "list", [0])
    assert names(without_first) == ["two"]
    for kept in (
        "# At the top.",
        "# Before the first.",
        "# Before the second.",
        "# Inside the second.",
        "# At the end",
    ):
        assert kept in without_first
    assert "# behind" not in without_first
    assert "# no comment" not in without_first
    without_second = without_items(COMMENTED, "list", [1])
    assert without_second == COMMENTED.partition("  - note:")[0] + "# At the end, in the first column.\n"


@pytest.mark.parametrize(
    "text", ["list: [{name: one}]\n", "list:\n-\n  name: one\n", "list: word\n", "other: []\n", "- a\n"]
)
def test_what_cannot_be_changed_safely_is_left_alone(text: str) -> None:
    for change in (lambda: with_item(text, "list", ITEM), lambda: without_items(text, "list", [0])):
        with pytest.raises(NotEditable):
            change()


def test_an_item_that_would_change_another_key_is_refused() -> None:
    with pytest.raises(NotEditable):
        with_item("list:\n  - name: one\nother: {}\n", "list", ITEM)


_BETWEEN = st.sampled_from(["", "\n", "# a comment\n", "  # as far as the dash\n", "\n\n# two\n\n"])
_ITEM = st.sampled_from(
    [
        "  - name: {}\n",
        "  - name: '{}'\n    note: x\n",
        "  -   name: {}\n",
        "  - {{name: {}}}\n",
        '  - note: "#"\n    name: {}\n',
    ]
)


@given(st.lists(st.tuples(_BETWEEN, _ITEM), min_size=1, max_size=6), _BETWEEN, st.data())
def test_any_items_go_and_the_others_stay_as_they_were(
    parts: list[tuple[str, str]], end: str, data: st.DataObject
) -> None:
    written = [(before, item.format(f"n{number}")) for number, (before, item) in enumerate(parts)]
    text = "list:\n" + "".join(before + item for before, item in written) + end
    gone = data.draw(st.sets(st.integers(0, len(parts) - 1)))
    after = without_items(text, "list", gone)
    kept = "".join(before + ("" if number in gone else item) for number, (before, item) in enumerate(written))
    assert after == f"list:\n{kept}{end}"
    assert names(after) == [f"n{number}" for number in range(len(parts)) if number not in gone]


@given(st.lists(st.tuples(_BETWEEN, _ITEM), min_size=1, max_size=4), _BETWEEN)
def test_what_is_added_can_be_taken_away_without_a_trace(parts: list[tuple[str, str]], end: str) -> None:
    text = "list:\n" + "".join(before + item.format(number) for number, (before, item) in enumerate(parts)) + end
    added = with_item(text, "list", ITEM)
    assert names(added)[-1] == "new"
    assert without_items(added, "list", [len(parts)]) == text
