"""What is wrong with the input, at its place."""

from __future__ import annotations

import pytest

from policyengine.errors import Problem
from policyengine.report.problems import problems_text
from policyengine.report.terminal import Paint
from policyengine.spans import Files, Span


def shown(*problems: Problem) -> str:
    facts, law = Files(), Files()
    facts.add("facts/club.yaml", "register: club\r\nparties:\r\n  mailer: {role: procesor}\r\n")
    law.add("law/club.yaml", "id: club-1\n")
    return problems_text(problems, (facts, law), Paint(False, 80))


def test_the_line_the_word_and_what_to_write_instead() -> None:
    problem = Problem(Span("facts/club.yaml", 3, 18), "unknown word `procesor`", "did you mean `processor`?")
    assert shown(problem) == (
        "facts/club.yaml:3:18: unknown word `procesor`\n"
        " 3 | mailer: {role: procesor}\n"
        "   |                ^^^^^^^^ did you mean `processor`?\n"
    )


def test_each_problem_finds_its_own_file() -> None:
    assert " 1 | id: club-1\n" in shown(Problem(Span("law/club.yaml", 1, 5), "no such rule"))


def test_a_file_that_could_not_be_read_has_no_line() -> None:
    problem = Problem(Span("facts/other.yaml", 1, 1), "cannot be read", "check its permissions")
    assert shown(problem) == "facts/other.yaml:1:1: cannot be read\n  check its permissions\n"


def test_a_place_behind_the_last_line_has_no_line() -> None:
    assert shown(Problem(Span("facts/club.yaml", 40, 1), "unfinished")) == "facts/club.yaml:40:1: unfinished\n"


def test_hostile_words_are_quoted_safely() -> None:
    assert (
        shown(Problem(Span("facts/club.yaml", 1, 1), "unknown key `\x1b[2J\u202e`", "\x9b"))
        .replace("\n", "")
        .isprintable()
    )


@pytest.mark.parametrize("path", ["a-folder/" * 12 + "register.yaml", "a folder/" * 12 + "register.yaml", "f.yaml"])
def test_a_place_is_never_broken(path: str) -> None:
    place = f"{path}:12:3"
    problem = Problem(Span(path, 12, 3), "a message of several words that goes on until the line is full " * 2)
    first, *rest = problems_text([problem], [], Paint(False, 80)).splitlines()
    assert first.startswith(f"{place}:")
    assert all(len(line) <= 80 and line.startswith("  ") for line in rest)


def test_no_line_is_a_command_to_a_runner() -> None:
    said = "::error::" + "a " * 60 + " ::error::b"
    lines = shown(Problem(Span("::error::x.yaml", 1, 1), said, said)).splitlines()
    assert "::error::b" in " ".join(lines)
    assert not [line for line in lines if line.lstrip().startswith("::")]
