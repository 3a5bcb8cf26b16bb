"""Where reading takes a short way because most input allows it, the answer is that of the long way."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine.source.events import UNWANTED
from policyengine.source.find import shown_path
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Scalar
from policyengine.spans import Files


def test_every_unwanted_character_is_found_wherever_it_stands() -> None:
    unwanted = [chr(code) for code in range(0x110000) if UNWANTED.match(chr(code))]
    assert len(unwanted) > 2_000
    for character in unwanted:
        node, problems = read_text(f"é: ok\na: x{character}y\n", "a.yaml", Files())
        assert node is None, hex(ord(character))
        assert [(p.span.line, p.span.column) for p in problems] == [(2, 5)], hex(ord(character))


@pytest.mark.parametrize("text", ["a: …\n", "a: “quoted”\n", "a: €\n", "a: è\n", "a: 🙂\n"])
def test_characters_that_share_bytes_with_unwanted_ones_are_kept(text: str) -> None:
    node, problems = read_text(text, "a.yaml", Files())
    assert not problems
    assert isinstance(node, Mapping)
    value = node.entries["a"]
    assert isinstance(value, Scalar)
    assert value.text == text[3:-1]


def test_a_mapping_made_of_nodes_is_as_one_that_was_read() -> None:
    files = Files()
    read, problems = read_text('a: plain\nb: "quoted"\nc: [1, 2]\nd: {e: null}\n', "a.yaml", files)
    assert isinstance(read, Mapping)
    assert not problems
    made = Mapping.of(read.entries, read.key_places, read.place)
    assert made.raw == read.raw
    assert [str(files.span(place)) for place in made.key_places.values()] == [f"a.yaml:{n}:1" for n in range(1, 5)]
    plain, quoted = made.entries["a"], made.entries["b"]
    assert isinstance(plain, Scalar)
    assert isinstance(quoted, Scalar)
    assert (plain.text, plain.plain, str(files.span(plain.place))) == ("plain", True, "a.yaml:1:4")
    assert (quoted.text, quoted.plain, str(files.span(quoted.place))) == ("quoted", False, "a.yaml:2:4")
    assert isinstance(made.entries["c"], Listing)
    assert made.entries["c"] is read.entries["c"]


def test_files_are_called_as_seen_from_where_the_run_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "facts").mkdir()
    monkeypatch.chdir(tmp_path / "facts")
    assert shown_path(Path("a/../b.yaml")) == "b.yaml"
    assert shown_path(tmp_path / "facts" / "a" / "b.yaml") == "a/b.yaml"
    assert shown_path(Path()) == "."
    assert shown_path(Path("../rules/a.yaml")) == "../rules/a.yaml"
    assert shown_path(tmp_path / "facts-too" / "a.yaml") == (tmp_path / "facts-too" / "a.yaml").as_posix()
    monkeypatch.chdir("/")
    assert shown_path(tmp_path / "a.yaml") == (tmp_path / "a.yaml").as_posix()[1:]
