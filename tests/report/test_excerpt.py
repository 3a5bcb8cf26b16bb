"""Which part of a line is marked, and what is shown of it."""

from __future__ import annotations

import pytest

from policyengine.report.excerpt import excerpt
from policyengine.report.terminal import Paint


def shown(line: str, column: int, label: str = "", width: int = 60) -> list[str]:
    return list(excerpt(line, 7, column, label, 2, Paint(False, width)))


@pytest.mark.parametrize(
    ("line", "at", "marked"),
    [
        ("    instrument: none", "instrument", "instrument: none"),
        ("    title: a, b # why", "title", "title: a, b"),
        ("    note: 'a # b, c'", "note", "note: 'a # b, c'"),
        ("  mailer: {role: processor, since: 2020-01-01}", "role", "role: processor"),
        ("  mailer: {data: [a, b], since: 2020-01-01}", "data", "data: [a, b]"),
        ("  mailer: {since: 2020-01-01}", "since", "since: 2020-01-01"),
        ("  basis: {value: consent, source: notice L5}", "basis", "consent"),
        ("  - {value: [a, b], source: notice L5}", "-", "[a, b]"),
        ("  mailer:", "mailer", "mailer:"),
        ("  data: [a, 'b, c', d]", "'b", "'b, c'"),
        ('  key: "an [open bracket"', "key", 'key: "an [open bracket"'),
        ("", "", "^"),
    ],
)
def test_what_is_marked(line: str, at: str, marked: str) -> None:
    text, carets = shown(line, line.index(at) + 1)
    start, length = carets.index("^"), carets.count("^")
    assert (text[start : start + length] or "^") == marked


def test_the_label_stands_behind_the_mark_or_below_it() -> None:
    assert shown("  role: none", 3, "short") == [" 7 | role: none", "   | ^^^^^^^^^^ short"]
    assert shown("  role: none", 3, "a label that is longer than there is room for behind the mark") == [
        " 7 | role: none",
        "   | ^^^^^^^^^^",
        "   | a label that is longer than there is room for behind",
        "   | the mark",
    ]


def test_a_long_line_is_shown_from_the_key_on() -> None:
    line = "  mailer: {services: [one, two, three, four, five], role: {value: processor, grade: implied}}"
    text, carets = shown(line, line.index("role") + 1)
    assert text == " 7 | … role: {value: processor, grade: implied}}"
    assert text[carets.index("^") :].startswith("processor")


@pytest.mark.parametrize("column", [3, 400, 4000])
def test_long_lines_are_cut_to_the_page(column: int) -> None:
    line = "  note: " + "word, " * 2000
    lines = shown(line, column, "label")
    assert max(len(each) for each in lines) <= 60
    assert "^" in lines[1]


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x9b1m", "\u202e", "\u2066", "\x07", "\ud800", "\u200f"])
def test_nothing_that_a_terminal_would_act_on_gets_through(hostile: str) -> None:
    in_the_value = shown(f"  title: a{hostile}b", 3, f"label{hostile}")
    before_the_place = shown(f"  {hostile}: {{x: y}}", 3 + len(hostile))
    for part in in_the_value + before_the_place:
        assert part.isprintable()


def test_the_mark_stands_under_its_word_after_an_escape() -> None:
    text, carets = shown("  {\x1b: 1, role: none}", 10)
    assert text[carets.index("^") :].startswith("role: none")
