"""What is read keeps its text and its place, and nothing that is fed to the reader makes it fail."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policyengine.source.collector import collector_paused
from policyengine.source.read import read_file, read_text, shown_path
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import Files


def read(text: str | bytes) -> tuple[Node, Files]:
    files = Files()
    node, problems = read_text(text, "x.yaml", files)
    assert node is not None
    assert not problems, problems
    return node, files


def plain(node: Node) -> object:
    """The tree as Python values, all text."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def test_scalars_are_text_and_know_whether_they_are_plain() -> None:
    node, _ = read("a: NO\nb: 'null'\nc: null\nd:\ne: ~\nf: \"x\\ty\"\ng: |\n  two\n  lines\nh: 2026-11-22\n")
    assert isinstance(node, Mapping)
    found = {
        key: (value.text, value.plain, value.is_null)
        for key, value in node.entries.items()
        if isinstance(value, Scalar)
    }
    assert found == {
        "a": ("NO", True, False),
        "b": ("null", False, False),
        "c": ("null", True, True),
        "d": ("", True, True),
        "e": ("~", True, True),
        "f": ("x\ty", False, False),
        "g": ("two\nlines\n", False, False),
        "h": ("2026-11-22", True, False),
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places(end: str) -> None:
    node, files = read(end.join(["é: [ü, {ß: x}]", "list:", "  - one", "  - two: 2"]))
    assert isinstance(node, Mapping)
    assert {key: str(files.span(place)) for key, place in node.key_places.items()} == {
        "é": "x.yaml:1:1",
        "list": "x.yaml:2:1",
    }
    row = node.entries["é"]
    assert isinstance(row, Listing)
    assert [str(files.span(item.place)) for item in row.items] == ["x.yaml:1:5", "x.yaml:1:8"]
    block = node.entries["list"]
    assert isinstance(block, Listing)
    assert [str(files.span(item.place)) for item in block.items] == ["x.yaml:3:5", "x.yaml:4:5"]


def test_a_byte_order_mark_is_passed_over() -> None:
    node, files = read(b"\xef\xbb\xbfa: 1\n")
    assert isinstance(node, Mapping)
    assert str(files.span(node.key_places["a"])) == "x.yaml:1:1"
    assert plain(node) == plain(read("\ufeffa: 1\n")[0])


def test_sixty_four_levels_are_read() -> None:
    node, _ = read("[" * 64 + "]" * 64)
    assert isinstance(node, Listing)


TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-é ", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(TREES.filter(bool), st.booleans())
def test_whatever_yaml_writes_is_read_back(tree: object, flow: bool) -> None:
    text = yaml.dump(tree, allow_unicode=True, default_flow_style=flow, sort_keys=False, default_style='"')
    assert plain(read(text)[0]) == tree


@given(TREES.filter(bool))
def test_places_are_where_libyaml_says(tree: object) -> None:
    text = yaml.dump(tree, allow_unicode=True, sort_keys=False)
    node, problems = read_text(text, "x.yaml", files := Files())
    assert node is not None, problems
    marks = yaml.compose(text, Loader=yaml.CSafeLoader).start_mark
    span = files.span(node.place)
    assert (span.line, span.column) == (marks.line + 1, marks.column + 1)


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text("ab:-&*!{}[]'\"<>|?%#, \n\t\\", max_size=80))
def test_nothing_makes_the_reader_fail(data: bytes | str) -> None:
    files = Files()
    node, problems = read_text(data, "x.yaml", files)
    assert node is not None or problems
    for problem in problems:
        assert problem.span.path == "x.yaml"
        assert problem.span.line >= 1
        assert problem.span.column >= 1
        assert problem.message[0] not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_the_collector_runs_again_after_reading_and_after_failing() -> None:
    def fail() -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise KeyError("x")

    assert gc.isenabled()
    read_text("a: [", "x.yaml", Files())
    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


def test_a_paused_collector_stays_paused() -> None:
    gc.disable()
    try:
        read_text("a: 1", "x.yaml", Files())
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name, message in (("none.yaml", "no such file"), ("folder.yaml", "is a folder"), ("a\0b", "cannot be read")):
        node, problems = read_file(tmp_path / name, name, Files())
        assert node is None
        assert message in problems[0].message
        assert str(problems[0].span) == f"{name}:1:1"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as stream:
        stream.truncate(33 * 2**20)
    node, problems = read_file(file, "large.yaml", Files())
    assert node is None
    assert "larger than 32 MiB" in problems[0].message


def test_paths_are_shown_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "facts" / "x.yaml") == "facts/x.yaml"
    assert shown_path(Path("facts") / ".." / "y.yaml") == "y.yaml"
    assert shown_path(tmp_path.parent / "z.yaml") == (tmp_path.parent / "z.yaml").as_posix()
