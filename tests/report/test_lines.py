"""Places on lines, and the hash by which GitHub knows a line again."""

from __future__ import annotations

import pytest

from policyengine.report.lines import Lines, Region
from policyengine.spans import Span


def _hashes(text: str, count: int) -> list[str]:
    lines = Lines({"f": text})
    return [lines.hash(Span("f", number, 1)) for number in range(1, count + 1)]


def test_a_region_is_what_is_said_at_the_place() -> None:
    text = "a:\r\n  term: {value: P2Y, source: notice L3} # note\r  data: [é, b] # note\n"
    lines = Lines({"f": text})
    assert lines.region(Span("f", 2, 3)) == Region(2, 17, 20, "P2Y")
    assert lines.region(Span("f", 3, 3)) == Region(3, 3, 15, "data: [é, b]")
    assert lines.region(Span("f", 3, 9)) == Region(3, 9, 15, "[é, b]")


# What GitHub's upload action works out for these texts, each with its end of file.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    ],
    ids=["empty", "blanks"],
)
def test_the_hash_is_the_one_that_github_works_out(text: str, hashes: list[str]) -> None:
    assert _hashes(text, len(hashes)) == hashes


def _by_definition(characters: str) -> str:
    """The hash of a hundred characters, the end of the file being one."""
    value = 0
    for unit in [*map(ord, characters), *[0] * 100][:100]:
        value = (value * 37 + unit) % 2**64
    return f"{value:x}"


def test_the_hash_takes_a_hundred_characters_and_no_more() -> None:
    start = "x" * 99
    assert _hashes(f"{start}y and more", 1) == [f"{_by_definition(start + 'y')}:1"]
    assert _hashes(f"{start}y and other", 1) == [f"{_by_definition(start + 'y')}:1"]
    assert _hashes("é\n", 2) == [f"{_by_definition('é' + chr(10) + chr(0xFFFF))}:1", "c129715d7a2bc9a3:1"]


def test_characters_outside_the_basic_plane_count_as_two() -> None:
    assert _hashes("\U0001f6b2", 1) == [f"{_by_definition(chr(0xD83D) + chr(0xDEB2) + chr(0xFFFF))}:1"]


def test_line_ends_and_blanks_do_not_matter_but_repetition_does() -> None:
    unix = _hashes("k: v\n" * 40, 40)
    assert _hashes("  k:\tv\r\n" * 40, 40) == unix == _hashes("k: v\r" * 40, 40)
    assert [each.rpartition(":")[2] for each in unix[:3]] == ["1", "2", "3"]
    assert len(set(unix)) == 40


def test_the_hash_stays_where_lines_are_put_before() -> None:
    text = "".join(f"key-{number}: value\n" for number in range(60))
    assert _hashes(f"# new\n{text}", 60)[1:] == _hashes(text, 59)
